package paper

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// checkCode is how much of a hash people compare (mã đối chiếu).
const checkCode = 16

// OfSet is a criteria set as the appendix of the decision that issues it: what it is, its areas, its tree with each rule in
// words made from the structure, parameters, classes, ties and rounding, what is entered by whom. hash is the set's; names
// gives what people call an office, or "".
func OfSet(set *form.Set, hash string, names func(code string) string) *Document {
	p := &setPaper{set: set, names: names, code: shortHash(hash)}
	d := &Document{Title: set.Title, Landscape: true,
		Footer: say("foot", set.ID, set.Version, p.code)}
	d.Blocks = append(d.Blocks, p.head(hash)...)
	d.Blocks = append(d.Blocks, p.areas()...)
	d.Blocks = append(d.Blocks, p.tree()...)
	d.Blocks = append(d.Blocks, p.parameters()...)
	d.Blocks = append(d.Blocks, p.classes()...)
	d.Blocks = append(d.Blocks, p.inputs()...)
	return d
}

// say is a sentence of this paper.
func say(code string, args ...string) string { return wording.Message("paper."+code, args...) }

func shortHash(hash string) string {
	_, code, found := strings.Cut(hash, ":")
	if !found {
		code = hash
	}
	return code[:min(checkCode, len(code))]
}

type setPaper struct {
	set   *form.Set
	names func(string) string
	code  string
}

// head says what the paper is and, aloud, what it is not.
func (p *setPaper) head(hash string) []Block {
	s := p.set
	out := []Block{&Heading{0, say("appendix") + "\n" + s.Title}}
	if s.Reference != "" {
		out = append(out, &Paragraph{Loud, say("reference") + "\n" + s.Reference})
	} else {
		out = append(out, &Paragraph{Centered, say("decision")})
	}
	if n := len(s.Unwritten()); n > 0 {
		out = append(out, &Paragraph{Loud, say("unwritten_some", strconv.Itoa(n))})
	}
	per := s.Period
	out = append(out,
		&Paragraph{Centered, say("version", s.ID, s.Version, p.code)},
		&Paragraph{Plain, say("period", per.ID, per.From.VN(), per.To.VN(), per.CutOff.VN(), per.Lock.VN())},
		&Paragraph{Plain, p.scope()})
	if s.InForce != nil {
		out = append(out, &Paragraph{Plain, inForce(s.Force())})
	}
	return append(out, &Paragraph{Small, say("hash", hash)})
}

// inForce says on which days the version is in force.
func inForce(d form.Days) string {
	switch {
	case d.From != day.None && d.Until != day.None:
		return say("in_force", d.From.VN(), d.Until.VN())
	case d.From != day.None:
		return say("in_force_from", d.From.VN())
	}
	return say("in_force_until", d.Until.VN())
}

func (p *setPaper) scope() string {
	if p.set.Scope == form.ScopeProvince {
		return say("scope_province")
	}
	if len(p.set.Blocks) == 0 {
		return say("scope_all")
	}
	return say("scope_blocks", p.blocks(p.set.Blocks))
}

func (p *setPaper) blocks(codes []string) string {
	if len(codes) == 0 {
		return say("all_blocks")
	}
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = code
		if known := "paper.block." + code; wording.Known(known) {
			out[i] = wording.Message(known)
		}
	}
	return strings.Join(out, "; ")
}

// columns makes columns of title codes; "#" marks one of numbers.
func columns(shares []int, codes ...string) []Column {
	out := make([]Column, len(codes))
	for i, code := range codes {
		name, number := strings.CutSuffix(code, "#")
		out[i] = Column{say("column." + name), shares[i], number}
	}
	return out
}

// areas is the summary of the areas with their points.
func (p *setPaper) areas() []Block {
	t := &Table{Caption: say("areas"),
		Columns: columns([]int{8, 44, 12, 12, 12, 12}, "code", "area", "max#", "criteria#", "leaves#", "survey#")}
	var criteria, leaves int
	var survey exact.Num
	for i := range p.set.Nodes {
		n := &p.set.Nodes[i]
		if n.Parent >= 0 {
			continue
		}
		a := p.below(i)
		points := n.Max.VN()
		if n.Outside {
			points += " " + say("outside")
		} else {
			criteria, leaves, survey = criteria+a.criteria, leaves+a.leaves, survey.Add(a.survey)
		}
		t.Rows = append(t.Rows, Row{Detail, []string{n.Code, n.Name, points, strconv.Itoa(a.criteria), strconv.Itoa(a.leaves),
			a.survey.VN()}})
	}
	t.Rows = append(t.Rows, Row{Chapter, []string{"", say("total"), p.set.Max.VN(), strconv.Itoa(criteria), strconv.Itoa(leaves),
		survey.VN()}})
	return []Block{&Heading{1, say("part_areas")}, t}
}

