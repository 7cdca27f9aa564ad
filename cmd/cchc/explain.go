package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/wording"
)

const explainLong = `Giải thích điểm của một đơn vị: không nêu mã thì in mọi tiêu chí được chấm với lý do; nêu mã thì in toàn bộ cách tính
của tiêu chí đó: từng số liệu và nguồn, từng điều kiện, nhánh quyết định và nhánh không dùng, bảng kê điểm.`

func newExplain(a *app) *cobra.Command {
	var in caseFlags
	cmd := &cobra.Command{
		Use:               "explain ĐƠN_VỊ [MÃ]",
		Short:             "Giải thích từng điểm của một đơn vị",
		Long:              explainLong,
		Example:           "  cchc explain so-y-te 1.1.1 --set so-2026 --facts du-lieu --as-of 20/01/2027",
		Args:              arity(1, 2),
		ValidArgsFunction: a.completeUnitAndCode,
		RunE: func(_ *cobra.Command, args []string) error {
			code := ""
			if len(args) == 2 {
				code = args[1]
			}
			p, err := a.problem(&in)
			if err != nil {
				return err
			}
			if _, err := p.plan.unitFor(args[0]); err != nil {
				return err
			}
			return p.finish(p.explain(a, args[0], code))
		},
	}
	in.bind(cmd)
	return cmd
}

func (p *problem) explain(a *app, unit, code string) error {
	traces, err := engine.Explain(p.c, unit, code)
	switch {
	case errors.Is(err, engine.ErrUnknownUnit):
		return fail(exitNotFound, "cli.unit_not_in_set", unit, p.set.ID)
	case errors.Is(err, engine.ErrUnknownCode):
		return fail(exitNotFound, "cli.code", code, p.set.ID)
	case err != nil:
		return fmt.Errorf("explain: %w", err)
	}
	if a.json {
		return a.printJSON(p.explainJSON(unit, traces))
	}
	if code != "" {
		fmt.Fprintln(a.stdout, wording.Message("cli.as_of", p.c.AsOf.VN(), wording.Stage(p.c.Stage)))
		p.printDataLabels(a)
		for i := range traces {
			fmt.Fprintln(a.stdout, wording.Explain(p.set, p.unitName, &traces[i]))
		}
		return nil
	}
	p.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n\n", p.unitName(unit))
	t := newTable("Mã", "Điểm#", "Tối đa#", "Trạng thái", "Lý do")
	for i := range traces {
		found := &traces[i].Node
		t.add(found.Code, p.vn(found.Points), p.vn(found.Applied), wording.State(found.State),
			p.reason(found))
	}
	t.write(a.stdout)
	return nil
}
