package rules_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
)

func loadValues(t *testing.T) *rules.Loaded {
	t.Helper()
	loaded, found := rules.Load(os.DirFS("testdata/good"), "values.yaml")
	if loaded == nil {
		t.Fatal(render(found))
	}
	return loaded
}

// named lists the values that an expression names.
func named(e *form.Expr) []string {
	var names []string
	form.Walk(e, func(e *form.Expr) bool {
		if e.Kind == form.ExValue {
			names = append(names, e.Name)
		}
		return true
	})
	return names
}

// The file writes values before what they name; in the form each stands after, ratios among them.
func TestValuesStandAfterWhatTheyName(t *testing.T) {
	set := loadValues(t).Set
	stood := map[string]bool{}
	var order []string
	for _, v := range set.Values {
		for _, name := range named(v.Expr) {
			if !stood[name] {
				t.Errorf("%s stands before %s, which it names", v.Name, name)
			}
		}
		stood[v.Name] = true
		order = append(order, v.Name+":"+string(v.Expr.Type))
	}
	want := "ty_le:number chua_dung:number dat_nhieu:bool nguon_lon:number so_hoa_ty_le:number gap:number han:date"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("values are %s, want %s", got, want)
	}
	again, err := form.Decode(loadValues(t).Canonical)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.Canonical(); err != nil || !bytes.Equal(b, loadValues(t).Canonical) {
		t.Errorf("the canonical form changes on the way: %v", err)
	}
}