// below counts what is in an area: criteria, scored leaves, points that come from surveys.
type below struct {
	criteria, leaves int
	survey           exact.Num
}

func (p *setPaper) below(area int) below {
	var out below
	for i := range p.set.Nodes {
		n := &p.set.Nodes[i]
		if i == area || !p.set.Below(i, area) {
			continue
		}
		if n.Parent == area {
			out.criteria++
		}
		if n.Leaf != nil && !n.Leaf.Unscored {
			out.leaves++
			if n.Leaf.Survey {
				out.survey = out.survey.Add(n.Max)
			}
		}
	}
	return out
}

// tree is the table of criteria.
func (p *setPaper) tree() []Block {
	t := &Table{Caption: say("tree"), Columns: columns([]int{6, 20, 7, 31, 13, 12, 11},
		"code", "content", "max", "rule", "evidence", "legal", "checker")}
	for i := range p.set.Nodes {
		n := &p.set.Nodes[i]
		row := Row{Chapter, []string{n.Code, n.Name, p.points(n), p.bounds(n), "", "", ""}}
		switch {
		case n.Leaf != nil:
			row = Row{Detail, []string{n.Code, n.Name, p.points(n), p.rule(i), n.Leaf.Evidence, legal(n.Leaf), p.checkers(i)}}
		case n.Kind == form.NodeCriterion:
			row.Rank = Part
		}
		t.Rows = append(t.Rows, row)
	}
	return []Block{&Heading{1, say("part_tree")}, &Paragraph{Small, say("tree_remark")}, t}
}

// points is a node's maximum, and its least where that is below 0.
func (p *setPaper) points(n *form.Node) string {
	if n.Leaf != nil && n.Leaf.Unscored {
		return say("unscored")
	}
	if n.Leaf != nil && n.Min.Sign() < 0 {
		return n.Max.VN() + "\n" + say("least", n.Min.VN())
	}
	return n.Max.VN()
}

// bounds says how far a section outside the scale may go.
func (p *setPaper) bounds(n *form.Node) string {
	if !n.Outside || n.Cap == nil || n.Floor == nil {
		return ""
	}
	return say("outside_bounds", n.Cap.VN(), n.Floor.VN())
}

// rule says how a leaf is scored; of one whose rule is not yet written, so and what the table printed.
func (p *setPaper) rule(i int) string {
	leaf := p.set.Nodes[i].Leaf
	var lines []string
	if leaf.Survey {
		lines = append(lines, say("surveyed"))
	}
	if leaf.Unscored {
		lines = append(lines, say("not_scored"))
	}
	if !leaf.Unwritten() {
		return strings.Join(append(lines, wording.Rule(p.set, i)), "\n")
	}
	lines = append(lines, say("unwritten"))
	if leaf.Printed != "" {
		lines = append(lines, say("printed")+"\n"+leaf.Printed)
	}
	return strings.Join(lines, "\n")
}

