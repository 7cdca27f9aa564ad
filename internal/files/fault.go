package files

import (
	"errors"
	"fmt"
	"strconv"
	"syscall"
)

// Codes of faults. Each has a Vietnamese sentence at the edge; the arguments are those of [Fault.Args].
const (
	TooLarge  = "files.too_large"  // limit in bytes
	BadDigest = "files.bad_digest" // digest, path: no digest, so no evidence of ours
	Missing   = "files.missing"    // digest: no such file
	Damaged   = "files.damaged"    // digest, path: other bytes than stored
	NotPlain  = "files.not_plain"  // path: a link, folder or device where an ordinary file or folder is wanted
	Full      = "files.full"       // path: no space left, or quota or file-size limit reached; nothing was stored
	Failed    = "files.failed"     // path, what the system says
)

// Codes lists every code a Fault may carry, sorted.
func Codes() []string {
	return []string{BadDigest, Damaged, Failed, Full, Missing, NotPlain, TooLarge}
}

// Fault says why bytes were not stored or not given.
type Fault struct {
	Code   string
	Digest string
	Path   string // below the data folder
	Size   int64  // TooLarge: the limit in bytes
	Op     string // Full, Failed: what was tried
	Err    error  // Full, Failed: what the system said
}

// Error is for developers and logs.
func (f *Fault) Error() string {
	text := f.Code
	for _, part := range []string{f.Op, f.Path, f.Digest} {
		if part != "" {
			text += " " + part
		}
	}
	if f.Err != nil {
		return fmt.Sprintf("%s: %v", text, f.Err)
	}
	return text
}

// Unwrap gives what the system said.
func (f *Fault) Unwrap() error { return f.Err }

// Args gives the arguments of the sentence of the code.
func (f *Fault) Args() []string {
	switch f.Code {
	case TooLarge:
		return []string{strconv.FormatInt(f.Size, 10)}
	case BadDigest, Damaged:
		return []string{f.Digest, f.Path}
	case Missing:
		return []string{f.Digest}
	case Failed:
		return []string{f.Path, fmt.Sprint(f.Err)}
	}
	return []string{f.Path}
}

// failed makes a Fault of what the system said; nil stays nil.
func failed(op, path string, err error) error {
	if err == nil {
		return nil
	}
	code := Failed
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			code = Full
		}
	}
	return &Fault{Code: code, Op: op, Path: path, Err: err}
}
