package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const logCheckpointLong = `Ký điểm đối chiếu cho toàn bộ sổ sự kiện đến lúc này và in ba dòng để ghi vào biên bản. Trước khi ký, mọi sự kiện được đọc lại
và tính lại mã từ đầu, rồi so với mọi điểm đối chiếu đã lưu và điểm khóa ký lần gần nhất; có một chỗ khác là không ký. Riêng
biên nhận khi nhập tệp được ký sau khi chỉ đọc lại phần ghi thêm từ lần ký trước.

Điểm đối chiếu được lưu trong thư mục dữ liệu; --out ghi thêm ra tệp để gửi đi. Nơi khác giữ thì mới có giá trị: người có khóa và
có quyền với thư mục dữ liệu viết lại được tất cả, trừ điểm đối chiếu ở nơi khác.`

func newLogCheckpoint(a *app) *cobra.Command {
	var in folderFlags
	var out, key string
	cmd := &cobra.Command{
		Use:     "checkpoint",
		Short:   "Ký điểm đối chiếu cho sổ đến lúc này",
		Long:    logCheckpointLong,
		Example: "  cchc log checkpoint --out diem-doi-chieu.txt --data du-lieu-2026",
		Args:    arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := in.open(true)
			if err != nil {
				return err
			}
			signed, err := confirmLog(cmd.Context(), s, in.dir(), logKeyPath(key, in.dir()))
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			return a.handOut(signed, out)
		},
	}
	in.bindData(cmd)
	bindLogKey(cmd, &key, "key")
	bindOut(cmd, &out)
	return cmd
}

func bindLogKey(cmd *cobra.Command, key *string, name string) {
	cmd.Flags().StringVar(key, name, "", "`TỆP` khóa của sổ; mặc định theo biến "+logKeyVariable+", rồi log.key trong thư mục dữ liệu")
}

func bindOut(cmd *cobra.Command, out *string) {
	cmd.Flags().StringVar(out, "out", "", "ghi ra `TỆP`")
}

// confirmLog reads the whole log of a folder again, compares it with all that was confirmed before, and signs.
func confirmLog(ctx context.Context, s *store.Store, dir, keyFile string) (*translog.Signed, error) {
	b, err := readLog(ctx, s, dir, nil)
	if err != nil {
		return nil, err
	}
	return b.confirm(ctx, keyFile)
}

// confirm signs a checkpoint of the whole log that was read.
func (b *logbook) confirm(ctx context.Context, keyFile string) (*translog.Signed, error) {
	secret, memory, err := signing(keyFile)
	if err != nil {
		return nil, err
	}
	defer memory.unlock()
	return b.sign(ctx, secret, memory)
}

// signing gives a private key and what it remembers, locked.
func signing(keyFile string) (*translog.Secret, *memory, error) {
	secret, err := readSecret(keyFile)
	if err != nil {
		return nil, nil, err
	}
	memory, err := remember(keyFile)
	return secret, memory, err
}

