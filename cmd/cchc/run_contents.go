package main

import (
	"context"

	"cchc/internal/audit"
	"cchc/internal/canon"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds"
)

// runContents reads a run from a data folder, with the results and sets that it names. The year is left out.
func runContents(ctx context.Context, s *store.Store, id string) (*audit.Contents, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, err
	}
	record, err := event.Canonical()
	if err != nil {
		return nil, err
	}
	run := event.Body.(*season.Run)
	c := &audit.Contents{Event: event, Run: run, Digest: season.Digest(record)}
	for i := range run.Scopes {
		set, err := s.Set(ctx, run.Scopes[i].Hash)
		if err != nil {
			return nil, storeFailure(err)
		}
		result, err := s.Blob(ctx, run.Scopes[i].Result)
		if err != nil {
			return nil, storeFailure(err)
		}
		c.Sets, c.Results = append(c.Sets, set), append(c.Results, result)
	}
	return c, nil
}

// runYear gives the year as the log had it when a run was made, which must still be what the run names.
func runYear(ctx context.Context, s *store.Store, event *season.Event) (*season.Year, error) {
	run := event.Body.(*season.Run)
	log, err := readEvents(ctx, s)
	if err != nil {
		return nil, err
	}
	y := season.Fold(log[:min(max(run.Log, 0), int64(len(log)))], event.Period, run.AsOf)
	parts, err := y.Snapshots()
	if err != nil {
		return nil, err
	}
	if canon.Hash(season.UnitsDomain, parts.Units) != run.Units || canon.Hash(season.FactsDomain, parts.Facts) != run.Facts {
		return nil, fail(exitFindings, "cli.run_log_differs", run.ID)
	}
	return y, nil
}

// runUnits gives the units as the log had them when a run was made, as runYear does.
func runUnits(ctx context.Context, s *store.Store, event *season.Event) (*seeds.Units, error) {
	run := event.Body.(*season.Run)
	history, err := s.UnitHistory(ctx, run.Log)
	if err != nil {
		return nil, storeFailure(err)
	}
	y := season.Fold(history, event.Period, run.AsOf)
	parts, err := y.Snapshots()
	if err != nil {
		return nil, err
	}
	if canon.Hash(season.UnitsDomain, parts.Units) != run.Units {
		return nil, fail(exitFindings, "cli.run_log_differs", run.ID)
	}
	return y.Units, nil
}
