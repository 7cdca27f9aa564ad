package store

import (
	"slices"
	"strings"
	"testing"

	"cchc/internal/season"
	"cchc/seeds"
)

// TestCheckpointsAreKept: once each, in order of size, and never changed or taken away.
func TestCheckpointsAreKept(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	for _, k := range []Kept{{Size: 9, Note: []byte("chín")}, {Size: 3, Note: []byte("ba")}, {Size: 9, Note: []byte("chín, hai chữ ký")},
		{Size: 3, Note: []byte("ba")}} {
		must(t, s.KeepCheckpoint(ctx, k.Size, k.Note))
	}
	if large, err := s.Checkpoints(ctx, 4); err != nil || len(large) != 2 || large[0].Size != 9 {
		t.Errorf("from 4: %+v, %v", large, err)
	}
	list, err := s.Checkpoints(ctx, 0)
	must(t, err)
	var got []string
	for _, k := range list {
		got = append(got, string(k.Note))
		if k.Made != season.Instant(newYear.UnixMilli()) {
			t.Errorf("kept at %s", k.Made)
		}
	}
	if want := []string{"ba", "chín", "chín, hai chữ ký"}; !slices.Equal(got, want) {
		t.Errorf("kept %q", got)
	}
	for _, statement := range []string{"UPDATE checkpoint SET size = 1", "DELETE FROM checkpoint",
		"INSERT OR REPLACE INTO checkpoint SELECT number, 4, note, made FROM checkpoint",
		"INSERT INTO checkpoint (size, note, made) VALUES (0, 'x', '')"} {
		if _, err := s.write.Exec(statement); err == nil {
			t.Errorf("done: %s", statement)
		}
	}
	sound(t, s)
	r := reopened(t, s.dir, Options{ReadOnly: true})
	defer r.Close()
	if err := r.KeepCheckpoint(ctx, 3, []byte("x")); !codeIs(err, ForReading) {
		t.Errorf("kept by a reader: %v", err)
	}
	if s.ID() == "" || s.ID() != r.ID() {
		t.Errorf("folder %q, %q", s.ID(), r.ID())
	}
	if p, err := s.Province(ctx); p != "ninh-binh" || err != nil {
		t.Errorf("province %q, %v", p, err)
	}
}

