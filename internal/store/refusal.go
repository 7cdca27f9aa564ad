package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Codes of refusals. Each has a Vietnamese sentence at the edge; its arguments stand beside it. The first group is
// met when a folder is made or opened, the second when something is written, the third when something is read.
const (
	Missing     = "store.missing"      // path: no such folder
	NotFolder   = "store.not_folder"   // path: not a folder
	NotEmpty    = "store.not_empty"    // path: Create wants an empty folder
	NoMarker    = "store.no_marker"    // path: no cchc.lock, so no data folder of ours
	NoDatabase  = "store.no_database"  // path: a data folder whose cchc.db is not there
	NotPlain    = "store.not_plain"    // path: a link or folder where an ordinary file is wanted
	Foreign     = "store.foreign"      // path: cchc.db is no database, or that of another program
	OtherFolder = "store.other_folder" // path: cchc.db comes from another data folder
	Older       = "store.older"        // found, known: schema to be upgraded by opening for writing
	Newer       = "store.newer"        // found, known: schema of a newer program
	Network     = "store.network"      // path, kind of file system
	Unwritable  = "store.read_only"    // path: cannot be written
	Pending     = "store.pending"      // path: cannot be written, and has changes that wait to be brought into the database
	Owner       = "store.owner"        // path: belongs to another user
	Permissions = "store.permissions"  // path, found, wanted: others may read or write it, or the owner may not
	InUse       = "store.in_use"       // path: another process writes
	Setting     = "store.setting"      // name, found, wanted: the database does not keep a setting
	OldSQLite   = "store.old_sqlite"   // found, least
	ClockBehind = "store.clock_behind" // clock, last event: the machine's clock has gone back
	Rollback    = "store.rollback"     // found, noted: fewer events than the folder has seen
	NotDemo     = "store.not_demo"     // a clock of one's own is for demo folders only
	Damaged     = "store.damaged"      // what: the database file is damaged

	Full          = "store.full"           // no space left; nothing was written
	ForReading    = "store.for_reading"    // the store was opened for reading
	KeyReused     = "store.key_reused"     // key: recorded before with other content
	NoFile        = "store.no_file"        // digest: an event names evidence that is not there
	UnknownPerson = "store.unknown_person" // what stands for a name: no name is kept for it, and none was erased
	BadPerson     = "store.bad_person"     // what stands for a name: the name kept for it is not the one, or was erased
	Erased        = "store.erased"         // digest: these bytes were erased and are not taken again
	StillHeld     = "store.still_held"     // an erasure is recorded, and old pages stay while somebody reads
	NotErased     = "store.not_erased"     // digest: bytes that were erased are there
	NoBlob        = "store.no_blob"        // hash: an event names bytes that are not there
	BadBlob       = "store.bad_blob"       // hash: the bytes have another hash

	TargetExists = "store.target_exists"       // path: a backup is made where nothing is
	Inside       = "store.inside"              // path, folder: a backup does not lie in what it is a backup of
	IsBackup     = "store.is_backup"           // path: a backup, no data folder
	NoBackup     = "store.no_backup"           // path: no manifest, so no backup, or one that was not finished
	BackupForm   = "store.backup_form"         // path: the manifest is not as it was written, or not that of the database
	FileMissing  = "store.backup_file_missing" // path in the backup
	FileDiffers  = "store.backup_file_differs" // path in the backup
	FileExtra    = "store.backup_file_extra"   // path in the backup
	Occupied     = "store.occupied"            // path: a backup is restored where nothing is, or an empty folder

	NotFound     = "store.not_found"     // what
	EventDamaged = "store.event_damaged" // place in the log
	EventOrder   = "store.event_order"   // place in the log: recorded before the one in front of it
	TableDiffers = "store.table_differs" // table, row in it, row the events give
	// SchemaDiffers is a table, index or trigger that is not as this program makes it: its name, what is there, what should be.
	SchemaDiffers = "store.schema_differs"
)

// Codes lists every code a Refusal may carry, in the order of their texts.
func Codes() []string {
	return []string{FileDiffers, FileExtra, FileMissing, BackupForm, BadBlob, BadPerson, ClockBehind, Damaged, Erased,
		EventDamaged, EventOrder, ForReading, Foreign, Full, InUse, Inside, IsBackup, KeyReused, Missing, Network,
		Newer, NoBackup, NoBlob, NoDatabase, NoFile, NoMarker, NotDemo, NotEmpty, NotErased, NotFolder, NotFound,
		NotPlain, Occupied, OldSQLite, Older, OtherFolder, Owner, Pending, Permissions, Unwritable, Rollback, SchemaDiffers,
		Setting, StillHeld, TableDiffers, TargetExists, UnknownPerson}
}

// Refusal is an error with a stable code. Two refusals are the same to errors.Is when their codes are.
type Refusal struct {
	Code string
	Args []string
	Err  error // what the system or the driver said, or nil
}

// ErrNotFound is what errors.Is compares for things that are not there.
var ErrNotFound = &Refusal{Code: NotFound}

// codeIs tells whether an error is a refusal with a code.
func codeIs(err error, code string) bool { return errors.Is(err, &Refusal{Code: code}) }

func refuse(code string, args ...string) *Refusal { return &Refusal{Code: code, Args: args} }

// Error is for developers and logs.
func (r *Refusal) Error() string {
	text := strings.TrimSpace(r.Code + " " + strings.Join(r.Args, " "))
	if r.Err != nil {
		return fmt.Sprintf("%s: %v", text, r.Err)
	}
	return text
}

// Unwrap gives what the system or the driver said.
func (r *Refusal) Unwrap() error { return r.Err }

// Is compares codes.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}

// explain gives an error of the driver the code that tells people what to do; other errors stay as they are.
func explain(err error, path string) error {
	var refusal *Refusal
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	code := ""
	var e sqlite3.Error
	switch {
	case errors.Is(err, syscall.EROFS):
		code = Unwritable
	case noSpace(err):
		code = Full
	case errors.As(err, &e):
		code = driverCodes[e.Code]
		if e.Code == sqlite3.ErrIoErr && noSpace(e.SystemErrno) {
			code = Full
		}
	}
	if code == "" {
		return err
	}
	return &Refusal{Code: code, Args: []string{path}, Err: err}
}

var driverCodes = map[sqlite3.ErrNo]string{
	sqlite3.ErrFull:     Full,
	sqlite3.ErrCorrupt:  Damaged,
	sqlite3.ErrNotADB:   Foreign,
	sqlite3.ErrReadonly: Unwritable,
}

func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
