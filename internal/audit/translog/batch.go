package translog

import (
	"bytes"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

const batchHead = "cchc/batch-proof/v1"

// Batch shows that leaves which follow one another are in the log that a checkpoint confirms: what one submission brought.
// The hashes of all that was before them, and of what came after, are few, however many the leaves. Its text form:
//
//	cchc/batch-proof/v1
//	first 119                  the index of the first leaf, from 0
//	peak HASH                  the full subtrees before it, the largest first
//	leaf {"actor":…}           the leaves, a line each
//	after HASH                 from the tree that ends with them to the checkpoint's, as RFC 6962 2.1.2; often none
//	                           an empty line, and the signed checkpoint
//
// Without a checkpoint there are no hashes and nothing after the leaves: the log has not confirmed them yet.
type Batch struct {
	First  int64
	Peaks  []Hash
	Leaves [][]byte
	After  []Hash
	Note   []byte // nil: not confirmed
}

// NewBatch proves leaves of a tree under a checkpoint that the tree agrees with; c is nil while there is none.
func NewBatch(t *Tree, first int64, leaves [][]byte, c *Signed) (b *Batch, err error) {
	b = &Batch{First: first, Leaves: leaves}
	if err := b.writable(); err != nil || c == nil {
		return b, err
	}
	if err := t.Agrees(&c.Checkpoint); err != nil {
		return nil, err
	}
	if b.Peaks, err = t.Peaks(first); err != nil {
		return nil, err
	}
	if end := first + int64(len(leaves)); end < c.Size {
		if b.After, err = t.Consistency(end, c.Size); err != nil {
			return nil, err
		}
	}
	b.Note = c.Note
	return b, b.leads(&c.Checkpoint)
}

// writable refuses leaves that do not stand on a line.
func (b *Batch) writable() error {
	if len(b.Leaves) == 0 || b.First < 0 || b.First > maxSize {
		return outOfRange(b.First, b.First)
	}
	for i, leaf := range b.Leaves {
		if len(leaf) == 0 || bytes.ContainsRune(leaf, '\n') || !utf8.Valid(leaf) {
			return fault(BadForm, strconv.Itoa(i+1), "leaf …")
		}
	}
	return nil
}

// Text gives the canonical text form.
func (b *Batch) Text() []byte {
	var out strings.Builder
	out.WriteString(batchHead + "\nfirst " + strconv.FormatInt(b.First, 10) + "\n")
	writeHashes(&out, "peak", b.Peaks)
	for _, leaf := range b.Leaves {
		out.WriteString("leaf ")
		out.Write(leaf)
		out.WriteString("\n")
	}
	writeHashes(&out, "after", b.After)
	if b.Note != nil {
		out.WriteString("\n")
		out.Write(b.Note)
	}
	return []byte(out.String())
}

// ParseBatch reads the text form and nothing else. The checkpoint in it is looked at by [Batch.Check].
func ParseBatch(text []byte) (*Batch, error) {
	l := &lines{rest: string(text)}
	l.is(batchHead)
	b := &Batch{First: l.count("first")}
	b.Peaks = l.hashes("peak")
	for {
		leaf, is := l.word("leaf")
		if !is {
			break
		}
		b.Leaves = append(b.Leaves, []byte(leaf))
	}
	if len(b.Leaves) == 0 || b.writable() != nil {
		l.fail("leaf …")
	}
	b.After = l.hashes("after")
	if l.err == nil && l.rest == "" && b.Peaks == nil && b.After == nil {
		return b, nil
	}
	l.is("")
	if l.rest == "" {
		l.fail("checkpoint")
	}
	b.Note = []byte(l.rest)
	return b, l.err
}

// Check opens the checkpoint with the keys given and follows the hashes from the leaves to it. It gives nil where the
// batch has no checkpoint. Whether the log has signed is [Signed.ByLog].
func (b *Batch) Check(keys ...*Key) (*Signed, error) {
	if b.Note == nil {
		return nil, nil
	}
	s, err := OpenNote(b.Note, keys...)
	if err == nil {
		err = b.leads(&s.Checkpoint)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (b *Batch) leads(c *Checkpoint) error {
	end := b.First + int64(len(b.Leaves))
	if end > c.Size {
		return outOfRange(end-1, c.Size)
	}
	if len(b.Peaks) != bits.OnesCount64(uint64(b.First)) {
		return notIncluded(b.First, c.Size)
	}
	f := front{size: b.First, peaks: append([]Hash(nil), b.Peaks...)}
	for _, leaf := range b.Leaves {
		f.add(tlog.RecordHash(leaf))
	}
	if tlog.CheckTree(b.After, c.Size, c.Root, end, f.root()) != nil {
		return notIncluded(b.First, c.Size)
	}
	return nil
}
