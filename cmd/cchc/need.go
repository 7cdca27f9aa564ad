package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/wording"
)

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
	in.bindAsAt(cmd)
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
		needs = slices.DeleteFunc(needs, func(f engine.Need) bool { return !set.Below(f.Node, n) })
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
	AsAt  string     `json:"as_at,omitempty"`
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
	out := needsJSON{Set: u.shown.setJSON(), AsOf: u.look.asOf(u.year.AsOf), AsAt: u.look.asAt(u.year.AsOf), Stage: u.stage.String(), Demo: u.year.Demo,
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
