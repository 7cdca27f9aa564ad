package engine

import "testing"

// allTri are all truth values there are.
var allTri = []tri{no, yes, unknownTri(stNotDue), unknownTri(stMissing), unknownTri(stNotScorable)}

// TestKleene holds the connectives against strong three-valued logic by definition: an unknown operand may be either, and
// the answer is known when it is the same both ways. Order never matters.
func TestKleene(t *testing.T) {
	could := func(x tri) []bool {
		if x.known() {
			return []bool{x == yes}
		}
		return []bool{false, true}
	}
	check := func(name string, got tri, answers map[bool]bool, want status) {
		t.Helper()
		if len(answers) == 1 {
			if !got.known() || answers[got == yes] != true {
				t.Errorf("%s = %v, but every reading agrees", name, got)
			}
		} else if got.known() || got.status() != want {
			t.Errorf("%s = %v, want unknown with status %v", name, got, want)
		}
	}
	for _, a := range allTri {
		for _, b := range allTri {
			if and(a, b) != and(b, a) || or(a, b) != or(b, a) {
				t.Errorf("order matters for %v, %v", a, b)
			}
			ands, ors := map[bool]bool{}, map[bool]bool{}
			for _, x := range could(a) {
				for _, y := range could(b) {
					ands[x && y], ors[x || y] = true, true
				}
			}
			check("and", and(a, b), ands, join(a.status(), b.status()))
			check("or", or(a, b), ors, join(a.status(), b.status()))
		}
		if not(not(a)) != a {
			t.Errorf("not not %v = %v", a, not(not(a)))
		}
	}
}

// TestJoin: the join of states is a semilattice, so that no state depends on the order of operands.
func TestJoin(t *testing.T) {
	all := []status{known, stNotDue, stMissing, stNotScorable}
	for _, a := range all {
		for _, b := range all {
			if join(a, b) != join(b, a) || join(a, a) != a {
				t.Errorf("join(%v, %v)", a, b)
			}
			for _, c := range all {
				if join(a, join(b, c)) != join(join(a, b), c) {
					t.Errorf("join(%v, %v, %v)", a, b, c)
				}
			}
		}
	}
}
