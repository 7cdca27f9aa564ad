package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
)

const runsLong = `Liệt kê các lần chấm điểm đã ghi (cchc score --save): ngày tính đến, giai đoạn, bộ tiêu chí, mã đối chiếu kết quả; --json
in mã đối chiếu của mọi thứ đã dùng. Nêu tên một lần chấm thì in điểm, chỉ số, hạng của từng đơn vị trong lần đó.`

func newRuns(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "runs [LẦN_CHẤM]",
		Short:   "Các lần chấm điểm đã ghi",
		Long:    runsLong,
		Example: "  cchc runs --data du-lieu-2026\n  cchc runs 2026-final-1 --data du-lieu-2026",
		Args:    arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				err = a.showRun(cmd.Context(), s, args[0])
			} else {
				err = a.listRuns(cmd.Context(), s, &in)
			}
			return errors.Join(err, s.Close())
		},
	}
	in.bind(cmd)
	return cmd
}

// runFlags are those by which a scoring is recorded.
type runFlags struct {
	save                bool
	by, reason, adjusts string
}

func (f *runFlags) bind(cmd *cobra.Command) {
	bindBy(cmd, &f.by)
	flags := cmd.Flags()
	flags.BoolVar(&f.save, "save", false, "ghi thành một lần chấm điểm vào thư mục dữ liệu")
	flags.StringVar(&f.reason, "reason", "", "`LÝ_DO` chấm, ghi cùng lần chấm điểm")
	flags.StringVar(&f.adjusts, "adjusts", "", "điều chỉnh: thay cho `LẦN_CHẤM` trước, phải có --reason; cả hai đều giữ")
}

// saveRun records an outcome as the next run of its stage and gives its name.
func (v *view) saveRun(ctx context.Context, s *store.Store, out *season.Outcome, f *runFlags) (string, error) {
	runs, err := s.Runs(ctx, v.year.Period.ID)
	if err != nil {
		return "", storeFailure(err)
	}
	n := 1
	for _, e := range runs {
		if e.Body.(*season.Run).Stage == v.stage {
			n++
		}
	}
	id := fmt.Sprintf("%s-%s-%d", v.year.Period.ID, v.stage, n)
	if err := v.adjustable(ctx, s, runs, id, f.adjusts); err != nil {
		return "", err
	}
	run, results, err := v.year.Run(id, out, v.stage)
	if err != nil {
		return "", err
	}
	run.Adjusts, run.Binary = f.adjusts, binaryDigest()
	d := season.Draft{Key: "run/" + id, Kind: season.RunMade, Period: v.year.Period.ID, Actor: f.by, Reason: f.reason, Happened: day.None, Body: run}
	if _, err := s.SaveRun(ctx, d, results...); err != nil {
		return "", storeFailure(err)
	}
	return id, nil
}

// adjustable refuses a run that says it takes the place of one that is not the period's published one: it could never be published.
func (v *view) adjustable(ctx context.Context, s *store.Store, runs []season.Event, id, adjusts string) error {
	if !slices.ContainsFunc(runs, func(e season.Event) bool { return e.Body.(*season.Run).ID == adjusts }) {
		return nil // it adjusts nothing, or what is not there, which saving refuses
	}
	made, err := publications(ctx, s, v.year.Period.ID)
	if err != nil {
		return err
	}
	switch made.Last() {
	case adjusts:
		return nil
	case "":
		return storeFailure(&season.Refusal{Code: season.AdjustsUnpublished, Args: []string{id, adjusts}})
	}
	return storeFailure(&season.Refusal{Code: season.RunAdjustsOther, Args: []string{id, made.Last()}})
}

// saveYearRun writes the run of a scored view into its folder, which the view has open for reading only.
func (a *app) saveYearRun(ctx context.Context, in *caseFlags, v *view, out *season.Outcome, f *runFlags) error {
	s, err := in.open(true)
	if err != nil {
		return err
	}
	id, err := v.saveRun(ctx, s, out, f)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.run_saved", id, in.dir()))
	return nil
}

type runJSON struct {
	ID       string `json:"id"`
	Recorded string `json:"recorded"`
	AsOf     string `json:"as_of"`
	Stage    string `json:"stage"`
	By       string `json:"by"`
	Reason   string `json:"reason,omitempty"`
	Adjusts  string `json:"adjusts,omitempty"` // the run in whose place this one was made
	// Published is the decision by which it was published, if it was.
	Published string         `json:"published,omitempty"`
	Engine    string         `json:"engine"`
	Binary    string         `json:"binary,omitempty"` // SHA-256 of the program that scored
	Log       int64          `json:"log"`              // number of the last event known when it was made
	Plan      string         `json:"plan"`
	Units     string         `json:"units"`
	Facts     string         `json:"facts"`
	Decided   string         `json:"decisions"`
	Scopes    []runScopeJSON `json:"scopes"`
}

