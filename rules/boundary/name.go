package boundary

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules/casetest"
)

// sideNames are the sides of a limit in sentence codes.
var sideNames = [3]string{"below", "at", "above"}

// sideName says on which side of a limit a case stands: "ngay dưới 80%", or "dưới 80%" where it is not the next figure. Where
// the leaf looks at several quantities it says which; documents are early or late by days.
func (f *finder) sideName(l *limit, side int, many bool) string {
	value, code := wording.Value(l.at, "", nil), "boundary."+sideNames[side]
	switch {
	case l.kind == string(form.ExLate):
		value, code = l.values[side].Num.VN(), "boundary.late"
		if l.values[side].Num.IsZero() {
			code = "boundary.in_time"
		}
	case l.at.Type == form.TypeDate:
		code = "boundary.day_" + sideNames[side]
	case l.percent:
		value = wording.Value(l.at, "percent", nil)
	}
	if side != 1 && l.kind != string(form.ExLate) && !f.next(l, side) {
		code += ".far"
	}
	name := wording.Message(code, value)
	label := l.label
	if utf8.RuneCountInString(label) > longestLabel {
		label = wording.Message("boundary.value")
	}
	if many && label != "" {
		name = wording.Message("boundary.of", label, name)
	}
	return name
}

// longestLabel is how long a formula in words may be to serve as the name of a quantity.
const longestLabel = 90

// namedBranch is a branch, item or condition with what a case of it is called.
type namedBranch struct{ id, name string }

// named lists everything that can decide the leaf, as results name it.
func (f *finder) named() []namedBranch {
	var all []namedBranch
	for i := range f.leaf.Applies {
		a := &f.leaf.Applies[i]
		all = append(all, namedBranch{"applies" + strconv.Itoa(i+1), wording.Expr(f.set, a.When)})
	}
	names := map[string]string{}
	f.branchNames(f.leaf.Rule, "", names)
	for _, id := range casetest.BranchIDs(f.leaf.Rule, "") {
		all = append(all, namedBranch{id, names[id]})
	}
	for _, id := range []string{"points", "all", "survey", "rows"} { // the ids of rules without branches
		all = append(all, namedBranch{id, wording.Message("boundary.usual")})
	}
	return all
}

// branchNames says what cases of the branches of a rule are called: by when they decide.
func (f *finder) branchNames(r *form.Rule, prefix string, names map[string]string) {
	for i := range r.Branches {
		b := &r.Branches[i]
		name := wording.BranchWhen(f.set, r, i)
		switch text, whole := plainText(b.Because); {
		case r.Kind == form.RuleBands && len(r.Branches) == 1:
			name = wording.Message("boundary.usual")
		case r.Kind == form.RuleBands:
			if label := wording.Expr(f.set, r.Value); utf8.RuneCountInString(label) <= longestLabel {
				name = wording.Message("boundary.of", label, name)
			}
		case b.When == nil && whole:
			name = text
		}
		names[prefix+b.ID] = name
	}
	for i := range r.Items {
		names[prefix+r.Items[i].ID] = f.itemName(&r.Items[i])
	}
	for i, part := range r.Parts {
		f.branchNames(part, r.PrefixBelow(prefix, i), names)
	}
}

// itemName is what is counted, as its sentence says it; where that speaks of figures, as the rule does.
func (f *finder) itemName(it *form.Item) string {
	if text, whole := plainText(it.Because); whole {
		return text
	}
	return wording.Expr(f.set, it.Count)
}

// contradiction is what a case against a check is called.
func (f *finder) contradiction(k *form.Check) string {
	if text, whole := plainText(k.Because); whole {
		return wording.Message("boundary.contradiction", text)
	}
	return wording.Message("boundary.contradiction_to", wording.Expr(f.set, k.Cond))
}

// plainText is a sentence that takes nothing from the figures; whole is false for one that does, and for none.
func plainText(t form.Text) (text string, whole bool) {
	var b strings.Builder
	for i := range t.Parts {
		if t.Parts[i].Arg != nil {
			return "", false
		}
		b.WriteString(t.Parts[i].Lit)
	}
	text = strings.TrimSpace(b.String())
	return text, text != ""
}

// next reports whether the case on a side of a limit stands next to it: one step of what is counted or a day away, or so that
// one step of one of its figures or days reaches the limit.
func (f *finder) next(l *limit, side int) bool {
	value := l.values[side]
	if value.Type == form.TypeDate {
		return value.Day.Sub(l.at.Day) == side-1
	}
	if l.counted() {
		return value.Num.Sub(l.at.Num).Abs().Equal(exact.Int(1))
	}
	t := l.sides[side]
	for i := range t.spec.Given {
		if t.spec.Given[i].None {
			continue
		}
		for _, by := range []int64{1, -1} {
			if f.reaches(l, side, t, i, by) {
				return true
			}
		}
	}
	return false
}

// counted reports whether a limit is one of counted rows, answers or days.
func (l *limit) counted() bool {
	return l.of == nil || l.of.Kind == form.ExFold && l.of.Op == "count" || l.of.Kind == form.ExLate
}

// reaches reports whether a case reaches or passes a limit once one of its figures or days is so many steps off.
func (f *finder) reaches(l *limit, side int, t *trial, given int, by int64) bool {
	spec := t.spec
	spec.Given = append(spec.Given[:0:0], spec.Given...)
	g := &spec.Given[given]
	step, stepped := f.step(g.Input)
	switch {
	case g.Value.Type == form.TypeDate:
		g.Value.Day = g.Value.Day.Add(int(by))
	case g.Value.Type == form.TypeNumber && stepped:
		g.Value.Num = g.Value.Num.Add(step.Mul(exact.Int(by)))
	default:
		return false
	}
	o, err := f.bench.Run(&spec)
	if err != nil || o.Trace.Code == "" {
		return false
	}
	reached := false
	f.told = func(key string, value, at engine.Value) {
		reached = reached || key == l.key && compare(value, at) != side-1
	}
	f.read(t, &o.Trace)
	f.told = nil
	return reached
}

// step is by how much the figures of an input differ at least; ok is false where they can lie as near as one likes.
func (f *finder) step(input string) (step exact.Num, ok bool) {
	step = exact.Int(1)
	in := f.set.Input(input)
	if in == nil || in.Decimals == 0 {
		return step, in != nil && (in.Type == form.InCount || in.Type == form.InList || in.Type == form.InSurvey)
	}
	decimals := in.Decimals
	if in.Type == form.InRatio {
		decimals += 2 // 80 % is kept as 0.8
	}
	for range decimals {
		step = step.Mul(exact.MustFrac(1, 10))
	}
	return step, true
}
