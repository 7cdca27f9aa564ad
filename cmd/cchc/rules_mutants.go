package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/library"
	"cchc/rules/mutate"
)

// The contract of rules mutants --json. Scores are exact fractions.
type mutantsJSON struct {
	Set     string            `json:"set"`
	Version string            `json:"version"`
	Total   mutantTallyJSON   `json:"total"`
	Areas   []mutatedAreaJSON `json:"areas"`
	// Failing is how many cases come out otherwise than they demand and were left out.
	Failing   int          `json:"failing"`
	Survivors []mutantJSON `json:"survivors"`
	// Equivalent are the mutants that no case can notice; those without a reason were proved.
	Equivalent []mutantJSON `json:"equivalent"`
	Idle       []string     `json:"idle"`           // ids with a written reason that needs none
	File       string       `json:"file,omitempty"` // of the missing cases, written with --out
}

type mutatedAreaJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
	mutantTallyJSON
}

type mutantTallyJSON struct {
	All       int    `json:"all"`
	Killed    int    `json:"killed"`
	Proved    int    `json:"proved"`
	Reasoned  int    `json:"reasoned"`
	Survived  int    `json:"survived"`
	Stillborn int    `json:"stillborn"`
	Score     string `json:"score"`
}

type mutantJSON struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Operator string `json:"operator"`
	Place    string `json:"place"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	What     string `json:"what"`
	Reason   string `json:"reason,omitempty"`
	// Missing is the case that would notice it, as a line of a cases file.
	Missing string   `json:"missing,omitempty"`
	Why     []string `json:"why,omitempty"` // where no evidence was found: why that proves nothing
}

const mutantsLong = `Đo độ chặt của các ca thử: viết nhầm quy tắc một chỗ một lần (ngưỡng lệch một bước, quên một điều kiện, đổi điểm hai
nhánh…) rồi xem có ca nào không đạt. Lỗi giả định mà không ca nào phát hiện thì in kèm ca còn thiếu: số liệu làm hai quy tắc
cho kết quả khác nhau, với kết quả của quy tắc hiện nay để người soạn đối chiếu. --out ghi các ca còn thiếu vào tệp.