type runScopeJSON struct {
	Set     string `json:"set"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	Case    string `json:"case_hash"`
	Result  string `json:"result_hash"`
	Chosen  string `json:"chosen,omitempty"` // the rule by which the version was chosen
	Reason  string `json:"chosen_reason,omitempty"`
}

func newRunJSON(e *season.Event, p *season.Publications) runJSON {
	r := e.Body.(*season.Run)
	j := runJSON{ID: r.ID, Recorded: e.Recorded.String(), AsOf: r.AsOf.String(), Stage: r.Stage.String(), By: e.Actor, Reason: e.Reason, Adjusts: r.Adjusts,
		Engine: r.Engine, Binary: r.Binary, Log: r.Log, Plan: r.Plan, Units: r.Units, Facts: r.Facts, Decided: r.Decisions, Scopes: []runScopeJSON{}}
	for _, s := range r.Scopes {
		j.Scopes = append(j.Scopes, runScopeJSON{s.Set, s.Version, s.Hash, s.Case, s.Result, s.Chosen, s.Reason})
	}
	if act := p.Act(r.ID); act != nil {
		j.Published = act.Number
	}
	return j
}

func (a *app) listRuns(ctx context.Context, s *store.Store, in *folderFlags) error {
	period, err := in.periodIn(ctx, s)
	if err != nil {
		return err
	}
	runs, err := s.Runs(ctx, period)
	if err != nil {
		return storeFailure(err)
	}
	if len(runs) == 0 {
		if err := knownPeriod(ctx, s, period); err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.no_runs", period))
	}
	demo, err := s.Demo(ctx)
	if err != nil {
		return storeFailure(err)
	}
	made, err := publications(ctx, s, period)
	if err != nil {
		return err
	}
	if a.json {
		list := runsJSON{Demo: demo, Period: period, Runs: []runJSON{}}
		for i := range runs {
			list.Runs = append(list.Runs, newRunJSON(&runs[i], made))
		}
		return a.printJSON(list)
	}
	if len(runs) == 0 {
		return nil
	}
	if demo {
		fmt.Fprintln(a.stdout, wording.Message("cli.demo"))
	}
	a.printRuns(runs, made)
	return nil
}

// The contract of runs --json.
type runsJSON struct {
	Demo   bool      `json:"demo,omitempty"`
	Period string    `json:"period"`
	Runs   []runJSON `json:"runs"`
}

// printRuns lists runs with what tells one result from another, and what became of them.
func (a *app) printRuns(runs []season.Event, made *season.Publications) {
	t := newTable("Lần chấm", "Tính đến", "Giai đoạn", "Bộ tiêu chí", "Mã đối\nchiếu", "Ghi lúc", "Người ghi")
	for i := range runs {
		r := runs[i].Body.(*season.Run)
		for k, s := range r.Scopes {
			if k == 0 {
				t.add(r.ID, r.AsOf.VN(), wording.Stage(r.Stage), s.Set+" "+s.Version, short(s.Result), clockVN(runs[i].Recorded), runs[i].Actor)
			} else {
				t.add("", "", "", s.Set+" "+s.Version, short(s.Result), "", "")
			}
		}
		if r.Adjusts != "" {
			t.remark(wording.Message("cli.run_adjusts", r.Adjusts, runs[i].Reason))
		}
		if act := made.Act(r.ID); act != nil {
			said := wording.Message("cli.run_published", act.Number, act.Date.VN())
			if last := made.Last(); last != r.ID {
				said = wording.Message("cli.run_replaced", said, last)
			}
			t.remark(said)
		}
	}
	t.write(a.stdout)
}

// short is what people compare of a hash by eye; the whole is in --json.
func short(hash string) string {
	const prefix, shown = len("sha256:"), 12
	if len(hash) < prefix+shown {
		return hash
	}
	return hash[prefix : prefix+shown]
}

// clockVN is the day and time of an instant as people in the province read it.
func clockVN(at season.Instant) string {
	const minute = 60_000
	since := int64(at-season.DayStart(at.Day())) / minute
	return fmt.Sprintf("%s %02d:%02d", at.Day().VN(), since/60, since%60)
}

// runUnitJSON is what a run gave one unit; numbers are fractions.
type runUnitJSON struct {
	Set     string `json:"set"`
	Unit    string `json:"unit"`
	Block   string `json:"block"`
	Points  string `json:"points"`
	Applied string `json:"applied_max"`
	Index   string `json:"index_exact,omitempty"`
	Rank    int    `json:"rank,omitempty"`
	Class   string `json:"class,omitempty"`
	Blocked bool   `json:"blocked,omitempty"`
}

// namedRun gives a recorded run with what it gave each unit.
func namedRun(ctx context.Context, s *store.Store, id string) (season.Event, []store.Summary, error) {
	event, rows, err := s.Run(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return event, nil, fail(exitNotFound, "cli.no_run", id)
	case err != nil:
		return event, nil, storeFailure(err)
	}
	return event, rows, nil
}

func (a *app) showRun(ctx context.Context, s *store.Store, id string) error {
	event, units, err := namedRun(ctx, s, id)
	if err != nil {
		return err
	}
	year, err := s.Year(ctx, event.Period, event.Body.(*season.Run).AsOf)
	if err != nil {
		return storeFailure(err)
	}
	made, err := publications(ctx, s, event.Period)
	if err != nil {
		return err
	}
	if a.json {
		results := make([]runUnitJSON, len(units))
		for i, u := range units {
			results[i] = runUnitJSON(u)
		}
		return a.printJSON(struct {
			runJSON
			Demo    bool          `json:"demo,omitempty"`
			Results []runUnitJSON `json:"results"`
		}{newRunJSON(&event, made), year.Demo, results})
	}
	a.printRuns([]season.Event{event}, made)
	return a.printRunUnits(ctx, s, year, event.Body.(*season.Run), units)
}

// printRunUnits prints what a run gave each unit, block by block, the best first and those without a rank last.
func (a *app) printRunUnits(ctx context.Context, s *store.Store, year *season.Year, run *season.Run, units []store.Summary) error {
	if year.Demo {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.demo"))
	}
	last := func(u *store.Summary) int { return cmp.Or(u.Rank, len(units)+1) }
	for _, scope := range run.Scopes {
		set, err := s.Set(ctx, scope.Hash)
		if err != nil {
			return storeFailure(err)
		}
		fmt.Fprintf(a.stdout, "\n%s\n", wrap(set.Title, 2))
		if scope.Chosen != "" {
			choice := wording.SetChoice{How: scope.Chosen, On: day.None, Why: scope.Reason}
			fmt.Fprintln(a.stdout, wrap(wording.Message("cli.set_choice", wording.SetChosen(choice)), 2))
		}
		if set.Reference != "" {
			fmt.Fprintln(a.stdout, set.Reference)
		}
		for _, block := range set.Blocks {
			found := slices.DeleteFunc(slices.Clone(units), func(u store.Summary) bool { return u.Set != set.ID || u.Block != block })
			if len(found) == 0 {
				continue
			}
			slices.SortFunc(found, func(x, y store.Summary) int {
				return cmp.Or(cmp.Compare(last(&x), last(&y)), cmp.Compare(x.Unit, y.Unit))
			})
			t := newTable("Hạng#", "Đơn vị", "Điểm#", "Tối đa áp dụng#", "Chỉ số (%)#", "Xếp loại")
			for i := range found {
				addRunUnit(t, &found[i], year.Units, set.Rounding.Rounding)
			}
			fmt.Fprintf(a.stdout, "\n%s\n", blockName(block))
			t.write(a.stdout)
		}
	}
	return nil
}

func addRunUnit(t *table, u *store.Summary, known *seeds.Units, r exact.Rounding) {
	rank, name := "–", u.Unit
	if u.Rank > 0 && u.Block != seeds.BlockProvince { // there is nobody to be ranked with
		rank = strconv.Itoa(u.Rank)
	}
	if unit, ok := known.ByCode(u.Unit); ok {
		name = shortName(unit.Name)
	}
	t.add(rank, name, vnFraction(u.Points, r), vnFraction(u.Applied, r), vnFraction(u.Index, r), u.Class)
	if u.Blocked {
		t.remark(wording.Message("cli.blocked_some"))
	}
}

// vnFraction prints a stored exact number.
func vnFraction(text string, r exact.Rounding) string {
	n, err := exact.ParseFraction(text)
	if err != nil {
		return "–"
	}
	return n.DecimalVN(r)
}
