package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// demoScript is the demo year as drafts, each with the day on which it is recorded.
type demoScript struct {
	entries  []scriptEntry // by day
	previous []season.Draft
	at       int
}

type scriptEntry struct {
	on    day.Day
	draft season.Draft
}

// demoScriptOf makes the script of the units of the sets.
func demoScriptOf(sets []*form.Set, units *seeds.Units) (*demoScript, error) {
	script := &demoScript{}
	occasions := map[[2]string]*seeds.Event{}
	for _, set := range sets {
		data, err := demo.Year(set, units)
		if err != nil {
			return nil, err
		}
		for i := range data.Units {
			script.unit(set, &data.Units[i])
		}
		for _, e := range data.Events {
			key := [2]string{e.Deliverable, e.ID}
			if have := occasions[key]; have != nil {
				have.Units = append(have.Units, e.Units...)
				continue
			}
			occasions[key] = &e
			script.entries = append(script.entries, scriptEntry{e.Date, season.Draft{Key: "demo/" + e.Deliverable + "/" + e.ID,
				Kind: season.OccasionRecorded, Period: demoYear, Actor: systemActor, Happened: e.Date, Body: &season.Occasion{Event: e}}})
		}
		for _, p := range data.Previous {
			script.previous = append(script.previous, season.Draft{Key: "demo/" + p.Period + "/" + p.Unit + "/" + p.Input,
				Kind: season.FactRecorded, Period: p.Period, Unit: p.Unit, Actor: systemActor, Happened: day.None,
				Body: &season.FactState{Fact: engine.Fact{Input: p.Input, Layer: engine.LayerRegister, Value: p.Value, Document: p.Document,
					Source: wording.Message("cli.demo_source"), Recorded: day.None}}})
		}
	}
	slices.SortStableFunc(script.entries, func(a, b scriptEntry) int { return cmp.Compare(a.on, b.on) })
	return script, nil
}

// unit adds what is recorded of one unit.
func (s *demoScript) unit(set *form.Set, u *demo.Unit) {
	for _, f := range u.Earlier {
		s.fact(set, u.Unit, f, "", "")
	}
	for _, f := range u.Facts {
		s.fact(set, u.Unit, f, "", "")
	}
	for _, c := range u.Corrections {
		s.fact(set, u.Unit, c.Fact, c.By, c.Second)
	}
	for i, d := range u.Decisions {
		id := fmt.Sprintf("%s/%d", u.Unit, i+1)
		actor := d.By
		if d.Kind == engine.DecideDispute {
			actor = u.Unit
		}
		s.entries = append(s.entries, scriptEntry{d.Date, season.Draft{Key: "demo/decision/" + id, Kind: season.DecisionMade,
			Period: demoYear, Unit: u.Unit, Actor: actor, Reason: d.Reason, Happened: day.None, Body: &season.Judgement{ID: id, Decision: d}}})
	}
}

func (s *demoScript) fact(set *form.Set, unit string, f engine.Fact, by, second string) {
	on := f.Recorded
	f.Recorded = day.None
	in := set.Input(f.Input)
	actor := unit
	switch {
	case by != "":
		actor = by
	case f.Layer == engine.LayerRegister || unit == seeds.Province:
		actor = cmp.Or(in.VerifiedBy, in.DeclaredBy)
		if actor == "unit" {
			actor = systemActor
		}
	}
	key := strings.Join([]string{"demo", unit, f.Input, f.Row, f.Field, f.Layer.String(), on.String()}, "/")
	s.entries = append(s.entries, scriptEntry{on, season.Draft{Key: key, Kind: season.FactRecorded, Period: demoYear, Unit: unit, Actor: actor,
		Happened: on, Body: &season.FactState{Fact: f, By: by, Second: second}}})
}

// prelude opens the period before and the demo's own.
func (s *demoScript) prelude(ctx context.Context, st *store.Store) error {
	if len(s.previous) > 0 {
		before := s.previous[0].Period
		open := season.Draft{Key: "demo/" + before, Kind: season.PeriodOpened, Period: before, Actor: systemActor,
			Reason: wording.Message("cli.demo_previous"), Happened: day.None, Body: &season.Opening{}}
		if _, err := st.Append(ctx, append([]season.Draft{open}, s.previous...)); err != nil {
			return storeFailure(err)
		}
		if err := changePeriod(ctx, st, before, season.PeriodLocked, "", systemActor, wording.Message("cli.demo_previous")); err != nil {
			return err
		}
	}
	return changePeriod(ctx, st, demoYear, season.PeriodOpened, "", systemActor, seeds.DefaultPlan().Number)
}

// playUntil records everything up to a day, inclusive: one append, in which the clock goes from day to day.
func (s *demoScript) playUntil(ctx context.Context, st *store.Store, clock *demoClock, until day.Day) error {
	var drafts []season.Draft
	var days []day.Day
	today := clock.day()
	for ; s.at < len(s.entries) && s.entries[s.at].on <= until; s.at++ {
		today = max(today, s.entries[s.at].on)
		drafts, days = append(drafts, s.entries[s.at].draft), append(days, today)
	}
	if len(drafts) == 0 {
		return nil
	}
	clock.play(days)
	_, err := st.Append(ctx, drafts)
	clock.play(nil)
	if err != nil {
		return storeFailure(fmt.Errorf("demo until %s: %w", until, err))
	}
	return nil
}

// day is the day the clock stands at.
func (c *demoClock) day() day.Day { return season.Instant(c.at.UnixMilli()).Day() }
