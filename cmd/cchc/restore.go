package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const restoreLong = `Khôi phục thư mục dữ liệu từ một bản sao lưu. Bản sao lưu được kiểm tra trước như cchc backup check; thư mục khôi phục được kiểm
tra lại rồi mới mang tên đã nêu. THƯ_MỤC phải chưa có hoặc trống: thư mục hỏng thì chuyển đi trước, không bị ghi đè.

Bản sao lưu cũ hơn những gì đã xác nhận thì không được khôi phục. Nêu mọi thứ cho biết sổ đã dài đến đâu:

  --checkpoint    điểm đối chiếu, biên nhận giữ ở nơi khác: tệp, hoặc SỐ:MÃ trên biên bản
  --log-key       khóa ký của sổ: so với điểm khóa ký lần gần nhất (tệp .seen cạnh khóa)
  --damaged       thư mục hỏng đã chuyển đi: so với số sự kiện ghi trong cchc.lock và khóa ký trong đó

Khi thật sự không còn bản nào mới hơn, --lost "lý do" cho khôi phục bản cũ. Việc mất được ghi vào sổ thành một sự kiện, mọi lần
kiểm tra về sau đều nêu. Từ đó sổ mang tên khác và cần khóa ký mới, để không ai nhầm với những gì sổ cũ đã xác nhận. Bản sao lưu
có nội dung KHÁC điều đã xác nhận (không chỉ ngắn hơn) thì không bao giờ được khôi phục.`

type restoreFlags struct {
	databaseFlags
	logKey, damaged, lost, by string
}

func newRestore(a *app) *cobra.Command {
	var in restoreFlags
	cmd := &cobra.Command{
		Use:   "restore BẢN_SAO_LƯU THƯ_MỤC",
		Short: "Khôi phục thư mục dữ liệu từ bản sao lưu",
		Long:  restoreLong,
		Example: "  cchc restore /media/usb/sao-luu-2026-06-30 du-lieu-2026 --checkpoint diem-doi-chieu.txt\n" +
			"  cchc restore /media/usb/sao-luu-2026-06-30 du-lieu-2026 --damaged du-lieu-2026.cu",
		Args: arity(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("lost") && strings.TrimSpace(in.lost) == "" {
				return fail(exitUsage, "cli.lost_empty")
			}
			if err := store.Vacant(args[1]); err != nil {
				return storeFailure(err)
			}
			b, err := store.OpenBackup(cmd.Context(), args[0])
			if err != nil {
				return storeFailure(err)
			}
			err = a.restore(cmd.Context(), b, &in, args[1])
			return errors.Join(err, b.Close())
		},
	}
	in.bindOutside(cmd)
	bindLogKey(cmd, &in.logKey, "log-key")
	cmd.Flags().StringVar(&in.damaged, "damaged", "", "`THƯ_MỤC` dữ liệu hỏng đã chuyển đi, để so")
	cmd.Flags().StringVar(&in.lost, "lost", "", "`LÝ_DO` không còn bản sao lưu mới hơn: khôi phục dù mất sự kiện, và ghi việc đó vào sổ")
	bindBy(cmd, &in.by)
	return cmd
}

func (a *app) restore(ctx context.Context, b *store.Backup, in *restoreFlags, dir string) error {
	v, book, err := a.examineBackup(ctx, b, &in.databaseFlags)
	if err != nil {
		return err
	}
	if book == nil || !right(v.alone) {
		return &failure{exitFindings, wrongs("cli.restore_bad", slices.Concat(v.alone, v.beyond))}
	}
	known, err := in.reach(book, v)
	if err != nil {
		return err
	}
	if err := known.admit(in.lost != ""); err != nil {
		return err
	}
	r := &restoring{backup: b, flags: in, known: known}
	if err := b.Restore(ctx, dir, store.RestoreOptions{Anew: in.lost != "", Finish: r.finish}); err != nil {
		return storeFailure(err)
	}
	return a.reportRestored(r, dir)
}

// reach is how far the log is known to have come.
type reach struct {
	held   int64 // events of the backup
	size   int64 // events the log has had, at least
	root   string
	from   []finding // what the backup was compared with
	shorts []finding // those that it is shorter than
}

// longer notes that something shows a log of so many events.
func (r *reach) longer(size int64, root string, f finding) {
	r.shorts = append(r.shorts, f)
	if size > r.size || size == r.size && r.root == "" {
		r.size, r.root = size, root
	}
}

