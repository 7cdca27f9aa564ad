package translog

import "strings"

// Codes of faults. Each has a Vietnamese sentence at the edge; its arguments stand beside it.
const (
	BadForm      = "log.bad_form"      // line, what should stand there
	BadKey       = "log.bad_key"       // not a key in the form of a signed note
	BadName      = "log.bad_name"      // name: empty, or with a blank or "+" in it
	BadSignature = "log.bad_signature" // signer: the signature of a known key is not that key's
	Unsigned     = "log.unsigned"      // origin: no signature of a known key of the log
	OtherLog     = "log.other_log"     // found, wanted origin
	Shorter      = "log.shorter"       // size of the log, size that was confirmed
	Fork         = "log.fork"          // size, code confirmed, code found: another history at that size
	NoProof      = "log.no_proof"      // from, to: two sizes that nothing connects
	BadProof     = "log.bad_proof"     // from, to: the hashes do not lead from one checkpoint to the other
	NotIncluded  = "log.not_included"  // place of the event, size: the hashes do not lead to the checkpoint
	OutOfRange   = "log.out_of_range"  // place, size
	NoConflict   = "log.no_conflict"   // the two checkpoints of an evidence file go together
	Lost         = "log.lost"          // size confirmed, origin, events kept of it, event that says so: the rest was lost in a restoration
	Empty        = "log.empty"         // a log without events is not confirmed
)

// Codes lists every code a Fault may carry.
func Codes() []string {
	return []string{BadForm, BadKey, BadName, BadSignature, Unsigned, OtherLog, Shorter, Fork, NoProof, BadProof, NotIncluded,
		OutOfRange, NoConflict, Lost, Empty}
}

// Fault is an error with a stable code. Two faults are the same to errors.Is when their codes are.
type Fault struct {
	Code string
	Args []string
}

func fault(code string, args ...string) *Fault { return &Fault{Code: code, Args: args} }

// Error is for developers and logs.
func (f *Fault) Error() string { return strings.TrimSpace(f.Code + " " + strings.Join(f.Args, " ")) }

// Is compares codes.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault)
	return ok && other.Code == f.Code
}
