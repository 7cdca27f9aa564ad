package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/suggest"
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
	set := at.Program.Set()
	p := &problem{set: set, plan: v.plan, units: season.ScoredUnits(set, v.year.Units, v.year.AsOf), demo: v.year.Demo, c: at.Case}
	return &unitView{view: v, unit: unit.Code, at: at, shown: &scoring{p, at.Result}, result: &at.Result.Units[0]}, nil
}

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
	if then.year, err = u.store.Year(ctx, u.year.Period.ID, on); err != nil {
		return nil, on, storeFailure(err)
	}
	if then.year.Period.State == "" {
		return nil, on, nil
	}
	then.plan = &planning{u.plan.Calendar, then.year.Units}
	before, err := then.seenBy(u.unit)
	var absent *failure
	if errors.As(err, &absent) && absent.code == exitNotFound { // the unit was not scored then: nothing to compare with
		return nil, on, nil
	}
	return before, on, err
}

type previewJSON struct {
	Set    setJSON    `json:"set"`
	AsOf   string     `json:"as_of"`
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
	return previewJSON{Set: u.shown.setJSON(), AsOf: u.year.AsOf.String(), Stage: u.stage.String(), Demo: u.year.Demo,
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

const whatIfLong = `Thử tính: nếu số liệu là như thế thì điểm của đơn vị thay đổi ra sao. Viết mỗi thay đổi là CHỈ_TIÊU=GIÁ_TRỊ, với dòng
và trường của bảng là CHỈ_TIÊU[DÒNG].TRƯỜNG=GIÁ_TRỊ; tên chỉ tiêu xem bằng cchc rules show. Giá trị viết như trong tệp
dữ liệu: có, không, 15/12/2026, 87,5%, khong_co. Không ghi gì vào thư mục dữ liệu.`

func newWhatIf(a *app) *cobra.Command {
	var in caseFlags
	cmd := &cobra.Command{
		Use:   "whatif ĐƠN_VỊ CHỈ_TIÊU=GIÁ_TRỊ…",
		Short: "Thử tính: nếu số liệu khác đi thì điểm thay đổi ra sao",
		Long:  whatIfLong,
		Example: "  cchc whatif so-y-te sk_so=2 --data du-lieu-2026\n" +
			"  cchc whatif so-y-te 'bao_cao[2026-Q4].received=14/12/2026' --data du-lieu-2026",
		Args: arity(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			u, err := a.unitView(cmd.Context(), &in, args[0])
			if err != nil {
				return err
			}
			return u.close(u.whatIf(a, args[1:]))
		},
	}
	in.bindYear(cmd)
	return cmd
}

func (u *unitView) whatIf(a *app, args []string) error {
	set := u.shown.set
	changes, err := parseChanges(set, args)
	if err != nil {
		return err
	}
	before, after, moves, err := u.scorer().WhatIf(&u.at.Case.Units[0], changes)
	var refused *engine.ChangesError
	switch {
	case errors.As(err, &refused):
		lines := make([]string, len(refused.Refusals))
		for i := range refused.Refusals {
			lines[i] = wording.Refusal(set, &refused.Refusals[i])
		}
		return &failure{exitInvalid, strings.Join(lines, "\n")}
	case err != nil:
		return err
	}
	if a.json {
		u.result = &after
		out := u.previewJSON(moves)
		out.Before, out.Tried = before.Exact.Fraction(), args
		return a.printJSON(out)
	}
	s := u.shown
	s.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(s.unitName(u.unit)+" · "+wording.Message("cli.hypothetical"), 2))
	u.printMoves(a, moves, wording.Message("cli.moved_if", s.vn(before.Points), s.vn(after.Points), s.share(before.Exact, before.Applied),
		s.share(after.Exact, after.Applied)))
	return nil
}

// scorer scores the unit as before publication: without the values of other units.
func (u *unitView) scorer() *engine.Scorer { return u.at.Program.NewScorer(u.at.Case, nil) }

// parseChanges reads changes as people write them, all mistakes at once.
func parseChanges(set *form.Set, args []string) ([]engine.Fact, error) {
	var changes []engine.Fact
	var lines []string
	for _, arg := range args {
		place, text, ok := strings.Cut(arg, "=")
		if !ok || place == "" {
			lines = append(lines, wording.Message("cli.change_form", arg))
			continue
		}
		name, row, field := splitPlace(place)
		in := set.Input(name)
		if in == nil {
			lines = append(lines, unknownInput(set, name))
			continue
		}
		v, mistakes := sheet.ParseValue(in, field, text, arg)
		for _, m := range mistakes {
			lines = append(lines, m.Format(wording.Message))
		}
		changes = append(changes, engine.Fact{Input: name, Row: row, Field: field, Value: v, Recorded: day.None})
	}
	if len(lines) > 0 {
		return nil, &failure{exitInvalid, strings.Join(lines, "\n")}
	}
	return changes, nil
}

// splitPlace parts INPUT[ROW].FIELD.
func splitPlace(text string) (input, row, field string) {
	input, rest, rowed := strings.Cut(text, "[")
	if !rowed {
		return input, "", ""
	}
	row, field, _ = strings.Cut(rest, "]")
	return input, row, strings.TrimPrefix(field, ".")
}

func unknownInput(set *form.Set, name string) string {
	names := make([]string, len(set.Inputs))
	for i := range set.Inputs {
		names[i] = set.Inputs[i].Name
	}
	slices.Sort(names)
	if near := suggest.Nearest(name, names); near != "" {
		return wording.Message("cli.input_near", name, set.ID, near)
	}
	return wording.Message("cli.input", name, set.ID)
}

const needLong = `Cần làm gì để thêm điểm: với từng tiêu chí chưa đủ điểm, thay đổi nhỏ nhất đưa tới mức kế tiếp (hoặc tới mức cao nhất
với --most), đã được chấm thử để chứng minh. Chỉ nêu việc đơn vị còn tự làm hoặc bổ sung được và hạn của việc đó.

Không nêu mã: mọi tiêu chí còn thêm điểm được, nhiều điểm nhất trước. Mã của lĩnh vực hoặc tiêu chí (3 hoặc 3.1): phần
đó. Mã của tiêu chí được chấm (3.6.2): nêu cả số liệu của cơ quan khác và việc đã qua hạn, không còn thay đổi được.`

func newNeed(a *app) *cobra.Command {
	var in caseFlags
	var most bool
	cmd := &cobra.Command{
		Use:     "need ĐƠN_VỊ [MÃ]",
		Short:   "Cần làm gì để thêm điểm: thay đổi nhỏ nhất, hạn nào",
		Long:    needLong,
		Example: "  cchc need so-y-te --as-of 01/10/2026 --data du-lieu-2026\n  cchc need so-y-te 3.6.2 --most --data du-lieu-2026",
		Args:    arity(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			u, err := a.unitView(cmd.Context(), &in, args[0])
			if err != nil {
				return err
			}
			code := ""
			if len(args) == 2 {
				code = args[1]
			}
			goal := engine.Goal{Kind: engine.GoalNext}
			if most {
				goal.Kind = engine.GoalMost
			}
			return u.close(u.need(a, code, goal))
		},
	}
	in.bindYear(cmd)
	cmd.Flags().BoolVar(&most, "most", false, "tới mức cao nhất còn đạt được, thay vì mức kế tiếp")
	return cmd
}

func (u *unitView) need(a *app, code string, goal engine.Goal) error {
	set := u.shown.set
	n := set.NodeByCode(code)
	if code != "" && n < 0 {
		return u.shown.unknownCode(code)
	}
	leaf := ""
	if n >= 0 && set.Nodes[n].Leaf != nil {
		leaf = code
	}
	needs, err := u.scorer().Need(&u.at.Case.Units[0], leaf, goal)
	if err != nil {
		return err
	}
	if n >= 0 {
		needs = slices.DeleteFunc(needs, func(f engine.Need) bool { return !isBelow(set, f.Node, n) })
	}
	if a.json {
		return a.printJSON(u.needsJSON(needs))
	}
	s := u.shown
	s.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n", s.standing(u.result))
	for i := range needs {
		s.printNeed(a, &needs[i], leaf != "")
	}
	if !slices.ContainsFunc(needs, func(n engine.Need) bool { return leaf != "" || len(n.Paths) > 0 }) {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.no_need"))
	}
	return nil
}

// printNeed prints what brings points to one leaf; what cannot be had any more is said where the leaf was asked for.
func (s *scoring) printNeed(a *app, n *engine.Need, asked bool) {
	if len(n.Paths) == 0 && !asked {
		return
	}
	node := &s.set.Nodes[n.Node]
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(wording.Message("cli.need_of", n.Code, node.Name, s.vn(n.Now.Points), s.vn(n.Now.Applied)), 2))
	for i := range n.Paths {
		fmt.Fprintln(a.stdout, wrap("  → "+wording.Path(s.set, s.c.AsOf, &n.Paths[i]), 4))
	}
	if len(n.Paths) == 0 {
		fmt.Fprintln(a.stdout, wrap("  "+wording.Standstill(n.Why), 4))
	}
	if !asked {
		return
	}
	for i := range n.Blocked {
		fmt.Fprintln(a.stdout, wrap("  · "+wording.Blocked(s.set, &n.Blocked[i]), 4))
	}
}

