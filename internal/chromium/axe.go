//go:build browser

package chromium

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
)

//go:embed axe/axe.min.js
var axe string

// axeRun gives what axe found. Only violations are listed in full; of what axe leaves to a human's judgement one example of
// each rule is given, because its list can be longer than the page (labels in pictures) and takes most of the time.
const axeRun = `axe.run(document, {
	runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
	resultTypes: ["violations"],
}).then(r => {
	const brief = found => found.map(v => ({rule: v.id, impact: v.impact || "", help: v.help,
		nodes: v.nodes.map(n => ({target: n.target.flat().join(" "), summary: n.failureSummary || ""}))}));
	return {violations: brief(r.violations), undecided: brief(r.incomplete), passes: r.passes.length};
})`

type finding struct {
	Rule, Impact, Help string
	Nodes              []struct{ Target, Summary string }
}

func (f finding) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "\n  %s (%s): %s", f.Rule, f.Impact, f.Help)
	for _, n := range f.Nodes {
		fmt.Fprintf(&s, "\n    %s\n      %s", n.Target, strings.ReplaceAll(n.Summary, "\n", "\n      "))
	}
	return s.String()
}

// Axe looks for barriers with axe-core, by the rules of WCAG 2.0, 2.1 and 2.2 of levels A and AA, and fails the test with
// all it finds. What axe leaves to a human's judgement is only logged, with one example of each kind.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	p.settle(t)
	var found struct {
		Violations, Undecided []finding
		Passes                int
	}
	p.inside(t, "axe", axe+"\n;"+axeRun, &found)
	if found.Passes == 0 {
		t.Errorf("%s: axe checked nothing", p)
	}
	if len(found.Violations) > 0 {
		t.Errorf("%s has barriers:%s", p, join(found.Violations))
	}
	if len(found.Undecided) > 0 {
		t.Logf("%s, to be judged by eye:%s", p, join(found.Undecided))
	}
}

func join(findings []finding) string {
	var s strings.Builder
	for _, f := range findings {
		s.WriteString(f.String())
	}
	return s.String()
}
