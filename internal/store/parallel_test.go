package store

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"cchc/internal/audit/translog"
	"cchc/internal/season"
)

func init() {
	children["contend"] = func(t testing.TB, args []string) { contendChild(t, args[0]) }
}

const (
	together  = 100 // goroutines that submit through one store
	eachSends = 3   // submissions of each
	rivals    = 3   // other processes that want to write
	attempts  = 15  // of each of them
	sharedKey = 10  // of so many goroutines, the first two send the same submission
)

// contendChild wants to write to a folder that another process writes to.
func contendChild(t testing.TB, dir string) {
	for i := range attempts {
		s, err := Open(dir, Options{})
		if err != nil {
			say("ERR %d %s", i, errorCode(err))
			continue
		}
		_ = submit(s, fmt.Sprintf("kẻ-lạ-%d", i))
		must(t, s.Close())
	}
}

// TestParallelWriters: a hundred goroutines submit through one store, some of them the same; other processes want to write
// as well and are told, each time, that the folder is in use; a reader beside them sees one log that only grows. Then every
// acknowledged event is there once, at the place that was acknowledged, without a gap; the tree grown from the
// acknowledgements is the tree of the log at every size; and each event is proved under one signed checkpoint.
func TestParallelWriters(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	defer func() { must(t, s.Close()) }()
	w := newWitness(t, s)
	w.look(t, s)
	grown, _ := readTree(t, s)

	var processes []*process
	for range rivals {
		processes = append(processes, child(t, "contend", dir))
	}
	done, watched := make(chan struct{}), make(chan int)
	go func() { watched <- watch(t, dir, done) }()
	acknowledged := submitTogether(t, s)
	close(done)
	looks := <-watched
	refused := 0
	for _, p := range processes {
		h := listen(p.out)
		if err := p.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, p.err.String())
		}
		if len(h.acknowledged) > 0 || slices.ContainsFunc(h.codes, func(code string) bool { return code != InUse }) {
			t.Errorf("another process: acknowledged %v, codes %v", h.acknowledged, h.codes)
		}
		refused += len(h.codes)
	}
	if refused != rivals*attempts {
		t.Errorf("%d attempts of others refused, want %d", refused, rivals*attempts)
	}

	names := submissions()
	settledNames := settled(t, s, names)
	if len(settledNames) != len(names) {
		t.Errorf("%d submissions are there, want %d", len(settledNames), len(names))
	}
	for i := range acknowledged {
		payload, err := acknowledged[i].Canonical()
		must(t, err)
		if want := grown.Size() + 1; acknowledged[i].Seq != want {
			t.Fatalf("event %d follows event %d", acknowledged[i].Seq, want-1)
		}
		grown.Append(payload)
	}
	w.look(t, s)
	tree, list := readTree(t, s)
	sameTree(t, grown, tree)
	w.proves(t, tree, list)
	t.Logf("%d events of %d submissions by %d goroutines, read %d times meanwhile; %d attempts of other processes refused",
		len(acknowledged), len(names), together, looks, refused)
}

// submissionOf is the name of a goroutine's submission: of every ten goroutines two send the same.
func submissionOf(writer, i int) string {
	if writer%sharedKey == 1 {
		writer--
	}
	return fmt.Sprintf("chung-%d-%d", writer, i)
}

// submissions are the names of all, each once.
func submissions() (names []string) {
	for writer := range together {
		for i := range eachSends {
			names = append(names, submissionOf(writer, i))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// submitTogether gives what was acknowledged, by place; whoever sent the same was given the same.
func submitTogether(t testing.TB, s *Store) []season.Event {
	var mutex sync.Mutex
	given := map[int64]season.Event{}
	var group sync.WaitGroup
	for writer := range together {
		group.Go(func() {
			for i := range eachSends {
				drafts, err := submission(s, submissionOf(writer, i))
				var events []season.Event
				if err == nil {
					events, err = s.Append(ctx, drafts)
				}
				if err != nil {
					t.Errorf("writer %d: %v", writer, err)
					return
				}
				mutex.Lock()
				for _, e := range events {
					if before, ok := given[e.Seq]; ok && before.Key != e.Key {
						t.Errorf("event %d was given to %s and %s", e.Seq, before.Key, e.Key)
					}
					given[e.Seq] = e
				}
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	list := make([]season.Event, 0, len(given))
	for _, e := range given {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b season.Event) int { return int(a.Seq - b.Seq) })
	return list
}

// watch reads the log from a connection of its own until it is told to stop: each time it must begin with what it was the
// time before. It gives how often it looked.
func watch(t testing.TB, dir string, done <-chan struct{}) int {
	s, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		t.Errorf("a reader: %v", err)
		return 0
	}
	defer s.Close()
	var before translog.Checkpoint
	for looks := 0; ; looks++ {
		tree := &translog.Tree{}
		err := s.Leaves(ctx, 0, func(_ int64, payload []byte) error { tree.Append(payload); return nil })
		if err == nil && looks > 0 {
			err = tree.Agrees(&before)
		}
		if err == nil {
			before.Size = tree.Size()
			before.Root, err = tree.Root(before.Size)
		}
		if err != nil {
			t.Errorf("a reader, look %d: %v", looks, err)
			return looks
		}
		select {
		case <-done:
			return looks + 1
		default:
		}
	}
}

// sameTree compares two trees at every size.
func sameTree(t testing.TB, a, b *translog.Tree) {
	t.Helper()
	if a.Size() != b.Size() {
		t.Fatalf("trees of %d and %d leaves", a.Size(), b.Size())
	}
	for size := int64(1); size <= a.Size(); size++ {
		one, err := a.Root(size)
		must(t, err)
		other, err := b.Root(size)
		must(t, err)
		if one != other {
			t.Fatalf("with %d leaves the roots differ", size)
		}
	}
}
