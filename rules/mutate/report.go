package mutate

import (
	"runtime"
	"slices"
	"sync"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

// Report is what became of the mutants of a set's leaves.
type Report struct {
	Leaves []LeafReport // in printed order
	// Failing is how many cases come out otherwise than they expect with the rules as they are; they can notice nothing.
	Failing int
	// Idle are the reasons that name no mutant, or one that needs none: sorted ids.
	Idle []string
	set  *form.Set
}

// LeafReport is what became of the mutants of one leaf.
type LeafReport struct {
	Code, Area string
	Verdicts   []Verdict
	Stillborn  int // mutants that do not compile, which no cases need to notice
}

// Tally counts mutants.
type Tally struct{ All, Killed, Proved, Reasoned, Survived, Stillborn int }

// Equivalent is how many mutants no case can notice.
func (t Tally) Equivalent() int { return t.Proved + t.Reasoned }

// Score is killed ÷ (all − equivalent): the share of mistakes that the cases notice, of those that can be noticed. It is 1
// where there are none.
func (t Tally) Score() exact.Num {
	score, ok := exact.Frac(int64(t.Killed), int64(t.All-t.Equivalent()))
	if !ok {
		return exact.Int(1)
	}
	return score
}

func (t *Tally) add(l *LeafReport) {
	t.Stillborn += l.Stillborn
	for i := range l.Verdicts {
		t.All++
		switch l.Verdicts[i].Fate {
		case Killed:
			t.Killed++
		case Proved:
			t.Proved++
		case Reasoned:
			t.Reasoned++
		case Survived:
			t.Survived++
		}
	}
}

// Areas lists the areas in printed order.
func (r *Report) Areas() []string {
	var all []string
	for i := range r.Leaves {
		if a := r.Leaves[i].Area; !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// Tally counts the mutants of an area; "" is the whole set.
func (r *Report) Tally(area string) Tally {
	var t Tally
	for i := range r.Leaves {
		if l := &r.Leaves[i]; area == "" || l.Area == area {
			t.add(l)
		}
	}
	return t
}

// Survivors lists the mutants that survived, in printed order.
func (r *Report) Survivors() []*Verdict {
	var all []*Verdict
	for i := range r.Leaves {
		for k := range r.Leaves[i].Verdicts {
			if v := &r.Leaves[i].Verdicts[k]; v.Fate == Survived {
				all = append(all, v)
			}
		}
	}
	return all
}

// Missing lists the missing cases, each once, in printed order.
func (r *Report) Missing() []*rules.CaseSpec {
	var all []*rules.CaseSpec
	seen := map[string]bool{}
	for _, v := range r.Survivors() {
		if v.Missed == nil {
			continue
		}
		if key := v.Code + " " + casetest.GivenText(r.set, v.Missed); !seen[key] {
			seen[key] = true
			all = append(all, v.Missed)
		}
	}
	return all
}

// Run judges the mutants of a set against its cases: of all leaves, or with codes of these leaves and of those below these
// nodes. Leaves are judged side by side; the report is the same every time.
func Run(l *rules.Loaded, reasons Reasons, codes ...string) (*Report, error) {
	good, failing, err := passing(l)
	if err != nil {
		return nil, err
	}
	rests := restersOf(l.Set, good)
	var jobs []*judge
	for _, n := range l.Set.Leaves() {
		if wanted(l.Set, n, codes) {
			code := l.Set.Nodes[n].Code
			jobs = append(jobs, &judge{set: l.Set, node: n, code: code, cases: good[code], rests: slices.Clone(rests[code])})
		}
	}
	out := &Report{Leaves: make([]LeafReport, len(jobs)), Failing: failing, set: l.Set}
	errs := make([]error, len(jobs))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				leaf := &out.Leaves[i]
				leaf.Code, leaf.Area = jobs[i].code, areaOf(l.Set, jobs[i].node)
				leaf.Verdicts, leaf.Stillborn, errs[i] = jobs[i].leaf(reasons)
				jobs[i] = nil // what it tried is not needed any more
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	out.Idle = reasons.idle(out, len(codes) > 0)
	return out, nil
}

// passing gives the cases that come out as they expect, by leaf.
func passing(l *rules.Loaded) (good map[string][]*rules.CaseSpec, failing int, err error) {
	outcomes, err := casetest.Run(l)
	if err != nil {
		return nil, 0, err
	}
	good = map[string][]*rules.CaseSpec{}
	for i := range outcomes {
		if c := outcomes[i].Case; outcomes[i].Passed() {
			good[c.Code] = append(good[c.Code], c)
		} else {
			failing++
		}
	}
	return good, failing, nil
}

func wanted(set *form.Set, node int, codes []string) bool {
	return len(codes) == 0 || slices.ContainsFunc(codes, func(code string) bool {
		top := set.NodeByCode(code)
		return top >= 0 && set.Below(node, top)
	})
}

func areaOf(set *form.Set, node int) string {
	for set.Nodes[node].Parent >= 0 {
		node = set.Nodes[node].Parent
	}
	return set.Nodes[node].Code
}

// restersOf lists by leaf the leaves with cases whose points rest on it.
func restersOf(set *form.Set, cases map[string][]*rules.CaseSpec) map[string][]rester {
	on := map[string][]rester{}
	for _, n := range set.Leaves() {
		code := set.Nodes[n].Code
		if len(cases[code]) == 0 {
			continue
		}
		for _, below := range set.LeafRefs(n) {
			if below != code {
				on[below] = append(on[below], rester{node: n, code: code, cases: cases[code]})
			}
		}
	}
	return on
}
