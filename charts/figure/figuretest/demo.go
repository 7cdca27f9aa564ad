package figuretest

import (
	"testing"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

// Demo is the demo year at its end: the province, then the sets of its units, each with its self-assessment and, as the
// earlier run, the second appraisal.
func Demo(t testing.TB) []*figure.Scope { return DemoAt(t, demotest.Final()) }

// DemoAt is the demo year at a moment.
func DemoAt(t testing.TB, at demotest.Moment) []*figure.Scope {
	t.Helper()
	w := demotest.New(t)
	out := w.Score(t, at)
	self, before := w.Score(t, demotest.Moment{AsOf: at.AsOf, Stage: engine.StageSelf}), w.Score(t, beforeFinal())
	var scopes []*figure.Scope
	for i, scored := range out.All() {
		set := scored.Program.Set()
		s, err := figure.NewScope(scored.Program, scored.Case, scored.Result, WordsOf(w.Units), figure.NewHead(set, scored.Result, true, "2026-final-1"))
		if err != nil {
			t.Fatal(err)
		}
		if at.Stage != engine.StageSelf {
			s.Self = self.All()[i].Result
		}
		s.Earlier = EarlierOf("2026-appraisal2-1 (thẩm định lần 2, số liệu đến ngày 28/02/2027)", before.All()[i])
		scopes = append(scopes, s)
	}
	return scopes
}

func beforeFinal() demotest.Moment {
	stages := demo.Stages()
	last := stages[len(stages)-2]
	return demotest.Moment{AsOf: last.Day, Stage: last.Stage}
}

// EarlierOf is a scored set as another run to compare with.
func EarlierOf(name string, s *season.Scored) *figure.Earlier {
	e := &figure.Earlier{Name: name, Set: s.Result.Set.ID, Version: s.Result.Set.Version, Units: map[string]figure.Standing{}}
	for i := range s.Result.Units {
		u := &s.Result.Units[i]
		e.Units[u.Unit] = figure.Standing{Block: u.Block, Index: u.Index, Scorable: u.Scorable, Rank: u.Rank}
	}
	return e
}

// WordsOf names the units of a table of units, and everything else by its code.
func WordsOf(units *seeds.Units) figure.Words {
	return figure.Words{
		Unit: func(code string) figure.Name {
			if u, ok := units.ByCode(code); ok {
				return figure.Name{Full: u.Name, Short: u.Name}
			}
			return figure.Name{Full: code, Short: code}
		},
		Block: func(block string) string { return "Khối " + block },
		Finding: func(_ *form.Node, found *engine.NodeResult) string {
			return "Lý do: " + found.Reason.ID + " " + found.Branch + "."
		},
		Reason:      func(r engine.Reason) string { return r.ID },
		Cause:       func(c engine.Cause) string { return "nguyên nhân " + string(c) },
		Delivery:    func(s engine.DeliveryState) string { return "tình trạng " + string(s) },
		Deliverable: func(id string) string { return id + " Sản phẩm của kế hoạch" },
	}
}
