package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// now is the day on which everything recorded is known.
const now = day.Day(open - 1)

// Year gives what was known of a period at the end of a day: what season.Fold makes of the events up to then, read from
// the tables in one snapshot.
func (s *Store) Year(ctx context.Context, period string, asOf day.Day) (*season.Year, error) {
	var y *season.Year
	err := s.snapshot(ctx, func(r *reader) (err error) {
		if y, err = r.year(period, asOf); err != nil {
			return err
		}
		if y.Known, err = s.facts(r, y); err != nil {
			return err
		}
		return r.decisions(y)
	})
	if err != nil {
		return nil, fmt.Errorf("read year %s as of %s: %w", period, asOf, err)
	}
	return y, nil
}

// everyUnit is above the code of every unit.
const everyUnit = "\U0010FFFF"

// facts reads the facts of a year, half of the units in a snapshot of its own, because a row costs more to hand over than
// to find. Tables change with the log only, so two snapshots at one place of the log are the same.
func (s *Store) facts(r *reader, y *season.Year) ([]season.UnitYear, error) {
	at, err := end(r.ctx, r.tx)
	if err != nil {
		return nil, err
	}
	units := y.Units.All()
	if len(units) < 2 {
		return r.facts(y, "", everyUnit)
	}
	half := units[len(units)/2].Code
	var upper []season.UnitYear
	same, done := false, make(chan error, 1)
	go func() {
		done <- s.snapshot(r.ctx, func(other *reader) error {
			there, err := end(other.ctx, other.tx)
			if same = err == nil && there == at; same {
				upper, err = other.facts(y, half, everyUnit)
			}
			return err
		})
	}()
	lower, err := r.facts(y, "", half)
	if err := errors.Join(err, <-done); err != nil {
		return nil, err
	}
	if !same { // something was recorded in between
		if upper, err = r.facts(y, half, everyUnit); err != nil {
			return nil, err
		}
	}
	return append(lower, upper...), nil
}

// Periods gives the periods as they stand, by id.
func (s *Store) Periods(ctx context.Context) (list []season.Period, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		list, err = r.periods(selectPeriods, int32(now), int32(now))
		return err
	})
	return list, err
}

// Period gives a period as it stands; [ErrNotFound] if it was never opened.
func (s *Store) Period(ctx context.Context, id string) (p season.Period, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		list, err := r.periods(selectPeriod, id, int32(now), int32(now))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return refuse(NotFound, id)
		}
		p = list[0]
		return nil
	})
	return p, err
}

// Sets gives the published criteria sets in the order of their publication.
func (s *Store) Sets(ctx context.Context) (list []season.SetVersion, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		return r.rows(selectSets, func(scan func(...any) error) error {
			var v season.SetVersion
			var blocks, scope string
			if err := scan(&v.Hash, &v.ID, &v.Version, &scope, &blocks, &v.Title); err != nil {
				return err
			}
			v.Scope, v.Blocks = form.Scope(scope), strings.Fields(blocks)
			list = append(list, v)
			return nil
		}, int32(now))
	})
	return list, err
}

// SetRecords gives the published criteria sets in the order of their publication, with what became of them.
func (s *Store) SetRecords(ctx context.Context) (list []season.SetRecord, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		return r.rows(selectSetRecords, func(scan func(...any) error) error {
			v := season.SetRecord{Withdrawn: day.None}
			var blocks, scope string
			var published int32
			var withdrawn sql.NullInt32
			var reason sql.NullString
			err := scan(&v.Hash, &v.ID, &v.Version, &scope, &blocks, &v.Title, &published, &withdrawn, &reason)
			if err != nil {
				return err
			}
			v.Scope, v.Blocks, v.Published = form.Scope(scope), strings.Fields(blocks), day.Day(published)
			if withdrawn.Valid {
				v.Withdrawn, v.Reason = day.Day(withdrawn.Int32), reason.String
			}
			list = append(list, v)
			return nil
		})
	})
	return list, err
}

