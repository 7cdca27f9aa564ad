package store

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cchc/internal/files"
	"cchc/internal/season"
	"cchc/seeds"
)

// The tests of this file hold a writer that says what was acknowledged against what is there after it died or ran into
// trouble. Every go test runs a short form. The long forms:
//
//	go test ./internal/store -run TestKilledWriters -cycles 1000 -timeout 60m
//	go test ./internal/store -run TestFaults -faults all -timeout 60m -v     (needs strace and the right to trace)
var cycles = flag.Int("cycles", 20, "how many writers TestKilledWriters kills")

func init() {
	children["write"] = func(t testing.TB, args []string) { writeChild(t, args[0], args[1]) }
	children["fill"] = func(t testing.TB, args []string) { fillChild(t, args[0], args[1], args[2]) }
	children["swap"] = func(t testing.TB, args []string) { swapChild(t, args[0], args[1]) }
	children["steady"] = func(t testing.TB, args []string) { steadyChild(t, args[0], args[1]) }
}

// started makes a real folder, with the machine's clock and an open year.
func started(t testing.TB) string {
	t.Helper()
	dir := fresh(t)
	s := reopened(t, dir, Options{})
	drafts, blobs := open2026(seeds.DefaultUnits(), anySet, "so", "xa", "phuong")
	drafts[0].Body.(*season.Folder).Demo = false
	_, err := s.Append(ctx, drafts, blobs...)
	must(t, err, s.Close())
	return dir
}

// facts is how many facts a writer's batch has beside its evidence.
const facts = 3

// submission is what a unit hands in at once: evidence and figures, under keys made of the name.
func submission(s *Store, name string) ([]season.Draft, error) {
	content := strings.Repeat("minh chứng "+name+"\n", 200)
	digest, size, err := s.PutFile(ctx, strings.NewReader(content), 0)
	if err != nil {
		return nil, err
	}
	list := []season.Draft{draft(&season.File{Digest: digest, Size: size, Name: name + ".pdf"}, "", "so-y-te")}
	for i := range facts {
		f := number("so-y-te", fmt.Sprintf("%s-%d", name, i), int64(i))
		f.Body.(*season.FactState).Evidence = digest
		list = append(list, f)
	}
	for i := range list {
		list[i].Key = fmt.Sprintf("%s/%d", name, i)
	}
	return list, nil
}

// say writes one line at once, so that a killed process has said all it says it has.
func say(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }

// submit sends one submission and says so when it is acknowledged, or why not.
func submit(s *Store, name string) error {
	list, err := submission(s, name)
	if err == nil {
		_, err = s.Append(ctx, list)
	}
	if err != nil {
		say("ERR %s %s", name, errorCode(err))
		return err
	}
	say("ACK %s", name)
	return nil
}

// errorCode gives the code of an error of the store or of the evidence, or its text.
func errorCode(err error) string {
	if code := codeOf(err); code != "" {
		return code
	}
	for _, code := range files.Codes() {
		if strings.Contains(err.Error(), code) {
			return code
		}
	}
	return err.Error()
}

// heard is what a child said in whole lines.
type heard struct{ acknowledged, refused, codes, other []string }

func listen(r io.Reader) (h heard) {
	for in := bufio.NewReader(r); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return h // what follows the last line feed was cut off by death
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "ACK":
			h.acknowledged = append(h.acknowledged, rest)
		case "ERR":
			name, code, _ := strings.Cut(rest, " ")
			h.refused, h.codes = append(h.refused, name), append(h.codes, code)
		default:
			h.other = append(h.other, verb)
		}
	}
}

// state is what a folder holds of submissions: how many events of each.
func state(t testing.TB, s *Store) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, e := range log(t, s) {
		if name, _, ok := strings.Cut(e.Key, "/"); ok {
			found[name]++
		}
	}
	return found
}

// settle opens a folder after a child ended and demands: nothing acknowledged is lost, no submission is there in part,
// pages, log, tables and evidence are in order. It gives the names of the submissions that are there.
func settled(t testing.TB, s *Store, acknowledged []string) map[string]int {
	t.Helper()
	found := state(t, s)
	for _, name := range acknowledged {
		if found[name] == 0 {
			t.Errorf("lost: %s", name)
		}
	}
	for name, n := range found {
		if n != 1+facts {
			t.Errorf("torn: %s has %d of %d events", name, n, 1+facts)
		}
	}
	sound(t, s)
	return found
}

// writers is how many goroutines of a child submit.
const writers = 4

// writeChild submits until it is killed.
func writeChild(t testing.TB, dir, name string) {
	s := reopened(t, dir, Options{})
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := 0; ; i++ {
				if submit(s, fmt.Sprintf("%s-%d-%d", name, w, i)) != nil {
					return
				}
			}
		})
	}
	group.Wait()
}

