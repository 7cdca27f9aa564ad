package engine

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// ReferencesDomain is the hash domain of references.
const ReferencesDomain = "cchc/references/v1"

// DecodeCase reads the canonical bytes of a case of a set and nothing else: it is the strict inverse of [Case.Canonical].
// Another spelling, an unknown key, a list in another order, or a case of another set are errors. What no case's bytes
// hold (the Source of facts and decisions, the Fact of a rollup's part) is left empty, the last as -1.
func DecodeCase(b []byte, set *form.Set) (*Case, error) {
	v, err := canon.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("decode case: %w", err)
	}
	of, err := set.Canonical()
	if err != nil {
		return nil, fmt.Errorf("decode case: %w", err)
	}
	r, hash := &caseReader{}, canon.Hash(SetDomain, of)
	c := &Case{Set: set, AsOf: r.day(v, "as_of")}
	if other := r.text(v, "set"); other != hash {
		r.failf("the case is one of set %s, not of %s", other, hash)
	}
	c.Stage = named(r, v, "stage", ParseStage)
	for _, u := range r.list(v, "units") {
		c.Units = append(c.Units, r.unit(u))
	}
	if r.err != nil {
		return nil, fmt.Errorf("decode case: %w", r.err)
	}
	again, err := c.Canonical(hash)
	if err == nil && !bytes.Equal(again, b) {
		err = errors.New("the bytes are not those of the case they describe")
	}
	if err != nil {
		return nil, fmt.Errorf("decode case: %w", err)
	}
	return c, nil
}

// caseReader reads fields of parsed documents. Its first error stays. A key that is absent gives the zero of its type or
// [day.None]; whether it may be absent, and whether there are others, shows when the document is written again.
type caseReader struct{ err error }

func (r *caseReader) failf(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *caseReader) field(v canon.Value, key string, kind canon.Kind) canon.Value {
	f, ok := v.Field(key)
	if ok && f.Kind != kind {
		r.failf("%s has the wrong kind", key)
		return canon.Value{}
	}
	return f
}

func (r *caseReader) text(v canon.Value, key string) string { return r.field(v, key, canon.Str).Str }

func (r *caseReader) list(v canon.Value, key string) []canon.Value {
	return r.field(v, key, canon.Arr).Items
}

func (r *caseReader) flag(v canon.Value, key string) bool { return r.field(v, key, canon.Bool).Bool }

func (r *caseReader) count(v canon.Value, key string) int { return int(r.field(v, key, canon.Int).Int) }

func (r *caseReader) day(v canon.Value, key string) day.Day {
	f := r.field(v, key, canon.Str)
	if f.Kind == 0 {
		return day.None
	}
	d, err := day.Parse(f.Str)
	if err != nil {
		r.failf("%s: %w", key, err)
	}
	return d
}

func (r *caseReader) num(v canon.Value, key string) exact.Num {
	f := r.field(v, key, canon.Str)
	if f.Kind == 0 {
		return exact.Num{}
	}
	n, err := exact.ParseFraction(f.Str)
	if err != nil {
		r.failf("%s: %w", key, err)
	}
	return n
}

// named reads a value that is written by its name.
func named[T any](r *caseReader, v canon.Value, key string, parse func(string) (T, bool)) T {
	name := r.text(v, key)
	t, ok := parse(name)
	if !ok {
		r.failf("%s: unknown name %q", key, name)
	}
	return t
}

func (r *caseReader) unit(v canon.Value) UnitCase {
	u := UnitCase{Unit: Unit{Code: r.text(v, "code"), Block: r.text(v, "block")}}
	for _, a := range r.list(v, "attributes") {
		u.Unit.Attrs = append(u.Unit.Attrs, AttrValue{Name: r.text(a, "name"), Value: r.value(a)})
	}
	for _, d := range r.list(v, "decisions") {
		u.Decisions = append(u.Decisions, r.decision(d))
	}
	for _, d := range r.list(v, "dues") {
		u.Dues = append(u.Dues, Due{Deliverable: r.text(d, "deliverable"), Key: r.text(d, "key"), Due: r.day(d, "due"),
			Received: r.flag(d, "received")})
	}
	for _, f := range r.list(v, "facts") {
		u.Facts = append(u.Facts, Fact{Input: r.text(f, "input"), Row: r.text(f, "row"), Field: r.text(f, "field"),
			Layer: named(r, f, "layer", ParseLayer), Value: r.value(f), Document: r.text(f, "document"), Recorded: r.day(f, "recorded")})
	}
	for _, a := range r.list(v, "rollups") {
		u.Rollups = append(u.Rollups, r.rollup(a))
	}
	return u
}

