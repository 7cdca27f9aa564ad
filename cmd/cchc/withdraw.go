package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/register"
	"cchc/internal/store"
)

const endLong = `Rút một số liệu, tài liệu đã kê khai (--input) hoặc một quyết định thẩm định (--decision). Cái đã rút vẫn còn trong sổ sự kiện cùng lý do
rút, chỉ không còn hiệu lực. Số liệu kê khai do chính đơn vị rút khi kỳ còn mở; số liệu của sổ do cơ quan giữ sổ hoặc Sở Nội vụ rút; quyết định
thẩm định không do chính đơn vị được thẩm định rút. Lớp: declared (đơn vị kê khai), register (sổ), appraisal1,
explained, appraisal2, final. Kết luận một kiến nghị: ` + "`cchc decide settle`."

// withdrawing is what the flags of withdraw say.
type withdrawing struct {
	importFlags
	kind, code, input, row, field, layer string
}

func newWithdraw(a *app) *cobra.Command {
	var in withdrawing
	cmd := &cobra.Command{
		Use:   "withdraw ĐƠN_VỊ",
		Short: "Rút số liệu đã kê khai hoặc quyết định thẩm định",
		Long:  endLong,
		Example: "  cchc withdraw xa-yen-mo --input tb_so --by \"xa-yen-mo/Lê B\" --reason \"Kê khai nhầm\" --data du-lieu-2026\n" +
			"  cchc withdraw xa-yen-mo --decision not_apply --code 6.1 --layer appraisal1 --by so-tai-chinh --reason \"…\" --data du-lieu-2026",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if in.kind == "" && (in.input == "" || in.code != "") {
				return fail(exitUsage, "cli.withdraw_what")
			}
			s, err := in.open(true)
			if err != nil {
				return err
			}
			return errors.Join(a.withdraw(cmd.Context(), s, &in, args[0]), s.Close())
		},
	}
	in.bind(cmd)
	in.commit = true
	flags := cmd.Flags()
	flags.StringVar(&in.input, "input", "", "`CHỈ_TIÊU` có số liệu bị rút, hoặc mà quyết định nói về")
	flags.StringVar(&in.row, "row", "", "`DÒNG` của bảng, ví dụ 2026-Q1")
	flags.StringVar(&in.field, "field", "", "`TRƯỜNG` của dòng, ví dụ received")
	flags.StringVar(&in.kind, "decision", "", "`QUYẾT_ĐỊNH` bị rút, như khi ghi: override, not_apply …")
	flags.StringVar(&in.code, "code", "", "`MÃ` tiêu chí mà quyết định nói về")
	flags.StringVar(&in.layer, "layer", engine.LayerDeclared.String(), "`LỚP` của số liệu, quyết định, ví dụ register, final")
	flags.StringVar(&in.by, "by", "", "`AI` rút: mã cơ quan, rồi họ tên sau dấu gạch chéo")
	flags.StringVar(&in.reason, "reason", "", "`LÝ_DO` rút")
	return cmd
}

func (a *app) withdraw(ctx context.Context, s *store.Store, in *withdrawing, unit string) error {
	layer, known := engine.ParseLayer(in.layer)
	if !known {
		return fail(exitUsage, "cli.withdraw_layer", in.layer)
	}
	im, err := newImporting(ctx, s, &in.importFlags)
	if err != nil {
		return err
	}
	u, err := im.view.plan.unitFor(unit)
	if err != nil {
		return err
	}
	plan, err := register.Withdraw(register.Withdrawal{Unit: u.Code, Layer: layer, Decision: engine.DecisionKind(in.kind), Code: in.code,
		Input: in.input, Row: in.row, Field: in.field, On: im.today}, im.known(), im.view.year, im.options("", nil))
	return a.carryOutPlan(ctx, im, plan, err)
}

// carryOutPlan carries out a plan, or says why there is none.
func (a *app) carryOutPlan(ctx context.Context, im *importing, plan *register.Plan, err error) error {
	var bad *register.Refused
	if errors.As(err, &bad) {
		return a.refuse("cli.decision_bad", bad.Mistakes)
	}
	if err != nil {
		return err
	}
	return a.carryOut(ctx, im, plan, nil)
}
