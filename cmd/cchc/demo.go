package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
	"cchc/seeds/demo"
)

const demoLong = `Chạy thử cả năm chấm điểm của tỉnh trên dữ liệu minh họa: tạo thư mục dữ liệu THƯ_MỤC/du-lieu, mở kỳ 2026, ghi lần lượt
theo ngày mọi kê khai, sổ theo dõi và quyết định thẩm định của 16 sở, ban, ngành và 129 xã, phường, chấm ở từng giai
đoạn, khóa kỳ; rồi in dự báo của tỉnh theo lĩnh vực, bảng xếp hạng ba khối và một điểm của tỉnh truy xuống tài liệu của
đơn vị; ghi trang báo cáo.

Mặc định THƯ_MỤC là ./cchc-demo. Dữ liệu là giả, chỉ để minh họa; chạy lại thì ghi đè lần trước. Thư mục không do lệnh
này tạo ra thì không bị động đến. Với --files thì chỉ ghi dữ liệu của các sở, ban, ngành thành tệp CSV trong
THƯ_MỤC/facts và chấm từ đó.`

// The demo's folder, the leaf of the province that is drilled down and how many units of it and of a block are printed.
const (
	demoDir       = "cchc-demo"
	demoDrill     = "3.4.2"
	demoParts     = 5
	demoTop       = 10
	demoBottom    = 3
	demoYear      = "2026"
	demoDataDir   = "du-lieu"
	demoYearBegin = "2025-12-04"
)

func newDemo(a *app) *cobra.Command {
	var files bool
	cmd := &cobra.Command{
		Use:     "demo [THƯ_MỤC]",
		Short:   "Chạy thử cả năm trên dữ liệu minh họa",
		Long:    demoLong,
		Example: "  cchc demo\n  cchc demo /tmp/thu",
		Args:    arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := demoDir
			if len(args) == 1 {
				dir = args[0]
			}
			if files {
				return a.demoFiles(dir)
			}
			return a.demo(cmd.Context(), dir)
		},
	}
	cmd.Flags().BoolVar(&files, "files", false, "chỉ ghi tệp CSV của các sở, ban, ngành và chấm từ đó")
	return cmd
}

// demo goes through the year as the province would: everything is recorded on its day, then looked at from the folder.
func (a *app) demo(ctx context.Context, dir string) error {
	data := filepath.Join(dir, demoDataDir)
	if err := clearDemo(dir, data); err != nil {
		return err
	}
	runs, err := a.demoSeason(ctx, data)
	if err != nil {
		return err
	}
	in := &chartsFlags{run: runs[len(runs)-1].Body.(*season.Run).ID}
	in.data = data
	src, err := a.chartSource(ctx, in)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(perSet(src.all, (*scoring).scoreJSON))
	}
	if err := a.showDemo(src.all, runs); err != nil {
		return err
	}
	page, err := src.report()
	if err != nil {
		return pageFailure(err)
	}
	path := filepath.Join(dir, reportFile)
	if err := writeFile(path, page.Write); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.demo_year_written", data, path))
	return nil
}

// clearDemo makes room for the demo: an earlier demo is taken away, anything else stays and is refused.
func clearDemo(dir, data string) error {
	_, marked := os.Stat(filepath.Join(dir, demoMarker))
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case len(entries) > 0 && marked != nil:
		return fail(exitConflict, "cli.demo_conflict", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, demoMarker), []byte(wording.Message("cli.demo")+"\n"), 0o644); err != nil {
		return err
	}
	if _, err := os.Lstat(data); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if !isDemoFolder(data) {
		return fail(exitConflict, "cli.demo_conflict", data)
	}
	return os.RemoveAll(data)
}

// isDemoFolder reports whether a data folder holds a demo, or nothing yet: what people have recorded is never taken away,
// wherever it was moved to.
func isDemoFolder(data string) bool {
	s, err := store.Open(data, store.Options{ReadOnly: true})
	if err != nil {
		return false
	}
	defer s.Close()
	seq, _, lastErr := s.Last(context.Background())
	demo, demoErr := s.Demo(context.Background())
	return lastErr == nil && demoErr == nil && (demo || seq == 0)
}

