package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/files"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const backupLong = `Sao lưu cả thư mục dữ liệu vào một thư mục mới: cơ sở dữ liệu, tài liệu kiểm chứng, khóa công khai, và tệp cchc.backup kê khai mã
của từng tệp cùng điểm đối chiếu của sổ. Sao lưu được cả khi đang có người ghi: bản sao lưu có mọi sự kiện đã nhận trước lúc
chạy lệnh. Nó được đọc lại toàn bộ trước khi mang tên đã nêu; bị ngắt giữa chừng thì không có thư mục nào mang tên đó.

  cchc backup check THƯ_MỤC    kiểm tra một bản sao lưu
  cchc restore                 khôi phục

Khóa ký của sổ (log.key) không nằm trong bản sao lưu. Chép riêng tệp cchc.db không phải là sao lưu.`

func newBackup(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "backup THƯ_MỤC_MỚI",
		Short:   "Sao lưu thư mục dữ liệu",
		Long:    backupLong,
		Example: "  cchc backup /media/usb/sao-luu-2026-06-30 --data du-lieu-2026\n  cchc backup check /media/usb/sao-luu-2026-06-30",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			m, err := a.backUp(cmd.Context(), s, args[0])
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			a.note("%s", wording.Message("cli.backup_done", args[0]))
			return a.reportManifest(m, args[0])
		},
	}
	in.bindData(cmd)
	cmd.AddCommand(newBackupCheck(a))
	return cmd
}

func (a *app) backUp(ctx context.Context, s *store.Store, target string) (*store.Manifest, error) {
	m, err := s.BackUp(ctx, target, store.BackupOptions{Program: programVersion().String(), Beside: []string{publicKeysFile}, Seal: a.seal})
	var f *failure
	if err == nil || errors.As(err, &f) {
		return m, err
	}
	return nil, backupFailure(err)
}

// backupFailure gives the sentence of why there is no backup; all evidence that is missing or damaged is named.
func backupFailure(err error) error {
	var lines []string
	for _, one := range unjoined(err) {
		var f *files.Fault
		if errors.As(one, &f) && slices.Contains([]string{files.Missing, files.Damaged, files.NotPlain, files.BadDigest}, f.Code) {
			lines = append(lines, "  "+f.Code+": "+wording.Message(f.Code, f.Args()...))
		}
	}
	if len(lines) == 0 {
		return storeFailure(err)
	}
	return &failure{exitFindings, wording.Message("cli.backup_faults") + "\n" + strings.Join(lines, "\n")}
}

// unjoined gives the errors that were joined, at whatever depth.
func unjoined(err error) []error {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var list []error
		for _, one := range e.Unwrap() {
			list = append(list, unjoined(one)...)
		}
		return list
	case *files.Fault, nil:
		return []error{err}
	}
	if in := errors.Unwrap(err); in != nil {
		return unjoined(in)
	}
	return []error{err}
}

// seal reads all of a copy before it becomes a backup: what is not as it was recorded, or as was confirmed, does not take the
// place of better backups.
func (a *app) seal(ctx context.Context, b *store.Backup) (root string, checkpoint []byte, err error) {
	v := &verification{}
	book, err := a.examine(ctx, v, b.Store, b.Store, b.Dir(), nil, &databaseFlags{})
	if err != nil {
		return "", nil, err
	}
	if !right(v.alone) {
		return "", nil, &failure{exitFindings, wrongs("cli.backup_refused", v.alone)}
	}
	if last := book.last(book.tree.Size()); last != nil {
		checkpoint = last.Note
	}
	root, err = book.root()
	return root, checkpoint, err
}

// root is the root of the whole log as checkpoints write it; "" of an empty one.
func (b *logbook) root() (string, error) {
	if b.tree.Size() == 0 {
		return "", nil
	}
	root, err := b.tree.Root(b.tree.Size())
	return root.String(), err
}

// wrongs lists what is wrong under a sentence.
func wrongs(head string, list []finding) string {
	lines := []string{wording.Message(head)}
	for _, f := range list {
		if !f.ok {
			lines = append(lines, wrap("  "+f.line(), 4))
		}
	}
	return strings.Join(lines, "\n")
}

// backupJSON is the contract of backup --json: what the backup's manifest says.
type backupJSON struct {
	Backup     string `json:"backup"`
	Program    string `json:"program"` // that made it
	Origin     string `json:"origin"`  // name of the log
	Events     int64  `json:"events"`
	Last       string `json:"last"`                      // when the last of them was recorded
	Root       string `json:"root"`                      // of the log at so many events
	Code       string `json:"code"`                      // SIZE:CODE of the log, to be compared with paper
	Checkpoint int64  `json:"last_checkpoint,omitempty"` // events that the last signed checkpoint in it confirms
	Files      int    `json:"files"`
	Bytes      int64  `json:"bytes"`
}

func newBackupJSON(m *store.Manifest, path string) (*backupJSON, error) {
	j := &backupJSON{Backup: path, Program: m.Program, Events: m.Events, Last: m.Last.String(), Root: m.Root, Files: len(m.Files), Bytes: m.Size()}
	if m.Events == 0 {
		return j, nil
	}
	origin, err := translog.Origin(m.Province, m.Folder)
	if err != nil {
		return nil, logFailure(err)
	}
	at, err := translog.ParseText(fmt.Sprintf("%s\n%d\n%s\n", origin, m.Events, m.Root))
	if err != nil {
		return nil, logFailure(err)
	}
	j.Origin, j.Code = origin, printed(&at)
	if m.Checkpoint != nil {
		kept, err := translog.OpenNote(m.Checkpoint)
		if err != nil {
			return nil, logFailure(err)
		}
		j.Checkpoint = kept.Size
	}
	return j, nil
}

func (a *app) reportManifest(m *store.Manifest, path string) error {
	j, err := newBackupJSON(m, path)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(j)
	}
	a.printManifest(m, j)
	return nil
}

func (a *app) printManifest(m *store.Manifest, j *backupJSON) {
	say := func(code string, args ...string) { fmt.Fprintln(a.stdout, wording.Message(code, args...)) }
	say("cli.backup_line_folder", j.Origin)
	say("cli.backup_line_events", strconv.FormatInt(m.Events, 10), clockVN(m.Last))
	say("cli.backup_line_code", j.Code)
	if j.Checkpoint > 0 {
		say("cli.backup_line_kept", strconv.FormatInt(j.Checkpoint, 10))
	}
	say("cli.backup_line_files", strconv.FormatInt(j.Bytes, 10), strconv.Itoa(j.Files))
	say("cli.backup_line_by", m.Program)
}
