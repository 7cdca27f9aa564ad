package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const logLong = `Sổ sự kiện của thư mục dữ liệu chỉ được ghi thêm. Điểm đối chiếu xác nhận sổ có bao nhiêu sự kiện và toàn bộ nội dung của
chúng: ba dòng ngắn với một mã đối chiếu, có chữ ký số, để ghi vào biên bản họp và gửi cho nơi khác giữ.

Ai giữ một điểm đối chiếu thì về sau kiểm tra được, không cần tin nơi giữ sổ: sổ có còn nguyên như lúc đó không, một sự kiện có
trong sổ không.

  cchc log key          tạo khóa ký
  cchc log checkpoint   ký điểm đối chiếu
  cchc log show         xem các điểm đối chiếu đã lưu
  cchc log prove        xuất bằng chứng cho người khác kiểm tra
  cchc log check        kiểm tra tệp nhận được, không cần thư mục dữ liệu
  cchc log cosign       nơi giữ bên ngoài ký xác nhận
  cchc log keep         lưu điểm đối chiếu đã được nơi khác ký xác nhận`

func newLog(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "log",
		Short:   "Sổ sự kiện: điểm đối chiếu, bằng chứng, kiểm tra",
		Long:    logLong,
		Example: "  cchc log checkpoint --out diem.txt --data du-lieu-2026\n  cchc log check diem.txt --key log.pub",
	}
	cmd.AddCommand(newLogKey(a), newLogCheckpoint(a), newLogShow(a), newLogProve(a), newLogCheck(a), newLogCosign(a), newLogKeep(a))
	return group(cmd)
}

// logbook is the log of an open folder: its tree, made anew from the events, whose bytes are all hashed again, and the
// checkpoints the folder keeps, those of one size joined.
type logbook struct {
	store  *store.Store
	origin string
	tree   *translog.Tree
	kept   []*translog.Signed // by size
	keys   []*translog.Key    // the folder's own public keys, and those named
	before []former           // what the log was called before the folder was restored, the latest first
	broken []error            // what is wrong with kept checkpoints
}

// readLog reads the whole log of a folder that lies in dir. An error is what keeps it from being read; a log that has been
// changed gives EventDamaged.
func readLog(ctx context.Context, s *store.Store, dir string, keys []*translog.Key) (*logbook, error) {
	b, err := openLog(ctx, s, dir, keys)
	if err != nil {
		return nil, err
	}
	return b, b.read(ctx, &translog.Tree{})
}

