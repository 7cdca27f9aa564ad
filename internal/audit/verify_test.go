package audit_test

import (
	"bytes"
	"errors"
	"flag"
	"runtime"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/seeds/demo/demotest"
)

func TestReceiptOfTheDemoRun(t *testing.T) {
	b := encoded(t, whole(t, demoSource(t)))
	r := identical(t, b)
	t.Logf("%d bytes", len(b))
	args := map[string][]string{}
	for _, c := range r.Checks {
		args[c.Code] = c.Args
	}
	if got := args[audit.CheckScores]; len(got) != 2 || got[0] != "145" {
		t.Errorf("scored again: %v", got)
	}
	for _, code := range []string{audit.CheckFacts, audit.CheckDues, audit.CheckRollups, audit.CheckProvince, audit.CheckRoots} {
		if len(args[code]) == 0 || slices.Contains(args[code], "0") {
			t.Errorf("%s looked at %v", code, args[code])
		}
	}
	var open []string
	for _, n := range r.Open {
		open = append(open, n.Code)
	}
	want := []string{audit.OpenAnchor, audit.OpenNoProof, audit.OpenLog, audit.OpenPrior, audit.OpenTruth, audit.OpenVersions}
	if !slices.Equal(open, want) {
		t.Errorf("not checked: %v, want %v", open, want)
	}
	if !r.File.Demo || len(r.File.Labels) == 0 || r.UnitName("so-y-te") != "Sở Y tế" {
		t.Errorf("demo %v, labels %v, %s", r.File.Demo, r.File.Labels, r.UnitName("so-y-te"))
	}
}

// TestReceiptsOfUnits makes and verifies the receipt of every unit of both runs.
func TestReceiptsOfUnits(t *testing.T) {
	for name, s := range map[string]*audit.Source{"small": smallSource(t), "demo": demoSource(t)} {
		ranked := 0
		for _, scored := range s.Outcome.All() {
			for i := range scored.Result.Units {
				u := &scored.Result.Units[i]
				if name == "demo" && i%7 != 0 {
					continue
				}
				r := identical(t, encoded(t, ofUnit(t, s, u.Unit)))
				claim := r.Claims[0]
				if claim.Points != u.Points.Fraction() || claim.Class != u.Class {
					t.Errorf("%s: claims %+v", u.Unit, claim)
				}
				if u.Rank > 1 {
					ranked++
				}
			}
		}
		if ranked == 0 {
			t.Errorf("%s: nobody is ranked below the first", name)
		}
	}
}

// TestUnitReceiptShowsNobodyElse looks for every other unit's code in the bytes of a unit's receipt. Offices stand in a set
// and sign decisions and runs: where they do by right they may be named.
func TestUnitReceiptShowsNobodyElse(t *testing.T) {
	s := demoSource(t)
	looked := 0
	for _, unit := range []string{"xa-yen-tu", "so-y-te", "so-noi-vu"} {
		f := ofUnit(t, s, unit)
		b := encoded(t, f)
		_, own, _ := bytes.Cut(b, f.Part("set"))
		for _, other := range s.Year.Units.All() {
			if other.Code == unit || other.Code == "tinh" {
				continue
			}
			texts := []string{other.Code}
			if other.Block != "so" { // offices are named in documents
				texts = append(texts, other.Name)
			}
			for _, text := range texts {
				allowed := bytes.Contains(f.Part("set"), []byte(`"`+text+`"`)) || decides(f.Part("case"), other.Code)
				if looked++; bytes.Contains(own, []byte(text)) && !allowed {
					t.Errorf("the receipt of %s shows %s", unit, text)
				}
			}
		}
	}
	if looked < 800 {
		t.Errorf("only %d names looked for", looked)
	}
	small := smallSource(t)
	b := encoded(t, ofUnit(t, small, "xa-bon"))
	for _, other := range []string{"so-mot", "so-hai", "xa-ba", "xa-nam"} {
		if bytes.Contains(b, []byte(other)) {
			t.Errorf("the receipt of xa-bon shows %s", other)
		}
	}
}

// decides reports whether an office signs a decision of a case.
func decides(of []byte, office string) bool {
	return bytes.Contains(of, []byte(`"by":"`+office+`/`)) || bytes.Contains(of, []byte(`"second":"`+office+`/`))
}

