package boundary_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/boundary"
	"cchc/rules/casetest"
)

// eachSet runs a test for the shipped sets and the examples of the catalogue.
func eachSet(t *testing.T, test func(t *testing.T, files fstest.MapFS, l *rules.Loaded)) {
	dirs, _ := filepath.Glob("../sets/*/*")
	examples, _ := filepath.Glob("../catalogue/R*.yaml")
	n := 0
	for _, path := range append(dirs, examples...) {
		files := fstest.MapFS{}
		paths := []string{path}
		if !strings.HasSuffix(path, ".yaml") {
			paths, _ = filepath.Glob(path + "/*.yaml")
		}
		for _, p := range paths {
			raw, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			files["set/"+filepath.Base(p)] = &fstest.MapFile{Data: raw}
		}
		if l, _ := rules.Load(files, "set"); l != nil { // the others are misuses
			n++
			t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				test(t, files, l)
			})
		}
	}
	if n < 37 {
		t.Errorf("only %d sets", n)
	}
}

func proposed(t *testing.T, l *rules.Loaded) []*rules.CaseSpec {
	t.Helper()
	var all []*rules.CaseSpec
	for _, n := range l.Set.Leaves() {
		cases, err := boundary.Cases(l, l.Set.Nodes[n].Code)
		if err != nil {
			t.Fatal(err)
		}
		for i := range cases {
			all = append(all, &cases[i])
		}
	}
	return all
}

// TestProposalsPass: the proposed cases, written to a file beside the set and read again, come out as they say; none of them
// gives what another case gives, each has a name without holes, with them the set's cases reach every branch, and then nothing
// more is proposed.
func TestProposalsPass(t *testing.T) {
	eachSet(t, func(t *testing.T, files fstest.MapFS, l *rules.Loaded) {
		all := proposed(t, l)
		if len(all) == 0 {
			return
		}
		files["set/z.cases.yaml"] = &fstest.MapFile{Data: []byte(casetest.File(l.Set, []string{"đề xuất"}, all))}
		again, found := rules.Load(files, "set")
		if again == nil {
			t.Fatalf("%+v\n%s", found, files["set/z.cases.yaml"].Data)
		}
		if len(again.Cases) != len(l.Cases)+len(all) {
			t.Fatalf("%d cases, want %d and %d", len(again.Cases), len(l.Cases), len(all))
		}
		outcomes, err := casetest.Run(again)
		if err != nil {
			t.Fatal(err)
		}
		own := map[string]bool{}
		for i := range l.Cases {
			own[l.Cases[i].Code+casetest.GivenText(l.Set, &l.Cases[i])] = true
		}
		seen := map[string]bool{}
		for i := range outcomes {
			o := &outcomes[i]
			if !o.Passed() {
				t.Errorf("%s %q: %v", o.Case.Code, o.Case.Name, o.Problems)
			}
			if !strings.HasSuffix(o.Case.Place.File, "z.cases.yaml") {
				continue
			}
			key := o.Case.Code + casetest.GivenText(l.Set, o.Case)
			if own[key] || seen[key] || o.Case.Name == "" || strings.Contains(o.Case.Name, "…") {
				t.Errorf("%s %q is there twice, or has no name", o.Case.Code, o.Case.Name)
			}
			seen[key] = true
		}
		for _, touched := range casetest.Coverage(again.Set, outcomes) {
			if len(touched.Missed) > 0 {
				t.Errorf("%s: no case reaches %v", touched.Code, touched.Missed)
			}
		}
		for _, c := range proposed(t, again) {
			t.Errorf("proposed though nothing is missing: %s %s", c.Code, c.Text(l.Set))
		}
	})
}

// TestProposalsStandOnEverySideOfALimit: with the proposed cases alone every limit of every table is met, and missed by less
// than a hundredth of what is compared, on both sides where there is another side.
func TestProposalsStandOnEverySideOfALimit(t *testing.T) {
	eachSet(t, func(t *testing.T, _ fstest.MapFS, l *rules.Loaded) {
		bare := *l
		bare.Cases = nil
		cases := proposed(t, &bare)
		bare.Cases = nil
		for _, c := range cases {
			bare.Cases = append(bare.Cases, *c)
		}
		outcomes, err := casetest.Run(&bare)
		if err != nil {
			t.Fatal(err)
		}
		at, below := map[string]bool{}, map[string]bool{}
		for i := range outcomes {
			if r := outcomes[i].Trace.Rule; r != nil {
				sides(r, outcomes[i].Case.Code+" ", at, below)
			}
		}
		for _, n := range l.Set.Leaves() {
			node := &l.Set.Nodes[n]
			for _, id := range casetest.LimitIDs(node.Leaf.Rule, "") {
				if key := node.Code + " " + id; !at[key] || !below[key] {
					t.Errorf("%s: at %v, below %v", key, at[key], below[key])
				}
			}
		}
	})
}

