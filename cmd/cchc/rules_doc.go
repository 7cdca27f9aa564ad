package main

import (
	"io"

	"github.com/spf13/cobra"

	"cchc/internal/paper"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/seeds"
)

const rulesDocLong = `In một bộ tiêu chí thành phụ lục của quyết định: tổng hợp theo lĩnh vực, bảng tiêu chí với cách tính điểm viết ra từ
chính quy tắc, tài liệu kiểm chứng, căn cứ pháp lý, cơ quan thẩm định; tham số, xếp loại, làm tròn, số liệu phải có.

md in Markdown; html in một trang tự đủ, in được trên giấy A4; docx là tệp Word sửa được. Phiên bản và mã đối chiếu của bộ
tiêu chí ghi ở chân mỗi trang của tệp Word, ở cuối bản Markdown và HTML. Cùng một bộ tiêu chí thì mọi lần in ra cùng một tệp.`

// docJSON is the contract of rules doc --json: the paper itself goes to the file, or stands in text.
type docJSON struct {
	Set     string `json:"set"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	// Reference is the set's own word that it is not official.
	Reference string `json:"reference,omitempty"`
	Format    string `json:"format"`
	Unwritten int    `json:"unwritten"`      // leaves whose rules are not yet written
	File      string `json:"file,omitempty"` // written with --out
	Text      string `json:"text,omitempty"` // without --out
}

func newRulesDoc(a *app) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:               "doc BỘ",
		Short:             "In bộ tiêu chí thành phụ lục quyết định: Markdown, HTML hoặc Word",
		Long:              rulesDocLong,
		Example:           "  cchc rules doc so-2026 --format docx --out so-2026.docx\n  cchc rules doc bo-moi/so-2027/1.0.0 --format html --out so-2027.html",
		Args:              arity(1, 1),
		ValidArgsFunction: completeSets,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case emptyFlag(cmd, "out", "format") != "":
				return fail(exitUsage, "cli.flag_value", "--"+emptyFlag(cmd, "out", "format"))
			case format != "md" && format != "html" && format != "docx":
				return fail(exitUsage, "cli.doc_format", format)
			case format == "docx" && out == "":
				return fail(exitUsage, "cli.doc_out")
			}
			loaded, err := a.loadGood(args[0])
			if err != nil {
				return err
			}
			return a.printDoc(loaded, format, out)
		},
	}
	cmd.Flags().StringVar(&format, "format", "md", "`ĐỊNH_DẠNG`: md, html hoặc docx")
	cmd.Flags().StringVar(&out, "out", "", "`TỆP` để ghi; không nêu thì in ra màn hình")
	return cmd
}

// printDoc writes a set as a paper, to a file or to the data.
func (a *app) printDoc(loaded *rules.Loaded, format, out string) error {
	doc := paper.OfSet(loaded.Set, loaded.Hash, officeName)
	var text []byte
	var err error
	switch format {
	case "md":
		text = doc.Markdown()
	case "html":
		text, err = doc.HTML()
	default:
		text, err = doc.DOCX()
	}
	if err != nil {
		return err
	}
	told := docJSON{Set: loaded.Set.ID, Version: loaded.Set.Version, Hash: loaded.Hash, Reference: loaded.Set.Reference,
		Format: format, Unwritten: len(loaded.Set.Unwritten()), File: out}
	if out != "" {
		err = writeFile(out, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
		if err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.doc_written", out))
	} else {
		told.Text = string(text)
	}
	switch {
	case a.json:
		return a.printJSON(told)
	case out == "":
		_, err = a.stdout.Write(text)
	}
	return err
}

// officeName is what the seeded list of units calls an office; "" where it has none of that code.
func officeName(code string) string {
	u, _ := seeds.DefaultUnits().ByCode(code)
	return u.Name
}