// Entries gives the rows of a register that stood at the end of a day, by key: events whose body is a *season.Entry.
func (s *Store) Entries(ctx context.Context, period, register string, asOf day.Day) ([]season.Event, error) {
	return s.events(ctx, s.read, selectEntries, period, register, int32(asOf), int32(asOf))
}

// UnitHistory gives the events that record units and their attributes, up to a place in the log: all that a year's units are made of.
func (s *Store) UnitHistory(ctx context.Context, last int64) ([]season.Event, error) {
	return s.events(ctx, s.read, selectUnitHistory, last)
}

// Imports gives the imports of a period in the order they were made; each event's body is a *season.Import.
func (s *Store) Imports(ctx context.Context, period string) ([]season.Event, error) {
	return s.events(ctx, s.read, selectImports, period)
}

// reader reads one snapshot.
type reader struct {
	ctx context.Context
	tx  *sqlx.Tx
}

// snapshot reads with all statements seeing the same state.
func (s *Store) snapshot(ctx context.Context, read func(*reader) error) error {
	tx, err := s.read.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return read(&reader{ctx: ctx, tx: tx})
}

// rows calls scan for every row.
func (r *reader) rows(query string, scan func(scan func(...any) error) error, args ...any) error {
	rows, err := r.tx.QueryContext(r.ctx, r.tx.Rebind(query), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", firstLine(query), err)
	}
	return each(rows, func() error { return scan(rows.Scan) })
}

// year reads all but what is known of units.
func (r *reader) year(period string, asOf day.Day) (*season.Year, error) {
	y := &season.Year{AsOf: asOf, Period: season.Period{ID: period}}
	err := r.tx.QueryRowxContext(r.ctx, r.tx.Rebind(selectState), int32(asOf)).Scan(&y.Demo)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	last, err := end(r.ctx, r.tx)
	if err != nil {
		return nil, err
	}
	y.Log = last.seq
	periods, err := r.periods(selectPeriod, period, int32(asOf), int32(asOf))
	if err != nil {
		return nil, err
	}
	if len(periods) > 0 {
		y.Period = periods[0]
	}
	if y.Units, err = r.units(period, asOf); err != nil {
		return nil, err
	}
	y.Occasions, err = r.occasions(period, asOf)
	return y, err
}

func (r *reader) periods(query string, args ...any) ([]season.Period, error) {
	var list []season.Period
	var opened []int64
	err := r.rows(query, func(scan func(...any) error) error {
		var p season.Period
		var event int64
		err := scan(&p.ID, &p.State, &p.Plan, &event)
		list, opened = append(list, p), append(opened, event)
		return err
	}, args...)
	for i := range list {
		if err != nil {
			break
		}
		err = r.rows(selectChoices, func(scan func(...any) error) error {
			var c season.Choice
			err := scan(&c.Block, &c.Set, &c.Version, &c.Hash, &c.Reason, &c.Anew)
			list[i].Choices = append(list[i].Choices, c)
			return err
		}, list[i].ID, opened[i])
	}
	return list, err
}

func (r *reader) units(period string, asOf day.Day) (*seeds.Units, error) {
	var units []seeds.Unit
	err := r.rows(selectUnits, func(scan func(...any) error) error {
		u, err := scanUnit(scan)
		if n := len(units); n > 0 && units[n-1].Code == u.Code {
			units = units[:n-1] // recorded for all periods and for this one: the last counts
		}
		units = append(units, u)
		return err
	}, period, int32(asOf), int32(asOf))
	if err != nil {
		return nil, err
	}
	attributes, err := r.attributes(period, asOf)
	if err != nil {
		return nil, err
	}
	return seeds.NewUnits(units, attributes), nil
}

// scanUnit reads unitColumns.
func scanUnit(scan func(...any) error) (u seeds.Unit, err error) {
	var from, to, before, after string
	err = scan(&u.Code, &u.Name, &u.Block, &u.Kind, &u.OfficialNumber, &u.FormerProvince, &from, &to, &before, &after,
		&u.Status, &u.Note)
	if err != nil {
		return u, err
	}
	u.Predecessors, u.Successors = strings.Fields(before), strings.Fields(after)
	return u, readDays([]string{from, to}, &u.ValidFrom, &u.ValidTo)
}

