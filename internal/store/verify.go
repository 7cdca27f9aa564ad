package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

	"cchc/internal/files"
	"cchc/internal/season"
)

// Verify reads everything: the database's pages and its schema, every event against its digest, its columns and the one in
// front of it, every blob against its hash, every piece of evidence against its digest, and the tables against the events.
// It lists all that is wrong; each is a *[Refusal] or a *[files.Fault]. The error is one that kept it from looking.
func (s *Store) Verify(ctx context.Context) (faults []error, err error) {
	looks := []func(context.Context, *sqlx.Tx) ([]error, error){pages, s.columns, s.blobs, s.evidence, s.tables, s.schema}
	if s.outdated {
		looks = looks[:4]
	}
	err = s.snapshot(ctx, func(r *reader) error {
		for _, look := range looks {
			found, err := look(ctx, r.tx)
			faults = append(faults, found...)
			if err == nil {
				continue
			}
			broke := broken(err)
			if broke == nil {
				return err
			}
			if !slices.ContainsFunc(faults, func(f error) bool { return f.Error() == broke.Error() }) {
				faults = append(faults, broke)
			}
		}
		return nil
	})
	if err != nil {
		return faults, fmt.Errorf("verify: %w", explain(err, s.dir))
	}
	return faults, nil
}

// broken gives the refusal in an error that says what is kept is not as it was, nil for one that only kept from reading.
func broken(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) && slices.Contains([]string{EventDamaged, BadBlob, NotFound, Damaged}, r.Code) {
		return r
	}
	return nil
}

// pages lets SQLite look at its own pages and at what rows name.
func pages(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	var found []string
	if err := tx.SelectContext(ctx, &found, "PRAGMA integrity_check"); err != nil {
		return nil, err
	}
	for _, text := range found {
		if text != "ok" {
			faults = append(faults, refuse(Damaged, text))
		}
	}
	rows, err := tx.QueryxContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, err
	}
	return faults, each(rows.Rows, func() error {
		var table, parent string
		var row, key any
		err := rows.Scan(&table, &row, &parent, &key)
		faults = append(faults, refuse(Damaged, table+" → "+parent))
		return err
	})
}

