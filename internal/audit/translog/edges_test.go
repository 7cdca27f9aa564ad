package translog

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestGrownTrees: a tree that goes on from the peaks of any size has the roots, peaks and proofs of the whole one, and refuses
// what asks into the leaves it does not have.
func TestGrownTrees(t *testing.T) {
	const n = 130
	whole, _ := grown(t, n)
	for base := int64(0); base <= n; base++ {
		peaks, err := whole.Peaks(base)
		must(t, err)
		tree, err := Grown(base, peaks)
		must(t, err)
		for i := base; i < n; i++ {
			tree.Append(leaf(i))
		}
		for size := max(1, base); size <= n; size++ {
			same(t, whole, tree, size, base)
		}
		if base == 0 {
			continue
		}
		_, rootErr := tree.Root(base - 1)
		_, leafErr := tree.Leaf(base - 1)
		_, inErr := tree.Inclusion(base-1, n)
		_, linkErr := tree.Consistency(base-1, n)
		for _, err := range []error{leafErr, inErr, linkErr, rootErr} {
			if code := codeOf(err); code != OutOfRange && code != Shorter {
				t.Fatalf("base %d: asked into what is not known: %v", base, err)
			}
		}
		if _, err := Grown(base, append(peaks, Hash{})); err == nil {
			t.Errorf("base %d with a peak too many", base)
		}
	}
}

func same(t *testing.T, whole, tree *Tree, size, base int64) {
	t.Helper()
	wantRoot, err := whole.Root(size)
	must(t, err)
	root, err := tree.Root(size)
	must(t, err)
	wantPeaks, err := whole.Peaks(size)
	must(t, err)
	peaks, err := tree.Peaks(size)
	must(t, err)
	if root != wantRoot || !slices.Equal(peaks, wantPeaks) {
		t.Fatalf("base %d, size %d: another root or peaks", base, size)
	}
	for from := max(1, base); from <= size; from += 7 {
		want, err := whole.Consistency(from, size)
		must(t, err)
		got, err := tree.Consistency(from, size)
		must(t, err)
		if !slices.Equal(got, want) {
			t.Fatalf("base %d: another proof from %d to %d", base, from, size)
		}
	}
	for at := base; at < size; at += 11 {
		wantLeaf, err := whole.Leaf(at)
		must(t, err)
		leaf, err := tree.Leaf(at)
		must(t, err)
		want, err := whole.Inclusion(at, size)
		must(t, err)
		got, err := tree.Inclusion(at, size)
		must(t, err)
		if !slices.Equal(got, want) || leaf != wantLeaf {
			t.Fatalf("base %d: another proof of leaf %d in %d", base, at, size)
		}
	}
}

// TestEdges: what is kept grows into the same tree; a changed byte is refused or gives a tree that agrees with nothing.
func TestEdges(t *testing.T) {
	whole, key := grown(t, 200)
	r := rand.New(rand.NewPCG(1, 2))
	e := &Edges{Origin: "cchc/ninh-binh/abc"}
	tree, last := &Tree{}, int64(0)
	for range 40 {
		for range 1 + r.IntN(4) {
			tree.Append(leaf(tree.Size()))
		}
		var err error
		e, err = e.With(tree)
		must(t, err)
		last = tree.Size()
	}
	again, err := ParseEdges(e.Text())
	must(t, err)
	if string(again.Text()) != string(e.Text()) || len(again.List) != mostEdges || again.List[0].Size != last {
		t.Fatalf("\n%s", again.Text())
	}
	same, err := e.With(tree) // the same size once more is kept once
	must(t, err)
	if string(same.Text()) != string(e.Text()) {
		t.Errorf("\n%s", same.Text())
	}
	for most := int64(0); most <= last+1; most++ {
		grown := e.Before(most)
		if grown.Size() > most || most >= e.List[len(e.List)-1].Size && grown.Size() == 0 {
			t.Errorf("before %d: %d", most, grown.Size())
		}
	}
	c := sign(t, whole, key, 200)
	text := e.Text()
	for at := range text {
		changed := slices.Clone(text)
		changed[at] ^= 1 << (at % 8)
		spoilt, err := ParseEdges(changed)
		if err != nil {
			continue
		}
		for i, edge := range spoilt.List {
			if edge.Size == e.List[i].Size && slices.Equal(edge.Peaks, e.List[i].Peaks) {
				continue
			}
			tree, err := Grown(edge.Size, edge.Peaks)
			must(t, err)
			for tree.Size() < 200 {
				tree.Append(leaf(tree.Size()))
			}
			if tree.Agrees(&c.Checkpoint) == nil {
				t.Fatalf("byte %d changed, and the tree agrees", at)
			}
		}
	}
	for _, bad := range []string{"", edgesHead + "\n", "cchc/edges/v1\nlog a b\n", strings.Replace(string(text), "\npeak", "\npick", 1), string(text) + "x",
		string(text) + "size 500\n", edgesHead + "\nlog a\nsize 0\n"} {
		if _, err := ParseEdges([]byte(bad)); err == nil {
			t.Errorf("read: %q", bad)
		}
	}
}
