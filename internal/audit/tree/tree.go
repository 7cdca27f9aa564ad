// Package tree knows the Merkle tree of RFC 6962, section 2.1, over SHA-256: the root over a list of leaves, and the proof
// that a leaf stands at a place in it. A proof shows nothing of the other leaves but hashes.
//
// It leaves to others what a leaf is. Where leaves could be guessed, their hashes can be too: who must hide them puts
// something into them that nobody guesses.
package tree

import (
	"crypto/sha256"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash of the tree.
type Hash = tlog.Hash

// Leaf hashes a leaf: SHA-256 of 0x00 and its bytes.
func Leaf(data []byte) Hash { return tlog.RecordHash(data) }

// above hashes two subtrees: SHA-256 of 0x01 and both.
func above(left, right Hash) Hash { return tlog.NodeHash(left, right) }

// Root is the root over leaves; that of none is the SHA-256 of nothing.
func Root(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return above(Root(leaves[:k]), Root(leaves[k:]))
}

// split is the greatest power of two below n, for n of 2 or more.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// Prove gives the proof that leaves[at] is there: the hashes beside its way to the root, from below. at must be a place
// in leaves.
func Prove(leaves []Hash, at int) []Hash {
	if len(leaves) == 1 {
		return nil
	}
	if k := split(len(leaves)); at < k {
		return append(Prove(leaves[:k], at), Root(leaves[k:]))
	} else {
		return append(Prove(leaves[k:], at-k), Root(leaves[:k]))
	}
}

// RootBy gives the root of a tree of so many leaves that a proof leads to from a leaf at a place; false where the proof
// has not the number of hashes that it must have, or there is no such place.
func RootBy(proof []Hash, leaf Hash, at, size int) (Hash, bool) {
	switch {
	case at < 0 || at >= size:
		return Hash{}, false
	case size == 1:
		return leaf, len(proof) == 0
	case len(proof) == 0:
		return Hash{}, false
	}
	below, beside := proof[:len(proof)-1], proof[len(proof)-1]
	if k := split(size); at < k {
		left, ok := RootBy(below, leaf, at, k)
		return above(left, beside), ok
	} else {
		right, ok := RootBy(below, leaf, at-k, size-k)
		return above(beside, right), ok
	}
}