// confirmNew reads only what was recorded since the key last signed, hashes it again and signs a checkpoint of the whole log,
// so that a receipt takes as long after a million events as after a thousand. What was signed before is taken from the edges
// beside the key, and only if they come to the root that the key signed: an event changed since cannot get into what is signed
// now, though it is not found here but by reading all. at is the place of an event; the tree can be asked about it and those
// after it.
func confirmNew(ctx context.Context, s *store.Store, dir, keyFile string, at int64) (*translog.Tree, *translog.Signed, error) {
	secret, memory, err := signing(keyFile)
	if err != nil {
		return nil, nil, err
	}
	defer memory.unlock()
	b, err := openLog(ctx, s, dir, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := b.readNew(ctx, memory, at); err != nil {
		return nil, nil, err
	}
	signed, err := b.sign(ctx, secret, memory)
	return b.tree, signed, err
}

// readNew reads the log from an edge on that does not lie behind an event; all of it where no edge comes to what was signed, or
// the log does not reach as far.
func (b *logbook) readNew(ctx context.Context, m *memory, at int64) error {
	last := m.seen.Of(b.origin)
	if last == nil {
		return b.read(ctx, &translog.Tree{})
	}
	if err := b.read(ctx, m.edges(b.origin).Before(min(at-1, last.Last.Size))); err != nil {
		return err
	}
	end, _, err := b.store.Last(ctx)
	if err != nil {
		return storeFailure(err)
	}
	if end < b.tree.Size() || b.tree.Agrees(&last.Last.Checkpoint) != nil {
		return b.read(ctx, &translog.Tree{})
	}
	return nil
}

// sign signs a checkpoint of the log, keeps it, and remembers it beside the key before it is given out.
func (b *logbook) sign(ctx context.Context, secret *translog.Secret, memory *memory) (*translog.Signed, error) {
	if err := b.signable(memory.seen); err != nil {
		return nil, err
	}
	root, err := b.tree.Root(b.tree.Size())
	if err != nil {
		return nil, logFailure(err)
	}
	signed, err := secret.Sign(&translog.Checkpoint{Origin: b.origin, Size: b.tree.Size(), Root: root})
	if err != nil {
		return nil, logFailure(err)
	}
	if err := memory.advance(secret.LogKey(), signed); err != nil {
		return nil, err
	}
	memory.keepEdge(b.origin, b.tree)
	if err := b.store.KeepCheckpoint(ctx, signed.Size, signed.Note); err != nil {
		return nil, storeFailure(err)
	}
	b.keys = append(b.keys, secret.LogKey())
	return signed, nil
}

// signable refuses a log that is not what was confirmed before.
func (b *logbook) signable(seen translog.Seen) error {
	found := b.faults()
	if last := seen.Of(b.origin); last != nil {
		if err := b.tree.Agrees(&last.Last.Checkpoint); err != nil {
			found = append(found, err)
		}
	}
	if b.tree.Size() == 0 {
		return logFailure(&translog.Fault{Code: translog.Empty})
	}
	if len(found) == 0 {
		return nil
	}
	lines := []string{wording.Message("cli.log_not_signed")}
	for _, err := range found {
		lines = append(lines, "  "+logFailure(err).Error())
	}
	return &failure{exitFindings, strings.Join(lines, "\n")}
}

// handOut prints a checkpoint and writes its signed text to a file, if one is named.
func (a *app) handOut(s *translog.Signed, out string) error {
	if out != "" {
		if err := replaceFile(out, s.Note); err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.log_written", out))
	}
	if a.json {
		return a.printJSON(newCheckpointJSON(s))
	}
	a.printCheckpoint(&s.Checkpoint)
	return nil
}

// printCheckpoint prints the three lines for the minutes of a meeting.
func (a *app) printCheckpoint(c *translog.Checkpoint) {
	fmt.Fprintln(a.stdout, wording.Message("cli.log_line_origin", c.Origin))
	fmt.Fprintln(a.stdout, wording.Message("cli.log_line_size", strconv.FormatInt(c.Size, 10)))
	fmt.Fprintln(a.stdout, wording.Message("cli.log_line_code", printed(c)))
}

const logShowLong = `Liệt kê các điểm đối chiếu lưu trong thư mục dữ liệu, ai đã ký, và số sự kiện ghi sau đó chưa được xác nhận. Nêu SỐ sự kiện thì
in ba dòng của điểm đối chiếu đó; --out ghi ra tệp bản có chữ ký.

Chữ ký của nơi giữ bên ngoài chỉ được tính khi có khóa công khai của nơi đó: trong tệp log.pub của thư mục dữ liệu hoặc --key.`

func newLogShow(a *app) *cobra.Command {
	var in folderFlags
	var out string
	var keys []string
	cmd := &cobra.Command{
		Use:     "show [SỐ]",
		Short:   "Các điểm đối chiếu đã lưu",
		Long:    logShowLong,
		Example: "  cchc log show --data du-lieu-2026\n  cchc log show 1250 --out diem.txt --data du-lieu-2026",
		Args:    arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withLog(cmd.Context(), &in, keys, func(b *logbook) error {
				if len(args) == 0 {
					return a.listCheckpoints(b)
				}
				s, err := b.keptOf(args[0])
				if err != nil {
					return err
				}
				return a.handOut(s, out)
			})
		},
	}
	in.bindData(cmd)
	bindKeys(cmd, &keys)
	bindOut(cmd, &out)
	return cmd
}

// withLog opens a folder for reading, with its log.
func (a *app) withLog(ctx context.Context, in *folderFlags, keys []string, do func(*logbook) error) error {
	named, err := namedKeys(keys)
	if err != nil {
		return err
	}
	s, err := in.open(false)
	if err != nil {
		return err
	}
	b, err := readLog(ctx, s, in.dir(), named)
	if err == nil {
		err = do(b)
	}
	return errors.Join(err, s.Close())
}

