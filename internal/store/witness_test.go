package store

import (
	"slices"
	"testing"

	"cchc/internal/audit/translog"
)

// witness signs checkpoints of a folder's log and remembers the last, as somebody outside does who trusts the folder with
// nothing.
type witness struct {
	key  *translog.Secret
	last *translog.Signed // nil before the first
}

func newWitness(t testing.TB, s *Store) *witness {
	t.Helper()
	province, err := s.Province(ctx)
	must(t, err)
	origin, err := translog.Origin(province, s.ID())
	must(t, err)
	key, err := translog.NewSecret(origin, [translog.SeedSize]byte{7})
	must(t, err)
	return &witness{key: key}
}

// witnessed has a witness sign the log of a folder as it is.
func witnessed(t testing.TB, dir string) *witness {
	t.Helper()
	s := reopened(t, dir, Options{})
	w := newWitness(t, s)
	w.look(t, s)
	must(t, s.Close())
	return w
}

// readTree reads the log as a tree, and the leaves.
func readTree(t testing.TB, s *Store) (*translog.Tree, [][]byte) {
	t.Helper()
	tree, list := &translog.Tree{}, [][]byte(nil)
	must(t, s.Leaves(ctx, 0, func(_ int64, payload []byte) error {
		tree.Append(payload)
		list = append(list, slices.Clone(payload))
		return nil
	}))
	return tree, list
}

// look demands that the log goes on from the last checkpoint: that one is among those the folder keeps, it is the beginning
// of the tree read now, and a proof leads from one to the other. Then it signs what is there.
func (w *witness) look(t testing.TB, s *Store) {
	t.Helper()
	tree, _ := readTree(t, s)
	root, err := tree.Root(tree.Size())
	must(t, err)
	next := &translog.Checkpoint{Origin: w.key.Name(), Size: tree.Size(), Root: root}
	if w.last != nil {
		must(t, tree.Agrees(&w.last.Checkpoint))
		proof, err := tree.Consistency(w.last.Size, next.Size)
		must(t, err, translog.Advance(&w.last.Checkpoint, next, proof))
		kept, err := s.Checkpoints(ctx, 0)
		must(t, err)
		if !slices.ContainsFunc(kept, func(k Kept) bool { return string(k.Note) == string(w.last.Note) }) {
			t.Errorf("the checkpoint of %d events is gone", w.last.Size)
		}
	}
	w.last, err = w.key.Sign(next)
	must(t, err)
	must(t, s.KeepCheckpoint(ctx, w.last.Size, w.last.Note))
}

// proves demands, for every leaf of a log, a proof that it is under the witness's checkpoint.
func (w *witness) proves(t testing.TB, tree *translog.Tree, list [][]byte) {
	t.Helper()
	if w.last.Size != int64(len(list)) {
		t.Fatalf("a checkpoint of %d events, a log of %d", w.last.Size, len(list))
	}
	for i, leaf := range list {
		proof, err := translog.NewProof(tree, int64(i), leaf, w.last)
		must(t, err)
		if _, err := proof.Check(leaf, w.key.LogKey()); err != nil {
			t.Errorf("event %d: %v", i+1, err)
		}
		if _, err := proof.Check(append(leaf, ' '), w.key.LogKey()); err == nil {
			t.Fatalf("event %d: another leaf is proved", i+1)
		}
	}
}