Lỗi chấm mọi số liệu như quy tắc gốc thì không tính; khi máy không thử hết được mọi số liệu, người soạn ghi lý do vào tệp
mutants.txt cạnh bộ tiêu chí, mỗi dòng: MÃ_LỖI LÝ_DO. Tỷ lệ = phát hiện ÷ (tất cả − không thể phát hiện).`

func newRulesMutants(a *app) *cobra.Command {
	var codes []string
	var out string
	cmd := &cobra.Command{
		Use:               "mutants BỘ",
		Short:             "Đo xem các ca thử có phát hiện được lỗi viết nhầm quy tắc không, in các ca còn thiếu",
		Long:              mutantsLong,
		Example:           "  cchc rules mutants so-2026\n  cchc rules mutants bo-tieu-chi --code 3 --out bo-tieu-chi/con-thieu.cases.yaml",
		Args:              arity(1, 1),
		ValidArgsFunction: completeSets,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.chooseGood(args[0], os.Getenv(libraryVariable), day.None)
			if err != nil {
				return err
			}
			if err := casesFile(out); err != nil {
				return err
			}
			if _, err := leavesBelow(c.Loaded.Set, codes); err != nil {
				return err
			}
			reasons, file, err := writtenReasons(args[0], &c)
			if err != nil {
				return err
			}
			report, err := mutate.Run(c.Loaded, reasons, codes...)
			if err != nil {
				return fmt.Errorf("mutants of %s: %w", c.Loaded.Set.ID, err)
			}
			source := sourceOf{dir: c.Place, name: args[0]}
			for i := range report.Leaves {
				for j := range report.Leaves[i].Verdicts {
					v := &report.Leaves[i].Verdicts[j]
					v.Span.File = source.shown(v.Span.File)
				}
			}
			return a.reportMutants(c.Loaded, report, out, file)
		},
	}
	cmd.Flags().StringSliceVar(&codes, "code", nil, "chỉ các tiêu chí, lĩnh vực mang `MÃ` này")
	cmd.Flags().StringVar(&out, "out", "", "ghi các ca còn thiếu vào `TỆP` mới")
	return cmd
}

// writtenReasons reads the reasons beside a set; file is their place as the user knows it.
func writtenReasons(name string, c *library.Choice) (reasons mutate.Reasons, file string, err error) {
	var text []byte
	info, absent := os.Stat(name)
	switch {
	case c.How == library.Path && absent == nil:
		file = filepath.Join(name, mutate.ReasonsFile)
		if !info.IsDir() {
			file = filepath.Join(filepath.Dir(name), mutate.ReasonsFile)
		}
		text, err = os.ReadFile(file)
	case c.Place == "":
		file = path.Join(c.Dir, mutate.ReasonsFile)
		text, err = fs.ReadFile(rules.Sets(), file)
	default:
		file = filepath.Join(c.Place, filepath.FromSlash(c.Dir), mutate.ReasonsFile)
		text, err = os.ReadFile(file)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, file, nil
	}
	if err != nil {
		return nil, file, err
	}
	reasons, bad := mutate.ReadReasons(string(text))
	if len(bad) > 0 {
		var lines []string
		for _, n := range bad {
			lines = append(lines, strconv.Itoa(n))
		}
		return nil, file, fail(exitInvalid, "cli.mutants_bad_lines", file, strings.Join(lines, ", "))
	}
	return reasons, file, nil
}

func (a *app) reportMutants(loaded *rules.Loaded, report *mutate.Report, out, reasonsFile string) error {
	set := loaded.Set
	missing := missingCases(set, report)
	if len(missing) == 0 {
		out = ""
	}
	if out != "" {
		if err := writeDurably(out, []byte(casetest.File(set, sentences(mutantsHead), missing))); err != nil {
			return err
		}
	}
	if a.json {
		j := newMutantsJSON(set, report)
		j.File = out
		if err := a.printJSON(j); err != nil {
			return err
		}
	} else {
		printMutants(a, set, report, reasonsFile)
	}
	if report.Failing > 0 {
		a.note("%s", wording.Message("cli.mutants_failing", strconv.Itoa(report.Failing)))
	}
	for _, id := range report.Idle {
		a.note("%s", wording.Message("cli.mutants_idle", reasonsFile, id))
	}
	if out != "" {
		a.note("%s", wording.Message("cli.mutants_written", strconv.Itoa(len(missing)), out))
	}
	if n := report.Tally("").Survived; n > 0 {
		return fail(exitFindings, "cli.mutants_survived", strconv.Itoa(n))
	}
	if report.Failing > 0 || len(report.Idle) > 0 {
		return &failure{exitFindings, ""}
	}
	return nil
}

// mutantsHead are the sentences at the head of a file of missing cases.
var mutantsHead = []string{"cli.mutants_head.1", "cli.boundary_head.2"}

// missingCases are the missing cases, each named by the first mistake that it notices.
func missingCases(set *form.Set, report *mutate.Report) []*rules.CaseSpec {
	var missing []*rules.CaseSpec
	for _, c := range report.Missing() {
		named := *c
		for _, v := range report.Survivors() {
			if v.Missed == c {
				named.Name = wording.Message("cli.mutants_case", whatText(set, &v.Mutant))
				break
			}
		}
		missing = append(missing, &named)
	}
	return missing
}

func whatText(set *form.Set, m *mutate.Mutant) string {
	return wording.Mutation(set, wording.Mutated{Op: string(m.Op), PlaceKind: string(m.Place.Kind), PlaceID: m.Place.ID,
		Before: m.Before, After: m.After, From: m.From, To: m.To})
}

func printMutants(a *app, set *form.Set, report *mutate.Report, reasonsFile string) {
	for _, v := range report.Survivors() {
		place := ""
		if v.Span.Line > 0 {
			place = fmt.Sprintf(" (%s:%d)", v.Span.File, v.Span.Line)
		}
		fmt.Fprintln(a.stdout, wrap(v.ID+place+": "+whatText(set, &v.Mutant), 2))
		if v.Missed != nil {
			fmt.Fprintln(a.stdout, "  "+wording.Message("cli.mutants_missing", v.Missed.Text(set)))
			continue
		}
		var why []string
		for _, w := range v.Why {
			why = append(why, wording.MutationWhy(string(w)))
		}
		fmt.Fprintln(a.stdout, wrap("  "+wording.Message("cli.mutants_unfound", strings.Join(why, "; "), reasonsFile, v.ID), 2))
	}
	t := newTable("Lĩnh vực", "Lỗi\ngiả định#", "Phát\nhiện#", "Tương\nđương#", "Có lý\ndo#", "Còn\nsót#", "Tỷ lệ#")
	for _, area := range append(report.Areas(), "") {
		n, name := report.Tally(area), area
		if area == "" {
			name = wording.Message("cli.mutants_total")
		}
		t.add(name, strconv.Itoa(n.All), strconv.Itoa(n.Killed), strconv.Itoa(n.Proved), strconv.Itoa(n.Reasoned),
			strconv.Itoa(n.Survived), percentText(n.Score()))
	}
	t.write(a.stdout)
}

func newMutantsJSON(set *form.Set, report *mutate.Report) mutantsJSON {
	j := mutantsJSON{Set: set.ID, Version: set.Version, Total: newMutantTallyJSON(report.Tally("")), Areas: []mutatedAreaJSON{}, Failing: report.Failing,
		Survivors: []mutantJSON{}, Equivalent: []mutantJSON{}, Idle: present(report.Idle)}
	for _, area := range report.Areas() {
		j.Areas = append(j.Areas, mutatedAreaJSON{area, set.Nodes[set.NodeByCode(area)].Name, newMutantTallyJSON(report.Tally(area))})
	}
	for i := range report.Leaves {
		for k := range report.Leaves[i].Verdicts {
			switch v := &report.Leaves[i].Verdicts[k]; v.Fate {
			case mutate.Survived:
				j.Survivors = append(j.Survivors, newMutantJSON(set, v))
			case mutate.Proved, mutate.Reasoned:
				j.Equivalent = append(j.Equivalent, newMutantJSON(set, v))
			}
		}
	}
	return j
}

func newMutantTallyJSON(t mutate.Tally) mutantTallyJSON {
	return mutantTallyJSON{t.All, t.Killed, t.Proved, t.Reasoned, t.Survived, t.Stillborn, t.Score().Fraction()}
}

func newMutantJSON(set *form.Set, v *mutate.Verdict) mutantJSON {
	j := mutantJSON{ID: v.ID, Code: v.Code, Operator: string(v.Op), Place: v.Place.String(), File: v.Span.File, Line: v.Span.Line,
		What: whatText(set, &v.Mutant), Reason: v.Reason}
	if v.Missed != nil {
		j.Missing = strings.TrimPrefix(v.Missed.Text(set), "- ")
	}
	for _, w := range v.Why {
		j.Why = append(j.Why, string(w))
	}
	return j
}
