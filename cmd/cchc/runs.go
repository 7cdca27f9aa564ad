package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const runsLong = `Liệt kê các lần chấm điểm đã ghi (cchc score --save): ngày tính đến, giai đoạn, bộ tiêu chí và mã đối chiếu của mọi thứ đã
dùng. Nêu tên một lần chấm thì in điểm, chỉ số, hạng của từng đơn vị trong lần đó.`

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

// saveRun records an outcome as the next run of its stage and gives its name.
func (v *view) saveRun(ctx context.Context, s *store.Store, out *season.Outcome, by, reason string) (string, error) {
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
	run, err := v.year.Run(id, out, v.stage)
	if err != nil {
		return "", err
	}
	var results [][]byte
	for _, scored := range out.All() {
		b, err := scored.Result.Canonical()
		if err != nil {
			return "", err
		}
		results = append(results, b)
	}
	d := season.Draft{Key: "run/" + id, Kind: season.RunMade, Period: v.year.Period.ID, Actor: by, Reason: reason, Happened: day.None, Body: run}
	if _, err := s.SaveRun(ctx, d, results...); err != nil {
		return "", storeFailure(err)
	}
	return id, nil
}

// saveYearRun writes the run of a scored view into its folder, which the view has open for reading only.
func (a *app) saveYearRun(ctx context.Context, in *caseFlags, v *view, out *season.Outcome, by, reason string) error {
	s, err := in.open(true)
	if err != nil {
		return err
	}
	id, err := v.saveRun(ctx, s, out, by, reason)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.run_saved", id))
	return nil
}

type runJSON struct {
	ID       string         `json:"id"`
	Recorded string         `json:"recorded"`
	AsOf     string         `json:"as_of"`
	Stage    string         `json:"stage"`
	By       string         `json:"by"`
	Reason   string         `json:"reason,omitempty"`
	Engine   string         `json:"engine"`
	Plan     string         `json:"plan"`
	Units    string         `json:"units"`
	Facts    string         `json:"facts"`
	Decided  string         `json:"decisions"`
	Scopes   []runScopeJSON `json:"scopes"`
}

type runScopeJSON struct {
	Set     string `json:"set"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	Case    string `json:"case_hash"`
	Result  string `json:"result_hash"`
}

func newRunJSON(e *season.Event) runJSON {
	r := e.Body.(*season.Run)
	j := runJSON{ID: r.ID, Recorded: e.Recorded.String(), AsOf: r.AsOf.String(), Stage: r.Stage.String(), By: e.Actor, Reason: e.Reason,
		Engine: r.Engine, Plan: r.Plan, Units: r.Units, Facts: r.Facts, Decided: r.Decisions, Scopes: []runScopeJSON{}}
	for _, s := range r.Scopes {
		j.Scopes = append(j.Scopes, runScopeJSON{s.Set, s.Version, s.Hash, s.Case, s.Result})
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
	if a.json {
		list := []runJSON{}
		for i := range runs {
			list = append(list, newRunJSON(&runs[i]))
		}
		return a.printJSON(list)
	}
	a.printRuns(runs)
	return nil
}

// printRuns lists runs with what tells one result from another.
func (a *app) printRuns(runs []season.Event) {
	t := newTable("Lần chấm", "Tính đến", "Giai đoạn", "Bộ tiêu chí", "Mã đối chiếu kết quả", "Ghi lúc (UTC)", "Người ghi")
	for i := range runs {
		r := runs[i].Body.(*season.Run)
		for k, s := range r.Scopes {
			if k == 0 {
				t.add(r.ID, r.AsOf.VN(), wording.Stage(r.Stage), s.Set+" "+s.Version, short(s.Result), runs[i].Recorded.String(), runs[i].Actor)
			} else {
				t.add("", "", "", s.Set+" "+s.Version, short(s.Result), "", "")
			}
		}
	}
	t.write(a.stdout)
}

// short is what people compare of a hash by eye; the whole is in --json.
func short(hash string) string {
	const prefix, shown = len("sha256:"), 16
	if len(hash) < prefix+shown {
		return hash
	}
	return hash[prefix : prefix+shown]
}

func (a *app) showRun(ctx context.Context, s *store.Store, id string) error {
	event, units, err := s.Run(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return fail(exitNotFound, "cli.no_run", id)
	}
	if err != nil {
		return storeFailure(err)
	}
	if a.json {
		return a.printJSON(struct {
			runJSON
			Units []store.Summary `json:"results"`
		}{newRunJSON(&event), units})
	}
	a.printRuns([]season.Event{event})
	fmt.Fprintln(a.stdout)
	t := newTable("Bộ tiêu chí", "Đơn vị", "Khối", "Điểm#", "Tối đa áp dụng#", "Chỉ số (%)#", "Hạng#", "Xếp loại")
	rounding := exact.Rounding{Decimals: 3, Mode: exact.HalfUp}
	for _, u := range units {
		rank := "–"
		if u.Rank > 0 {
			rank = strconv.Itoa(u.Rank)
		}
		t.add(u.Set, u.Unit, u.Block, vnFraction(u.Points, rounding), vnFraction(u.Applied, rounding), vnFraction(u.Index, rounding), rank, u.Class)
	}
	t.write(a.stdout)
	return nil
}

// vnFraction prints a stored exact number.
func vnFraction(text string, r exact.Rounding) string {
	n, err := exact.ParseFraction(text)
	if err != nil {
		return "–"
	}
	return n.DecimalVN(r)
}