// An empty whole of a ratio decides a leaf that reads the ratio through values, and once only.
func TestEmptyWholeReachesThroughValues(t *testing.T) {
	set := loadValues(t).Set
	for code, want := range map[string]int{"1.1": 1, "1.2": 1, "1.3": 1, "1.4": 0, "1.5": 0} {
		if got := len(set.Nodes[set.NodeByCode(code)].Leaf.Applies); got != want {
			t.Errorf("%s has %d conditions, want %d", code, got, want)
		}
	}
	// A leaf that names a ratio, and two values made of it, still has the condition once.
	raw, err := os.ReadFile("testdata/good/values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	more := strings.Replace(string(raw), "when: dat_nhieu,", "when: dat_nhieu and ty_le > 0 and chua_dung < 100%,", 1)
	loaded, found := rules.Load(fstest.MapFS{"s.yaml": {Data: []byte(more)}}, "s.yaml")
	if loaded == nil {
		t.Fatal(render(found))
	}
	if n := len(loaded.Set.Nodes[loaded.Set.NodeByCode("1.2")].Leaf.Applies); n != 1 {
		t.Errorf("%d conditions", n)
	}
}

// Numbers, conditions and dates are scored and explained through their names.
func TestValuesAreScoredAndExplained(t *testing.T) {
	loaded := loadValues(t)
	outcomes, err := casetest.Run(loaded)
	if err != nil || len(outcomes) < 20 {
		t.Fatalf("%d cases, %v", len(outcomes), err)
	}
	told := map[string]string{}
	for i := range outcomes {
		o := &outcomes[i]
		if !o.Passed() {
			t.Errorf("%s %s: %v", o.Case.Code, o.Case.Name, o.Problems)
		}
		told[o.Case.Name] = wording.Explain(loaded.Set, o.Case.AsOf, func(code string) string { return code }, &o.Trace)
	}
	for name, lines := range map[string][]string{
		"quá 20%":                   {"Lý do: Tỷ lệ chưa đúng hạn: 20,1%, trên 20%.", "    Tỷ lệ đúng hạn = 79,9%"},
		"đạt":                       {"Lý do: Đạt nhiều: có.", "  “Đạt nhiều” là có: 1 điểm  "},
		"nguồn thứ hai lớn hơn":     {"  Tỷ lệ số hóa = 40%", "    Số hồ sơ của nguồn lớn hơn = 20"},
		"một báo cáo trễ":           {"Số báo cáo trễ theo vùng"},
		"trong năm":                 {"Lý do: Hạn 31/12/2026."},
		"số liệu mâu thuẫn":         {"Số hồ sơ số hóa 21 không vượt 20"},
		"mẫu số bằng 0 chỉ một lần": {"Tỷ lệ đúng hạn: mẫu số bằng 0, không áp dụng"},
	} {
		for _, line := range lines {
			if !strings.Contains(told[name], line) {
				t.Errorf("%s: %q is not told in\n%s", name, line, told[name])
			}
		}
	}
}

// small is a set around some values; rule is the formula of its one leaf.
func small(values, rule string) fstest.MapFS {
	return fstest.MapFS{"s/set.yaml": {Data: []byte(`set:
  id: nho
  version: 1.0.0
  title: "Bộ nhỏ"
  scope: unit
  max: 1
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
inputs:
  x: {type: number, label: "X"}
areas:
  - code: "1"
    name: "Một"
    max: 1
    children:
      - code: "1.1"
        name: "Một"
        max: 1
        formula: ` + rule + `
`)}, "s/values.yaml": {Data: []byte("values:\n" + values)}}
}

func value(name, formula string) string {
	return fmt.Sprintf("  %s: {label: %q, formula: %q}\n", name, name, formula)
}

// errorsOf lists the codes of the mistakes of a set.
func errorsOf(found rules.Diagnostics) string {
	var codes []string
	for _, d := range found {
		if d.Severity == rules.Error {
			codes = append(codes, d.Code)
		}
	}
	return strings.Join(codes, " ")
}

// Values that name one another many times, or in long ways, are refused at once and do not cost what they say.
func TestHostileValues(t *testing.T) {
	doubling := value("v0", "x + 1")
	for i := 1; i <= 200; i++ {
		doubling += value(fmt.Sprintf("v%d", i), fmt.Sprintf("v%d * v%d", i-1, i-1))
	}
	long := value("v0", "x")
	for i := 1; i <= 4000; i++ {
		long += value(fmt.Sprintf("v%d", i), fmt.Sprintf("v%d + 1", i-1))
	}
	round := ""
	for i := range 4000 {
		round += value(fmt.Sprintf("v%d", i), fmt.Sprintf("v%d + 1", (i+1)%4000))
	}
	all := ""
	for i := range 40 {
		names := make([]string, 40)
		for j := range names {
			names[j] = fmt.Sprintf("v%d", j)
		}
		all += value(fmt.Sprintf("v%d", i), strings.Join(names, "+"))
	}
	wide := value("v0", "x")
	for i := 1; i <= 11; i++ {
		wide += value(fmt.Sprintf("v%d", i), fmt.Sprintf("v%d + v%d", i-1, i-1))
	}
	for _, c := range []struct{ name, values, rule, want string }{
		{"doubling", doubling, "v200", "value.too_large"},
		{"long way", long, "v4000", "value.too_large"},
		{"long cycle", round, "v0", "value.cycle"},
		{"every value names every other", all, "v0", strings.TrimSpace(strings.Repeat("value.cycle ", 40))},
		{"many uses", wide, strings.Repeat("v11 + ", 124) + "v11", "value.set_too_large"},
	} {
		began := time.Now()
		loaded, found := rules.Load(small(c.values, c.rule), "s")
		for _, d := range found {
			if !wording.Known(d.Code) {
				t.Errorf("code %s has no sentence", d.Code)
			}
		}
		switch codes := errorsOf(found); {
		case loaded != nil:
			t.Errorf("%s: taken", c.name)
		case codes != c.want && !strings.HasPrefix(codes, c.want+" ") || strings.Contains(codes, "formula"):
			t.Errorf("%s: %.200s", c.name, codes)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s takes %v", c.name, took)
		}
	}
}

// What is wrong with a value is said once, at the value: not again wherever it is named.
func TestWrongValueIsReportedOnce(t *testing.T) {
	for values, want := range map[string]string{
		value("a", "x +"): "formula.syntax_end",
		value("a", "y"):   "formula.unknown_name",
		value("a", "a"):   "value.cycle",
		value("a", "b") + value("b", "x > 1 and"):         "formula.syntax_end",
		value("a", "share_of('1.1')"):                     "value.of_points",
		value("a", "x") + value("x", "a"):                 "name.twice",
		value("a", "x") + value("late", "x"):              "name.reserved",
		value("a", "min(x, 1)") + value("b", "a ? 1 : 2"): "formula.type.bool.number",
	} {
		_, found := rules.Load(small(values, "a"), "s")
		if got := errorsOf(found); got != want {
			t.Errorf("%s: %s, want %s\n%s", values, got, want, render(found))
		}
	}
}

// TestValueNamedAsAField: a value may bear the name of a field of rows without resting on itself; which is meant is asked.
func TestValueNamedAsAField(t *testing.T) {
	text := `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: 1, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
inputs:
  ds: {type: list, label: "Danh sách", declared_by: unit, fields: {ngay: {type: number, label: "Số ngày"}}}
values:
  ngay: {label: "Số việc quá ba ngày", formula: "count(ds, ngay > 3)"}
areas:
  - {code: "1", name: "Một", max: 1, children: [{code: "1.1", name: "Lá", max: 1,
      value: ngay, bands: [{from: 2, points: 0}, {else: true, points: 1}]}]}
`
	loaded, found := rules.Load(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml")
	if loaded != nil || len(found) != 1 || found[0].Code != "formula.ambiguous" {
		t.Errorf("%v", found)
	}
	text = strings.Replace(text, "count(ds, ngay", "count(ds, .ngay", 1)
	if loaded, found = rules.Load(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml"); loaded == nil {
		t.Fatal(found)
	}
	if got := loaded.Set.LeafInputs(1); len(got) != 1 || got[0] != "ds" {
		t.Errorf("the leaf rests on %v", got)
	}
}