// TestUnitReceiptDisclosesOnlyTheBest: of those compared with, the best figure of the block and nothing else.
func TestUnitReceiptDisclosesOnlyTheBest(t *testing.T) {
	f := ofUnit(t, smallSource(t), "xa-ba")
	const want = `[{"block":"xa","max":"24","min":"24","rule":"1.1#relative","units":1}]`
	if got := string(f.Part("references")); got != want {
		t.Errorf("discloses %s, want %s", got, want)
	}
	p := part(t, f, "references")
	p.Bytes = bytes.Replace(p.Bytes, []byte(`"24"`), []byte(`"48"`), 2)
	if d := differs(t, "another best", encoded(t, f)); d.Code != "1.1" || d.Unit != "xa-ba" || d.What != audit.WhatLedger {
		t.Errorf("another best: %+v", d)
	}
}

// Every go test flips one bit of every byte of a receipt, but of the plan's text, which is most of a run's, only of every
// sixteenth. The long form flips every bit of these, and every byte of a unit's receipt of the demo year:
//
//	go test ./internal/audit -run TestEveryByteFlipped -flips all -timeout 60m -v
var flips = flag.String("flips", "", "what TestEveryByteFlipped flips: all; by default one bit of most bytes")

// TestEveryByteFlipped flips bits of sealed receipts: none is taken for whole.
func TestEveryByteFlipped(t *testing.T) {
	small := smallSource(t)
	run, all := whole(t, small), *flips == "all"
	plan := part(t, run, "plan").Bytes
	b := encoded(t, run)
	from := bytes.Index(b, plan)
	allFlipped(t, "run", b, all, func(i int) bool { return !all && from <= i && i < from+len(plan) && i%16 > 0 })
	allFlipped(t, "unit", encoded(t, ofUnit(t, small, "so-hai")), true, nil)
	if all {
		allFlipped(t, "unit of the demo year", encoded(t, ofUnit(t, demoSource(t), "so-y-te")), false, nil)
	}
}

// allFlipped flips one or all bits of each byte of a receipt, in turn, but of those left out.
func allFlipped(t *testing.T, name string, b []byte, bits bool, without func(i int) bool) {
	t.Helper()
	identical(t, b)
	flips := 0
	for i := range b {
		if without != nil && without(i) {
			continue
		}
		for bit := range 8 {
			if !bits && bit != i%8 {
				continue
			}
			flips++
			b[i] ^= 1 << bit
			if r := audit.Verify(b); r.Verdict != audit.Unreadable || r.Fault == nil {
				t.Fatalf("%s: byte %d of %d, bit %d: %s", name, i, len(b), bit, r.Verdict)
			}
			b[i] ^= 1 << bit
		}
	}
	t.Logf("%s: %d flips in %d bytes, all found", name, flips, len(b))
}

// TestDemoByteFlipped flips bytes all over the receipt of the demo run, and cuts and lengthens it.
func TestDemoByteFlipped(t *testing.T) {
	b := encoded(t, whole(t, demoSource(t)))
	for i := 0; i < len(b); i += len(b)/150 + 1 {
		b[i] ^= 1 << (i % 8)
		if r := audit.Verify(b); r.Verdict != audit.Unreadable {
			t.Fatalf("byte %d of %d: %s", i, len(b), r.Verdict)
		}
		b[i] ^= 1 << (i % 8)
	}
	for name, bad := range map[string][]byte{"longer": append(bytes.Clone(b), '\n'), "cut": b[:len(b)-1], "half": b[:len(b)/2], "nothing": nil,
		"before": append([]byte{'\n'}, b...), "first line": b[:60], "twice": slices.Concat(b, b)} {
		if r := audit.Verify(bad); r.Verdict != audit.Unreadable || r.Fault == nil {
			t.Errorf("%s: %s", name, r.Verdict)
		}
	}
}

