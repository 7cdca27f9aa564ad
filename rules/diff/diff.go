// Package diff tells what differs between two versions of a criteria set (bộ tiêu chí): by meaning, over the normal form,
// not line by line.
//
// It knows which leaf, branch, input or parameter of the later version answers to which of the earlier one, what of it
// changed, and whether such a change can move a result. It scores nothing and knows no evidence: what a change does to
// points and ranks is for rules/impact; sentences are internal/wording's.
package diff

import (
	"bytes"
	"cmp"
	"slices"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Kind is what kind of a change it is: a stable code. A test demands a Vietnamese sentence for each.
type Kind string

// The kinds, in the order in which changes are listed.
const (
	SetChanged Kind = "set.changed" // a property of the whole set; Field says which

	NodeAdded     Kind = "node.added"   // area, criterion or leaf
	NodeRemoved   Kind = "node.removed" //
	NodeMoved     Kind = "node.moved"   // the same under another code or parent
	NodeRepointed Kind = "node.repointed"
	NodeBounds    Kind = "node.bounds" // whether it stands outside the scale, its cap or floor
	NodeRenamed   Kind = "node.renamed"

	LeafUnscored Kind = "leaf.unscored" // shown only, or scored again
	LeafRounding Kind = "leaf.rounding"
	LeafText     Kind = "leaf.text"  // evidence, rule as printed, note, deliverables, survey mark
	LeafLegal    Kind = "leaf.legal" // căn cứ pháp lý

	AppliesAdded   Kind = "applies.added" // conditions of applicability
	AppliesRemoved Kind = "applies.removed"
	AppliesChanged Kind = "applies.changed"
	AppliesOrder   Kind = "applies.order"

	RuleKind     Kind = "rule.kind"  // a rule of another kind
	RuleValue    Kind = "rule.value" // the value that a table or formula goes by
	RuleBounds   Kind = "rule.bounds"
	RuleSource   Kind = "rule.source" // survey or list that is scored, and how a unit is compared
	RuleRounding Kind = "rule.rounding"
	RuleMissing  Kind = "rule.missing" // what becomes of the leaf when there is nothing to compare with or no sample
	RuleText     Kind = "rule.text"    // sentences and labels

	BranchAdded     Kind = "branch.added"
	BranchRemoved   Kind = "branch.removed"
	BranchCondition Kind = "branch.condition"
	BranchLimit     Kind = "branch.limit"
	BranchPoints    Kind = "branch.points"
	BranchOrder     Kind = "branch.order"
	BranchText      Kind = "branch.text"
	BranchID        Kind = "branch.id"

	ItemAdded   Kind = "item.added" // what a tally counts
	ItemRemoved Kind = "item.removed"
	ItemChanged Kind = "item.changed"
	ItemOrder   Kind = "item.order"
	ItemText    Kind = "item.text"

	PartAdded   Kind = "part.added" // parts of a sum or of a best-of
	PartRemoved Kind = "part.removed"
	PartOrder   Kind = "part.order"

	InputAdded   Kind = "input.added"
	InputRemoved Kind = "input.removed"
	InputChanged Kind = "input.changed"
	InputMissing Kind = "input.missing" // what absent figures do
	InputText    Kind = "input.text"

	ValueAdded   Kind = "value.added" // derived values: ratios
	ValueRemoved Kind = "value.removed"
	ValueChanged Kind = "value.changed"
	ValueText    Kind = "value.text"

	ParamAdded   Kind = "param.added"
	ParamRemoved Kind = "param.removed"
	ParamValue   Kind = "param.value" // with the day from which it holds
	ParamChanged Kind = "param.changed"
	ParamText    Kind = "param.text"

	AttrAdded   Kind = "attr.added"
	AttrRemoved Kind = "attr.removed"
	AttrChanged Kind = "attr.changed"
	AttrText    Kind = "attr.text"

	CheckAdded   Kind = "check.added"
	CheckRemoved Kind = "check.removed"
	CheckText    Kind = "check.text"
	CheckChanged Kind = "check.changed"

	Order   Kind = "order"    // the same things in another order; Field names the list
	SetText Kind = "set.text" // id, version, title, label of a set that is not official
	Other   Kind = "other"    // the bytes differ and nothing above says why: never silent
)

var kinds = []Kind{SetChanged, NodeAdded, NodeRemoved, NodeMoved, NodeRepointed, NodeBounds, LeafUnscored, LeafRounding,
	AppliesAdded, AppliesRemoved, AppliesChanged, AppliesOrder, RuleKind, RuleValue, RuleBounds, RuleSource, RuleRounding, RuleMissing,
	BranchAdded, BranchRemoved, BranchCondition, BranchLimit, BranchPoints, BranchOrder, ItemAdded, ItemRemoved, ItemChanged,
	ItemOrder, PartAdded, PartRemoved, PartOrder, InputAdded, InputRemoved, InputChanged, InputMissing, ValueAdded, ValueRemoved,
	ValueChanged, ParamAdded, ParamRemoved, ParamValue, ParamChanged, AttrAdded, AttrRemoved, AttrChanged, CheckAdded, CheckRemoved,
	CheckChanged, Other, NodeRenamed, LeafLegal, LeafText, RuleText, BranchText, BranchID, ItemText, InputText, ValueText, ParamText,
	AttrText, CheckText, Order, SetText}

// Kinds lists the kinds in the order in which changes of one effect are grouped.
func Kinds() []Kind { return slices.Clone(kinds) }

// Effect says whether a change can move a result.
type Effect string

// The effects.
const (
	// Scores: on the same evidence some point, maximum, state, rank, class or what is still reachable can differ, or
	// evidence that was admitted is refused.
	Scores Effect = "scores"
	// Words: only what people read differs.
	Words Effect = "words"
)

// Field is what of a thing changed, where its kind has several. A test demands a Vietnamese name for each.
type Field string

// Thing is the state of what changed, typed so that internal/wording can say it; nil: not there. It is one of
//
//	string, Word, []string, bool, int, day.Day, form.Days, form.DatedText, Points, exact.Num, form.Const, form.Effect, exact.Rounding, form.Rounding,
//	form.Text, *form.Expr, *form.Limit, *form.Line, *form.Applies, *form.Rule, *form.Node, *form.Input, *form.Value,
//	*form.Param, form.DatedConst, *form.Attr, *form.Check, []form.ClassScheme, []form.From, []form.Option, []form.Field, []form.Group,
//	BranchAt, ItemAt
type Thing any

// Points is a number of points.
type Points exact.Num

// Word is a word of a closed vocabulary of the form (a type, a rule of ties, …); Field says of which.
type Word string

// BranchAt and ItemAt are a branch of a table and an item of a tally, with the rule that gives them their meaning.
type (
	BranchAt struct {
		Rule *form.Rule
		At   int
	}
	ItemAt struct {
		Rule *form.Rule
		At   int
	}
)

// Change is one difference.
type Change struct {
	Kind   Kind
	Effect Effect
	Field  Field
	// Code is the node it is about: its code in the later version, in the earlier one where it is gone. Was is its code in
	// the earlier version where that is another. "" for what belongs to no node.
	Code, Was string
	// Name is the input, value, parameter or attribute it is about.
	Name string
	// Path is the branch, item or part within the rule ("p1/b2"), in the later version, in the earlier one where it is
	// gone; "" for the whole. WasPath is the same in the earlier version where that is another.
	Path, WasPath string
	Before, After Thing
	// Leaves are the codes of the leaves of the later version that rest on what changed, in printed order. A change of a
	// node names the leaves below it. Gone are the leaves that only the earlier version has, by their codes there: another
	// leaf may bear such a code in the later one.
	Leaves, Gone []string
}

// Pair is a node with its counterpart: indices into the nodes of either version.
type Pair struct{ Before, After int }

// Changes are the differences of two versions.
type Changes struct {
	Before, After *form.Set
	// List holds what can move a result first, then what cannot; within each by kind, then in printed order.
	List []Change
	// Pairs are the nodes that both versions have, in the order of the later one.
	Pairs []Pair
}

// Between lists the differences by meaning of two versions, a being the earlier one. Versions with the same canonical
// bytes have none; any others have at least one.
func Between(a, b *form.Set) *Changes {
	c := &comparer{a: a, b: b, out: &Changes{Before: a, After: b}}
	c.pairNodes()
	c.restA, c.restB = newRests(a), newRests(b)
	c.setLevel()
	c.params()
	c.attrs()
	c.inputs()
	c.values()
	c.checks()
	c.nodes()
	if len(c.out.List) == 0 && !sameBytes(a, b) {
		c.add(Change{Kind: Other, Effect: Scores})
	}
	place := make(map[Kind]int, len(kinds))
	for i, k := range kinds {
		place[k] = i
	}
	slices.SortStableFunc(c.out.List, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Effect, y.Effect), cmp.Compare(place[x.Kind], place[y.Kind]))
	})
	return c.out
}