// schema compares the tables, indexes and triggers with those this program makes, and the numbers in the file's header.
func (s *Store) schema(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	memory := connectMemory()
	defer memory.Close()
	list, err := migrations(schemas)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, memory, list, nil); err != nil {
		return nil, err
	}
	want, err := schemaOf(ctx, memory)
	if err != nil {
		return nil, err
	}
	have, err := schemaOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if have[name] != want[name] {
			faults = append(faults, refuse(SchemaDiffers, name, have[name], want[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if _, known := want[name]; !known {
			faults = append(faults, refuse(SchemaDiffers, name, have[name], ""))
		}
	}
	wrong, err := settings(ctx, tx, len(list))
	return append(faults, wrong...), err
}

// settings compares the numbers in the file's header with this program's.
func settings(ctx context.Context, tx *sqlx.Tx, version int) (faults []error, err error) {
	for _, number := range []struct {
		name string
		want int
	}{{"application_id", applicationID}, {"user_version", version}} {
		var found int
		if err := tx.GetContext(ctx, &found, "PRAGMA "+number.name); err != nil {
			return nil, err
		}
		if found != number.want {
			faults = append(faults, refuse(Setting, number.name, strconv.Itoa(found), strconv.Itoa(number.want)))
		}
	}
	return faults, nil
}

// schemaOf gives the statements of a database by the names of what they make, with the other columns of SQLite's own table as
// they are written there: a name in other letters or of another type is not this program's.
func schemaOf(ctx context.Context, db sqlx.QueryerContext) (map[string]string, error) {
	rows, err := db.QueryxContext(ctx, `SELECT type || ' ' || name,
		quote(type) || ' ' || quote(name) || ' ' || quote(tbl_name) || ' ' || COALESCE(sql, '') FROM sqlite_schema`)
	if err != nil {
		return nil, err
	}
	made := map[string]string{}
	return made, each(rows.Rows, func() error {
		var name, statement string
		err := rows.Scan(&name, &statement)
		made[name] = statement
		return err
	})
}

// columns looks at every event: its digest, its place, the columns by which it is found, and its moment, which is never
// before that of the event in front of it.
func (s *Store) columns(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	stmt, err := tx.PreparexContext(ctx, tx.Rebind(selectColumns))
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	var last position
	met := map[string]bool{}
	for {
		list, n, err := s.readable(ctx, tx, last.seq, &faults)
		if err != nil {
			return faults, err
		}
		for i := range list {
			e := &list[i]
			switch same, err := sameColumns(ctx, stmt, e); {
			case err != nil:
				return faults, err
			case !same:
				faults = append(faults, damaged(e.Seq))
			case e.Recorded < last.recorded:
				faults = append(faults, refuse(EventOrder, strconv.FormatInt(e.Seq, 10)))
			}
			last.recorded = max(last.recorded, e.Recorded)
			e.Names(func(actor string) string {
				for _, sealed := range season.SealedIn(actor) {
					met[sealed] = true
				}
				return actor
			})
			missing, err := s.missing(ctx, tx, e.Body)
			if err != nil {
				return faults, err
			}
			faults = append(faults, missing...)
		}
		last.seq += int64(n)
		if n < batch {
			found, err := s.named(ctx, tx, met)
			return append(faults, found...), err
		}
	}
}

// missing looks for the bytes that a body names.
func (s *Store) missing(ctx context.Context, tx *sqlx.Tx, body season.Body) (faults []error, err error) {
	for _, hash := range blobsOf(body) {
		var n int
		if err := tx.GetContext(ctx, &n, tx.Rebind(countBlob), hash); err != nil {
			return nil, err
		} else if n == 0 {
			faults = append(faults, refuse(NoBlob, hash))
		}
	}
	return faults, nil
}

func damaged(seq int64) error { return refuse(EventDamaged, strconv.FormatInt(seq, 10)) }

// readable gives the next events that can be read and have their digest; of the others a fault. n is how many places of
// the log were gone through.
func (s *Store) readable(ctx context.Context, tx *sqlx.Tx, after int64, faults *[]error) (list []season.Event, n int, err error) {
	rows, err := tx.QueryContext(ctx, tx.Rebind(selectEvents), after, batch)
	if err != nil {
		return nil, 0, err
	}
	err = eachEvent(rows, func(seq int64, digest string, payload []byte) error {
		n++
		place := after + int64(n)
		e, err := season.DecodeEvent(payload)
		if err != nil || season.Digest(payload) != digest || e.Seq != seq || seq != place {
			*faults = append(*faults, damaged(place))
			if seq != place { // after a gap nothing is where it belongs
				return damaged(place)
			}
			return nil
		}
		list = append(list, e)
		return nil
	})
	return list, n, err
}

// sameColumns compares an event with the columns by which it is found.
func sameColumns(ctx context.Context, stmt *sqlx.Stmt, e *season.Event) (bool, error) {
	type columns struct {
		Seq                               int64
		Key, Kind, Period, Unit, Recorded string
		Known                             int32
	}
	var row columns
	if err := stmt.GetContext(ctx, &row, e.Seq); err != nil {
		return false, err
	}
	want := columns{e.Seq, e.Key, string(e.Kind), e.Period, e.Unit, e.Recorded.String(), int32(e.Recorded.Day())}
	return row == want, nil
}

func (s *Store) blobs(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	var hashes []string
	if err := tx.SelectContext(ctx, &hashes, listBlobs); err != nil {
		return nil, err
	}
	gone, err := erased(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, hash := range hashes {
		switch _, err := s.blob(ctx, tx, hash); {
		case codeIs(err, BadBlob):
			faults = append(faults, err)
		case err == nil && gone[hash] > 0:
			faults = append(faults, refuse(NotErased, hash))
		case err != nil && !codeIs(err, Erased):
			return nil, err
		}
	}
	return faults, nil
}

// evidence looks for damaged files, and for rows whose file is not there.
func (s *Store) evidence(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	whole, damaged, err := files.Verify(ctx, s.dir)
	if err != nil {
		return nil, err
	}
	for _, f := range damaged {
		faults = append(faults, f)
	}
	var named []string
	if err := tx.SelectContext(ctx, &named, listEvidence); err != nil {
		return nil, err
	}
	gone, err := erased(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, digest := range whole {
		if gone[digest] > 0 {
			faults = append(faults, refuse(NotErased, digest))
		}
	}
	for _, digest := range named {
		if gone[digest] > 0 {
			continue
		}
		if _, ok := slices.BinarySearch(whole, digest); !ok {
			faults = append(faults, refuse(NoFile, digest))
		}
	}
	return faults, nil
}

func (s *Store) tables(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	differences, err := s.compare(ctx, tx)
	for _, d := range differences {
		faults = append(faults, refuse(TableDiffers, d.Table, d.Stored, d.Rebuilt))
	}
	return faults, err
}
