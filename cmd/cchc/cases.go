package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
)

// The contract of rules test --json.
type testJSON struct {
	Sets []testedJSON `json:"sets"`
}

type testedJSON struct {
	Set      string        `json:"set"`
	Version  string        `json:"version"`
	Cases    int           `json:"cases"`
	Failures []failureJSON `json:"failures"`
	Missed   []missedJSON  `json:"missed,omitempty"`
	// With --coverage: of all branches, items and conditions of applicability, how many decided in some case; leaf by leaf.
	Reached  *shareJSON    `json:"reached,omitempty"`
	Coverage []touchedJSON `json:"coverage,omitempty"`
}

type failureJSON struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Code     string   `json:"code"`
	Case     int      `json:"case"`
	Name     string   `json:"name,omitempty"`
	Problems []string `json:"problems"`
	// With --verbose: what was given, as the author writes it, what was demanded, what came out, and how.
	Given       string           `json:"given,omitempty"`
	Expected    *caseOutcomeJSON `json:"expected,omitempty"`
	Got         *caseOutcomeJSON `json:"got,omitempty"`
	Explanation string           `json:"explanation,omitempty"`
}

type caseOutcomeJSON struct {
	State  string `json:"state"`
	Points string `json:"points,omitempty"`
	Branch string `json:"branch,omitempty"`
}

type missedJSON struct {
	Code     string   `json:"code"`
	Branches []string `json:"branches"`
}

type shareJSON struct {
	Count int    `json:"count"`
	Of    int    `json:"of"`
	Exact string `json:"exact"`
}

type touchedJSON struct {
	Code     string   `json:"code"`
	Branches []string `json:"branches"`
	Missed   []string `json:"missed"`
	States   []string `json:"states"`
	Reasons  []string `json:"reasons"`
	Unseen   []string `json:"unseen"` // reasons that the rule makes possible and no case came out with
}

const testLong = `Chạy các ca thử đặt cạnh bộ tiêu chí; không nêu bộ nào thì chạy mọi bộ có sẵn.

Mỗi ca không đạt in một dòng: tệp, dòng, tiêu chí, ca, chỗ khác. --verbose in thêm điều đã cho, điều phải ra, điều tính ra và
toàn bộ cách tính như lệnh explain. --coverage in bảng: với mỗi tiêu chí, các ca đã tới bao nhiêu nhánh, nhánh nào chưa tới,
đã gặp những trạng thái nào, những lý do nào có thể xảy ra mà chưa ca nào gặp.`

func newRulesTest(a *app) *cobra.Command {
	var coverage, verbose bool
	cmd := &cobra.Command{
		Use:               "test [BỘ…]",
		Short:             "Chạy các ca thử đặt cạnh bộ tiêu chí; không nêu bộ nào thì chạy mọi bộ có sẵn",
		Long:              testLong,
		Example:           "  cchc rules test so-2026 --coverage\n  cchc rules test bo-tieu-chi/so-2026 --verbose",
		Args:              arity(0, -1),
		ValidArgsFunction: completeSets,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = setNames()
			}
			out, failed := testJSON{Sets: []testedJSON{}}, 0
			for _, name := range args {
				c, err := a.chooseGood(name, os.Getenv(libraryVariable), day.None)
				if err != nil {
					return err
				}
				set, err := tested(c.Loaded, coverage, verbose)
				if err != nil {
					return err
				}
				source := sourceOf{dir: c.Place, name: name}
				for i := range set.Failures {
					set.Failures[i].File = source.shown(set.Failures[i].File)
				}
				failed += len(set.Failures)
				out.Sets = append(out.Sets, set)
			}
			if a.json {
				if err := a.printJSON(out); err != nil {
					return err
				}
			} else {
				out.print(a)
			}
			if failed > 0 {
				return fail(exitFindings, "cli.cases_bad", strconv.Itoa(failed))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&coverage, "coverage", false, "in bảng các nhánh, trạng thái, lý do mà ca thử đã tới và chưa tới")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "với mỗi ca không đạt, in điều đã cho, điều phải ra, điều tính ra và cách tính")
	return cmd
}

func testSet(loaded *rules.Loaded, coverage bool) (testedJSON, error) {
	return tested(loaded, coverage, false)
}

// tested runs the cases of a set; verbose says of each failing case how it came about.
func tested(loaded *rules.Loaded, coverage, verbose bool) (testedJSON, error) {
	out := testedJSON{Set: loaded.Set.ID, Version: loaded.Set.Version, Failures: []failureJSON{}}
	outcomes, err := casetest.Run(loaded)
	if err != nil {
		return out, fmt.Errorf("test set %s: %w", loaded.Set.ID, err)
	}
	out.Cases = len(outcomes)
	for i := range outcomes {
		if o := &outcomes[i]; !o.Passed() {
			out.Failures = append(out.Failures, newFailureJSON(loaded.Set, o, verbose))
		}
	}
	if coverage {
		out.cover(casetest.Coverage(loaded.Set, outcomes))
	}
	return out, nil
}

