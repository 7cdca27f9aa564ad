package engine_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

// decodesBack holds that a case read from its bytes has the same bytes and the same result, and gives both.
func decodesBack(t *testing.T, p *engine.Program, c *engine.Case) (*engine.Case, []byte) {
	t.Helper()
	b, err := c.Canonical(p.Ref().Hash)
	if err != nil {
		t.Fatal(err)
	}
	back, err := engine.DecodeCase(b, p.Set())
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Canonical(p.Ref().Hash)
	if err != nil || !bytes.Equal(again, b) {
		t.Fatalf("%s: read and written again the case has other bytes (%v)", p.Ref().ID, err)
	}
	want, errWant := p.Score(c)
	got, errGot := p.Score(back)
	if errWant != nil || errGot != nil {
		t.Fatalf("%s: %v, %v", p.Ref().ID, errWant, errGot)
	}
	a, errA := want.Hash()
	z, errZ := got.Hash()
	if a != z || errA != nil || errZ != nil {
		t.Fatalf("%s: read from its bytes the case scores to %s, before to %s", p.Ref().ID, z, a)
	}
	return back, b
}

// TestDecodeCaseOfTheDemoYear reads back the cases of every stage, those of the province with its accounts among them.
func TestDecodeCaseOfTheDemoYear(t *testing.T) {
	w := demotest.New(t)
	facts, parts := 0, 0
	for _, at := range demo.Stages() {
		for _, s := range w.Score(t, demotest.Moment{AsOf: at.Day, Stage: at.Stage}).All() {
			back, _ := decodesBack(t, s.Program, s.Case)
			for i := range back.Units {
				facts += len(back.Units[i].Facts)
				for k := range back.Units[i].Rollups {
					parts += len(back.Units[i].Rollups[k].Parts)
				}
			}
		}
	}
	if facts < 20_000 || parts < 1_000 {
		t.Errorf("only %d facts and %d parts of accounts were read back", facts, parts)
	}
}

// TestDecodeCaseGenerated reads back made-up cases of made-up sets.
func TestDecodeCaseGenerated(t *testing.T) {
	base := baseSet(t)
	decided, overridden := 0, 0
	for seed := range uint64(15) {
		c := generate(base, seed)
		p, err := engine.Compile(c.Set)
		if err != nil {
			t.Fatal(err)
		}
		back, _ := decodesBack(t, p, c)
		for i := range back.Units {
			for k := range back.Units[i].Decisions {
				decided++
				if back.Units[i].Decisions[k].Kind == engine.DecideOverride {
					overridden++
				}
			}
		}
	}
	if decided < 50 || overridden == 0 {
		t.Errorf("%d decisions, %d overrides", decided, overridden)
	}
}

// smallCase is a case with every kind of thing in it, short enough to be changed byte by byte.
func smallCase(t *testing.T) (*engine.Program, []byte) {
	t.Helper()
	c := generate(baseSet(t), 3)
	c.Units = c.Units[:1]
	for i := range c.Units {
		u := &c.Units[i]
		u.Facts, u.Dues, u.Decisions = u.Facts[:min(6, len(u.Facts))], u.Dues[:min(3, len(u.Dues))], u.Decisions[:min(2, len(u.Decisions))]
	}
	p, err := engine.Compile(c.Set)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Canonical(p.Ref().Hash)
	if err != nil {
		t.Fatal(err)
	}
	return p, b
}

// TestDecodeCaseIsStrict changes every byte of a case, one bit or another of it: what is still read must be exactly what stands there.
func TestDecodeCaseIsStrict(t *testing.T) {
	p, b := smallCase(t)
	read := 0
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= [...]byte{0x01, 0x20, 0x80}[i%3]
		c, err := engine.DecodeCase(changed, p.Set())
		if err != nil {
			continue
		}
		read++
		again, err := c.Canonical(p.Ref().Hash)
		if err != nil || !bytes.Equal(again, changed) {
			t.Fatalf("byte %d: read as another case (%v)", i, err)
		}
	}
	if read == 0 {
		t.Error("no changed case was read: nothing was tried")
	}
}

