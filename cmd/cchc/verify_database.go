package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/files"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
)

// databaseFlags are those of verify --database: the folder, the checkpoints that whoever checks holds, public keys, and where
// evidence of two histories is written.
type databaseFlags struct {
	folderFlags
	checkpoints, keys []string
	evidence          string
}

func (f *databaseFlags) bind(cmd *cobra.Command) {
	f.bindData(cmd)
	f.bindOutside(cmd)
	cmd.Flags().StringVar(&f.evidence, "evidence", "", "`TỆP` chứng cứ sẽ ghi khi điểm đối chiếu mâu thuẫn")
}

// bindOutside adds the flags of what others hold.
func (f *databaseFlags) bindOutside(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.checkpoints, "checkpoint", nil,
		"điểm đối chiếu giữ ở nơi khác: `TỆP`, hoặc SỐ:MÃ trên biên bản; được nhiều lần")
	bindKeys(cmd, &f.keys)
}

// verifyDatabase reads a whole data folder again and says in two parts what that shows: what follows from the folder alone,
// and what only checkpoints held elsewhere can show; for the second it says whether it applied. Anything wrong is exitFindings.
func verifyDatabase(ctx context.Context, a *app, in *databaseFlags) error {
	keys, err := namedKeys(in.keys)
	if err != nil {
		return err
	}
	v := &verification{}
	s, err := in.open(false)
	if err != nil {
		if !altered(err) {
			return err
		}
		v.alone = append(v.alone, finding{code: failureCode(err), text: err.Error()})
		return a.reportDatabase(v)
	}
	defer s.Close()
	if _, err := a.examine(ctx, v, s, s, in.dir(), keys, in); err != nil {
		return err
	}
	return a.reportDatabase(v)
}

// verifier is what looks at everything a folder or backup keeps.
type verifier interface {
	Verify(ctx context.Context) ([]error, error)
}

// examine looks at all of an open folder or backup that lies in dir, and gives its log; nil where it cannot be read.
func (a *app) examine(ctx context.Context, v *verification, s *store.Store, all verifier, dir string, keys []*translog.Key,
	in *databaseFlags) (*logbook, error) {
	if err := v.folder(ctx, s, all); err != nil {
		return nil, err
	}
	if err := v.sets(ctx, s); err != nil {
		return nil, err
	}
	book, err := readLog(ctx, s, dir, keys)
	if err != nil {
		if !altered(err) {
			return nil, err
		}
		v.unread(in.checkpoints) // the log's own damage is found already
		return nil, nil
	}
	v.kept(book)
	tables, err := book.published(ctx)
	if err != nil {
		return nil, err
	}
	v.alone = append(v.alone, tables...)
	return book, a.outside(ctx, v, book, in)
}

// verification is what verify --database finds.
type verification struct {
	origin        string
	events        int64
	alone, beyond []finding
	outside       []outsideJSON // checkpoints held elsewhere
	backup        bool          // it is a backup that is looked at
	reach         int64         // size of the largest of them that the log agrees with
	checkpoints   int           // kept in the folder
	signed        bool          // a public key of the log is known, so that their signatures were checked
}

// altered tells whether a folder is refused because it is not what it was.
func altered(err error) bool {
	return slices.Contains([]string{store.Rollback, store.OtherFolder, store.Damaged, store.Foreign, store.EventDamaged, store.NoDatabase},
		failureCode(err))
}

// failureCode is the code in front of a store's sentence.
func failureCode(err error) string {
	var f *failure
	if !errors.As(err, &f) {
		return ""
	}
	for i, r := range f.text {
		if r == ':' {
			return f.text[:i]
		}
	}
	return ""
}

// folder lets the store look at everything it keeps.
func (v *verification) folder(ctx context.Context, s *store.Store, all verifier) error {
	faults, err := all.Verify(ctx)
	if err != nil {
		return storeFailure(err)
	}
	v.alone = append(v.alone, keptFaults(faults)...)
	if v.events, _, err = s.Last(ctx); err != nil {
		return storeFailure(err)
	}
	if len(faults) == 0 {
		codes := []string{"cli.verify_pages", "cli.verify_events", "cli.verify_contents", "cli.verify_tables"}
		if s.Outdated() {
			codes = []string{"cli.verify_events", "cli.verify_contents", "cli.backup_outdated"}
		}
		for _, code := range codes {
			v.alone = append(v.alone, finding{true, code, wording.Message(code, strconv.FormatInt(v.events, 10))})
		}
	}
	return nil
}

// keptFaults are the findings of what is wrong with what a folder or backup keeps.
func keptFaults(faults []error) (list []finding) {
	for _, f := range faults {
		code, args := "", []string(nil)
		var folder *store.Refusal
		var evidence *files.Fault
		switch {
		case errors.As(f, &folder):
			code, args = folder.Code, folder.Args
		case errors.As(f, &evidence):
			code, args = evidence.Code, evidence.Args()
		}
		list = append(list, finding{code: code, text: wording.Message(code, args...)})
	}
	return list
}

