package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"cchc/internal/season"
)

// Last is the place and moment of the last recorded event; 0 where there is none.
func (s *Store) Last(ctx context.Context) (seq int64, recorded season.Instant, err error) {
	last, err := end(ctx, s.read)
	if err != nil {
		return 0, 0, fmt.Errorf("last event: %w", err)
	}
	return last.seq, last.recorded, nil
}

// Outdated tells whether the tables are those of an earlier version of the program, as in an old backup: they are upgraded when
// it is restored.
func (s *Store) Outdated() bool { return s.outdated }

// Demo reports whether the folder's data are made up.
func (s *Store) Demo(ctx context.Context) (demo bool, err error) {
	err = s.read.QueryRowxContext(ctx, s.read.Rebind(selectState), int32(now)).Scan(&demo)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("folder: %w", err)
	}
	return demo, nil
}
