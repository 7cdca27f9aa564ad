package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// simulated is a clock that tests set.
type simulated struct{ at time.Time }

func (c *simulated) now() time.Time { return c.at }

var newYear = time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC) // 8 o'clock in Việt Nam

// office and its officer act in the tests.
const office = "so-noi-vu/Nguyễn Văn A"

var drafted int

// draft makes a draft with a key of its own.
func draft(b season.Body, period, unit string) season.Draft {
	drafted++
	return season.Draft{Key: fmt.Sprintf("thử-%d", drafted), Kind: b.Kind(), Period: period, Unit: unit, Actor: office,
		Reason: "thử", Happened: day.None, Body: b}
}

// number is a fact of a register.
func number(unit, input string, n int64) season.Draft {
	return draft(&season.FactState{Fact: engine.Fact{Input: input, Layer: engine.LayerRegister,
		Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}, Source: "sổ thử", Document: "12/BC", Recorded: day.None}},
		"2026", unit)
}

// open2026 are the events with which a year begins: the folder, its units with attributes, a set, the plan, the period.
func open2026(units *seeds.Units, set Blob, blocks ...string) ([]season.Draft, []Blob) {
	plan := Blob{Domain: season.PlanDomain, Bytes: []byte(`{"number":"148"}`)}
	list := []season.Draft{draft(&season.Folder{Demo: true, Province: "ninh-binh"}, "", "")}
	for _, u := range units.All() {
		list = append(list, draft(&season.UnitState{Unit: u}, "", ""))
	}
	opening := &season.Opening{}
	for _, b := range blocks {
		opening.Choices = append(opening.Choices, season.Choice{Block: b, Set: "so-2026", Version: "1.0.0", Hash: set.Hash(),
			Reason: "QĐ 1"})
	}
	list = append(list,
		draft(&season.AttributeState{Attribute: seeds.Attribute{Unit: seeds.GroupDepartments, Name: seeds.HasProcedures,
			Value: "true", From: day.None, To: day.None, Source: "QĐ 2"}}, "", ""),
		draft(&season.SetVersion{ID: "so-2026", Version: "1.0.0", Hash: set.Hash(), Scope: form.ScopeUnit, Blocks: blocks,
			Title: "Bộ thử"}, "", ""),
		draft(&season.PlanVersion{Number: "148", Hash: plan.Hash()}, "", ""),
		draft(opening, "2026", ""))
	return list, []Blob{set, plan}
}

var anySet = Blob{Domain: engine.SetDomain, Bytes: []byte(`{"id":"so-2026"}`)}

