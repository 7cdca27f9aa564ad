package rules

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// collectCodes enters the codes of the whole tree first: a formula may name a leaf that stands below it.
func (l *loader) collectCodes(p place) {
	for _, item := range l.items(p) {
		l.collectCode(item)
	}
}

func (l *loader) collectCode(p place) {
	if !p.is(yaml.MappingNode) {
		return
	}
	if code := l.get(p, "code"); code.ok() {
		if first, twice := l.codes[code.text()]; twice {
			l.fail(code, "code.twice", "", code.text(), first.src.name, strconv.Itoa(first.node.Line))
		} else {
			l.codes[code.text()] = code
		}
		if _, is := lead(p); is {
			l.scope.leafCodes[code.text()] = true
		}
	}
	if children := p.raw("children"); children != nil {
		l.collectCodes(place{p.src, children})
	}
}

// lead is the key that says which form a rule has.
func lead(p place) (string, bool) {
	for _, name := range ruleLeads {
		if n := p.raw(name); n != nil && (name != "survey" || n.Kind == yaml.MappingNode) {
			return name, true
		}
	}
	return "", false
}

// tree builds the nodes of all areas.
func (l *loader) tree() {
	var areas []place
	l.section("areas", func(p place) { areas = append(areas, l.items(p)...) })
	if len(areas) == 0 {
		l.report(l.sources[0], 1, 1, 2, Error, "set.no_areas", "")
		return
	}
	var inside, outside []place
	for _, a := range areas {
		if a.has("outside") {
			outside = append(outside, a)
		} else {
			inside = append(inside, a)
		}
	}
	maxima := l.shares(inside, &l.set.Max)
	b := &treeBuilder{loader: l}
	sum, known := exact.Num{}, true
	order := &siblings{}
	for _, a := range areas {
		l.codeFits(a, nil, order)
		mark, sized := maxima[a.node]
		b.node(a, -1, mark, sized, a.has("outside"))
		if !a.has("outside") {
			sum, known = sum.Add(mark), known && sized
		}
	}
	if head := l.headMax(); known && head.ok() && len(inside) > 0 && !sum.Equal(l.set.Max) {
		l.fail(head, "set.total", "", sum.VN(), l.set.Max.VN())
	}
}

func (l *loader) headMax() place {
	var at place
	l.section("set", func(p place) {
		if !at.ok() {
			at = l.get(p, "max")
		}
	})
	return at
}

// shares gives each sibling its maximum: as it is written, or by weight of the parent's. A sibling that is missing
// from the result has none that could be read.
func (l *loader) shares(siblings []place, whole *exact.Num) map[*yaml.Node]exact.Num {
	maxima := map[*yaml.Node]exact.Num{}
	var total exact.Num
	weights := map[*yaml.Node]exact.Num{}
	for _, s := range siblings {
		if w, ok := l.number(l.get(s, "weight")); ok {
			if w.Sign() <= 0 {
				l.fail(l.get(s, "weight"), "number.not_positive", "", l.get(s, "weight").text())
				continue
			}
			weights[s.node] = w
			total = total.Add(w)
		}
		if m, ok := l.number(l.get(s, "max")); ok {
			if m.Sign() < 0 {
				l.fail(l.get(s, "max"), "number.negative", "", l.get(s, "max").text())
				continue
			}
			maxima[s.node] = m
		}
	}
	if len(weights) == 0 {
		return maxima
	}
	mixed := false
	for _, s := range siblings {
		if s.has("max") {
			l.fail(place{s.src, s.raw("max")}, "tree.max_and_weight", "")
			mixed = true
		}
	}
	if mixed || whole == nil {
		return nil
	}
	for _, s := range siblings {
		if w, ok := weights[s.node]; ok {
			maxima[s.node], _ = whole.Mul(w).Quo(total)
		}
	}
	return maxima
}

// siblings remembers the last code on one level.
type siblings struct{ before string }

// codeFits checks a code against its parent's and the one before it.
func (l *loader) codeFits(p place, parent *string, order *siblings) {
	code := l.get(p, "code")
	if !code.ok() {
		return
	}
	text := code.text()
	own := text
	if parent != nil {
		rest, ok := strings.CutPrefix(text, *parent+".")
		if !ok || strings.Contains(rest, ".") {
			l.fail(code, "code.not_child", "", text, *parent)
			return
		}
		own = rest
	} else if strings.Contains(text, ".") {
		l.fail(code, "code.not_area", "", text)
		return
	}
	if order.before != "" && !codeLess(order.before, own) && order.before != own {
		l.fail(code, "code.order", "", text)
	}
	order.before = own
}

// codeLess orders the last parts of codes: by number, then by letter. Parts that are no numbers are not ordered.
func codeLess(a, b string) bool {
	na, la := splitCode(a)
	nb, lb := splitCode(b)
	if na < 0 || nb < 0 {
		return true
	}
	return na < nb || na == nb && la < lb
}

