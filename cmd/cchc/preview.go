package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/wording"
)

const previewLong = `Điểm tạm tính của một đơn vị trên số liệu đã có: đã đạt, còn có thể đạt, không lấy lại được, từng tiêu chí kèm lý do;
và những gì đã thay đổi kể từ một ngày trước (--since, mặc định là lần chấm điểm gần nhất trước ngày tính đến). Cách
tính là cách tính của lần chấm chính thức; chỉ không có thứ hạng, vì thứ hạng phụ thuộc đơn vị khác và chưa công bố.`

func newPreview(a *app) *cobra.Command {
	var in caseFlags
	var since string
	cmd := &cobra.Command{
		Use:               "preview ĐƠN_VỊ",
		Short:             "Điểm tạm tính của một đơn vị và thay đổi so với lần trước",
		Long:              previewLong,
		Example:           "  cchc preview so-y-te --data du-lieu-2026\n  cchc preview \"Phường Phủ Lý\" --since 01/12/2026 --data du-lieu-2026",
		Args:              arity(1, 1),
		ValidArgsFunction: a.completeUnitAndCode,
		RunE: func(cmd *cobra.Command, args []string) error {
			u, err := a.unitView(cmd.Context(), &in, args[0])
			if err != nil {
				return err
			}
			return u.close(u.preview(cmd.Context(), a, since))
		},
	}
	in.bindYear(cmd)
	in.bindAsAt(cmd)
	cmd.Flags().StringVar(&since, "since", "", "so với `NGÀY` nào; mặc định là ngày của lần chấm điểm gần nhất")
	return cmd
}

// unitView is a year seen by one unit: its set, its case, and its score without the values of other units.
type unitView struct {
	*view
	unit   string
	at     *season.Scored
	shown  *scoring
	result *engine.UnitResult
}

func (a *app) unitView(ctx context.Context, in *caseFlags, name string) (*unitView, error) {
	v, err := a.view(ctx, in)
	if err != nil {
		return nil, err
	}
	u, err := v.seenBy(name)
	if err != nil {
		return nil, v.close(err)
	}
	return u, nil
}

func (v *view) seenBy(name string) (*unitView, error) {
	unit, err := v.plan.unitFor(name)
	if err != nil {
		return nil, err
	}
	at, err := v.plan.Preview(v.year, v.programs, v.prior, unit.Code, v.stage)
	switch {
	case errors.Is(err, engine.ErrUnknownUnit):
		return nil, fail(exitNotFound, "cli.unit_not_in_year", unit.Code)
	case err != nil:
		return nil, err
	}
	shown := v.scoring(at, v.year.ScoredUnits(at.Program))
	return &unitView{view: v, unit: unit.Code, at: at, shown: shown, result: &at.Result.Units[0]}, nil
}

// scorer scores the unit as before publication: without the values of other units.
func (u *unitView) scorer() *engine.Scorer { return u.at.Program.NewScorer(u.at.Case, nil) }

func (u *unitView) preview(ctx context.Context, a *app, since string) error {
	before, on, err := u.earlier(ctx, since)
	if err != nil {
		return err
	}
	var moves []engine.Move
	switch {
	case before != nil:
		moves = engine.Moved(before.result, u.result)
	case since != "":
		a.note("%s", wording.Message("cli.period_not_yet", u.year.Period.ID, on.VN()))
	default:
		a.note("%s", wording.Message("cli.no_run_before", u.year.AsOf.VN()))
	}
	if a.json {
		out := u.previewJSON(moves)
		if before != nil {
			out.Since, out.Before = on.String(), before.result.Exact.Fraction()
		}
		return a.printJSON(out)
	}
	s := u.shown
	s.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n%s\n", s.standing(u.result), wording.Message("cli.provisional"))
	first := s.printOutlooks(a, u.result, -1)
	if before != nil {
		u.printMoves(a, moves, wording.Message("cli.moved_since", on.VN(), s.vn(before.result.Points), s.vn(u.result.Points)))
	}
	a.note("%s", wording.Message("cli.preview_more", u.unit, first))
	return nil
}

func (u *unitView) printMoves(a *app, moves []engine.Move, title string) {
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(title, 2))
	if len(moves) == 0 {
		fmt.Fprintf(a.stdout, "  %s\n", wording.Message("cli.nothing_moved"))
	}
	for i := range moves {
		fmt.Fprintln(a.stdout, wrap("  "+wording.Move(u.shown.set, &moves[i]), 2))
	}
}

// earlier is the same unit seen on an earlier day: the one named, or that of the last run before.
func (u *unitView) earlier(ctx context.Context, since string) (*unitView, day.Day, error) {
	on := day.None
	if since != "" {
		d, err := day.Parse(since)
		if err != nil {
			return nil, on, fail(exitUsage, "cli.day", since)
		}
		if d >= u.year.AsOf {
			return nil, on, fail(exitUsage, "cli.since", d.VN(), u.year.AsOf.VN())
		}
		on = d
	} else {
		runs, err := u.store.Runs(ctx, u.year.Period.ID)
		if err != nil {
			return nil, on, storeFailure(err)
		}
		for _, e := range runs {
			if r := e.Body.(*season.Run); r.AsOf < u.year.AsOf {
				on = max(on, r.AsOf)
			}
		}
	}
	if on == day.None {
		return nil, on, nil
	}
	then := *u.view
	var err error
	if then.year, err = u.yearOn(ctx, u.year.Period.ID, on); err != nil {
		return nil, on, err
	}
	if then.year.Period.State == "" {
		return nil, on, nil
	}
	then.plan = &planning{Calendar: u.plan.Calendar, units: then.year.Units}
	then.year.Period.Choices = u.year.Period.Choices // the same rules on both days: what moved is the evidence
	before, err := then.seenBy(u.unit)
	var absent *failure
	if errors.As(err, &absent) && absent.code == exitNotFound { // the unit was not scored then: nothing to compare with
		return nil, on, nil
	}
	return before, on, err
}

type previewJSON struct {
	Set    setJSON    `json:"set"`
	AsOf   string     `json:"as_of"`           // the day of what is known
	AsAt   string     `json:"as_at,omitempty"` // the day of what is true, where --as-at asks for it
	Stage  string     `json:"stage"`
	Demo   bool       `json:"demo,omitempty"`
	Result resultJSON `json:"result"`
	Since  string     `json:"since,omitempty"`
	Before string     `json:"exact_before,omitempty"` // the points that were, or are without the changes tried out
	Tried  []string   `json:"tried,omitempty"`        // the changes tried out
	Moved  []moveJSON `json:"moved"`
}

type moveJSON struct {
	Code   string   `json:"code"`
	By     string   `json:"by"`
	Before string   `json:"before_state,omitempty"`
	After  string   `json:"after_state,omitempty"`
	Inputs []string `json:"inputs,omitempty"`
}

func (u *unitView) previewJSON(moves []engine.Move) previewJSON {
	return previewJSON{Set: u.shown.setJSON(), AsOf: u.look.asOf(u.year.AsOf), AsAt: u.look.asAt(u.year.AsOf), Stage: u.stage.String(), Demo: u.year.Demo,
		Result: u.shown.resultJSON(u.result), Moved: movesJSON(moves)}
}

func movesJSON(moves []engine.Move) []moveJSON {
	out := []moveJSON{}
	for i := range moves {
		m := &moves[i]
		out = append(out, moveJSON{m.Code, m.By.Fraction(), string(m.Before.State), string(m.After.State), m.Inputs})
	}
	return out
}
