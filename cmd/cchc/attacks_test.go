package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"cchc/engine"
	"cchc/internal/audit/translog"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
)

// TestAttacks plays everything that whoever may change every byte of a data folder would do, each time as well as it can be
// done: with all digests, tables and counts made anew. Most are found from the folder alone; the others are not, and the
// test holds that too, so that what `cchc verify --database` promises stays true. With a checkpoint held elsewhere all are
// found, be it a file or the code on paper.
//
// The table stands, word for word, in the documentation of internal/audit/translog.
var attacks = []struct {
	name  string
	alone bool // found without anything from outside
	play  func(in *insider)
}{
	{"edit", true, func(in *insider) { in.rewrite(edited) }},
	{"delete", true, func(in *insider) {
		in.rewrite(func(l []season.Event) []season.Event { return slices.Delete(l, at(l, "a"), at(l, "a")+1) })
	}},
	{"insert", true, func(in *insider) {
		in.rewrite(func(l []season.Event) []season.Event {
			e := l[at(l, "b")]
			e.Draft = datum("so-y-te", "them", 3)
			return slices.Insert(l, at(l, "b"), e)
		})
	}},
	{"swap", true, func(in *insider) {
		in.rewrite(func(l []season.Event) []season.Event {
			a, b := value(l, "a"), value(l, "b")
			*a, *b = *b, *a
			return l
		})
	}},
	{"reorder", true, func(in *insider) {
		in.rewrite(func(l []season.Event) []season.Event {
			a, b := at(l, "a"), at(l, "b")
			l[a].Draft, l[b].Draft = l[b].Draft, l[a].Draft
			return l
		})
	}},
	{"back-date", true, func(in *insider) {
		in.rewrite(func(l []season.Event) []season.Event {
			if l[at(l, "b")].Recorded == l[at(l, "b")-1].Recorded {
				in.t.Fatal("the moments are equal")
			}
			l[at(l, "b")].Recorded = l[at(l, "b")-1].Recorded
			return l
		})
	}},
	{"replace evidence", true, func(in *insider) { in.replaceEvidence() }},
	{"replace rule", true, func(in *insider) { in.replaceRule() }},
	{"forged checkpoint", true, func(in *insider) {
		in.dropCheckpoints()
		in.rewrite(edited)
		in.sign(in.anotherKey())
	}},
	{"truncate", false, func(in *insider) {
		in.dropCheckpoints()
		in.rewrite(func(l []season.Event) []season.Event { return l[:at(l, "b")] })
	}},
	{"rewrite all", false, func(in *insider) {
		in.dropCheckpoints()
		in.rewrite(edited)
	}},
	{"re-sign", false, func(in *insider) {
		in.dropCheckpoints()
		in.rewrite(edited)
		in.sign(in.key)
	}},
	{"rollback", false, func(in *insider) {
		must(in.t, os.RemoveAll(in.dir))
		copyFolder(in.t, in.older, in.dir)
	}},
	{"split view", false, func(in *insider) {
		in.dropCheckpoints()
		in.rewrite(edited)
		in.sign(in.key)
	}},
}

// ground is a folder with a year begun, two checkpoints, and what others hold of it.
type heldYear struct {
	dir, older    string // the folder, and a copy of it from before the first checkpoint
	key           *translog.Secret
	keyFile       string
	file, printed string // the first checkpoint: held elsewhere, and as it stands on paper
}

// insider has every right on a copy of the folder, and the key of its log.
type insider struct {
	*heldYear
	t   testing.TB
	dir string
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

var written int

// datum is a figure that a register brings.
func datum(unit, input string, n int64) season.Draft {
	written++
	body := &season.FactState{Fact: engine.Fact{Input: input, Layer: engine.LayerRegister, Recorded: day.None, Source: "sổ thử",
		Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}}}
	return season.Draft{Key: fmt.Sprintf("thu/%d", written), Kind: body.Kind(), Period: "2026", Unit: unit, Actor: "so-noi-vu/A",
		Happened: day.None, Body: body}
}

// at is where a figure is in the log.
func at(l []season.Event, input string) int {
	return slices.IndexFunc(l, func(e season.Event) bool {
		f, ok := e.Body.(*season.FactState)
		return ok && f.Fact.Input == input
	})
}

