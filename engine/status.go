package engine

// status is the state of a value while a rule is evaluated. Unknown operands join to the greatest, so that no result
// depends on the order in which operands are looked at.
type status uint8

const (
	known status = iota
	stNotDue
	stMissing
	stNotScorable
)

func join(a, b status) status { return max(a, b) }

// state is the leaf state an unknown value leads to.
func (s status) state() State {
	return [...]State{Scored, NotDue, Missing, NotScorable}[s]
}

// tri is a truth value of Kleene's strong three-valued logic; the unknown ones carry their status.
type tri uint8

const (
	no tri = iota
	yes
	unknown // + status
)

func triOf(b bool) tri {
	if b {
		return yes
	}
	return no
}

func unknownTri(s status) tri { return unknown + tri(s) }

func (t tri) known() bool { return t < unknown }

// status of a truth value: known, or why it is not.
func (t tri) status() status {
	if t < unknown {
		return known
	}
	return status(t - unknown)
}

func and(a, b tri) tri {
	if a == no || b == no {
		return no
	}
	return max(a, b) // yes < unknown
}

func or(a, b tri) tri {
	if a == yes || b == yes {
		return yes
	}
	if a == no {
		return b
	}
	if b == no {
		return a
	}
	return max(a, b)
}

func not(a tri) tri {
	switch a {
	case no:
		return yes
	case yes:
		return no
	}
	return a
}
