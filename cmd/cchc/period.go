package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
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
		newPeriodChange(a, "reopen", "Mở lại kỳ đã đóng hoặc đã khóa, phải có lý do", season.PeriodReopened))
	return cmd
}

func newPeriodChange(a *app, use, short string, kind season.Kind) *cobra.Command {
	var in folderFlags
	var by, reason, to string
	cmd := &cobra.Command{
		Use:   use + " KỲ",
		Short: short,
		Args:  arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if kind == season.PeriodOpened && !yearText.MatchString(args[0]) {
				return fail(exitUsage, "cli.period_form", args[0])
			}
			s, err := in.open(true)
			if err != nil {
				return err
			}
			err = changePeriod(cmd.Context(), s, args[0], kind, season.State(to), by, reason)
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			return a.listPeriods(cmd.Context(), &folderFlags{data: in.dir()})
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &by)
	cmd.Flags().StringVar(&reason, "reason", "", "`LÝ_DO` hoặc căn cứ")
	if kind == season.PeriodReopened {
		cmd.Flags().StringVar(&to, "to", string(season.Closed), "mở lại về `TRẠNG_THÁI`: open (nhận kê khai) hoặc closed")
	}
	return cmd
}

func changePeriod(ctx context.Context, s *store.Store, period string, kind season.Kind, to season.State, by, reason string) error {
	d := season.Draft{Kind: kind, Period: period, Actor: by, Reason: reason, Happened: dayNone}
	if kind == season.PeriodOpened {
		choices, err := latestSets(ctx, s, period)
		if err != nil {
			return err
		}
		d.Body = &season.Opening{Choices: choices}
	} else {
		d.Body = &season.PeriodChange{Event: kind, To: to}
	}
	last, _, err := s.Last(ctx)
	if err != nil {
		return storeFailure(err)
	}
	d.Key = fmt.Sprintf("period/%s/%s/%d", period, kind, last)
	_, err = s.Append(ctx, []season.Draft{d})
	var refused *season.Refusal
	switch {
	case errors.As(err, &refused) && refused.Code == season.PeriodState:
		return fail(exitConflict, "cli.cannot."+string(kind), period, wording.PeriodState(season.State(refused.Args[1])))
	case err != nil:
		return storeFailure(err)
	}
	return nil
}

// yearText is the form of a period's id: the year that is scored.
var yearText = regexp.MustCompile(`^20[0-9]{2}$`)

// latestSets chooses for every block the version of a set for the period that was published last.
func latestSets(ctx context.Context, s *store.Store, period string) ([]season.Choice, error) {
	sets, err := s.Sets(ctx)
	if err != nil {
		return nil, storeFailure(err)
	}
	var choices []season.Choice
	for _, v := range sets {
		set, err := s.Set(ctx, v.Hash)
		if err != nil {
			return nil, storeFailure(err)
		}
		if set.Period.ID != period {
			continue
		}
		for _, block := range v.Blocks {
			choices = slices.DeleteFunc(choices, func(c season.Choice) bool { return c.Block == block })
			choices = append(choices, season.Choice{Block: block, Set: v.ID, Version: v.Version, Hash: v.Hash, Reason: wording.Message("cli.latest_set")})
		}
	}
	if len(choices) == 0 {
		return nil, fail(exitNotFound, "cli.no_set_for_period", period)
	}
	return choices, nil
}

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
	if a.json {
		return a.printJSON(periodsJSON(periods))
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
}

func periodsJSON(periods []season.Period) []periodJSON {
	out := []periodJSON{}
	for _, p := range periods {
		j := periodJSON{Period: p.ID, State: string(p.State), Sets: []choiceJSON{}}
		for _, c := range p.Choices {
			j.Sets = append(j.Sets, choiceJSON{c.Block, c.Set, c.Version, c.Hash, c.Reason})
		}
		out = append(out, j)
	}
	return out
}
