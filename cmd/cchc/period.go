package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules/library"
)

// dayNone is "no day of its own": the event happened when it was recorded.
const dayNone = day.None

const periodLong = `Mở, đóng, khóa, mở lại một kỳ chấm điểm. Không nêu lệnh con thì liệt kê các kỳ.

Kỳ đang mở: đơn vị kê khai, cơ quan đầu mối nhập sổ. Đã đóng: không nhận kê khai nữa; sổ, số liệu thẩm định và quyết
định vẫn ghi được. Đã khóa: không nhận gì làm thay đổi điểm.`

func newPeriod(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "period",
		Short:   "Mở, đóng, khóa, mở lại kỳ chấm điểm",
		Long:    periodLong,
		Example: "  cchc period --data du-lieu-2026\n  cchc period open 2026 --data du-lieu-2026 --reason \"Công văn 12/SNV-CCHC\"",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongCommand(cmd, args[0])
			}
			return a.listPeriods(cmd.Context(), &in)
		},
	}
	in.bindData(cmd)
	cmd.AddCommand(newPeriodChange(a, "open", "Mở kỳ chấm điểm: chọn bộ tiêu chí cho từng khối", season.PeriodOpened),
		newPeriodChange(a, "close", "Đóng kỳ: hết hạn kê khai", season.PeriodClosed),
		newPeriodChange(a, "lock", "Khóa kỳ: không nhận thay đổi nào nữa", season.PeriodLocked),
		newPeriodChange(a, "reopen", "Mở lại kỳ đã đóng hoặc đã khóa, phải có lý do", season.PeriodReopened), newPeriodSet(a))
	return cmd
}

const openLong = `Mở kỳ chấm điểm và chọn bộ tiêu chí cho từng khối, theo thứ tự: bản nêu đích danh (--set); nếu không nêu, trong các bản
đã ban hành vào thư mục dữ liệu, chưa rút và có hiệu lực vào ngày cuối kỳ, bản có ngày hiệu lực gần nhất, cùng ngày thì
phiên bản cao nhất. Điểm cả năm xét theo bản có hiệu lực khi kỳ kết thúc. Hai bộ cùng nhận một khối thì lấy bộ ban hành
sau cùng. Bản được chọn và lý do được ghi lại; kỳ đã mở giữ bản của mình, kể cả khi bản đó bị rút về sau.`

func newPeriodChange(a *app, use, short string, kind season.Kind) *cobra.Command {
	var in folderFlags
	var by, reason, to string
	var named []string
	cmd := &cobra.Command{
		Use:   use + " KỲ",
		Short: short,
		Args:  arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if kind == season.PeriodOpened && !yearText.MatchString(args[0]) {
				return fail(exitUsage, "cli.period_form", args[0])
			}
			return a.onPeriods(cmd.Context(), &in, func(s *store.Store) error {
				return changePeriod(cmd.Context(), s, args[0], kind, season.State(to), by, reason, named...)
			})
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &by)
	cmd.Flags().StringVar(&reason, "reason", "", "`LÝ_DO` hoặc căn cứ")
	if kind == season.PeriodOpened {
		cmd.Long = openLong
		cmd.Flags().StringArrayVar(&named, "set", nil, "dùng đúng phiên bản `MÃ@PHIÊN_BẢN` cho các khối của nó; nêu được nhiều lần")
	}
	if kind == season.PeriodReopened {
		cmd.Flags().StringVar(&to, "to", string(season.Closed), "mở lại về `TRẠNG_THÁI`: open (nhận kê khai) hoặc closed")
	}
	return cmd
}

// onPeriods changes a period and lists what there is then.
func (a *app) onPeriods(ctx context.Context, in *folderFlags, change func(*store.Store) error) error {
	s, err := in.open(true)
	if err != nil {
		return err
	}
	if err := errors.Join(change(s), s.Close()); err != nil {
		return err
	}
	return a.listPeriods(ctx, &folderFlags{data: in.dir()})
}

const periodSetLong = `Thay bộ tiêu chí của kỳ đã mở (bản đính chính, bản mới trong năm, bộ riêng cho một khối). Các khối của bộ được nêu dùng bản
mới từ nay; khối khác giữ bộ của mình. Một bộ chỉ có một phiên bản trong một kỳ: bản mới phải chấm đủ các khối đang dùng bản
cũ; nếu chỉ cho một khối thì đặt mã bộ khác. Bản thay phải đã ban hành vào thư mục dữ liệu (cchc rules publish … --data).

Lý do được ghi cùng bản được chọn. Lần chấm điểm đã lưu giữ nguyên bản đã dùng và vẫn vẽ, tính lại được bằng bản đó. Xem ảnh
hưởng trước bằng cchc rules impact.`

func newPeriodSet(a *app) *cobra.Command {
	var in folderFlags
	var by, reason string
	var named []string
	cmd := &cobra.Command{
		Use:     "set KỲ",
		Short:   "Thay phiên bản bộ tiêu chí của kỳ, phải có lý do",
		Long:    periodSetLong,
		Example: "  cchc period set 2026 --set so-2026@1.1.0 --reason \"Quyết định đính chính …\" --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(named) == 0 {
				return missingFlag("--set")
			}
			return a.onPeriods(cmd.Context(), &in, func(s *store.Store) error {
				return replaceSets(cmd.Context(), s, args[0], named, by, reason)
			})
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &by)
	cmd.Flags().StringVar(&reason, "reason", "", "`LÝ_DO` hoặc căn cứ")
	cmd.Flags().StringArrayVar(&named, "set", nil, "phiên bản `MÃ@PHIÊN_BẢN` thay cho bản của các khối của nó; nêu được nhiều lần")
	return cmd
}

