package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"testing/fstest"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/register"
	"cchc/internal/sheet"
	"cchc/internal/store"
)

const decideLong = `Ghi một quyết định thẩm định về một đơn vị. QUYẾT_ĐỊNH là accept (chấp nhận), reject (không chấp nhận), correct (sửa số liệu, với
--value), not_apply (không áp dụng), apply (áp dụng), override (đặt điểm trực tiếp, cần --second), dispute (đơn vị kiến nghị), not_ranked
(chấm nhưng không xếp hạng; lý do được in trong bảng kết quả công bố), ranked. Kiến nghị được kết luận bằng settle, sau khi đã ghi điều gì phải
sửa; quyết định khác được rút bằng ` + "`cchc withdraw`" + `. Thẩm định quyết định về số liệu và tài liệu, điểm do phần mềm tính lại. Không ai thẩm định đơn vị của mình.`

func newDecide(a *app) *cobra.Command {
	var in importFlags
	var row decisionRow
	cmd := &cobra.Command{
		Use:   "decide QUYẾT_ĐỊNH ĐƠN_VỊ",
		Short: "Ghi một quyết định thẩm định",
		Long:  decideLong,
		Example: "  cchc decide correct xa-yen-mo --input sh_xong --value 700 --stage appraisal1 --by \"van-phong-ubnd-tinh/Lê B\" " +
			"--reason \"Đếm trùng\" --data du-lieu-2026\n" +
			"  cchc decide not_apply xa-yen-mo --code 6.1 --stage appraisal1 --by so-tai-chinh --reason \"…\" --data du-lieu-2026",
		Args: arity(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			row.kind, row.unit = args[0], args[1]
			s, err := in.open(true)
			if err != nil {
				return err
			}
			if row.kind == settle {
				return errors.Join(a.settle(cmd.Context(), s, &in, &row), s.Close())
			}
			return errors.Join(a.decide(cmd.Context(), s, &in, &row), s.Close())
		},
	}
	in.bind(cmd)
	in.commit = true
	flags := cmd.Flags()
	flags.StringVar(&row.code, "code", "", "`MÃ` tiêu chí mà quyết định nói về")
	flags.StringVar(&row.input, "input", "", "`CHỈ_TIÊU` mà quyết định nói về")
	flags.StringVar(&row.row, "row", "", "`DÒNG` của bảng, ví dụ 2026-Q1")
	flags.StringVar(&row.field, "field", "", "`TRƯỜNG` của dòng, ví dụ received")
	flags.StringVar(&row.value, "value", "", "`GIÁ_TRỊ` đúng (correct) hoặc điểm (override)")
	flags.StringVar(&row.stage, "stage", "", "`LẦN` thẩm định: appraisal1, appraisal2 hoặc final")
	flags.StringVar(&row.by, "by", "", "`AI` quyết định: mã cơ quan, rồi họ tên sau dấu gạch chéo")
	flags.StringVar(&row.second, "second", "", "`NGƯỜI_THỨ_HAI` khi đặt điểm trực tiếp")
	flags.StringVar(&row.reason, "reason", "", "`LÝ_DO`")
	return cmd
}

// decisionRow is a decision as a row of a decisions file has it.
type decisionRow struct{ kind, unit, code, input, row, field, value, stage, by, second, reason string }

// settle is how a decision says that an appeal is concluded; it is no kind of decision of the engine: from then on the appeal does
// not stand.
const settle = "settle"

// settle records the conclusion of an appeal.
func (a *app) settle(ctx context.Context, s *store.Store, in *importFlags, row *decisionRow) error {
	if row.code == "" {
		return fail(exitUsage, "cli.flag_missing", "--code", "1.6")
	}
	in.by, in.reason = row.by, row.reason
	im, err := newImporting(ctx, s, in)
	if err != nil {
		return err
	}
	u, err := im.view.plan.unitFor(row.unit)
	if err != nil {
		return err
	}
	plan, err := register.Conclude(u.Code, row.code, im.today, im.known(), im.view.year, im.options("", nil))
	return a.carryOutPlan(ctx, im, plan, err)
}

// decide records a decision as if it had been read from a file of one row: one way in, one set of checks.
func (a *app) decide(ctx context.Context, s *store.Store, in *importFlags, row *decisionRow) error {
	im, err := newImporting(ctx, s, in)
	if err != nil {
		return err
	}
	unit, err := im.view.plan.unitFor(row.unit)
	if err != nil {
		return err
	}
	set := im.known().Sets[unit.Block]
	if set == nil {
		return fail(exitNotFound, "cli.unit_not_in_year", unit.Code)
	}
	data, err := row.csv(unit.Code, im.today)
	if err != nil {
		return err
	}
	reading := sheet.ReadFolder(fstest.MapFS{"decisions.csv": {Data: data, Mode: fs.ModePerm}}, set, im.view.plan.known())
	if len(reading.Mistakes) > 0 {
		for i := range reading.Mistakes { // there is no file that the user knows
			reading.Mistakes[i].File, reading.Mistakes[i].Line, reading.Mistakes[i].Col = "decide", 0, 0
		}
		return a.refuse("cli.decision_bad", reading.Mistakes)
	}
	for i := range reading.Facts.Units { // nor is it a source
		u := &reading.Facts.Units[i]
		for k := range u.Corrections {
			u.Corrections[k].Fact.Source = ""
		}
		for k := range u.Decisions {
			u.Decisions[k].Source = ""
		}
	}
	in.by = row.by
	plan, err := register.MergeDeclared(register.Declared{Facts: reading.Facts, Name: "decide", Rows: 1}, im.known(), im.view.year,
		im.options("", nil))
	if err != nil {
		return a.importFailure(err)
	}
	return a.carryOut(ctx, im, plan, nil)
}

func (r *decisionRow) csv(unit string, today day.Day) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.WriteAll([][]string{
		{"quyet_dinh", "don_vi", "tieu_chi", "chi_tieu", "dong", "truong", "gia_tri", "lan_tham_dinh", "nguoi_quyet_dinh", "nguoi_thu_hai", "ly_do", "ngay"},
		{r.kind, unit, r.code, r.input, r.row, r.field, r.value, r.stage, r.by, r.second, r.reason, today.VN()},
	})
	return b.Bytes(), err
}