// TestPartsAreTheRuns swaps, drops, doubles and reorders parts of a receipt whose header and hashes are made to fit.
func TestPartsAreTheRuns(t *testing.T) {
	for kind, make := range map[string]func() *audit.File{
		"run":  func() *audit.File { return whole(t, smallSource(t)) },
		"unit": func() *audit.File { return ofUnit(t, smallSource(t), "xa-nam") },
	} {
		for i := range make().Parts {
			name := make().Parts[i].Name
			dropped := make()
			dropped.Parts = slices.Delete(dropped.Parts, i, i+1)
			doubled := make()
			doubled.Parts = slices.Insert(doubled.Parts, i, doubled.Parts[i])
			other := make()
			other.Parts[i].Name += "x"
			domain := make()
			domain.Parts[i].Domain = "cchc/other/v1"
			tried := map[string]*audit.File{"dropped": dropped, "doubled": doubled, "of another name": other, "of another domain": domain}
			if next := i + 1; next < len(make().Parts) {
				reordered := make()
				reordered.Parts[i], reordered.Parts[next] = reordered.Parts[next], reordered.Parts[i]
				swapped := make()
				swapped.Parts[i].Bytes, swapped.Parts[next].Bytes = swapped.Parts[next].Bytes, swapped.Parts[i].Bytes
				tried["reordered"], tried["swapped"] = reordered, swapped
			}
			for what, f := range tried {
				if r := audit.Verify(encoded(t, f)); r.Verdict == audit.Identical {
					t.Errorf("%s: %s %s is taken for the run's", kind, name, what)
				}
			}
		}
	}
	extra := whole(t, smallSource(t))
	extra.Parts = append(extra.Parts, audit.Part{Name: "note", Domain: "cchc/note/v1", Bytes: []byte("x")})
	if d := differs(t, "a part more", encoded(t, extra)); d.What != audit.WhatPart || d.Found != "note" {
		t.Errorf("a part more: %+v", d)
	}
}

// forge changes the demo run's receipt and makes every hash fit again.
func forge(t *testing.T, f *audit.File, name, old, changed string) *audit.File {
	t.Helper()
	out := *f
	out.Parts = slices.Clone(f.Parts)
	p := part(t, &out, name)
	if !bytes.Contains(p.Bytes, []byte(old)) {
		t.Fatalf("part %s has no %s", name, old)
	}
	p.Bytes = bytes.Replace(p.Bytes, []byte(old), []byte(changed), 1)
	named(t, &out)
	return &out
}

