package season_test

import (
	"bytes"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/audit/tree"
	"cchc/internal/canon"
	"cchc/internal/season"
	"cchc/seeds/demo/demotest"
)

// TestSnapshotsAreTheYear reads the parts of the demo year back: they are the same bytes again, and the cases made of them
// are the same.
func TestSnapshotsAreTheYear(t *testing.T) {
	w, at := demotest.New(t), demotest.Final()
	y := w.Year(at.AsOf)
	parts, err := y.Snapshots()
	if err != nil {
		t.Fatal(err)
	}
	back, err := parts.Year(at.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Snapshots()
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2][]byte{"units": {parts.Units, again.Units}, "facts": {parts.Facts, again.Facts},
		"decisions": {parts.Decisions, again.Decisions}, "occasions": {parts.Occasions, again.Occasions}} {
		if len(pair[0]) < 100 || !bytes.Equal(pair[0], pair[1]) {
			t.Errorf("%s: %d bytes came back as %d others", name, len(pair[0]), len(pair[1]))
		}
	}
	for _, id := range demotest.Sets {
		p := w.Made[id].Program
		var made [2][]byte
		for i, year := range []*season.Year{y, back} {
			owed, err := w.Calendar.Obligations(year.Units, year.Occasions, at.AsOf)
			if err != nil {
				t.Fatal(err)
			}
			if made[i], err = w.Calendar.Case(p.Set(), year.Units, owed, year.Evidence, at.AsOf, at.Stage).Canonical(p.Ref().Hash); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(made[0], made[1]) {
			t.Errorf("%s: another case", id)
		}
	}
	one := *parts
	one.Occasions = nil
	if y, err := one.Year(at.AsOf); err != nil || len(y.Occasions) != 0 {
		t.Errorf("without occasions: %v", err)
	}
}

// TestSnapshotsAreStrict: what stands twice, out of order or with more than it may hold is refused.
func TestSnapshotsAreStrict(t *testing.T) {
	at := demotest.Final()
	parts, err := demotest.New(t).Year(at.AsOf).Snapshots()
	if err != nil {
		t.Fatal(err)
	}
	const unit = `{"decisions":[],"unit":"a"}`
	for name, spoil := range map[string]func(*season.Snapshots){
		"an unknown key": func(s *season.Snapshots) { s.Facts = []byte(strings.Replace(string(s.Facts), "{", `{"aa":"x",`, 1)) },
		"a unit twice": func(s *season.Snapshots) {
			s.Units = []byte(`{"units":[{"code":"a","name":"A"},{"code":"a","name":"A"}]}`)
		},
		"units out of order": func(s *season.Snapshots) {
			s.Facts = []byte(`{"units":[{"unit":"b"},{"unit":"a"}]}`)
		},
		"an empty list":       func(s *season.Snapshots) { s.Decisions = []byte(`{"units":[` + unit + `]}`) },
		"white space":         func(s *season.Snapshots) { s.Occasions = append(s.Occasions, '\n') },
		"nothing":             func(s *season.Snapshots) { s.Units = nil },
		"occasions reordered": func(s *season.Snapshots) { s.Occasions = []byte(`{"occasions":[{"id":"2"},{"id":"1"}]}`) },
	} {
		bad := *parts
		spoil(&bad)
		if _, err := bad.Year(at.AsOf); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// TestRunNamesItsUnits: the run's roots are over leaves that hold, for each unit, its own case and result and nothing of
// any other unit that is not in both by right.
func TestRunNamesItsUnits(t *testing.T) {
	w, at := demotest.New(t), demotest.Final()
	out, y := w.Score(t, at), w.Year(at.AsOf)
	run, _, err := y.Run("2026-final-1", out, at.Stage)
	if err != nil {
		t.Fatal(err)
	}
	if !run.Demo || run.Occasions == "" {
		t.Errorf("demo %v, occasions %q", run.Demo, run.Occasions)
	}
	for i, s := range out.All() {
		scores, err := s.UnitScores()
		if err != nil {
			t.Fatal(err)
		}
		var leaves []tree.Hash
		for k := range scores {
			leaves = append(leaves, tree.Leaf(scores[k].Leaf()))
			if err := canon.Check(scores[k].Leaf()[len(season.LeafDomain)+1:]); err != nil {
				t.Fatalf("%s: %v", scores[k].Unit, err)
			}
			one, err := engine.DecodeCase(scores[k].Case, s.Program.Set())
			if err != nil || len(one.Units) != 1 || one.Units[0].Unit.Code != scores[k].Unit {
				t.Fatalf("%s: the case in the leaf is not that of the unit alone (%v)", scores[k].Unit, err)
			}
		}
		if got := season.RootName(tree.Root(leaves)); got != run.Scopes[i].Root {
			t.Errorf("%s: root %s, the run has %s", run.Scopes[i].Set, got, run.Scopes[i].Root)
		}
	}
	b, err := run.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	back, err := season.DecodeRun(b)
	if err != nil || back.Scopes[0].Root != run.Scopes[0].Root || back.Occasions != run.Occasions || !back.Demo {
		t.Errorf("came back as %+v, %v", back, err)
	}
}

// TestOldRunsKeepTheirBytes: a run without what came later is written as it was.
func TestOldRunsKeepTheirBytes(t *testing.T) {
	const old = `{"as_of":"2027-03-31","decisions":"d","engine":"1","facts":"c","id":"2026-final-1","log":9,"plan":"a",` +
		`"scopes":[{"case":"c","hash":"h","result":"r","set":"xa-2026","version":"1.0.0"}],"stage":"final","units":"b"}`
	run, err := season.DecodeRun([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := run.Canonical(); err != nil || string(b) != old {
		t.Errorf("written as %s, %v", b, err)
	}
	if run.Scopes[0].Root != "" || run.Occasions != "" || run.Demo {
		t.Errorf("an old run has %+v", run)
	}
}