func (r *caseReader) decision(v canon.Value) Decision {
	return Decision{Kind: DecisionKind(r.text(v, "kind")), Code: r.text(v, "code"), Input: r.text(v, "input"), Row: r.text(v, "row"),
		Field: r.text(v, "field"), Layer: named(r, v, "layer", ParseLayer), Points: r.num(v, "points"), By: r.text(v, "by"),
		Second: r.text(v, "second"), Reason: r.text(v, "reason"), Date: r.day(v, "date")}
}

func (r *caseReader) rollup(v canon.Value) Rollup {
	out := Rollup{Input: r.text(v, "input"), State: State(r.text(v, "state")), Value: r.num(v, "value")}
	for _, p := range r.list(v, "parts") {
		out.Parts = append(out.Parts, Part{Source: r.count(p, "source"), Unit: r.text(p, "unit"), Block: r.text(p, "block"),
			State: PartState(r.text(p, "state")), Value: r.num(p, "value"), Claimed: r.flag(p, "claimed"), Why: r.text(p, "why"), Fact: -1})
	}
	return out
}

// value reads the datum under the key "value": an object of one field, named by its type.
func (r *caseReader) value(of canon.Value) Value {
	v := r.field(of, "value", canon.Obj)
	if len(v.Fields) != 1 {
		r.failf("a value of %d fields", len(v.Fields))
		return Value{}
	}
	switch t := form.Type(v.Fields[0].Key); t {
	case "none":
		return Value{None: r.flag(v, "none")}
	case form.TypeNumber:
		return Value{Type: t, Num: r.num(v, string(t))}
	case form.TypeBool:
		return Value{Type: t, Bool: r.flag(v, string(t))}
	case form.TypeDate:
		return Value{Type: t, Day: r.day(v, string(t))}
	case form.TypeLevel, form.TypeText:
		return Value{Type: t, Text: r.text(v, string(t))}
	default:
		r.failf("a value of unknown type %q", t)
		return Value{}
	}
}

// Canonical gives the canonical bytes of references, which are hashed under [ReferencesDomain].
func (r *References) Canonical() ([]byte, error) {
	keys := make([]string, 0, len(r.extents))
	for k := range r.extents { // sorted below
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var w canon.Writer
	w.Arr()
	for _, k := range keys {
		block, rule, _ := strings.Cut(k, "\x00")
		e := r.extents[k]
		w.Obj()
		w.Key("block")
		w.Str(block)
		w.Key("max")
		w.Num(e.Max)
		w.Key("min")
		w.Num(e.Min)
		w.Key("rule")
		w.Str(rule)
		w.Key("units")
		w.Int(int64(e.Units))
		w.EndObj()
	}
	w.EndArr()
	return w.Bytes()
}

// DecodeReferences reads canonical bytes of references and nothing else.
func DecodeReferences(b []byte) (*References, error) {
	v, err := canon.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("decode references: %w", err)
	}
	r, out := &caseReader{}, &References{extents: map[string]Extent{}}
	for _, e := range v.Items {
		key := refKey(r.text(e, "block"), r.text(e, "rule"))
		out.extents[key] = Extent{Min: r.num(e, "min"), Max: r.num(e, "max"), Units: r.count(e, "units")}
	}
	if r.err != nil {
		return nil, fmt.Errorf("decode references: %w", r.err)
	}
	again, err := out.Canonical()
	if err == nil && !bytes.Equal(again, b) {
		err = errors.New("the bytes are not those of the references they describe")
	}
	if err != nil {
		return nil, fmt.Errorf("decode references: %w", err)
	}
	return out, nil
}

// Disclosed gives of references only what scoring a unit of a block reads, so that they can be shown without showing more
// of the other units: the ranges of that block; where a leaf compares with the best alone, the best stands for the worst
// too; how many units there were is not told (1). A unit scores the same with them. It is nil where the set compares with
// nobody, and for nil.
func (p *Program) Disclosed(refs *References, block string) *References {
	if refs == nil || len(p.rels) == 0 {
		return nil
	}
	out := &References{extents: map[string]Extent{}}
	for i := range p.rels {
		e, ok := refs.of(block, p.rels[i].id)
		if !ok {
			continue
		}
		e.Units = 1
		switch best, worst := p.reads(p.rels[i].leaf); {
		case best && !worst:
			e.Min = e.Max
		case worst && !best:
			e.Max = e.Min
		}
		out.extents[refKey(block, p.rels[i].id)] = e
	}
	return out
}

// reads tells which ends of the ranges the relative rules of a leaf read.
func (p *Program) reads(leaf int) (most, least bool) {
	form.WalkRule(p.leaves[leaf].leaf.Rule, func(r *form.Rule) {
		if rel := r.Relative; rel != nil {
			both := rel.Method == "min_max"
			most = most || both || !rel.Lower
			least = least || both || rel.Lower
		}
	})
	return most, least
}
