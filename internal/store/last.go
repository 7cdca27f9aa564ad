package store

import (
	"context"
	"fmt"

	"cchc/internal/season"
)

// Last is the moment of the last recorded event; false where there is none.
func (s *Store) Last(ctx context.Context) (season.Instant, bool, error) {
	last, err := end(ctx, s.read)
	if err != nil {
		return 0, false, fmt.Errorf("last event: %w", err)
	}
	return last.recorded, last.seq > 0, nil
}
