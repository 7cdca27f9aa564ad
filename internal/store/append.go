package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"cchc/internal/files"
	"cchc/internal/season"
)

// Append records drafts as events, all or none, with the contents they name, and brings them into the tables in the
// same transaction. It answers once they would survive a power cut. A draft whose key was recorded before is that event
// again if it says the same, and refused if not; so whoever got no answer sends the same once more. The events are in
// the order of the drafts.
func (s *Store) Append(ctx context.Context, drafts []season.Draft, blobs ...Blob) ([]season.Event, error) {
	if s.readOnly {
		return nil, refuse(ForReading)
	}
	s.appending.Lock()
	defer s.appending.Unlock()
	events, err := s.append(ctx, drafts, blobs)
	if err != nil {
		return nil, fmt.Errorf("append: %w", explain(err, s.dir))
	}
	return events, nil
}

func (s *Store) append(ctx context.Context, drafts []season.Draft, blobs []Blob) ([]season.Event, error) {
	tx, err := s.write.BeginTxx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	a := &appender{statements: newStatements(ctx, tx), store: s, there: map[string]error{}}
	a.ground = newGround(a.statements)
	a.project = &projector{statements: a.statements, blob: func(hash string) ([]byte, error) { return s.blob(ctx, tx, hash) }}
	if err := a.begin(drafts); err != nil {
		return nil, err
	}
	for i := range blobs {
		if err := a.run(insertBlob, blobs[i].Hash(), blobs[i].Domain, blobs[i].Bytes); err != nil {
			return nil, err
		}
	}
	events := make([]season.Event, len(drafts))
	for i := range drafts {
		if events[i], err = a.append(&drafts[i]); err != nil {
			return nil, fmt.Errorf("draft %d, %s %s: %w", i+1, drafts[i].Kind, drafts[i].Key, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	s.note(a.last.seq)
	return events, nil
}

// note writes in cchc.lock how many events there are. The commit stands whether or not that succeeds: a number too low
// only notices less.
func (s *Store) note(events int64) {
	s.marker.events = events
	_, _ = s.lock.WriteAt(s.marker.text(), 0)
}

// appender records the drafts of one transaction.
type appender struct {
	*statements
	store   *Store
	project *projector
	ground  *ground
	last    position // of the log
	now     season.Instant
	there   map[string]error // evidence and contents looked for, by digest or hash
}

// begin looks at the end of the log and at the clock.
func (a *appender) begin(drafts []season.Draft) (err error) {
	if a.last, err = end(a.ctx, a.tx); err != nil {
		return err
	}
	if a.now, err = a.store.stamp(a.last); err != nil {
		return err
	}
	if a.store.simulate && a.last.seq == 0 {
		if len(drafts) == 0 {
			return nil
		}
		if f, ok := drafts[0].Body.(*season.Folder); !ok || !f.Demo {
			return refuse(NotDemo)
		}
	}
	return nil
}

func (a *appender) append(d *season.Draft) (season.Event, error) {
	before, err := a.before(d)
	if err != nil || before.Seq > 0 {
		return before, err
	}
	if err := a.admit(d); err != nil {
		return season.Event{}, err
	}
	if err := a.contents(d.Body); err != nil {
		return season.Event{}, err
	}
	e := season.Event{Seq: a.last.seq + 1, Recorded: a.now, Draft: *d}
	payload, err := e.Canonical()
	if err != nil {
		return season.Event{}, err
	}
	if e, err = season.DecodeEvent(payload); err != nil { // what cannot be read again would spoil the log for ever
		return season.Event{}, err
	}
	err = a.run(insertEvent, e.Seq, e.Key, string(e.Kind), e.Period, e.Unit, e.Recorded.String(), int32(e.Recorded.Day()),
		season.Digest(payload), payload)
	if err != nil {
		return season.Event{}, err
	}
	a.last = position{seq: e.Seq, recorded: e.Recorded}
	a.ground.learn(&e)
	return e, a.project.project(&e)
}

// admit asks season whether the draft may be recorded now.
func (a *appender) admit(d *season.Draft) error {
	err := season.Admit(d, a.now, a.ground)
	if a.ground.err != nil {
		return a.ground.err
	}
	return err
}

// before gives the event that has the draft's key, if there is one and it says the same.
func (a *appender) before(d *season.Draft) (season.Event, error) {
	stmt, err := a.prepare(selectByKey)
	if err != nil {
		return season.Event{}, err
	}
	var payload []byte
	switch err := stmt.QueryRowContext(a.ctx, d.Key).Scan(&payload); {
	case errors.Is(err, sql.ErrNoRows):
		return season.Event{}, nil
	case err != nil:
		return season.Event{}, err
	}
	e, err := season.DecodeEvent(payload)
	if err != nil {
		return season.Event{}, err
	}
	if !e.Draft.Same(d) {
		return season.Event{}, refuse(KeyReused, d.Key)
	}
	return e, nil
}

// contents checks that the evidence and bytes a body names are there.
func (a *appender) contents(body season.Body) error {
	switch b := body.(type) {
	case *season.FactState:
		if b.Evidence != "" {
			return a.evidence(b.Evidence, -1)
		}
	case *season.File:
		return a.evidence(b.Digest, b.Size)
	case *season.SetVersion:
		return a.named(b.Hash)
	case *season.PlanVersion:
		return a.named(b.Hash)
	case *season.Import:
		return a.named(b.Raw)
	case *season.Run:
		for _, scope := range b.Scopes {
			if err := a.named(scope.Result); err != nil {
				return err
			}
		}
	}
	return nil
}

// evidence checks that a file is there, and its size if that is known.
func (a *appender) evidence(digest string, size int64) error {
	key := digest + " " + strconv.FormatInt(size, 10)
	err, looked := a.there[key]
	if !looked {
		var found int64
		found, err = files.Size(a.store.dir, digest)
		if err != nil || size >= 0 && found != size {
			err = &Refusal{Code: NoFile, Args: []string{digest}, Err: err}
		}
		a.there[key] = err
	}
	return err
}

// named checks that bytes are there; those given with the drafts are.
func (a *appender) named(hash string) error {
	err, looked := a.there[hash]
	if !looked {
		var n int
		if err = a.tx.GetContext(a.ctx, &n, a.tx.Rebind(countBlob), hash); err == nil && n == 0 {
			err = refuse(NoBlob, hash)
		}
		a.there[hash] = err
	}
	return err
}

// position is a place in the log.
type position struct {
	seq      int64
	recorded season.Instant
}

// end is the last place of the log; the zero position of an empty one.
func end(ctx context.Context, db sqlx.QueryerContext) (p position, err error) {
	var recorded string
	err = db.QueryRowxContext(ctx, selectLast).Scan(&p.seq, &recorded)
	if errors.Is(err, sql.ErrNoRows) {
		return position{}, nil
	}
	if err == nil {
		p.recorded, err = season.ParseInstant(recorded)
	}
	return p, err
}

// stamp gives the moment at which events after a place are recorded. It never goes back, and refuses a clock that has.
func (s *Store) stamp(last position) (season.Instant, error) {
	clock := season.Instant(s.clock().UnixMilli())
	if clock < last.recorded-season.Instant(maxClockBehind.Milliseconds()) {
		return 0, refuse(ClockBehind, clock.String(), last.recorded.String())
	}
	return max(clock, last.recorded), nil
}

// continuous refuses a log that is shorter than the folder remembers, whose last event lies ahead of the clock, or that
// is not a demo's while the clock is not the machine's.
func (s *Store) continuous(ctx context.Context) error {
	last, err := end(ctx, s.read)
	if err != nil {
		return err
	}
	if last.seq < s.marker.events {
		return refuse(Rollback, strconv.FormatInt(last.seq, 10), strconv.FormatInt(s.marker.events, 10))
	}
	if last.seq == 0 || s.readOnly {
		return nil
	}
	if _, err := s.stamp(last); err != nil {
		return err
	}
	if !s.simulate {
		return nil
	}
	y, err := s.Year(ctx, "", now)
	if err == nil && !y.Demo {
		err = refuse(NotDemo)
	}
	return err
}
