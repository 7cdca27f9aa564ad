package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/why"
	"cchc/internal/wording"
	"cchc/seeds"
)

const whyLong = `Vì sao điểm của một đơn vị, hoặc của tỉnh (--unit tinh), đổi giữa hai thời điểm: tách chênh lệch ra từng nguyên nhân, cộng
lại đúng bằng chênh lệch; rồi nêu từng tiêu chí đổi điểm và số liệu, quyết định, sự kiện nào gây ra, ai ghi, lúc nào.

--from và --to là tên một lần chấm điểm đã ghi (cchc runs), hoặc một ngày: điều đã biết đến hết ngày đó, chấm như
cchc score --as-of. --stage là giai đoạn của bên là ngày; không nêu thì lấy của lần chấm ở bên kia, hoặc tự đánh giá.

Nguyên nhân, theo thứ tự thay: thời gian trôi qua; đơn vị, thuộc tính, sự kiện phát sinh; số liệu, tài liệu mới (chỗ trước
đó chưa khai, chưa có trong sổ); đính chính, rút lại; thẩm định, quyết định, giai đoạn; kết quả của đơn vị khác cùng khối
(với tỉnh thì không có: mọi đơn vị là của tỉnh); phiên bản bộ tiêu chí; phiên bản phần mềm (kết quả đã ghi khác kết quả
phần mềm này tính trên cùng số liệu). Nếu đi ngược thời gian thì thời gian thay sau cùng, để không năm nào biết điều chưa
xảy ra. Mỗi bước chấm lại cả năm. Nguyên nhân tùy thứ tự thì in thêm số theo thứ tự ngược.`

// whyFlags are the flags of cchc why.
type whyFlags struct {
	folderFlags
	unit, from, to, stage, code string
}

