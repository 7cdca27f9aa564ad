package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"github.com/jmoiron/sqlx"

	"cchc/internal/season"
)

// open is the day until which a row holds that nothing has replaced or withdrawn.
const open = math.MaxInt32

// statements runs prepared statements in one transaction.
type statements struct {
	ctx      context.Context
	tx       *sqlx.Tx
	prepared map[string]*sql.Stmt
}

func newStatements(ctx context.Context, tx *sqlx.Tx) *statements {
	return &statements{ctx: ctx, tx: tx, prepared: map[string]*sql.Stmt{}}
}

// prepare gives the statement of a query; the transaction closes it.
func (s *statements) prepare(query string) (*sql.Stmt, error) {
	stmt := s.prepared[query]
	if stmt == nil {
		var err error
		if stmt, err = s.tx.PrepareContext(s.ctx, s.tx.Rebind(query)); err != nil {
			return nil, fmt.Errorf("prepare %s: %w", firstLine(query), err)
		}
		s.prepared[query] = stmt
	}
	return stmt, nil
}

func (s *statements) run(query string, args ...any) error {
	stmt, err := s.prepare(query)
	if err != nil {
		return err
	}
	if _, err := stmt.ExecContext(s.ctx, args...); err != nil {
		return fmt.Errorf("%s: %w", firstLine(query), err)
	}
	return nil
}

// replace ends what held and records what holds from now on.
func (s *statements) replace(end string, endArgs []any, insert string, insertArgs ...any) error {
	if err := s.run(end, endArgs...); err != nil {
		return err
	}
	return s.run(insert, insertArgs...)
}

// projector brings events into the tables, in the order of the log.
type projector struct {
	*statements
	blob func(hash string) ([]byte, error) // contents that events name
}

// project brings one event into the tables. What an event says of a place replaces what the last one said of it.
func (p *projector) project(e *season.Event) error {
	if err := p.body(e); err != nil {
		return fmt.Errorf("project event %d %s: %w", e.Seq, e.Kind, err)
	}
	return nil
}

func (p *projector) body(e *season.Event) error {
	known := int32(e.Recorded.Day())
	switch b := e.Body.(type) {
	case *season.Folder:
		return p.run(insertState, e.Seq, known, b.Demo, b.Province)
	case *season.UnitState:
		u := b.Unit
		return p.replace(endUnit, []any{known, e.Period, u.Code, open},
			insertUnit, e.Period, u.Code, e.Seq, known, open, u.Name, u.Block, u.Kind, u.OfficialNumber, u.FormerProvince,
			u.ValidFrom.String(), u.ValidTo.String(), words(u.Predecessors), words(u.Successors), u.Status, u.Note)
	case *season.AttributeState:
		a := b.Attribute
		from := a.From.String()
		return p.replace(endAttribute, []any{known, e.Period, a.Unit, a.Name, from, open},
			insertAttribute, e.Period, a.Unit, a.Name, from, e.Seq, known, open, a.To.String(), a.Value, a.Source)
	case *season.Restoration:
		return nil // it is found by its key
	case *season.SetVersion:
		return p.run(insertSet, b.Hash, e.Seq, known, b.ID, b.Version, string(b.Scope), words(b.Blocks), b.Title)
	case *season.SetWithdrawal:
		return p.run(insertWithdrawal, b.Hash, e.Seq, known, e.Reason)
	case *season.PlanVersion:
		return p.run(insertPlan, e.Seq, known, b.Number, b.Hash)
	case *season.Opening:
		return p.opening(e, b, known)
	case *season.SetChange:
		if err := p.run(endPeriod, known, e.Period, open); err != nil {
			return err
		}
		if err := p.run(rechoosePeriod, e.Seq, known, open, e.Seq, e.Period); err != nil {
			return err
		}
		return p.choices(e, b.Choices)
	case *season.PeriodChange:
		state := season.Fold([]season.Event{*e}, e.Period, e.Recorded.Day()).Period.State
		if err := p.run(endPeriod, known, e.Period, open); err != nil {
			return err
		}
		return p.run(changePeriod, e.Seq, known, open, string(state), e.Period)
	case *season.Occasion:
		o := b.Event
		return p.replace(endOccasion, []any{known, e.Period, o.Deliverable, o.ID, open},
			insertOccasion, e.Period, o.Deliverable, o.ID, e.Seq, known, open, o.Date.String(), o.Due.String(),
			words(o.Units), o.Document)
	case *season.OccasionEnd:
		return p.run(endOccasion, known, e.Period, b.Deliverable, b.ID, open)
	case *season.Entry:
		return p.replace(endEntry, []any{known, e.Period, b.Register, b.Row, open},
			insertEntry, e.Period, b.Register, b.Row, e.Seq, known, open)
	case *season.EntryEnd:
		return p.run(endEntry, known, e.Period, b.Register, b.Row, open)
	}
	return p.evidence(e, known)
}

