package charts

import "cchc/internal/form"

// section is a part of the total that charts draw by itself: an area (lĩnh vực) of the set.
type section struct {
	Node int // index in Set.Nodes
	Code string
	Name string
}

// Label is the section's printed number and name.
func (s section) Label() string { return s.Code + ". " + s.Name }

// sectionsOf lists the set's top nodes; where the whole set hangs below a single node, that node's children.
func sectionsOf(set *form.Set) []section {
	parent := -1
	for {
		sections := childrenOf(set, parent)
		if len(sections) != 1 || set.Nodes[sections[0].Node].Kind == form.NodeLeaf {
			return sections
		}
		parent = sections[0].Node
	}
}

func childrenOf(set *form.Set, parent int) []section {
	var sections []section
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Parent == parent {
			sections = append(sections, section{i, n.Code, n.Name})
		}
	}
	return sections
}
