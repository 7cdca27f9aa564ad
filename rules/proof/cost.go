package proof

import (
	"cmp"
	"slices"

	"cchc/internal/form"
	"cchc/rules"
)

// Cost is what scoring one leaf takes at worst, in steps: one for every node of its form that is evaluated, those over
// rows once for every row there can be.
type Cost struct {
	Code  string
	Steps int64
	// Heaviest is the expression that takes most of it, with its own steps; nil where the rule has none.
	Heaviest      *form.Expr
	HeaviestSteps int64
	Span          form.Span // of the heaviest expression, else of the rule
}

// Worst cases: what a year can bring of rows.
const (
	mostRows    = 1000 // of a list
	mostReports = 24   // of a series of reports
	// MostSteps is what a leaf may take before it is worth a word: some milliseconds, so that a province is scored in
	// seconds.
	MostSteps = 1_000_000
)

// Costs lists what the leaves take, the dearest first.
func Costs(set *form.Set) []Cost {
	c := &counter{set: set, values: map[string]int64{}}
	var all []Cost
	for _, i := range set.Leaves() {
		all = append(all, c.leaf(&set.Nodes[i], i))
	}
	slices.SortStableFunc(all, func(a, b Cost) int { return cmp.Compare(b.Steps, a.Steps) })
	return all
}

func costs(set *form.Set) []Finding {
	var found []Finding
	for _, c := range Costs(set) {
		if c.Steps > MostSteps {
			f := at(c.Span, rules.Warning, CodeCost, c.Code, Spaced(c.Steps), Spaced(MostSteps))
			f.Leaf = c.Code
			found = append(found, f)
		}
	}
	return found
}

// Spaced prints a whole number with points between the thousands.
func Spaced(n int64) string {
	if n < 1000 {
		return itoa(int(n))
	}
	rest := itoa(int(n%1000) + 1000)
	return Spaced(n/1000) + "." + rest[1:]
}

// tooMany keeps sums far from overflowing.
const tooMany = int64(1) << 40

type counter struct {
	set    *form.Set
	values map[string]int64
	dear   *form.Expr // of the leaf being counted
	most   int64
}

func capped(n int64) int64 { return min(n, tooMany) }

func (c *counter) leaf(n *form.Node, node int) Cost {
	c.dear, c.most = nil, 0
	var steps int64
	inputs := c.set.LeafInputs(node)
	for i := range c.set.Checks {
		cond := c.set.Checks[i].Cond
		if slices.ContainsFunc(c.set.ExprInputs(cond), func(name string) bool { return slices.Contains(inputs, name) }) {
			steps += c.expr(cond)
		}
	}
	for i := range n.Leaf.Applies {
		steps += c.top(n.Leaf.Applies[i].When, 1)
	}
	steps = capped(steps + c.rule(n.Leaf.Rule, 1))
	out := Cost{Code: n.Code, Steps: steps, Heaviest: c.dear, HeaviestSteps: c.most, Span: n.Leaf.Rule.Span}
	if c.dear != nil {
		out.Span = orSpan(spanOf(c.dear), out.Span)
	}
	return out
}

// top counts an expression that is evaluated so many times, and remembers the dearest.
func (c *counter) top(e *form.Expr, times int64) int64 {
	steps := capped(c.expr(e) * times)
	if steps > c.most {
		c.dear, c.most = e, steps
	}
	return steps
}

func (c *counter) rule(r *form.Rule, times int64) int64 {
	steps := times
	if r.Value != nil {
		steps += c.top(r.Value, times)
	}
	for i := range r.Branches {
		steps += times
		if when := r.Branches[i].When; when != nil {
			steps += c.top(when, times)
		}
	}
	for i := range r.Items {
		steps += times + c.top(r.Items[i].Count, times)
	}
	if r.Kind == form.RulePerRow {
		times = capped(times * c.rows(r.List))
	}
	var dearest int64
	for _, part := range r.Parts {
		one := c.rule(part, times)
		steps, dearest = capped(steps+one), max(dearest, one)
	}
	if r.Kind == form.RuleBest {
		steps += dearest // the winner is scored again for its lines
	}
	return capped(steps)
}

func (c *counter) rows(list string) int64 {
	if in := c.set.Input(list); in != nil && in.Type == form.InReports {
		return mostReports
	}
	return mostRows
}

func (c *counter) expr(e *form.Expr) int64 {
	steps := int64(1)
	if e.Kind == form.ExValue {
		steps += c.value(e.Name)
	}
	var args int64
	for _, a := range e.Args {
		args += c.expr(a)
	}
	if e.Kind == form.ExFold {
		args = capped((args + 1) * c.rows(e.Name))
	}
	return capped(steps + args)
}

// value counts a derived value, which is computed wherever it is named.
func (c *counter) value(name string) int64 {
	if n, known := c.values[name]; known {
		return n
	}
	v := c.set.Value(name)
	if v == nil {
		return 0
	}
	c.values[name] = c.expr(v.Expr)
	return c.values[name]
}
