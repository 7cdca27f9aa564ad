package store

import (
	"context"
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