func newWhy(a *app) *cobra.Command {
	var in whyFlags
	cmd := &cobra.Command{
		Use:   "why",
		Short: "Vì sao điểm đổi giữa hai lần chấm hoặc hai ngày",
		Long:  whyLong,
		Example: "  cchc why --unit so-y-te --from 2026-self-1 --to 2026-final-1 --data du-lieu-2026\n" +
			"  cchc why --unit tinh --from 30/06/2026 --to 30/09/2026 --subcriterion 3.4.2 --data du-lieu-2026",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := in.complete(); err != nil {
				return err
			}
			s, err := in.open(false)
			if err != nil {
				return err
			}
			return errors.Join(a.why(cmd.Context(), s, &in), s.Close())
		},
	}
	in.bind(cmd)
	flags := cmd.Flags()
	flags.StringVar(&in.unit, "unit", "", "`ĐƠN_VỊ`: mã hoặc tên; tinh là cả tỉnh")
	flags.StringVar(&in.from, "from", "", "từ `LẦN_CHẤM` hoặc ngày nào")
	flags.StringVar(&in.to, "to", "", "đến `LẦN_CHẤM` hoặc ngày nào")
	flags.StringVar(&in.stage, "stage", "", "`GIAI_ĐOẠN` của bên là ngày: self, appraisal1, appraisal2 hoặc final")
	flags.StringVar(&in.code, "subcriterion", "", "chỉ in tiêu chí `MÃ`, hoặc các tiêu chí dưới mã đó")
	cmd.RegisterFlagCompletionFunc("unit", completeUnits)
	cmd.RegisterFlagCompletionFunc("stage", cobra.FixedCompletions(stageNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// complete demands the flags without which nothing can be compared, all that are missing at once.
func (f *whyFlags) complete() error {
	var lines []string
	for _, r := range []struct{ flag, value, example string }{
		{"--unit", f.unit, wording.Message("cli.why_example.unit")},
		{"--from", f.from, wording.Message("cli.why_example.from")},
		{"--to", f.to, wording.Message("cli.why_example.to")},
		{"--data", f.dir(), wording.Message("cli.example.data")},
	} {
		if r.value == "" {
			lines = append(lines, wording.Message("cli.flag_missing", r.flag, r.example))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return &failure{exitUsage, strings.Join(lines, "\n")}
}

// comparedScores is an account with the names to print it with.
type comparedScores struct {
	*why.Account
	sides [2]*whySide
	unit  seeds.Unit
	code  string // what is listed; "" for all
}

func (a *app) why(ctx context.Context, s *store.Store, in *whyFlags) error {
	sides, err := readSides(ctx, s, in)
	if err != nil {
		return err
	}
	w := &comparedScores{sides: sides, code: in.code}
	if w.unit, err = sides[1].view.plan.unitFor(in.unit); err != nil { // what the later state no longer knows, the earlier may
		var then error
		if w.unit, then = sides[0].view.plan.unitFor(in.unit); then != nil {
			return err
		}
	}
	for i := range sides {
		if err := sides[i].read(w.unit.Code); err != nil {
			return err
		}
	}
	w.Account, err = why.Explain(w.unit.Code, sides[0].Side, sides[1].Side)
	if err != nil {
		return w.failure(err)
	}
	if err := w.knowsCode(); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(w.json())
	}
	w.print(a)
	return nil
}

// failure says why there is no account.
func (w *comparedScores) failure(err error) error {
	var side *why.SideError
	var apart *why.InseparableError
	switch {
	case errors.As(err, &side) && errors.Is(err, why.ErrNotScored):
		return fail(exitNotFound, "cli.why_scored", w.unit.Code, w.sides[side.Side].name)
	case errors.As(err, &apart):
		done := make([]string, len(apart.After))
		for i, c := range apart.After {
			done[i] = strings.ToLower(causeName(c))
		}
		return fail(exitFailed, "cli.why_apart", strings.Join(done, "; "), unscorable(apart.Err))
	case errors.Is(err, why.ErrUnbalanced):
		return fail(exitFailed, "cli.why_balance")
	}
	return err
}

// unscorable says why a year cannot be scored.
func unscorable(err error) string {
	if refused, ok := errors.AsType[*failure](seedsFailure(err)); ok {
		return refused.text
	}
	for _, known := range []struct {
		err error
		id  string
	}{
		{why.ErrNotScored, "cli.unscorable_unit"},
		{season.ErrTwoSets, "cli.unscorable_sets"},
		{engine.ErrBlock, "cli.unscorable_unit"},
		{engine.ErrDecision, "cli.unscorable_decision"},
		{engine.ErrRollup, "cli.unscorable_sum"},
		{engine.ErrMixed, "cli.unscorable_sum"},
		{engine.ErrUnitTwice, "cli.unscorable_sum"},
		{engine.ErrUnbalanced, "cli.unscorable_ledger"},
	} {
		if errors.Is(err, known.err) {
			return wording.Message(known.id)
		}
	}
	return wording.Message("cli.unscorable")
}

// set is the criteria set of a side.
func (w *comparedScores) set(side int) *form.Set { return w.Programs[side].Set() }

// knowsCode refuses a code that neither set has.
func (w *comparedScores) knowsCode() error {
	if w.code == "" || w.set(0).NodeByCode(w.code) >= 0 || w.set(1).NodeByCode(w.code) >= 0 {
		return nil
	}
	return (&problem{set: w.set(1)}).unknownCode(w.code)
}

// listed reports whether a line is of the part that is asked for.
func (w *comparedScores) listed(code string) bool {
	if w.code == "" {
		return true
	}
	for i := range w.sides {
		set := w.set(i)
		at, top := set.NodeByCode(code), set.NodeByCode(w.code)
		if at >= 0 && top >= 0 && set.Below(at, top) {
			return true
		}
	}
	return false
}

func causeName(c why.Cause) string { return wording.Message("cli.why_cause." + string(c)) }

// stageOf reads the stage of the sides that are days.
func (f *whyFlags) stageOf(runs [2]*engine.Stage) (engine.Stage, error) {
	switch {
	case f.stage != "" && runs[0] != nil && runs[1] != nil:
		return 0, fail(exitUsage, "cli.why_stage")
	case f.stage != "":
		stage, ok := engine.ParseStage(f.stage)
		if !ok {
			return 0, fail(exitUsage, "cli.stage", f.stage)
		}
		return stage, nil
	}
	for _, s := range runs {
		if s != nil {
			return *s, nil
		}
	}
	return engine.StageSelf, nil
}