func splitCode(s string) (int, string) {
	letters := strings.TrimLeft(s, "0123456789")
	n, err := strconv.Atoi(s[:len(s)-len(letters)])
	if err != nil {
		return -1, s
	}
	return n, letters
}

// treeBuilder appends nodes in printed order.
type treeBuilder struct{ *loader }

// node appends a node and what is below it and gives its index. mark is its maximum, if sized.
func (b *treeBuilder) node(p place, parent int, mark exact.Num, sized, outside bool) int {
	l := b.loader
	set := l.set
	i := len(set.Nodes)
	depth := 0
	for up := parent; up >= 0; up = set.Nodes[up].Parent {
		depth++
	}
	code := l.get(p, "code")
	n := form.Node{Code: code.text(), Name: l.get(p, "name").text(), Parent: parent, Max: mark, Span: code.span()}
	_, isLeaf := lead(p)
	switch {
	case isLeaf && depth == 0:
		l.fail(orNode(code, p), "tree.area_scored", "", code.text())
	case isLeaf:
		n.Kind = form.NodeLeaf
	case depth == 0:
		n.Kind = form.NodeArea
	case depth == 1:
		n.Kind = form.NodeCriterion
	default:
		l.fail(orNode(code, p), "tree.too_deep", "", code.text())
		return i
	}
	l.keysOfKind(p, n.Kind, depth)
	if o := l.get(p, "outside"); o.ok() && depth == 0 {
		n.Outside = true
		n.Cap, n.Floor = l.optional(l.get(o, "cap")), l.optional(l.get(o, "floor"))
		if n.Floor != nil && n.Floor.Sign() > 0 || n.Cap != nil && n.Cap.Sign() < 0 {
			l.fail(o, "outside.bounds", "")
		}
	}
	set.Nodes = append(set.Nodes, n)
	if isLeaf {
		b.leaf(p, i, mark, sized)
		return i
	}
	b.children(p, i, sized, outside)
	return i
}

func orNode(p, otherwise place) place {
	if p.ok() {
		return p
	}
	return otherwise
}

func (l *loader) optional(p place) *exact.Num {
	if n, ok := l.number(p); ok {
		return &n
	}
	return nil
}

// leafKeys belong to scored leaves only.
var leafKeys = []string{"deliverables", "legal", "evidence", "printed", "applies", "rounding", "unscored", "survey", "min"}

func (l *loader) keysOfKind(p place, kind form.NodeKind, depth int) {
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		k := place{p.src, p.node.Content[i]}
		if k.text() == "outside" && depth > 0 {
			l.fail(k, "outside.not_area", "")
		}
		if kind == form.NodeLeaf {
			continue
		}
		for _, name := range leafKeys {
			if k.text() == name {
				l.fail(k, "tree.key_of_leaf", "", name)
			}
		}
	}
}

// children builds what is below a node and compares the sum of their maxima with its own.
func (b *treeBuilder) children(p place, i int, sized, outside bool) {
	l := b.loader
	list := l.get(p, "children")
	kids := l.items(list)
	if list.ok() && len(list.node.Content) == 0 {
		l.report(list.src, list.node.Line, list.node.Column, list.node.Column+1, Error, "format.empty", "")
	}
	own := l.set.Nodes[i].Max
	var whole *exact.Num
	if sized {
		whole = &own
	}
	maxima := l.shares(kids, whole)
	order := &siblings{}
	code := l.set.Nodes[i].Code
	sum, least, known := exact.Num{}, exact.Num{}, true
	for _, kid := range kids {
		if code != "" {
			l.codeFits(kid, &code, order)
		}
		mark, ok := maxima[kid.node]
		at := b.node(kid, i, mark, ok, outside)
		if at == len(l.set.Nodes) {
			continue
		}
		node := &l.set.Nodes[at]
		unscored := node.Leaf != nil && node.Leaf.Unscored
		switch {
		case unscored:
		case kid.has("unscored") && !l.get(kid, "unscored").ok():
			known = false
		case ok || outside && !kid.has("max") && node.Kind != form.NodeLeaf:
			sum = sum.Add(node.Max)
		default:
			known = false
		}
		if !unscored {
			least = least.Add(node.Min)
		}
	}
	n := &l.set.Nodes[i]
	n.Min = least
	switch {
	case !known || len(kids) == 0:
	case !sized && outside && !p.has("max"):
		n.Max = sum
	case sized && !sum.Equal(own):
		at := l.get(p, "max")
		if !at.ok() {
			at = orNode(l.get(p, "code"), p)
		}
		l.fail(at, "tree.sum", "", n.Code, sum.VN(), own.VN())
	}
	if !sized && !outside && !p.has("max") && !p.has("weight") {
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "format.missing_one_of", "", "max, weight")
	}
}

