package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cchc/internal/files"
	"cchc/internal/season"
	"cchc/seeds"
)

func init() {
	children["back-up"] = func(t testing.TB, args []string) { backUpChild(t, args[0], args[1]) }
	children["restore"] = func(t testing.TB, args []string) { restoreChild(t, args[0], args[1]) }
	children["back-up-full"] = func(t testing.TB, args []string) { backUpFullChild(t, args[0], args[1], args[2]) }
}

// plainly makes backups without looking at what they hold.
var plainly = BackupOptions{Program: "thử", Beside: []string{"log.pub", "khong-co"},
	Seal: func(context.Context, *Backup) (string, []byte, error) {
		return "gốc", []byte("dòng một\n\ndòng ba\n"), nil
	}}

// backedUp makes a backup of a folder that others may have open.
func backedUp(t testing.TB, dir string) string {
	t.Helper()
	target := filepath.Join(t.TempDir(), "sao lưu?x=1#%41")
	s := reopened(t, dir, Options{ReadOnly: true})
	m, err := s.BackUp(ctx, target, plainly)
	must(t, err, s.Close())
	again, err := OpenBackup(ctx, target)
	must(t, err)
	defer again.Close()
	if string(m.text()) != string(again.Manifest.text()) {
		t.Errorf("the manifest read is\n%s, the one given\n%s", again.Manifest.text(), m.text())
	}
	return target
}

// whole opens a backup and demands that nothing is wrong with it.
func whole(t testing.TB, target string) *Backup {
	t.Helper()
	b, err := OpenBackup(ctx, target)
	must(t, err)
	for _, look := range []func(context.Context) ([]error, error){b.CheckFiles, b.Verify} {
		faults, err := look(ctx)
		must(t, err)
		for _, f := range faults {
			t.Errorf("backup: %v", f)
		}
	}
	within, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := b.Year(within, "2026", now); err != nil { // in two snapshots at once
		t.Errorf("the year in a backup: %v", err)
	}
	return b
}

// back restores without more ado.
func back(b *Backup, dir string) error {
	return b.Restore(ctx, dir, RestoreOptions{Finish: func(_ context.Context, part string) error {
		s, err := Open(part, Options{})
		if err != nil {
			return err
		}
		faults, err := s.Verify(ctx)
		return errors.Join(errors.Join(faults...), err, s.Close())
	}})
}

// TestBackUpAndRestore: what comes back is what was there, goes on where it ended, and knows the keys that were used.
func TestBackUpAndRestore(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	must(t, submitQuietly(s, "một"), submitQuietly(s, "hai"), os.WriteFile(filepath.Join(dir, "log.pub"), []byte("khóa\n"), 0o644))
	events := log(t, s)
	target := backedUp(t, dir) // while it is open for writing
	must(t, s.Close())
	b := whole(t, target)
	defer b.Close()
	m := &b.Manifest
	if m.Events != int64(len(events)) || m.Root != "gốc" || string(m.Checkpoint) != "dòng một\n\ndòng ba\n" || m.Province != "ninh-binh" ||
		m.file("log.pub") == nil || m.file("khong-co") != nil || len(m.Files) != 4 {
		t.Errorf("manifest\n%s", m.text())
	}
	to := filepath.Join(t.TempDir(), "về")
	must(t, back(b, to))
	r := reopened(t, to, Options{})
	defer r.Close()
	got := log(t, r)
	for i := range events {
		have, err := got[i].Canonical()
		must(t, err)
		want, err := events[i].Canonical()
		must(t, err)
		if string(have) != string(want) {
			t.Errorf("event %d is %s", i+1, have)
		}
	}
	if len(got) != len(events) || r.ID() != m.Folder {
		t.Errorf("%d events in %s", len(got), r.ID())
	}
	must(t, submitQuietly(r, "hai"))
	if n := len(log(t, r)); n != len(events) {
		t.Errorf("sent once more: %d events, then %d", len(events), n)
	}
	must(t, submitQuietly(r, "ba"))
	settled(t, r, []string{"một", "hai", "ba"})
	text, err := os.ReadFile(filepath.Join(to, "log.pub"))
	if string(text) != "khóa\n" {
		t.Errorf("log.pub: %q, %v", text, err)
	}
}

