package inspect

import (
	"math/rand"
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/season"
)

func TestNothingByHand(t *testing.T) {
	s := newStory(t)
	h := s.hand(true)
	if h.Look() != 0 || h.Judged != 0 || len(h.Together) != 0 {
		t.Errorf("%+v", h)
	}
}

func TestOverride(t *testing.T) {
	s := newStory(t)
	s.on(1, 3, 2027)
	e := s.override("so-noi-vu", "q1", "1.2", exact.Int(4)) // 60 of 100 gave 2.4 of 4: the last of four
	h := s.hand(false)
	if len(h.Overrides) != 1 {
		t.Fatalf("%d overrides", len(h.Overrides))
	}
	o := h.Overrides[0]
	if o.Event.Seq != e.Seq || o.Fate != Counts || o.Alone || o.Effect == nil {
		t.Fatalf("%+v", o)
	}
	if got := o.Effect.Points(); !got.Equal(exact.MustFrac(8, 5)) {
		t.Errorf("the effect is %s points", got)
	}
	if o.Effect.Before.Rank != 4 || o.Effect.After.Rank != 2 || o.Effect.Others != 2 {
		t.Errorf("rank %d to %d, %d others", o.Effect.Before.Rank, o.Effect.After.Rank, o.Effect.Others)
	}
	if m := o.Effect.Moves; len(m) != 1 || m[0].Code != "1.2" || !m[0].Before.Points.Equal(exact.MustFrac(12, 5)) || !m[0].After.Points.Equal(exact.Int(4)) {
		t.Errorf("moves %+v", m)
	}
	if len(h.Together) != 3 { // two others lost a rank
		t.Errorf("together %d units", len(h.Together))
	}
}

func TestOverrideFates(t *testing.T) {
	s := newStory(t)
	s.on(1, 3, 2027)
	s.override("so-y-te", "q1", "1.2", exact.Int(1))
	s.override("so-y-te", "q1", "1.2", exact.Int(2))
	s.override("so-xay-dung", "q1", "1.2", exact.Int(2))
	s.mine(season.Draft{Actor: council, Reason: "nhầm", Unit: "so-xay-dung", Body: &season.JudgementEnd{ID: "q1"}})
	s.decide("so-tai-chinh", "q2", engine.Decision{Kind: engine.DecideOverride, Code: "1.1", Points: exact.Int(1), Second: " HOI-DONG / trần C"})
	s.override("khong-cham", "q1", "1.1", exact.Int(1))
	s.decide("so-noi-vu", "q9", engine.Decision{Kind: engine.DecideOverride, Code: "1.1", Points: exact.Int(1), Second: council + "x", Date: s.at.Day() + 9})
	h := s.hand(false)
	want := []struct {
		fate          Fate
		alone, effect bool
	}{{Replaced, false, false}, {Counts, false, true}, {Withdrawn, false, false}, {Counts, true, true}, {Counts, false, false}, {NotYet, false, false}}
	if len(h.Overrides) != len(want) {
		t.Fatalf("%d overrides", len(h.Overrides))
	}
	for i, w := range want {
		o := h.Overrides[i]
		if o.Fate != w.fate || o.Alone != w.alone || (o.Effect != nil) != w.effect || (o.Ended != nil) != (w.fate == Replaced || w.fate == Withdrawn) {
			t.Errorf("%d: %+v, want %+v", i, o, w)
		}
	}
}

// TestStageBefore: what was decided at a later stage than the one asked about is listed and does nothing.
func TestStageBefore(t *testing.T) {
	s := newStory(t)
	s.on(1, 3, 2027)
	s.override("so-y-te", "q1", "1.2", exact.Int(4))
	src := s.source()
	src.Stage = engine.StageAppraisal2
	score := src.Score
	src.Score = func(y *season.Year) (*season.Outcome, error) {
		if _, err := score(y); err != nil {
			return nil, err
		}
		return season.DefaultCalendar().Score(y, []*engine.Program{s.programs[s.first]}, nil, engine.StageAppraisal2)
	}
	in := New(src)
	must(t, in.Unscored)
	h := in.Hand(false)
	if len(h.Overrides) != 1 || h.Overrides[0].Fate != NotYet || len(h.Together) != 0 {
		t.Errorf("%+v", h)
	}
}