func value(l []season.Event, input string) *engine.Value {
	return &l[at(l, input)].Body.(*season.FactState).Fact.Value
}

func edited(l []season.Event) []season.Event {
	value(l, "a").Num = exact.Int(19)
	return l
}

// command runs a command line that must end well.
func command(t testing.TB, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &said); code != exitDone {
		t.Fatalf("cchc %v: %d\n%s", args, code, said.String())
	}
	return out.String()
}

// record appends figures, each at a moment of its own.
func record(t testing.TB, dir string, drafts ...season.Draft) {
	t.Helper()
	s, err := store.Open(dir, store.Options{})
	must(t, err)
	digest, size, err := s.PutFile(t.Context(), strings.NewReader("Quyết định 12"), 0)
	must(t, err)
	file := &season.File{Digest: digest, Size: size, Name: "qd-12.pdf"}
	drafts = append([]season.Draft{{Key: "tep/" + dir + fmt.Sprint(written), Kind: file.Kind(), Unit: "so-y-te", Actor: "so-y-te/B",
		Happened: day.None, Body: file}}, drafts...)
	for _, d := range drafts {
		time.Sleep(2 * time.Millisecond)
		_, err := s.Append(t.Context(), []season.Draft{d})
		must(t, err)
	}
	must(t, s.Close())
}

func newHeldYear(t testing.TB) *heldYear {
	t.Helper()
	home := t.TempDir()
	y := &heldYear{dir: filepath.Join(home, "nam"), older: filepath.Join(home, "sao-luu"), keyFile: filepath.Join(home, "so.key"),
		file: filepath.Join(home, "noi-giu.txt")}
	command(t, "init", y.dir)
	command(t, "period", "open", "2026", "--data", y.dir, "--reason", "Kế hoạch 148")
	command(t, "log", "key", "--data", y.dir, "--out", y.keyFile)
	copyFolder(t, y.dir, y.older)
	record(t, y.dir, datum("so-y-te", "a", 10), datum("so-tai-chinh", "b", 20), datum("so-noi-vu", "c", 30))
	lines := command(t, "log", "checkpoint", "--data", y.dir, "--key", y.keyFile, "--out", y.file)
	y.printed = strings.TrimSpace(lines[strings.LastIndexByte(strings.TrimSpace(lines), ' '):])
	record(t, y.dir, datum("so-y-te", "d", 40), datum("so-y-te", "e", 50))
	command(t, "log", "checkpoint", "--data", y.dir, "--key", y.keyFile)
	record(t, y.dir, datum("so-y-te", "f", 60)) // a log one event shorter is then not refused at once
	var err error
	y.key, err = readSecret(y.keyFile)
	must(t, err)
	return y
}

// copyFolder copies a folder with its rights, as a backup does.
func copyFolder(t testing.TB, from, to string) {
	t.Helper()
	must(t, copyTree(from, to))
}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if d.IsDir() {
			return os.Mkdir(target, info.Mode().Perm())
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, info.Mode().Perm())
	})
}

func (y *heldYear) insider(t testing.TB) *insider {
	dir := filepath.Join(t.TempDir(), "nam")
	copyFolder(t, y.dir, dir)
	return &insider{heldYear: y, t: t, dir: dir}
}

// database gives the database to work on behind the program's back, without its triggers, which are put back afterwards.
func (in *insider) database(work func(db *sql.Tx)) {
	in.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(in.dir, "cchc.db"))
	must(in.t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec("PRAGMA foreign_keys = OFF")
	must(in.t, err)
	tx, err := db.Begin()
	must(in.t, err)
	rows, err := tx.Query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
	must(in.t, err)
	triggers := map[string]string{}
	for rows.Next() {
		var name, text string
		must(in.t, rows.Scan(&name, &text))
		triggers[name] = text
	}
	must(in.t, rows.Close())
	for name := range triggers {
		_, err := tx.Exec("DROP TRIGGER " + name)
		must(in.t, err)
	}
	work(tx)
	for _, text := range triggers {
		_, err := tx.Exec(text)
		must(in.t, err)
	}
	must(in.t, tx.Commit())
}

func do(t testing.TB, tx *sql.Tx, statement string, args ...any) {
	t.Helper()
	_, err := tx.Exec(statement, args...)
	must(t, err)
}

