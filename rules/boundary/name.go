package boundary

import (
	"strconv"
	"strings"

	"unicode/utf8"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules/casetest"
)

// sideNames are the sides of a limit in sentence codes.
var sideNames = [3]string{"below", "at", "above"}

// sideName says on which side of a limit a case stands: "ngay dưới 80%". Where the leaf looks at several quantities it says
// which; documents are early or late by days.
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

// branchNames says what cases of the branches of a rule are called.
func (f *finder) branchNames(r *form.Rule, prefix string, names map[string]string) {
	for i := range r.Branches {
		b := &r.Branches[i]
		switch {
		case b.When != nil:
			names[prefix+b.ID] = wording.Expr(f.set, b.When)
		default:
			names[prefix+b.ID] = wording.Message("boundary.branch", b.ID)
			if text := plainText(b.Because); text != "" {
				names[prefix+b.ID] = text
			}
		}
	}
	for i := range r.Items {
		names[prefix+r.Items[i].ID] = plainText(r.Items[i].Because)
	}
	for i, part := range r.Parts {
		below := prefix + "p" + strconv.Itoa(i+1) + "/"
		if r.Kind == form.RulePerRow {
			below = prefix + "row/"
		}
		f.branchNames(part, below, names)
	}
}

// plainText is a sentence with "…" for what it takes from the figures.
func plainText(t form.Text) string {
	var b strings.Builder
	for i := range t.Parts {
		if t.Parts[i].Arg != nil {
			b.WriteString("…")
			continue
		}
		b.WriteString(t.Parts[i].Lit)
	}
	return strings.TrimSpace(b.String())
}
