package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"cchc/internal/season"
)

// Difference is a row that the tables have and the events do not give, or the other way round; the other text is "".
type Difference struct {
	Table           string
	Stored, Rebuilt string // the row, as column=value
}

// Rebuild makes all projected tables anew from the events, in one transaction.
func (s *Store) Rebuild(ctx context.Context) error {
	if s.readOnly {
		return refuse(ForReading)
	}
	s.appending.Lock()
	defer s.appending.Unlock()
	err := s.rebuild(ctx)
	if err != nil {
		return fmt.Errorf("rebuild: %w", explain(err, s.dir))
	}
	return nil
}

func (s *Store) rebuild(ctx context.Context) error {
	tx, err := s.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, table := range projections {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	if err := s.replay(ctx, tx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// replay projects the events of one database into the tables of another, or the same.
func (s *Store) replay(ctx context.Context, from sqlx.QueryerContext, into *sqlx.Tx) error {
	p := &projector{statements: newStatements(ctx, into),
		blob: func(hash string) ([]byte, error) { return s.blob(ctx, from, hash) }}
	return s.walk(ctx, from, 0, func(e season.Event) error { return p.project(&e) })
}

// Compare makes the projected tables anew in memory and lists the rows in which those of the folder differ, by table
// and row. It changes nothing and hinders nobody.
func (s *Store) Compare(ctx context.Context) (list []Difference, err error) {
	err = s.snapshot(ctx, func(r *reader) error {
		list, err = s.compare(ctx, r.tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("compare: %w", explain(err, s.dir))
	}
	return list, nil
}

func (s *Store) compare(ctx context.Context, stored *sqlx.Tx) ([]Difference, error) {
	memory := connectMemory()
	defer memory.Close()
	schema, err := migrations(schemas)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, memory, schema, nil); err != nil {
		return nil, err
	}
	rebuilt, err := memory.BeginTxx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer rebuilt.Rollback()
	if err := s.replay(ctx, stored, rebuilt); err != nil {
		return nil, err
	}
	var list []Difference
	for _, table := range projections {
		have, err := tableRows(ctx, stored, table)
		if err != nil {
			return nil, err
		}
		want, err := tableRows(ctx, rebuilt, table)
		if err != nil {
			return nil, err
		}
		list = append(list, differences(table, have, want)...)
	}
	return list, nil
}

// tableRows gives the rows of a table as texts, sorted. Values are quoted, so that none can pass for several.
func tableRows(ctx context.Context, db sqlx.QueryerContext, table string) ([]string, error) {
	rows, err := db.QueryxContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return nil, err
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var list []string
	err = each(rows.Rows, func() error {
		values, err := rows.SliceScan()
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = columns[i] + "=" + shown(v)
		}
		list = append(list, strings.Join(cells, " | "))
		return err
	})
	slices.Sort(list)
	return list, err
}

// shown writes a value of a column: texts and bytes in quotes, each in its own.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case []byte:
		return fmt.Sprintf("x%q", v)
	}
	return fmt.Sprint(v)
}

// differences goes through two sorted lists side by side.
func differences(table string, have, want []string) []Difference {
	var list []Difference
	for len(have) > 0 || len(want) > 0 {
		switch {
		case len(want) == 0 || len(have) > 0 && have[0] < want[0]:
			list = append(list, Difference{Table: table, Stored: have[0]})
			have = have[1:]
		case len(have) == 0 || want[0] < have[0]:
			list = append(list, Difference{Table: table, Rebuilt: want[0]})
			want = want[1:]
		default:
			have, want = have[1:], want[1:]
		}
	}
	return list
}