func (in *insider) dropCheckpoints() {
	in.database(func(tx *sql.Tx) { do(in.t, tx, "DELETE FROM checkpoint") })
}

// events reads the log with the program.
func (in *insider) events() (list []season.Event) {
	in.t.Helper()
	s, err := store.Open(in.dir, store.Options{ReadOnly: true})
	must(in.t, err)
	defer s.Close()
	must(in.t, s.Events(in.t.Context(), 0, func(e season.Event) error { list = append(list, e); return nil }))
	return list
}

// rewrite puts other events in the place of the log's, numbered anew, with their digests, the tables and the count beside the
// database made to fit: nothing in the folder contradicts anything else but the checkpoints.
func (in *insider) rewrite(change func([]season.Event) []season.Event) {
	in.t.Helper()
	list := change(in.events())
	in.database(func(tx *sql.Tx) {
		do(in.t, tx, "DELETE FROM event")
		for i := range list {
			e := &list[i]
			e.Seq = int64(i + 1)
			payload, err := e.Canonical()
			must(in.t, err)
			do(in.t, tx, "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", e.Seq, e.Key, string(e.Kind), e.Period, e.Unit,
				e.Recorded.String(), int32(e.Recorded.Day()), season.Digest(payload), payload)
		}
	})
	marker := filepath.Join(in.dir, "cchc.lock")
	text, err := os.ReadFile(marker)
	must(in.t, err)
	text = regexp.MustCompile(`events [0-9]{19}`).ReplaceAll(text, fmt.Appendf(nil, "events %019d", len(list)))
	must(in.t, os.WriteFile(marker, text, 0o600))
	s, err := store.Open(in.dir, store.Options{})
	must(in.t, err)
	must(in.t, s.Rebuild(in.t.Context()), s.Close())
}

// sign puts a checkpoint of the log as it now is into the folder, without the program, which would refuse.
func (in *insider) sign(key *translog.Secret) *translog.Signed {
	in.t.Helper()
	tree := &translog.Tree{}
	for _, e := range in.events() {
		payload, err := e.Canonical()
		must(in.t, err)
		tree.Append(payload)
	}
	root, err := tree.Root(tree.Size())
	must(in.t, err)
	signed, err := key.Sign(&translog.Checkpoint{Origin: key.Name(), Size: tree.Size(), Root: root})
	must(in.t, err)
	in.database(func(tx *sql.Tx) {
		do(in.t, tx, "INSERT INTO checkpoint (size, note, made) VALUES (?, ?, ?)", signed.Size, string(signed.Note),
			"2026-06-01T00:00:00.000Z")
	})
	return signed
}

// anotherKey is a key of the log's name that the log does not have.
func (in *insider) anotherKey() *translog.Secret {
	key, err := translog.NewSecret(in.key.Name(), [translog.SeedSize]byte{1})
	must(in.t, err)
	return key
}

func (in *insider) replaceEvidence() {
	in.t.Helper()
	replaced := 0
	must(in.t, filepath.WalkDir(filepath.Join(in.dir, "files"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		replaced++
		return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("Quyết định 13"), 0o600))
	}))
	if replaced == 0 {
		in.t.Fatal("there is no evidence")
	}
}

// replaceRule puts another set in the place of the one that was published, wherever it is named.
func (in *insider) replaceRule() {
	in.t.Helper()
	loaded, err := rules.LoadEmbedded("so-2026")
	must(in.t, err)
	other := *loaded.Set
	other.Title = "Bộ tiêu chí khác"
	bytes, err := other.Canonical()
	must(in.t, err)
	hash := canon.Hash(engine.SetDomain, bytes)
	in.database(func(tx *sql.Tx) {
		do(in.t, tx, "INSERT INTO blob VALUES (?, ?, ?)", hash, engine.SetDomain, bytes)
	})
	in.rewrite(func(l []season.Event) []season.Event {
		for i := range l {
			switch b := l[i].Body.(type) {
			case *season.SetVersion:
				if b.Hash == loaded.Hash {
					b.Hash, b.Title = hash, other.Title
				}
			case *season.Opening:
				for k := range b.Choices {
					if b.Choices[k].Hash == loaded.Hash {
						b.Choices[k].Hash = hash
					}
				}
			}
		}
		return l
	})
}

