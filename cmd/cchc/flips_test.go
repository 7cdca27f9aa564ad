package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds"
)

// Every go test flips one bit in a sample of the bytes. The long forms:
//
//	go test ./cmd/cchc -run TestFlippedDatabase -flips all -timeout 3h -v      (one bit of every byte)
//	go test ./cmd/cchc -run TestFlippedDatabase -flips bits -timeout 24h -v    (every bit)
var flips = flag.String("flips", "", "what TestFlippedDatabase flips: all bytes or all bits; by default a sample")

// sampleStride is the distance of the bytes flipped in the short form: a prime, so that all places of a page come up.
const sampleStride = 997

// TestFlippedDatabase flips bytes of the database of a small folder that has an event of every kind, a run and a signed
// checkpoint. `cchc verify --database` must find each flip that changes anything that the database says: its tables, row
// numbers, schema or the numbers in its header. A flip that it does not find must leave all of that as it was: pages and
// bytes that nothing uses, counters of SQLite's own.
func TestFlippedDatabase(t *testing.T) {
	dir := everyKind(t)
	ok, said := verified(t, dir)
	if !ok {
		t.Fatal(said)
	}
	database, err := os.ReadFile(filepath.Join(dir, "cchc.db"))
	must(t, err)
	meaning, err := meaningOf(filepath.Join(dir, "cchc.db"))
	must(t, err)
	places := make(chan flip, 64)
	go func() {
		defer close(places)
		for i := range database {
			for bit := range 8 {
				if *flips == "bits" || bit == i%8 && (*flips == "all" || i%sampleStride == 0 || i < sqliteHeaderSize) {
					places <- flip{i, 1 << bit}
				}
			}
		}
	}()
	var group sync.WaitGroup
	var mutex sync.Mutex
	var all flipped
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			f := &flipper{t: t, dir: filepath.Join(t.TempDir(), "nam"), meaning: meaning}
			copyFolder(t, dir, f.dir)
			for p := range places {
				f.try(p, database[p.at])
			}
			mutex.Lock()
			defer mutex.Unlock()
			all.found, all.refused, all.meaningless = all.found+f.found, all.refused+f.refused, all.meaningless+f.meaningless
		})
	}
	group.Wait()
	t.Logf("a database of %d bytes: %d flips, %d found, %d refused to be opened, %d without meaning", len(database),
		all.found+all.refused+all.meaningless, all.found, all.refused, all.meaningless)
	if all.found == 0 || all.refused == 0 || all.meaningless == 0 {
		t.Error("the sample does not reach every outcome")
	}
}

const sqliteHeaderSize = 100

// flip changes one byte.
type flip struct {
	at   int
	bits byte
}

// flipped counts what became of flips.
type flipped struct {
	found       int // verify says what is wrong
	refused     int // the folder is not opened, or not read
	meaningless int // not found, and everything says what it said
}

// flipper flips bytes in a copy of a folder that is its own.
type flipper struct {
	flipped
	t            testing.TB
	dir, meaning string
}

func (f *flipper) try(p flip, was byte) {
	path := filepath.Join(f.dir, "cchc.db")
	write := func(b byte) {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteAt([]byte{b}, int64(p.at))
			err = errors.Join(err, file.Close(), os.RemoveAll(path+"-wal"), os.RemoveAll(path+"-shm"))
		}
		if err != nil {
			f.t.Error(err)
		}
	}
	write(was ^ p.bits)
	defer write(was)
	err := verifyDatabase(context.Background(), &app{stdout: io.Discard, stderr: io.Discard}, &databaseFlags{folderFlags: folderFlags{data: f.dir}})
	var said *failure
	switch {
	case err == nil:
		if now, err := meaningOf(path); err != nil || now != f.meaning {
			f.t.Errorf("byte %d, bits %02x: not found, but the database says something else: %v\n%s", p.at, p.bits, err, firstOther(f.meaning, now))
			return
		}
		f.meaningless++
	case errors.As(err, &said) && said.code == exitFindings:
		f.found++
	default:
		f.refused++
	}
}

// meaningOf is all that a database says, as text: its schema, the rows of every table with their numbers, and the numbers in
// its header. Of the checkpoints kept it is what is signed, in their order: when each was put there is noted for people who
// look at the database, signed by nobody, and read by no command.
func meaningOf(path string) (string, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		return "", err
	}
	defer db.Close()
	queries := []string{"PRAGMA application_id", "PRAGMA user_version", "PRAGMA encoding",
		"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
		"SELECT size, note FROM checkpoint ORDER BY size, number"}
	rows, err := db.Query(`SELECT 'SELECT ' || CASE wr WHEN 0 THEN 'rowid, ' ELSE '' END || '* FROM ' || name FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'checkpoint' ORDER BY name`)
	if err != nil {
		return "", err
	}
	for rows.Next() {
		var query string
		if err := rows.Scan(&query); err != nil {
			return "", err
		}
		queries = append(queries, query)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	var text strings.Builder
	for _, query := range queries {
		fmt.Fprintln(&text, query)
		if err := describeRows(&text, db, query); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

// describeRows writes what a query gives, a row a line, with the types of the values.
func describeRows(w io.Writer, db *sql.DB, query string) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintf(w, "%q %T\n", values, values)
	}
	return rows.Err()
}