// TestALogShorterThanItsCheckpointIsNotOpened: events are taken away, the number in cchc.lock is set right.
func TestALogShorterThanItsCheckpointIsNotOpened(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	last, _, err := s.Last(ctx)
	must(t, err)
	must(t, s.KeepCheckpoint(ctx, last+1, []byte("đã ký")), s.Close())
	for _, o := range []Options{{Clock: clock.now}, {ReadOnly: true}} {
		if err := reopen(s.dir, o); !codeIs(err, Rollback) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	raw(t, s.dir, "DROP TRIGGER checkpoint_is_never_deleted")
	raw(t, s.dir, "DELETE FROM checkpoint")
	*s = *reopened(t, s.dir, Options{Clock: clock.now})
}

// TestLeaves are the canonical bytes of the events; damage is refused, wherever it is.
func TestLeaves(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	_, err := s.Append(ctx, manyFacts(2*batch))
	must(t, err)
	events := log(t, s)
	read := func(after int64) error {
		next := after
		err := s.Leaves(ctx, after, func(seq int64, payload []byte) error {
			want, err := events[next].Canonical()
			must(t, err)
			if next++; seq != next || string(payload) != string(want) {
				t.Fatalf("leaf %d is %s", seq, payload)
			}
			return nil
		})
		if err == nil && next != int64(len(events)) {
			t.Errorf("after %d: %d leaves of %d", after, next, len(events))
		}
		return err
	}
	must(t, read(0), read(batch), read(int64(len(events))))
	e, err := s.Event(ctx, 1234, "")
	must(t, err)
	again, err := s.Event(ctx, 0, e.Key)
	if err != nil || e.Seq != 1234 || again.Seq != 1234 {
		t.Errorf("events %d, %d: %v", e.Seq, again.Seq, err)
	}
	if _, err := s.Event(ctx, 0, "không có"); !codeIs(err, NotFound) {
		t.Errorf("an unknown key: %v", err)
	}
	for _, trigger := range []string{"event_is_never_changed", "event_is_never_deleted"} {
		_, err := s.write.Exec("DROP TRIGGER " + trigger)
		must(t, err)
	}
	for _, bad := range []string{"UPDATE event SET payload = CAST(CAST(payload AS TEXT) || ' ' AS BLOB) WHERE seq = 1500",
		"UPDATE event SET digest = REPLACE(digest, 'a', 'b') WHERE seq = 700", "DELETE FROM event WHERE seq = 3"} {
		_, err := s.write.Exec("PRAGMA foreign_keys = OFF")
		must(t, err)
		_, err = s.write.Exec(bad)
		must(t, err)
		if err := read(0); !codeIs(err, EventDamaged) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	faults, err := s.Verify(ctx)
	must(t, err)
	for _, place := range []string{"3"} { // after a gap nothing is where it belongs, and the rest is not looked at
		if !slices.ContainsFunc(faults, func(f error) bool { return f.Error() == EventDamaged+" "+place }) {
			t.Errorf("%s is not among %d faults", place, len(faults))
		}
	}
}

// TestEveryDamagedEventIsNamed, not only the first.
func TestEveryDamagedEventIsNamed(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	_, err := s.write.Exec("DROP TRIGGER event_is_never_changed")
	must(t, err)
	_, err = s.write.Exec("UPDATE event SET digest = '' WHERE seq IN (5, 9)")
	must(t, err)
	faults, err := s.Verify(ctx)
	must(t, err)
	var named []string
	for _, f := range faults {
		if codeIs(f, EventDamaged) {
			named = append(named, strings.TrimPrefix(f.Error(), EventDamaged+" "))
		}
	}
	if !slices.Equal(named, []string{"5", "9"}) {
		t.Errorf("named %v of %v", named, faults)
	}
}

// TestAnEarlierMomentIsFound: an event with a digest of its own that was recorded before the one in front of it.
func TestAnEarlierMomentIsFound(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	events := log(t, s)
	e := events[len(events)-1]
	e.Seq, e.Draft = e.Seq+1, number("so-y-te", "a", 1)
	e.Recorded--
	payload, err := e.Canonical()
	must(t, err)
	_, err = s.write.Exec(insertEvent, e.Seq, e.Key, string(e.Kind), e.Period, e.Unit, e.Recorded.String(), int32(e.Recorded.Day()),
		season.Digest(payload), payload)
	must(t, err)
	must(t, s.Rebuild(ctx))
	faults, err := s.Verify(ctx)
	must(t, err)
	if len(faults) != 1 || !codeIs(faults[0], EventOrder) {
		t.Errorf("%v", faults)
	}
}

// TestTheSchemaIsCompared with what this program makes.
func TestTheSchemaIsCompared(t *testing.T) {
	for _, statement := range []string{
		"DROP TRIGGER event_is_never_deleted", "DROP INDEX file_by_digest", "CREATE TABLE them (x)", "CREATE VIEW xem AS SELECT 1",
		"CREATE TRIGGER lam_thay AFTER INSERT ON fact BEGIN UPDATE fact SET value = '9'; END",
		"PRAGMA application_id = 7", "ALTER TABLE run ADD COLUMN them TEXT",
		"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET tbl_name = 'Blob' WHERE name = 'blob_is_never_deleted'",
		"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET tbl_name = 'flob' WHERE name = 'sqlite_autoindex_blob_1'",
		"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = CAST('table' AS BLOB) WHERE name = 'event'",
	} {
		s, _ := demo(t, seeds.DefaultUnits())
		sound(t, s)
		_, err := s.write.Exec(statement)
		must(t, err)
		faults, err := s.Verify(ctx)
		must(t, err)
		if len(faults) == 0 || !codeIs(faults[len(faults)-1], SchemaDiffers) && !codeIs(faults[len(faults)-1], Setting) {
			t.Errorf("%s: %v", statement, faults)
		}
	}
}