// verified runs verify --database and tells whether all was well, and what was said.
func verified(t testing.TB, dir string, checkpoints ...string) (bool, string) {
	t.Helper()
	var out bytes.Buffer
	in := &databaseFlags{folderFlags: folderFlags{data: dir}, checkpoints: checkpoints}
	err := verifyDatabase(t.Context(), &app{stdout: &out, stderr: io.Discard}, in)
	var f *failure
	if err != nil && (!errors.As(err, &f) || f.code != exitFindings) {
		t.Fatalf("verify: %v\n%s", err, out.String())
	}
	return err == nil, out.String()
}

func TestAttacks(t *testing.T) {
	y := newHeldYear(t)
	for _, held := range [][]string{nil, {y.file}, {y.printed}, {y.file, y.printed}} {
		ok, said := verified(t, y.dir, held...)
		if !ok || strings.Contains(said, "✗") || strings.Contains(said, "Chưa áp dụng") != (held == nil) {
			t.Fatalf("untouched, with %v:\n%s", held, said)
		}
	}
	if len(attacks) != 14 {
		t.Errorf("%d attacks", len(attacks))
	}
	for _, attack := range attacks {
		t.Run(attack.name, func(t *testing.T) {
			in := y.insider(t)
			attack.play(in)
			ok, said := verified(t, in.dir)
			if ok == attack.alone {
				t.Errorf("from the folder alone, found: %t, said to be: %t\n%s", !ok, attack.alone, said)
			}
			for _, held := range []string{y.file, y.printed} {
				if attack.name == "replace evidence" {
					continue // not the log's bytes: found above
				}
				if ok, said := verified(t, in.dir, held); ok || !strings.Contains(said, "✗ "+held) && !strings.Contains(said, "không so được") {
					t.Errorf("with %s, found: %t\n%s", held, !ok, said)
				}
			}
		})
	}
}

// TestTheTableOfAttacksIsDocumented as it is tested.
func TestTheTableOfAttacksIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../internal/audit/translog/doc.go")
	must(t, err)
	said := regexp.MustCompile(`(?m)^//\t(\S+(?: \S+)?) +(alone|outside) `).FindAllStringSubmatch(string(text), -1)
	if len(said) != len(attacks) {
		t.Fatalf("%d attacks in the documentation, %d in the test", len(said), len(attacks))
	}
	for i, attack := range attacks {
		if said[i][1] != attack.name || (said[i][2] == "alone") != attack.alone {
			t.Errorf("the documentation says %q: %s", said[i][1], said[i][2])
		}
	}
}

// TestReplacedRuleWithoutCheckpoints: a published set is known to the program itself.
func TestReplacedRuleWithoutCheckpoints(t *testing.T) {
	in := newHeldYear(t).insider(t)
	in.dropCheckpoints()
	in.replaceRule()
	ok, said := verified(t, in.dir)
	if ok || !strings.Contains(said, "✗ bộ tiêu chí so-2026@1.0.0 khác bản đã ban hành") {
		t.Errorf("%s", said)
	}
}

// TestReSigningWithAnotherKey: the public key in the folder is replaced as well, so that only outside anyone can tell.
func TestReSigningWithAnotherKey(t *testing.T) {
	y := newHeldYear(t)
	in := y.insider(t)
	in.dropCheckpoints()
	in.rewrite(edited)
	other := in.anotherKey()
	in.sign(other)
	must(t, os.WriteFile(filepath.Join(in.dir, publicKeysFile), []byte(other.LogKey().String()+"\n"), 0o600))
	if ok, said := verified(t, in.dir); !ok {
		t.Errorf("found from the folder alone:\n%s", said)
	}
	for _, held := range []string{y.file, y.printed} {
		if ok, said := verified(t, in.dir, held); ok {
			t.Errorf("with %s not found:\n%s", held, said)
		}
	}
}

