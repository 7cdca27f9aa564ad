package impact_test

import (
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/rules/impact"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

// evidenceAt is the demo year's evidence at a moment.
func evidenceAt(t *testing.T, w *demotest.World, at demotest.Moment) impact.Evidence {
	return func(p *engine.Program) (*engine.Case, error) {
		c, _ := scored(t, w, at, p)
		return c, nil
	}
}

// TestReplay: rule, evidence and interaction are what the four scorings say, for every unit, every leaf and all together.
func TestReplay(t *testing.T) {
	g := newGround(t)
	early := demotest.Moment{AsOf: demo.ReportDays()[2], Stage: engine.StageSelf}
	m, err := impact.NewMatrix([]impact.Evidence{evidenceAt(t, g.w, early), evidenceAt(t, g.w, demotest.Final())}, []*engine.Program{g.a, g.b})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Replay(0, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Units) != 16 || len(r.Absent) != 0 || r.Same() {
		t.Fatalf("%d units, absent %v", len(r.Units), r.Absent)
	}
	_, v0e0 := scored(t, g.w, early, g.a)
	_, v1e0 := scored(t, g.w, early, g.b)
	var rule, evidence, interaction, whole exact.Num
	for i := range r.Units {
		u := &r.Units[i]
		if !u.Split.Rule.Equal(v1e0.Units[i].Exact.Sub(v0e0.Units[i].Exact)) ||
			!u.Split.Evidence.Equal(g.before.Units[i].Exact.Sub(v0e0.Units[i].Exact)) ||
			!u.Split.Sum().Equal(g.after.Units[i].Exact.Sub(v0e0.Units[i].Exact)) {
			t.Errorf("%s: %+v", u.Unit, u.Split)
		}
		var leaves exact.Num
		for k := range u.Leaves {
			leaves = leaves.Add(u.Leaves[k].Sum())
		}
		if !leaves.Equal(u.Split.Sum()) {
			t.Errorf("%s: leaves add up to %s of %s", u.Unit, leaves, u.Split.Sum())
		}
		rule, evidence, interaction = rule.Add(u.Split.Rule), evidence.Add(u.Split.Evidence), interaction.Add(u.Split.Interaction)
		whole = whole.Add(u.Split.Sum())
	}
	if !r.Split.Rule.Equal(rule) || !r.Split.Evidence.Equal(evidence) || !r.Split.Interaction.Equal(interaction) || !r.Split.Sum().Equal(whole) {
		t.Errorf("together %+v", r.Split)
	}
	if !r.Split.Sum().Equal(r.Points[1][1].Sub(r.Points[0][0])) || !r.Points.Split().Interaction.Equal(interaction) {
		t.Errorf("corners %v", r.Points)
	}
	if rule.IsZero() || evidence.IsZero() || interaction.IsZero() {
		t.Errorf("nothing to part: rule %s, evidence %s, interaction %s", rule, evidence, interaction)
	}
}

// TestReplayOfTheSame: under one version only the evidence differs, on one evidence only the rules.
func TestReplayOfTheSame(t *testing.T) {
	g := newGround(t)
	early := demotest.Moment{AsOf: demo.ReportDays()[2], Stage: engine.StageSelf}
	m, err := impact.NewMatrix([]impact.Evidence{evidenceAt(t, g.w, early), evidenceAt(t, g.w, demotest.Final())}, []*engine.Program{g.a, g.b})
	if err != nil {
		t.Fatal(err)
	}
	only := func(e0, e1, v0, v1 int) impact.Split {
		r, err := m.Replay(e0, e1, v0, v1)
		if err != nil {
			t.Fatal(err)
		}
		return r.Split
	}
	if s := only(0, 1, 0, 0); !s.Rule.IsZero() || !s.Interaction.IsZero() || s.Evidence.IsZero() {
		t.Errorf("one version: %+v", s)
	}
	if s := only(1, 1, 0, 1); s.Rule.IsZero() || !s.Interaction.IsZero() || !s.Evidence.IsZero() {
		t.Errorf("one evidence: %+v", s)
	}
	if r, err := m.Replay(1, 1, 1, 1); err != nil || !r.Same() {
		t.Errorf("the same twice: %v, %v", r, err)
	}
}
