package translog

import (
	"fmt"
	"math/bits"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is the hash of a leaf, of an inner node or of a whole tree: SHA-256 as RFC 6962 prefixes it.
type Hash = tlog.Hash

// Tree is the RFC 6962 tree over the leaves added so far, with the hash of every full subtree: 64 bytes for each leaf.
// The zero value is the empty tree; [Grown] begins with leaves that are known by few hashes, of which less can be asked.
// Adding is for one goroutine; a tree that is not added to may be asked by several.
type Tree struct {
	hashes []Hash // in the order of tlog.StoredHashIndex, without those of the first base leaves
	size   int64
	base   int64
	peaks  map[int64]Hash // of the first base leaves, by their place in that order
}

// Grown gives a tree whose first leaves are known by their peaks only. It goes on like any other, and answers whatever does not
// ask into those leaves: sizes from there on, leaves after them.
func Grown(size int64, peaks []Hash) (*Tree, error) {
	places := peakPlaces(size)
	if len(places) != len(peaks) {
		return nil, outOfRange(size-1, size)
	}
	t := &Tree{size: size, base: size, peaks: map[int64]Hash{}}
	for i, at := range places {
		t.peaks[at] = peaks[i]
	}
	return t, nil
}

// peakPlaces are the places of the peaks of so many leaves among the stored hashes, the largest first.
func peakPlaces(size int64) (list []int64) {
	for rest, start := size, int64(0); rest > 0; {
		level := bits.Len64(uint64(rest)) - 1
		list = append(list, tlog.StoredHashIndex(level, start>>level))
		start += 1 << level
		rest -= 1 << level
	}
	return list
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Append adds a leaf.
func (t *Tree) Append(leaf []byte) { t.appendHash(tlog.RecordHash(leaf)) }

func (t *Tree) appendHash(leaf Hash) {
	added, err := tlog.StoredHashesForRecordHash(t.size, leaf, t)
	if err != nil {
		panic(fmt.Sprintf("translog: tree of %d leaves: %v", t.size, err)) // the hashes are all there
	}
	t.hashes = append(t.hashes, added...)
	t.size++
}

// ReadHashes gives stored hashes to package tlog.
func (t *Tree) ReadHashes(indexes []int64) ([]Hash, error) {
	list := make([]Hash, len(indexes))
	before := tlog.StoredHashCount(t.base)
	for i, at := range indexes {
		peak, is := t.peaks[at]
		switch {
		case is:
			list[i] = peak
		case at >= before && at-before < int64(len(t.hashes)):
			list[i] = t.hashes[at-before]
		default:
			return nil, fmt.Errorf("no stored hash %d in a tree of %d leaves after %d", at, t.size, t.base)
		}
	}
	return list, nil
}

// within refuses a size that the tree does not have yet, or is not asked about any more.
func (t *Tree) within(size int64) error {
	if size < 1 || size > t.size {
		return fault(Shorter, strconv.FormatInt(t.size, 10), strconv.FormatInt(size, 10))
	}
	if size < t.base {
		return outOfRange(size-1, t.size)
	}
	return nil
}

// Root is the root of the tree as it was with so many leaves, at least one.
func (t *Tree) Root(size int64) (Hash, error) {
	if err := t.within(size); err != nil {
		return Hash{}, err
	}
	return tlog.TreeHash(size, t)
}

// Leaf is the hash of a leaf, counted from 0.
func (t *Tree) Leaf(index int64) (Hash, error) {
	if index < t.base || index >= t.size {
		return Hash{}, outOfRange(index, t.size)
	}
	list, err := t.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return Hash{}, err
	}
	return list[0], nil
}

// Inclusion proves that a leaf, counted from 0, is in the tree of a size.
func (t *Tree) Inclusion(index, size int64) ([]Hash, error) {
	if err := t.within(size); err != nil {
		return nil, err
	}
	if index < t.base || index >= size {
		return nil, outOfRange(index, size)
	}
	return tlog.ProveRecord(size, index, t)
}

// Consistency proves that the tree of one size is the beginning of the tree of another.
func (t *Tree) Consistency(from, to int64) ([]Hash, error) {
	if err := t.within(to); err != nil {
		return nil, err
	}
	if from < max(1, t.base) || from > to {
		return nil, outOfRange(from, to)
	}
	return tlog.ProveTree(to, from, t)
}

// Agrees reports whether the tree still begins with what a checkpoint confirms.
func (t *Tree) Agrees(c *Checkpoint) error {
	root, err := t.Root(c.Size)
	if err == nil && root != c.Root {
		err = forked(c, root)
	}
	return err
}

// forked is the fault of another root at the size of a checkpoint.
func forked(c *Checkpoint, found Hash) error {
	other := Checkpoint{Origin: c.Origin, Size: c.Size, Root: found}
	return fault(Fork, strconv.FormatInt(c.Size, 10), c.Code(), other.Code())
}

func outOfRange(index, size int64) error {
	return fault(OutOfRange, strconv.FormatInt(index+1, 10), strconv.FormatInt(size, 10))
}

// Peaks are the roots of the full subtrees that the first so many leaves make up, the largest first: what is needed to go
// on adding leaves to them.
func (t *Tree) Peaks(size int64) ([]Hash, error) {
	if size == 0 {
		return nil, nil
	}
	if err := t.within(size); err != nil {
		return nil, err
	}
	return t.ReadHashes(peakPlaces(size))
}

// front is a tree known by its peaks only.
type front struct {
	size  int64
	peaks []Hash
}

// add adds a leaf: subtrees of equal size at the end are joined.
func (f *front) add(leaf Hash) {
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.peaks) - 1
		leaf = tlog.NodeHash(f.peaks[last], leaf)
		f.peaks = f.peaks[:last]
	}
	f.peaks = append(f.peaks, leaf)
	f.size++
}

// root is the root of the tree; there must be a leaf.
func (f *front) root() Hash {
	root := f.peaks[len(f.peaks)-1]
	for i := len(f.peaks) - 2; i >= 0; i-- {
		root = tlog.NodeHash(f.peaks[i], root)
	}
	return root
}
