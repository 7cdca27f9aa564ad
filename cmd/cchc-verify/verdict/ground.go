package verdict

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"cchc/internal/audit"
	"cchc/internal/audit/published"
	"cchc/internal/audit/translog"
	"cchc/internal/wording"
)

// largestGround is the largest file of the log that is read: a proof of an import of a whole year.
const largestGround = 256 << 20

// BadGround is a file to check against that cannot be used.
type BadGround struct {
	Path string
	Code string // a sentence of its own, with args; else Err is a *translog.Fault
	Args []string
	Err  error
}

// Error gives the sentence.
func (e *BadGround) Error() string { return e.Text() }

// Unwrap gives what lies below.
func (e *BadGround) Unwrap() error { return e.Err }

// Text says in which file what is wrong.
func (e *BadGround) Text() string {
	var f *translog.Fault
	if e.Code == "" && errors.As(e.Err, &f) {
		return e.Path + ": " + f.Code + ": " + wording.Message(f.Code, f.Args...)
	}
	return wording.Message(e.Code, e.Args...)
}

// NewGround reads what whoever verifies holds beside the files: public keys, each a file of keys or a key itself; checkpoints,
// each a file or SIZE:CODE as it stands on paper, and proofs that one of them only adds to another; the table of results that was announced, "" for none.
func NewGround(keys, checkpoints []string, table string) (*audit.Ground, error) {
	g := &audit.Ground{}
	var err error
	if g.Keys, err = NamedKeys(keys); err != nil {
		return nil, err
	}
	for _, text := range checkpoints {
		link, err := linkIn(text)
		if err != nil {
			return nil, err
		}
		if link != nil {
			g.Links = append(g.Links, link)
			continue
		}
		held, err := NewHeld(text, g.Keys)
		if err != nil {
			return nil, err
		}
		g.Held = append(g.Held, held)
	}
	if table != "" {
		g.Table, err = ReadTable(table)
	}
	return g, err
}

// ReadTable reads a table of results.
func ReadTable(path string) (*published.Table, error) {
	text, err := ReadGround(path)
	if err != nil {
		return nil, err
	}
	t, err := published.Parse(text)
	var bad *published.BadTable
	if errors.As(err, &bad) {
		if bytes.ContainsRune(text, '\r') {
			return nil, &BadGround{Path: path, Code: "verify.table_saved", Args: []string{path}, Err: err}
		}
		return nil, &BadGround{Path: path, Code: "verify.no_table", Args: []string{path, strconv.Itoa(bad.Line), bad.Want}, Err: err}
	}
	return t, err
}

// ReadGround reads a file that somebody gave; one that is too large is a *BadGround.
func ReadGround(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestGround+1))
	if err == nil && len(text) > largestGround {
		return nil, &BadGround{Path: path, Code: "cli.file_large", Args: []string{path, strconv.Itoa(largestGround >> 20)}}
	}
	return text, err
}

// CheckpointIn gives the signed checkpoint of a file: the file's own, or that of a proof.
func CheckpointIn(path string) ([]byte, error) {
	text, err := ReadGround(path)
	if err != nil {
		return nil, err
	}
	f, err := translog.Parse(text)
	switch {
	case err != nil:
		return nil, &BadGround{Path: path, Err: err}
	case f.Note != nil:
		return f.Note, nil
	case f.Proof != nil:
		return f.Proof.Note, nil
	case f.Batch != nil && f.Batch.Note != nil:
		return f.Batch.Note, nil
	case f.Link != nil:
		return f.Link.To, nil
	}
	return nil, &BadGround{Path: path, Code: "cli.log_no_checkpoint", Args: []string{path}}
}

// linkIn reads the proof that connects two checkpoints, if that is what stands in a file.
func linkIn(text string) (*translog.Link, error) {
	if _, paper := translog.ParsePrinted(text); paper {
		return nil, nil
	}
	b, err := ReadGround(text)
	if err != nil {
		return nil, err
	}
	f, err := translog.Parse(b)
	if err != nil || f.Link == nil {
		return nil, nil // NewHeld says what is wrong
	}
	if _, _, err := f.Link.Check(); err != nil {
		return nil, &BadGround{Path: text, Err: err}
	}
	return f.Link, nil
}

// NewHeld reads a checkpoint held: "SIZE:CODE" as it stands on paper, or a file.
func NewHeld(text string, keys []*translog.Key) (translog.Held, error) {
	if p, ok := translog.ParsePrinted(text); ok {
		return translog.Held{Name: text, Paper: &p}, nil
	}
	note, err := CheckpointIn(text)
	if err != nil {
		return translog.Held{}, err
	}
	s, err := translog.OpenNote(note, keys...)
	if err != nil {
		return translog.Held{}, &BadGround{Path: text, Err: err}
	}
	return translog.Held{Name: text, Signed: s}, nil
}

// PublicKeys reads a file of public keys, one in a line; lines that begin with "#" are for people.
func PublicKeys(path string) ([]*translog.Key, error) {
	text, err := ReadGround(path)
	if err != nil {
		return nil, err
	}
	var keys []*translog.Key
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		k, err := translog.ParseKey(line)
		if err != nil {
			return nil, &BadGround{Path: path, Err: err}
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// NamedKeys reads public keys: each a file of keys, or a key itself.
func NamedKeys(list []string) (keys []*translog.Key, err error) {
	for _, text := range list {
		if k, err := translog.ParseKey(text); err == nil {
			keys = append(keys, k)
			continue
		}
		more, err := PublicKeys(text)
		if err != nil {
			return nil, err
		}
		keys = append(keys, more...)
	}
	return keys, nil
}
