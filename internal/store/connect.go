package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strconv"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"
)

// leastSQLite is the first release without the WAL-reset fault, which lost commits that raced two checkpoints.
const leastSQLite = 3_051_003

// applicationID marks a SQLite file as ours: "CCHC".
const applicationID = 0x43434843

// busyTimeout is how long, in milliseconds, a connection waits for another process, as during a checkpoint.
const busyTimeout = 5000

// writerCache is the size of the writer's page cache in KiB, with a minus in front: an import of 20,000 rows fits in, so
// that its pages are written once.
const writerCache = "-65536"

// setting is one that every connection must have; each is read back, since a misspelt one is ignored in silence.
type setting struct{ name, want string }

var commonSettings = []setting{
	{"journal_mode", "wal"},  // readers and the writer do not wait for one another
	{"foreign_keys", "1"},    // a row never without what it names
	{"trusted_schema", "0"},  // what a damaged or planted schema says is not run
	{"cell_size_check", "1"}, // damaged pages are noticed on reading
	{"recursive_triggers", "1"},
	{"temp_store", "2"}, // in memory: no file outside the folder
	{"busy_timeout", strconv.Itoa(busyTimeout)},
	{"synchronous", "2"}, // FULL: an acknowledged event survives a power cut
}

// connector makes connections to one database, each settled before it is used.
type connector struct {
	dsn    string
	settle func(*sqlite3.SQLiteConn) error
}

// readers is how many connections read at once.
const readers = 8

// connect opens a pool on a database file that exists. Writers get one connection, since SQLite has one writer: they
// queue here, not in busy waits.
func connect(path string, readOnly bool) *sqlx.DB {
	db := sql.OpenDB(connector{dsn(path, readOnly), func(conn *sqlite3.SQLiteConn) error { return settle(conn, readOnly) }})
	if readOnly {
		db.SetMaxOpenConns(readers)
		db.SetMaxIdleConns(readers)
	} else {
		db.SetMaxOpenConns(1)
	}
	return sqlx.NewDb(db, "sqlite3")
}

// connectCopying opens a database to be copied by VACUUM INTO, which query_only would forbid; mode=ro keeps it from being written.
// One that lies still is read as by connectSealed.
func connectCopying(path string, still bool) *sqlx.DB {
	options := url.Values{"mode": {"ro"}, "_busy_timeout": {strconv.Itoa(busyTimeout)}}
	if still {
		options.Set("immutable", "1")
	}
	return oneConnection(connector{dsn: uri(path, options)})
}

// connectSealed opens the database of a backup, or of a folder that cannot be written. It is taken for one that nobody writes: no
// lock is taken and no file made beside it, so that it may lie on a medium that cannot be written, and what lies beside it is not
// read.
func connectSealed(path string) *sqlx.DB {
	options := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"1"}}
	db := sql.OpenDB(connector{dsn: uri(path, options), settle: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", nil)
		return err
	}})
	db.SetMaxOpenConns(readers) // a year is read in two snapshots at once
	return sqlx.NewDb(db, "sqlite3")
}

func oneConnection(c connector) *sqlx.DB {
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(1)
	return sqlx.NewDb(db, "sqlite3")
}

// connectMemory opens an empty database that lives in memory and is gone when it is closed.
func connectMemory() *sqlx.DB {
	return oneConnection(connector{dsn: ":memory:"})
}

// dsn says what every connection to a data folder's database needs.
func dsn(path string, readOnly bool) string {
	options := url.Values{"_busy_timeout": {strconv.Itoa(busyTimeout)}, "_foreign_keys": {"1"},
		"_recursive_triggers": {"1"}, "_synchronous": {"FULL"}, "_stmt_cache_size": {"64"}}
	if readOnly {
		options.Set("mode", "ro")
		options.Set("_query_only", "1")
	} else {
		options.Set("mode", "rw") // never creates
		options.Set("_journal_mode", "WAL")
		options.Set("_cache_size", writerCache)
		options.Set("_txlock", "immediate") // a transaction that will write says so at once, so it cannot fail half way
	}
	return uri(path, options)
}

// uri names a file by an absolute URI, so that no character of a folder's name is taken for an option.
func uri(path string, options url.Values) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // C:/…
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	return u.String()
}

// Driver gives the driver.
func (c connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{ConnectHook: c.settle} }

// Connect makes a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }

// settle sets what the DSN cannot say and reads every setting back.
func settle(conn *sqlite3.SQLiteConn, readOnly bool) error {
	if text, number, _ := sqlite3.Version(); number < leastSQLite {
		return refuse(OldSQLite, text, strconv.Itoa(leastSQLite))
	}
	for _, name := range []string{"trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY", "secure_delete = ON"} {
		if _, err := conn.Exec("PRAGMA "+name, nil); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	queryOnly := setting{"query_only", "0"}
	if readOnly {
		queryOnly.want = "1"
	}
	for _, s := range append([]setting{queryOnly}, commonSettings...) {
		found, err := pragma(conn, s.name)
		if err != nil {
			return fmt.Errorf("read setting %s: %w", s.name, err)
		}
		if found != s.want {
			return refuse(Setting, s.name, found, s.want)
		}
	}
	return nil
}

// pragma reads one setting of a connection.
func pragma(conn *sqlite3.SQLiteConn, name string) (string, error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err == io.EOF {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return fmt.Sprint(row[0]), nil
}
