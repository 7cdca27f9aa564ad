package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
)

// nextMigrations are the embedded ones and one more, as the next release might have.
func nextMigrations(t testing.TB) []migration {
	t.Helper()
	folder := fstest.MapFS{}
	names, err := fs.Glob(embedded, "migrations/*.sql")
	must(t, err)
	for _, name := range names {
		text, err := embedded.ReadFile(name)
		must(t, err)
		folder[name] = &fstest.MapFile{Data: text}
	}
	next := fmt.Sprintf("migrations/%04d-next.sql", len(names)+1)
	folder[next] = &fstest.MapFile{Data: []byte(`-- a next release
CREATE TABLE next_thing (a INTEGER NOT NULL PRIMARY KEY, b TEXT NOT NULL) STRICT

INSERT INTO next_thing (a, b) VALUES (1, 'một')

ALTER TABLE folder ADD COLUMN note TEXT NOT NULL DEFAULT ''

CREATE TRIGGER next_trigger BEFORE DELETE ON next_thing
BEGIN
	SELECT RAISE(ABORT, 'no');
END

UPDATE folder SET note = 'migrated'
`)}
	list, err := migrations(folder)
	must(t, err)
	return list
}

// shape gives the schema, its version and the rows the extra migration touches.
func shape(t testing.TB, dir string) []string {
	t.Helper()
	db := connect(filepath.Join(dir, databaseFile), true)
	defer db.Close()
	var lines []string
	must(t, db.Select(&lines, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"))
	version, err := schemaVersion(ctx, db)
	must(t, err)
	var check string
	must(t, db.Get(&check, "PRAGMA integrity_check"))
	return append(lines, strconv.Itoa(version), check)
}

// TestMigrationStoppedAtEveryStatement is R10: an upgrade that fails, or whose process is killed, before each statement
// and before the commit leaves the old schema, usable by the old program; after that the upgrade goes through.
func TestMigrationStoppedAtEveryStatement(t *testing.T) {
	list := nextMigrations(t)
	steps := len(list[len(list)-1].statements) + 2 // the version number, and the commit
	goal := fresh(t)
	must(t, upgrade(goal, list, nil))
	after := shape(t, goal)
	stopped := errors.New("stopped")
	for _, how := range []string{"failure", "kill"} {
		for at := 1; at <= steps; at++ {
			dir := fresh(t)
			before := shape(t, dir)
			if how == "kill" {
				child(t, "migrate", dir, strconv.Itoa(at)).mustBeKilled(t)
			} else if err := upgrade(dir, list, countdown(at, func() error { return stopped })); !errors.Is(err, stopped) {
				t.Fatalf("%s before statement %d: %v", how, at, err)
			}
			if got := shape(t, dir); !slices.Equal(got, before) {
				t.Errorf("%s before statement %d left\n%s", how, at, strings.Join(got, "\n"))
			}
			must(t, reopen(dir, Options{}))
			must(t, upgrade(dir, list, nil))
			if got := shape(t, dir); !slices.Equal(got, after) {
				t.Errorf("%s before statement %d, then upgraded:\n%s", how, at, strings.Join(got, "\n"))
			}
		}
	}
	for _, o := range []Options{{}, {ReadOnly: true}} {
		if err := reopen(goal, o); codeOf(err) != Newer {
			t.Errorf("the old program on the new schema: %v", err)
		}
	}
}

// upgrade migrates as a newer program would.
func upgrade(dir string, list []migration, step func() error) error {
	db := connect(filepath.Join(dir, databaseFile), false)
	return errors.Join(migrate(ctx, db, list, step), db.Close())
}

// countdown calls act at the nth call.
func countdown(n int, act func() error) func() error {
	return func() error {
		if n--; n == 0 {
			return act()
		}
		return nil
	}
}

// migrateChild is the process that is killed in the middle of an upgrade.
func migrateChild(t testing.TB, dir, at string) {
	n, err := strconv.Atoi(at)
	must(t, err)
	must(t, upgrade(dir, nextMigrations(t), countdown(n, func() error {
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	})))
}

func TestReadersDoNotUpgrade(t *testing.T) {
	dir := fresh(t)
	raw(t, dir, "PRAGMA user_version = 0")
	if err := reopen(dir, Options{ReadOnly: true}); codeOf(err) != Older {
		t.Errorf("older schema: %v", err)
	}
}

func TestMigrationNames(t *testing.T) {
	for _, names := range [][]string{{"0002-b.sql"}, {"0001-a.sql", "0003-b.sql"}, {"0001-a.sql", "0001-b.sql"}, {"first.sql"}} {
		folder := fstest.MapFS{}
		for _, name := range names {
			folder["migrations/"+name] = &fstest.MapFile{Data: []byte("SELECT 1")}
		}
		if _, err := migrations(folder); err == nil {
			t.Errorf("%v taken", names)
		}
	}
}