// firstOther gives the first line in which two texts differ.
func firstOther(a, b string) string {
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return one[i] + "\n" + other[i]
		}
	}
	return fmt.Sprintf("%d lines, then %d", len(one), len(other))
}

// leaver has left, and the name with him.
const leaver = "so-noi-vu/Trần Văn Nghỉ"

// clerk keeps the year in these tests.
const clerk = "so-noi-vu/Nguyễn Văn A"

// proposal is the command by which the clerk proposes to publish a run of a folder.
func proposal(run, dir string) []string {
	today := season.Instant(time.Now().UnixMilli()).Day().String()
	return []string{"publish", "propose", run, "--number", "15/QĐ", "--date", today, "--signer", "Trần Văn C", "--authority", "Chủ tịch",
		"--by", clerk, "--data", dir}
}

// lockedYear makes a small folder, "nam" in home, with events of most kinds, a locked period and its final run, a key and a signed
// checkpoint; personal is the digest of evidence in it that must not be kept.
func lockedYear(t testing.TB) (home, dir, personal string) {
	t.Helper()
	home = t.TempDir()
	archive, err := txtar.ParseFile("testdata/plan.txtar")
	must(t, err)
	for _, f := range archive.Files {
		if f.Name == "ke-hoach.yaml" || f.Name == "cach-doc.yaml" {
			must(t, os.WriteFile(filepath.Join(home, f.Name), f.Data, 0o600))
		}
	}
	a := &app{stdout: io.Discard, stderr: io.Discard}
	plan, err := a.planning(&planFlags{plan: filepath.Join(home, "ke-hoach.yaml"), obligations: filepath.Join(home, "cach-doc.yaml"),
		units: "testdata/shared/don-vi.csv", attributes: "testdata/shared/thuoc-tinh.csv"})
	must(t, err)
	set, err := a.loadSet("testdata/shared/bo")
	must(t, err)
	older := *set
	older.Version = "0.9.0"
	dir = filepath.Join(home, "nam")
	s, err := store.Create(dir, store.Options{})
	must(t, err, a.initialise(t.Context(), s, plan, []*form.Set{&older, set}, systemActor, false))
	drafts, blobs := eventsOfEveryKind(t, s, &older, set)
	var size int64
	personal, size, err = s.PutFile(t.Context(), strings.NewReader("Số căn cước 0123"), 0)
	must(t, err)
	drafts = append(drafts, season.Draft{Key: "tep-thua", Kind: season.FileStored, Unit: "a", Actor: leaver, Happened: day.None,
		Body: &season.File{Digest: personal, Size: size, Name: "cccd.pdf"}})
	for _, d := range drafts {
		_, err = s.Append(t.Context(), []season.Draft{d}, blobs...)
		must(t, err)
	}
	must(t, s.Close())
	command(t, "score", "--data", dir, "--stage", "final", "--save")
	command(t, "period", "close", "2026", "--data", dir, "--reason", "Hết hạn")
	command(t, "period", "lock", "2026", "--data", dir, "--reason", "Đã xong")
	command(t, "log", "key", "--data", dir)
	command(t, "log", "checkpoint", "--data", dir)
	return home, dir, personal
}

// everyKind makes a small folder with at least one event of every kind, a run among them, a key and a signed checkpoint.
func everyKind(t testing.TB) string {
	t.Helper()
	home, dir, personal := lockedYear(t)
	command(t, proposal("2026-final-1", dir)...)
	command(t, "publish", "withdraw", "2026-final-1", "--by", clerk, "--reason", "Ký lại", "--data", dir)
	command(t, proposal("2026-final-1", dir)...)
	table := filepath.Join(home, "nhap.csv")
	command(t, "publish", "table", "2026-final-1", "--out", table, "--data", dir)
	command(t, "publish", "confirm", "2026-final-1", "--table", table, "--by", "so-noi-vu/Lê Thị B", "--data", dir)
	command(t, "privacy", "erase-name", leaver, "--reason", "Nghỉ việc", "--by", clerk, "--data", dir)
	command(t, "privacy", "erase-content", personal, "--reason", "Có số căn cước", "--by", clerk, "--data", dir)
	command(t, "backup", filepath.Join(home, "sao"), "--data", dir)
	dir = filepath.Join(home, "nam-moi")
	command(t, "restore", filepath.Join(home, "sao"), dir, "--lost", "Hỏng ổ đĩa", "--by", clerk)
	command(t, "log", "key", "--data", dir, "--out", filepath.Join(home, "moi.key"))
	command(t, "log", "checkpoint", "--data", dir, "--key", filepath.Join(home, "moi.key"))
	kinds := map[season.Kind]bool{}
	for _, e := range (&insider{t: t, dir: dir}).events() {
		kinds[e.Kind] = true
	}
	vectors, err := os.ReadFile("../../internal/season/testdata/events.txt") // one event of every kind
	must(t, err)
	for _, kind := range regexp.MustCompile(`"kind":"([a-z_]+\.[a-z_]+)"`).FindAllSubmatch(vectors, -1) {
		if !kinds[season.Kind(kind[1])] {
			t.Errorf("no event %s", kind[1])
		}
	}
	if len(kinds) < 20 {
		t.Errorf("%d kinds of events", len(kinds))
	}
	return dir
}

