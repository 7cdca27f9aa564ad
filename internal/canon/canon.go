// Package canon knows the canonical encoding: the one form of bytes in which values are stored, hashed and
// compared, so that the same content gives the same bytes in every year, on every machine and in a second
// implementation. FORMAT.md describes it for such an implementation; testdata/vectors.txt are its test vectors.
//
// It leaves to others which keys a document has and what they mean. Output of encoding/json is never hashed.
package canon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// MaxDepth is the deepest nesting of objects and arrays.
const MaxDepth = 64

// Hash gives "sha256:" and the hexadecimal SHA-256 of domain, a line feed and b. The domain, for example
// "cchc/set/v1", says what b is, so that a document of one kind can never pass for one of another kind. It must
// not contain a line feed.
func Hash(domain string, b []byte) string {
	h := sha256.New()
	h.Write([]byte(domain))
	h.Write([]byte{'\n'})
	h.Write(b)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// SyntaxError says why bytes are not canonical, and where.
type SyntaxError struct {
	Offset int    // bytes before the fault
	Reason string // English, for developers and auditors
}

// Error gives the reason and the place.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("not canonical at byte %d: %s", e.Offset, e.Reason)
}
