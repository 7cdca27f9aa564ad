package store

import (
	"context"
	"io"
	"os"

	"cchc/internal/files"
)

// PutFile stores evidence; see [files.Put]. An event may name its digest from then on.
func (s *Store) PutFile(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error) {
	if s.readOnly {
		return "", 0, refuse(ForReading)
	}
	return files.Put(ctx, s.dir, r, limit)
}

// OpenFile gives evidence after having checked its bytes; see [files.Open].
func (s *Store) OpenFile(digest string) (*os.File, error) { return files.Open(s.dir, digest) }