// demo makes a demo folder with an opened year and a clock for it.
func demo(t testing.TB, units *seeds.Units) (*Store, *simulated) {
	t.Helper()
	clock := &simulated{newYear}
	s, err := Create(filepath.Join(t.TempDir(), "d"), Options{Clock: clock.now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	drafts, blobs := open2026(units, anySet, "so", "xa", "phuong")
	_, err = s.Append(ctx, drafts, blobs...)
	must(t, err)
	return s, clock
}

// log reads all events.
func log(t testing.TB, s *Store) []season.Event {
	t.Helper()
	var list []season.Event
	must(t, s.Events(ctx, 0, func(e season.Event) error { list = append(list, e); return nil }))
	return list
}

// sound demands that nothing is wrong with a folder.
func sound(t testing.TB, s *Store) {
	t.Helper()
	faults, err := s.Verify(ctx)
	must(t, err)
	for _, f := range faults {
		t.Errorf("verify: %v", f)
	}
}

func refusalOf(err error) season.RefusalCode {
	var r *season.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

func TestAppendIsIdempotent(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	before := int64(len(log(t, s)))
	batch := []season.Draft{number("so-y-te", "a", 1), number("so-y-te", "b", 2)}
	first, err := s.Append(ctx, batch)
	must(t, err)
	clock.at = clock.at.Add(time.Hour)
	again, err := s.Append(ctx, []season.Draft{batch[1], number("so-y-te", "c", 3), batch[0], batch[0]})
	must(t, err)
	if again[0].Seq != first[1].Seq || again[2].Seq != first[0].Seq || again[3].Seq != first[0].Seq || again[1].Seq != before+3 {
		t.Errorf("places %v after %v", again, first)
	}
	if again[0].Recorded != first[1].Recorded {
		t.Errorf("recorded again at %v", again[0].Recorded)
	}
	other := batch[0]
	other.Reason = "khác"
	if _, err := s.Append(ctx, []season.Draft{number("so-y-te", "d", 4), other}); !codeIs(err, KeyReused) {
		t.Errorf("other content: %v", err)
	}
	if n := int64(len(log(t, s))); n != before+3 {
		t.Errorf("%d events, want %d: a refused batch left something", n, before+3)
	}
	sound(t, s)
}

// TestAppendIsAllOrNothing spoils the last draft of a batch in each way.
func TestAppendIsAllOrNothing(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	before := log(t, s)
	noBytes := strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		bad     season.Draft
		code    string
		refusal season.RefusalCode
	}{
		"not admitted": {number("nobody", "a", 1), "", season.UnknownUnit},
		"unknown period": {func() season.Draft {
			d := number("so-y-te", "a", 1)
			d.Period = "2031"
			return d
		}(), "", season.NoPeriod},
		"value of nothing": {func() season.Draft {
			d := number("so-y-te", "a", 1)
			d.Body.(*season.FactState).Fact.Value = engine.Value{Type: form.TypeText}
			return d
		}(), "", season.NoValue},
		"no bytes of evidence": {draft(&season.File{Digest: noBytes, Size: 1, Name: "a.pdf"}, "", ""), NoFile, ""},
		"a path for a digest":  {draft(&season.File{Digest: "../../etc/passwd", Size: 1, Name: "a.pdf"}, "", ""), NoFile, ""},
		"no bytes of a set": {draft(&season.SetVersion{ID: "x", Version: "1", Hash: "sha256:0", Scope: form.ScopeUnit}, "", ""),
			NoBlob, ""},
		"no bytes of an import": {draft(&season.Import{Register: "r", Name: "r.csv", Raw: "sha256:0"}, "2026", ""), NoBlob, ""},
		"no bytes of a result": {draft(&season.Run{ID: "1", AsOf: 1, Log: int64(len(before)) + 1, Scopes: []season.RunScope{{Set: "a", Result: "sha256:0"}}},
			"2026", ""), NoBlob, ""},
	} {
		_, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 1), c.bad})
		if err == nil || c.code != "" && !codeIs(err, c.code) || refusalOf(err) != c.refusal {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Append(ended, []season.Draft{number("so-y-te", "a", 1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if after := log(t, s); len(after) != len(before) {
		t.Errorf("%d events, then %d", len(before), len(after))
	}
	sound(t, s)
}

// TestEvidenceComesBeforeItsRow stores bytes, names them with the right and a wrong size, and loses them.
func TestEvidenceComesBeforeItsRow(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	digest, size, err := s.PutFile(ctx, strings.NewReader("kế hoạch"), 0)
	must(t, err)
	file := draft(&season.File{Digest: digest, Size: size, Name: "kế hoạch.pdf"}, "", "so-y-te")
	wrong := draft(&season.File{Digest: digest, Size: size + 1, Name: "kế hoạch.pdf"}, "", "so-y-te")
	fact := number("so-y-te", "a", 1)
	fact.Body.(*season.FactState).Evidence = digest
	if _, err := s.Append(ctx, []season.Draft{wrong}); !codeIs(err, NoFile) {
		t.Errorf("wrong size: %v", err)
	}
	if _, err := s.Append(ctx, []season.Draft{fact}); refusalOf(err) != season.UnknownFile {
		t.Errorf("not recorded: %v", err)
	}
	_, err = s.Append(ctx, []season.Draft{file, fact})
	must(t, err)
	sound(t, s)
	y, err := s.Year(ctx, "2026", now)
	must(t, err)
	if got := y.Unit("so-y-te").Facts[0].Evidence; got != digest {
		t.Errorf("evidence %q", got)
	}
	f, err := s.OpenFile(digest)
	must(t, err)
	must(t, f.Close())
}

// TestTheLogIsOnlyAddedTo tries to change it as another program would, without our settings.
func TestTheLogIsOnlyAddedTo(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	for _, statement := range []string{
		"UPDATE event SET payload = x'00' WHERE seq = 2", "DELETE FROM event WHERE seq = 2", "DELETE FROM event",
		"INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2",
		`INSERT OR REPLACE INTO event SELECT seq + 1000, key, kind, period, unit, recorded, known, digest, payload
			FROM event WHERE seq = 2`,
		`INSERT INTO event SELECT 100000, 'x', kind, period, unit, recorded, known, digest, payload
			FROM event WHERE seq = 2`,
		"UPDATE blob SET bytes = x'00'", "DELETE FROM blob", "INSERT INTO event (seq) VALUES ('x')",
	} {
		for _, recursive := range []string{"ON", "OFF"} {
			if _, err := s.write.Exec("PRAGMA recursive_triggers = " + recursive); err != nil {
				t.Fatal(err)
			}
			if _, err := s.write.Exec(statement); err == nil {
				t.Errorf("done: %s", statement)
			}
		}
	}
	sound(t, s)
}

// TestDamageIsFound spoils what another program with all rights can spoil.
func TestDamageIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		statement string
		want      string
	}{
		"payload": {"UPDATE event SET payload = CAST(REPLACE(CAST(payload AS TEXT), 'Sở Y tế', 'Sở Y tệ') AS BLOB)",
			EventDamaged},
		"digest":           {"UPDATE event SET digest = 'sha256:0' WHERE seq = 3", EventDamaged},
		"payload and hash": {"UPDATE event SET payload = x'7b7d', digest = '' WHERE seq = 3", EventDamaged},
		"a gap":            {"DELETE FROM event WHERE seq = 3", EventDamaged},
		"column":           {"UPDATE event SET unit = 'so-y-te' WHERE seq = 3", EventDamaged},
		"blob":             {"UPDATE blob SET bytes = x'00'", BadBlob},
		"unit":             {"UPDATE unit SET block = 'xa' WHERE code = 'so-y-te'", TableDiffers},
		"fact":             {"UPDATE fact SET value = '2'", TableDiffers},
		"fact gone":        {"DELETE FROM fact", TableDiffers},
		"fact more": {`INSERT INTO fact SELECT period, unit, 'x', row_key, field, layer, seq, known, until, type, value, document,
			evidence, source, made_by, second_by FROM fact`, TableDiffers},
		"a text moved into the next column": {"UPDATE fact SET document = '12/BC', source = 'x | evidence= | source=sổ thử' WHERE input = 'b'", TableDiffers},
		"fact earlier":                      {"UPDATE fact SET known = known - 1", TableDiffers},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := demo(t, seeds.DefaultUnits())
			wordy := number("so-y-te", "b", 2)
			wordy.Body.(*season.FactState).Fact.Document = "12/BC | evidence= | source=x"
			_, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 1), wordy})
			must(t, err)
			sound(t, s)
			for _, trigger := range []string{"event_is_never_changed", "event_is_never_deleted", "blob_is_never_changed"} {
				_, err := s.write.Exec("DROP TRIGGER " + trigger)
				must(t, err)
			}
			_, err = s.write.Exec("PRAGMA foreign_keys = OFF")
			must(t, err)
			_, err = s.write.Exec(c.statement)
			must(t, err)
			faults, err := s.Verify(ctx)
			must(t, err)
			if !slices.ContainsFunc(faults, func(f error) bool { return codeIs(f, c.want) }) {
				t.Fatalf("%v, want %s", faults, c.want)
			}
			if c.want != TableDiffers {
				return
			}
			must(t, s.Rebuild(ctx))
			if list, err := s.Compare(ctx); err != nil || len(list) > 0 {
				t.Errorf("after Rebuild: %v, %v", list, err)
			}
		})
	}
}

