package form

import "cchc/internal/exact"

// Number is the number of a constant, or of a parameter at the period's end; ok is false for anything else.
func (s *Set) Number(e *Expr) (n exact.Num, ok bool) {
	k, ok := s.Known(e)
	return k.Num, ok && k.Type == TypeNumber
}

// Known is the value of a constant, or of a parameter at the period's end; ok is false for anything else.
func (s *Set) Known(e *Expr) (k Const, ok bool) {
	switch {
	case e == nil:
	case e.Kind == ExConst:
		return e.Const, true
	case e.Kind == ExParam:
		return s.ParamValue(e.Name)
	}
	return Const{}, false
}
