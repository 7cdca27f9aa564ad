package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Blob is bytes that an event names by their hash under a domain: the normal form of a set, a plan, an imported file,
// the result of a run.
type Blob struct {
	Domain string
	Bytes  []byte
}

// Hash is the name of the bytes.
func (b *Blob) Hash() string { return canon.Hash(b.Domain, b.Bytes) }

// Blob gives bytes by their hash, hashed again.
func (s *Store) Blob(ctx context.Context, hash string) ([]byte, error) {
	return s.blob(ctx, s.read, hash)
}

func (s *Store) blob(ctx context.Context, db sqlx.QueryerContext, hash string) ([]byte, error) {
	var b Blob
	err := db.QueryRowxContext(ctx, s.read.Rebind(selectBlob), hash).Scan(&b.Domain, &b.Bytes)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, refuse(NotFound, hash)
	case err != nil:
		return nil, fmt.Errorf("read blob %s: %w", hash, err)
	case b.Hash() == hash:
		return b.Bytes, nil
	}
	if len(b.Bytes) == 0 {
		if gone, err := erased(ctx, db); err != nil || gone[hash] > 0 {
			return nil, errors.Join(refuse(Erased, hash), err)
		}
	}
	return nil, refuse(BadBlob, hash)
}

// Set gives a published criteria set by its hash, decoded from its normal form: the bytes are hashed again, and
// decoding has shown that they are the set's canonical ones.
func (s *Store) Set(ctx context.Context, hash string) (*form.Set, error) {
	b, err := s.Blob(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("load set: %w", err)
	}
	set, err := form.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("load set %s: %w", hash, err)
	}
	if canon.Hash(engine.SetDomain, b) != hash { // bytes of another kind that pass for a set
		return nil, refuse(BadBlob, hash)
	}
	return set, nil
}

// blobsOf are the hashes of the bytes that a body names and that have to be kept with it.
func blobsOf(body season.Body) []string {
	switch b := body.(type) {
	case *season.SetVersion:
		return []string{b.Hash}
	case *season.PlanVersion:
		return []string{b.Hash}
	case *season.Import:
		return []string{b.Raw}
	case *season.Proposal:
		return []string{b.Table}
	case *season.Run:
		var list []string
		for i := range b.Scopes {
			list = append(list, b.Scopes[i].Result)
		}
		return list
	}
	return nil
}