// TestForgeries: whatever is changed with all hashes made to fit is found by computing again, and named.
func TestForgeries(t *testing.T) {
	s := smallSource(t)
	f := whole(t, s)
	for _, c := range []struct {
		name, part, old, changed string
		want                     audit.Divergence
	}{
		{"points of a leaf", "1/result", `"branch":"else","code":"1.2","lost":"2","points":"0"`, `"branch":"else","code":"1.2","lost":"2","points":"1"`,
			audit.Divergence{Check: audit.CheckScores, Set: "nho", Unit: "so-mot", Code: "1.2", What: audit.WhatPoints, Expected: "0", Found: "1", Number: true}},
		{"a line of the ledger", "1/result", `"amount":"2","branch":"else","code":"1.2","kind":"lost"`, `"amount":"1","branch":"else","code":"1.2","kind":"lost"`,
			audit.Divergence{Check: audit.CheckScores, Set: "nho", Unit: "so-mot", Code: "1.2", What: audit.WhatLedger, Name: "lost else",
				Expected: "2", Found: "1", Number: true}},
		{"a rank", "1/result", `"rank":2`, `"rank":1`,
			audit.Divergence{Check: audit.CheckRanks, Set: "nho", Unit: "so-mot", What: audit.WhatRank, Expected: "2", Found: "1"}},
		{"a class", "1/result", `"class":"Chưa đạt"`, `"class":"Đạt"`,
			audit.Divergence{Check: audit.CheckRanks, Set: "nho", Unit: "so-mot", What: audit.WhatClass, Expected: "Chưa đạt", Found: "Đạt"}},
		{"a state", "1/result", `"state":"scored"`, `"state":"missing"`,
			audit.Divergence{Check: audit.CheckScores, Set: "nho", Unit: "so-hai", Code: "1", What: audit.WhatState, Expected: "scored", Found: "missing"}},
		{"a fact of the case", "1/case", `"number":"7"`, `"number":"70"`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-hai", Code: "1.2", What: audit.WhatFact, Name: "bai register",
				Expected: "7", Found: "70", Number: true}},
		{"a document of the case", "1/case", `Số liệu của so-hai`, `Số liệu khác`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-hai", Code: "1.2", What: audit.WhatFact, Name: "bai register · document",
				Expected: "Số liệu của so-hai", Found: "Số liệu khác"}},
		{"a decision left out", "1/case", `"decisions":[{"by":"so-noi-vu/B","code":"1.2","date":"2026-12-20","kind":"accept","layer":"appraisal1"}]`, `"decisions":[]`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-hai", Code: "1.2", What: audit.WhatDecision, Name: "accept 1.2 appraisal1",
				Expected: `{"by":"so-noi-vu/B","code":"1.2","date":"2026-12-20","kind":"accept","layer":"appraisal1"}`}},
		{"a due made up", "1/case", `"dues":[]`, `"dues":[{"deliverable":"I.1","due":"2026-03-01","received":false}]`,
			audit.Divergence{Check: audit.CheckDues, Set: "nho", Unit: "so-hai", What: audit.WhatDue, Name: "I.1", Found: "2026-03-01"}},
		{"a fact of the snapshot", "facts", `"number":"7"`, `"number":"70"`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-hai", Code: "1.2", What: audit.WhatFact, Name: "bai register",
				Expected: "70", Found: "7", Number: true}},
		{"a unit of another block", "units", `{"block":"so","code":"so-mot"`, `{"block":"xa","code":"so-mot"`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-mot", What: audit.WhatBlock, Expected: "xa", Found: "so"}},
		{"a unit unknown", "units", `"code":"so-mot"`, `"code":"so-mottt"`,
			audit.Divergence{Check: audit.CheckFacts, Set: "nho", Unit: "so-mottt", What: audit.WhatUnit, Expected: "so-mottt"}},
	} {
		got := differs(t, c.name, encoded(t, forge(t, f, c.part, c.old, c.changed)))
		if got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// TestForgedSet: a set changed within a receipt scores otherwise, whatever the run says.
func TestForgedSet(t *testing.T) {
	f := whole(t, smallSource(t))
	out := forge(t, f, "1/set", `"num":"5"`, `"num":"8"`) // the band from 5
	hash := part(t, out, "1/set").Hash()
	for _, name := range []string{"1/case", "1/result"} {
		p := part(t, out, name)
		p.Bytes = bytes.ReplaceAll(p.Bytes, []byte(part(t, f, "1/set").Hash()), []byte(hash))
	}
	named(t, out)
	p := part(t, out, "1/result")
	p.Bytes = bytes.Replace(p.Bytes, []byte(part(t, f, "1/case").Hash()), []byte(part(t, out, "1/case").Hash()), 1)
	named(t, out)
	if d := differs(t, "a band moved", encoded(t, out)); d.Unit != "so-hai" || d.Code != "1.2" || d.What != audit.WhatLedger {
		t.Errorf("a band moved: %+v", d)
	}
	renamed := forge(t, f, "1/set", `"version":"1.0.0"`, `"version":"1.0.1"`)
	if d := audit.Verify(encoded(t, renamed)); d.Verdict == audit.Identical {
		t.Error("another version is taken for the one named")
	}
}

// TestForgedUnitReceipt: a unit cannot change what the run says of it, not even what only the run knows.
func TestForgedUnitReceipt(t *testing.T) {
	s := smallSource(t)
	f := ofUnit(t, s, "xa-bon")
	change := func(name, old, changed string) []byte {
		out := *f
		out.Parts = slices.Clone(f.Parts)
		p := part(t, &out, name)
		if !bytes.Contains(p.Bytes, []byte(old)) {
			t.Fatalf("%s has no %s", name, old)
		}
		p.Bytes = bytes.Replace(p.Bytes, []byte(old), []byte(changed), 1)
		return encoded(t, &out)
	}
	for _, c := range []struct {
		name, part, old, changed string
		what                     audit.What
	}{
		{"rank", "result", `"rank":2`, `"rank":1`, audit.WhatRoot},
		{"points", "result", `"points":"2"`, `"points":"3"`, audit.WhatPoints},
		{"fact", "case", `"number":"15"`, `"number":"16"`, audit.WhatHead}, // the result names another case
		{"proof", "inclusion", `"at":`, `"at":1`, audit.WhatRoot},
	} {
		if d := differs(t, c.name, change(c.part, c.old, c.changed)); d.What != c.what {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
	other := *f
	other.Unit = "xa-nam"
	if d := differs(t, "another unit's", encoded(t, &other)); d.What != audit.WhatUnit || d.Expected != "xa-nam" || d.Found != "xa-bon" {
		t.Errorf("another unit's: %+v", d)
	}
	if d := differs(t, "labels", encoded(t, func() *audit.File { o := *f; o.Labels = nil; return &o }())); d.What != audit.WhatLabel {
		t.Errorf("labels: %+v", d)
	}
}

// TestDemoForgeries changes what only the whole year can show.
func TestDemoForgeries(t *testing.T) {
	f := whole(t, demoSource(t))
	demo := *f
	demo.Demo = false
	if d := differs(t, "no demo", encoded(t, &demo)); d.What != audit.WhatLabel || d.Name != "demo" {
		t.Errorf("no demo: %+v", d)
	}
	if d := differs(t, "a due", encoded(t, forge(t, f, "2/case", `"due":"2026-`, `"due":"2027-`))); d.What != audit.WhatDue || d.Check != audit.CheckDues {
		t.Errorf("a due: %+v", d)
	}
	if d := differs(t, "an occasion", encoded(t, forge(t, f, "occasions", `"due":"2026-`, `"due":"2027-`))); d.Check != audit.CheckDues {
		t.Errorf("an occasion: %+v", d)
	}
	r := audit.Verify(encoded(t, forge(t, f, "1/case", `"state":"counted","unit":"`, `"state":"counted","unit":"x`)))
	if r.Verdict == audit.Identical || r.First != nil && r.First.What != audit.WhatRollupPart {
		t.Errorf("a part of an account: %s, %+v", r.Verdict, r.First)
	}
}

// TestOldRuns: runs made before they named occasions and roots are verified as far as that goes, and it is said how far.
func TestOldRuns(t *testing.T) {
	s := demoSource(t)
	run := *s.Event.Body.(*season.Run)
	run.Occasions, run.Demo, run.Scopes = "", false, slices.Clone(run.Scopes)
	for i := range run.Scopes {
		run.Scopes[i].Root = ""
	}
	s.Event.Body = &run
	r := identical(t, encoded(t, whole(t, s)), audit.CheckDues, audit.CheckRoots)
	for _, code := range []string{audit.OpenOldDues, audit.OpenOldRoots, audit.OpenOldDemo} {
		if !slices.ContainsFunc(r.Open, func(n audit.Note) bool { return n.Code == code }) {
			t.Errorf("%s is not said", code)
		}
	}
	if _, err := s.OfUnit("so-y-te"); !errors.Is(err, audit.ErrNoRoot) {
		t.Errorf("a unit of an old run: %v", err)
	}
	if _, err := s.OfUnit("so-khong-co"); !errors.Is(err, audit.ErrNoUnit) {
		t.Errorf("a unit that nobody scores: %v", err)
	}
}

// TestOtherEngine: a run of other semantics is not judged.
func TestOtherEngine(t *testing.T) {
	s := smallSource(t)
	s.Event.Body.(*season.Run).Engine = "cchc-engine/0"
	r := audit.Verify(encoded(t, whole(t, s)))
	if r.Verdict != audit.Unreadable || r.Fault.Code != audit.OtherEngine || !slices.Equal(r.Fault.Args, []string{"cchc-engine/0", engine.Semantics}) {
		t.Errorf("%s, %v", r.Verdict, r.Fault)
	}
}

// TestAnchor states the limit: who rewrites the event too has another run, with another digest, and nothing in the file
// shows that it is not the one recorded.
func TestAnchor(t *testing.T) {
	f := whole(t, smallSource(t))
	before := identical(t, encoded(t, f))
	p := part(t, f, "event")
	p.Bytes = bytes.Replace(p.Bytes, []byte("Công bố"), []byte("Công bố lại"), 1)
	after := identical(t, encoded(t, f))
	if before.Digest == after.Digest || after.Open[0].Code != audit.OpenAnchor || after.Open[0].Args[0] != after.Digest {
		t.Errorf("digests %s and %s, open %v", before.Digest, after.Digest, after.Open)
	}
}

// TestSameBytes makes the receipt on one, two and sixteen processors.
func TestSameBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for _, n := range []int{1, 2, 16} {
		runtime.GOMAXPROCS(n)
		s := finalRun(t, demotest.New(t))
		b := slices.Concat(encoded(t, whole(t, s)), encoded(t, ofUnit(t, s, "so-y-te")))
		if first == nil {
			first = b
		}
		if !bytes.Equal(first, b) {
			t.Errorf("on %d processors the receipts have other bytes", n)
		}
	}
}

// TestOpenRefuses what no receipt says, however it is sealed.
func TestOpenRefuses(t *testing.T) {
	seal := func(header string) []byte {
		return []byte(audit.Format + " " + exact.Int(int64(len(header))).Fraction() + " " + canon.Hash(audit.HeaderDomain, []byte(header)) + "\n" + header)
	}
	for name, b := range map[string][]byte{
		"no header":        seal(""),
		"no kind":          seal(`{"engine":"x"}`),
		"no parts":         seal(`{"engine":"x","kind":"run"}`),
		"unit of a run":    seal(`{"kind":"run","parts":[{"name":"event"}],"unit":"a"}`),
		"negative size":    seal(`{"kind":"run","parts":[{"name":"a","size":-5},{"name":"b","size":5}]}`),
		"negative scope":   seal(`{"kind":"unit","parts":[{"name":"a"}],"scope":-1,"unit":"a"}`),
		"huge sizes":       seal(`{"kind":"run","parts":[{"name":"a","size":9223372036854775807},{"name":"b","size":9223372036854775807}]}`),
		"many parts":       seal(`{"kind":"run","parts":[` + strings.Repeat(`{"name":"a"},`, 300) + `{"name":"a"}]}`),
		"unknown key":      seal(`{"aa":"x","kind":"run","parts":[{"name":"event"}]}`),
		"padded size":      bytes.Replace(encoded(t, whole(t, smallSource(t))), []byte("/1 "), []byte("/1 0"), 1),
		"another format":   bytes.Replace(encoded(t, whole(t, smallSource(t))), []byte("/1 "), []byte("/2 "), 1),
		"size of nobody":   []byte(audit.Format + " 99999999999999999999 sha256:x\n"),
		"more than a line": []byte(audit.Format + " 1 2 3\n"),
	} {
		r := audit.Verify(b)
		if r.Verdict != audit.Unreadable || !slices.Contains(audit.FaultCodes(), r.Fault.Code) {
			t.Errorf("%s: %s, %v", name, r.Verdict, r.Fault)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s := smallSource(f)
	f.Add(encoded(f, ofUnit(f, s, "xa-ba")))
	f.Add([]byte(audit.Format + " 2 sha256:0\n{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r := audit.Verify(b); r.Verdict == audit.Identical && r.Event == nil {
			t.Fatal("nothing is identical")
		}
	})
}

func BenchmarkVerifyDemo(b *testing.B) {
	receipt := encoded(b, whole(b, demoSource(b)))
	b.SetBytes(int64(len(receipt)))
	b.ReportAllocs()
	for b.Loop() {
		if r := audit.Verify(receipt); r.Verdict != audit.Identical {
			b.Fatal(r.Verdict)
		}
	}
}

func BenchmarkVerifyUnit(b *testing.B) {
	receipt := encoded(b, ofUnit(b, demoSource(b), "so-y-te"))
	b.SetBytes(int64(len(receipt)))
	for b.Loop() {
		if r := audit.Verify(receipt); r.Verdict != audit.Identical {
			b.Fatal(r.Verdict)
		}
	}
}

// TestRunOfSomeBlocks: a set that the period chose for one of its blocks scores that block, and the run says so.
func TestRunOfSomeBlocks(t *testing.T) {
	all := smallSource(t)
	y, p := all.Year, all.Outcome.Units[0].Program
	y.Period.Choices = []season.Choice{{Block: "xa", Set: "nho", Version: "1.0.0", Hash: p.Ref().Hash}}
	out, err := season.DefaultCalendar().Score(y, []*engine.Program{p}, nil, engine.StageFinal)
	must(t, err)
	s := runOf(t, y, out, engine.StageFinal)
	f := whole(t, s)
	if r := identical(t, encoded(t, f)); !slices.Equal(r.Run.Scopes[0].Blocks, []string{"xa"}) {
		t.Errorf("blocks %v", r.Run.Scopes[0].Blocks)
	}
	p2 := part(t, f, "event")
	p2.Bytes = bytes.Replace(p2.Bytes, []byte(`"blocks":["xa"]`), []byte(`"blocks":["so","xa"]`), 1)
	if d := differs(t, "more blocks", encoded(t, f)); d.What != audit.WhatUnit || d.Expected != "so-hai" {
		t.Errorf("more blocks: %+v", d)
	}
}
