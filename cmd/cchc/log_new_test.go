package main

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/store"
)

// wholeTree reads all of a log.
func wholeTree(t testing.TB, s *store.Store) *translog.Tree {
	t.Helper()
	tree := &translog.Tree{}
	must(t, s.Leaves(t.Context(), 0, func(_ int64, payload []byte) error { tree.Append(payload); return nil }))
	return tree
}

// recordOne appends a figure to an open folder and gives its place.
func recordOne(t testing.TB, s *store.Store) int64 {
	t.Helper()
	events, err := s.Append(t.Context(), []season.Draft{datum("so-y-te", fmt.Sprintf("n%d", written), int64(written))})
	must(t, err)
	return events[0].Seq
}

// TestNewEventsAreConfirmed: whatever was confirmed before and how, what is signed after reading only the new events is what
// reading all gives, and the receipts of all new events lead to it.
func TestNewEventsAreConfirmed(t *testing.T) {
	y := newHeldYear(t)
	s, err := store.Open(y.dir, store.Options{})
	must(t, err)
	defer s.Close()
	r := rand.New(rand.NewPCG(3, 4))
	var waiting []int64
	read := 0
	for range 120 {
		waiting = append(waiting, recordOne(t, s))
		if r.IntN(3) == 0 {
			_, err := confirmLog(t.Context(), s, y.dir, y.keyFile)
			must(t, err)
			continue
		}
		if r.IntN(20) == 0 {
			must(t, os.Remove(y.keyFile+".edges"))
		}
		at := waiting[r.IntN(len(waiting))] // others that came later may be confirmed already
		tree, signed, err := confirmNew(t.Context(), s, y.dir, y.keyFile, at)
		must(t, err)
		whole := wholeTree(t, s)
		must(t, whole.Agrees(&signed.Checkpoint))
		if signed.Size != whole.Size() {
			t.Fatalf("signed %d of %d", signed.Size, whole.Size())
		}
		b := &logbook{store: s, tree: tree}
		leaves, err := b.leaves(t.Context(), at, signed.Size)
		must(t, err)
		for n := 1; n <= len(leaves); n++ {
			batch, err := translog.NewBatch(tree, at-1, leaves[:n], signed)
			must(t, err)
			if _, err := batch.Check(y.key.LogKey()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tree.Root(1); err != nil {
			read++ // the beginning was not read
		}
		if r.IntN(4) == 0 {
			waiting = nil
		}
		if len(waiting) > 20 {
			waiting = waiting[10:]
		}
	}
	if read < 40 {
		t.Errorf("only %d times nothing but the new events was read", read)
	}
	book, err := readLog(t.Context(), s, y.dir, nil)
	must(t, err)
	must(t, book.found())
}

// TestNewEventsAreHashedAgain: a bit that changed in a new event, or in its digest, is not signed.
func TestNewEventsAreHashedAgain(t *testing.T) {
	y := newHeldYear(t)
	in := y.insider(t)
	s, err := store.Open(in.dir, store.Options{})
	must(t, err)
	first := recordOne(t, s)
	last := recordOne(t, s)
	must(t, s.Close())
	for i := range 20 {
		seq, column := first+int64(i%2), []string{"payload", "digest"}[i/2%2]
		var was []byte
		in.database(func(tx *sql.Tx) {
			must(t, tx.QueryRow("SELECT CAST("+column+" AS BLOB) FROM event WHERE seq = ?", seq).Scan(&was))
			flipped := bytes.Clone(was)
			flipped[i*31%len(was)] ^= 1 << (i % 7)
			do(t, tx, "UPDATE event SET "+column+" = "+asStored(column)+" WHERE seq = ?", flipped, seq)
		})
		refuseNew(t, in, y.keyFile, last, store.EventDamaged)
		in.database(func(tx *sql.Tx) {
			do(t, tx, "UPDATE event SET "+column+" = "+asStored(column)+" WHERE seq = ?", was, seq)
		})
	}
	s, err = store.Open(in.dir, store.Options{})
	must(t, err)
	defer s.Close()
	_, _, err = confirmNew(t.Context(), s, in.dir, y.keyFile, last)
	must(t, err)
}

// refuseNew demands that nothing is signed, kept or remembered.
func refuseNew(t *testing.T, in *insider, keyFile string, at int64, want string) {
	t.Helper()
	seen, err := os.ReadFile(keyFile + ".seen")
	must(t, err)
	s, err := store.Open(in.dir, store.Options{})
	must(t, err)
	defer s.Close()
	kept, err := s.Checkpoints(t.Context(), 0)
	must(t, err)
	_, _, err = confirmNew(t.Context(), s, in.dir, keyFile, at)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	after, err := s.Checkpoints(t.Context(), 0)
	must(t, err)
	if now, _ := os.ReadFile(keyFile + ".seen"); len(after) != len(kept) || !bytes.Equal(now, seen) {
		t.Error("it is kept or remembered")
	}
}

// TestAnOldEventThatChangedIsNeverSigned: it gets into nothing that is signed after it was confirmed; reading all finds it, and
// a log that was cut off is not signed at all.
func TestAnOldEventThatChangedIsNeverSigned(t *testing.T) {
	for name, play := range map[string]func(in *insider){
		"a bit": func(in *insider) {
			in.database(func(tx *sql.Tx) {
				do(in.t, tx, "UPDATE event SET payload = CAST(REPLACE(CAST(payload AS TEXT), '\"10\"', '\"11\"') AS BLOB) WHERE seq = ?", at(in.events(), "a")+1)
			})
		},
		"rewritten": func(in *insider) { in.dropCheckpoints(); in.rewrite(edited) },
	} {
		t.Run(name, func(t *testing.T) {
			y := newHeldYear(t)
			command(t, "log", "checkpoint", "--data", y.dir, "--key", y.keyFile)
			in := y.insider(t)
			s, err := store.Open(in.dir, store.Options{})
			must(t, err)
			tree := wholeTree(t, s) // as it was confirmed
			must(t, s.Close())
			play(in)
			s, err = store.Open(in.dir, store.Options{})
			must(t, err)
			defer s.Close()
			place := recordOne(t, s)
			must(t, s.Leaves(t.Context(), place-1, func(_ int64, payload []byte) error { tree.Append(payload); return nil }))
			_, signed, err := confirmNew(t.Context(), s, in.dir, y.keyFile, place)
			must(t, err)
			if err := tree.Agrees(&signed.Checkpoint); err != nil || signed.Size != place {
				t.Errorf("what was signed is not what was confirmed and the new event: %v", err)
			}
			if _, err := confirmLog(t.Context(), s, in.dir, y.keyFile); err == nil {
				t.Error("signed after reading all")
			}
			if ok, said := verified(t, in.dir, y.file); ok {
				t.Errorf("not found:\n%s", said)
			}
		})
	}
	y := newHeldYear(t)
	command(t, "log", "checkpoint", "--data", y.dir, "--key", y.keyFile)
	in := y.insider(t)
	in.dropCheckpoints()
	in.rewrite(func(l []season.Event) []season.Event { return l[:at(l, "d")] })
	refuseNew(t, in, y.keyFile, int64(len(in.events())), translog.Shorter)
}

// TestSpoiltEdges: whatever becomes of the edges, what is signed is right.
func TestSpoiltEdges(t *testing.T) {
	y := newHeldYear(t)
	command(t, "log", "checkpoint", "--data", y.dir, "--key", y.keyFile)
	s, err := store.Open(y.dir, store.Options{})
	must(t, err)
	defer s.Close()
	file := y.keyFile + ".edges"
	text, err := os.ReadFile(file)
	must(t, err)
	seen, err := os.ReadFile(y.keyFile + ".seen")
	must(t, err)
	place := recordOne(t, s)
	whole := wholeTree(t, s)
	try := func(name string) {
		t.Helper()
		_, signed, err := confirmNew(t.Context(), s, y.dir, y.keyFile, place)
		must(t, err)
		if err := whole.Agrees(&signed.Checkpoint); err != nil || signed.Size != place {
			t.Fatalf("%s: %v", name, err)
		}
		must(t, os.WriteFile(y.keyFile+".seen", seen, 0o600))
	}
	for at := 0; at < len(text); at += 3 {
		changed := slices.Clone(text)
		changed[at] ^= 1 << (at % 8)
		must(t, os.WriteFile(file, changed, 0o600))
		try(fmt.Sprintf("byte %d", at))
	}
	must(t, os.WriteFile(file, text[:len(text)/2], 0o600))
	try("cut off")
	must(t, os.Remove(file))
	try("gone")
	must(t, os.Remove(file), os.Mkdir(file, 0o700))
	try("cannot be written")
}

var confirmEvents = flag.Int("events", 30_000, "how many events the larger log of BenchmarkConfirm has")

// BenchmarkConfirm measures the time from an acknowledged event to its signed checkpoint, in a small log and in a large one, and
// what reading all of it takes. With -events 1000000 it is the figure that the deadline of a year is judged by.
func BenchmarkConfirm(b *testing.B) {
	for _, events := range []int{3_000, *confirmEvents} {
		home := b.TempDir()
		dir, keyFile := filepath.Join(home, "nam"), filepath.Join(home, "so.key")
		command(b, "init", dir)
		command(b, "period", "open", "2026", "--data", dir)
		command(b, "log", "key", "--data", dir, "--out", keyFile)
		s, err := store.Open(dir, store.Options{})
		must(b, err)
		for n := 0; n < events; n += 1000 {
			var drafts []season.Draft
			for i := range 1000 {
				drafts = append(drafts, datum("so-y-te", fmt.Sprintf("b%d", i), int64(n)))
			}
			_, err := s.Append(context.Background(), drafts)
			must(b, err)
		}
		_, err = confirmLog(context.Background(), s, dir, keyFile)
		must(b, err)
		b.Run(fmt.Sprintf("new/events=%d", events), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				place := recordOne(b, s)
				b.StartTimer()
				_, _, err := confirmNew(context.Background(), s, dir, keyFile, place)
				must(b, err)
			}
		})
		b.Run(fmt.Sprintf("all/events=%d", events), func(b *testing.B) {
			for b.Loop() {
				_, err := confirmLog(context.Background(), s, dir, keyFile)
				must(b, err)
			}
		})
		must(b, s.Close())
	}
}
