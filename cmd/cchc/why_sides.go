package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/why"
	"cchc/internal/wording"
)

// whySide is one of the two states of a year, and what it is called.
type whySide struct {
	why.Side
	name string // the run, or the day
	view *view
	run  *season.Run // nil where the side is a day
	kept [][]byte    // the results of the run, as they were recorded
}

// whyTarget is what a flag names: a run by its event, or a day.
type whyTarget struct {
	event *season.Event
	on    day.Day
}

// readSides reads the two states that the flags name.
func readSides(ctx context.Context, s *store.Store, in *whyFlags) (sides [2]*whySide, err error) {
	var targets [2]whyTarget
	var stages [2]*engine.Stage
	for i, text := range []string{in.from, in.to} {
		if targets[i], err = targetOf(ctx, s, text); err != nil {
			return sides, err
		}
		if e := targets[i].event; e != nil {
			stages[i] = &e.Body.(*season.Run).Stage
		}
	}
	period, err := in.periodOf(ctx, s, targets)
	if err != nil {
		return sides, err
	}
	stage, err := in.stageOf(stages)
	if err != nil {
		return sides, err
	}
	log, err := readEvents(ctx, s)
	if err != nil {
		return sides, err
	}
	for i, t := range targets {
		if t.event != nil {
			sides[i], err = runSide(ctx, s, log, t.event)
		} else {
			sides[i], err = daySide(ctx, s, log, period, t.on, stage)
		}
		if err != nil {
			return sides, err
		}
		if number, bad := strconv.Atoi(period); bad == nil {
			side := sides[i]
			side.Before = season.Fold(side.Log, strconv.Itoa(number-1), side.Year.AsOf)
		}
	}
	return sides, nil
}

// targetOf finds what a text names: what reads as a day is one, anything else is a run.
func targetOf(ctx context.Context, s *store.Store, text string) (whyTarget, error) {
	if on, err := day.Parse(text); err == nil {
		return whyTarget{on: on}, nil
	}
	event, _, err := s.Run(ctx, text)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return whyTarget{}, fail(exitNotFound, "cli.why_side", text)
	case err != nil:
		return whyTarget{}, storeFailure(err)
	}
	return whyTarget{event: &event}, nil
}

// periodOf is the one period of both sides: that of the runs, or the one asked for.
func (f *whyFlags) periodOf(ctx context.Context, s *store.Store, targets [2]whyTarget) (string, error) {
	periods := [2]string{f.period, f.period}
	for i, t := range targets {
		if t.event != nil {
			periods[i] = t.event.Period
		}
	}
	for i := range periods {
		if periods[i] == "" {
			periods[i] = periods[1-i]
		}
	}
	switch {
	case periods[0] != periods[1]:
		return "", fail(exitUsage, "cli.why_period", periods[0], periods[1])
	case f.period != "" && periods[0] != f.period:
		return "", fail(exitUsage, "cli.why_period", periods[0], f.period)
	case periods[0] == "":
		return f.periodIn(ctx, s)
	}
	return periods[0], nil
}

// runSide is the state that a recorded run was computed from. A log that no longer makes it is refused.
func runSide(ctx context.Context, s *store.Store, log []season.Event, event *season.Event) (*whySide, error) {
	id := event.Body.(*season.Run).ID
	r, err := rebuild(ctx, s, log, *event)
	var not *notAgain
	if errors.As(err, &not) {
		return nil, fail(exitFailed, "cli.replay_cannot", id, not.text)
	} else if err != nil {
		return nil, err
	}
	parts, err := r.year.Snapshots()
	if err != nil {
		return nil, err
	}
	made := &season.Run{}
	parts.Name(made)
	if changed := r.changedParts(made); len(changed) > 0 {
		return nil, fail(exitFailed, "cli.why_changed", id, strings.Join(changed, "; "))
	}
	side := newWhySide(r.view, log[:r.run.Log], r.run.ID)
	side.run, side.kept, side.Engine = r.run, r.kept, r.run.Engine
	return side, nil
}

// daySide is the state at the end of a day.
func daySide(ctx context.Context, s *store.Store, log []season.Event, period string, on day.Day, stage engine.Stage) (*whySide, error) {
	v := &view{store: s, stage: stage, year: season.Fold(log, period, on)}
	if err := v.ready(ctx, ""); err != nil {
		return nil, err
	}
	return newWhySide(v, log, on.VN()), nil
}

func newWhySide(v *view, log []season.Event, name string) *whySide {
	return &whySide{name: name, view: v, Side: why.Side{Year: v.year, Calendar: v.plan.Calendar, Programs: v.programs, Stage: v.stage, Log: log}}
}

// read reads what a recorded run says of the unit.
func (s *whySide) read(unit string) error {
	for _, result := range s.kept {
		recorded, err := why.Recorded(result, unit)
		if errors.Is(err, why.ErrUnbalanced) {
			return fail(exitFailed, "cli.why_recorded", s.run.ID)
		} else if err != nil {
			return err
		}
		if recorded != nil {
			s.Recorded = recorded
			return nil
		}
	}
	if s.run != nil {
		return fail(exitNotFound, "cli.why_scored", unit, s.name)
	}
	return nil
}

// says is the side in one line.
func (s *whySide) says(set *engine.SetRef) string {
	if s.run != nil {
		return wording.Message("cli.why_side_run", s.run.ID, s.run.AsOf.VN(), wording.Stage(s.Stage), set.ID, set.Version)
	}
	return wording.Message("cli.why_side_day", s.Year.AsOf.VN(), wording.Stage(s.Stage), set.ID, set.Version)
}
