package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const logProveLong = `Xuất bằng chứng mà người nhận tự kiểm tra bằng cchc log check, không cần thư mục dữ liệu:

  cchc log prove 120                  sự kiện số 120 có trong sổ (hoặc nêu mã ghi nhận của sự kiện)
  cchc log prove 120-180              các sự kiện từ số 120 đến 180
  cchc log prove --from A --to B      sổ ở điểm đối chiếu B chỉ ghi thêm so với điểm A

Tệp bằng chứng có nguyên nội dung sự kiện. Không nêu --checkpoint thì dùng điểm đối chiếu mới nhất đã lưu. Nếu sổ không còn khớp
điểm đối chiếu được nêu thì không có bằng chứng nào; --evidence ghi ra tệp chứng tỏ khóa của sổ đã ký hai nội dung mâu thuẫn.`

type proveFlags struct {
	folderFlags
	checkpoint, from, to, out, evidence string
	keys                                []string
}

func newLogProve(a *app) *cobra.Command {
	var in proveFlags
	cmd := &cobra.Command{
		Use:   "prove [SỰ_KIỆN]",
		Short: "Xuất bằng chứng cho người khác kiểm tra",
		Long:  logProveLong,
		Example: "  cchc log prove 120 --out su-kien-120.txt --data du-lieu-2026\n" +
			"  cchc log prove --from diem-thang-6.txt --to diem-thang-12.txt --out chi-ghi-them.txt --data du-lieu-2026",
		Args: arity(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (in.from != "" || in.to != "") {
				return missingFlag("--from", "--to")
			}
			return a.withLog(cmd.Context(), &in.folderFlags, in.keys, func(b *logbook) error {
				if len(args) == 1 {
					return a.proveEvent(cmd.Context(), b, &in, args[0])
				}
				return a.proveLink(b, &in)
			})
		},
	}
	in.bindData(cmd)
	flags := cmd.Flags()
	flags.StringVar(&in.checkpoint, "checkpoint", "", "`TỆP` có điểm đối chiếu mà bằng chứng dẫn tới")
	flags.StringVar(&in.from, "from", "", "`TỆP` có điểm đối chiếu trước")
	flags.StringVar(&in.to, "to", "", "`TỆP` có điểm đối chiếu sau")
	flags.StringVar(&in.evidence, "evidence", "", "`TỆP` chứng cứ sẽ ghi khi điểm đối chiếu mâu thuẫn với sổ")
	bindOut(cmd, &in.out)
	bindKeys(cmd, &in.keys)
	cmd.MarkFlagsRequiredTogether("from", "to")
	cmd.MarkFlagsMutuallyExclusive("from", "checkpoint")
	return cmd
}

// logProofJSON is the contract of log prove --json.
type logProofJSON struct {
	Kind   string `json:"kind"`           // event, events or consistency
	First  int64  `json:"first"`          // first event, or the size proved from
	Last   int64  `json:"last"`           // last event, or the size proved to
	Size   int64  `json:"size"`           // events the checkpoint confirms
	Hashes int    `json:"hashes"`         // in the proof
	File   string `json:"file,omitempty"` // written to
	Text   string `json:"text,omitempty"` // the proof itself, where no file was named
}

func (a *app) proved(j logProofJSON, text []byte, out string) error {
	if out != "" {
		if err := replaceFile(out, text); err != nil {
			return err
		}
		j.File = out
		a.note("%s", wording.Message("cli.log_written", out))
	} else {
		j.Text = string(text)
	}
	switch {
	case a.json:
		return a.printPlainJSON(j) // a proof is what was hashed
	case out == "":
		_, err := a.raw().Write(text)
		return err
	}
	return nil
}

var eventRange = regexp.MustCompile(`^([1-9][0-9]{0,17})-([1-9][0-9]{0,17})$`)

func (a *app) proveEvent(ctx context.Context, b *logbook, in *proveFlags, text string) error {
	first, last, err := b.place(ctx, text)
	if err != nil {
		return err
	}
	c, err := a.under(b, in, last)
	if err != nil {
		return err
	}
	leaves, err := b.leaves(ctx, first, last)
	if err != nil {
		return err
	}
	j := logProofJSON{Kind: "event", First: first, Last: last, Size: c.Size}
	if first == last && !eventRange.MatchString(text) {
		p, err := translog.NewProof(b.tree, first-1, leaves[0], c)
		if err != nil {
			return logFailure(err)
		}
		j.Hashes = len(p.Hashes)
		return a.proved(j, p.Text(), in.out)
	}
	p, err := translog.NewBatch(b.tree, first-1, leaves, c)
	if err != nil {
		return logFailure(err)
	}
	j.Kind, j.Hashes = "events", len(p.Peaks)+len(p.After)
	return a.proved(j, p.Text(), in.out)
}