func sameBytes(a, b *form.Set) bool {
	x, err := a.Canonical()
	y, err2 := b.Canonical()
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

// Effect is what the changes can do together; "" if there are none.
func (c *Changes) Effect() Effect {
	if len(c.List) == 0 {
		return ""
	}
	return c.List[0].Effect // what can move a result stands first
}

// Count gives the number of changes with an effect.
func (c *Changes) Count(e Effect) int {
	n := 0
	for i := range c.List {
		if c.List[i].Effect == e {
			n++
		}
	}
	return n
}

// Code gives the later code of a node of the earlier version; false if it is gone or never was.
func (c *Changes) Code(before string) (string, bool) {
	for _, p := range c.Pairs {
		if c.Before.Nodes[p.Before].Code == before {
			return c.After.Nodes[p.After].Code, true
		}
	}
	return "", false
}

// comparer gathers the differences.
type comparer struct {
	a, b         *form.Set
	out          *Changes
	toB, toA     []int // node of the other version, by node; -1: none
	restA, restB *rests
	echoes       []Change // of the node at hand; see sentence
}

func (c *comparer) add(ch Change) { c.out.List = append(c.out.List, ch) }

// put adds a change of one field unless it is the same.
func (c *comparer) put(at Change, kind Kind, field Field, e Effect, same bool, before, after Thing) {
	if same {
		return
	}
	at.Kind, at.Field, at.Effect, at.Before, at.After = kind, field, e, before, after
	c.add(at)
}

// text, word, flag and number compare a field of a plain type.
func (c *comparer) text(at Change, kind Kind, field Field, e Effect, x, y string) {
	c.put(at, kind, field, e, x == y, textOrNil(x), textOrNil(y))
}

func textOrNil(s string) Thing {
	if s == "" {
		return nil
	}
	return s
}

func word[T ~string](c *comparer, at Change, kind Kind, field Field, e Effect, x, y T) {
	c.put(at, kind, field, e, x == y, wordOrNil(x), wordOrNil(y))
}

func wordOrNil[T ~string](s T) Thing {
	if s == "" {
		return nil
	}
	return Word(s)
}

func (c *comparer) flag(at Change, kind Kind, field Field, e Effect, x, y bool) {
	c.put(at, kind, field, e, x == y, x, y)
}

func (c *comparer) names(at Change, kind Kind, field Field, e Effect, x, y []string) {
	c.put(at, kind, field, e, slices.Equal(x, y), listOrNil(x), listOrNil(y))
}

func listOrNil(s []string) Thing {
	if len(s) == 0 {
		return nil
	}
	return s
}

func (c *comparer) points(at Change, kind Kind, field Field, x, y exact.Num) {
	c.put(at, kind, field, Scores, x.Equal(y), Points(x), Points(y))
}

func (c *comparer) pointsOrNil(at Change, kind Kind, field Field, x, y *exact.Num) {
	c.put(at, kind, field, Scores, sameNum(x, y), pointsThing(x), pointsThing(y))
}

func pointsThing(n *exact.Num) Thing {
	if n == nil {
		return nil
	}
	return Points(*n)
}

func numThing(n *exact.Num) Thing {
	if n == nil {
		return nil
	}
	return *n
}

func sameNum(x, y *exact.Num) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Equal(*y)
}