// TestSplitViewGivesEvidence: whoever has a checkpoint of the other history gets a file that a third party checks alone.
func TestSplitViewGivesEvidence(t *testing.T) {
	y := newHeldYear(t)
	in := y.insider(t)
	in.dropCheckpoints()
	in.rewrite(edited)
	in.sign(in.key)
	out := filepath.Join(t.TempDir(), "chung-cu.txt")
	flags := &databaseFlags{folderFlags: folderFlags{data: in.dir}, checkpoints: []string{y.file}, evidence: out}
	if err := verifyDatabase(t.Context(), &app{stdout: io.Discard, stderr: io.Discard}, flags); err == nil {
		t.Fatal("not found")
	}
	text, err := os.ReadFile(out)
	must(t, err)
	e, err := translog.ParseConflict(text)
	must(t, err)
	first, second, err := e.Check()
	if err != nil || e.Key.String() != y.key.LogKey().String() || first.Size >= second.Size {
		t.Errorf("%v: %s", err, text)
	}
}

// TestVerifyBeforeSigning: whatever is not as it was recorded or confirmed is not signed, and nothing is kept or remembered.
func TestVerifyBeforeSigning(t *testing.T) {
	y := newHeldYear(t)
	seen, err := os.ReadFile(y.keyFile + ".seen")
	must(t, err)
	refused := func(t *testing.T, in *insider, want string) {
		t.Helper()
		s, err := store.Open(in.dir, store.Options{})
		if err == nil {
			kept, failed := s.Checkpoints(t.Context(), 0)
			must(t, failed)
			_, err = confirmLog(t.Context(), s, in.dir, y.keyFile)
			after, failed := s.Checkpoints(t.Context(), 0)
			must(t, failed, s.Close())
			if len(after) != len(kept) {
				t.Error("a checkpoint was kept")
			}
		} else {
			err = storeFailure(err)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if now, _ := os.ReadFile(y.keyFile + ".seen"); !bytes.Equal(now, seen) {
			t.Error("the key remembers it")
		}
	}
	in := y.insider(t)
	n := len(in.events())
	for i := range 60 { // one bit of a leaf, or of its stored hash
		seq, column := 1+i*7919%n, []string{"payload", "digest"}[i%2]
		t.Run(fmt.Sprintf("%s of %d", column, seq), func(t *testing.T) {
			var was []byte
			in.t = t
			in.database(func(tx *sql.Tx) {
				must(t, tx.QueryRow("SELECT CAST("+column+" AS BLOB) FROM event WHERE seq = ?", seq).Scan(&was))
				flipped := bytes.Clone(was)
				flipped[i*31%len(was)] ^= 1 << (i % 7)
				do(t, tx, "UPDATE event SET "+column+" = "+asStored(column)+" WHERE seq = ?", flipped, seq)
			})
			refused(t, in, store.EventDamaged)
			in.database(func(tx *sql.Tx) {
				do(t, tx, "UPDATE event SET "+column+" = "+asStored(column)+" WHERE seq = ?", was, seq)
			})
		})
	}
	for name, attack := range map[string]struct {
		play func(in *insider)
		want string
	}{
		"changed, the checkpoints kept": {func(in *insider) { in.rewrite(edited) }, translog.Fork},
		"changed, the checkpoints gone": {func(in *insider) { in.dropCheckpoints(); in.rewrite(edited) }, translog.Fork},
		"cut off, the checkpoints gone": {func(in *insider) {
			in.dropCheckpoints()
			in.rewrite(func(l []season.Event) []season.Event { return l[:at(l, "b")] })
		}, translog.Shorter},
		"an older copy of the folder": {func(in *insider) {
			must(in.t, os.RemoveAll(in.dir))
			copyFolder(in.t, y.older, in.dir)
		}, translog.Shorter},
		"a forged checkpoint": {func(in *insider) { in.sign(in.anotherKey()) }, translog.Unsigned},
		"cut off":             {func(in *insider) { in.cut() }, store.Rollback},
	} {
		t.Run(name, func(t *testing.T) {
			in := y.insider(t)
			attack.play(in)
			refused(t, in, attack.want)
		})
	}
}

// cut takes the last events away, down into what the second checkpoint confirms, and sets the count beside the database right.
func (in *insider) cut() {
	n := len(in.events())
	left := n - 3
	in.database(func(tx *sql.Tx) { do(in.t, tx, "DELETE FROM event WHERE seq > ?", left) })
	marker := filepath.Join(in.dir, "cchc.lock")
	text, err := os.ReadFile(marker)
	must(in.t, err)
	must(in.t, os.WriteFile(marker, bytes.Replace(text, fmt.Appendf(nil, "%019d", n), fmt.Appendf(nil, "%019d", left), 1), 0o600))
}

func asStored(column string) string {
	if column == "digest" {
		return "CAST(? AS TEXT)"
	}
	return "?"
}

// TestParallelWriters: many record at once while checkpoints are made; the log has no gap, and every checkpoint is its beginning.
func TestParallelWriters(t *testing.T) {
	y := newHeldYear(t)
	s, err := store.Open(y.dir, store.Options{})
	must(t, err)
	defer s.Close()
	const writers, each = 8, 15
	drafts := make([][]season.Draft, writers)
	for w := range drafts {
		for i := range each {
			drafts[w] = append(drafts[w], datum("so-y-te", fmt.Sprintf("w%d_%d", w, i), int64(i)))
		}
	}
	var all sync.WaitGroup
	errs := make(chan error, writers*each+20)
	for w := range writers {
		all.Go(func() {
			for _, d := range drafts[w] {
				_, err := s.Append(context.Background(), []season.Draft{d})
				errs <- err
			}
		})
	}
	var made []*translog.Signed
	all.Go(func() {
		for range 12 {
			signed, err := confirmLog(context.Background(), s, y.dir, y.keyFile)
			made = append(made, signed)
			errs <- err
		}
	})
	all.Wait()
	close(errs)
	for err := range errs {
		must(t, err)
	}
	b, err := readLog(t.Context(), s, y.dir, nil)
	must(t, err)
	for _, signed := range made {
		must(t, b.tree.Agrees(&signed.Checkpoint))
	}
	if grown := made[len(made)-1].Size - made[0].Size; grown < 1 {
		t.Errorf("the checkpoints were all made before the writers began or after they ended: %d", grown)
	}
	must(t, b.found())
	if ok, said := verified(t, y.dir, y.file); !ok {
		t.Errorf("%s", said)
	}
}

// TestHolderRemembersBeforeItAnswers: no signature leaves without the memory of it on the disk.
func TestHolderRemembersBeforeItAnswers(t *testing.T) {
	y := newHeldYear(t)
	home := t.TempDir()
	key, out := filepath.Join(home, "giu.key"), filepath.Join(home, "ky.txt")
	command(t, "log", "key", "--holder", "thanh-tra", "--out", key)
	public := filepath.Join(y.dir, publicKeysFile)
	must(t, os.Mkdir(key+".seen", 0o700)) // it cannot be written
	a := &app{stdout: io.Discard, stderr: io.Discard}
	if err := a.cosign(&cosignFlags{key: key, logKey: public, out: out}, y.file); err == nil {
		t.Error("signed without a memory")
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a signature was given out: %v", err)
	}
	must(t, os.Remove(key+".seen"))
	must(t, os.MkdirAll(filepath.Join(out, "x"), 0o700)) // the answer cannot be given
	if err := a.cosign(&cosignFlags{key: key, logKey: public, out: out}, y.file); err == nil {
		t.Error("written over a folder")
	}
	text, err := os.ReadFile(key + ".seen")
	must(t, err)
	seen, err := translog.ParseSeen(text)
	if err != nil || seen.Of(y.key.Name()) == nil {
		t.Errorf("nothing is remembered: %v", err)
	}
	if runtime.GOOS != "windows" {
		info, err := os.Stat(key + ".seen")
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("rights of the memory: %o", info.Mode().Perm())
		}
	}
}

// TestEveryFaultHasASentence, and every kind of event a name.
func TestEveryFaultHasASentence(t *testing.T) {
	codes := translog.Codes()
	for _, kind := range []string{"checkpoint", "event", "events", "consistency", "conflict"} {
		codes = append(codes, "log.file."+kind)
	}
	for _, k := range []season.Kind{season.FolderOpened, season.FolderRestored, season.UnitRecorded, season.AttributeRecorded, season.SetPublished,
		season.SetWithdrawn, season.PlanAdopted, season.PeriodOpened, season.PeriodSetChanged, season.PeriodClosed,
		season.PeriodLocked, season.PeriodReopened, season.OccasionRecorded, season.OccasionWithdrawn, season.EntryRecorded,
		season.EntryWithdrawn, season.FactRecorded, season.FactWithdrawn, season.DecisionMade, season.DecisionWithdrawn,
		season.FileStored, season.ImportMade, season.RunMade} {
		codes = append(codes, "log.event."+string(k))
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}
