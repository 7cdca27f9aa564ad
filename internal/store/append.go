package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
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
	if codeIs(err, StillHeld) { // recorded
		return events, fmt.Errorf("append: %w", err)
	}
	if err != nil {
		s.memory.forget()
		if codeIs(err, Erased) { // what was handed in again lies there already
			err = errors.Join(err, s.wipe(ctx))
		}
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
	a := &appender{statements: newStatements(ctx, tx), store: s, there: map[string]error{},
		recorded: map[string]*season.Event{}, sealing: sealing{map[string]string{}, map[string]string{}}}
	blob := func(hash string) ([]byte, error) { return s.blob(ctx, tx, hash) }
	a.ground = &ground{statements: a.statements, memory: &s.memory, blob: blob, last: &a.last}
	a.project = &projector{statements: a.statements, blob: blob}
	if err := a.begin(drafts); err != nil {
		return nil, err
	}
	for i := range blobs {
		if err := a.run(insertBlob, blobs[i].Hash(), blobs[i].Domain, blobs[i].Bytes); err != nil {
			return nil, err
		}
	}
	events, err := a.all(drafts)
	if err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	s.note(a.last.seq)
	if erases(events) {
		return events, s.wipe(ctx)
	}
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
	store    *Store
	project  *projector
	ground   *ground
	last     position // of the log
	now      season.Instant
	stamp    string                   // now, as text
	recorded map[string]*season.Event // by key: those of this transaction, and of the log where a draft has the key
	there    map[string]error         // evidence and contents looked for, by digest or hash
	sealing  sealing
}

// begin looks at the end of the log and at the clock.
func (a *appender) begin(drafts []season.Draft) (err error) {
	if a.last, err = end(a.ctx, a.tx); err != nil {
		return err
	}
	if err := a.look(); err != nil {
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

// look reads the clock.
func (a *appender) look() (err error) {
	if a.now, err = a.store.stamp(a.last); err == nil {
		a.stamp = a.now.String()
	}
	return err
}

// all records the drafts in their order. That the payloads can be read again is looked at beside the writing.
func (a *appender) all(drafts []season.Draft) ([]season.Event, error) {
	payloads, readable := make(chan []byte, batch), make(chan error, 1)
	go func() { readable <- decodeAll(payloads) }()
	events, err := a.each(drafts, payloads)
	close(payloads)
	if unreadable := <-readable; err == nil {
		err = unreadable
	}
	return events, err
}

// decodeAll reads payloads until there are no more: what cannot be read again would spoil the log for ever.
func decodeAll(payloads <-chan []byte) (first error) {
	for p := range payloads {
		if first != nil {
			continue
		}
		_, first = season.DecodeEvent(p)
	}
	return first
}

func (a *appender) each(drafts []season.Draft, payloads chan<- []byte) ([]season.Event, error) {
	events := make([]season.Event, 0, len(drafts))
	for part := range slices.Chunk(drafts, keysAtOnce) {
		if err := a.lookUp(part); err != nil {
			return nil, err
		}
		for i := range part {
			e, err := a.append(&part[i], payloads)
			if err != nil {
				return nil, fmt.Errorf("draft %d, %s %s: %w", len(events)+1, part[i].Kind, part[i].Key, err)
			}
			events = append(events, e)
		}
	}
	return events, nil
}

func (a *appender) append(d *season.Draft, payloads chan<- []byte) (season.Event, error) {
	d, err := a.seal(d)
	if err != nil {
		return season.Event{}, err
	}
	if before, ok := a.recorded[d.Key]; ok {
		if !before.Draft.Same(d) && !a.sameButErased(&before.Draft, d) {
			return season.Event{}, refuse(KeyReused, d.Key)
		}
		return *before, nil
	}
	if a.store.simulate { // a demo's clock may go on within an append: a year is played in one
		if err := a.look(); err != nil {
			return season.Event{}, err
		}
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
	payloads <- payload
	err = a.run(insertEvent, e.Seq, e.Key, string(e.Kind), e.Period, e.Unit, a.stamp, int32(a.now.Day()),
		season.Digest(payload), payload)
	if err != nil {
		return season.Event{}, err
	}
	a.last = position{seq: e.Seq, recorded: e.Recorded}
	a.recorded[e.Key] = &e
	a.ground.learn(&e)
	return e, a.project.project(&e)
}

// keysAtOnce is how many keys are looked up in one question.
const keysAtOnce = 200

// lookUp finds the drafts whose keys were recorded before.
func (a *appender) lookUp(drafts []season.Draft) error {
	keys := make([]string, len(drafts))
	for i := range drafts {
		keys[i] = drafts[i].Key
	}
	query, args, err := sqlx.In(selectByKeys, keys)
	if err != nil {
		return err
	}
	list, err := a.store.events(a.ctx, a.tx, query, args...)
	for i := range list {
		a.recorded[list[i].Key] = &list[i]
	}
	return err
}

// admit asks season whether the draft may be recorded now.
func (a *appender) admit(d *season.Draft) error {
	err := season.Admit(d, a.now, a.ground)
	if a.ground.err != nil {
		return a.ground.err
	}
	return a.plainly(err)
}

// contents checks that the evidence and bytes a body names are there.
func (a *appender) contents(body season.Body) error {
	switch b := body.(type) {
	case *season.FactState:
		if b.Evidence == "" {
			break
		}
		if a.ground.count(countErased, b.Evidence) {
			return refuse(Erased, b.Evidence)
		}
		return a.evidence(b.Evidence, -1)
	case *season.File:
		if a.ground.count(countErased, b.Digest) {
			return refuse(Erased, b.Digest)
		}
		return a.evidence(b.Digest, b.Size)
	case *season.Run:
		var n int
		if err := a.tx.GetContext(a.ctx, &n, a.tx.Rebind(countRuns), b.ID); err != nil {
			return err
		} else if n > 0 {
			return refuse(KeyReused, b.ID)
		}
	}
	for _, hash := range blobsOf(body) {
		if err := a.named(hash); err != nil {
			return err
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

// continuous refuses a log that is shorter than the folder remembers, or than a checkpoint in it confirms, whose last event lies ahead of the clock, or that
// is not a demo's while the clock is not the machine's.
func (s *Store) continuous(ctx context.Context) error {
	last, err := end(ctx, s.read)
	if err != nil {
		return err
	}
	var confirmed int64
	if err := s.read.GetContext(ctx, &confirmed, selectConfirmed); err != nil {
		return err
	}
	if seen := max(s.marker.events, confirmed); last.seq < seen {
		return refuse(Rollback, strconv.FormatInt(last.seq, 10), strconv.FormatInt(seen, 10))
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
