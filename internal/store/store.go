// Package store keeps the year in a data folder: an append-only log of events, tables projected from it, contents by
// their hash, and runs, all in one SQLite file beside the evidence (internal/files):
//
//	cchc.db      the database; with -wal and -shm while in use
//	cchc.lock    what marks the folder as ours, and the lock of the one process that may write
//	files/       evidence
//
// It knows how to keep and find; it decides nothing. Whether an event is admitted, what a year is and what it scores
// to is said by internal/season and engine; sentences for people by internal/wording. Backups are made by
// [Store.BackUp], also while others write, and put back by [Backup.Restore]: a copy of cchc.db alone is refused.
//
// An event that was acknowledged survives a killed process and a power cut: one writer, immediate transactions, WAL
// with synchronous FULL, evidence synced before the row that names it. The tests hold that in a short form on every run
// (20 killed writers, space running out, descriptors lost); the long forms are
//
//	go test ./internal/store -run TestKilledWriters -cycles 1000 -timeout 60m -v
//	go test ./internal/store -run TestFaults -faults all -timeout 60m -v
//
// The second needs strace and the right to trace; it fails or kills each system call on the folder in turn. With
// -faults fsync,renameat,ftruncate,flock it takes less than a minute.
package store
