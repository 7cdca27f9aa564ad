package files

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// Digest gives what Put would name the bytes, without keeping them. More than limit bytes are refused likewise.
func Digest(r io.Reader, limit int64) (digest string, size int64, err error) {
	h := sha256.New()
	if size, err = io.Copy(h, io.LimitReader(r, limit+1)); err != nil {
		return "", 0, err
	}
	if size > limit {
		return "", 0, &Fault{Code: TooLarge, Size: limit}
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