// demoSeason records the year day by day and scores it at the end of each stage. It gives the runs.
func (a *app) demoSeason(ctx context.Context, data string) ([]season.Event, error) {
	clock := &demoClock{}
	begin, err := day.Parse(demoYearBegin)
	if err != nil {
		return nil, err
	}
	clock.set(begin)
	s, err := store.Create(data, store.Options{Clock: clock.now})
	if err != nil {
		return nil, storeFailure(err)
	}
	runs, err := a.playSeason(ctx, s, clock)
	return runs, errors.Join(err, s.Close())
}

func (a *app) playSeason(ctx context.Context, s *store.Store, clock *demoClock) ([]season.Event, error) {
	plan, err := a.planning(&planFlags{})
	if err != nil {
		return nil, err
	}
	sets, err := a.loadSets(setNames())
	if err != nil {
		return nil, err
	}
	if err := a.initialise(ctx, s, plan, sets, systemActor, true); err != nil {
		return nil, err
	}
	script, err := demoScriptOf(sets, plan.units)
	if err != nil {
		return nil, err
	}
	if err := script.prelude(ctx, s); err != nil {
		return nil, err
	}
	for _, stage := range demo.Stages() {
		if err := script.playUntil(ctx, s, clock, stage.Day); err != nil {
			return nil, err
		}
		clock.set(stage.Day)
		if stage.Stage == engine.StageSelf {
			if err := changePeriod(ctx, s, demoYear, season.PeriodClosed, "", systemActor, wording.Message("cli.demo_closed")); err != nil {
				return nil, err
			}
		}
		in := &caseFlags{stage: stage.Stage.String(), folderFlags: folderFlags{period: demoYear}}
		in.asOf = stage.Day.String()
		v, err := readView(ctx, s, in, stage.Stage)
		if err != nil {
			return nil, err
		}
		out, err := v.score()
		if err != nil {
			return nil, err
		}
		if _, err := v.saveRun(ctx, s, out, &runFlags{by: systemActor, reason: wording.Stage(stage.Stage)}); err != nil {
			return nil, err
		}
	}
	if err := changePeriod(ctx, s, demoYear, season.PeriodLocked, "", systemActor, wording.Message("cli.demo_locked")); err != nil {
		return nil, err
	}
	return s.Runs(ctx, demoYear)
}

// demoClock is the clock of a demo folder: it stands at nine in the morning of the day that is played, and goes on by a
// millisecond each time it is read.
type demoClock struct {
	at   time.Time
	on   day.Day
	days []day.Day // the day of each reading to come; none: the clock stays on its day
}

func (c *demoClock) set(d day.Day) {
	c.at, c.on = time.UnixMilli(int64(season.DayStart(d))).Add(9*time.Hour), d
}

// play says on which day each event of an append falls. The clock is read once before the first of them.
func (c *demoClock) play(days []day.Day) {
	c.days = nil
	if len(days) > 0 {
		c.days = append([]day.Day{days[0]}, days...)
	}
}

func (c *demoClock) now() time.Time {
	if len(c.days) > 0 {
		if c.days[0] != c.on {
			c.set(c.days[0])
		}
		c.days = c.days[1:]
	}
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

// showDemo prints the province, the three blocks and one point drilled down.
func (a *app) showDemo(all []*scoring, runs []season.Event) error {
	for i, s := range all {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		if s.set.Scope == form.ScopeProvince {
			s.print(a)
			continue
		}
		s.printLabels(a)
		for _, block := range s.blocks() {
			s.printEnds(a, block, demoTop, demoBottom)
		}
	}
	province := all[0]
	fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.demo_drill", demoDrill))
	if err := province.explain(a, seeds.Province, demoDrill, nil); err != nil {
		return err
	}
	province.drill(a, all, seeds.Province, demoDrill, demoParts)
	fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.demo_runs"))
	a.printRuns(runs, &season.Publications{})
	return nil
}
