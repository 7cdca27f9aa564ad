package register_test

import (
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/sheet"
)

// decide records the rows of a decisions file and gives what it changed.
func (f *folder) decide(rows string) *register.Plan {
	f.t.Helper()
	p, err := f.declare(register.Options{}, nil, "decisions.csv", decisionHead+rows)
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

// TestOppositeDecisions: of two answers to one question at one stage the one recorded last stands alone, also on one day.
func TestOppositeDecisions(t *testing.T) {
	const day = ",appraisal1,so-noi-vu/A,,vì,20/05/2026\n"
	for _, c := range [][2]string{{"apply,so-y-te,1.1.1,,", "not_apply,so-y-te,1.1.1,,"}, {"accept,so-y-te,,kh,", "reject,so-y-te,,kh,"}} {
		for first := range c {
			f := open(t)
			f.decide(c[first] + day)
			p := f.decide(c[1-first] + day)
			got := f.have().Year.Unit("so-y-te").Decisions
			if p.Changed != 1 || len(got) != 1 || string(got[0].Decision.Kind)+"," != c[1-first][:len(got[0].Decision.Kind)+1] {
				t.Errorf("%s after %s: %d changed, stand %v", c[1-first], c[first], p.Changed, got)
			}
			if p = f.decide(c[1-first] + day); !p.Empty() {
				t.Errorf("the same again: %v", p.Changes)
			}
		}
	}
	f := open(t)
	f.decide("reject,so-y-te,,kh,,appraisal1,so-noi-vu/A,,vì,20/05/2026\n")
	f.decide("accept,so-y-te,,kh,,appraisal2,so-noi-vu/A,,vì,20/05/2026\n")
	if got := f.have().Year.Unit("so-y-te").Decisions; len(got) != 2 {
		t.Errorf("of two stages stand %v", got)
	}
}

// TestCorrectionOfTheRejected: what an appraiser puts in the place of what was rejected counts, unless it is rejected
// after that.
func TestCorrectionOfTheRejected(t *testing.T) {
	const place = ",so-y-te,,kh_linh_vuc,"
	reject := func(date string) string {
		return "reject" + place + ",appraisal1,so-noi-vu/A,,thiếu," + date + "/05/2026\n"
	}
	correct := func(n, date string) string {
		return "correct" + place + n + ",appraisal1,so-noi-vu/A,,xem lại," + date + "/05/2026\n"
	}
	f := open(t)
	counts := func(want string) {
		t.Helper()
		got := "none"
		for _, c := range register.Conflicts(f.have().Year, f.known.Sets["so"]) {
			for _, cl := range c.Claims {
				if cl.Counts {
					got = cl.Layer.String() + " " + cl.Text
				}
			}
		}
		if got != want {
			t.Errorf("counts: %s, want %s", got, want)
		}
	}
	if _, err := f.declare(register.Options{}, nil, "facts.csv", factHead+"so-y-te,kh_linh_vuc,7,,,declared,\n"); err != nil {
		t.Fatal(err)
	}
	f.decide(reject("20"))
	counts("none")
	p := f.decide(correct("6", "20"))
	counts("appraisal1 6")
	if len(p.Changes) != 2 || p.Changes[0].Effect != register.Withdrawn || p.Drafts[0].Kind != season.DecisionWithdrawn ||
		p.Drafts[0].Reason == "" {
		t.Errorf("the rejection that is lifted is not shown: %v", p.Changes)
	}
	f.decide(reject("22"))
	counts("none")
	f.decide(correct("6", "20")) // the old file once more
	f.decide(correct("5", "21"))
	counts("none")
	f.decide(correct("5", "23"))
	counts("appraisal1 5")
}

// TestDecisionsOfOneFile: in one file nothing says which of two answers is the later.
func TestDecisionsOfOneFile(t *testing.T) {
	f := open(t)
	known := sheet.Known{}
	for _, u := range f.known.Units {
		known.Units = append(known.Units, u.Code)
	}
	const day = ",appraisal1,so-noi-vu/A,,vì,20/05/2026\n"
	rows := map[string]string{"accept": "accept,so-y-te,,kh_linh_vuc,", "reject": "reject,so-y-te,,kh_linh_vuc,",
		"correct": "correct,so-y-te,,kh_linh_vuc,6", "apply": "apply,so-y-te,1.1.1,,", "not_apply": "not_apply,so-y-te,1.1.1,,"}
	for _, c := range []struct {
		a, b string
		bad  bool
	}{{"accept", "reject", true}, {"reject", "correct", true}, {"apply", "not_apply", true}, {"accept", "correct", false},
		{"accept", "apply", false}} {
		file := fstest.MapFS{"decisions.csv": {Data: []byte(decisionHead + rows[c.a] + day + rows[c.b] + day)}}
		if got := sheet.ReadFolder(file, f.known.Sets["so"], known).Mistakes; (len(got) > 0) != c.bad {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
	if sheet.Question(engine.DecideOverride) != engine.DecideOverride {
		t.Error("an override answers a question of its own")
	}
}