// eventsOfEveryKind are those that follow the first events of a folder.
func eventsOfEveryKind(t testing.TB, s *store.Store, older, set *form.Set) ([]season.Draft, []store.Blob) {
	t.Helper()
	digest, size, err := s.PutFile(t.Context(), strings.NewReader("Quyết định 12"), 0)
	must(t, err)
	raw := store.Blob{Domain: season.RawDomain, Bytes: []byte("don_vi\na\n")}
	hashOf := func(set *form.Set) string {
		b, err := set.Canonical()
		must(t, err)
		return canon.Hash(engine.SetDomain, b)
	}
	choices := []season.Choice{{Block: "nhom", Set: set.ID, Version: set.Version, Hash: hashOf(set), Reason: "QĐ 1"}}
	was := []season.Choice{{Block: "nhom", Set: older.ID, Version: older.Version, Hash: hashOf(older), Reason: "QĐ 0"}}
	occasion := seeds.Event{Deliverable: "I.1.2", ID: "cv-1", Date: day.Must(2026, 3, 1), Due: day.Must(2026, 4, 1), Document: "1/CV"}
	figure := func(input string, n int64) *season.FactState {
		return &season.FactState{Fact: engine.Fact{Input: input, Layer: engine.LayerRegister, Recorded: day.None, Source: "sổ thử",
			Document: "2/BC", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}}}
	}
	proven := figure("hs_tong", 30)
	proven.Evidence = digest
	decision := season.Judgement{ID: "qd-1", Decision: engine.Decision{Kind: engine.DecideReject, Code: "1.1", Layer: engine.LayerAppraisal1,
		By: "so-noi-vu/B", Date: day.Must(2026, 11, 1), Reason: "Không có minh chứng"}}
	var drafts []season.Draft
	add := func(period, unit string, body season.Body) {
		drafts = append(drafts, season.Draft{Key: fmt.Sprintf("moi/%d", len(drafts)), Kind: body.Kind(), Period: period, Unit: unit,
			Actor: "so-noi-vu/Nguyễn Văn A", Reason: "thử", Happened: day.None, Body: body})
	}
	add("2026", "", &season.Opening{Choices: was})
	add("2026", "", &season.SetChange{Choices: choices})
	add("", "", &season.SetWithdrawal{ID: older.ID, Version: older.Version, Hash: hashOf(older)})
	add("2026", "", &season.PeriodChange{Event: season.PeriodClosed})
	add("2026", "", &season.PeriodChange{Event: season.PeriodLocked})
	add("2026", "", &season.PeriodChange{Event: season.PeriodReopened, To: season.Open})
	add("2026", "", &season.Occasion{Event: occasion})
	add("2026", "", &season.OccasionEnd{Deliverable: "I.1.2", ID: "cv-1"})
	add("2026", "", &season.Entry{Register: "so-thu", Row: "1", Cells: []season.Cell{{Column: "a", Text: "b"}}})
	add("2026", "", &season.EntryEnd{Register: "so-thu", Row: "1"})
	add("", "a", &season.File{Digest: digest, Size: size, Name: "qd-12.pdf"})
	add("2026", "a", proven)
	add("2026", "a", figure("hs_dung", 20))
	add("2026", "b", figure("hs_tong", 8))
	add("2026", "b", &season.FactEnd{Input: "hs_tong", Layer: engine.LayerRegister})
	add("2026", "a", &decision)
	add("2026", "a", &season.JudgementEnd{ID: "qd-1"})
	add("2026", "", &season.Import{Register: "so-thu", Name: "so.csv", Raw: raw.Hash(), Rows: 1, Added: 1, Extracted: day.Must(2026, 6, 1)})
	return drafts, []store.Blob{raw}
}
