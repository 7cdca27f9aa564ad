package rules

import (
	"slices"

	"cchc/internal/form"
)

// unwrittenLead is the key of a rule that is known in words only.
const unwrittenLead = form.ShapeUnwritten

// unwritten lowers a rule that is not yet written: no points, and before every other condition one that leaves the leaf
// not scorable, so that it stays in the maximum and blocks publication. The leaf being lowered is the set's last node.
func (l *loader) unwritten(p place, ctx ruleContext) *form.Rule {
	node := &l.set.Nodes[len(l.set.Nodes)-1]
	if ctx.part || ctx.scope.row != nil {
		return nil // a rule inside another, where the key is reported as unknown
	}
	l.warn(p.src, p.node, "rule.unwritten", node.Code)
	because := say("Quy tắc chưa được viết: " + oneLine(p.text())).Text
	always := &form.Expr{Kind: form.ExConst, Type: form.TypeBool, Const: form.Const{Type: form.TypeBool, Bool: true}, Span: p.span()}
	node.Leaf.Applies = slices.Insert(node.Leaf.Applies, 0,
		form.Applies{When: always, Then: form.EffNotScorable, Because: because, Span: p.span()})
	return &form.Rule{Kind: form.RuleCases, Branches: []form.Branch{{ID: "else", Because: because, Span: p.span()}}}
}
