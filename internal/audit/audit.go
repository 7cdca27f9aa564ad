// Package audit knows the receipt of a run (tệp kiểm chứng của lần chấm điểm): one file that holds everything a run
// was computed from and what came out, or all that the run says of one unit; how it is read, and how it is verified by
// somebody who has nothing but the file and this program. FORMAT.md describes the file for a second implementation.
//
// A verification computes again: it scores every case with the engine and compares bytes, and where they differ it names
// the first line that does. It says what it looked at and what it did not. Codes stand for sentences, which are
// internal/wording's. The package reads no file and no clock and asks nobody; where receipts are kept, and the log that
// runs stand in, are for others.
package audit

import (
	"cchc/internal/audit/translog"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// Verdict is what a verification comes to.
type Verdict string

// The verdicts.
const (
	Identical  Verdict = "identical"  // everything that was computed again is the same, to the byte
	Unjoined   Verdict = "unjoined"   // so it is, but no checkpoint held could be compared with the file's
	Differs    Verdict = "differs"    // something is not; First says what
	Unreadable Verdict = "unreadable" // the file is damaged, no receipt, or one this program cannot compute; Fault says why
)

// State is what became of one check.
type State string

// The states of checks.
const (
	Passed  State = "passed"
	Failed  State = "failed"
	Skipped State = "skipped" // something it rests on failed, or the run names nothing to check it against
)

// Check is one thing that was looked at: a code with arguments.
type Check struct {
	Code  string
	Args  []string
	State State
}

// The codes of checks, in the order in which they are made.
const (
	CheckFile      = "audit.check.file"      // args: number of parts, bytes
	CheckEvent     = "audit.check.event"     // args: run, digest
	CheckParts     = "audit.check.parts"     // the parts are those the run names, each once, in order
	CheckSets      = "audit.check.sets"      // args: number of sets
	CheckLabels    = "audit.check.labels"    // demo and reference labels
	CheckCases     = "audit.check.cases"     // args: number of units
	CheckFacts     = "audit.check.facts"     // args: number of facts, of decisions
	CheckDues      = "audit.check.dues"      // args: number of dues
	CheckScores    = "audit.check.scores"    // args: number of units, of ledger lines
	CheckRanks     = "audit.check.ranks"     // ranks, classes
	CheckRollups   = "audit.check.rollups"   // args: number of aggregated inputs, of parts
	CheckProvince  = "audit.check.province"  // args: number of ledger lines
	CheckRoots     = "audit.check.roots"     // args: number of leaves
	CheckInclusion = "audit.check.inclusion" // the run's root is over the unit's case and result
	CheckLog       = "audit.check.log"       // args: number of the run's event, checkpoint it is under
	CheckSigned    = "audit.check.signed"    // args: log, key id
	CheckCosigned  = "audit.check.cosigned"  // args: holder, checkpoint
	CheckHeld      = "audit.check.held"      // args: checkpoint held
	CheckLinked    = "audit.check.linked"    // args: checkpoint held, the one in the file
	CheckTable     = "audit.check.table"     // the table that was announced
)

// CheckCodes lists the codes of checks.
func CheckCodes() []string {
	return []string{CheckFile, CheckEvent, CheckParts, CheckSets, CheckLabels, CheckCases, CheckFacts, CheckDues, CheckScores,
		CheckRanks, CheckRollups, CheckProvince, CheckRoots, CheckInclusion, CheckLog, CheckSigned, CheckCosigned, CheckHeld, CheckLinked,
		CheckTable}
}

// Note is something that was not checked, with the reason: a code with arguments.
type Note struct {
	Code string
	Args []string
}

// The codes of what is not checked.
const (
	OpenAnchor      = "audit.open.anchor"       // that the run is the one recorded: its digest has to be compared; args: digest
	OpenNoProof     = "audit.open.no_proof"     // the file does not show that the run stands in the log
	OpenUnsigned    = "audit.open.unsigned"     // the signature of the log's checkpoint, whose key is not at hand; args: log
	OpenNotCosigned = "audit.open.not_cosigned" // a holder whose key is at hand has not signed the checkpoint; args: holder, it
	OpenAct         = "audit.open.act"          // the decision that the table names; args: its number, date, signer, authority
	OpenTableName   = "audit.open.table_name"   // the unit's name in the table, where the file has the code alone; args: code, name
	OpenTableNotes  = "audit.open.table_notes"  // remarks of the table that a unit's part cannot confirm; args: they
	OpenTableLog    = "audit.open.table_log"    // the checkpoint that the table names; args: it
	OpenHeld        = "audit.open.held"         // a checkpoint held is of another size; args: it, the one in the file
	OpenLog         = "audit.open.log"          // that the snapshots are what the log comes to; args: number of the last event
	OpenTruth       = "audit.open.truth"        // that figures are true and documents as described
	OpenPrior       = "audit.open.prior"        // figures of the previous period; args: number
	OpenOldDues     = "audit.open.old_dues"     // the run does not name occasions
	OpenOldRoots    = "audit.open.old_roots"    // the run names no root
	OpenOldDemo     = "audit.open.old_demo"     // the run does not say whether it is a demo
	OpenVersions    = "audit.open.versions"     // args: program, Go: told, not proved
	OpenBinary      = "audit.open.binary"       // args: SHA-256 of the program that scored: told, not proved
	OpenRank        = "audit.open.rank"         // the rank is the run's word
	OpenUnitFacts   = "audit.open.unit_facts"   // facts and dues against the snapshots of all units
	OpenReferences  = "audit.open.references"   // the values of other units are the run's word
	OpenOthers      = "audit.open.other_units"  // other units
	OpenSummed      = "audit.open.summed_units" // other units, of which the province's part holds the figures that are added up
)

// OpenCodes lists the codes of what is not checked.
func OpenCodes() []string {
	return []string{OpenAnchor, OpenNoProof, OpenUnsigned, OpenNotCosigned, OpenAct, OpenTableName, OpenTableNotes, OpenTableLog, OpenHeld, OpenLog, OpenTruth, OpenPrior, OpenOldDues, OpenOldRoots, OpenOldDemo, OpenVersions, OpenBinary,
		OpenRank, OpenUnitFacts, OpenReferences, OpenOthers, OpenSummed}
}

// Report is what a verification found.
type Report struct {
	Verdict Verdict
	File    *File         // nil where it could not be read
	Event   *season.Event // of the run; nil where it could not be read
	Run     *season.Run
	Digest  string // of the run's event: what people compare with what they hold
	Checks  []Check
	First   *Divergence      // where Verdict is Differs
	Fault   *Fault           // where it is Unreadable
	Open    []Note           // what was not checked
	Claims  []Claim          // what came out, for a receipt of one unit
	Log     *translog.Signed // the checkpoint that the run stands under, if the file proves one

	sets  []*form.Set
	units *seeds.Units
}

// Claim is an outcome of the one unit of a receipt as the receipt has it: exact numbers as fractions.
type Claim struct{ Points, Applied, Index, Rank, Class string }

// Set gives the set of an id that the receipt holds; nil if it holds none.
func (r *Report) Set(id string) *form.Set {
	for _, s := range r.sets {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Sets are the sets that the receipt holds, in the order of the run's scopes.
func (r *Report) Sets() []*form.Set { return r.sets }

// UnitName gives the name of a unit; its code where the receipt holds no names.
func (r *Report) UnitName(code string) string {
	if r.units != nil {
		if u, ok := r.units.ByCode(code); ok {
			return u.Name
		}
	}
	return code
}

// pass notes a check that found nothing.
func (r *Report) pass(code string, args ...string) {
	r.Checks = append(r.Checks, Check{code, args, Passed})
}

// skip notes checks that could not be made.
func (r *Report) skip(codes ...string) {
	for _, code := range codes {
		r.Checks = append(r.Checks, Check{code, nil, Skipped})
	}
}

// differ notes a check that found a difference; the first of all stays.
func (r *Report) differ(code string, d *Divergence) {
	r.Checks = append(r.Checks, Check{code, nil, Failed})
	if r.First == nil {
		d.Check = code
		r.First, r.Verdict = d, Differs
	}
}

// judge notes a check as passed where nothing differs.
func (r *Report) judge(code string, d *Divergence, args ...string) {
	if d != nil {
		r.differ(code, d)
		return
	}
	r.pass(code, args...)
}

// open notes what was not checked.
func (r *Report) open(code string, args ...string) { r.Open = append(r.Open, Note{code, args}) }
