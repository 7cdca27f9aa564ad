package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/diff"
)

const replayLong = `Tính lại để kiểm chứng một lần chấm điểm đã ghi: dựng lại số liệu đúng như sổ sự kiện lúc chấm, chấm lại theo đúng phiên bản
bộ tiêu chí và kế hoạch đã dùng, rồi so từng byte với kết quả đã ghi. Khác thì nêu chỗ khác đầu tiên: đơn vị, tiêu chí, dòng
nào. Không tính lại được thì nói vì sao. --all tính lại mọi lần chấm trong thư mục dữ liệu.

--set tính lại lần chấm đó theo một phiên bản khác của bộ tiêu chí, trên cùng số liệu, và in chênh lệch như cchc rules impact.

Mã kết thúc: 0 giống hệt · 6 khác (với --all: hoặc có lần không tính lại được) · 1 không tính lại được.`

func newReplay(a *app) *cobra.Command {
	var in folderFlags
	var sets libraryFlags
	var set, unit, html string
	var all bool
	cmd := &cobra.Command{
		Use:   "replay [LẦN_CHẤM]",
		Short: "Tính lại để kiểm chứng lần chấm điểm đã ghi",
		Long:  replayLong,
		Example: "  cchc replay 2026-final-1 --data du-lieu-2026\n  cchc replay --all --data du-lieu-2026\n" +
			"  cchc replay 2026-final-1 --set so-2026@1.1.0 --library bo-tieu-chi --data du-lieu-2026",
		Args: arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case all == (len(args) == 1):
				return fail(exitUsage, "cli.replay_one")
			case all && set != "":
				return fail(exitUsage, "cli.replay_all_set")
			}
			s, err := in.open(false)
			if err != nil {
				return err
			}
			switch {
			case all:
				err = a.replayAll(cmd.Context(), s, in.period)
			case set != "":
				err = a.replayUnder(cmd.Context(), s, args[0], set, sets.libraryDir(), unit, html)
			default:
				err = a.replayOne(cmd.Context(), s, args[0])
			}
			return errors.Join(err, s.Close())
		},
	}
	in.bind(cmd)
	sets.bindLibrary(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&all, "all", false, "tính lại mọi lần chấm đã ghi")
	flags.StringVar(&set, "set", "", "tính lại theo `BỘ` tiêu chí khác: mã, MÃ@PHIÊN_BẢN hoặc đường dẫn")
	flags.StringVar(&unit, "unit", "", "với --set: in đầy đủ một `ĐƠN_VỊ`")
	flags.StringVar(&html, "html", "", "với --set: ghi trang HTML vào `TỆP`")
	cmd.RegisterFlagCompletionFunc("set", completeSets)
	return cmd
}

// outcomes of computing a run again.
const (
	replaySame   = "same"
	replayOther  = "differs"
	replayCannot = "cannot"
)

// replayed is what computing one run again came to.
type replayed struct {
	event   season.Event
	outcome string
	reason  string // replayCannot
	changed []string
	first   *verdict.FirstJSON
	values  [2]string // computed again, recorded
	again   *rerun    // nil where there is none
}

// replay computes a run again and compares it.
func replay(ctx context.Context, s *store.Store, log []season.Event, event season.Event) (*replayed, error) {
	out := &replayed{event: event, outcome: replaySame}
	r, err := rerunOf(ctx, s, log, event)
	var not *notAgain
	if errors.As(err, &not) {
		out.outcome, out.reason = replayCannot, not.text
		return out, nil
	} else if err != nil {
		return nil, err
	}
	out.again = r
	changed, first := r.compare()
	out.changed = changed
	if first != nil {
		out.first = verdict.First(r, first)
		out.values[0], out.values[1] = verdict.Values(first)
	}
	if len(changed) > 0 || first != nil {
		out.outcome = replayOther
	}
	return out, nil
}

// replayNamed computes the run with an id again.
func replayNamed(ctx context.Context, s *store.Store, id string) (*replayed, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, err
	}
	log, err := readEvents(ctx, s)
	if err != nil {
		return nil, err
	}
	return replay(ctx, s, log, event)
}

func (a *app) replayOne(ctx context.Context, s *store.Store, id string) error {
	r, err := replayNamed(ctx, s, id)
	if err != nil {
		return err
	}
	return a.tellReplays(ctx, s, []*replayed{r}, false)
}

// replayAll computes every recorded run again, of one period if it is named.
func (a *app) replayAll(ctx context.Context, s *store.Store, period string) error {
	periods, err := s.Periods(ctx)
	if err != nil {
		return storeFailure(err)
	}
	if period != "" {
		if err := knownPeriod(ctx, s, period); err != nil {
			return err
		}
	}
	log, err := readEvents(ctx, s)
	if err != nil {
		return err
	}
	var all []*replayed
	for _, p := range periods {
		if period != "" && p.ID != period {
			continue
		}
		runs, err := s.Runs(ctx, p.ID)
		if err != nil {
			return storeFailure(err)
		}
		for _, event := range runs {
			r, err := replay(ctx, s, log, event)
			if err != nil {
				return err
			}
			r.again = nil // each holds a whole year
			all = append(all, r)
		}
	}
	return a.tellReplays(ctx, s, all, true)
}

