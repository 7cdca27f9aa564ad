package register_test

import (
	"strings"
	"testing"

	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/seeds"
)

// TestUnitsInTime: a new unit, a renamed one, a merger and a split become events that say so; what is as it was, and what
// the list leaves out, does not.
func TestUnitsInTime(t *testing.T) {
	const head = "code,name,block,valid_from,valid_to,predecessors,successors\n"
	before, err := seeds.ParseUnits("before", []byte(head+"a,Xã A,xa,,,,\nb,Xã B,xa,,,,\nc,Xã C,xa,,,,\nd,Xã D,xa,,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	now, err := seeds.ParseUnits("now", []byte(head+"a,Xã A,xa,,30/06/2026,,ab\nb,Xã B,xa,,30/06/2026,,ab\n"+
		"ab,Xã AB,xa,01/07/2026,,a b,\nc,Xã C mới,xa,,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	year := &season.Year{Units: before}
	plan, err := register.MergeUnits(now, year, register.Options{Period: "2026", Actor: "so-noi-vu/A", Reason: "Nghị quyết 1"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range plan.Drafts {
		if d.Period != "" {
			t.Errorf("%s belongs to period %s", d.Key, d.Period)
		}
		got = append(got, d.Body.(*season.UnitState).Unit.Code+": "+d.Reason)
	}
	want := "a: merged Nghị quyết 1|ab: new Nghị quyết 1|b: merged Nghị quyết 1|c: renamed Nghị quyết 1"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
	var log []season.Event
	for i, d := range plan.Drafts {
		log = append(log, season.Event{Seq: int64(i + 1), Draft: d})
	}
	after := season.Fold(log, "2026", 20_000_000)
	again, err := register.MergeUnits(now, after, register.Options{Period: "2026", Actor: "so-noi-vu/A"})
	if err != nil {
		t.Fatal(err)
	}
	if !again.Empty() || again.Unchanged != 4 {
		t.Errorf("the same list again changes %d units, leaves %d", len(again.Changes), again.Unchanged)
	}
}

func TestAttributesInTime(t *testing.T) {
	units := seeds.NewUnits([]seeds.Unit{{Code: "a", Name: "Xã A", Block: "xa"}}, nil)
	const head = "unit,attribute,value,from,to,source\n"
	parse := func(rows string) *seeds.Units {
		with, err := units.WithAttributes("f", []byte(head+rows))
		if err != nil {
			t.Fatal(err)
		}
		return with
	}
	year := &season.Year{Units: parse("a,co_tthc,true,,,QĐ 1\n")}
	plan, err := register.MergeAttributes(parse("a,co_tthc,true,,30/06/2026,QĐ 1\na,co_tthc,false,01/07/2026,,QĐ 2\n"), year,
		register.Options{Actor: "so-noi-vu"})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Added != 1 || plan.Changed != 1 || len(plan.Drafts) != 2 {
		t.Errorf("added %d, changed %d, drafts %d; want 1, 1, 2", plan.Added, plan.Changed, len(plan.Drafts))
	}
}