// TestClock: a clock that has gone back is noticed at opening and at each append; within the bound time stands still.
func TestClock(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	last := log(t, s)[0].Recorded
	clock.at = newYear.Add(-maxClockBehind)
	e, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 1)})
	must(t, err)
	if e[0].Recorded != last {
		t.Errorf("recorded %v after %v", e[0].Recorded, last)
	}
	clock.at = clock.at.Add(-time.Millisecond)
	if _, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 2)}); !codeIs(err, ClockBehind) {
		t.Errorf("append: %v", err)
	}
	must(t, s.Close())
	if err := reopen(s.dir, Options{Clock: clock.now}); !codeIs(err, ClockBehind) {
		t.Errorf("open: %v", err)
	}
	clock.at = newYear
	must(t, reopen(s.dir, Options{Clock: clock.now}), reopen(s.dir, Options{ReadOnly: true}))
	*s = *reopened(t, s.dir, Options{Clock: clock.now})
}

func reopened(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	must(t, err)
	return s
}

// TestOnlyADemoHasItsOwnClock: what is stamped in a real folder is the machine's time.
func TestOnlyADemoHasItsOwnClock(t *testing.T) {
	dir := fresh(t)
	own := Options{Clock: (&simulated{newYear}).now}
	real := draft(&season.Folder{Province: "ninh-binh"}, "", "")
	s := reopened(t, dir, own)
	if _, err := s.Append(ctx, []season.Draft{real}); !codeIs(err, NotDemo) {
		t.Errorf("first event: %v", err)
	}
	must(t, s.Close())
	s = reopened(t, dir, Options{})
	e, err := s.Append(ctx, []season.Draft{real})
	must(t, err)
	if ago := time.Since(time.UnixMilli(int64(e[0].Recorded))); ago < 0 || ago > time.Minute {
		t.Errorf("recorded at %v", e[0].Recorded)
	}
	must(t, s.Close())
	if err := reopen(dir, own); !codeIs(err, NotDemo) && !codeIs(err, ClockBehind) {
		t.Errorf("own clock: %v", err)
	}
	ahead := Options{Clock: func() time.Time { return time.Now().Add(time.Hour) }}
	if err := reopen(dir, ahead); !codeIs(err, NotDemo) {
		t.Errorf("own clock, ahead: %v", err)
	}
}

