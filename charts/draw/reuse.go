package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
)

// format counts the ways in which this package has written files. It rises with every change that writes another file for
// the same drawing.
const format = "1"

// digest stands for everything but drawing and options that shapes a file.
func digest(scripts []Script, fonts [][]byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, part := range []string{format, shim, ready, family} {
		add(h, []byte(part))
	}
	for _, f := range fonts {
		add(h, f)
	}
	for _, s := range scripts {
		add(h, []byte(s.Text))
	}
	h.Sum(sum[:0])
	return sum
}

// add hashes a part with its length before it, so that parts do not run into each other.
func add(h hash.Hash, part []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(part)))
	h.Write(n[:])
	h.Write(part)
}

// Key names the file that SVG makes of a drawing: two files with one key are the same file.
func (d *Drawer) Key(drawing []byte, o Options) string {
	options, err := json.Marshal(o)
	if err != nil { // colours that are no JSON: SVG says so, and no file has this key
		options = o.Tokens
	}
	h := sha256.New()
	add(h, d.digest[:])
	add(h, drawing)
	add(h, options)
	return hex.EncodeToString(h.Sum(nil))
}

const (
	sealed    = "<!-- cchc "
	sealedEnd = " -->\n"
)

// seal ends a file with its key, and a sum over all of it.
func seal(svg []byte, key string) []byte {
	return append(svg, sealed+key+" "+sum(svg, key)+sealedEnd...)
}

func sum(svg []byte, key string) string {
	h := sha256.New()
	add(h, svg)
	add(h, []byte(key))
	return hex.EncodeToString(h.Sum(nil))
}

// Reuse reports whether an existing file is what SVG would make again: it has this key, and nobody has changed it since.
func Reuse(existing []byte, key string) bool {
	i := bytes.LastIndex(existing, []byte(sealed))
	return i >= 0 && string(existing[i:]) == sealed+key+" "+sum(existing[:i], key)+sealedEnd
}

// Sealed reports whether a file is one that SVG made, of whatever drawing, and nobody has changed since.
func Sealed(existing []byte) bool {
	i := bytes.LastIndex(existing, []byte(sealed))
	if i < 0 {
		return false
	}
	key, _, _ := bytes.Cut(existing[i+len(sealed):], []byte(" "))
	return Reuse(existing, string(key))
}
