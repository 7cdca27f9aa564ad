package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

//go:embed migrations/*.sql
var embedded embed.FS

// schemas are the migrations of this program; tests put those of a later one in their place.
var schemas fs.FS = embedded

// migration takes the schema from one version to the next. A published one is never edited.
type migration struct {
	name       string
	statements []string
}

// migrations reads numbered files 0001-….sql, 0002-….sql; the nth leads to version n. Statements are separated by an
// empty line, because those of triggers hold semicolons; comments begin with "--" and stand alone.
func migrations(folder fs.FS) ([]migration, error) {
	names, err := fs.Glob(folder, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var list []migration
	for i, name := range names {
		if want := fmt.Sprintf("migrations/%04d-", i+1); !strings.HasPrefix(name, want) {
			return nil, fmt.Errorf("migration %s: its name must begin with %s", name, want)
		}
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		m := migration{name: name}
		for part := range strings.SplitSeq(string(text), "\n\n") {
			if statement := withoutComments(part); statement != "" {
				m.statements = append(m.statements, statement)
			}
		}
		list = append(list, m)
	}
	return list, nil
}

func withoutComments(part string) string {
	lines := strings.Split(part, "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "--") })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// schemaVersion is the version of the schema a database has.
func schemaVersion(ctx context.Context, db sqlx.QueryerContext) (version int, err error) {
	err = sqlx.GetContext(ctx, db, &version, "PRAGMA user_version")
	return version, err
}

// migrate brings a database to the newest schema, each migration in one transaction with its version number, so that
// a crash leaves the schema before or after. step, if set, is called before each statement and before each commit.
func migrate(ctx context.Context, db *sqlx.DB, list []migration, step func() error) error {
	from, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if from > len(list) {
		return refuse(Newer, strconv.Itoa(from), strconv.Itoa(len(list)))
	}
	for i := from; i < len(list); i++ {
		if err := migrateOne(ctx, db, list[i], i+1, step); err != nil {
			return fmt.Errorf("migrate by %s: %w", list[i].name, err)
		}
	}
	return nil
}

func migrateOne(ctx context.Context, db *sqlx.DB, m migration, version int, step func() error) error {
	if step == nil {
		step = func() error { return nil }
	}
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, statement := range append(slices.Clone(m.statements), fmt.Sprintf("PRAGMA user_version = %d", version)) {
		if err := step(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", firstLine(statement), err)
		}
	}
	if err := step(); err != nil {
		return err
	}
	return tx.Commit()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
