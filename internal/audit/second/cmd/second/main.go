// Command second scores receipts of runs a second time with a program of its own and says whether both come to the same
// points. It needs nothing of the module but internal/audit/second, so its sentences stand here. Exit codes: 0 the same,
// 1 not read, 2 usage, 5 not a receipt that can be scored here, 6 another result.
package main

import (
	"fmt"
	"io"
	"os"

	"cchc/internal/audit/second"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

var open = map[string]string{
	second.OpenEvidence:   "minh chứng, nghĩa vụ và quyết định trong tệp có đầy đủ và đúng sự thật hay không",
	second.OpenEvent:      "lần chấm điểm này có đúng là lần đã ghi nhận hay không (đối chiếu mã ở trên với mã đã công bố)",
	second.OpenOutlook:    "điểm còn có thể đạt, điểm đã mất và phần diễn giải",
	second.OpenText:       "dạng chuẩn Unicode của các đoạn chữ",
	second.OpenRank:       "thứ hạng của đơn vị (cần số liệu của mọi đơn vị trong khối)",
	second.OpenReferences: "giá trị so sánh của các đơn vị khác trong khối",
	second.OpenRollups:    "số tổng hợp cấp tỉnh có đúng là số các đơn vị đã gửi hay không",
}

// largest is the largest file that is read, in bytes.
const largest = 1 << 30

func run(files []string, stdout, stderr io.Writer) (code int) {
	if len(files) == 0 {
		fmt.Fprintln(stderr, "Cách dùng: second TỆP.kiemchung… (chấm lại bằng một chương trình độc lập và đối chiếu)")
		return 2
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err == nil && info.Size() > largest {
			fmt.Fprintf(stderr, "%s lớn hơn mọi tệp kiểm chứng (%d byte)\n", name, int64(largest))
			return 5
		}
		var b []byte
		if err == nil {
			b, err = os.ReadFile(name)
		}
		if err != nil {
			fmt.Fprintf(stderr, "Không đọc được %s: %v\n", name, err)
			return 1
		}
		r, err := second.Verify(b)
		if err != nil {
			fmt.Fprintf(stderr, "%s: không chấm lại được tệp này (%v)\n", name, err)
			return 5
		}
		tell(stdout, name, &r)
		if !r.Equal() {
			code = 6
		}
	}
	return code
}

func tell(w io.Writer, name string, r *second.Report) {
	fmt.Fprintf(w, "%s: lần chấm điểm %s, %d đơn vị, %d dòng\n", name, r.Run, r.Units, r.Lines)
	fmt.Fprintf(w, "  mã đối chiếu:    %s\n  chấm lại được:   %s\n  tệp ghi:         %s\n", r.Event, r.Own, r.Receipt)
	if d := r.First; d != nil {
		fmt.Fprintf(w, "  KHÁC NHAU, trước hết tại phạm vi %s, đơn vị %q, mục %q, %q: chấm lại %q, tệp ghi %q\n",
			d.Scope, d.Unit, d.Code, d.What, d.Own, d.Receipt)
	} else {
		fmt.Fprintln(w, "  GIỐNG NHAU")
	}
	for _, code := range r.Open {
		fmt.Fprintf(w, "  chưa xét: %s\n", open[code])
	}
}