// place finds the events that a text names: a number, two of them, or a key.
func (b *logbook) place(ctx context.Context, text string) (first, last int64, err error) {
	if match := eventRange.FindStringSubmatch(text); match != nil {
		first, _ = strconv.ParseInt(match[1], 10, 64)
		last, _ = strconv.ParseInt(match[2], 10, 64)
		if first > last || last > b.tree.Size() {
			return 0, 0, fail(exitNotFound, "cli.log_no_event", text, strconv.FormatInt(b.tree.Size(), 10))
		}
		return first, last, nil
	}
	seq, _ := strconv.ParseInt(text, 10, 64)
	e, err := b.store.Event(ctx, seq, text)
	if errors.Is(err, store.ErrNotFound) {
		return 0, 0, fail(exitNotFound, "cli.log_no_event", text, strconv.FormatInt(b.tree.Size(), 10))
	}
	if err != nil {
		return 0, 0, storeFailure(err)
	}
	return e.Seq, e.Seq, nil
}

// leaves are the bytes of events that follow one another.
func (b *logbook) leaves(ctx context.Context, first, last int64) (list [][]byte, err error) {
	err = b.store.Leaves(ctx, first-1, func(seq int64, payload []byte) error {
		if seq > last {
			return errEnough
		}
		list = append(list, append([]byte(nil), payload...))
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, storeFailure(err)
	}
	return list, nil
}

var errEnough = errors.New("enough")

// under gives the checkpoint that a proof of an event leads to: the one named, or the newest one kept.
func (a *app) under(b *logbook, in *proveFlags, last int64) (*translog.Signed, error) {
	if in.checkpoint != "" {
		c, err := a.agreed(b, in, in.checkpoint)
		if err == nil && c.Size < last {
			err = fail(exitNotFound, "cli.log_not_covered", strconv.FormatInt(last, 10), strconv.FormatInt(c.Size, 10))
		}
		return c, err
	}
	c := b.last(b.tree.Size())
	if c == nil || c.Size < last {
		return nil, fail(exitNotFound, "cli.log_not_confirmed", strconv.FormatInt(last, 10))
	}
	if err := b.found(); err != nil {
		return nil, err
	}
	return c, nil
}

// agreed reads a checkpoint from a file and makes sure that the log still begins with what it confirms. If the log has
// signed both, evidence of that is written.
func (a *app) agreed(b *logbook, in *proveFlags, path string) (*translog.Signed, error) {
	note, err := checkpointIn(path)
	if err != nil {
		return nil, err
	}
	c, err := b.open(note)
	if err != nil {
		return nil, inFile(path, err)
	}
	if err := b.tree.Agrees(&c.Checkpoint); err != nil {
		return nil, errors.Join(inFile(path, err), a.giveEvidence(b, c, in.evidence))
	}
	return c, nil
}

// giveEvidence writes evidence against a checkpoint signed by the log that its own later checkpoint contradicts, and says
// where none can be given.
func (a *app) giveEvidence(b *logbook, c *translog.Signed, out string) error {
	if out == "" {
		return nil
	}
	e := b.evidence(c)
	if e == nil {
		a.note("%s", wording.Message("cli.log_no_evidence"))
		return nil
	}
	if err := replaceFile(out, e.Text()); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.log_evidence", out))
	return nil
}

// evidence finds a kept checkpoint that contradicts another one by the same key; nil if there is none.
func (b *logbook) evidence(c *translog.Signed) *translog.Conflict {
	for _, kept := range b.kept {
		if kept.Size < c.Size || b.tree.Agrees(&kept.Checkpoint) != nil {
			continue
		}
		if e, err := translog.NewConflict(b.tree, c, kept); err == nil {
			return e
		}
	}
	return nil
}

func (a *app) proveLink(b *logbook, in *proveFlags) error {
	from, err := a.agreed(b, in, in.from)
	if err != nil {
		return err
	}
	to, err := a.agreed(b, in, in.to)
	if err != nil {
		return err
	}
	if from.Size > to.Size {
		return fail(exitUsage, "cli.log_wrong_order", fmt.Sprint(from.Size), fmt.Sprint(to.Size))
	}
	k, err := translog.NewLink(b.tree, from, to)
	if err != nil {
		return logFailure(err)
	}
	return a.proved(logProofJSON{Kind: "consistency", First: from.Size, Last: to.Size, Size: to.Size, Hashes: len(k.Hashes)}, k.Text(), in.out)
}
