// Package proof looks for what is wrong with a criteria set that loads: branches nobody reaches, conditions that are
// always true, sentences that cannot be filled, maxima nobody attains, figures of which more is worse, units of measure
// that do not meet, names that nothing stands behind.
//
// It knows what makes a rule suspicious and runs the engine over the points at which a rule can change (rules/space). It
// says of every finding whether it holds for all evidence (exact) or was found by trying points (search), and shows the
// evidence. It repeats nothing that the loader refuses, makes no sentences (internal/wording) and reads no files.
package proof

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/space"
)

// Known is what the caller knows of the world around a set. What is nil is not checked.
type Known struct {
	Deliverables []Deliverable // of the plan, in its order
	Offices      []string      // codes of units, offices and roles that can enter figures; "unit" always can
	// PlanAssumed and OfficesAssumed: nobody said that the set is about these; what is not among them is only a warning.
	PlanAssumed, OfficesAssumed bool
}

// Deliverable is a product of the plan.
type Deliverable struct{ ID, Title string }

// Method says how far a finding can be trusted.
type Method string

// The methods.
const (
	Exact  Method = "exact"  // decided for all evidence, or by the structure of the set alone
	Search Method = "search" // found, or not found, among the points tried
)

// Finding is one thing wrong, at its place. The sentence of Code says what, that of Code+".way" what to do. Source is
// left to the caller, who has the files.
type Finding struct {
	rules.Diagnostic
	Leaf   string // code of the subcriterion; "" where the finding is not about one
	Method Method
	Points int              // how many points were tried; 0 where none had to be
	Why    []space.Why      // Search: why the points do not stand for all evidence
	Cases  []rules.CaseSpec // the evidence that shows it, with what the leaf scores on it
}

// Leaf is how one subcriterion was looked at and what its rule attains, applicability left aside.
type Leaf struct {
	Code   string
	Method Method
	Points int
	Why    []space.Why
	// Most and Least are cases on which the rule gives its most and its least points; nil where it gave none.
	Most, Least *rules.CaseSpec
}

// Findings is everything found in a set, with how it was looked for.
type Findings struct {
	All    []Finding // by place, as diagnostics are sorted
	Leaves []Leaf    // in printed order; those whose rule is not yet written are left out
}

// Count gives the number of errors and warnings.
func (f *Findings) Count() (mistakes, warnings int) {
	for i := range f.All {
		if f.All[i].Severity == rules.Error {
			mistakes++
		} else {
			warnings++
		}
	}
	return mistakes, warnings
}

// Check looks for everything. The same set gives the same findings in the same order.
func Check(loaded *rules.Loaded, known Known) Findings {
	set := loaded.Set
	var out Findings
	out.All = append(out.All, names(set, known)...)
	out.All = append(out.All, classes(set)...)
	out.All = append(out.All, measures(set)...)
	out.All = append(out.All, senseless(set)...)
	out.All = append(out.All, costs(set)...)
	for _, r := range proveLeaves(set) {
		out.All = append(out.All, r.found...)
		if r.looked {
			out.Leaves = append(out.Leaves, r.leaf)
		}
	}
	sortFindings(out.All)
	return out
}

// Publishable lists the findings that refuse publication; none: the set may be published.
func Publishable(loaded *rules.Loaded, known Known) []Finding {
	all := Check(loaded, known).All
	return slices.DeleteFunc(all, func(f Finding) bool { return f.Severity != rules.Error })
}

// proveLeaves looks at every leaf, several at a time; the results stand in printed order.
func proveLeaves(set *form.Set) []result {
	leaves := set.Leaves()
	out, checks := make([]result, len(leaves)), guards(set)
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(leaves)) {
		wait.Go(func() {
			for i := range next {
				out[i] = prove(set, leaves[i], checks[leaves[i]])
			}
		})
	}
	for i := range leaves {
		next <- i
	}
	close(next)
	wait.Wait()
	return out
}

// sortFindings orders as diagnostics are ordered.
func sortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code), slices.Compare(a.Args, b.Args))
	})
}

// at makes a finding at a place of the set.
func at(s form.Span, severity rules.Severity, code string, args ...string) Finding {
	end := s.EndCol
	if s.EndLine != s.Line || end <= s.Col {
		end = s.Col + 1
	}
	if s.Line == 0 {
		end = 0
	}
	return Finding{Method: Exact, Diagnostic: rules.Diagnostic{
		File: s.File, Line: s.Line, Col: s.Col, EndCol: end, Severity: severity, Code: code, Args: args}}
}