// sets compares the published sets of the folder with those published with the program.
func (v *verification) sets(ctx context.Context, s *store.Store) error {
	records, err := s.SetRecords(ctx)
	if err != nil {
		return storeFailure(err)
	}
	register, err := builtInRegister()
	if err != nil {
		return err
	}
	same, own, bad := 0, 0, false
	for _, r := range records {
		switch published := register.Publication(r.ID, r.Version); {
		case published == nil:
			own++
		case published.Hash != r.Hash:
			bad = true
			v.alone = append(v.alone, finding{code: "cli.verify_set_differs",
				text: wording.Message("cli.verify_set_differs", r.ID+"@"+r.Version, r.Hash, published.Hash)})
		default:
			same++
		}
	}
	if !bad {
		v.alone = append(v.alone, finding{true, "cli.verify_sets", wording.Message("cli.verify_sets", strconv.Itoa(same), strconv.Itoa(own))})
	}
	return nil
}

// builtInRegister is the register of the sets that are built into the program.
func builtInRegister() (library.Register, error) {
	text, err := fs.ReadFile(rules.Sets(), library.RegisterFile)
	if err != nil {
		return nil, err
	}
	register, found := library.ParseRegister(library.RegisterFile, text)
	if len(found) > 0 {
		return nil, found[0]
	}
	return register, nil
}

// kept compares the tree with the checkpoints that the folder keeps.
func (v *verification) kept(b *logbook) {
	v.origin, v.events = b.origin, b.tree.Size()
	v.signed = slices.ContainsFunc(b.keys, b.ours)
	v.checkpoints = len(b.kept)
	for i := range b.before {
		v.alone = append(v.alone, b.before[i].tell())
	}
	found := b.faults()
	for _, err := range found {
		v.alone = append(v.alone, faultFinding("", err))
	}
	if len(found) > 0 {
		return
	}
	code := "cli.verify_kept"
	switch {
	case len(b.kept) == 0:
		code = "cli.verify_kept_none"
	case !v.signed:
		code = "cli.verify_kept_unsigned"
	}
	v.alone = append(v.alone, finding{true, code, wording.Message(code, strconv.Itoa(len(b.kept)))})
}

func faultFinding(where string, err error) finding {
	var f *translog.Fault
	if !errors.As(err, &f) {
		return finding{code: "cli.failed", text: wording.Message("cli.failed", err.Error())}
	}
	if where != "" {
		where += ": "
	}
	return finding{code: f.Code, text: where + wording.Message(f.Code, f.Args...)}
}

