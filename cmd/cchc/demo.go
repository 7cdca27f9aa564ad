package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cchc/charts"
	"cchc/engine"
	"cchc/internal/wording"
)

const demoLong = `Tạo dữ liệu minh họa của mọi sở, ban, ngành thành các tệp CSV trong THƯ_MỤC/facts, đọc lại từ đó, chấm điểm, in bảng
xếp hạng, ghi trang báo cáo THƯ_MỤC/report.html và Bảng tự đánh giá của một đơn vị. Mặc định THƯ_MỤC là ./cchc-demo.
Dữ liệu là giả, chỉ để minh họa; chạy lại thì ghi đè lần trước. Tệp không do lệnh này tạo ra thì không bị động đến.`

// The demo's set, day and the unit whose self-assessment is written.
const (
	demoDir   = "cchc-demo"
	demoSet   = "so-2026"
	demoAsOf  = "2027-01-20"
	demoFocus = "so-y-te"
)

func newDemo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "demo [THƯ_MỤC]",
		Short:   "Chạy thử từ đầu đến cuối trên dữ liệu minh họa",
		Long:    demoLong,
		Example: "  cchc demo\n  cchc demo /tmp/thu",
		Args:    arity(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := demoDir
			if len(args) == 1 {
				dir = args[0]
			}
			return a.demo(dir)
		},
	}
}

// demo goes the way a user goes: files first, then everything from the files.
func (a *app) demo(dir string) error {
	in := caseFlags{set: demoSet, facts: filepath.Join(dir, "facts"), stage: engine.StageFinal.String()}
	in.asOf = demoAsOf
	report, form := filepath.Join(dir, "report.html"), filepath.Join(dir, "tu-danh-gia-"+demoFocus+".html")
	if err := a.writeDemoFacts(in.facts, report, form); err != nil {
		return err
	}
	s, err := a.score(&in)
	if err != nil {
		return err
	}
	if err := s.writeReport(report); err != nil {
		return err
	}
	if err := s.writeSelfAssessment(form, demoFocus); err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(s.scoreJSON())
	} else {
		s.print(a)
	}
	a.note("%s", wording.Message("cli.demo_written", in.facts, report, form, demoFocus, demoSet, s.c.AsOf.VN()))
	return err
}

// writeSelfAssessment scores the case once more as the unit itself saw it and writes both columns of the form.
func (s *scoring) writeSelfAssessment(path, unit string) error {
	own := *s.c
	own.Stage = engine.StageSelf
	self, err := engine.Score(&own)
	if err != nil {
		return fmt.Errorf("score self-assessment: %w", err)
	}
	return writeFile(path, func(f *os.File) error {
		return charts.WriteSelfAssessment(f, charts.SelfAssessment{Superior: strings.ToUpper(s.plan.Plan.Issuer),
			Period: wording.Message("cli.period", s.set.Period.ID), Unit: unit, Set: s.set, Self: self, Asked: s.result,
			Words: s.words(), Index: engine.Index, Demo: s.demo})
	})
}
