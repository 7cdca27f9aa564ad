package audit

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/internal/canon"
	"cchc/internal/form"
)

// Divergence is the first line that is not as it was computed again: where it stands and what the two say.
type Divergence struct {
	Check string // the check that found it
	Part  string // the part of the receipt, where a part as a whole differs
	Set   string // the set's id
	Unit  string
	Code  string // of the subcriterion, criterion or area; for a figure, of the first subcriterion that rests on it
	What  What
	Name  string // which one: input, row and field, branch, attribute, deliverable
	// Expected is what was computed again or what the run names, Found what stands in the file; "" where there is nothing.
	// Number says that both are exact numbers, as fractions.
	Expected, Found string
	Number          bool
}

// What is the kind of line that differs.
type What string

// The kinds of lines.
const (
	WhatPart       What = "part"        // a part is not the one the run names
	WhatVersion    What = "version"     // of a set
	WhatLabel      What = "label"       // demo or reference
	WhatHead       What = "head"        // day, stage, set, references of a case or result; Name says which
	WhatUnit       What = "unit"        // a unit is there and should not be, or the reverse
	WhatBlock      What = "block"       // a unit's block
	WhatAttribute  What = "attribute"   // Name: attribute
	WhatFact       What = "fact"        // Name: input, row, field, layer
	WhatDecision   What = "decision"    // Name: its kind and what it is about
	WhatDue        What = "due"         // Name: deliverable and occurrence
	WhatRollup     What = "rollup"      // Name: input
	WhatRollupPart What = "rollup_part" // Name: input and unit
	WhatLedger     What = "ledger"      // Name: kind and branch of the line
	WhatState      What = "state"
	WhatBranch     What = "branch"
	WhatPoints     What = "points"
	WhatApplied    What = "applied"
	WhatReachable  What = "reachable"
	WhatLost       What = "lost"
	WhatBound      What = "bound"
	WhatReason     What = "reason"
	WhatTotal      What = "total" // of a unit; Name: which
	WhatIndex      What = "index"
	WhatBlocked    What = "blocked"
	WhatNotRanked  What = "not_ranked"
	WhatRank       What = "rank"
	WhatClass      What = "class"
	WhatRoot       What = "root"     // the root over the units, or a proof that does not lead to it
	WhatOccasion   What = "occasion" // occasions that do not fit the plan and the units
	WhatProof      What = "proof"    // the log's proof does not lead from the run's event to its checkpoint
	WhatSigned     What = "signed"   // the log has not signed the checkpoint
	WhatHeld       What = "held"     // a checkpoint held contradicts it
	WhatTable      What = "table"    // the table that was announced; Name: which of published.Whats
	WhatBytes      What = "bytes"    // the same content in other bytes; Name: the first that differs
)

// Whats lists the kinds of lines.
func Whats() []What {
	return []What{WhatPart, WhatVersion, WhatLabel, WhatHead, WhatUnit, WhatBlock, WhatAttribute, WhatFact, WhatDecision, WhatDue,
		WhatRollup, WhatRollupPart, WhatLedger, WhatState, WhatBranch, WhatPoints, WhatApplied, WhatReachable, WhatLost, WhatBound,
		WhatReason, WhatTotal, WhatIndex, WhatBlocked, WhatNotRanked, WhatRank, WhatClass, WhatRoot, WhatOccasion, WhatProof, WhatSigned,
		WhatHeld, WhatTable, WhatBytes}
}

// Results compares the canonical bytes of two results of a set: want is what was computed, found what is claimed. nil means
// that they are the same. The first difference is the first unit by unit, of each its subcriteria in printed order, then
// what stands above them, each with the lines of its ledger before its own, then the totals, index, rank and class.
func Results(set *form.Set, want, found []byte) *Divergence {
	return compared(set, want, found, (*differ).results)
}

// Cases compares the canonical bytes of two cases of a set in the same way.
func Cases(set *form.Set, want, found []byte) *Divergence {
	return compared(set, want, found, (*differ).cases)
}

func compared(set *form.Set, want, found []byte, by func(d *differ, want, found canon.Value) *Divergence) *Divergence {
	if bytes.Equal(want, found) {
		return nil
	}
	d := &differ{set: set}
	at := &Divergence{Set: set.ID, What: WhatBytes, Name: strconv.Itoa(firstByte(want, found))}
	w, err := canon.Parse(want)
	if err != nil {
		return at
	}
	f, err := canon.Parse(found)
	if err != nil {
		return at
	}
	if first := by(d, w, f); first != nil {
		first.Set = set.ID
		return first
	}
	return at
}

