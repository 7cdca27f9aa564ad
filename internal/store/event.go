package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"cchc/internal/season"
)

// batch is how many events are read at a time, so that a reader of the whole log holds no snapshot for long.
const batch = 1000

// Events gives the events after a place in the log, in order, each checked against its digest, until yield returns an
// error, which is then Events' own.
func (s *Store) Events(ctx context.Context, after int64, yield func(season.Event) error) error {
	return s.walk(ctx, s.read, after, yield)
}

func (s *Store) walk(ctx context.Context, db sqlx.QueryerContext, after int64, yield func(season.Event) error) error {
	for {
		list, err := s.events(ctx, db, selectEvents, after, batch)
		if err != nil {
			return fmt.Errorf("read events after %d: %w", after, err)
		}
		for i := range list {
			if list[i].Seq != after+1 {
				return refuse(EventDamaged, strconv.FormatInt(after+1, 10))
			}
			after++
			if err := yield(list[i]); err != nil {
				return err
			}
		}
		if len(list) < batch {
			return nil
		}
	}
}

// events reads the events a query gives as place, digest and payload.
func (s *Store) events(ctx context.Context, db sqlx.QueryerContext, query string, args ...any) ([]season.Event, error) {
	rows, err := db.QueryContext(ctx, s.read.Rebind(query), args...)
	if err != nil {
		return nil, err
	}
	return allEvents(rows)
}

// allEvents reads every row, each hashed again and compared with its digest.
func allEvents(rows *sql.Rows) (list []season.Event, err error) {
	err = eachEvent(rows, func(seq int64, digest string, payload []byte) error {
		e, err := season.DecodeEvent(payload)
		if err != nil || season.Digest(payload) != digest || e.Seq != seq {
			return &Refusal{Code: EventDamaged, Args: []string{strconv.FormatInt(seq, 10)}, Err: err}
		}
		list = append(list, e)
		return nil
	})
	return list, err
}

// eachEvent gives place, digest and payload of every row; the payload is valid until yield returns.
func eachEvent(rows *sql.Rows, yield func(seq int64, digest string, payload []byte) error) error {
	return each(rows, func() error {
		var seq int64
		var digest string
		var payload sql.RawBytes
		if err := rows.Scan(&seq, &digest, &payload); err != nil {
			return err
		}
		return yield(seq, digest, payload)
	})
}

// each calls scan for every row and closes the rows.
func each(rows *sql.Rows, scan func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(); err != nil {
			return err
		}
	}
	return rows.Err()
}