// TestTwoBackupsOfOneStateAreTheSame, to the byte.
func TestTwoBackupsOfOneStateAreTheSame(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	must(t, submitQuietly(s, "một"), s.Close())
	var texts []string
	for range 2 {
		text, err := os.ReadFile(filepath.Join(backedUp(t, dir), manifestFile))
		must(t, err)
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] {
		t.Errorf("\n%s\n%s", texts[0], texts[1])
	}
}

// TestBackUpWhileOthersWrite: eight writers append; each backup has all that was acknowledged before it began, no submission
// in part, and is the beginning of the log as it is afterwards.
func TestBackUpWhileOthersWrite(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	var lock sync.Mutex
	var acknowledged []string
	done := make(chan struct{})
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				name := fmt.Sprintf("w%d-%d", w, i)
				if err := submitQuietly(s, name); err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				lock.Lock()
				acknowledged = append(acknowledged, name)
				lock.Unlock()
			}
		})
	}
	var targets []string
	var before [][]string
	for range 4 {
		time.Sleep(100 * time.Millisecond)
		lock.Lock()
		before = append(before, slices.Clone(acknowledged))
		lock.Unlock()
		targets = append(targets, backedUp(t, dir))
	}
	close(done)
	all.Wait()
	live := log(t, s)
	must(t, s.Close())
	for i, target := range targets {
		b := whole(t, target)
		settled(t, b.Store, before[i])
		for at, e := range log(t, b.Store) {
			if e.Key != live[at].Key {
				t.Fatalf("backup %d: event %d is %s, in the folder %s", i, at+1, e.Key, live[at].Key)
			}
		}
		t.Logf("backup %d: %d submissions were acknowledged, %d events", i, len(before[i]), b.Manifest.Events)
		must(t, b.Close())
	}
	if len(before[len(before)-1]) == len(before[0]) {
		t.Error("nobody wrote meanwhile")
	}
}

func backUpChild(t testing.TB, dir, target string) {
	s := reopened(t, dir, Options{ReadOnly: true})
	say("BEGIN")
	_, err := s.BackUp(ctx, target, plainly)
	must(t, err)
	say("ACK %s", target)
	select {}
}

func restoreChild(t testing.TB, target, dir string) {
	b, err := OpenBackup(ctx, target)
	must(t, err)
	say("BEGIN")
	must(t, back(b, dir))
	say("ACK %s", dir)
	select {}
}

// TestKilledBackUpAndRestore: a process is killed while it makes a backup, or restores one. Either all is there or nothing; and
// the next one makes it, whatever was left.
func TestKilledBackUpAndRestore(t *testing.T) {
	r := rand.New(rand.NewPCG(uint64(*cycles), 8))
	dir := started(t)
	s := reopened(t, dir, Options{})
	for i := range 30 {
		must(t, submitQuietly(s, strconv.Itoa(i)))
	}
	_, err := s.Append(ctx, manyFacts(300))
	must(t, err, s.Close())
	began := time.Now()
	source := backedUp(t, dir)
	took := time.Since(began) // a backup; about as long as a restoration
	absent, there, left := 0, 0, 0
	for cycle := range *cycles {
		home := t.TempDir()
		target := filepath.Join(home, "đích")
		job, from := "back-up", dir
		if cycle%2 == 1 {
			job, from = "restore", source
		}
		p := child(t, job, from, target)
		out := bufio.NewReader(p.out)
		_, err := out.ReadString('\n') // it begins
		must(t, err)
		time.AfterFunc(time.Duration(r.Int64N(int64(took*3/2))), func() { p.Process.Kill() })
		h := listen(out)
		if err := p.Wait(); !killed(err) {
			t.Fatalf("%s was not killed: %v\n%s", job, err, p.err.String())
		}
		if entries, err := os.ReadDir(home); err == nil && len(entries) > 1 {
			left++
		}
		if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			absent++
			if len(h.acknowledged) > 0 {
				t.Errorf("%s: acknowledged and not there", job)
			}
			if job == "back-up" {
				s := reopened(t, dir, Options{ReadOnly: true})
				_, err := s.BackUp(ctx, target, plainly)
				must(t, err, s.Close())
			} else {
				b := whole(t, source)
				must(t, back(b, target), b.Close())
			}
		} else {
			there++
		}
		if job == "back-up" {
			must(t, whole(t, target).Close())
		} else {
			again := reopened(t, target, Options{})
			settled(t, again, []string{"0", "29"})
			must(t, again.Close())
		}
		if t.Failed() {
			t.Fatalf("cycle %d, %s", cycle, job)
		}
	}
	t.Logf("%d cycles: %d times nothing was there, %d times all; something was left beside it %d times", *cycles, absent, there, left)
	if left == 0 {
		t.Error("nothing was ever left: the processes were not killed at work")
	}
}