// expr compares an expression: another value can move a result, another way to print it cannot. kind is of the former.
func (c *comparer) expr(at Change, kind, text Kind, field Field, x, y *form.Expr) {
	switch c.alike(x, y) {
	case meaning:
		c.put(at, text, field, Words, false, exprThing(x), exprThing(y))
	case none:
		c.put(at, kind, field, Scores, false, exprThing(x), exprThing(y))
	}
}

func exprThing(e *form.Expr) Thing {
	if e == nil {
		return nil
	}
	return e
}

// sentence compares an author's sentence. One that reads the same and only repeats another limit or number of points is an
// echo of the change of that limit: it is told where nothing else of the node is.
func (c *comparer) sentence(at Change, kind Kind, field Field, x, y form.Text) {
	if c.sameText(x, y) {
		return
	}
	at.Kind, at.Field, at.Effect, at.Before, at.After = kind, field, Words, sentenceThing(x), sentenceThing(y)
	if c.echo(x, y) {
		c.echoes = append(c.echoes, at)
		return
	}
	c.add(at)
}

func (c *comparer) echo(x, y form.Text) bool {
	constant := func(e *form.Expr) bool { return e != nil && e.Kind == form.ExConst }
	return slices.EqualFunc(x.Parts, y.Parts, func(p, q form.TextPart) bool {
		return p.Lit == q.Lit && p.Name == q.Name && p.As == q.As && (c.same(p.Arg, q.Arg) || constant(p.Arg) && constant(q.Arg))
	})
}

func sentenceThing(t form.Text) Thing {
	if len(t.Parts) == 0 {
		return nil
	}
	return t
}
