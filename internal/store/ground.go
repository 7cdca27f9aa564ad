package store

import (
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

// ground answers season's questions about what is known, inside the transaction that records. The first error of the
// database stays in err.
type ground struct {
	*statements
	*memory
	blob func(hash string) ([]byte, error)
	last *position // of the log
	err  error
}

// memory is what was asked of the database before and is still so. It outlives a transaction: nobody else writes, as
// long as this process holds cchc.lock. Whatever may have changed it is forgotten, and all of it with a transaction
// that fails.
type memory struct {
	counts  map[string]bool         // of queries without arguments of the draft
	periods map[string]season.State // by id
	units   map[string]*seeds.Unit  // by code; nil for unknown ones
	locked  *day.Day                // end of the latest locked year; nil: not asked
}

var _ season.Ground = (*ground)(nil)

func (m *memory) forget() {
	m.counts, m.periods, m.units, m.locked = map[string]bool{}, map[string]season.State{}, map[string]*seeds.Unit{}, nil
}

// learn forgets what an event may have changed.
func (g *ground) learn(e *season.Event) {
	switch e.Body.(type) {
	case *season.FactState, *season.FactEnd, *season.Judgement, *season.JudgementEnd, *season.Entry, *season.EntryEnd:
		return // nothing that is remembered
	}
	g.forget()
}

// count tells whether a counting query counts anything.
func (g *ground) count(query string, args ...any) bool {
	n := 0
	g.row(query, args, &n)
	return n > 0
}

// row reads one row; without one, into stays as it was.
func (g *ground) row(query string, args []any, into ...any) {
	stmt, err := g.prepare(query)
	if err == nil {
		err = stmt.QueryRowContext(g.ctx, args...).Scan(into...)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) && g.err == nil {
		g.err = err
	}
}

// once is count, remembered.
func (g *ground) once(query string, key string, args ...any) bool {
	found, known := g.counts[query+key]
	if !known {
		found = g.count(query, args...)
		g.counts[query+key] = found
	}
	return found
}

// FolderOpened reports whether the folder has its first event.
func (g *ground) FolderOpened() bool { return g.once(countStates, "") }

// Last is the number of the last event.
func (g *ground) Last() int64 { return g.last.seq }

// LockedThrough is the end of the latest locked year.
func (g *ground) LockedThrough() day.Day {
	if g.locked == nil {
		period := ""
		g.row(selectLocked, []any{string(season.Locked), open}, &period)
		end := season.YearEnd(period)
		g.locked = &end
	}
	return *g.locked
}

// PlanAdopted reports whether there is a plan.
func (g *ground) PlanAdopted() bool { return g.once(countPlans, "") }

// SetKnown reports whether a published set has a hash.
func (g *ground) SetKnown(hash string) bool { return g.once(countSets, hash, hash) }

// SetWithdrawn reports whether the version of a hash was withdrawn.
func (g *ground) SetWithdrawn(hash string) bool { return g.once(countWithdrawn, hash, hash) }

// PeriodHas reports whether a period has the version of a hash.
func (g *ground) PeriodHas(period, hash string) bool { return g.count(countChosen, period, open, hash) }

// FileKnown reports whether evidence was recorded.
func (g *ground) FileKnown(digest string) bool { return g.once(countFiles, digest, digest) }

// PeriodState is "" for a period that was never opened.
func (g *ground) PeriodState(period string) season.State {
	state, known := g.periods[period]
	if !known {
		var id, plan string
		var opened int64
		g.row(selectPeriod, []any{period, int32(now), int32(now)}, &id, &state, &plan, &opened)
		g.periods[period] = state
	}
	return state
}

// SetHash gives the hash a published version has, "" if there is none.
func (g *ground) SetHash(id, version string) (hash string) {
	g.row(selectSetHash, []any{id, version}, &hash)
	return hash
}

// Unit gives a unit as it stands.
func (g *ground) Unit(code string) (seeds.Unit, bool) {
	u, known := g.units[code]
	if !known {
		u = g.unit(code)
		g.units[code] = u
	}
	if u == nil {
		return seeds.Unit{}, false
	}
	return *u, true
}

func (g *ground) unit(code string) *seeds.Unit {
	stmt, err := g.prepare(selectUnit)
	if err == nil {
		var u seeds.Unit
		if u, err = scanUnit(stmt.QueryRowContext(g.ctx, code, open).Scan); err == nil {
			return &u
		}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		g.err = errors.Join(g.err, err)
	}
	return nil
}

// Run gives a recorded run; nil if there is none.
func (g *ground) Run(id string) *season.RunRecord {
	found := g.events(selectRun, id)
	if len(found) == 0 {
		return nil
	}
	r := &season.RunRecord{Event: found[0]}
	payload, err := r.Event.Canonical()
	if err != nil {
		g.err = errors.Join(g.err, err)
		return nil
	}
	r.Digest = season.Digest(payload)
	g.row(countBlocked, []any{r.Event.Seq}, &r.Blocked)
	return r
}

// Disputed names the lines of a run's results on which an appeal is open.
func (g *ground) Disputed(b *season.Run) (lines []string) {
	for i := range b.Scopes {
		result, err := g.blob(b.Scopes[i].Result)
		if err == nil {
			var found []string
			found, err = disputedLines(result)
			lines = append(lines, found...)
		}
		if err != nil {
			g.err = errors.Join(g.err, err)
			return nil
		}
	}
	return lines
}

// ChangedAfter is the number of the first event after a place that can change what a period scores.
func (g *ground) ChangedAfter(period string, after int64) (seq int64) {
	query, args, err := sqlx.In(selectChanged, after, season.ScoreKinds(), period, season.YearBefore(period))
	if err != nil {
		g.err = errors.Join(g.err, err)
		return 0
	}
	g.row(query, args, &seq)
	return seq
}

// Publications gives the events of a period that speak of its publication.
func (g *ground) Publications(period string) []season.Event {
	return g.events(selectPublications, period)
}

// Proposed reports whether a proposal that waits, of any period, is by an actor.
func (g *ground) Proposed(actor string) bool {
	byPeriod := map[string][]season.Event{}
	for _, e := range g.events(selectAllPublications) {
		byPeriod[e.Period] = append(byPeriod[e.Period], e)
	}
	for _, events := range byPeriod {
		if p := season.PublicationsOf(events); p.Standing != nil && season.SamePerson(p.Standing.Actor, actor) {
			return true
		}
	}
	return false
}

// events reads events; without them there are none.
func (g *ground) events(query string, args ...any) []season.Event {
	stmt, err := g.prepare(query)
	if err != nil {
		g.err = errors.Join(g.err, err)
		return nil
	}
	rows, err := stmt.QueryContext(g.ctx, args...)
	if err == nil {
		var list []season.Event
		if list, err = allEvents(rows); err == nil {
			return list
		}
	}
	g.err = errors.Join(g.err, err)
	return nil
}

// There reports whether what a withdrawing body withdraws is there.
func (g *ground) There(d *season.Draft) bool {
	switch b := d.Body.(type) {
	case *season.OccasionEnd:
		return g.count(countOccasions, d.Period, b.Deliverable, b.ID, open)
	case *season.EntryEnd:
		return g.count(countEntries, d.Period, b.Register, b.Row, open)
	case *season.FactEnd:
		return g.count(countFacts, d.Period, d.Unit, b.Input, b.Row, b.Field, b.Layer.String(), open)
	case *season.PersonErased:
		return g.count(countPerson, b.Sealed, b.Office)
	case *season.ContentErased:
		return (g.count(countFiles, b.Digest) || g.count(countRaw, b.Digest, season.RawDomain)) && !g.count(countErased, b.Digest)
	case *season.JudgementEnd:
		return g.count(countDecisions, d.Period, d.Unit, b.ID, open)
	}
	return false
}
