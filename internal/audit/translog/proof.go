package translog

import (
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const proofHead = "c2sp.org/tlog-proof@v1"

// Proof shows that one leaf is in the log that a checkpoint confirms. Its text form is a C2SP tlog-proof; what the leaf
// says stands in its extra line, so that the file can be read and checked alone.
type Proof struct {
	Index  int64  // of the leaf, from 0
	Leaf   []byte // its bytes; empty where they are kept elsewhere
	Hashes []Hash
	Note   []byte // the signed checkpoint, as it is
}

// NewProof proves a leaf of a tree, counted from 0, under a checkpoint that the tree agrees with.
func NewProof(t *Tree, index int64, leaf []byte, c *Signed) (*Proof, error) {
	if err := t.Agrees(&c.Checkpoint); err != nil {
		return nil, err
	}
	if have, err := t.Leaf(index); err != nil {
		return nil, err
	} else if have != tlog.RecordHash(leaf) {
		return nil, notIncluded(index, t.size)
	}
	hashes, err := t.Inclusion(index, c.Size)
	return &Proof{Index: index, Leaf: leaf, Hashes: hashes, Note: c.Note}, err
}

// Text gives the canonical text form.
func (p *Proof) Text() []byte {
	var b strings.Builder
	b.WriteString(proofHead + "\n")
	if len(p.Leaf) > 0 {
		b.WriteString("extra " + base64.StdEncoding.EncodeToString(p.Leaf) + "\n")
	}
	b.WriteString("index " + strconv.FormatInt(p.Index, 10) + "\n")
	writeHashes(&b, "", p.Hashes)
	b.WriteString("\n")
	b.Write(p.Note)
	return []byte(b.String())
}

// ParseProof reads the text form and nothing else. The checkpoint in it is looked at by [Proof.Check].
func ParseProof(text []byte) (*Proof, error) {
	l := &lines{rest: string(text)}
	l.is(proofHead)
	p := &Proof{}
	if extra, is := l.word("extra"); is {
		leaf, err := base64.StdEncoding.Strict().DecodeString(extra)
		if err != nil || len(leaf) == 0 || base64.StdEncoding.EncodeToString(leaf) != extra {
			l.line--
			l.fail("extra …")
		}
		p.Leaf = leaf
	}
	p.Index = l.count("index")
	p.Hashes = l.hashes("")
	l.is("")
	if l.rest == "" {
		l.fail("checkpoint")
	}
	p.Note = []byte(l.rest)
	return p, l.err
}

// Check opens the checkpoint with the keys given and follows the hashes from the leaf to it; leaf is nil for the one that
// the proof brings along. Whether the log has signed is [Signed.ByLog].
func (p *Proof) Check(leaf []byte, keys ...*Key) (*Signed, error) {
	s, err := OpenNote(p.Note, keys...)
	if err != nil {
		return nil, err
	}
	if leaf == nil {
		leaf = p.Leaf
	}
	if p.Index >= s.Size {
		return nil, outOfRange(p.Index, s.Size)
	}
	if tlog.CheckRecord(p.Hashes, s.Size, s.Root, p.Index, tlog.RecordHash(leaf)) != nil {
		return nil, notIncluded(p.Index, s.Size)
	}
	return s, nil
}

func notIncluded(index, size int64) error {
	return fault(NotIncluded, strconv.FormatInt(index+1, 10), strconv.FormatInt(size, 10))
}

// leads follows a consistency proof from one checkpoint to a later one.
func leads(proof []Hash, from, to *Checkpoint) error {
	if from.Size > to.Size || tlog.CheckTree(proof, to.Size, to.Root, from.Size, from.Root) != nil {
		return fault(BadProof, strconv.FormatInt(from.Size, 10), strconv.FormatInt(to.Size, 10))
	}
	return nil
}