type needsJSON struct {
	Set   setJSON    `json:"set"`
	AsOf  string     `json:"as_of"`
	Stage string     `json:"stage"`
	Demo  bool       `json:"demo,omitempty"`
	Unit  string     `json:"unit"`
	Name  string     `json:"name,omitempty"`
	Needs []needJSON `json:"needs"`
}

type needJSON struct {
	Code    string        `json:"code"`
	Exact   string        `json:"exact"`
	Applied string        `json:"applied_max"`
	Why     string        `json:"why,omitempty"`
	Paths   []pathJSON    `json:"paths"`
	Blocked []blockedJSON `json:"blocked,omitempty"`
}

// blockedJSON is an input that the unit cannot move.
type blockedJSON struct {
	Input string `json:"input"`
	Row   string `json:"row,omitempty"`
	Why   string `json:"why"`
	Until string `json:"until,omitempty"`
}

type pathJSON struct {
	Gain    string       `json:"gain"`
	Total   string       `json:"total"`
	Proved  bool         `json:"proved"`
	Actions []actionJSON `json:"actions"`
}

type actionJSON struct {
	Input string `json:"input"`
	Row   string `json:"row,omitempty"`
	Field string `json:"field,omitempty"`
	From  string `json:"from"`
	To    string `json:"to"`
	Until string `json:"until,omitempty"`
}