func (r *reader) attributes(period string, asOf day.Day) ([]seeds.Attribute, error) {
	var list []seeds.Attribute
	err := r.rows(selectAttributes, func(scan func(...any) error) error {
		var a seeds.Attribute
		var from, to string
		if err := scan(&a.Unit, &a.Name, &a.Value, &from, &to, &a.Source); err != nil {
			return err
		}
		if err := readDays([]string{from, to}, &a.From, &a.To); err != nil {
			return err
		}
		if n := len(list); n > 0 && list[n-1].Key() == a.Key() {
			list = list[:n-1]
		}
		list = append(list, a)
		return nil
	}, period, int32(asOf), int32(asOf))
	return list, err
}

func (r *reader) occasions(period string, asOf day.Day) ([]seeds.Event, error) {
	var list []seeds.Event
	err := r.rows(selectOccasions, func(scan func(...any) error) error {
		var e seeds.Event
		var date, due, units string
		if err := scan(&e.Deliverable, &e.ID, &date, &due, &units, &e.Document); err != nil {
			return err
		}
		e.Units = strings.Fields(units)
		err := readDays([]string{date, due}, &e.Date, &e.Due)
		list = append(list, e)
		return err
	}, period, int32(asOf), int32(asOf))
	return list, err
}

// facts reads the facts of the units from one code up to, but without, another.
func (r *reader) facts(y *season.Year, from, to string) ([]season.UnitYear, error) {
	var known []season.UnitYear
	err := r.rows(selectFacts, func(scan func(...any) error) error {
		var unit, layer, kind, value string
		var learnt int32
		var state season.FactState
		f := &state.Fact
		err := scan(&unit, &f.Input, &f.Row, &f.Field, &layer, &learnt, &kind, &value, &f.Document, &state.Evidence, &f.Source,
			&state.By, &state.Second)
		if err != nil {
			return err
		}
		if f.Value, err = readValue(kind, value); err != nil {
			return fmt.Errorf("%s %s: %w", unit, f.Input, err)
		}
		if f.Layer, err = readLayer(layer); err != nil {
			return err
		}
		f.Recorded = day.Day(learnt)
		if n := len(known); n == 0 || known[n-1].Unit != unit {
			known = append(known, season.UnitYear{Unit: unit})
		}
		u := &known[len(known)-1]
		u.Facts = append(u.Facts, state)
		return nil
	}, y.Period.ID, int32(y.AsOf), int32(y.AsOf), from, to)
	for i := range known { // the database orders layers by their names
		slices.SortFunc(known[i].Facts, func(a, b season.FactState) int { return a.ComparePlace(&b) })
	}
	return known, err
}

// decisions reads the decisions into the year.
func (r *reader) decisions(y *season.Year) error {
	return r.rows(selectDecisions, func(scan func(...any) error) error {
		var unit, kind, layer, points, made string
		var j season.Judgement
		d := &j.Decision
		err := scan(&unit, &j.ID, &kind, &d.Code, &d.Input, &d.Row, &d.Field, &layer, &points, &d.By, &d.Second, &d.Reason,
			&made, &d.Source)
		if err != nil {
			return err
		}
		d.Kind = engine.DecisionKind(kind)
		if d.Layer, err = readLayer(layer); err != nil {
			return err
		}
		if d.Points, err = exact.ParseFraction(points); err != nil {
			return err
		}
		at, found := slices.BinarySearchFunc(y.Known, unit, func(u season.UnitYear, code string) int {
			return strings.Compare(u.Unit, code)
		})
		if !found {
			y.Known = slices.Insert(y.Known, at, season.UnitYear{Unit: unit})
		}
		if err := readDays([]string{made}, &d.Date); err != nil {
			return err
		}
		y.Known[at].Decisions = append(y.Known[at].Decisions, j)
		return nil
	}, y.Period.ID, int32(y.AsOf), int32(y.AsOf))
}

// readDays reads date columns.
func readDays(texts []string, into ...*day.Day) error {
	for i, text := range texts {
		d, err := readDay(text)
		if err != nil {
			return err
		}
		*into[i] = d
	}
	return nil
}