// TestEveryChangedByteIsFound: one bit of a byte, in every file of a backup, the manifest included.
func TestEveryChangedByteIsFound(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	must(t, submitQuietly(s, "một"), os.WriteFile(filepath.Join(dir, "log.pub"), []byte("khóa\n"), 0o644), s.Close())
	target := backedUp(t, dir)
	b := whole(t, target)
	must(t, b.Close())
	tried := 0
	for _, name := range append([]string{manifestFile}, paths(&b.Manifest)...) {
		path := filepath.Join(target, filepath.FromSlash(name))
		must(t, os.Chmod(path, 0o600))
		text, err := os.ReadFile(path)
		must(t, err)
		step := max(1, len(text)/60)
		for at := 0; at < len(text); at += step {
			tried++
			text[at] ^= 1 << (at % 8)
			must(t, os.WriteFile(path, text, 0o600))
			if !found(t, target, name) {
				t.Errorf("%s, byte %d: not found", name, at)
			}
			text[at] ^= 1 << (at % 8)
		}
		must(t, os.WriteFile(path, text[:len(text)-1], 0o600))
		if !found(t, target, name) {
			t.Errorf("%s cut off: not found", name)
		}
		must(t, os.WriteFile(path, text, 0o600))
	}
	must(t, whole(t, target).Close())
	t.Logf("%d bytes changed", tried)
}

func paths(m *Manifest) (list []string) {
	for _, f := range m.Files {
		list = append(list, f.Path)
	}
	return list
}

// found tells whether looking at a backup names a file, or refuses its manifest.
func found(t *testing.T, target, name string) bool {
	t.Helper()
	b, err := OpenBackup(ctx, target)
	if err != nil {
		return name == manifestFile && codeIs(err, BackupForm)
	}
	defer b.Close()
	faults, err := b.CheckFiles(ctx)
	must(t, err)
	return len(faults) == 1 && faults[0].Error() == FileDiffers+" "+name
}

// TestBackupRefusals: what is no whole backup is refused with a reason, and a backup is never made over something.
func TestBackupRefusals(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	must(t, submitQuietly(s, "một"), s.Close())
	var evidence string
	for name, c := range map[string]struct {
		spoil func(target string)
		want  string
	}{
		"evidence gone": {func(target string) { must(t, os.Remove(filepath.Join(target, evidence))) }, FileMissing + " " + "EVIDENCE"},
		"database gone": {func(target string) { must(t, os.Remove(filepath.Join(target, databaseFile))) }, FileMissing + " " + databaseFile},
		"a file more":   {func(target string) { must(t, os.WriteFile(filepath.Join(target, "cchc.db-wal"), []byte("x"), 0o600)) }, FileExtra + " cchc.db-wal"},
		"a link": {func(target string) {
			path := filepath.Join(target, databaseFile)
			must(t, os.Rename(path, path+"-khác"), os.Symlink(path+"-khác", path))
		}, NotPlain},
	} {
		target := backedUp(t, dir)
		b := whole(t, target)
		evidence = b.Manifest.Files[slices.IndexFunc(b.Manifest.Files, func(f BackupFile) bool { return strings.HasPrefix(f.Path, "files/") })].Path
		c.spoil(target)
		faults, err := b.CheckFiles(ctx)
		must(t, err)
		if want := strings.Replace(c.want, "EVIDENCE", evidence, 1); len(faults) == 0 || !strings.HasPrefix(faults[0].Error(), want) {
			t.Errorf("%s: %v", name, faults)
		}
		if err := back(b, filepath.Join(t.TempDir(), "về")); (err == nil) != (name == "a file more") {
			t.Errorf("%s: restored: %v", name, err)
		}
		must(t, b.Close())
	}
	target := backedUp(t, dir)
	if err := reopen(target, Options{ReadOnly: true}); !codeIs(err, IsBackup) {
		t.Errorf("a backup as a folder: %v", err)
	}
	if _, err := OpenBackup(ctx, dir); !codeIs(err, NoBackup) {
		t.Errorf("a folder as a backup: %v", err)
	}
	s = reopened(t, dir, Options{ReadOnly: true})
	defer s.Close()
	for to, want := range map[string]string{target: TargetExists, filepath.Join(dir, "x"): Inside, filepath.Join(dir, "x", "y"): Missing} {
		if _, err := s.BackUp(ctx, to, plainly); !codeIs(err, want) {
			t.Errorf("to %s: %v", to, err)
		}
	}
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		if !slices.Contains([]string{databaseFile, databaseFile + "-wal", databaseFile + "-shm", markerFile, "files"}, e.Name()) {
			t.Errorf("left in the folder: %s", e.Name())
		}
	}
	b := whole(t, target)
	defer b.Close()
	if err := back(b, dir); !codeIs(err, Occupied) {
		t.Errorf("over a folder: %v", err)
	}
	empty := t.TempDir()
	must(t, back(b, empty))
	settled(t, reopened(t, empty, Options{ReadOnly: true}), []string{"một"})
	failing := errors.New("hỏng")
	to := filepath.Join(t.TempDir(), "về")
	err = b.Restore(ctx, to, RestoreOptions{Finish: func(context.Context, string) error { return failing }})
	if !errors.Is(err, failing) {
		t.Errorf("%v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(to)); err != nil || len(entries) != 0 {
		t.Errorf("left after a failure: %v, %v", entries, err)
	}
}

