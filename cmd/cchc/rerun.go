package main

import (
	"bytes"
	"context"
	"errors"
	"strconv"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

// rerun is a recorded run computed again: from the events that were in the log when it was made, with the sets and the plan
// that it names.
type rerun struct {
	*view
	event season.Event
	run   *season.Run
	plan  []byte // canonical bytes of the plan
	out   *season.Outcome
	made  *season.Run // what the outcome would be recorded as
	// Of each scope, the result that was recorded and the one that came out.
	kept, results [][]byte
}

// notAgain says why a run cannot be computed again; what it says is a sentence.
type notAgain struct{ text string }

func (e *notAgain) Error() string { return e.text }

func cannot(code string, args ...string) error { return &notAgain{wording.Message(code, args...)} }

// readEvents reads every event of the log.
func readEvents(ctx context.Context, s *store.Store) ([]season.Event, error) {
	var events []season.Event
	err := s.Events(ctx, 0, func(e season.Event) error {
		events = append(events, e)
		return nil
	})
	if err != nil {
		return nil, storeFailure(err)
	}
	return events, nil
}

// rerunOf computes a run again over the log. The error is a *notAgain where that cannot be done.
func rerunOf(ctx context.Context, s *store.Store, log []season.Event, event season.Event) (*rerun, error) {
	if run := event.Body.(*season.Run); run.Engine != engine.Semantics {
		return nil, cannot("cli.replay_engine", run.Engine, engine.Semantics)
	}
	r, err := rebuild(ctx, s, log, event)
	if err != nil {
		return nil, err
	}
	if r.records, err = s.SetRecords(ctx); err != nil {
		return nil, storeFailure(err)
	}
	if r.out, err = r.score(); err != nil {
		return nil, cannot("cli.replay_not_scored", err.Error())
	}
	if len(r.out.All()) != len(r.run.Scopes) {
		return nil, cannot("cli.replay_not_scored", strconv.Itoa(len(r.out.All())))
	}
	r.made, r.results, err = r.year.Run(r.run.ID, r.out, r.run.Stage)
	return r, err
}

// rebuild gives all that a run was computed from, and what was recorded of it, without computing it again. The error is a
// *notAgain where that cannot be done.
func rebuild(ctx context.Context, s *store.Store, log []season.Event, event season.Event) (*rerun, error) {
	r := &rerun{event: event, run: event.Body.(*season.Run)}
	if r.run.Log < 0 || r.run.Log > int64(len(log)) {
		return nil, cannot("cli.replay_changed", wording.Message("cli.replay_facts_of"))
	}
	known := log[:r.run.Log]
	r.view = &view{store: s, stage: r.run.Stage, year: season.Fold(known, event.Period, r.run.AsOf)}
	if err := r.readPlan(ctx); err != nil {
		return nil, err
	}
	return r, r.readSets(ctx, known)
}

// changedParts names the parts that the log now makes otherwise than the run recorded.
func (r *rerun) changedParts(made *season.Run) (changed []string) {
	for _, part := range []struct{ name, was, is string }{
		{"cli.replay_units", r.run.Units, made.Units},
		{"cli.replay_facts_of", r.run.Facts, made.Facts},
		{"cli.replay_decisions", r.run.Decisions, made.Decisions},
		{"cli.replay_occasions", r.run.Occasions, made.Occasions},
	} {
		if part.was != "" && part.was != part.is {
			changed = append(changed, wording.Message("cli.replay_changed", wording.Message(part.name)))
		}
	}
	return changed
}

func (r *rerun) readPlan(ctx context.Context) error {
	b, err := r.store.Blob(ctx, r.run.Plan)
	if errors.Is(err, store.ErrNotFound) {
		return cannot("cli.replay_no_plan")
	} else if err != nil {
		return storeFailure(err)
	}
	calendar, err := season.DecodePlan(b)
	if err != nil {
		return err
	}
	r.plan, r.view.plan = b, &planning{Calendar: calendar, units: r.year.Units}
	return nil
}

// readSets compiles the sets that the run names, reads the results that were recorded, and takes the figures of the previous
// period from the same log.
func (r *rerun) readSets(ctx context.Context, known []season.Event) error {
	for i := range r.run.Scopes {
		s := &r.run.Scopes[i]
		p, err := r.program(ctx, s.Hash)
		if errors.Is(err, store.ErrNotFound) {
			return cannot("cli.replay_no_set", s.Set, s.Version)
		} else if err != nil {
			return storeFailure(err)
		}
		kept, err := r.store.Blob(ctx, s.Result)
		if errors.Is(err, store.ErrNotFound) {
			return cannot("cli.replay_no_result", s.Set)
		} else if err != nil {
			return storeFailure(err)
		}
		r.programs, r.kept = append(r.programs, p), append(r.kept, kept)
		if number, err := strconv.Atoi(r.event.Period); err == nil && len(season.PreviousInputs(p.Set())) > 0 {
			before := season.Fold(known, strconv.Itoa(number-1), r.run.AsOf)
			r.prior = append(r.prior, season.Prior(p.Set(), r.year.Units, before.Figure)...)
		}
	}
	return nil
}

// changed names the parts of which the log now comes to something else than the run recorded, and first is the first line
// of a result that differs; both are empty where the run comes out the same.
func (r *rerun) compare() (changed []string, first *audit.Divergence) {
	changed = r.changedParts(r.made)
	for i := range r.run.Scopes {
		was, is := &r.run.Scopes[i], &r.made.Scopes[i]
		if was.Case != is.Case {
			changed = append(changed, wording.Message("cli.replay_changed", wording.Message("cli.replay_case", was.Set)))
		}
		if was.Root != "" && was.Root != is.Root {
			changed = append(changed, wording.Message("cli.replay_changed", wording.Message("cli.replay_root", was.Set)))
		}
		if first == nil && !bytes.Equal(r.kept[i], r.results[i]) {
			first = audit.Results(r.programs[i].Set(), r.results[i], r.kept[i])
		}
	}
	return changed, first
}

// Set and UnitName give the names of what a divergence speaks of.
func (r *rerun) Set(id string) *form.Set {
	for _, p := range r.programs {
		if p.Ref().ID == id {
			return p.Set()
		}
	}
	return nil
}

// UnitName is the name of a unit as the log has it.
func (r *rerun) UnitName(code string) string {
	if u, ok := r.year.Units.ByCode(code); ok {
		return u.Name
	}
	return code
}