// TestRollbackIsNoticed puts an older copy of the database in its place, and takes the -wal of a killed process away.
func TestRollbackIsNoticed(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	o := Options{Clock: clock.now}
	must(t, s.Close())
	old := copyOf(t, filepath.Join(s.dir, databaseFile))
	*s = *reopened(t, s.dir, o)
	_, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 1)})
	must(t, err)
	running := copyOf(t, filepath.Join(s.dir, databaseFile)) // without what is in the -wal, as a careless backup has it
	must(t, s.Close())
	newest := copyOf(t, filepath.Join(s.dir, databaseFile))
	for _, copied := range [][]byte{old, running} {
		put(t, filepath.Join(s.dir, databaseFile), copied)
		for _, o := range []Options{o, {ReadOnly: true}} {
			if err := reopen(s.dir, o); !codeIs(err, Rollback) {
				t.Errorf("%+v: %v", o, err)
			}
		}
	}
	put(t, filepath.Join(s.dir, databaseFile), newest)
	*s = *reopened(t, s.dir, o)
	sound(t, s)
}

func TestReadersDoNotWrite(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	r := reopened(t, s.dir, Options{ReadOnly: true})
	defer r.Close()
	_, appended := r.Append(ctx, []season.Draft{number("so-y-te", "a", 1)})
	_, _, stored := r.PutFile(ctx, strings.NewReader("x"), 0)
	for i, err := range []error{appended, stored, r.Rebuild(ctx)} {
		if !codeIs(err, ForReading) {
			t.Errorf("%s: %v", strconv.Itoa(i), err)
		}
	}
	_, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", 1)})
	must(t, err)
	y, err := r.Year(ctx, "2026", now)
	must(t, err)
	if len(y.Known) != 1 {
		t.Errorf("the reader does not see what was written: %v", y.Known)
	}
	sound(t, r)
}
