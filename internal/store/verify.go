package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

	"cchc/internal/files"
	"cchc/internal/season"
)

// Verify reads everything: the database's pages, every event against its digest and its columns, every blob against
// its hash, every piece of evidence against its digest, and the tables against the events. It lists all that is wrong;
// each is a *[Refusal] or a *[files.Fault]. The error is one that kept it from looking.
func (s *Store) Verify(ctx context.Context) (faults []error, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		for _, look := range []func(context.Context, *sqlx.Tx) ([]error, error){
			pages, s.columns, s.blobs, s.evidence, s.tables} {
			found, err := look(ctx, r.tx)
			if err != nil {
				return err
			}
			faults = append(faults, found...)
		}
		return nil
	})
	if err != nil {
		return faults, fmt.Errorf("verify: %w", explain(err, s.dir))
	}
	return faults, nil
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
		row, err := rows.SliceScan()
		faults = append(faults, refuse(Damaged, fmt.Sprint(row...)))
		return err
	})
}

// columns compares every event with the columns by which it is found; reading checks its digest.
func (s *Store) columns(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	type columns struct {
		Seq                               int64
		Key, Kind, Period, Unit, Recorded string
		Known                             int32
	}
	var row columns
	stmt, err := tx.PreparexContext(ctx, tx.Rebind(selectColumns))
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	return faults, s.walk(ctx, tx, 0, func(e season.Event) error {
		if err := stmt.GetContext(ctx, &row, e.Seq); err != nil {
			return err
		}
		want := columns{e.Seq, e.Key, string(e.Kind), e.Period, e.Unit, e.Recorded.String(), int32(e.Recorded.Day())}
		if row != want {
			faults = append(faults, refuse(EventDamaged, strconv.FormatInt(e.Seq, 10)))
		}
		return nil
	})
}

func (s *Store) blobs(ctx context.Context, tx *sqlx.Tx) (faults []error, err error) {
	var hashes []string
	if err := tx.SelectContext(ctx, &hashes, listBlobs); err != nil {
		return nil, err
	}
	for _, hash := range hashes {
		if _, err := s.blob(ctx, tx, hash); codeIs(err, BadBlob) {
			faults = append(faults, err)
		} else if err != nil {
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
	for _, digest := range named {
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
