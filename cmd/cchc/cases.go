package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

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
}

type failureJSON struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Code     string   `json:"code"`
	Case     int      `json:"case"`
	Name     string   `json:"name,omitempty"`
	Problems []string `json:"problems"`
}

type missedJSON struct {
	Code     string   `json:"code"`
	Branches []string `json:"branches"`
}

func newRulesTest(a *app) *cobra.Command {
	var coverage bool
	cmd := &cobra.Command{
		Use:     "test [BỘ…]",
		Short:   "Chạy các ca thử đặt cạnh bộ tiêu chí; không nêu bộ nào thì chạy mọi bộ có sẵn",
		Example: "  cchc rules test so-2026 --coverage",
		Args:    arity(0, -1),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
			return completeSets(cmd, args, text)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = setNames()
			}
			out, failed := testJSON{Sets: []testedJSON{}}, 0
			for _, name := range args {
				loaded, err := a.loadGood(name)
				if err != nil {
					return err
				}
				tested, err := testSet(loaded, coverage)
				if err != nil {
					return err
				}
				failed += len(tested.Failures)
				out.Sets = append(out.Sets, tested)
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
	cmd.Flags().BoolVar(&coverage, "coverage", false, "in cả các nhánh chưa có ca thử nào tới")
	return cmd
}

func testSet(loaded *rules.Loaded, coverage bool) (testedJSON, error) {
	out := testedJSON{Set: loaded.Set.ID, Version: loaded.Set.Version, Failures: []failureJSON{}}
	outcomes, err := casetest.Run(loaded)
	if err != nil {
		return out, fmt.Errorf("test set %s: %w", loaded.Set.ID, err)
	}
	out.Cases = len(outcomes)
	for i := range outcomes {
		o := &outcomes[i]
		if o.Passed() {
			continue
		}
		f := failureJSON{File: o.Case.Place.File, Line: o.Case.Place.Line, Code: o.Case.Code, Case: o.Case.Index, Name: o.Case.Name}
		for _, p := range o.Problems {
			f.Problems = append(f.Problems, wording.Message(p.Code, p.Args...))
		}
		out.Failures = append(out.Failures, f)
	}
	if coverage {
		for _, t := range casetest.Coverage(loaded.Set, outcomes) {
			if len(t.Missed) > 0 {
				out.Missed = append(out.Missed, missedJSON{t.Code, t.Missed})
			}
		}
	}
	return out, nil
}

func (t testJSON) print(a *app) {
	for _, s := range t.Sets {
		for _, f := range s.Failures {
			fmt.Fprintf(a.stdout, "%s:%d: %s: %s\n", f.File, f.Line,
				wording.Message("cli.case", f.Code, strconv.Itoa(f.Case), f.Name), strings.Join(f.Problems, "; "))
		}
		for _, m := range s.Missed {
			fmt.Fprintln(a.stdout, wording.Message("cli.missed", m.Code, strings.Join(m.Branches, ", ")))
		}
		if len(s.Failures) == 0 {
			fmt.Fprintln(a.stdout, wording.Message("cli.cases_good", s.Set, strconv.Itoa(s.Cases)))
		}
	}
}