// evidence is the part of body for what units are scored by.
func (p *projector) evidence(e *season.Event, known int32) error {
	switch b := e.Body.(type) {
	case *season.FactState:
		f := &b.Fact
		kind, value := valueText(&f.Value)
		return p.replace(endFact, []any{known, e.Period, e.Unit, f.Input, f.Row, f.Field, f.Layer.String(), open},
			insertFact, e.Period, e.Unit, f.Input, f.Row, f.Field, f.Layer.String(), e.Seq, known, open, kind, value,
			f.Document, b.Evidence, f.Source, b.By, b.Second)
	case *season.FactEnd:
		return p.run(endFact, known, e.Period, e.Unit, b.Input, b.Row, b.Field, b.Layer.String(), open)
	case *season.Judgement:
		d := &b.Decision
		return p.replace(endDecision, []any{known, e.Period, e.Unit, b.ID, open},
			insertDecision, e.Period, e.Unit, b.ID, e.Seq, known, open, string(d.Kind), d.Code, d.Input, d.Row, d.Field,
			d.Layer.String(), d.Points.Fraction(), d.By, d.Second, d.Reason, d.Date.String(), d.Source)
	case *season.JudgementEnd:
		return p.run(endDecision, known, e.Period, e.Unit, b.ID, open)
	case *season.File:
		return p.run(insertFile, e.Seq, known, b.Digest, b.Size, b.Name, e.Unit)
	case *season.Import:
		return p.run(insertImport, e.Seq, known, e.Period, b.Register, b.Name, b.Raw, b.Extracted.String(), b.Rows,
			b.Added, b.Changed, b.Unchanged, b.Withdrawn)
	case *season.Run:
		return p.scoring(e, b, known)
	case *season.PersonErased:
		return p.erasing(e, b.Sealed)
	case *season.ContentErased:
		return p.erasing(e, b.Digest)
	case *season.Proposal, *season.ProposalEnd, *season.Publication: // read from the log itself
		return nil
	}
	return fmt.Errorf("no projection for %T", e.Body)
}

func (p *projector) opening(e *season.Event, b *season.Opening, known int32) error {
	err := p.replace(endPeriod, []any{known, e.Period, open},
		insertPeriod, e.Period, e.Seq, known, open, string(season.Open), e.Seq)
	if err != nil {
		return err
	}
	return p.choices(e, b.Choices)
}

// choices keeps the sets that a period has from an event on.
func (p *projector) choices(e *season.Event, choices []season.Choice) error {
	for i, c := range choices {
		if err := p.run(insertChoice, e.Seq, i, c.Block, c.Set, c.Version, c.Hash, c.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (p *projector) scoring(e *season.Event, b *season.Run, known int32) error {
	if err := p.run(insertRun, e.Seq, known, b.ID, e.Period, b.AsOf.String(), b.Stage.String()); err != nil {
		return err
	}
	for _, scope := range b.Scopes {
		result, err := p.blob(scope.Result)
		if err != nil {
			return err
		}
		units, err := summaries(result)
		if err != nil {
			return fmt.Errorf("result of %s: %w", scope.Set, err)
		}
		for _, u := range units {
			err := p.run(insertRunUnit, e.Seq, scope.Set, u.Unit, u.Block, u.Points, u.Applied, u.Index, u.Rank, u.Class,
				u.Blocked, scope.Result)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// words joins codes, which hold no blanks.
func words(codes []string) string { return strings.Join(codes, " ") }
