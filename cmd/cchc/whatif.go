package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/suggest"
	"cchc/internal/wording"
)

const whatIfLong = `Thử tính: nếu số liệu là như thế thì điểm của đơn vị thay đổi ra sao. Viết mỗi thay đổi là CHỈ_TIÊU=GIÁ_TRỊ, với dòng
và trường của bảng là CHỈ_TIÊU[DÒNG].TRƯỜNG=GIÁ_TRỊ; tên chỉ tiêu xem bằng cchc rules show. Giá trị viết như trong tệp
dữ liệu: có, không, 15/12/2026, 87,5%, khong_co. Không ghi gì vào thư mục dữ liệu.`

func newWhatIf(a *app) *cobra.Command {
	var in caseFlags
	cmd := &cobra.Command{
		Use:   "whatif ĐƠN_VỊ CHỈ_TIÊU=GIÁ_TRỊ…",
		Short: "Thử tính: nếu số liệu khác đi thì điểm thay đổi ra sao",
		Long:  whatIfLong,
		Example: "  cchc whatif so-y-te sk_so=2 --data du-lieu-2026\n" +
			"  cchc whatif so-y-te 'bao_cao[2026-Q4].received=14/12/2026' --data du-lieu-2026",
		Args: arity(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			u, err := a.unitView(cmd.Context(), &in, args[0])
			if err != nil {
				return err
			}
			return u.close(u.whatIf(a, args[1:]))
		},
	}
	in.bindYear(cmd)
	in.bindAsAt(cmd)
	return cmd
}

func (u *unitView) whatIf(a *app, args []string) error {
	set := u.shown.set
	changes, err := parseChanges(set, args)
	if err != nil {
		return err
	}
	before, after, moves, err := u.scorer().WhatIf(&u.at.Case.Units[0], changes)
	var refused *engine.ChangesError
	switch {
	case errors.As(err, &refused):
		lines := make([]string, len(refused.Refusals))
		for i := range refused.Refusals {
			lines[i] = wording.Refusal(set, &refused.Refusals[i])
		}
		return &failure{exitInvalid, strings.Join(lines, "\n")}
	case err != nil:
		return err
	}
	if a.json {
		u.result = &after
		out := u.previewJSON(moves)
		out.Before, out.Tried = before.Exact.Fraction(), args
		return a.printJSON(out)
	}
	s := u.shown
	s.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(s.unitName(u.unit)+" · "+wording.Message("cli.hypothetical"), 2))
	u.printMoves(a, moves, wording.Message("cli.moved_if", s.vn(before.Points), s.vn(after.Points), s.share(before.Exact, before.Applied),
		s.share(after.Exact, after.Applied)))
	return nil
}

// parseChanges reads changes as people write them, all mistakes at once.
func parseChanges(set *form.Set, args []string) ([]engine.Fact, error) {
	var changes []engine.Fact
	var lines []string
	for _, arg := range args {
		place, text, ok := strings.Cut(arg, "=")
		if !ok || place == "" {
			lines = append(lines, wording.Message("cli.change_form", arg))
			continue
		}
		name, row, field := splitPlace(place)
		in := set.Input(name)
		if in == nil {
			lines = append(lines, unknownInput(set, name))
			continue
		}
		v, mistakes := sheet.ParseValue(in, field, text, arg)
		for _, m := range mistakes {
			lines = append(lines, m.Format(wording.Message))
		}
		changes = append(changes, engine.Fact{Input: name, Row: row, Field: field, Value: v, Recorded: day.None})
	}
	if len(lines) > 0 {
		return nil, &failure{exitInvalid, strings.Join(lines, "\n")}
	}
	return changes, nil
}

// splitPlace parts INPUT[ROW].FIELD.
func splitPlace(text string) (input, row, field string) {
	input, rest, rowed := strings.Cut(text, "[")
	if !rowed {
		return input, "", ""
	}
	row, field, _ = strings.Cut(rest, "]")
	return input, row, strings.TrimPrefix(field, ".")
}

func unknownInput(set *form.Set, name string) string {
	names := make([]string, len(set.Inputs))
	for i := range set.Inputs {
		names[i] = set.Inputs[i].Name
	}
	slices.Sort(names)
	if near := suggest.Nearest(name, names); near != "" {
		return wording.Message("cli.input_near", name, set.ID, near)
	}
	return wording.Message("cli.input", name, set.ID)
}
