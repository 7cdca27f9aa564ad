package figure_test

import (
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/internal/form"
)

func TestSectionsBelowASingleRoot(t *testing.T) {
	set := figuretest.Set("Một", "Hai")
	for i := range set.Nodes {
		set.Nodes[i].Parent++
	}
	set.Nodes = append([]form.Node{{Code: "0", Kind: form.NodeArea, Parent: -1}}, set.Nodes...)
	if got := figure.Sections(set); len(got) != 2 || got[0].Label() != "I. Một" || got[1].Label() != "II. Hai" {
		t.Errorf("sections are %v", got)
	}
}