// tellReplays prints what came of runs and gives the exit code.
func (a *app) tellReplays(ctx context.Context, s *store.Store, all []*replayed, every bool) error {
	demo, err := s.Demo(ctx)
	if err != nil {
		return storeFailure(err)
	}
	count := map[string]int{}
	for _, r := range all {
		count[r.outcome]++
	}
	if a.json {
		out := replaysJSON{Demo: demo, Runs: []replayedJSON{}}
		for _, r := range all {
			out.Runs = append(out.Runs, r.json())
		}
		if err := a.printJSON(out); err != nil {
			return err
		}
	} else {
		if demo {
			fmt.Fprintln(a.stdout, wording.Message("cli.demo"))
		}
		for _, r := range all {
			r.print(a)
		}
		if every {
			fmt.Fprintln(a.stdout, wording.Message("cli.replay_all", strconv.Itoa(len(all)), strconv.Itoa(count[replaySame]),
				strconv.Itoa(count[replayOther]), strconv.Itoa(count[replayCannot])))
		}
	}
	switch {
	case count[replayOther] > 0, every && count[replayCannot] > 0:
		return &failure{code: exitFindings}
	case count[replayCannot] > 0:
		return &failure{code: exitFailed}
	}
	return nil
}

func (r *replayed) print(a *app) {
	id := r.event.Body.(*season.Run).ID
	switch r.outcome {
	case replaySame:
		fmt.Fprintln(a.stdout, wording.Message("cli.replay_same", id))
	case replayCannot:
		fmt.Fprintln(a.stdout, wrap(wording.Message("cli.replay_cannot", id, r.reason), 2))
	default:
		fmt.Fprintln(a.stdout, wording.Message("cli.replay_differs", id))
	}
	for _, text := range r.changed {
		fmt.Fprintln(a.stdout, wrap("  "+text, 4))
	}
	if r.first != nil {
		fmt.Fprintln(a.stdout, wrap("  "+wording.Message("audit.first", r.first.Text), 4))
		fmt.Fprintln(a.stdout, wording.Message("cli.replay_result", r.values[1], r.values[0]))
	}
}

// The contract of replay --json. expected in first is what was computed again, found what was recorded.
type replaysJSON struct {
	Demo bool           `json:"demo,omitempty"`
	Runs []replayedJSON `json:"runs"`
}

type replayedJSON struct {
	Run     string             `json:"run"`
	Period  string             `json:"period"`
	AsOf    string             `json:"as_of"`
	Stage   string             `json:"stage"`
	Outcome string             `json:"outcome"` // same, differs, cannot
	Reason  string             `json:"reason,omitempty"`
	Changed []string           `json:"changed,omitempty"` // what the log now says otherwise
	First   *verdict.FirstJSON `json:"first,omitempty"`
	Scopes  []rerunScopeJSON   `json:"scopes"`
}

type rerunScopeJSON struct {
	Set     string `json:"set"`
	Version string `json:"version"`
	Result  string `json:"result_hash"`
}

func (r *replayed) json() replayedJSON {
	run := r.event.Body.(*season.Run)
	out := replayedJSON{Run: run.ID, Period: r.event.Period, AsOf: run.AsOf.String(), Stage: run.Stage.String(), Outcome: r.outcome,
		Reason: r.reason, Changed: r.changed, First: r.first, Scopes: []rerunScopeJSON{}}
	for _, s := range run.Scopes {
		out.Scopes = append(out.Scopes, rerunScopeJSON{s.Set, s.Version, s.Result})
	}
	return out
}

// replayUnder computes a run again with another version of a set and prints the difference. A run that does not come out
// the same under its own versions is told instead: the difference would not be the version's.
func (a *app) replayUnder(ctx context.Context, s *store.Store, id, name, dir, unit, html string) error {
	choice, err := a.chooseGood(name, dir, day.None)
	if err != nil {
		return err
	}
	r, err := replayNamed(ctx, s, id)
	if err != nil {
		return err
	}
	if r.outcome != replaySame {
		return a.tellReplays(ctx, s, []*replayed{r}, false)
	}
	v := r.again.view
	own := v.ownSet(choice.Loaded.Set)
	if own == nil {
		return fail(exitInvalid, "cli.replay_own", id, choice.Loaded.Set.ID)
	}
	before, err := own.Set().Canonical()
	if err != nil {
		return err
	}
	versions := &revision{&rules.Loaded{Set: own.Set(), Hash: own.Ref().Hash, Canonical: before}, choice.Loaded,
		diff.Between(own.Set(), choice.Loaded.Set)}
	if err := versions.sameScope(); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.replay_same", id))
	both, err := v.source(ctx, versions)
	if err != nil {
		return err
	}
	return a.impact(versions, both, unit, html)
}
