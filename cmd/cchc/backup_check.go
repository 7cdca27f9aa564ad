package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/store"
	"cchc/internal/wording"
)

const backupCheckLong = `Đọc lại từng byte của một bản sao lưu: so mọi tệp với tệp kê khai cchc.backup, rồi kiểm tra sổ sự kiện, bảng, tài liệu, bộ tiêu chí
và điểm đối chiếu như cchc verify --database. Không cần thư mục dữ liệu, không ghi gì vào bản sao lưu.

Bản sao lưu cũ, hay bản bị viết lại toàn bộ, vẫn đúng với chính nó. Nêu --checkpoint (tệp, hoặc SỐ:MÃ trên biên bản) để so với
điểm đối chiếu giữ ở nơi khác.`

func newBackupCheck(a *app) *cobra.Command {
	var in databaseFlags
	cmd := &cobra.Command{
		Use:   "check BẢN_SAO_LƯU",
		Short: "Kiểm tra một bản sao lưu",
		Long:  backupCheckLong,
		Example: "  cchc backup check /media/usb/sao-luu-2026-06-30\n" +
			"  cchc backup check /media/usb/sao-luu-2026-06-30 --checkpoint diem-doi-chieu.txt",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := store.OpenBackup(cmd.Context(), args[0])
			if err != nil {
				return storeFailure(err)
			}
			v, _, err := a.examineBackup(cmd.Context(), b, &in)
			if err = errors.Join(err, b.Close()); err != nil {
				return err
			}
			return a.reportBackup(b, args[0], v)
		},
	}
	in.bindOutside(cmd)
	return cmd
}

// examineBackup looks at every byte of a backup, then at what it keeps; nil for the log where that cannot be read.
func (a *app) examineBackup(ctx context.Context, b *store.Backup, in *databaseFlags) (*verification, *logbook, error) {
	keys, err := namedKeys(in.keys)
	if err != nil {
		return nil, nil, err
	}
	v := &verification{backup: true}
	faults, err := b.CheckFiles(ctx)
	if err != nil {
		return nil, nil, storeFailure(err)
	}
	if len(faults) > 0 {
		v.alone = keptFaults(faults)
		v.unread(in.checkpoints)
		return v, nil, nil
	}
	files := strconv.Itoa(len(b.Manifest.Files))
	v.alone = append(v.alone, finding{true, "cli.backup_files", wording.Message("cli.backup_files", files)})
	book, err := a.examine(ctx, v, b.Store, b, b.Dir(), keys, in)
	if err != nil || book == nil {
		return v, book, err
	}
	root, err := book.root()
	f := finding{true, "cli.backup_root", wording.Message("cli.backup_root")}
	if root != b.Manifest.Root {
		f = finding{code: "cli.backup_root_other", text: wording.Message("cli.backup_root_other")}
	}
	v.alone = append(v.alone, f)
	return v, book, err
}

// backupCheckJSON is the contract of backup check --json.
type backupCheckJSON struct {
	*backupJSON
	Found databaseJSON `json:"found"`
}

func (a *app) reportBackup(b *store.Backup, path string, v *verification) error {
	j, err := newBackupJSON(&b.Manifest, path)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(backupCheckJSON{j, v.contract()}); err != nil {
			return err
		}
	} else {
		a.printManifest(&b.Manifest, j)
		a.printVerification(v)
	}
	if v.right() {
		return nil
	}
	return fail(exitFindings, "cli.backup_bad")
}