// sides notes which limits traced values meet or miss.
func sides(s *engine.Step, code string, at, below map[string]bool) {
	if s.Kind == "bands" && len(s.Children) > 0 && s.Children[0].State == engine.Scored {
		for _, b := range s.Children[1:] {
			if b.Kind != "branch" || len(b.Children) == 0 {
				continue
			}
			c := s.Children[0].Value.Num.Cmp(b.Children[0].Value.Num)
			if s.Children[0].Value.Type == form.TypeDate {
				c = s.Children[0].Value.Day.Sub(b.Children[0].Value.Day)
			}
			at[code+b.ID] = at[code+b.ID] || c == 0
			below[code+b.ID] = below[code+b.ID] || c < 0
		}
	}
	for i := range s.Children {
		sides(&s.Children[i], code, at, below)
	}
}

const limits = `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: 3, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
attributes:
  co_tthc: {type: yes_no, label: "Có thủ tục hành chính"}
parameters:
  han: {type: date, label: "Hạn", value: 30/04/2026, source: "tham khảo"}
inputs:
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng hạn", declared_by: unit}
  ngay: {type: date, label: "Ngày ban hành", declared_by: unit}
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}
areas:
  - code: "1"
    name: "Một"
    max: 3
    children:
      - code: "1.1"
        name: "Tỷ lệ"
        max: 1
        applies:
          - {when: not co_tthc, then: rebase, because: "Không có thủ tục"}
        value: ty_le
        bands: [{from: 80%, points: 1}, {else: true, points: 0}]
      - code: "1.2"
        name: "Ngày"
        max: 1
        cases: [{when: never(ngay), points: 0}, {when: ngay <= han, points: 1}, {else: true, points: 0.5}]
      - code: "1.3"
        name: "Kế hoạch"
        max: 1
        document: kh
        outcomes: {on_time: 1, late: [{within: 17, points: 0.5}, {else: true, points: 0}], never: 0}
cases:
  "1.1":
    - {name: "có rồi", given: {tong: 1000, dung: 800}, points: 1}
`

// TestNamesAndFigures: what is proposed for small rules, and what is not because it is there already.
func TestNamesAndFigures(t *testing.T) {
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(limits)}}, "set.yaml")
	if l == nil {
		t.Fatal(found)
	}
	var lines []string
	for _, c := range proposed(t, l) {
		lines = append(lines, c.Code+" "+c.Text(l.Set))
	}
	for _, want := range []string{
		`1.1 - {name: "Tỷ lệ: ngay dưới 80%", given: {tong: 1000, dung: 799}, points: 0, branch: else}`,
		`1.1 - {name: "Tỷ lệ: ngay trên 80%", given: {tong: 1000, dung: 801}, points: 1, branch: "b1"}`,
		`1.1 - {name: "Tổng: đúng 0", given: {tong: 0, dung: 0}, state: not_applicable, points: 0, applied: 0, branch: "applies2"}`,
		`1.1 - {name: "số liệu mâu thuẫn: Số đúng hạn không vượt tổng số", given: {tong: 0, dung: 1000}, state: not_scorable, points: 0, applied: 1, branch: "check1"}`,
		`1.1 - {name: "chưa có", as_of: 15/01/2027, given: {}, state: missing, points: 0, applied: 1}`,
		`1.2 - {name: "ngay trước ngày 30/04/2026", given: {ngay: 29/04/2026}, points: 1, branch: "c2"}`,
		`1.2 - {name: "đúng ngày 30/04/2026", given: {ngay: 30/04/2026}, points: 1, branch: "c2"}`,
		`1.2 - {name: "ngay sau ngày 30/04/2026", given: {ngay: 01/05/2026}, points: 0.5, branch: else}`,
		`1.3 - {name: "trễ 17 ngày", given: {kh: 19/07/2026}, dues: {I.1.2: 02/07/2026}, points: 0.5, branch: "late_1"}`,
		`1.3 - {name: "trễ 18 ngày", given: {kh: 20/07/2026}, dues: {I.1.2: 02/07/2026}, points: 0, branch: "late_2"}`,
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("not proposed: %s\nof\n%s", want, strings.Join(lines, "\n"))
		}
	}
	if slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "given: {tong: 1000, dung: 800}") }) {
		t.Error("what the set has is proposed again")
	}
}