func newFailureJSON(set *form.Set, o *casetest.Outcome, verbose bool) failureJSON {
	c := o.Case
	f := failureJSON{File: c.Place.File, Line: c.Place.Line, Code: c.Code, Case: c.Index, Name: c.Name}
	for _, p := range o.Problems {
		f.Problems = append(f.Problems, wording.Message(p.Code, p.Args...))
	}
	if !verbose {
		return f
	}
	f.Given = givenText(set, c)
	f.Expected = &caseOutcomeJSON{State: c.Expect.State, Branch: c.Expect.Branch}
	if c.Expect.Points != nil {
		f.Expected.Points = c.Expect.Points.Fraction()
	}
	if o.Trace.Code != "" { // the engine did not refuse
		f.Got = &caseOutcomeJSON{string(o.Node.State), o.Node.Points.Fraction(), o.Node.Branch}
		name := func(string) string { return wording.Message("cli.case_unit") }
		f.Explanation = strings.TrimRight(wording.Explain(set, c.AsOf, name, &o.Trace), "\n")
	}
	return f
}

// givenText is what a case gives, as its author writes it, without name and demand; where it is data alone, without their key.
func givenText(set *form.Set, c *rules.CaseSpec) string {
	bare := *c
	bare.Name, bare.Expect = "", rules.Expect{Points: &exact.Num{}}
	text := strings.TrimSuffix(strings.TrimPrefix(bare.Text(set), "- {"), ", points: 0}")
	return strings.TrimPrefix(text, "given: ")
}

func (t *testedJSON) cover(all []casetest.Touched) {
	t.Reached = &shareJSON{}
	for _, c := range all {
		t.Reached.Of += len(c.Branches)
		t.Reached.Count += len(c.Branches) - len(c.Missed)
		if len(c.Missed) > 0 {
			t.Missed = append(t.Missed, missedJSON{c.Code, c.Missed})
		}
		j := touchedJSON{c.Code, present(c.Branches), present(c.Missed), []string{}, present(c.Reasons), present(c.Unseen)}
		for _, s := range c.States {
			j.States = append(j.States, string(s))
		}
		t.Coverage = append(t.Coverage, j)
	}
	t.Reached.Exact = ratio(t.Reached.Count, t.Reached.Of).Fraction()
}

// ratio is a share of a whole; nothing of nothing is all of it.
func ratio(n, of int) exact.Num {
	share, ok := exact.Frac(int64(n), int64(of))
	if !ok {
		return exact.Int(1)
	}
	return share
}

// percentText is a share as a percentage, rounded down so that only all of it is 100 %.
func percentText(share exact.Num) string {
	return share.Mul(exact.Int(100)).DecimalVN(exact.Rounding{Decimals: 1, Mode: exact.Down}) + "%"
}

// present is a list that is there even when it is empty.
func present(all []string) []string { return append([]string{}, all...) }

func (t testJSON) print(a *app) {
	for _, s := range t.Sets {
		for _, f := range s.Failures {
			fmt.Fprintf(a.stdout, "%s:%d: %s: %s\n", f.File, f.Line, f.title(), strings.Join(f.Problems, "; "))
			f.print(a)
		}
		s.printCoverage(a)
		for _, m := range s.Missed {
			fmt.Fprintln(a.stdout, wording.Message("cli.missed", m.Code, strings.Join(m.Branches, ", ")))
		}
		if len(s.Failures) == 0 {
			fmt.Fprintln(a.stdout, wording.Message("cli.cases_good", s.Set, strconv.Itoa(s.Cases)))
		}
	}
}

// title names a failing case: by its leaf, its number and its name, if it has one.
func (f *failureJSON) title() string {
	if f.Name == "" {
		return wording.Message("cli.case_unnamed", f.Code, strconv.Itoa(f.Case))
	}
	return wording.Message("cli.case", f.Code, strconv.Itoa(f.Case), f.Name)
}

// print says how a failing case came about, where that was asked for.
func (f *failureJSON) print(a *app) {
	if f.Expected == nil {
		return
	}
	put := func(code, text string) {
		fmt.Fprintln(a.stdout, wrap("    "+wording.Message(code, text), 4))
	}
	put("cli.case_given", f.Given)
	put("cli.case_expected", f.Expected.text())
	if f.Got != nil {
		put("cli.case_got", f.Got.text())
		for line := range strings.SplitSeq(f.Explanation, "\n") {
			fmt.Fprintln(a.stdout, wrap(strings.TrimRight("    "+line, " "), 6))
		}
	}
}

func (o *caseOutcomeJSON) text() string {
	text := wording.State(engine.State(o.State))
	if n, err := exact.ParseFraction(o.Points); err == nil {
		text = wording.Message("cli.case_outcome", text, n.VN())
	}
	if o.Branch != "" {
		text += wording.Message("cli.case_branch", o.Branch)
	}
	return text
}

func (t *testedJSON) printCoverage(a *app) {
	if t.Reached == nil {
		return
	}
	table := newTable("Mã", "Nhánh\nđã tới#", "Trạng thái đã gặp", "Lý do chưa ca nào gặp")
	for _, c := range t.Coverage {
		var states, unseen []string
		for _, s := range c.States {
			states = append(states, wording.State(engine.State(s)))
		}
		for _, id := range c.Unseen {
			unseen = append(unseen, wording.Reached(id))
		}
		of := len(c.Branches)
		table.add(c.Code, strconv.Itoa(of-len(c.Missed))+"/"+strconv.Itoa(of), strings.Join(states, ", "), strings.Join(unseen, ", "))
	}
	table.write(a.stdout)
	fmt.Fprintln(a.stdout, wording.Message("cli.coverage_total", t.Set, strconv.Itoa(t.Reached.Count), strconv.Itoa(t.Reached.Of),
		percentText(ratio(t.Reached.Count, t.Reached.Of))))
}