// TestKilledWriters is R1 for the store: a process with several writers is killed (SIGKILL) at a random moment, again and
// again in the same folder. The log must go on from the checkpoint that a witness signed before the writer started; then its
// last submissions are sent once more, and must be there once.
func TestKilledWriters(t *testing.T) {
	r := rand.New(rand.NewPCG(uint64(*cycles), 7))
	dir, total, unheard, left, signed := "", 0, 0, 0, int64(0)
	var all []string
	var log *witness
	for cycle := range *cycles {
		if cycle%20 == 0 { // a new folder now and then: looking at all of it takes time
			dir, all = started(t), nil
			log = witnessed(t, dir)
		}
		p := child(t, "write", dir, fmt.Sprintf("chu-kỳ-%d", cycle))
		time.AfterFunc(time.Duration(20+r.IntN(180))*time.Millisecond, func() { p.Process.Kill() })
		h := listen(p.out)
		if err := p.Wait(); !killed(err) {
			t.Fatalf("the writer was not killed: %v\n%s", err, p.err.String())
		}
		if len(h.refused) > 0 {
			t.Errorf("refused: %v %v", h.refused, h.codes)
		}
		all = append(all, h.acknowledged...)
		total += len(h.acknowledged)
		tmp, err := os.ReadDir(filepath.Join(dir, "files", "tmp"))
		if err == nil {
			left += len(tmp)
		}
		s := reopened(t, dir, Options{})
		log.look(t, s)
		found := settled(t, s, all)
		unheard += len(found) - len(all)
		for name := range found {
			if !slices.Contains(all, name) {
				all = append(all, name) // there, but its acknowledgement died with the process
				must(t, submitQuietly(s, name))
			}
		}
		if again := state(t, s); len(again) != len(found) {
			t.Errorf("sent once more: %d submissions, then %d", len(found), len(again))
		}
		log.look(t, s)
		signed = max(signed, log.last.Size)
		must(t, s.Close())
		if t.Failed() {
			t.Fatalf("cycle %d", cycle)
		}
	}
	t.Logf("%d cycles, %d submissions acknowledged and there, %d there without acknowledgement, %d half files swept; %d checkpoints "+
		"held against the log, of up to %d events", *cycles, total, unheard, left, 2*(*cycles), signed)
	if total < *cycles {
		t.Errorf("only %d submissions in %d cycles: the writers were killed before they wrote", total, *cycles)
	}
}

func submitQuietly(s *Store, name string) error {
	list, err := submission(s, name)
	if err == nil {
		_, err = s.Append(ctx, list)
	}
	return err
}

// limitFileSize makes writing beyond a size fail as on a full disk, or lifts the limit (0).
func limitFileSize(size uint64) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = size
	if size == 0 {
		limit.Cur = limit.Max
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// fillChild submits under a limit until that fails, reads, lifts the limit and submits again, in the same process.
func fillChild(t testing.TB, dir, name, limit string) {
	size, err := strconv.ParseUint(limit, 10, 64)
	s := reopened(t, dir, Options{})
	must(t, err, limitFileSize(size))
	ballast := manyFacts(400)
	for i := range 200 {
		for j := range ballast {
			ballast[j].Key = fmt.Sprintf("đầy %s %d %d", name, i, j)
		}
		if err = submit(s, fmt.Sprintf("%s-%d", name, i)); err != nil {
			break
		}
		if _, err = s.Append(ctx, ballast); err != nil {
			say("ERR ballast %s", errorCode(err))
			break
		}
	}
	if err == nil {
		t.Fatal("the limit was never met")
	}
	_, err = s.Year(ctx, "2026", now) // reads go on
	must(t, err)
	must(t, limitFileSize(0), submit(s, name+"-sau"), s.Close())
}

// TestDiskFull is R4: writing fails for want of space in the -wal, in the database, or in the evidence. What was
// acknowledged is there, the code says what to do, reads go on, and writes resume in the same process and in a new one.
func TestDiskFull(t *testing.T) {
	for name, c := range map[string]struct {
		limit uint64
		code  string
	}{
		"evidence":         {2_000, files.Full},
		"wal":              {1_500_000, Full},
		"database-and-wal": {6_000_000, Full},
	} {
		t.Run(name, func(t *testing.T) {
			dir := started(t)
			p := child(t, "fill", dir, name, strconv.FormatUint(c.limit, 10))
			h := listen(p.out)
			if err := p.Wait(); err != nil {
				t.Fatalf("%v\n%s\n%+v", err, p.err.String(), h)
			}
			if !slices.Equal(h.codes, []string{c.code}) {
				t.Errorf("codes %v, want %s", h.codes, c.code)
			}
			if !slices.Contains(h.acknowledged, name+"-sau") {
				t.Errorf("writes did not resume: %+v", h)
			}
			s := reopened(t, dir, Options{})
			defer s.Close()
			settled(t, s, h.acknowledged)
			must(t, submitQuietly(s, "mới"))
		})
	}
}

// swapChild submits, puts a device that is always full in the place of one of the store's open files, and submits on.
func swapChild(t testing.TB, dir, file string) {
	s := reopened(t, dir, Options{})
	must(t, submit(s, "trước"))
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	must(t, err)
	entries, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	swapped := 0
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && to == filepath.Join(s.dir, file) {
			fd, err := strconv.Atoi(e.Name())
			must(t, err, syscall.Dup3(int(full.Fd()), fd, 0))
			swapped++
		}
	}
	if swapped == 0 {
		t.Fatalf("%s is not open", file)
	}
	for i := range 5 {
		_ = submit(s, fmt.Sprintf("sau-%d", i))
	}
	_ = s.Close()
}

// TestLostDescriptors takes the ground from under an open store: what it then still acknowledges must be there.
func TestLostDescriptors(t *testing.T) {
	for _, file := range []string{databaseFile, databaseFile + "-wal", markerFile} {
		dir := started(t)
		p := child(t, "swap", dir, file)
		h := listen(p.out)
		if err := p.Wait(); err != nil {
			t.Fatalf("%s: %v\n%s\n%+v", file, err, p.err.String(), h)
		}
		s := reopened(t, dir, Options{})
		settled(t, s, h.acknowledged)
		must(t, submitQuietly(s, "mới"), s.Close())
		if file == databaseFile+"-wal" && len(h.refused) != 5 {
			t.Errorf("%s: acknowledged %v, refused %v %v", file, h.acknowledged, h.refused, h.codes)
		}
		t.Logf("%s: %d acknowledged, %d refused %v", file, len(h.acknowledged), len(h.refused), slices.Compact(h.codes))
	}
}
