package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/wording"
)

const explainLong = `Trả lời “vì sao mất điểm, cần làm gì” cho một đơn vị. ĐƠN_VỊ là mã (so-y-te) hoặc tên (“Sở Y tế”).

Không nêu mã: tóm tắt cả đơn vị, lần lượt các tiêu chí chưa chấm được, còn có thể đạt thêm, không lấy lại được, không tính
vào điểm tối đa áp dụng, mỗi tiêu chí kèm lý do và việc cần làm; sau cùng là các tiêu chí đã đạt điểm tối đa.
Mã của lĩnh vực hoặc tiêu chí (3 hoặc 3.1): tóm tắt phần đó.
Mã của tiêu chí được chấm (3.1.2): toàn bộ cách tính, từng số liệu và nguồn, từng điều kiện, nhánh quyết định và nhánh
không dùng, bảng kê điểm.`

func newExplain(a *app) *cobra.Command {
	var in caseFlags
	var drill bool
	cmd := &cobra.Command{
		Use:   "explain ĐƠN_VỊ [MÃ]",
		Short: "Vì sao mất điểm, cần làm gì: giải thích từng điểm của một đơn vị",
		Long:  explainLong,
		Example: `  cchc explain so-y-te --data du-lieu-2026
  cchc explain tinh 3.4.2 --drill --data du-lieu-2026
  cchc explain so-y-te 1.1.1 --set so-2026 --facts so-lieu --as-of 31/03/2027`,
		Args:              arity(1, 2),
		ValidArgsFunction: a.completeUnitAndCode,
		RunE: func(cmd *cobra.Command, args []string) error {
			code := ""
			if len(args) == 2 {
				code = args[1]
			}
			if in.fromFolder() {
				return a.explainYear(cmd.Context(), &in, args[0], code, drill)
			}
			if drill {
				return missingFlag("--data")
			}
			p, err := a.problem(&in)
			if err != nil {
				return err
			}
			unit, err := p.plan.unitFor(args[0])
			if err != nil {
				return err
			}
			return p.finish(p.explain(a, unit.Code, code, nil))
		},
	}
	in.bind(cmd)
	in.bindAsAt(cmd)
	cmd.Flags().BoolVar(&drill, "drill", false, "đi tiếp từ số tổng hợp của tỉnh xuống từng đơn vị và tài liệu (cần --data)")
	return cmd
}

// explainYear explains a unit of a data folder, down to what other units brought where drill asks for it.
func (a *app) explainYear(ctx context.Context, in *caseFlags, name, code string, drill bool) error {
	v, err := a.view(ctx, in)
	if err != nil {
		return err
	}
	out, err := v.score()
	if err = v.close(err); err != nil {
		return err
	}
	unit, err := v.plan.unitFor(name)
	if err != nil {
		return err
	}
	all := v.problems(out)
	s, err := scoringOf(all, unit.Code)
	if err != nil {
		return err
	}
	if in.set != "" && in.set != s.set.ID {
		return fail(exitNotFound, "cli.unit_not_in_set", unit.Code, in.set)
	}
	if !drill {
		return s.explain(a, unit.Code, code, nil)
	}
	if err := s.explain(a, unit.Code, code, all); err != nil {
		return err
	}
	if !a.json {
		s.drill(a, all, unit.Code, code, 0)
	}
	return nil
}

// scoringOf gives the scoring that a unit belongs to.
func scoringOf(all []*scoring, unit string) (*scoring, error) {
	for _, s := range all {
		if s.name(unit) != "" {
			return s, nil
		}
	}
	return nil, fail(exitNotFound, "cli.unit_not_in_year", unit)
}

// explain gives the account of a leaf, or the summary of a part of the tree: code "" is all of it. As data it goes down to
// the evidence of other units where their scorings are given.
func (p *problem) explain(a *app, unit, code string, all []*scoring) error {
	top := p.set.NodeByCode(code)
	if code != "" && top < 0 {
		return p.unknownCode(code)
	}
	leaf := ""
	if top >= 0 && p.set.Nodes[top].Leaf != nil {
		leaf = code
	}
	program, err := p.compiled()
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	traces, err := program.Explain(p.c, unit, leaf)
	switch {
	case errors.Is(err, engine.ErrUnknownUnit):
		return fail(exitNotFound, "cli.unit_not_in_set", unit, p.set.ID)
	case err != nil:
		return fmt.Errorf("explain: %w", err)
	}
	switch {
	case a.json:
		ref := program.Ref()
		hash, err := p.c.Hash(ref.Hash)
		if err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		traces = p.tracesUnder(top, traces)
		out := p.explainJSON(unit, traces)
		if all != nil {
			p.addEvidence(&out, traces, all)
		}
		out.Set, out.CaseHash = p.choice.in(newSetJSON(ref)), hash
		return a.printJSON(out)
	case leaf == "":
		return p.summarize(a, unit, top)
	}
	fmt.Fprintln(a.stdout, p.look.day(p.c.AsOf, p.c.Stage))
	p.choice.print(a)
	p.printDataLabels(a)
	for i := range traces {
		text := wording.Explain(p.set, p.c.AsOf, p.unitName, &traces[i])
		fmt.Fprintln(a.stdout, wrap(strings.TrimRight(text, "\n"), 6))
	}
	return nil
}

// tracesUnder are the traces of the leaves below a node; all where there is no such node.
func (p *problem) tracesUnder(top int, traces []engine.Trace) []engine.Trace {
	if top < 0 {
		return traces
	}
	var under []engine.Trace
	for i := range traces {
		if p.set.Below(p.set.NodeByCode(traces[i].Code), top) {
			under = append(under, traces[i])
		}
	}
	return under
}
