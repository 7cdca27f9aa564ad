package store

import (
	"context"
	"fmt"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/season"
)

// Summary is what a run gave one unit under one set, in the exact text the result has: enough for lists and charts
// without unpacking the result.
type Summary struct {
	Set, Unit, Block string
	Points           string // after the set's rounding
	Applied          string // the unit's applicable maximum
	Index            string // unrounded; "" where there is none
	Rank             int    // 0 if not ranked
	Class            string
	Blocked          bool
}

// summaries reads them from the canonical bytes of a result; the set is the caller's.
func summaries(result []byte) ([]Summary, error) {
	v, err := canon.Parse(result)
	if err != nil {
		return nil, err
	}
	units, _ := v.Field("units")
	list := make([]Summary, len(units.Items))
	for i, u := range units.Items {
		s := &list[i]
		for key, text := range map[string]*string{"unit": &s.Unit, "block": &s.Block, "points": &s.Points,
			"applied": &s.Applied, "index": &s.Index, "class": &s.Class} {
			field, _ := u.Field(key)
			*text = field.Str
		}
		rank, _ := u.Field("rank")
		blocked, _ := u.Field("blocked")
		s.Rank, s.Blocked = int(rank.Int), blocked.Bool
		if s.Unit == "" || s.Points == "" {
			return nil, fmt.Errorf("unit %d has no code or points", i)
		}
	}
	return list, nil
}

// disputedLines names the lines on which an appeal is open, from the canonical bytes of a result.
func disputedLines(result []byte) (lines []string, err error) {
	v, err := canon.Parse(result)
	if err != nil {
		return nil, err
	}
	units, _ := v.Field("units")
	for i := range units.Items {
		unit, _ := units.Items[i].Field("unit")
		nodes, _ := units.Items[i].Field("nodes")
		for k := range nodes.Items {
			if state, _ := nodes.Items[k].Field("state"); state.Str == string(engine.Disputed) {
				code, _ := nodes.Items[k].Field("code")
				lines = append(lines, unit.Str+" "+code.Str)
			}
		}
	}
	return lines, nil
}

// SaveRun records a run with the results it names: the draft's body is a *season.Run, results are the canonical bytes
// of the results of its scopes, packed as they are.
func (s *Store) SaveRun(ctx context.Context, d season.Draft, results ...[]byte) (season.Event, error) {
	blobs := make([]Blob, len(results))
	for i, b := range results {
		blobs[i] = Blob{Domain: engine.ResultDomain, Bytes: b}
	}
	events, err := s.Append(ctx, []season.Draft{d}, blobs...)
	if err != nil {
		return season.Event{}, fmt.Errorf("save run: %w", err)
	}
	return events[0], nil
}

// Runs gives the runs of a period in the order they were made; each event's body is a *season.Run.
func (s *Store) Runs(ctx context.Context, period string) ([]season.Event, error) {
	return s.events(ctx, s.read, selectRuns, period)
}

// Publications gives the proposals to publish and the publications of a period, in their order.
func (s *Store) Publications(ctx context.Context, period string) ([]season.Event, error) {
	return s.events(ctx, s.read, selectPublications, period)
}

// Run gives a run and its summaries, by set and unit. The results are blobs, by the hashes of its scopes.
func (s *Store) Run(ctx context.Context, id string) (season.Event, []Summary, error) {
	found, err := s.events(ctx, s.read, selectRun, id)
	if err == nil && len(found) == 0 {
		err = refuse(NotFound, id)
	}
	if err != nil {
		return season.Event{}, nil, fmt.Errorf("run %s: %w", id, err)
	}
	rows, err := s.read.QueryContext(ctx, s.read.Rebind(selectRunUnits), found[0].Seq)
	if err != nil {
		return season.Event{}, nil, fmt.Errorf("run %s: %w", id, err)
	}
	var list []Summary
	err = each(rows, func() error {
		var u Summary
		err := rows.Scan(&u.Set, &u.Unit, &u.Block, &u.Points, &u.Applied, &u.Index, &u.Rank, &u.Class, &u.Blocked)
		list = append(list, u)
		return err
	})
	return found[0], list, err
}