func TestJudgements(t *testing.T) {
	s := newStory(t)
	s.on(1, 3, 2027)
	s.figure("so-y-te", engine.LayerAppraisal1, "hs_dung", 50)
	s.decide("so-y-te", "r", engine.Decision{Kind: engine.DecideReject, Input: "tin", Layer: engine.LayerAppraisal1})
	s.decide("so-y-te", "d", engine.Decision{Kind: engine.DecideDispute, Code: "1.1", Layer: engine.LayerAppraisal1, By: "so-y-te/Nguyễn A"})
	if h := s.hand(false); h.Judged != 2 || len(h.Judgements) != 0 {
		t.Errorf("%d judged, %d listed", h.Judged, len(h.Judgements))
	}
	h := s.hand(true)
	if len(h.Judgements) != 2 || h.Look() != 0 {
		t.Fatalf("%+v", h)
	}
	if got := h.Judgements[0].Effect.Points(); !got.Equal(exact.MustFrac(-4, 5)) { // 50 of 100 for 70, of 4 points
		t.Errorf("a figure put right gave %s", got)
	}
	if got := h.Judgements[1].Effect.Points(); got.Sign() >= 0 {
		t.Errorf("a rejection gave %s", got)
	}
}

// TestLifted: taking a rejection back gives what it took, and is told without being asked for.
func TestLifted(t *testing.T) {
	s := newStory(t)
	s.on(1, 3, 2027)
	for _, id := range []string{"r", "again", "d"} {
		d := engine.Decision{Kind: engine.DecideReject, Input: "tin", Layer: engine.LayerAppraisal1}
		if id == "d" {
			d = engine.Decision{Kind: engine.DecideAccept, Input: "kh", Layer: engine.LayerAppraisal1}
		}
		s.decide("so-y-te", id, d)
		s.mine(season.Draft{Actor: council, Unit: "so-y-te", Reason: "xét lại", Body: &season.JudgementEnd{ID: id}})
		if id == "again" {
			s.decide("so-y-te", id, engine.Decision{Kind: engine.DecideAccept, Input: "tin", Layer: engine.LayerAppraisal1})
		}
	}
	h := s.hand(false)
	if len(h.Lifted) != 2 || h.Look() != 2 {
		t.Fatalf("%+v", h)
	}
	if l := h.Lifted[0]; l.Fate != Counts || l.Effect == nil || l.Effect.Points().Sign() <= 0 {
		t.Errorf("%+v, %+v", l, l.Effect)
	}
	if len(h.Together) == 0 || h.Together[len(h.Together)-1].Unit != "so-y-te" {
		t.Errorf("together %+v", h.Together)
	}
	if l := h.Lifted[1]; l.Fate != Replaced || l.Ended == nil || l.Effect != nil {
		t.Errorf("%+v", l)
	}
}

// TestEffectsAddUp: for any overrides, the score without one of them and its effect come to the recorded score, exactly; where
// nothing is rounded or capped between, all effects and the score without any come to it as well, and each is the ledger's line.
func TestEffectsAddUp(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for range 12 {
		s := newStory(t)
		s.on(1, 3, 2027)
		for i, unit := range units {
			for k, code := range []string{"1.1", "1.2", "1.3"} {
				if rnd.Intn(2) == 0 {
					s.override(unit, string(rune('a'+4*i+k)), code, exact.MustFrac(int64(rnd.Intn(7)), 3))
				}
			}
		}
		in := s.inspection()
		h := in.Hand(false)
		sum := map[string]exact.Num{}
		for _, o := range h.Overrides {
			e := o.Effect
			if !e.Before.Exact.Add(e.Points()).Equal(e.After.Exact) {
				t.Errorf("%s + %s is not %s", e.Before.Exact, e.Points(), e.After.Exact)
			}
			sum[e.Unit] = sum[e.Unit].Add(e.Points())
		}
		plain := s.source()
		var without []season.Event
		for i := range plain.Events {
			if !isOverride(&plain.Events[i]) {
				without = append(without, plain.Events[i])
			}
		}
		plain.Events = without
		base := New(plain)
		must(t, base.Unscored)
		for i, u := range in.Outcome.Units[0].Result.Units {
			before := base.Outcome.Units[0].Result.Units[i]
			if !before.Exact.Add(sum[u.Unit]).Equal(u.Exact) {
				t.Errorf("%s: %s and %s are not the recorded %s", u.Unit, before.Exact, sum[u.Unit], u.Exact)
			}
			lines := exact.Num{}
			for _, l := range u.Ledger {
				if l.Kind == engine.LineOverridden {
					lines = lines.Add(l.Amount)
				}
			}
			if !lines.Equal(sum[u.Unit]) {
				t.Errorf("%s: the ledger has %s, the effects %s", u.Unit, lines, sum[u.Unit])
			}
		}
		for _, e := range h.Together {
			at := base.spots[e.Unit]
			if got := base.Outcome.Units[0].Result.Units[at.unit].Exact; !got.Equal(e.Before.Exact) {
				t.Errorf("%s without any: %s, want %s", e.Unit, e.Before.Exact, got)
			}
		}
	}
}