// reach compares the backup with all that shows how far the log had come: what was given, what its key remembers, and what a
// damaged folder says of itself.
func (in *restoreFlags) reach(book *logbook, v *verification) (*reach, error) {
	r := &reach{held: book.tree.Size(), size: book.tree.Size()}
	for i, o := range v.outside {
		r.compare(book, v.beyond[i], o.Size, in.checkpoints[i])
	}
	keys := []string{logKeyPath(in.logKey, in.damaged)}
	if in.damaged != "" {
		if err := r.damaged(book, in.damaged); err != nil {
			return nil, err
		}
		keys = append(keys, filepath.Join(in.damaged, logKeyFile))
	}
	for _, key := range slices.Compact(keys) {
		if err := r.remembered(book, key); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// compare takes in what was found of a checkpoint that was given.
func (r *reach) compare(book *logbook, f finding, size int64, given string) {
	r.from = append(r.from, f)
	if f.code != translog.Shorter {
		return
	}
	root := ""
	if held, err := newHeld(given, book.keys); err == nil && held.Signed != nil {
		root = held.Signed.Root.String()
	}
	r.longer(size, root, f)
}

// remembered compares the backup with the last checkpoint that a key signed.
func (r *reach) remembered(book *logbook, key string) error {
	text, err := readLogFile(key + ".seen")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	seen, err := translog.ParseSeen(text)
	if err != nil {
		return inFile(key+".seen", err)
	}
	last := seen.Of(book.origin)
	if last == nil {
		return nil
	}
	f := book.agrees(&translog.Held{Name: wording.Message("cli.restore_key", key), Signed: last.Last})
	r.from = append(r.from, f)
	if f.code == translog.Shorter {
		r.longer(last.Last.Size, last.Last.Root.String(), f)
	}
	return nil
}

// damaged compares the backup with the number of events that the marker of a damaged folder says it has held.
func (r *reach) damaged(book *logbook, dir string) error {
	id, events, err := store.Marked(dir)
	if err != nil {
		return storeFailure(err)
	}
	if id != book.store.ID() {
		return fail(exitConflict, "cli.restore_other", dir)
	}
	f := finding{true, "cli.restore_noted", wording.Message("cli.restore_noted", dir, strconv.FormatInt(events, 10))}
	r.from = append(r.from, f)
	if events > r.held {
		f.ok = false
		r.longer(events, "", f)
	}
	return nil
}

// admit refuses a backup that is other than what was confirmed, and one that lacks events unless that is accepted.
func (r *reach) admit(accepted bool) error {
	for _, f := range r.from {
		if !f.ok && f.code != translog.Shorter {
			return &failure{exitFindings, wrongs("cli.restore_bad", r.from)}
		}
	}
	if len(r.shorts) == 0 || accepted {
		return nil
	}
	lines := []string{wording.Message("cli.restore_old", strconv.FormatInt(r.held, 10), strconv.FormatInt(r.size, 10), strconv.FormatInt(r.size-r.held, 10))}
	for _, f := range r.shorts {
		lines = append(lines, wrap("  "+f.line(), 4))
	}
	return &failure{exitConflict, strings.Join(append(lines, wrap(wording.Message("cli.restore_old_advice"), 0)), "\n")}
}

// restoring is a folder being made of a backup.
type restoring struct {
	backup *store.Backup
	flags  *restoreFlags
	known  *reach
	origin string // name of the log of the folder that was made
	event  int64  // that says what was lost; 0 if nothing was
}

// finish records what was lost, and reads the whole folder again before it gets its place.
func (r *restoring) finish(ctx context.Context, dir string) error {
	s, err := openFolder(dir, true)
	if err != nil {
		return err
	}
	err = r.complete(ctx, s, dir)
	return errors.Join(err, s.Close())
}

func (r *restoring) complete(ctx context.Context, s *store.Store, dir string) error {
	if r.flags.lost != "" {
		body := &season.Restoration{Folder: r.backup.Manifest.Folder, Kept: r.known.held, Known: r.known.size, Root: r.known.root}
		events, err := s.Append(ctx, []season.Draft{{Key: season.RestorationKey(s.ID()), Kind: body.Kind(), Actor: r.flags.by, Reason: r.flags.lost,
			Happened: dayNone, Body: body}})
		if err != nil {
			return storeFailure(err)
		}
		r.event = events[0].Seq
	}
	v := &verification{}
	a := &app{}
	book, err := a.examine(ctx, v, s, s, dir, nil, &databaseFlags{})
	if err != nil {
		return err
	}
	if book == nil || !right(v.alone) {
		return &failure{exitFindings, wrongs("cli.restore_spoilt", v.alone)}
	}
	r.origin = book.origin
	return nil
}

// restoreJSON is the contract of restore --json.
type restoreJSON struct {
	Data     string    `json:"data"`
	Backup   string    `json:"backup"`
	Origin   string    `json:"origin"` // name of the log from now on
	Events   int64     `json:"events"` // of the backup
	Last     string    `json:"last"`   // when the last of them was recorded
	Compared int       `json:"compared"`
	Lost     *lossJSON `json:"lost,omitempty"`
}

// lossJSON says what the restored folder lacks.
type lossJSON struct {
	Event  int64  `json:"event"`  // that records it
	Known  int64  `json:"known"`  // events the log is known to have had
	Lost   int64  `json:"lost"`   // of them, at least
	Former string `json:"former"` // name the log had
	Reason string `json:"reason"`
}

func (a *app) reportRestored(r *restoring, dir string) error {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	m := &r.backup.Manifest
	a.note("%s", wording.Message("cli.restore_done", dir, number(m.Events), clockVN(m.Last)))
	switch lost := r.known.size - r.known.held; {
	case r.event > 0 && lost > 0:
		a.note("%s", wording.Message("cli.restore_lost", number(lost), number(r.known.held+1), number(r.known.size), number(r.event), r.origin))
	case r.event > 0:
		a.note("%s", wording.Message("cli.restore_no_loss"))
		a.note("%s", wording.Message("cli.restore_lost_none", number(r.event), r.origin))
	case len(r.known.from) == 0:
		a.note("%s", wording.Message("cli.restore_alone"))
	default:
		a.note("%s", wording.Message("cli.restore_compared", strconv.Itoa(len(r.known.from))))
	}
	a.note("%s", wording.Message("cli.restore_unknown"))
	j := restoreJSON{Data: dir, Backup: r.backup.Dir(), Origin: r.origin, Events: m.Events, Last: m.Last.String(), Compared: len(r.known.from)}
	if r.event > 0 {
		former, err := translog.Origin(m.Province, m.Folder)
		if err != nil {
			return logFailure(err)
		}
		j.Lost = &lossJSON{r.event, r.known.size, r.known.size - r.known.held, former, r.flags.lost}
	}
	if a.json {
		return a.printJSON(j)
	}
	fmt.Fprintln(a.stdout, wording.Message("cli.backup_line_folder", r.origin))
	fmt.Fprintln(a.stdout, wording.Message("cli.backup_line_events", number(m.Events), clockVN(m.Last)))
	return nil
}
