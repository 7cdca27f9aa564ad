package main

import (
	"io"
	"path/filepath"
	"strings"

	"cchc/charts"
	"cchc/engine"
	"cchc/internal/wording"
)

// The set and day of the departments' files, and the unit whose self-assessment is written.
const (
	demoSet   = "so-2026"
	demoAsOf  = "2027-03-31"
	demoFocus = "so-y-te"
)

// demoFiles goes the way a user of files goes: the departments' facts as CSV files first, then everything from the files.
func (a *app) demoFiles(dir string) error {
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
	if err := writeReport(report, []*scoring{s}); err != nil {
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
	self, err := s.selfAssessed()
	if err != nil {
		return err
	}
	return writeFile(path, func(f io.Writer) error {
		return charts.WriteSelfAssessment(f, charts.SelfAssessment{Superior: strings.ToUpper(s.plan.Plan.Issuer),
			Period: wording.Message("cli.period", s.set.Period.ID), Unit: unit, Set: s.set, Self: self, Asked: s.result,
			Words: s.words(), Demo: s.demo})
	})
}