// openLog gives the log of a folder that lies in dir, not read yet.
func openLog(ctx context.Context, s *store.Store, dir string, keys []*translog.Key) (*logbook, error) {
	b := &logbook{store: s}
	province, err := s.Province(ctx)
	if err != nil {
		return nil, storeFailure(err)
	}
	if b.origin, err = translog.Origin(province, s.ID()); err != nil {
		return nil, logFailure(err)
	}
	if err := b.readFormer(ctx, province); err != nil {
		return nil, err
	}
	own, err := publicKeys(filepath.Join(dir, publicKeysFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	b.keys = append(own, keys...)
	return b, nil
}

// read goes on from a tree of the first events to all of them, and opens the checkpoints from there on.
func (b *logbook) read(ctx context.Context, known *translog.Tree) error {
	b.tree, b.kept, b.broken = known, nil, nil
	base := known.Size()
	err := b.store.Leaves(ctx, base, func(_ int64, payload []byte) error {
		b.tree.Append(payload)
		return nil
	})
	if err != nil {
		return storeFailure(err)
	}
	return b.readKept(ctx, base)
}

// readKept opens what the folder keeps of so many events and more.
func (b *logbook) readKept(ctx context.Context, least int64) error {
	list, err := b.store.Checkpoints(ctx, least)
	if err != nil {
		return storeFailure(err)
	}
	for _, k := range list {
		s, err := b.open(k.Note)
		if err == nil && s.Size != k.Size {
			err = &translog.Fault{Code: translog.BadForm, Args: []string{"2", "size"}}
		}
		if err != nil {
			b.broken = append(b.broken, err)
			continue
		}
		last := len(b.kept) - 1
		if last < 0 || b.kept[last].Size != s.Size {
			b.kept = append(b.kept, s)
		} else if both, err := translog.Merge(b.kept[last], s); err != nil {
			b.broken = append(b.broken, err)
		} else {
			b.kept[last] = both
		}
	}
	return nil
}

// open reads a signed checkpoint of this log, or of what it was called before as far as that was kept. If a public key of that
// name is known, its signature is demanded.
func (b *logbook) open(note []byte) (*translog.Signed, error) {
	s, err := translog.OpenNote(note, b.keys...)
	if err != nil {
		return nil, err
	}
	if err := b.named(s); err != nil {
		return nil, err
	}
	if s.ByLog() == nil && slices.ContainsFunc(b.keys, func(k *translog.Key) bool { return !k.Holder && k.Name() == s.Origin }) {
		return nil, &translog.Fault{Code: translog.Unsigned, Args: []string{s.Origin}}
	}
	return s, nil
}

// ours tells whether a key is one of this log.
func (b *logbook) ours(k *translog.Key) bool { return !k.Holder && k.Name() == b.origin }

// faults are what is wrong between the tree and the checkpoints kept.
func (b *logbook) faults() []error {
	list := slices.Clone(b.broken)
	for _, s := range b.kept {
		if err := b.tree.Agrees(&s.Checkpoint); err != nil {
			list = append(list, err)
		}
	}
	return list
}

// last is the kept checkpoint of the largest size that is not larger than most, nil if there is none.
func (b *logbook) last(most int64) *translog.Signed {
	for _, s := range slices.Backward(b.kept) {
		if s.Size <= most {
			return s
		}
	}
	return nil
}

// covering is the kept checkpoint of the smallest size that is at least so large, nil if there is none: what is proved under it
// stays the same however the log goes on.
func (b *logbook) covering(least int64) *translog.Signed {
	for _, s := range b.kept {
		if s.Size >= least {
			return s
		}
	}
	return nil
}

// held is the size of the largest kept checkpoint that a holder outside has signed as well, as far as the holder's key is
// known; 0 if there is none.
func held(kept []*translog.Signed) int64 {
	for _, s := range slices.Backward(kept) {
		for _, by := range s.By {
			if by.Key.Holder {
				return s.Size
			}
		}
	}
	return 0
}

// logFailure gives the sentence of a fault: what cannot be read is invalid, what does not hold is a finding.
func logFailure(err error) error {
	var f *translog.Fault
	if !errors.As(err, &f) {
		return err
	}
	return &failure{faultExit(f), faultText(f)}
}

func faultExit(f *translog.Fault) int {
	switch f.Code {
	case translog.BadForm, translog.BadKey, translog.BadName, translog.OutOfRange, translog.Empty:
		return exitInvalid
	}
	return exitFindings
}

func faultText(f *translog.Fault) string { return f.Code + ": " + wording.Message(f.Code, f.Args...) }

// readLogFile reads a file that somebody gave.
func readLogFile(path string) ([]byte, error) {
	text, err := verdict.ReadGround(path)
	return text, groundFailure(err)
}

// checkpointIn gives the signed checkpoint of a file: the file's own, or that of a proof.
func checkpointIn(path string) ([]byte, error) {
	note, err := verdict.CheckpointIn(path)
	return note, groundFailure(err)
}

// newHeld reads a checkpoint held: "SIZE:CODE" as it stands on paper, or a file.
func newHeld(text string, keys []*translog.Key) (translog.Held, error) {
	held, err := verdict.NewHeld(text, keys)
	return held, groundFailure(err)
}

// groundFailure makes a failure of what is wrong with a file that somebody gave to check against.
func groundFailure(err error) error {
	var bad *verdict.BadGround
	if !errors.As(err, &bad) {
		return err
	}
	code := exitInvalid
	var f *translog.Fault
	if errors.As(bad, &f) {
		code = faultExit(f)
	}
	return &failure{code, bad.Text()}
}

// inFile says in which file a fault is.
func inFile(path string, err error) error {
	var f *failure
	if errors.As(logFailure(err), &f) {
		return &failure{f.code, path + ": " + f.text}
	}
	return err
}

// checkpointJSON is the contract of a checkpoint.
type checkpointJSON struct {
	Origin  string       `json:"origin"`
	Size    int64        `json:"size"` // events it confirms
	Root    string       `json:"root"` // as in the signed text
	Code    string       `json:"code"` // SIZE:CODE, as it stands on paper
	Signers []signerJSON `json:"signers"`
	Unknown []string     `json:"unknown_signers"` // whose keys were not given, so their signatures were not checked
}

type signerJSON struct {
	Name   string `json:"name"`
	Key    string `json:"key"`            // its public key
	Holder bool   `json:"holder"`         // a holder outside, not the log itself
	Time   string `json:"time,omitempty"` // by the holder's clock
}

func newCheckpointJSON(s *translog.Signed) checkpointJSON {
	j := checkpointJSON{Origin: s.Origin, Size: s.Size, Root: s.Root.String(), Code: printed(&s.Checkpoint), Signers: []signerJSON{},
		Unknown: append([]string{}, s.Unknown...)}
	for _, by := range s.By {
		one := signerJSON{Name: by.Key.Name(), Key: by.Key.String(), Holder: by.Key.Holder}
		if by.Key.Holder {
			one.Time = season.Instant(by.Time * 1000).String()
		}
		j.Signers = append(j.Signers, one)
	}
	return j
}

// printed is a checkpoint as it stands on paper.
func printed(c *translog.Checkpoint) string { return c.Line() }

// signers names who signed, for people: by the log's own name only that it is the log's signature.
func signers(s *translog.Signed) []string {
	var list []string
	for _, by := range s.By {
		if by.Key.Holder {
			list = append(list, wording.Message("cli.log_signed_holder", by.Key.Name(), clockVN(season.Instant(by.Time*1000))))
		} else {
			list = append(list, wording.Message("cli.log_signed_own", by.Key.ID()))
		}
	}
	for _, name := range s.Unknown {
		list = append(list, wording.Message("cli.log_signed_unknown", name))
	}
	return list
}
