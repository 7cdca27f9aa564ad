package main

import (
	"strings"

	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
)

const verifyLong = `Kiểm chứng tệp của một lần chấm điểm (do cchc receipt lập): tính lại mọi điểm từ chính tệp đó và so từng dòng, không cần thư
mục dữ liệu. In những gì đã kiểm tra, những gì không kiểm tra được chỉ bằng tệp, và kết luận; khi khác thì nêu chỗ khác đầu
tiên: đơn vị, tiêu chí, dòng nào, tính lại ra gì, trong tệp ghi gì. Chương trình cchc-verify làm đúng việc này, chạy được
trên máy không cài gì khác.

--key và --checkpoint: khóa công khai của sổ, điểm đối chiếu đang giữ, để so với chứng minh theo sổ sự kiện kèm trong tệp. --table so bảng kết quả đã công bố với lần chấm trong tệp: cả bảng, hoặc
dòng của một đơn vị.

--database kiểm tra cả một thư mục dữ liệu (--data): sổ sự kiện, bảng, tài liệu, bộ tiêu chí và các điểm đối chiếu.

Mã kết thúc: 0 trùng khớp · 6 khác nhau · 5 tệp hỏng, bị sửa hoặc không tính lại được bằng phiên bản này.`

func newVerify(a *app) *cobra.Command {
	var in databaseFlags
	var database bool
	var table string
	cmd := &cobra.Command{
		Use:   "verify TỆP…",
		Short: "Kiểm chứng tệp của một lần chấm điểm, hoặc thư mục dữ liệu",
		Long:  verifyLong,
		Example: "  cchc verify 2026-final-1.kiemchung --key log.pub\n" +
			"  cchc verify --database --data du-lieu-2026",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case database && len(args) > 0:
				return fail(exitUsage, "cli.many_args", args[0], "cchc verify --database")
			case database:
				return verifyDatabase(cmd.Context(), a, &in)
			case len(args) == 0:
				return fail(exitUsage, "cli.verify_none")
			}
			return a.verifyFiles(args, &in, table)
		},
	}
	in.bind(cmd)
	cmd.Flags().StringVar(&table, "table", "", "`BẢNG` kết quả đã công bố (CSV): so với lần chấm trong tệp")
	cmd.Flags().BoolVar(&database, "database", false, "kiểm tra thư mục dữ liệu thay cho tệp")
	return cmd
}

// verifyFiles verifies receipts, as cchc-verify does.
func (a *app) verifyFiles(names []string, in *databaseFlags, table string) error {
	ground, err := verdict.NewGround(in.keys, in.checkpoints, table)
	if err != nil {
		return groundFailure(err)
	}
	files, unread := verdict.ReadAll(names, ground)
	if len(files) > 0 || a.json {
		if err := verdict.Print(a.stdout, files, a.json); err != nil {
			return err
		}
	}
	out := &failure{code: verdict.Exit(files)}
	var texts []string
	for _, err := range unread {
		f := asFailure(groundFailure(err))
		if texts = append(texts, f.text); out.code == exitDone {
			out.code = f.code
		}
	}
	if out.text = strings.Join(texts, "\n"); out.code == exitDone {
		return nil
	}
	return out
}