// outsideJSON is a checkpoint held elsewhere, as it was given.
type outsideJSON struct {
	Given string `json:"given"` // file, or SIZE:CODE
	Size  int64  `json:"size"`
	OK    bool   `json:"ok"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// outside compares the log with the checkpoints held elsewhere.
func (a *app) outside(ctx context.Context, v *verification, b *logbook, in *databaseFlags) error {
	for _, given := range in.checkpoints {
		held, err := newHeld(given, nil)
		if err != nil {
			return err
		}
		found := b.agrees(&held)
		if found.ok && held.Paper == nil {
			found = b.contains(ctx, given, found)
		}
		v.outside = append(v.outside, outsideJSON{given, held.Size(), found.ok, found.code, found.text})
		v.beyond = append(v.beyond, found)
		if found.ok {
			v.reach = max(v.reach, held.Size())
		} else if err := a.accuse(b, held.Signed, in.evidence); err != nil {
			return err
		}
	}
	return nil
}

// accuse writes evidence where a checkpoint that the log has signed is contradicted by another one that it has signed.
func (a *app) accuse(b *logbook, held *translog.Signed, out string) error {
	if held == nil {
		return nil
	}
	signed, err := b.open(held.Note)
	if err != nil || b.tree.Agrees(&signed.Checkpoint) == nil {
		return nil
	}
	return a.giveEvidence(b, signed, out)
}

// unread names the checkpoints that cannot be compared with a log that cannot be read.
func (v *verification) unread(given []string) {
	for _, name := range given {
		text := wording.Message("cli.verify_unread", name)
		v.outside = append(v.outside, outsideJSON{Given: name, Code: "cli.verify_unread", Text: text})
		v.beyond = append(v.beyond, finding{code: "cli.verify_unread", text: text})
	}
}

// agrees compares the log with one checkpoint held elsewhere: the log is not shorter, and begins with the same history.
func (b *logbook) agrees(held *translog.Held) finding {
	if held.Signed != nil {
		signed, err := b.open(held.Signed.Note)
		if err == nil {
			err = b.tree.Agrees(&signed.Checkpoint)
		}
		if err != nil {
			return faultFinding(held.Name, err)
		}
		code := "cli.verify_outside"
		if signed.ByLog() == nil {
			code = "cli.verify_outside_unsigned"
		}
		return finding{true, code, wording.Message(code, held.Name, printed(&signed.Checkpoint))}
	}
	root, err := b.tree.Root(held.Paper.Size)
	if err != nil {
		return faultFinding(held.Name, err)
	}
	for _, origin := range b.origins(held.Paper.Size) {
		then := &translog.Checkpoint{Origin: origin, Size: held.Paper.Size, Root: root}
		if held.Paper.Of(then) {
			return finding{true, "cli.verify_outside", wording.Message("cli.verify_outside", held.Name, printed(then))}
		}
	}
	now := &translog.Checkpoint{Origin: b.origin, Size: held.Paper.Size, Root: root}
	return faultFinding(held.Name, &translog.Fault{Code: translog.Fork, Args: []string{strconv.FormatInt(now.Size, 10), held.Name, printed(now)}})
}

// contains makes sure that the events of a receipt or proof are those of the log.
func (b *logbook) contains(ctx context.Context, path string, found finding) finding {
	text, err := readLogFile(path)
	if err != nil {
		return faultFinding(path, err)
	}
	f, err := translog.Parse(text)
	if err != nil {
		return faultFinding(path, err)
	}
	first, leaves := int64(0), [][]byte(nil)
	switch {
	case f.Proof != nil && len(f.Proof.Leaf) > 0:
		first, leaves = f.Proof.Index, [][]byte{f.Proof.Leaf}
	case f.Batch != nil:
		first, leaves = f.Batch.First, f.Batch.Leaves
	default:
		return found
	}
	have, err := b.leaves(ctx, first+1, first+int64(len(leaves)))
	if err != nil {
		return faultFinding(path, err)
	}
	for i, leaf := range leaves {
		if i >= len(have) || string(have[i]) != string(leaf) {
			seq := strconv.FormatInt(first+int64(i)+1, 10)
			return finding{code: "cli.verify_event_differs", text: wording.Message("cli.verify_event_differs", path, seq)}
		}
	}
	return found
}

// databaseJSON is the contract of verify --database --json.
type databaseJSON struct {
	OK      bool             `json:"ok"`
	Origin  string           `json:"origin,omitempty"`
	Events  int64            `json:"events"`
	Alone   []checkLineJSON  `json:"folder_alone"`
	Kept    int              `json:"kept_checkpoints"`
	Signed  bool             `json:"kept_signatures_checked"`
	Outside outsidePartsJSON `json:"outside"`
}

type outsidePartsJSON struct {
	Applied     bool          `json:"applied"` // whether any checkpoint held elsewhere was given
	Checkpoints []outsideJSON `json:"checkpoints"`
	Covered     int64         `json:"events_covered"` // by the largest that agrees
}

func (a *app) reportDatabase(v *verification) error {
	if a.json {
		if err := a.printJSON(v.contract()); err != nil {
			return err
		}
	} else {
		a.printVerification(v)
	}
	if v.right() {
		return nil
	}
	return fail(exitFindings, "cli.verify_bad")
}

// right tells whether nothing is wrong.
func (v *verification) right() bool { return right(v.alone) && right(v.beyond) }

func (v *verification) contract() databaseJSON {
	return databaseJSON{OK: v.right(), Origin: v.origin, Events: v.events, Alone: checkLines(v.alone), Kept: v.checkpoints, Signed: v.signed,
		Outside: outsidePartsJSON{len(v.outside) > 0, append([]outsideJSON{}, v.outside...), v.reach}}
}

// shownFindings is how many findings of one part are printed.
const shownFindings = 30

func (a *app) printVerification(v *verification) {
	part := func(head string, list []finding) {
		fmt.Fprintln(a.stdout, wording.Message(head))
		for i, f := range list {
			if i == shownFindings {
				fmt.Fprintln(a.stdout, "  "+wording.Message("cli.verify_more", strconv.Itoa(len(list)-i)))
				break
			}
			fmt.Fprintln(a.stdout, wrap("  "+f.line(), 4))
		}
	}
	alone, without := "cli.verify_alone", "cli.verify_not_applied"
	if v.backup {
		alone, without = "cli.backup_alone", "cli.backup_not_applied"
	}
	part(alone, v.alone)
	part("cli.verify_outside_head", v.beyond)
	say := func(code string, args ...string) {
		fmt.Fprintln(a.stdout, wrap("  "+wording.Message(code, args...), 2))
	}
	switch {
	case len(v.outside) == 0:
		say(without)
	case right(v.beyond):
		say("cli.verify_applied", strconv.FormatInt(v.reach, 10), strconv.FormatInt(v.events-v.reach, 10))
	}
}