// replaceSets puts the named versions in the place of those that a period has for their blocks.
func replaceSets(ctx context.Context, s *store.Store, period string, names []string, by, reason string) error {
	p, err := s.Period(ctx, period)
	if err != nil {
		return storeFailure(err)
	}
	all, err := readSets(ctx, s)
	if err != nil {
		return err
	}
	named, err := all.named(period, names)
	if err != nil {
		return err
	}
	chosen, _ := all.of(period).choose(named, season.YearEnd(period))
	o := &opening{sets: all, choices: slices.Clone(p.Choices), because: strings.TrimSpace(reason)}
	for i := range chosen {
		if chosen[i].How != library.Explicit {
			continue
		}
		if err := o.take(&chosen[i]); err != nil {
			return err
		}
	}
	slices.SortStableFunc(o.choices, func(a, b season.Choice) int { return blockPlace(p.Choices, a.Block) - blockPlace(p.Choices, b.Block) })
	return appendPeriod(ctx, s, season.Draft{Kind: season.PeriodSetChanged, Period: period, Actor: by, Reason: reason, Happened: dayNone,
		Body: &season.SetChange{Choices: o.choices}})
}

// blockPlace is where a block stands among choices; new blocks stand last.
func blockPlace(choices []season.Choice, block string) int {
	if i := slices.IndexFunc(choices, func(c season.Choice) bool { return c.Block == block }); i >= 0 {
		return i
	}
	return len(choices)
}

// changePeriod opens, closes, locks or reopens a period; named are the versions that an opening is told to use.
func changePeriod(ctx context.Context, s *store.Store, period string, kind season.Kind, to season.State, by, reason string,
	named ...string) error {
	d := season.Draft{Kind: kind, Period: period, Actor: by, Reason: reason, Happened: dayNone}
	if kind == season.PeriodOpened {
		choices, err := chooseSets(ctx, s, period, named)
		if err != nil {
			return err
		}
		d.Body = &season.Opening{Choices: choices}
	} else {
		d.Body = &season.PeriodChange{Event: kind, To: to}
	}
	return appendPeriod(ctx, s, d)
}

// appendPeriod records a change of a period.
func appendPeriod(ctx context.Context, s *store.Store, d season.Draft) error {
	last, _, err := s.Last(ctx)
	if err != nil {
		return storeFailure(err)
	}
	d.Key = fmt.Sprintf("period/%s/%s/%d", d.Period, d.Kind, last)
	_, err = s.Append(ctx, []season.Draft{d})
	var refused *season.Refusal
	switch {
	case errors.As(err, &refused) && refused.Code == season.PeriodState:
		return fail(exitConflict, "cli.cannot."+string(d.Kind), d.Period, wording.PeriodState(season.State(refused.Args[1])))
	case err != nil:
		return storeFailure(err)
	}
	return nil
}

// yearText is the form of a period's id: the year that is scored.
var yearText = regexp.MustCompile(`^20[0-9]{2}$`)

func (a *app) listPeriods(ctx context.Context, in *folderFlags) error {
	s, err := in.open(false)
	if err != nil {
		return err
	}
	defer s.Close()
	periods, err := s.Periods(ctx)
	if err != nil {
		return storeFailure(err)
	}
	records, err := s.SetRecords(ctx)
	if err != nil {
		return storeFailure(err)
	}
	if a.json {
		return a.printJSON(periodsJSON(periods, records))
	}
	if len(periods) == 0 {
		a.note("%s", wording.Message("cli.no_period", in.dir()))
		return nil
	}
	t := newTable("Kỳ", "Trạng thái", "Khối", "Bộ tiêu chí", "Phiên bản", "Căn cứ chọn")
	for _, p := range periods {
		for i, c := range p.Choices {
			if i == 0 {
				t.add(p.ID, wording.PeriodState(p.State), blockName(c.Block), c.Set, c.Version, c.Reason)
			} else {
				t.add("", "", blockName(c.Block), c.Set, c.Version, c.Reason)
			}
			if r := recordOf(records, c.Hash); r != nil && r.Withdrawn != day.None {
				t.remark(wording.Message("cli.period_withdrawn", r.Withdrawn.VN(), r.Reason))
			}
		}
	}
	t.write(a.stdout)
	return nil
}

type periodJSON struct {
	Period string       `json:"period"`
	State  string       `json:"state"`
	Sets   []choiceJSON `json:"sets"`
}

type choiceJSON struct {
	Block   string `json:"block"`
	Set     string `json:"set"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	Reason  string `json:"reason"`
	// Withdrawn is the day on which the version was withdrawn, if it was; an open period keeps it.
	Withdrawn string `json:"withdrawn,omitempty"`
	Why       string `json:"withdrawn_reason,omitempty"`
}

func periodsJSON(periods []season.Period, records []season.SetRecord) []periodJSON {
	out := []periodJSON{}
	for _, p := range periods {
		j := periodJSON{Period: p.ID, State: string(p.State), Sets: []choiceJSON{}}
		for _, c := range p.Choices {
			made := choiceJSON{Block: c.Block, Set: c.Set, Version: c.Version, Hash: c.Hash, Reason: c.Reason}
			if r := recordOf(records, c.Hash); r != nil {
				made.Withdrawn, made.Why = r.Withdrawn.String(), r.Reason
			}
			j.Sets = append(j.Sets, made)
		}
		out = append(out, j)
	}
	return out
}