func TestDecodeCaseRefuses(t *testing.T) {
	p, b := smallCase(t)
	text := string(b)
	for name, change := range map[string][2]string{
		"white space":       {`{"as_of"`, ` {"as_of"`},
		"an unknown key":    {`{"as_of"`, `{"aa":"x","as_of"`},
		"an unknown stage":  {`"stage":"`, `"stage":"x`},
		"no list of units":  {`"units":[`, `"unites":[`},
		"an unknown layer":  {`"layer":"`, `"layer":"x`},
		"units as a layer":  {`"layer":"declared"`, `"layer":"units"`},
		"an empty value":    {`"value":{`, `"value":{},"x":{`},
		"a date of no day":  {`"as_of":"2`, `"as_of":"3x`},
		"a list as a text":  {`"dues":[`, `"dues":"","x":[`},
		"another set":       {`"set":"sha256:`, `"set":"sha256:0`},
		"a value of floats": {`"value":{"number":"`, `"value":{"number":"0`},
		"a value of words":  {`"value":{"number":"`, `"value":{"word":"`},
	} {
		if !strings.Contains(text, change[0]) {
			t.Errorf("%s: the case has no %s", name, change[0])
			continue
		}
		if _, err := engine.DecodeCase([]byte(strings.Replace(text, change[0], change[1], 1)), p.Set()); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	other, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.DecodeCase(b, other.Set); err == nil || !strings.Contains(err.Error(), "not of") {
		t.Errorf("read as a case of another set: %v", err)
	}
	for _, bad := range []string{"", "[]", `""`, "{}"} {
		if _, err := engine.DecodeCase([]byte(bad), p.Set()); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// TestDisclosedReferencesScoreTheSame scores every unit with what is disclosed to it alone, written and read back.
func TestDisclosedReferencesScoreTheSame(t *testing.T) {
	cases := []*engine.Case{asemCase(t, asemSet(t))}
	for seed := range uint64(25) {
		cases = append(cases, generate(baseSet(t), seed))
	}
	compared, narrowed := 0, 0
	for _, c := range cases {
		p, err := engine.Compile(c.Set)
		if err != nil {
			t.Fatal(err)
		}
		refs := p.References(c)
		if refs == nil {
			if p.Disclosed(refs, "so") != nil {
				t.Fatal("a set that compares nobody discloses something")
			}
			continue
		}
		all := p.NewScorer(c, refs)
		for i := range c.Units {
			u := &c.Units[i]
			only := throughBytes(t, p.Disclosed(refs, u.Unit.Block))
			want, err := all.ScoreUnit(u)
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.NewScorer(c, only).ScoreUnit(u)
			if err != nil {
				t.Fatal(err)
			}
			a, z := unitBytes(t, p, want), unitBytes(t, p, got)
			if !bytes.Equal(a, z) {
				t.Fatalf("%s: with what is disclosed\n%s\nwith all\n%s", u.Unit.Code, z, a)
			}
			compared++
			whole, _ := refs.Hash()
			part, _ := only.Hash()
			if whole != part {
				narrowed++
			}
		}
	}
	if compared < 60 || narrowed == 0 {
		t.Errorf("%d units compared, %d with less than all", compared, narrowed)
	}
}

// TestDecodeReferencesIsStrict changes every byte of references: what is still read is exactly what stands there.
func TestDecodeReferencesIsStrict(t *testing.T) {
	c := asemCase(t, asemSet(t))
	p, err := engine.Compile(c.Set)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Disclosed(p.References(c), "asem").Canonical()
	if err != nil {
		t.Fatal(err)
	}
	b = append(b[:bytes.IndexByte(b, '}')+1], ']')
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 0x01
		other, err := engine.DecodeReferences(changed)
		if err != nil {
			continue
		}
		if again, err := other.Canonical(); err != nil || !bytes.Equal(again, changed) {
			t.Fatalf("byte %d: read as other references (%v)", i, err)
		}
	}
}

func asemSet(t *testing.T) *form.Set {
	t.Helper()
	loaded, diags := rules.Load(os.DirFS(asemDir), "asem.yaml")
	if loaded == nil {
		t.Fatalf("%v", diags)
	}
	return loaded.Set
}

// throughBytes writes references and reads them back; their hash is that of their bytes.
func throughBytes(t *testing.T, refs *engine.References) *engine.References {
	t.Helper()
	b, err := refs.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	back, err := engine.DecodeReferences(b)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := back.Hash()
	if err != nil || hash != canon.Hash(engine.ReferencesDomain, b) {
		t.Fatalf("hash %s (%v) is not that of the bytes", hash, err)
	}
	return back
}

func unitBytes(t *testing.T, p *engine.Program, u engine.UnitResult) []byte {
	t.Helper()
	b, err := (&engine.Result{Set: p.Ref(), Units: []engine.UnitResult{u}}).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