// legal lists the texts a leaf rests on, each with the day it is in force from.
func legal(leaf *form.Leaf) string {
	lines := make([]string, len(leaf.Legal))
	for i, t := range leaf.Legal {
		lines[i] = t.Text
		if t.From != day.None {
			lines[i] = say("from_day", t.From.VN(), t.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// checkers are the offices that verify what a leaf rests on, or enter it where nobody verifies. Where a rule is not yet
// written nothing is known but what the table said.
func (p *setPaper) checkers(i int) string {
	if leaf := p.set.Nodes[i].Leaf; leaf.Unwritten() {
		return leaf.Note
	}
	var out []string
	for _, name := range p.set.LeafInputs(i) {
		in := p.set.Input(name)
		office := in.VerifiedBy
		if office == "" && in.DeclaredBy != "unit" {
			office = in.DeclaredBy
		}
		if office = p.office(office); office != "" && !slices.Contains(out, office) {
			out = append(out, office)
		}
	}
	return strings.Join(out, "\n")
}

func (p *setPaper) office(code string) string {
	if code == "" || code == "unit" {
		return ""
	}
	if name := p.names(code); name != "" {
		return name
	}
	return code
}

// parameters lists the parameters with every dated value, and the attributes of units that rules ask for.
func (p *setPaper) parameters() []Block {
	out := []Block{&Heading{1, say("part_parameters")}}
	t := &Table{Caption: say("parameters"), Columns: columns([]int{40, 25, 35}, "parameter", "value", "source")}
	for i := range p.set.Params {
		param := &p.set.Params[i]
		lines := make([]string, len(param.Values))
		for j, v := range param.Values {
			lines[j] = wording.Expr(p.set, &form.Expr{Kind: form.ExConst, Type: v.Value.Type, Const: v.Value})
			if v.From != day.None {
				lines[j] = say("from_day", v.From.VN(), lines[j])
			}
		}
		t.Rows = append(t.Rows, Row{Detail, []string{param.Label, strings.Join(lines, "\n"), param.Source}})
	}
	if len(t.Rows) == 0 {
		out = append(out, &Paragraph{Plain, say("no_parameters")})
	} else {
		out = append(out, t)
	}
	if len(p.set.Attrs) > 0 {
		labels := make([]string, len(p.set.Attrs))
		for i, a := range p.set.Attrs {
			labels[i] = a.Label
		}
		out = append(out, &Paragraph{Plain, say("attributes", strings.Join(labels, "; "))})
	}
	return out
}

// classes says how units are classed, ranked and their points rounded.
func (p *setPaper) classes() []Block {
	out := []Block{&Heading{1, say("part_classes")}}
	for _, scheme := range p.set.Classes {
		title := say("classes_of", p.blocks(scheme.Blocks))
		t := &Table{Caption: title, Columns: columns([]int{50, 50}, "class", "index")}
		for i := range scheme.Bands {
			t.Rows = append(t.Rows, Row{Detail, []string{scheme.Bands[i].Name, band(scheme.Bands, i)}})
		}
		out = append(out, &Paragraph{Plain, title}, t)
	}
	if len(p.set.Classes) == 0 {
		out = append(out, &Paragraph{Plain, say("no_classes")})
	}
	r := p.set.Rounding
	rounding := say("rounding."+string(r.At), strconv.Itoa(r.Decimals), say("mode."+r.Mode.String()))
	return append(out, &Paragraph{Plain, say("index")}, &Paragraph{Plain, say("ties." + string(p.set.Tie))},
		&Paragraph{Plain, rounding})
}

// band says which indices a class holds.
func band(bands []form.Class, i int) string {
	lower, upper := &bands[i], (*form.Class)(nil)
	if i > 0 {
		upper = &bands[i-1]
	}
	var parts []string
	if lower.Lower != nil {
		code := "from"
		if lower.Open {
			code = "above"
		}
		parts = append(parts, say(code, lower.Lower.VN()))
	}
	if upper != nil && upper.Lower != nil {
		code := "below"
		if upper.Open {
			code = "upto"
		}
		if len(parts) > 0 {
			code = "to_" + code
		}
		parts = append(parts, say(code, upper.Lower.VN()))
	}
	if len(parts) == 0 {
		return say("any_index")
	}
	return strings.Join(parts, " ")
}

// inputs lists what is entered, by whom, checked by whom; then what must agree.
func (p *setPaper) inputs() []Block {
	t := &Table{Caption: say("inputs"), Columns: columns([]int{34, 14, 10, 16, 16, 10},
		"input", "type", "measure", "declared", "verified", "deliverable")}
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		t.Rows = append(t.Rows, Row{Detail, []string{in.Label, p.typeOf(in), in.Unit, p.enters(in), p.office(in.VerifiedBy),
			strings.Join(in.Deliverables, ", ")}})
	}
	out := []Block{&Heading{1, say("part_inputs")}}
	if len(t.Rows) == 0 {
		return append(out, &Paragraph{Plain, say("no_inputs")})
	}
	out = append(out, t)
	var checks []string
	for i := range p.set.Checks {
		checks = append(checks, "– "+wording.Expr(p.set, p.set.Checks[i].Cond))
	}
	if len(checks) > 0 {
		out = append(out, &Paragraph{Plain, say("checks") + "\n" + strings.Join(checks, "\n")})
	}
	return out
}

// typeOf names the kind of an input, with its levels or groups.
func (p *setPaper) typeOf(in *form.Input) string {
	text := say("type." + string(in.Type))
	var parts []string
	for _, o := range in.Options {
		parts = append(parts, o.Label)
	}
	for _, g := range in.Groups {
		parts = append(parts, g.Label)
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, "; ")
	}
	return text
}

// enters says where an input comes from.
func (p *setPaper) enters(in *form.Input) string {
	switch {
	case len(in.From) > 0:
		return say("from_units")
	case in.DeclaredBy == "unit":
		return say("by_unit")
	case in.DeclaredBy == "":
		return ""
	}
	return p.office(in.DeclaredBy)
}
