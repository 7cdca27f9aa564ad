// Package translog keeps the log of events honest towards people who do not trust the one who keeps it: the RFC 6962 tree
// over the leaves, checkpoints of it that are signed, and proofs that are checked without the log.
//
// It knows bytes, hashes and keys. What a leaf says (season.Event), where leaves and checkpoints are kept (internal/store),
// the clock, files and sentences are left to others. It uses golang.org/x/mod/sumdb/tlog and note, and invents no tree and
// no signature of its own:
//
//	checkpoint            C2SP tlog-checkpoint in a C2SP signed-note, Ed25519
//	a holder's signature  C2SP tlog-cosignature (cosignature/v1): made with the holder's time
//	Proof                 C2SP tlog-proof: one event under a checkpoint
//	Batch                 the events of one submission under a checkpoint
//	Link                  one checkpoint is the beginning of another
//	Conflict              evidence that a log signed two histories
//
// A leaf is the canonical bytes of an event (season.Event.Canonical), its hash SHA-256(0x00 ‖ bytes). The origin of a
// folder's log is "cchc/PROVINCE/FOLDER ID", and so is the name of the key that signs it.
//
// # What is found, and by what
//
// Whoever can change every byte of a data folder can change whatever only the folder proves. So the promise has two parts,
// and `cchc verify --database` says for each whether it applied. Found from the folder alone (events, tables, evidence,
// schema, the published sets built into the program, and checkpoints kept beside the events whose key the attacker does
// not have), or only with a checkpoint held elsewhere – a file, a receipt, or its code on signed paper:
//
//	edit              alone    a figure of an event is changed, with every hash and table made anew
//	delete            alone    an event is taken out and the later ones moved up
//	insert            alone    an event is put in between
//	swap              alone    the figures of two units are exchanged
//	reorder           alone    two events change places
//	back-date         alone    an event is given an earlier moment
//	replace evidence  alone    the bytes of a document are replaced
//	replace rule      alone    the criteria set of a period is replaced
//	forged checkpoint alone    a checkpoint with a signature of another key is put in
//	truncate          outside  the last events are taken away, and the checkpoints that cover them
//	rewrite all       outside  any of the above, with the kept checkpoints taken away
//	re-sign           outside  any of the above, signed again with the log's own key
//	rollback          outside  the whole folder is replaced by an older copy
//	split view        outside  two histories, each in good order, are shown to different people
//
// What was recorded after the last checkpoint that someone else holds is the open window: there an insider with the key can
// still do all of this, except to a submission whose receipt was given out. The window is shown by `cchc log show`.
// The attacks are run, with and without the outside checkpoint, by TestAttacks in cmd/cchc.
package translog
