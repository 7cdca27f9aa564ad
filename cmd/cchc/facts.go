package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/sheet"
	"cchc/internal/wording"
)

const factsLong = `Xem mẫu: chạy cchc demo --files rồi mở thư mục cchc-demo/facts.

Thư mục dữ liệu gồm các tệp CSV, mỗi loại một hay nhiều tệp, phân biệt bằng đầu tên tệp. Mã UTF-8 (có hay không
có BOM), dòng đầu là tên cột, phân cách bằng dấu phẩy hoặc chấm phẩy. Các cột đứng theo thứ tự nào cũng được; cột trong
ngoặc vuông có thể bỏ hoặc để trống.

facts*.csv: số liệu và ngày văn bản
  don_vi, chi_tieu, [dong], [truong], gia_tri, [tai_lieu], [ngay_ghi_nhan], nguon_du_lieu
  chi_tieu        tên chỉ tiêu của bộ tiêu chí (cchc rules show)
  dong, truong    kỳ báo cáo và issued, received, ok; nhóm khảo sát và sent, valid, 1 … 5; dòng và trường của danh
                  sách
  gia_tri         có/không; mã hoặc tên mức; ngày dd/mm/yyyy hoặc yyyy-mm-dd; số với dấu phẩy hoặc dấu chấm thập
                  phân; tỷ lệ có dấu % (87,5%); khong_co khi biết chắc văn bản không ban hành. Số đọc được hai cách,
                  như 1.234, bị từ chối
  nguon_du_lieu   declared (đơn vị tự khai) hoặc register (cơ quan quản lý số liệu nhập)

events*.csv: sự kiện làm phát sinh nhiệm vụ
  san_pham, su_kien, ngay, [han], [tai_lieu], don_vi
  su_kien         mã riêng của sự kiện
  don_vi          các mã đơn vị hoặc nhóm (so-ban-nganh, ubnd-xa), cách nhau bằng dấu cách

decisions*.csv: quyết định thẩm định
  quyet_dinh, don_vi, [tieu_chi], [chi_tieu], [dong], [truong], [gia_tri], lan_tham_dinh, nguoi_quyet_dinh,
  [nguoi_thu_hai], [ly_do], ngay
  quyet_dinh        reject (không công nhận), accept (chấp nhận), correct (sửa số liệu thành gia_tri), not_apply,
                    apply, override (cho điểm trực tiếp, cần người thứ hai), dispute, not_ranked, ranked
  lan_tham_dinh     appraisal1, appraisal2 hoặc final
  nguoi_quyet_dinh  mã cơ quan, có thể kèm tên người sau dấu /. Không ai tự thẩm định đơn vị mình

Chữ mà bảng tính có thể chạy như công thức (bắt đầu bằng = + - @) được ghi kèm dấu nháy đơn phía trước; khi đọc, dấu này
được bỏ đi. Tệp DEMO.txt trong thư mục đánh dấu dữ liệu minh họa.`

func newFacts(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "facts", Short: "Mẫu thư mục dữ liệu CSV và kiểm tra dữ liệu", Long: factsLong,
		Example: "  cchc facts check du-lieu --set so-2026"}
	cmd.AddCommand(newFactsCheck(a))
	return group(cmd)
}

// The contract of facts check --json, and of any command that refuses a folder.
type factsJSON struct {
	Files    []string      `json:"files,omitempty"`
	Rows     int           `json:"rows,omitempty"`
	Mistakes []mistakeJSON `json:"mistakes"`
}

type mistakeJSON struct {
	File    string   `json:"file"`
	Line    int      `json:"line,omitempty"`
	Col     int      `json:"col,omitempty"`
	Column  string   `json:"column,omitempty"`
	Code    string   `json:"code"`
	Args    []string `json:"args,omitempty"`
	Message string   `json:"message"`
}

func newFactsCheck(a *app) *cobra.Command {
	var in planFlags
	var setName string
	cmd := &cobra.Command{
		Use:     "check THƯ_MỤC",
		Short:   "Kiểm tra một thư mục dữ liệu, in mọi lỗi cùng lúc",
		Example: "  cchc facts check du-lieu --set so-2026",
		Args:    arity(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if setName == "" {
				return missingFlag("--set")
			}
			set, err := a.loadSet(setName)
			if err != nil {
				return err
			}
			p, err := a.planning(&in)
			if err != nil {
				return err
			}
			reading, err := a.readFacts(args[0], set, p)
			if err != nil {
				return err
			}
			return a.reportReading(reading)
		},
	}
	in.bindFiles(cmd)
	cmd.Flags().StringVar(&setName, "set", "", "bộ tiêu chí: `MÃ` hoặc đường dẫn")
	cmd.RegisterFlagCompletionFunc("set", completeSets)
	return cmd
}

// reportReading prints the outcome of reading a folder: here the mistakes are the data.
func (a *app) reportReading(reading *sheet.Reading) error {
	if a.json {
		out := mistakesJSON(reading.Mistakes)
		out.Files, out.Rows = reading.Files, reading.Rows
		if err := a.printJSON(out); err != nil {
			return err
		}
	} else {
		for _, m := range reading.Mistakes {
			fmt.Fprintln(a.stdout, m.Format(wording.Message))
		}
	}
	files, rows := strconv.Itoa(len(reading.Files)), strconv.Itoa(reading.Rows)
	if n := len(reading.Mistakes); n > 0 {
		return fail(exitInvalid, "cli.facts_bad", files, rows, strconv.Itoa(n))
	}
	a.note("%s", wording.Message("cli.facts_good", files, rows))
	return nil
}

func mistakesJSON(mistakes []sheet.Mistake) factsJSON {
	out := factsJSON{Mistakes: []mistakeJSON{}}
	for _, m := range mistakes {
		out.Mistakes = append(out.Mistakes, mistakeJSON{m.File, m.Line, m.Col, m.Column, m.Code, m.Args,
			wording.Message(m.Code, m.Args...)})
	}
	return out
}
