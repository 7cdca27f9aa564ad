package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/register"
	"cchc/internal/wording"
)

const conflictsLong = `Liệt kê các chỗ mà nguồn khác nhau nói khác nhau về cùng một số liệu: đơn vị kê khai, sổ của cơ quan đầu mối, kết quả thẩm định; nguồn nào
được tính và vì sao.`

func newConflicts(a *app) *cobra.Command {
	var in caseFlags
	cmd := &cobra.Command{
		Use:     "conflicts [ĐƠN_VỊ]",
		Short:   "Số liệu kê khai và số liệu xác nhận khác nhau",
		Long:    conflictsLong,
		Example: "  cchc conflicts --data du-lieu-2026\n  cchc conflicts so-y-te --data du-lieu-2026",
		Args:    arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.view(cmd.Context(), &in)
			if err != nil {
				return err
			}
			return v.close(v.conflicts(a, args))
		},
	}
	in.bindYear(cmd)
	in.bindAsAt(cmd)
	return cmd
}

func (v *view) conflicts(a *app, only []string) error {
	found := register.Conflicts(v.year, v.sets()...)
	if len(only) == 1 {
		unit, err := v.plan.unitFor(only[0])
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(c register.Conflict) bool { return c.Unit != unit.Code })
	}
	if a.json {
		return a.printJSON(conflictListJSON{v.year.Demo, v.look.asOf(v.year.AsOf), v.look.asAt(v.year.AsOf), conflictsJSON(found)})
	}
	if v.year.Demo {
		fmt.Fprintln(a.stdout, wording.Message("cli.demo"))
	}
	if v.look.at {
		fmt.Fprintln(a.stdout, v.look.day(v.year.AsOf, v.stage))
	}
	unit := ""
	for i := range found {
		c := &found[i]
		if c.Unit != unit {
			unit = c.Unit
			u, _ := v.plan.units.ByCode(unit)
			fmt.Fprintf(a.stdout, "\n%s\n", cmp.Or(u.Name, unit))
		}
		fmt.Fprintln(a.stdout, wrap("  "+strings.TrimSpace(c.Label+" "+c.Row+" "+c.Field)+" ("+c.Input+")", 2))
		for _, claim := range c.Claims {
			fmt.Fprintln(a.stdout, wrap("    "+claimText(&claim), 4))
		}
	}
	a.note("%s", wording.Message("cli.conflicts", strconv.Itoa(len(found))))
	return nil
}

func claimText(c *register.Claim) string {
	mark := "  "
	if c.Counts {
		mark = "→ "
	}
	parts := []string{wording.Layer(c.Layer) + ": " + c.Text}
	for _, p := range []string{c.By, c.Document, c.Source} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if c.Rejected {
		parts = append(parts, wording.Message("cli.claim_rejected"))
	}
	return mark + strings.Join(parts, " · ")
}

// The contract of conflicts --json.
type conflictListJSON struct {
	Demo      bool           `json:"demo,omitempty"`
	AsOf      string         `json:"as_of"`
	AsAt      string         `json:"as_at,omitempty"`
	Conflicts []conflictJSON `json:"conflicts"`
}

type conflictJSON struct {
	Unit   string      `json:"unit"`
	Input  string      `json:"input"`
	Row    string      `json:"row,omitempty"`
	Field  string      `json:"field,omitempty"`
	Claims []claimJSON `json:"claims"`
}

type claimJSON struct {
	Layer    string `json:"layer"`
	Value    string `json:"value"`
	Counts   bool   `json:"counts"`
	Rejected bool   `json:"rejected,omitempty"`
	Source   string `json:"source,omitempty"`
	Document string `json:"document,omitempty"`
	By       string `json:"by,omitempty"`
	Recorded string `json:"recorded"`
}

func conflictsJSON(found []register.Conflict) []conflictJSON {
	out := []conflictJSON{}
	for i := range found {
		c := &found[i]
		j := conflictJSON{c.Unit, c.Input, c.Row, c.Field, nil}
		for _, cl := range c.Claims {
			j.Claims = append(j.Claims, claimJSON{cl.Layer.String(), valueText(cl.Value), cl.Counts, cl.Rejected, cl.Source, cl.Document, cl.By, cl.Recorded.String()})
		}
		out = append(out, j)
	}
	return out
}
