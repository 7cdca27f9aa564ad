package engine

import "cchc/internal/exact"

// Bound is the evidence of one unit laid out for a program, kept apart from the working memory of scoring, so that a
// benchmark can score many bound units without binding each again.
type Bound struct{ fr frame }

// Keep takes the bound evidence out of the scorer; the next Bind lays out anew.
func (s *Scorer) Keep() Bound {
	b := Bound{fr: s.fr}
	s.fr = frame{refs: b.fr.refs}
	b.fr.lines, b.fr.taken = nil, nil
	return b
}

// Use puts kept evidence back and leaves the scorer its working memory.
func (s *Scorer) Use(b *Bound) {
	lines, taken, out := s.fr.lines, s.fr.taken, s.fr.out
	s.fr = b.fr
	s.fr.lines, s.fr.taken = lines, taken
	if out != nil {
		s.fr.out = out
	}
}

// Totals adds the leaves already scored.
func (s *Scorer) Totals() exact.Num { return s.total().Points }
