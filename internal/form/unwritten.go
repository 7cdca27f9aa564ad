package form

// ShapeUnwritten is the shape of a rule that is not yet written (quy tắc chưa được viết): it is known in words only, and
// its leaf is not scorable until someone writes it.
const ShapeUnwritten = "unwritten"

// Unwritten reports whether the leaf's rule is not yet written.
func (l *Leaf) Unwritten() bool { return l.Rule != nil && l.Rule.Shape == ShapeUnwritten }

// Unwritten lists the indices of the leaves whose rules are not yet written, in printed order.
func (s *Set) Unwritten() []int {
	var leaves []int
	for _, i := range s.Leaves() {
		if s.Nodes[i].Leaf.Unwritten() {
			leaves = append(leaves, i)
		}
	}
	return leaves
}