func firstByte(a, b []byte) int {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return at
}

// differ looks for the first difference of two documents that rest on a set. Each of its methods gives nil where it finds
// none.
type differ struct{ set *form.Set }

// results compares two results.
func (d *differ) results(want, found canon.Value) *Divergence {
	if first := head(want, found, "as_of", "stage", "set", "closed"); first != nil {
		return first
	}
	if first := inUnits(want, found, "unit", d.result); first != nil {
		return first
	}
	return head(want, found, "references", "case") // hashes: they tell less than any line
}

// head compares single fields of a document.
func head(want, found canon.Value, keys ...string) *Divergence {
	for _, key := range keys {
		if w, f := fieldText(want, key), fieldText(found, key); w != f {
			return &Divergence{What: WhatHead, Name: key, Expected: w, Found: f}
		}
	}
	return nil
}

// inUnits compares the units of two documents, each by its code under a key.
func inUnits(want, found canon.Value, key string, each func(want, found canon.Value) *Divergence) *Divergence {
	return paired(list(want, "units"), list(found, "units"), func(u canon.Value) string { return fieldText(u, key) },
		func(code string, w, f *canon.Value) *Divergence {
			switch {
			case f == nil:
				return &Divergence{Unit: code, What: WhatUnit, Expected: code}
			case w == nil:
				return &Divergence{Unit: code, What: WhatUnit, Found: code}
			}
			first := each(*w, *f)
			if first != nil {
				first.Unit = code
			}
			return first
		})
}

// paired goes through two lists by a key: what is wanted in its order, then what is found beyond it. Of a key that stands
// several times the first is paired with the first.
func paired(want, found []canon.Value, key func(canon.Value) string,
	each func(key string, want, found *canon.Value) *Divergence) *Divergence {
	at := map[string][]int{}
	for i := range found {
		k := key(found[i])
		at[k] = append(at[k], i)
	}
	used := make([]bool, len(found))
	for i := range want {
		k := key(want[i])
		var f *canon.Value
		if rest := at[k]; len(rest) > 0 {
			f, used[rest[0]], at[k] = &found[rest[0]], true, rest[1:]
		}
		if first := each(k, &want[i], f); first != nil {
			return first
		}
	}
	for i := range found {
		if !used[i] {
			if first := each(key(found[i]), nil, &found[i]); first != nil {
				return first
			}
		}
	}
	return nil
}

