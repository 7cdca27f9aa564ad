package diff

import (
	"slices"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// likeness is how alike two expressions are.
type likeness uint8

const (
	none    likeness = iota // another value
	meaning                 // the same value, printed in another way
	whole                   // the same
)

// alike compares expressions as their canonical bytes do. A reference to a leaf that moved is the same reference.
func (c *comparer) alike(x, y *form.Expr) likeness {
	if x == nil || y == nil {
		if x == y {
			return whole
		}
		return none
	}
	if x.Kind != y.Kind || x.Type != y.Type || x.Field != y.Field || x.Op != y.Op || len(x.Args) != len(y.Args) ||
		!c.sameName(x, y) || x.Kind == form.ExRound && x.Round != y.Round {
		return none
	}
	like := whole
	if x.Kind == form.ExConst {
		like = alikeConst(x.Const, y.Const)
	}
	for i := range x.Args {
		like = min(like, c.alike(x.Args[i], y.Args[i]))
	}
	return like
}

func (c *comparer) same(x, y *form.Expr) bool { return c.alike(x, y) == whole }

// sameName compares the name in an expression; the code of a leaf by the leaf.
func (c *comparer) sameName(x, y *form.Expr) bool {
	if x.Kind != form.ExPoints && x.Kind != form.ExShare || len(c.out.Pairs) == 0 {
		return x.Name == y.Name
	}
	if code, ok := c.out.Code(x.Name); ok {
		return code == y.Name
	}
	known := c.a.NodeByCode(x.Name) >= 0 && c.b.NodeByCode(y.Name) >= 0 // the same code, but not the same leaf
	return x.Name == y.Name && !known
}

func alikeConst(x, y form.Const) likeness {
	if x.Type != y.Type {
		return none
	}
	same := false
	switch x.Type {
	case form.TypeNumber:
		if same = x.Num.Equal(y.Num); same && x.Percent != y.Percent {
			return meaning
		}
	case form.TypeBool:
		same = x.Bool == y.Bool
	case form.TypeDate:
		same = x.Day == y.Day
	default:
		same = x.Text == y.Text
	}
	if same {
		return whole
	}
	return none
}

func (c *comparer) sameText(x, y form.Text) bool {
	return slices.EqualFunc(x.Parts, y.Parts, func(p, q form.TextPart) bool {
		return p.Lit == q.Lit && p.Name == q.Name && p.As == q.As && c.same(p.Arg, q.Arg)
	})
}

func (c *comparer) alikeLimit(x, y *form.Limit) likeness {
	if x == nil || y == nil || x.Open != y.Open {
		if x == nil && y == nil {
			return whole
		}
		return none
	}
	return c.alike(x.At, y.At)
}

// alikeLine compares what a line gives; where a jump comes from is for people.
func (c *comparer) alikeLine(x, y *form.Line) likeness {
	if x == nil || y == nil {
		if x == y {
			return whole
		}
		return none
	}
	if !x.Y0.Equal(y.Y0) || !x.Y1.Equal(y.Y1) {
		return none
	}
	return min(c.alike(x.X0, y.X0), c.alike(x.X1, y.X1))
}

func sameRounding(x, y *exact.Rounding) bool {
	if x == nil || y == nil {
		return x == y
	}
	return *x == *y
}

// sameScoring reports whether two rules give the same points on the same evidence, whatever their sentences say.
func (c *comparer) sameScoring(x, y *form.Rule) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Kind == y.Kind && x.Max.Equal(y.Max) && c.alike(x.Value, y.Value) != none && c.sameBranches(x.Branches, y.Branches) &&
		x.Start.Equal(y.Start) && c.sameItems(x.Items, y.Items) && sameNum(x.Floor, y.Floor) && sameNum(x.Cap, y.Cap) &&
		slices.EqualFunc(x.Parts, y.Parts, c.sameScoring) && sameRelative(x.Relative, y.Relative) && c.sameSurvey(x.Survey, y.Survey) &&
		x.List == y.List && sameRounding(x.Round, y.Round)
}

func (c *comparer) sameBranches(x, y []form.Branch) bool {
	return slices.EqualFunc(x, y, func(p, q form.Branch) bool {
		return c.sameCondition(&p, &q) && p.Points.Equal(q.Points) && c.alikeLine(p.Line, q.Line) != none
	})
}

// sameCondition reports whether two branches decide on the same values.
func (c *comparer) sameCondition(p, q *form.Branch) bool {
	return c.alike(p.When, q.When) != none && c.alikeLimit(p.Lower, q.Lower) != none
}

func (c *comparer) sameItems(x, y []form.Item) bool {
	return slices.EqualFunc(x, y, func(p, q form.Item) bool {
		return c.alike(p.Count, q.Count) != none && p.Points.Equal(q.Points)
	})
}

func sameRelative(x, y *form.Relative) bool {
	if x == nil || y == nil {
		return x == y
	}
	return *x == *y
}

func (c *comparer) sameSurvey(x, y *form.Survey) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Input == y.Input && x.NoneLeft == y.NoneLeft && c.alike(x.MinSample, y.MinSample) != none
}
