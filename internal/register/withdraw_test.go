package register_test

import (
	"errors"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/register"
)

// refusal gives the code of the first mistake for which a plan was refused.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var bad *register.Refused
	if !errors.As(err, &bad) {
		t.Fatalf("not refused: %v", err)
	}
	return bad.Mistakes[0].Code
}

// TestDeciders: points are set directly by two people who can be told apart, and no office passes under its name for another one.
func TestDeciders(t *testing.T) {
	row := func(kind, by, second string) string {
		points := ""
		if kind == "override" {
			points = "1"
		}
		return kind + ",so-y-te,1.1.1,," + points + ",appraisal1," + by + "," + second + ",vì,20/05/2026\n"
	}
	for _, c := range []struct{ kind, by, second, code string }{
		{"override", "so-noi-vu/Lê B", "so-noi-vu/Trần C", ""},
		{"override", "so-noi-vu/Lê B", "so-tai-chinh/Lê B", ""},
		{"override", "Chủ tịch Hội đồng", "Thư ký Hội đồng", ""},
		{"override", "so-noi-vu/Lê B", "Sở Tài chính/Lê B", "register.office_name"},
		{"override", "so-noi-vu/Lê B", "Lê  B", "register.decider_same"},
		{"override", "so-noi-vu/Lê Hòa", "Lê Hoà.", "register.decider_same"},
		{"override", "so-noi-vu/Lê B", "so-khong-co/X", "register.office_unknown"},
		{"override", "so-noi-vu/Lê B", "so-noi-vu", "register.decider_alone"},
		{"override", "so-noi-vu/Lê B", "so-tai-chinh", "register.decider_alone"},
		{"override", "so-noi-vu/Lê B", "so-noi-vu/cchc", "register.decider_alone"},
		{"override", "so-noi-vu/", "so-tai-chinh/A", "register.decider_alone"},
		{"apply", "Sở Y tế/Lê B", "", "register.office_name"},
		{"apply", "so-noi-vu", "", ""},
	} {
		f := open(t)
		_, err := f.declare(register.Options{}, nil, "decisions.csv", decisionHead+row(c.kind, c.by, c.second))
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.code != "" && refusal(t, err) != c.code:
			t.Errorf("%+v: refused as %s", c, refusal(t, err))
		}
	}
}

// end records a plan and gives the code for which it was refused.
func (f *folder) end(p *register.Plan, err error) string {
	f.t.Helper()
	if err != nil {
		return refusal(f.t, err)
	}
	for _, d := range p.Drafts {
		f.record(d)
	}
	return ""
}

// TestWithdraw: what was declared, an appraiser's figure and a decision are withdrawn each at its own layer; twice, or by an office
// whose word it is not, nothing is.
func TestWithdraw(t *testing.T) {
	f := open(t)
	if _, err := f.declare(register.Options{}, nil, "facts.csv", factHead+"so-y-te,kh_linh_vuc,7,,,declared,\n"); err != nil {
		t.Fatal(err)
	}
	f.decide("correct,so-y-te,,kh_linh_vuc,6,appraisal1,so-noi-vu/A,,vì,20/05/2026\n" +
		"override,so-y-te,1.1.1,,1,appraisal1,so-noi-vu/A,so-noi-vu/B,vì,20/05/2026\n")
	withdraw := func(by string, w register.Withdrawal) string {
		w.Unit, w.On = "so-y-te", day.Must(2026, 6, 1)
		return f.end(register.Withdraw(w, f.known, f.have().Year, register.Options{Period: "2026", Actor: by, Reason: "nhầm"}))
	}
	count := func() (facts, decisions int) {
		if u := f.have().Year.Unit("so-y-te"); u != nil {
			return len(u.Facts), len(u.Decisions)
		}
		return 0, 0
	}
	declared := register.Withdrawal{Layer: engine.LayerDeclared, Input: "kh_linh_vuc"}
	corrected := register.Withdrawal{Layer: engine.LayerAppraisal1, Input: "kh_linh_vuc"}
	override := register.Withdrawal{Layer: engine.LayerAppraisal1, Decision: engine.DecideOverride, Code: "1.1.1"}
	for _, c := range []struct {
		by               string
		what             register.Withdrawal
		code             string
		facts, decisions int
	}{
		{"so-noi-vu/A", declared, "register.withdraw_by_unit", 2, 1},
		{"so-y-te/Lê", register.Withdrawal{Layer: engine.LayerDeclared, Input: "khong"}, "register.no_datum", 2, 1},
		{"so-y-te/Lê", declared, "", 1, 1},
		{"so-y-te/Lê", declared, "register.no_datum", 1, 1},
		{"so-noi-vu/A", corrected, "", 0, 1},
		{"so-noi-vu/A", register.Withdrawal{Layer: engine.LayerFinal, Decision: engine.DecideOverride, Code: "1.1.1"}, "register.no_decision", 0, 1},
		{"so-noi-vu/A", override, "", 0, 0},
		{"so-noi-vu/A", override, "register.no_decision", 0, 0},
	} {
		code := withdraw(c.by, c.what)
		if facts, decisions := count(); code != c.code || facts != c.facts || decisions != c.decisions {
			t.Errorf("%s withdraws %+v: %q, %d facts and %d decisions stand", c.by, c.what, code, facts, decisions)
		}
	}
}

// TestConclude: an appeal stands until it is concluded, at whichever stage it was made.
func TestConclude(t *testing.T) {
	f := open(t)
	f.decide("dispute,so-y-te,1.1.1,,,appraisal2,so-y-te/Lê,,chưa đúng,20/05/2026\n")
	byName := register.Options{Period: "2026", Actor: "Sở Y tế/Lê", Reason: "tự kết luận"}
	if got := f.end(register.Conclude("so-y-te", "1.1.1", day.Must(2026, 6, 1), f.known, f.have().Year, byName)); got != "register.office_name" {
		t.Errorf("an office under its name: %q", got)
	}
	conclude := func(code string) string {
		return f.end(register.Conclude("so-y-te", code, day.Must(2026, 6, 1), f.known, f.have().Year,
			register.Options{Period: "2026", Actor: "so-noi-vu/A", Reason: "không đủ căn cứ"}))
	}
	for _, c := range []struct{ code, want string }{{"1.1.2", "register.no_appeal"}, {"1.1.1", ""}, {"1.1.1", "register.no_appeal"}} {
		if got := conclude(c.code); got != c.want {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
	if left := f.have().Year.Unit("so-y-te"); left != nil {
		t.Errorf("still stand: %+v", left)
	}
}