// TestOwnCasesStandForBranches: what the set's own cases reach with other figures than would be proposed is not proposed again.
func TestOwnCasesStandForBranches(t *testing.T) {
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(limits + `
    - {given: {tong: 10, dung: 11}, state: not_scorable}
    - {as_of: 15/01/2027, given: {tong: 5}, state: missing}
  "1.2":
    - {given: {ngay: none}, points: 0}
    - {given: {ngay: 07/04/2026}, points: 1}
    - {given: {ngay: 09/09/2026}, points: 0.5}
`)}}, "set.yaml")
	if l == nil {
		t.Fatal(found)
	}
	names := map[string]string{}
	for _, c := range proposed(t, l) {
		names[c.Code] += c.Name + "|"
	}
	for code, no := range map[string]string{"1.1": "mâu thuẫn", "1.2": "“Ngày ban hành” không có"} {
		if strings.Contains(names[code], no) {
			t.Errorf("%s: %s", code, names[code])
		}
	}
	if strings.Contains(names["1.1"], "chưa có") || !strings.Contains(names["1.2"], "ngay sau ngày 30/04/2026") {
		t.Errorf("%v", names)
	}
}

// TestNextToALimit: "ngay" is said of the next figure, share or day, and of nothing farther.
func TestNextToALimit(t *testing.T) {
	text := strings.Replace(limits, "value: 30/04/2026", "value: 01/01/2021", 1)
	text = strings.Replace(text, `        value: ty_le
        bands: [{from: 80%, points: 1}, {else: true, points: 0}]
`, `        cases: [{when: "round(ty_le, 1) >= 90%", points: 1}, {else: true, points: 0}]
`, 1)
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
	if l == nil {
		t.Fatal(found)
	}
	said := map[string]string{}
	for _, c := range proposed(t, l) {
		said[c.Code] += c.Name + "|"
		for name, day := range map[string]string{"trước": "31/12/2020", "sau": "02/01/2021"} {
			given := strings.Contains(c.Text(l.Set), "{ngay: "+day+"}")
			if strings.HasPrefix(c.Name, name+" ngày 01/01/2021") && given || strings.HasPrefix(c.Name, "ngay "+name+" ngày") && !given {
				t.Errorf("%s", c.Text(l.Set))
			}
		}
	}
	if names := said["1.2"]; !strings.Contains(names, "sau ngày 01/01/2021|") {
		t.Error(names)
	}
	if names := said["1.1"]; !strings.Contains(names, "Tổng: ngay trên 0|") || strings.Contains(names, ": ngay trên 90%|") ||
		!strings.Contains(names, ": trên 90%|") {
		t.Error(names)
	}
}

// TestNamesWithoutHoles: a branch or check whose sentence speaks of figures is named by its limits or its condition.
func TestNamesWithoutHoles(t *testing.T) {
	text := strings.Replace(limits, `because: "Số đúng hạn không vượt tổng số"`, `because: "{dung} vượt {tong}"`, 1)
	text = strings.Replace(text, `bands: [{from: 80%, points: 1}, {else: true, points: 0}]`,
		`bands: [{from: 80%, points: 1, because: "Đạt {ty_le}"}, {from: 50%, points: 0.5, because: "Mới {ty_le}"}, {else: true, points: 0, because: "Chỉ {ty_le}"}]`, 1)
	text = strings.Replace(text, "{tong: 1000, dung: 800}, points: 1", "{tong: 1000, dung: 900}, points: 1", 1)
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
	if l == nil {
		t.Fatal(found)
	}
	all := ""
	for _, c := range proposed(t, l) {
		all += c.Name + "|"
	}
	if strings.Contains(all, "…") || !strings.Contains(all, "số liệu mâu thuẫn: trái với ràng buộc “Đúng hạn” ≤ “Tổng”|") {
		t.Error(all)
	}
}

func TestUnknownLeaf(t *testing.T) {
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(limits)}}, "set.yaml")
	if l == nil {
		t.Fatal(found)
	}
	for _, code := range []string{"9.9", "1", ""} {
		if _, err := boundary.Cases(l, code); !errors.Is(err, engine.ErrUnknownCode) {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestNamesAreSentences(t *testing.T) {
	for _, code := range wording.Codes() {
		if strings.HasPrefix(code, "boundary.") && strings.TrimSpace(wording.Message(code, "1", "2")) == "" {
			t.Errorf("%s is empty", code)
		}
	}
}