// leaf lowers a scored leaf.
func (b *treeBuilder) leaf(p place, i int, mark exact.Num, sized bool) {
	l := b.loader
	n := &l.set.Nodes[i]
	leaf := &form.Leaf{
		Deliverables: l.texts(l.get(p, "deliverables")),
		Evidence:     l.get(p, "evidence").text(), Printed: l.get(p, "printed").text(), Note: l.get(p, "note").text(),
		Survey:   l.get(p, "survey").is(yaml.MappingNode) || l.get(p, "survey").text() == "true",
		Unscored: l.get(p, "unscored").text() == "true",
	}
	n.Leaf = leaf
	if least, ok := l.number(l.get(p, "min")); ok {
		n.Min = least
		if sized && mark.Less(least) {
			l.fail(l.get(p, "min"), "leaf.min_above_max", "")
		}
	}
	if !sized && !leaf.Unscored && !p.has("max") && !p.has("weight") {
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "format.missing_one_of", "", "max, weight")
	}
	l.legal(l.get(p, "legal"), leaf)
	if r := l.get(p, "rounding"); r.ok() {
		rounding := l.rounding(r)
		leaf.Round = &rounding
	}
	for _, item := range l.items(l.get(p, "applies")) {
		l.applies(item, leaf)
	}
	mistakes := len(l.found)
	ctx := ruleContext{max: mark, sized: sized, min: n.Min, scope: l.scope}
	ctx.part = p.has("min") && !l.get(p, "min").ok()
	rule := l.rule(p, ctx)
	leaf.Rule = rule
	if leaf.Unscored {
		n.Max, n.Min = exact.Num{}, exact.Num{} // its rule keeps the scale that its points are shown on
	}
	if rule == nil {
		return
	}
	l.zeroWholes(leaf)
	// What a rule with mistakes can reach is not worth a complaint of its own.
	if sized && !leaf.Unscored && !l.found[mistakes:].HasErrors() && !l.spoiled(p.node) {
		l.reaches(p, n, rule)
	}
}

// spoiled reports whether anything in a node lacks the form the grammar demands.
func (l *loader) spoiled(n *yaml.Node) bool {
	if l.unsound[n] {
		return true
	}
	for _, c := range n.Content {
		if l.spoiled(c) {
			return true
		}
	}
	return false
}

func (l *loader) legal(p place, leaf *form.Leaf) {
	if p.is(yaml.ScalarNode) {
		leaf.Legal = []form.DatedText{{From: day.None, Text: p.text()}}
		return
	}
	for _, item := range l.items(p) {
		from := l.get(item, "from")
		if n := len(leaf.Legal); n > 0 && from.ok() && l.day(from) <= leaf.Legal[n-1].From {
			l.fail(from, "dates.not_ascending", "", from.text())
		}
		leaf.Legal = append(leaf.Legal, form.DatedText{From: l.day(from), Text: l.get(item, "text").text()})
	}
}

func (l *loader) applies(p place, leaf *form.Leaf) {
	when := l.formula(l.get(p, "when"), l.scope, form.TypeBool)
	then := form.Effect(l.get(p, "then").text())
	otherwise := say("Điều kiện: " + oneLine(l.get(p, "when").text())).Text
	because := l.sentence(l.get(p, "because"), holes{scope: l.scope}, otherwise)
	if when == nil || then == "" {
		return
	}
	if then == form.EffRebase || then == form.EffFull {
		l.withholding(l.get(p, "when"), when)
	}
	leaf.Applies = append(leaf.Applies, form.Applies{When: when, Then: then, Because: because, Span: p.span(),
		Accepted: (then == form.EffRebase || then == form.EffFull) && l.restsOnFigures(when)})
}

// withholding refuses a condition by which a unit leaves the maximum, or gets full points, according to whether it gave
// a figure at all: keeping a figure back must never raise an index. A yes/no input says the same aloud.
func (l *loader) withholding(at place, when *form.Expr) {
	form.Walk(when, func(e *form.Expr) bool {
		if e.Kind == form.ExHas {
			if in := l.set.Input(e.Name); in != nil && in.DeclaredBy == "unit" {
				l.fail(at, "applies.withholding", "", e.Name)
			}
		}
		return true
	})
}

// restsOnFigures reports whether a condition asks for anything but attributes: only then can a unit bring it about by
// what it declares.
func (l *loader) restsOnFigures(e *form.Expr) bool { return len(l.set.ExprInputs(e)) > 0 }

// zeroWholes appends what the empty wholes of the rule's ratios do, in the order the ratios are declared.
func (l *loader) zeroWholes(leaf *form.Leaf) {
	used := map[string]bool{}
	form.WalkRule(leaf.Rule, func(r *form.Rule) {
		r.Exprs(func(e *form.Expr) {
			form.Walk(e, func(e *form.Expr) bool {
				if e.Kind == form.ExValue {
					used[e.Name] = true
				}
				return true
			})
		})
	})
	for _, z := range l.zero {
		if used[z.ratio] {
			leaf.Applies = append(leaf.Applies, z.applies)
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
