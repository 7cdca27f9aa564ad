package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/files"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
)

// dataVariable names the data folder where --data is not given.
const dataVariable = "CCHC_DATA"

// folderFlags name a data folder and a period in it.
type folderFlags struct{ data, period string }

func (f *folderFlags) bind(cmd *cobra.Command) {
	f.bindData(cmd)
	cmd.Flags().StringVar(&f.period, "period", "", "`KỲ` chấm điểm, ví dụ 2026; không cần khi chỉ có một kỳ")
}

func (f *folderFlags) bindData(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.data, "data", "", "`THƯ_MỤC` dữ liệu do cchc init tạo; mặc định theo biến môi trường "+dataVariable)
}

// dir is the folder named by the flag or the environment, "" for none.
func (f *folderFlags) dir() string {
	if f.data != "" {
		return f.data
	}
	return os.Getenv(dataVariable)
}

// open opens the folder for reading, or for writing as well.
func (f *folderFlags) open(write bool) (*store.Store, error) {
	dir := f.dir()
	if dir == "" {
		return nil, missingFlag("--data")
	}
	return openFolder(dir, write)
}

// openFolder opens a data folder for reading, or for writing as well.
func openFolder(dir string, write bool) (*store.Store, error) {
	s, err := store.Open(dir, store.Options{ReadOnly: !write})
	var refusal *store.Refusal
	if write && errors.As(err, &refusal) && refusal.Code == store.ClockBehind {
		// A demo folder lives in its own time. Any other refuses a clock that is not the machine's.
		if last, bad := season.ParseInstant(refusal.Args[1]); bad == nil {
			if demo, demoErr := store.Open(dir, store.Options{Clock: ticking(last)}); demoErr == nil {
				s, err = demo, nil
			}
		}
	}
	if err != nil {
		return nil, storeFailure(err)
	}
	if err := people.learn(context.Background(), s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// ticking is a clock that goes on from a moment by a second each time it is read.
func ticking(from season.Instant) func() time.Time {
	at := time.UnixMilli(int64(from))
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// storeFailure gives the sentence of what a data folder, or the year's procedure, refuses.
func storeFailure(err error) error {
	var refused *season.Refusal
	if errors.As(err, &refused) {
		code := exitInvalid
		switch refused.Code {
		case season.PeriodState, season.PeriodExists, season.FolderExists, season.RunPublished, season.RunAdjustsOther, season.RunNotFinal,
			season.RunOutdated, season.RunBlocked, season.RunDisputed:
			code = exitConflict
		case season.NoPeriod, season.UnknownRun, season.NoProposal:
			code = exitNotFound
		case season.NoActor, season.NoReason, season.NoSecond, season.NoPerson:
			code = exitUsage
		}
		return &failure{code, wording.NotAdmitted(refused)}
	}
	var evidence *files.Fault
	if errors.As(err, &evidence) {
		return &failure{exitFailed, evidence.Code + ": " + wording.Message(evidence.Code, evidence.Args()...)}
	}
	var folder *store.Refusal
	if errors.As(err, &folder) {
		code := exitFailed
		switch folder.Code {
		case store.Missing, store.NotFound, store.NoDatabase, store.NoBackup:
			code = exitNotFound
		case store.InUse, store.NotEmpty, store.KeyReused, store.TargetExists, store.Occupied:
			code = exitConflict
		}
		return &failure{code, folder.Code + ": " + wording.Message(folder.Code, folder.Args...)}
	}
	return err
}

// periodIn gives the period asked for: the one named, or the only one that is scored.
func (f *folderFlags) periodIn(ctx context.Context, s *store.Store) (string, error) {
	if f.period != "" {
		return f.period, nil
	}
	periods, err := s.Periods(ctx)
	periods = slices.DeleteFunc(periods, func(p season.Period) bool { return len(p.Choices) == 0 }) // only figures to compare with
	switch {
	case err != nil:
		return "", storeFailure(err)
	case len(periods) == 0:
		return "", fail(exitNotFound, "cli.no_period", f.dir())
	case len(periods) > 1:
		return "", missingFlag("--period")
	}
	return periods[0].ID, nil
}

// view is a year of a data folder, looked at on a day, with all that is needed to score it.
type view struct {
	store    *store.Store
	year     *season.Year
	plan     *planning
	programs []*engine.Program
	prior    []engine.Prior
	stage    engine.Stage
	records  []season.SetRecord // what became of the folder's sets
	look     looking
	events   []season.Event // the log, where looking asks for it
}

// view reads the year that the flags name. The caller closes its store.
func (a *app) view(ctx context.Context, f *caseFlags) (*view, error) {
	stage, ok := engine.ParseStage(f.stage)
	if !ok {
		return nil, fail(exitUsage, "cli.stage", f.stage)
	}
	if given := f.filesOnly(); len(given) > 0 {
		return nil, fail(exitUsage, "cli.files_only", strings.Join(given, ", "))
	}
	s, err := f.open(false)
	if err != nil {
		return nil, err
	}
	v, err := readView(ctx, s, f, stage)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return v, nil
}

func readView(ctx context.Context, s *store.Store, f *caseFlags, stage engine.Stage) (*view, error) {
	period, err := f.periodIn(ctx, s)
	if err != nil {
		return nil, err
	}
	look, asOf, err := f.lookAt(ctx, s)
	if err != nil {
		return nil, err
	}
	v := &view{store: s, stage: stage, look: look}
	if v.year, err = v.yearOn(ctx, period, asOf); err != nil {
		return nil, err
	}
	return v, v.ready(ctx, f.set)
}

// ready reads all that the view's year is scored with; only, if not empty, is the id of the set that is wanted.
func (v *view) ready(ctx context.Context, only string) (err error) {
	if v.records, err = v.store.SetRecords(ctx); err != nil {
		return storeFailure(err)
	}
	period := &v.year.Period
	switch {
	case period.State == "":
		if err := knownPeriod(ctx, v.store, period.ID); err != nil {
			return err
		}
		return fail(exitNotFound, "cli.period_not_yet", period.ID, v.year.AsOf.VN())
	case len(period.Choices) == 0:
		return fail(exitInvalid, "cli.period_no_sets", period.ID)
	}
	bytes, err := v.store.Blob(ctx, period.Plan)
	if err != nil {
		return storeFailure(err)
	}
	calendar, err := season.DecodePlan(bytes)
	if err != nil {
		return err
	}
	v.plan = &planning{Calendar: calendar, units: v.year.Units}
	return v.compile(ctx, only)
}

// knownPeriod refuses a period that was never opened.
func knownPeriod(ctx context.Context, s *store.Store, period string) error {
	periods, err := s.Periods(ctx)
	if err != nil {
		return storeFailure(err)
	}
	if !slices.ContainsFunc(periods, func(p season.Period) bool { return p.ID == period }) {
		return fail(exitNotFound, "season.no_period", period)
	}
	return nil
}

// compile loads the sets chosen for the period's blocks; only, if not empty, is the id of the one that is wanted.
func (v *view) compile(ctx context.Context, only string) error {
	var hashes []string
	for _, c := range v.year.Period.Choices {
		if !slices.Contains(hashes, c.Hash) {
			hashes = append(hashes, c.Hash)
		}
	}
	v.programs = make([]*engine.Program, len(hashes))
	errs := make([]error, len(hashes))
	var all sync.WaitGroup
	for i, hash := range hashes { // reading the sets takes as long as reading the year
		all.Go(func() { v.programs[i], errs[i] = v.program(ctx, hash) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return storeFailure(err)
	}
	for _, p := range v.programs {
		if err := v.readPrior(ctx, p); err != nil {
			return err
		}
	}
	if only != "" && !v.hasSet(only) {
		return fail(exitNotFound, "cli.set_not_chosen", only, v.year.Period.ID)
	}
	return nil
}

func (v *view) program(ctx context.Context, hash string) (*engine.Program, error) {
	set, err := v.store.Set(ctx, hash)
	if err != nil {
		return nil, err
	}
	return engine.Compile(set)
}

func (v *view) hasSet(id string) bool {
	for _, p := range v.programs {
		if p.Ref().ID == id {
			return true
		}
	}
	return false
}

// sets are the criteria sets of the period, each with the blocks it was chosen for: to find the set of a block by, never
// to be scored with or hashed.
func (v *view) sets() []*form.Set {
	var sets []*form.Set
	for _, p := range v.programs {
		set := *p.Set()
		set.Blocks = slices.DeleteFunc(slices.Clone(set.Blocks), func(b string) bool {
			return !v.year.Period.Scores(p.Set(), p.Ref().Hash, b)
		})
		if len(set.Blocks) > 0 || len(p.Set().Blocks) == 0 {
			sets = append(sets, &set)
		}
	}
	return sets
}

// readPrior reads the figures of the previous period that a set asks for.
func (v *view) readPrior(ctx context.Context, p *engine.Program) error {
	if len(season.PreviousInputs(p.Set())) == 0 {
		return nil
	}
	number, err := strconv.Atoi(v.year.Period.ID)
	if err != nil {
		return nil // a period that is no year has none before it
	}
	before, err := v.yearOn(ctx, strconv.Itoa(number-1), v.year.AsOf)
	if err != nil {
		return err
	}
	v.prior = append(v.prior, season.Prior(p.Set(), v.year.Units, before.Figure)...)
	return nil
}

// lookFrom is the day asked for. Without one it is today, and in a demo folder, which lives in its own time, the day of
// the last event.
func (f *caseFlags) lookFrom(ctx context.Context, s *store.Store) (day.Day, error) {
	if f.asOf != "" {
		return f.day()
	}
	_, last, err := s.Last(ctx)
	if err != nil {
		return day.None, storeFailure(err)
	}
	today := season.Instant(time.Now().UnixMilli()).Day()
	return max(today, last.Day()), nil
}

// problems are the scored sets of an outcome in the form that commands print.
func (v *view) problems(o *season.Outcome) []*scoring {
	var out []*scoring
	for _, s := range o.All() {
		units := make([]seeds.Unit, len(s.Case.Units))
		for i := range units {
			units[i], _ = v.year.Units.ByCode(s.Case.Units[i].Unit.Code)
		}
		out = append(out, v.scoring(s, units))
	}
	return out
}

// scoring is a scored set with units, by code, that it is printed with.
func (v *view) scoring(s *season.Scored, units []seeds.Unit) *scoring {
	p := &problem{set: s.Program.Set(), plan: v.plan, units: units, demo: v.year.Demo, c: s.Case, program: s.Program,
		choice: v.choiceOf(s.Program), look: v.look}
	return &scoring{p, s.Result}
}

// score scores the whole year that is looked at.
func (v *view) score() (*season.Outcome, error) {
	return v.plan.Score(v.year, v.programs, v.prior, v.stage)
}

// close closes the folder and keeps the first error.
func (v *view) close(err error) error { return errors.Join(err, v.store.Close()) }
