package translog

import (
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const linkHead = "cchc/consistency-proof/v1"

// Link shows that what one checkpoint confirms is the beginning of what a later one confirms: nothing was changed or taken
// away between them. Its text form:
//
//	cchc/consistency-proof/v1
//	hash HASH                  as RFC 6962 2.1.2; none where the two are the same
//	from
//	> …                        the earlier checkpoint, each line behind "> "
//	to
//	> …                        the later one
type Link struct {
	Hashes   []Hash
	From, To []byte
}

// NewLink connects two checkpoints that the tree agrees with.
func NewLink(t *Tree, from, to *Signed) (*Link, error) {
	for _, c := range []*Signed{from, to} {
		if err := t.Agrees(&c.Checkpoint); err != nil {
			return nil, err
		}
	}
	hashes, err := t.Consistency(from.Size, to.Size)
	if err != nil {
		return nil, err
	}
	return &Link{Hashes: hashes, From: from.Note, To: to.Note}, nil
}

// Text gives the canonical text form.
func (k *Link) Text() []byte {
	var b strings.Builder
	b.WriteString(linkHead + "\n")
	writeHashes(&b, "hash", k.Hashes)
	b.WriteString("from\n" + quote(k.From) + "to\n" + quote(k.To))
	return []byte(b.String())
}

// ParseLink reads the text form and nothing else.
func ParseLink(text []byte) (*Link, error) {
	l := &lines{rest: string(text)}
	l.is(linkHead)
	k := &Link{Hashes: l.hashes("hash")}
	l.is("from")
	k.From = l.quoted()
	l.is("to")
	k.To = l.quoted()
	return k, l.end()
}

// Check opens both checkpoints with the keys given and follows the hashes from one to the other.
func (k *Link) Check(keys ...*Key) (from, to *Signed, err error) {
	if from, err = OpenNote(k.From, keys...); err != nil {
		return nil, nil, err
	}
	if to, err = OpenNote(k.To, keys...); err != nil {
		return nil, nil, err
	}
	if from.Origin != to.Origin {
		return nil, nil, fault(OtherLog, to.Origin, from.Origin)
	}
	if err := leads(k.Hashes, &from.Checkpoint, &to.Checkpoint); err != nil {
		return nil, nil, err
	}
	return from, to, nil
}

const conflictHead = "cchc/conflict/v1"

// Conflict is evidence that a log has signed two histories: whoever has its public key sees it from this file alone. Either
// two checkpoints confirm different roots for one size; or the later one confirms a beginning, with a root of its own,
// that the earlier one contradicts. Its text form:
//
//	cchc/conflict/v1
//	key NAME+ID+KEY            the public key of the log
//	other HASH                 the root that the second history has at the size of the first checkpoint;
//	hash HASH                  the proof from there to the second checkpoint; both only where the sizes differ
//	first
//	> …                        the checkpoint of the smaller size, each line behind "> "
//	second
//	> …
type Conflict struct {
	Key           *Key
	Other         *Hash // nil: the sizes are equal
	Hashes        []Hash
	First, Second []byte
}

// Contradict gives the evidence where two checkpoints of one size, signed by the log, have different roots; nil where they
// do not contradict one another by themselves.
func Contradict(a, b *Signed) *Conflict {
	key := a.ByLog()
	if key == nil || b.ByLog() == nil || b.ByLog().String() != key.String() || a.Size != b.Size || a.Root == b.Root {
		return nil
	}
	return &Conflict{Key: key, First: a.Note, Second: b.Note}
}

// NewConflict gives the evidence against a checkpoint signed by the log that a tree does not agree with, where another one
// signed by the same log has the tree's history and is not smaller.
func NewConflict(t *Tree, first, second *Signed) (*Conflict, error) {
	if c := Contradict(first, second); c != nil {
		return c, nil
	}
	key := first.ByLog()
	if key == nil || second.ByLog() == nil {
		return nil, fault(Unsigned, first.Origin)
	}
	if err := t.Agrees(&second.Checkpoint); err != nil {
		return nil, err
	}
	hashes, err := t.Consistency(first.Size, second.Size)
	if err != nil {
		return nil, err
	}
	other, err := t.Root(first.Size)
	if err != nil {
		return nil, err
	}
	c := &Conflict{Key: key, Other: &other, Hashes: hashes, First: first.Note, Second: second.Note}
	_, _, err = c.Check()
	return c, err
}

// Text gives the canonical text form.
func (c *Conflict) Text() []byte {
	var b strings.Builder
	b.WriteString(conflictHead + "\nkey " + c.Key.String() + "\n")
	if c.Other != nil {
		b.WriteString("other " + encode(*c.Other) + "\n")
		writeHashes(&b, "hash", c.Hashes)
	}
	b.WriteString("first\n" + quote(c.First) + "second\n" + quote(c.Second))
	return []byte(b.String())
}

// ParseConflict reads the text form and nothing else.
func ParseConflict(text []byte) (*Conflict, error) {
	l := &lines{rest: string(text)}
	l.is(conflictHead)
	c := &Conflict{}
	key, is := l.word("key")
	var err error
	if c.Key, err = ParseKey(key); !is || err != nil || c.Key.Holder {
		l.fail("key …")
	}
	if other, is := l.word("other"); is {
		h, ok := decode(other)
		if !ok {
			l.fail("other …")
		}
		c.Other = &h
		c.Hashes = l.hashes("hash")
	}
	l.is("first")
	c.First = l.quoted()
	l.is("second")
	c.Second = l.quoted()
	return c, l.end()
}

// Check makes sure that the file proves what it says: both checkpoints are signed by its key and cannot both be true. That
// the key is the log's is for the reader to know.
func (c *Conflict) Check() (first, second *Signed, err error) {
	if first, err = OpenLog(c.First, c.Key); err != nil {
		return nil, nil, err
	}
	if second, err = OpenLog(c.Second, c.Key); err != nil {
		return nil, nil, err
	}
	contradict := first.Size == second.Size && first.Root != second.Root && c.Other == nil && c.Hashes == nil
	if c.Other != nil && first.Size < second.Size {
		contradict = *c.Other != first.Root && tlog.CheckTree(c.Hashes, second.Size, second.Root, first.Size, *c.Other) == nil
	}
	if !contradict {
		return nil, nil, fault(NoConflict, strconv.FormatInt(first.Size, 10), strconv.FormatInt(second.Size, 10))
	}
	return first, second, nil
}