// keptOf gives a kept checkpoint by its size.
func (b *logbook) keptOf(text string) (*translog.Signed, error) {
	size, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		if s := b.last(size); s != nil && s.Size == size {
			return s, nil
		}
	}
	return nil, fail(exitNotFound, "cli.log_no_size", text)
}

// logJSON is the contract of log show --json.
type logJSON struct {
	Origin      string           `json:"origin"`
	Events      int64            `json:"events"`
	Checkpoints []checkpointJSON `json:"checkpoints"`
	Unsigned    int64            `json:"events_after_last"` // recorded after the last checkpoint
	Window      int64            `json:"events_after_held"` // recorded after the last one that a holder outside has signed
}

func (a *app) listCheckpoints(b *logbook) error {
	j := logJSON{Origin: b.origin, Events: b.tree.Size(), Checkpoints: []checkpointJSON{}}
	for _, s := range b.kept {
		j.Checkpoints = append(j.Checkpoints, newCheckpointJSON(s))
	}
	last := int64(0)
	if s := b.last(b.tree.Size()); s != nil {
		last = s.Size
	}
	j.Unsigned, j.Window = j.Events-last, j.Events-held(b.kept)
	if a.json {
		if err := a.printJSON(j); err != nil {
			return err
		}
	} else {
		a.printLog(b, &j)
	}
	return b.found()
}

func (a *app) printLog(b *logbook, j *logJSON) {
	fmt.Fprintln(a.stdout, wording.Message("cli.log_line_origin", b.origin))
	fmt.Fprintln(a.stdout, wording.Message("cli.log_line_size", strconv.FormatInt(j.Events, 10)))
	if len(b.kept) > 0 {
		t := newTable("Mã đối chiếu", "Chữ ký")
		for _, s := range b.kept {
			t.add(printed(&s.Checkpoint), strings.Join(signers(s), "; "))
		}
		t.write(a.stdout)
	}
	for i := range b.before {
		a.note("%s", b.before[i].tell().text)
	}
	a.note("%s", wording.Message("cli.log_window", strconv.FormatInt(j.Unsigned, 10), strconv.FormatInt(j.Window, 10)))
}

// found is a failure that says what is wrong with the log, nil if nothing is.
func (b *logbook) found() error {
	var lines []string
	for _, err := range b.faults() {
		lines = append(lines, logFailure(err).Error())
	}
	if len(lines) == 0 {
		return nil
	}
	return &failure{exitFindings, strings.Join(lines, "\n")}
}

const logKeepLong = `Lưu vào thư mục dữ liệu một điểm đối chiếu nhận lại từ nơi khác, với các chữ ký xác nhận trên đó. Điểm đối chiếu phải do khóa của
sổ này ký và sổ phải còn khớp với nó.`

func newLogKeep(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "keep TỆP",
		Short:   "Lưu điểm đối chiếu đã được nơi khác ký xác nhận",
		Long:    logKeepLong,
		Example: "  cchc log keep diem-da-ky.txt --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			note, err := checkpointIn(args[0])
			if err != nil {
				return err
			}
			s, err := in.open(true)
			if err != nil {
				return err
			}
			signed, err := keepCheckpoint(cmd.Context(), s, in.dir(), note)
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			a.note("%s", wording.Message("cli.log_kept", args[0]))
			return a.handOut(signed, "")
		},
	}
	in.bindData(cmd)
	return cmd
}

func keepCheckpoint(ctx context.Context, s *store.Store, dir string, note []byte) (*translog.Signed, error) {
	b, err := readLog(ctx, s, dir, nil)
	if err != nil {
		return nil, err
	}
	signed, err := b.open(note)
	if err == nil && signed.ByLog() == nil {
		err = &translog.Fault{Code: translog.Unsigned, Args: []string{signed.Origin}}
	}
	if err == nil {
		err = b.tree.Agrees(&signed.Checkpoint)
	}
	if err != nil {
		return nil, logFailure(err)
	}
	if err := s.KeepCheckpoint(ctx, signed.Size, note); err != nil {
		return nil, storeFailure(err)
	}
	return signed, nil
}
