package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"cchc/internal/season"
)

// Kept is a signed checkpoint of the log as the folder keeps it. Its text is internal/audit/translog's: here it is only kept.
type Kept struct {
	Size int64 // events it confirms
	Note []byte
	Made season.Instant // when it was kept, by the folder's clock
}

// ID is the folder's own, which no other folder has.
func (s *Store) ID() string { return s.marker.id }

// Province is the code of the province whose year the folder keeps; "" before the first event.
func (s *Store) Province(ctx context.Context) (province string, err error) {
	err = s.read.QueryRowxContext(ctx, selectProvince).Scan(&province)
	if err == sql.ErrNoRows {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("folder: %w", err)
	}
	return province, nil
}

// Leaves gives the canonical bytes of the events after a place, in order, each hashed again and compared with its digest,
// until yield returns an error, which is then Leaves' own. The bytes are valid until yield returns. It is [Store.Events]
// without looking at what they say.
func (s *Store) Leaves(ctx context.Context, after int64, yield func(seq int64, payload []byte) error) error {
	for {
		rows, err := s.read.QueryContext(ctx, s.read.Rebind(selectEvents), after, batch)
		if err != nil {
			return fmt.Errorf("read events after %d: %w", after, explain(err, s.dir))
		}
		n := 0
		err = eachEvent(rows, func(seq int64, digest string, payload []byte) error {
			n, after = n+1, after+1
			if seq != after || season.Digest(payload) != digest {
				return refuse(EventDamaged, strconv.FormatInt(after, 10))
			}
			return yield(seq, payload)
		})
		if err != nil {
			return fmt.Errorf("read events after %d: %w", after, explain(err, s.dir))
		}
		if n < batch {
			return nil
		}
	}
}

// Event gives an event by its place in the log or, where that is 0, by its key.
func (s *Store) Event(ctx context.Context, seq int64, key string) (season.Event, error) {
	found, err := s.events(ctx, s.read, selectEvent, seq, key)
	if err == nil && len(found) == 0 {
		if seq > 0 {
			key = strconv.FormatInt(seq, 10)
		}
		err = refuse(NotFound, key)
	}
	if err != nil {
		return season.Event{}, fmt.Errorf("event: %w", err)
	}
	return found[0], nil
}

// KeepCheckpoint keeps a signed checkpoint; the same text again is kept once.
func (s *Store) KeepCheckpoint(ctx context.Context, size int64, note []byte) error {
	if s.readOnly {
		return refuse(ForReading)
	}
	s.appending.Lock()
	defer s.appending.Unlock()
	made := season.Instant(s.clock().UnixMilli()).String()
	if _, err := s.write.ExecContext(ctx, s.write.Rebind(insertCheckpoint), size, string(note), made); err != nil {
		return fmt.Errorf("keep checkpoint: %w", explain(err, s.dir))
	}
	return nil
}

// Checkpoints gives what is kept of a size and larger, by size, then in the order of keeping.
func (s *Store) Checkpoints(ctx context.Context, least int64) (list []Kept, err error) {
	rows, err := s.read.QueryContext(ctx, s.read.Rebind(selectCheckpoints), least)
	if err != nil {
		return nil, fmt.Errorf("checkpoints: %w", explain(err, s.dir))
	}
	err = each(rows, func() error {
		var k Kept
		var made string
		if err := rows.Scan(&k.Size, &k.Note, &made); err != nil {
			return err
		}
		k.Made, err = season.ParseInstant(made)
		list = append(list, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("checkpoints: %w", explain(err, s.dir))
	}
	return list, nil
}