// TestManifestNamesNothingElse: a manifest that would put other files into a folder is refused, whoever wrote it.
func TestManifestNamesNothingElse(t *testing.T) {
	digest := strings.Repeat("ab", 32)
	m := Manifest{Program: "thử", Folder: strings.Repeat("a", 26), Schema: 3, Files: []BackupFile{{databaseFile, digest, 1}}}
	if _, err := parseManifest(m.text(), "x"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"cchc.db-wal", "cchc.lock", "log.key", "../cchc.pub", "files/../log.pub", "files/ab/cd", "zz\nzz.pub", databaseFile} {
		m.Files = []BackupFile{{databaseFile, digest, 1}, {path, digest, 1}}
		if _, err := parseManifest(m.text(), "x"); !codeIs(err, BackupForm) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestBackUpNamesMissingEvidence: all of it, and makes nothing.
func TestBackUpNamesMissingEvidence(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	defer s.Close()
	must(t, submitQuietly(s, "một"), submitQuietly(s, "hai"))
	var named []string
	must(t, s.read.Select(&named, listEvidence))
	for _, digest := range named {
		must(t, os.Remove(filepath.Join(dir, files.Path(digest))))
	}
	home := t.TempDir()
	_, err := s.BackUp(ctx, filepath.Join(home, "sao"), plainly)
	for _, digest := range named {
		if err == nil || !strings.Contains(err.Error(), files.Missing+" "+files.Path(digest)) {
			t.Errorf("%s is not named: %v", digest, err)
		}
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) != 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// backUpFullChild makes a backup under a limit, then without.
func backUpFullChild(t testing.TB, dir, target, limit string) {
	size, err := strconv.ParseUint(limit, 10, 64)
	s := reopened(t, dir, Options{ReadOnly: true})
	must(t, err, limitFileSize(size))
	if _, err := s.BackUp(ctx, target, plainly); err != nil {
		say("ERR backup %s", codeOf(err))
	}
	if entries, err := os.ReadDir(filepath.Dir(target)); err != nil || len(entries) != 0 {
		say("LEFT")
	}
	must(t, limitFileSize(0))
	_, err = s.BackUp(ctx, target, plainly)
	must(t, err)
	say("ACK backup")
}

// TestBackUpWithoutSpace says so, leaves nothing, and works once there is space.
func TestBackUpWithoutSpace(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	_, err := s.Append(ctx, manyFacts(500))
	must(t, err)
	digest, size, err := s.PutFile(ctx, strings.NewReader(strings.Repeat("minh chứng\n", 200_000)), 0)
	must(t, err)
	file := draft(&season.File{Digest: digest, Size: size, Name: "lớn.pdf"}, "", "so-y-te")
	_, err = s.Append(ctx, []season.Draft{file})
	must(t, err, s.Close())
	for where, limit := range map[string]string{"database": "100000", "evidence": "2000000"} {
		target := filepath.Join(t.TempDir(), "sao")
		p := child(t, "back-up-full", dir, target, limit)
		h := listen(p.out)
		if err := p.Wait(); err != nil {
			t.Fatalf("%s: %v\n%s", where, err, p.err.String())
		}
		if !slices.Equal(h.codes, []string{Full}) || slices.Contains(h.other, "LEFT") || len(h.acknowledged) != 1 {
			t.Errorf("%s: %+v", where, h)
		}
		must(t, whole(t, target).Close())
	}
}

// TestRestoredAnew: the folder has an id of its own, and says what it was.
func TestRestoredAnew(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	target := filepath.Join(t.TempDir(), "sao")
	_, err := s.BackUp(ctx, target, plainly)
	must(t, err)
	ids := []string{s.ID()}
	last, _, err := s.Last(ctx)
	must(t, err)
	for range 2 {
		b := whole(t, target)
		to := filepath.Join(t.TempDir(), "về")
		err = b.Restore(ctx, to, RestoreOptions{Anew: true, Finish: func(_ context.Context, part string) error {
			r := reopened(t, part, Options{Clock: clock.now})
			at, _, err := r.Last(ctx)
			must(t, err)
			d := draft(&season.Restoration{Folder: b.ID(), Kept: at, Known: at + 5}, "", "")
			d.Key = season.RestorationKey(r.ID())
			_, err = r.Append(ctx, []season.Draft{d})
			return errors.Join(err, r.Close())
		}})
		must(t, err, b.Close())
		r := reopened(t, to, Options{Clock: clock.now})
		sound(t, r)
		list, err := r.Restorations(ctx)
		must(t, err)
		if len(list) != len(ids) || list[0].Body.(*season.Restoration).Folder != ids[len(ids)-1] || slices.Contains(ids, r.ID()) {
			t.Errorf("%+v", list)
		}
		ids = append(ids, r.ID())
		target = filepath.Join(t.TempDir(), "sao")
		_, err = r.BackUp(ctx, target, plainly)
		must(t, err, r.Close())
	}
	b := whole(t, target)
	defer b.Close()
	if b.Manifest.Events != last+2 {
		t.Errorf("%d events", b.Manifest.Events)
	}
}

// TestBackupOfAnEarlierVersion: it is found whole, its tables are upgraded when it is restored; that of a later version is refused.
func TestBackupOfAnEarlierVersion(t *testing.T) {
	dir := started(t)
	s := reopened(t, dir, Options{})
	must(t, submitQuietly(s, "một"), s.Close())
	old := backedUp(t, dir)
	list, err := migrations(embedded)
	must(t, err)
	later := fstest.MapFS{fmt.Sprintf("migrations/%04d-later.sql", len(list)+1): {Data: []byte("CREATE TABLE later (x TEXT NOT NULL) STRICT\n")}}
	for _, m := range list {
		text, err := fs.ReadFile(embedded, m.name)
		must(t, err)
		later[m.name] = &fstest.MapFile{Data: text}
	}
	schemas = later
	defer func() { schemas = embedded }()
	b := whole(t, old)
	if !b.Outdated() {
		t.Error("taken for one of this version")
	}
	to := filepath.Join(t.TempDir(), "về")
	must(t, back(b, to), b.Close())
	r := reopened(t, to, Options{})
	settled(t, r, []string{"một"})
	must(t, r.Close())
	newer := backedUp(t, to)
	schemas = embedded
	b, err = OpenBackup(ctx, newer)
	must(t, err)
	defer b.Close()
	faults, err := b.Verify(ctx)
	if len(faults) != 1 || !codeIs(faults[0], Newer) || err != nil {
		t.Errorf("of a later version: %v, %v", faults, err)
	}
}

// TestMarked reads the marker of a folder of which nothing else is left.
func TestMarked(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	last, _, err := s.Last(ctx)
	must(t, err)
	if id, events, err := Marked(s.dir); id != s.ID() || events != last || err != nil {
		t.Errorf("%s, %d, %v", id, events, err)
	}
	if _, _, err := Marked(t.TempDir()); !codeIs(err, NoMarker) {
		t.Errorf("%v", err)
	}
}