func (u *unitView) needsJSON(needs []engine.Need) needsJSON {
	out := needsJSON{Set: u.shown.setJSON(), AsOf: u.year.AsOf.String(), Stage: u.stage.String(), Demo: u.year.Demo,
		Unit: u.unit, Name: u.shown.name(u.unit), Needs: []needJSON{}}
	for i := range needs {
		n := &needs[i]
		j := needJSON{Code: n.Code, Exact: n.Now.Points.Fraction(), Applied: n.Now.Applied.Decimal(u.shown.set.Rounding.Rounding),
			Why: string(n.Why), Paths: []pathJSON{}}
		for _, b := range n.Blocked {
			j.Blocked = append(j.Blocked, blockedJSON{b.Input, b.Row, string(b.Why), b.Until.String()})
		}
		for k := range n.Paths {
			p := &n.Paths[k]
			path := pathJSON{Gain: p.Gain.Fraction(), Total: p.Total.Fraction(), Proved: p.Proved, Actions: []actionJSON{}}
			for _, act := range p.Actions {
				path.Actions = append(path.Actions, actionJSON{act.Input, act.Row, act.Field, valueText(act.From), valueText(act.To), act.Until.String()})
			}
			j.Paths = append(j.Paths, path)
		}
		out.Needs = append(out.Needs, j)
	}
	return out
}