// result compares what came out for a unit.
func (d *differ) result(want, found canon.Value) *Divergence {
	if first := single(want, found, "block", WhatBlock); first != nil {
		return first
	}
	lines, nodes := byCode(want, "ledger"), byCode(want, "nodes")
	foundLines, foundNodes := byCode(found, "ledger"), byCode(found, "nodes")
	var codes, above []string
	for i := range d.set.Nodes {
		if n := &d.set.Nodes[i]; n.Leaf != nil {
			codes = append(codes, n.Code)
		} else {
			above = append(above, n.Code)
		}
	}
	codes = append(codes, above...)
	for _, v := range slices.Concat(list(found, "ledger"), list(found, "nodes")) { // what the set does not have comes last
		if code := fieldText(v, "code"); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, code := range codes {
		first := ledger(lines[code], foundLines[code])
		if first == nil {
			first = node(nodes[code], foundNodes[code])
		}
		if first != nil {
			first.Code = code
			return first
		}
	}
	return totals(want, found)
}

// byCode groups a list of a unit by the code of the node.
func byCode(v canon.Value, key string) map[string][]canon.Value {
	out := map[string][]canon.Value{}
	for _, item := range list(v, key) {
		code := fieldText(item, "code")
		out[code] = append(out[code], item)
	}
	return out
}

// ledger compares the lines of one node in their order.
func ledger(want, found []canon.Value) *Divergence {
	for i := range max(len(want), len(found)) {
		w, f := "", ""
		if i < len(want) {
			w = lineName(want[i])
		}
		if i < len(found) {
			f = lineName(found[i])
		}
		switch {
		case w == f:
			if a, b := fieldText(want[i], "amount"), fieldText(found[i], "amount"); a != b {
				return &Divergence{What: WhatLedger, Name: w, Expected: a, Found: b, Number: true}
			}
		case w == "":
			return &Divergence{What: WhatLedger, Name: f, Found: fieldText(found[i], "amount"), Number: true}
		case f == "":
			return &Divergence{What: WhatLedger, Name: w, Expected: fieldText(want[i], "amount"), Number: true}
		default:
			return &Divergence{What: WhatLedger, Expected: w, Found: f}
		}
	}
	return nil
}

// lineName is a line's kind and branch.
func lineName(v canon.Value) string {
	return strings.TrimSpace(fieldText(v, "kind") + " " + fieldText(v, "branch"))
}

// member is a field of a document and the kind of line it is.
type member struct {
	key    string
	what   What
	number bool
}

var nodeMembers = []member{{"state", WhatState, false}, {"branch", WhatBranch, false}, {"points", WhatPoints, true},
	{"applied", WhatApplied, true}, {"reachable", WhatReachable, true}, {"lost", WhatLost, true}, {"bound", WhatBound, false}}

// node compares what came out for one node.
func node(want, found []canon.Value) *Divergence {
	if len(want) != len(found) || len(want) > 1 {
		return &Divergence{What: WhatState, Expected: statesOf(want), Found: statesOf(found)}
	}
	if len(want) == 0 {
		return nil
	}
	for _, m := range nodeMembers {
		if first := m.compare(want[0], found[0]); first != nil {
			return first
		}
	}
	return reason(want[0], found[0], "reason", WhatReason)
}

func statesOf(nodes []canon.Value) string {
	texts := make([]string, len(nodes))
	for i := range nodes {
		texts[i] = fieldText(nodes[i], "state")
	}
	return strings.Join(texts, " ")
}

func (m member) compare(want, found canon.Value) *Divergence {
	first := single(want, found, m.key, m.what)
	if first != nil {
		first.Number = m.number
	}
	return first
}

// single compares one field.
func single(want, found canon.Value, key string, what What) *Divergence {
	if w, f := fieldText(want, key), fieldText(found, key); w != f {
		return &Divergence{What: what, Expected: w, Found: f}
	}
	return nil
}

// reason compares two reasons: by their sentence if that differs, else by the whole.
func reason(want, found canon.Value, key string, what What) *Divergence {
	first := single(want, found, key, what)
	if first == nil {
		return nil
	}
	w, _ := want.Field(key)
	f, _ := found.Field(key)
	for _, name := range []string{"id", "branch", "args", "parts"} {
		if a, b := fieldText(w, name), fieldText(f, name); a != b {
			return &Divergence{What: what, Name: name, Expected: a, Found: b}
		}
	}
	return first
}

var totalMembers = []member{{"exact", WhatTotal, true}, {"points", WhatTotal, true}, {"max", WhatTotal, true}, {"applied", WhatTotal, true},
	{"reachable", WhatTotal, true}, {"lost", WhatTotal, true}, {"bound", WhatTotal, false}, {"index", WhatIndex, true},
	{"blocked", WhatBlocked, false}}

// totals compares what came out for a unit as a whole.
func totals(want, found canon.Value) *Divergence {
	for _, m := range totalMembers {
		if first := m.compare(want, found); first != nil {
			first.Name = m.key
			return first
		}
	}
	if first := reason(want, found, "not_ranked", WhatNotRanked); first != nil {
		return first
	}
	if first := single(want, found, "rank", WhatRank); first != nil {
		return first
	}
	return single(want, found, "class", WhatClass)
}

// cases compares two cases.
func (d *differ) cases(want, found canon.Value) *Divergence {
	if first := head(want, found, "as_of", "stage", "set"); first != nil {
		return first
	}
	return inUnits(want, found, "code", d.unit)
}

// unit compares what two cases know of a unit.
func (d *differ) unit(want, found canon.Value) *Divergence {
	if first := single(want, found, "block", WhatBlock); first != nil {
		return first
	}
	named := func(keys ...string) func(canon.Value) string {
		return func(v canon.Value) string {
			var texts []string
			for _, key := range keys {
				if text := fieldText(v, key); text != "" {
					texts = append(texts, text)
				}
			}
			return strings.Join(texts, " ")
		}
	}
	for _, l := range []struct {
		key  string
		what What
		name func(canon.Value) string
	}{
		{"attributes", WhatAttribute, named("name")},
		{"facts", WhatFact, named("input", "row", "field", "layer")},
		{"decisions", WhatDecision, named("kind", "code", "input", "row", "field", "layer")},
		{"dues", WhatDue, named("deliverable", "key")},
		{"rollups", WhatRollup, named("input")},
	} {
		first := paired(list(want, l.key), list(found, l.key), l.name, func(name string, w, f *canon.Value) *Divergence {
			return d.entry(l.what, name, w, f)
		})
		if first != nil {
			return first
		}
	}
	return nil
}

// entry compares one entry of a list of a unit; a side that has none is nil.
func (d *differ) entry(what What, name string, want, found *canon.Value) *Divergence {
	at := &Divergence{What: what, Name: name}
	some := want
	if want == nil {
		some = found
	}
	if input := fieldText(*some, "input"); input != "" {
		at.Code = d.leafOf(input)
	} else if code := fieldText(*some, "code"); code != "" {
		at.Code = code
	}
	switch {
	case found == nil:
		at.Expected, at.Number = entryText(*want)
		return at
	case want == nil:
		at.Found, at.Number = entryText(*found)
		return at
	}
	if what == WhatRollup {
		if first := rollupPart(*want, *found); first != nil {
			first.Code = at.Code
			return first
		}
	}
	for _, f := range want.Fields {
		other, _ := found.Field(f.Key)
		if textOf(f.Value) == textOf(other) {
			continue
		}
		var number bool
		at.Expected, number = valueText(f.Value)
		at.Found, at.Number = valueText(other)
		at.Number = at.Number && number
		if f.Key != "value" {
			at.Name += " · " + f.Key
		}
		return at
	}
	for _, f := range found.Fields {
		if _, ok := want.Field(f.Key); !ok {
			at.Name += " · " + f.Key
			at.Found, at.Number = valueText(f.Value)
			return at
		}
	}
	return nil
}

// rollupPart compares the parts of one account.
func rollupPart(want, found canon.Value) *Divergence {
	input := fieldText(want, "input")
	key := func(v canon.Value) string { return fieldText(v, "unit") + " " + fieldText(v, "source") }
	return paired(list(want, "parts"), list(found, "parts"), key, func(name string, w, f *canon.Value) *Divergence {
		at := &Divergence{What: WhatRollupPart, Name: input + " · " + strings.TrimSuffix(name, " 0")}
		switch {
		case f == nil:
			at.Expected, at.Number = fieldText(*w, "value"), true
		case w == nil:
			at.Found, at.Number = fieldText(*f, "value"), true
		case textOf(*w) == textOf(*f):
			return nil
		default:
			at.Expected, at.Found, at.Number = fieldText(*w, "value"), fieldText(*f, "value"), true
			if at.Expected == at.Found {
				at.Expected, at.Found, at.Number = textOf(*w), textOf(*f), false
			}
		}
		return at
	})
}

// leafOf is the first subcriterion that rests on an input; "" if none does.
func (d *differ) leafOf(input string) string {
	for i := range d.set.Nodes {
		if d.set.Nodes[i].Leaf != nil && slices.Contains(d.set.LeafInputs(i), input) {
			return d.set.Nodes[i].Code
		}
	}
	return ""
}

// entryText is what an entry says: its value, its due date, else the whole.
func entryText(v canon.Value) (text string, number bool) {
	for _, key := range []string{"value", "due"} {
		if f, ok := v.Field(key); ok {
			return valueText(f)
		}
	}
	return textOf(v), false
}

// valueText is the text of a datum, written as {"number": "2/3"}, or of anything else.
func valueText(v canon.Value) (text string, number bool) {
	if v.Kind == canon.Obj && len(v.Fields) == 1 {
		f := v.Fields[0]
		if f.Key == "none" {
			return "none", false
		}
		return textOf(f.Value), f.Key == "number"
	}
	return textOf(v), false
}

func list(v canon.Value, key string) []canon.Value {
	f, _ := v.Field(key)
	return f.Items
}

// fieldText is the text of a field, "" where there is none.
func fieldText(v canon.Value, key string) string {
	f, ok := v.Field(key)
	if !ok {
		return ""
	}
	return textOf(f)
}

// textOf is a value as text: a text as it is, all else in canonical bytes; "" for nothing.
func textOf(v canon.Value) string {
	switch v.Kind {
	case canon.Str:
		return v.Str
	case canon.Int:
		return strconv.FormatInt(v.Int, 10)
	case canon.Bool:
		return strconv.FormatBool(v.Bool)
	case canon.Arr, canon.Obj:
		b, err := v.Bytes()
		if err != nil {
			return fmt.Sprint(err)
		}
		return string(b)
	}
	return ""
}
