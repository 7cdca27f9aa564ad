package figure

import "cchc/internal/form"

// Section is a part of the total that charts draw by itself: an area (lĩnh vực) of the set.
type Section struct {
	Node int // index in Set.Nodes
	Code string
	Name string
}

// Label is the section's printed number and name.
func (s Section) Label() string { return s.Code + ". " + s.Name }

// Sections lists the set's top nodes; where the whole set hangs below a single node, that node's children.
func Sections(set *form.Set) []Section {
	parent := -1
	for {
		sections := childrenOf(set, parent)
		if len(sections) != 1 || set.Nodes[sections[0].Node].Kind == form.NodeLeaf {
			return sections
		}
		parent = sections[0].Node
	}
}

func childrenOf(set *form.Set, parent int) []Section {
	var sections []Section
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Parent == parent {
			sections = append(sections, Section{i, n.Code, n.Name})
		}
	}
	return sections
}
