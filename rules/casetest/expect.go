package casetest

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
)

// Expect fills in what a case must demand to be met by an outcome: the state, the points, the branch that decided, and
// where there are no points the maximum that stays.
func Expect(c *rules.CaseSpec, node *engine.NodeResult) {
	points := node.Points
	c.Expect = rules.Expect{State: string(node.State), Points: &points, Branch: node.Branch}
	if node.State != engine.Scored {
		applied := node.Applied
		c.Expect.Applied = &applied
	}
}

// GivenText is what a case gives, in one form: cases of a leaf whose texts are equal try the same evidence. Obligations
// that the leaf does not look at are left out.
func GivenText(set *form.Set, c *rules.CaseSpec) string {
	k := *c
	k.Name, k.Expect = "", rules.Expect{}
	k.Given, k.Attrs = slices.Clone(c.Given), slices.Clone(c.Attrs)
	slices.SortFunc(k.Given, func(a, b rules.Given) int {
		return strings.Compare(a.Input+" "+a.Row+" "+a.Field, b.Input+" "+b.Row+" "+b.Field)
	})
	slices.SortFunc(k.Attrs, func(a, b rules.Given) int { return strings.Compare(a.Input, b.Input) })
	owed := deliverables(set, c.Code)
	k.Dues = slices.DeleteFunc(slices.Clone(c.Dues), func(d rules.Due) bool { return !owed[d.Deliverable] })
	slices.SortFunc(k.Dues, func(a, b rules.Due) int { return strings.Compare(a.Deliverable+" "+a.Key, b.Deliverable+" "+b.Key) })
	return k.Text(set)
}

// deliverables are those whose obligations a leaf looks at.
func deliverables(set *form.Set, code string) map[string]bool {
	owed := map[string]bool{}
	n := set.NodeByCode(code)
	if n < 0 {
		return owed
	}
	for _, name := range set.LeafInputs(n) {
		in := set.Input(name)
		if len(in.Deliverables) > 0 && (in.Type == form.InDocument || in.Type == form.InReports || in.Type == form.InEvent) {
			owed[in.Deliverables[0]] = true
		}
	}
	return owed
}

// File writes cases as a file beside a set, leaf by leaf in the order in which they stand; comment is the head, a line
// each. Cases that give what the set's own cases of other files give stand beside them all the same.
func File(set *form.Set, comment []string, cases []*rules.CaseSpec) string {
	var b strings.Builder
	for _, line := range comment {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	b.WriteString("cases:\n")
	for i, c := range cases {
		if i == 0 || cases[i-1].Code != c.Code {
			b.WriteString("  \"" + c.Code + "\":\n")
		}
		b.WriteString("    " + c.Text(set) + "\n")
	}
	return b.String()
}
