package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/boundary"
	"cchc/rules/casetest"
)

// The contract of rules boundary --json.
type boundaryJSON struct {
	Set     string             `json:"set"`
	Version string             `json:"version"`
	Cases   []proposedCaseJSON `json:"cases"`
	File    string             `json:"file,omitempty"` // written with --out
}

type proposedCaseJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Text is the case as a line of a cases file.
	Text string `json:"text"`
}

const boundaryLong = `Đề xuất ca thử quanh từng ngưỡng của quy tắc: ngay dưới, đúng và ngay trên; thêm một ca cho mỗi nhánh, mỗi điều kiện áp
dụng, mỗi kiểu số liệu mâu thuẫn và mỗi trạng thái chưa có điểm. Ca nào bộ tiêu chí đã có (cùng số liệu) thì không đề xuất.

Kết quả ghi ở mỗi ca là điều quy tắc hiện nay tính ra, không phải điều văn bản quy định: người soạn phải đối chiếu từng ca.
In ra tệp ca thử như người soạn viết; --out ghi vào tệp (đặt cạnh bộ tiêu chí, đuôi .cases.yaml).`

func newRulesBoundary(a *app) *cobra.Command {
	var codes []string
	var out string
	cmd := &cobra.Command{
		Use:               "boundary BỘ",
		Short:             "Đề xuất ca thử quanh từng ngưỡng của quy tắc",
		Long:              boundaryLong,
		Example:           "  cchc rules boundary so-2026 --code 3.1.1\n  cchc rules boundary bo-tieu-chi --out bo-tieu-chi/nguong.cases.yaml",
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
			cases, err := proposeCases(c.Loaded, codes)
			if err != nil {
				return err
			}
			return a.giveCases(c.Loaded.Set, cases, out)
		},
	}
	cmd.Flags().StringSliceVar(&codes, "code", nil, "chỉ các tiêu chí, lĩnh vực mang `MÃ` này")
	cmd.Flags().StringVar(&out, "out", "", "ghi vào `TỆP` mới, không in ra")
	return cmd
}

// proposeCases gives the boundary cases of the leaves below some nodes; of all where none is named.
func proposeCases(loaded *rules.Loaded, codes []string) ([]*rules.CaseSpec, error) {
	leaves, err := leavesBelow(loaded.Set, codes)
	if err != nil {
		return nil, err
	}
	var all []*rules.CaseSpec
	for _, code := range leaves {
		cases, err := boundary.Cases(loaded, code)
		if err != nil {
			return nil, fmt.Errorf("boundary cases of %s: %w", code, err)
		}
		for i := range cases {
			all = append(all, &cases[i])
		}
	}
	return all, nil
}

// leavesBelow lists the codes of the leaves at or below some nodes, in printed order; of all where none is named.
func leavesBelow(set *form.Set, codes []string) ([]string, error) {
	for _, code := range codes {
		if set.NodeByCode(code) < 0 {
			return nil, fail(exitNotFound, "cli.no_leaf", set.ID, code)
		}
	}
	var leaves []string
	for _, n := range set.Leaves() {
		wanted := len(codes) == 0
		for _, code := range codes {
			wanted = wanted || set.Below(n, set.NodeByCode(code))
		}
		if wanted {
			leaves = append(leaves, set.Nodes[n].Code)
		}
	}
	return leaves, nil
}

// casesFile refuses a file to write cases to that is there already, or that would not be read as part of a set.
func casesFile(name string) error {
	if name == "" {
		return nil
	}
	if filepath.Ext(name) != ".yaml" {
		return fail(exitUsage, "cli.out_extension", name)
	}
	if _, err := os.Lstat(name); err == nil {
		return fail(exitConflict, "cli.out_exists", name)
	}
	return nil
}

// boundaryHead are the sentences at the head of a file of boundary cases.
var boundaryHead = []string{"cli.boundary_head.1", "cli.boundary_head.2", "cli.boundary_head.3"}

// giveCases writes boundary cases to a new file, where one is named and there are cases, and prints them: as data, or where
// they are not in a file as one.
func (a *app) giveCases(set *form.Set, cases []*rules.CaseSpec, out string) error {
	text := casetest.File(set, sentences(boundaryHead), cases)
	if len(cases) == 0 {
		out = ""
	}
	if out != "" {
		if err := writeDurably(out, []byte(text)); err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.boundary_written", strconv.Itoa(len(cases)), out))
	}
	switch {
	case a.json:
		j := boundaryJSON{Set: set.ID, Version: set.Version, Cases: []proposedCaseJSON{}, File: out}
		for _, c := range cases {
			j.Cases = append(j.Cases, proposedCaseJSON{c.Code, c.Name, strings.TrimPrefix(c.Text(set), "- ")})
		}
		return a.printJSON(j)
	case len(cases) == 0:
		a.note("%s", wording.Message("cli.boundary_none", set.ID))
	case out == "":
		_, err := fmt.Fprint(a.stdout, text)
		return err
	}
	return nil
}

// sentences are the lines of a comment.
func sentences(codes []string) []string {
	lines := make([]string, len(codes))
	for i, code := range codes {
		lines[i] = wording.Message(code)
	}
	return lines
}
