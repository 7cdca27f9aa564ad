package second

// expr is an expression: a node with its operands.
type expr struct {
	*value
	kind, name string
	operands   []*expr
	deep       int
}

// expr makes the tree of an expression, which is written as its nodes in postfix order; nil where it is absent.
func (v *value) expr(key string) *expr {
	list := v.at(key, '[')
	if list == nil {
		return nil
	}
	if list.made == nil {
		var stack []*expr
		for _, n := range list.items {
			e, from := &expr{value: n, kind: n.str("kind"), name: n.str("name")}, len(stack)-n.count("args")
			if from < 0 || from > len(stack) {
				refuse("operands of %s are missing", e.kind)
			}
			e.operands = append(e.operands, stack[from:]...)
			for _, o := range e.operands {
				e.deep = max(e.deep, o.deep+1)
			}
			stack = append(stack[:from], e)
		}
		if len(stack) != 1 || stack[0].deep > 2000 {
			refuse("%s is not one expression, or nested too deep", key)
		}
		list.made = stack[0]
	}
	return list.made.(*expr)
}

// set is a criteria set with its names.
type set struct {
	*value
	nodes  []*value
	inputs map[string]*value
	codes  map[string]int
	values map[string]*expr
	speaks []map[string]bool // by node: the inputs that a leaf rests on
	checks []map[string]bool // and a check
}

func readSet(doc *value) *set {
	s := &set{value: doc, nodes: doc.list("nodes"), inputs: map[string]*value{}, codes: map[string]int{}, values: map[string]*expr{}}
	if doc.str("form") != "cchc-form/1" {
		refuse("the meaning of form %q is not known", doc.str("form"))
	}
	for _, in := range doc.list("inputs") {
		s.inputs[in.str("name")] = in
	}
	for _, v := range doc.list("values") {
		s.mentions(v.expr("expr"), map[string]bool{}) // refuses a value that rests on itself or on a later one
		s.values[v.str("name")] = v.expr("expr")
	}
	for i, n := range s.nodes {
		if up := n.count("parent"); up > i || up < 0 {
			refuse("node %s stands before what it is in", n.str("code"))
		}
		s.codes[n.str("code")] = i
		names := map[string]bool{}
		if leaf := n.object("leaf"); leaf != nil {
			for _, a := range leaf.list("applies") {
				s.mentions(a.expr("when"), names)
			}
			s.ruleMentions(leaf.object("rule"), names)
		}
		s.speaks = append(s.speaks, names)
	}
	for _, c := range doc.list("checks") {
		names := map[string]bool{}
		s.mentions(c.expr("check"), names)
		s.checks = append(s.checks, names)
	}
	if len(s.codes) != len(s.nodes) || len(s.inputs) != len(doc.list("inputs")) || len(s.values) != len(doc.list("values")) {
		refuse("a name stands twice in the set")
	}
	return s
}

// mentions adds the inputs that an expression speaks of, through derived values too.
func (s *set) mentions(e *expr, names map[string]bool) {
	if e == nil {
		return
	}
	switch e.kind {
	case "input", "due", "late", "never", "event", "has", "field", "fold":
		names[e.name] = true
	case "value":
		if s.values[e.name] == nil {
			refuse("value %s rests on itself or on a later value", e.name)
		}
		if !names["value "+e.name] { // no input has such a name
			names["value "+e.name] = true
			s.mentions(s.values[e.name], names)
		}
	}
	for _, o := range e.operands {
		s.mentions(o, names)
	}
}

// ruleMentions adds the inputs that a rule's points rest on.
func (s *set) ruleMentions(r *value, names map[string]bool) {
	s.mentions(r.expr("value"), names)
	names[r.str("list")], names[r.object("survey").str("input")] = true, true
	for _, b := range r.list("branches") {
		s.mentions(b.expr("when"), names)
		s.mentions(b.object("lower").expr("at"), names)
	}
	for _, it := range r.list("items") {
		s.mentions(it.expr("count"), names)
	}
	for _, p := range r.list("parts") {
		s.ruleMentions(p, names)
	}
}

// anyOf tells whether one of the inputs named is such a one.
func (s *set) anyOf(names map[string]bool, such func(in *value) bool) bool {
	for name := range names { // one is enough: order does not matter
		if in := s.inputs[name]; in != nil && such(in) {
			return true
		}
	}
	return false
}

// outside tells whether a node stands in a section outside the scale.
func (s *set) outside(i int) bool {
	for ; i >= 0; i = s.nodes[i].count("parent") - 1 {
		if s.nodes[i].flag("outside") {
			return true
		}
	}
	return false
}

// hasRule tells whether a rule or a part of it is of a kind.
func hasRule(r *value, kind string) bool {
	found := r.str("kind") == kind
	for _, p := range r.list("parts") {
		found = found || hasRule(p, kind)
	}
	return found
}
