package engine

import (
	"slices"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Rank gives ranks per block on the unrounded index, by the set's tie rule, and classes. Units that are not ranked
// keep rank 0 but have a class.
func (p *Program) Rank(units []UnitResult) {
	blocks := map[string][]*UnitResult{}
	for i := range units {
		u := &units[i]
		u.Rank = 0
		if u.Scorable {
			u.Class = p.class(u)
		}
		if u.Ranked {
			blocks[u.Block] = append(blocks[u.Block], u)
		}
	}
	for _, b := range blocks { // blocks do not touch one another: order does not matter
		rank(b, p.set.Tie)
	}
}

func rank(b []*UnitResult, tie form.Tie) {
	type ranked struct {
		near exact.Num // index cut to twelve decimals: decides nearly always, and is short where the index is a long fraction
		*UnitResult
	}
	rs := make([]ranked, len(b))
	for i, u := range b {
		rs[i] = ranked{u.Index.Round(exact.Rounding{Decimals: 12, Mode: exact.Down}), u}
	}
	slices.SortFunc(rs, func(u, v ranked) int {
		c := v.near.Cmp(u.near)
		if c == 0 {
			c = v.Index.Cmp(u.Index)
		}
		if c == 0 {
			c = strings.Compare(u.Unit, v.Unit)
		}
		return c
	})
	place := 0
	for i, u := range rs {
		switch {
		case i > 0 && u.near.Equal(rs[i-1].near) && u.Index.Equal(rs[i-1].Index):
		case tie == form.TieSharedDense:
			place++
		default:
			place = i + 1
		}
		u.Rank = place
	}
}

// class finds the class of a unit's index in its block's scheme.
func (p *Program) class(u *UnitResult) string {
	for i := range p.set.Classes {
		s := &p.set.Classes[i]
		if !appliesTo(s.Blocks, u.Block) {
			continue
		}
		for _, c := range s.Bands {
			if c.Lower == nil {
				return c.Name
			}
			if d := u.Index.Cmp(*c.Lower); d > 0 || d == 0 && !c.Open {
				return c.Name
			}
		}
	}
	return ""
}

func appliesTo(blocks []string, block string) bool {
	for _, b := range blocks {
		if b == block {
			return true
		}
	}
	return len(blocks) == 0
}
