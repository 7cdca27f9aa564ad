package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/inspect"
	"cchc/internal/sheet"
	"cchc/internal/wording"
)

const inspectLong = `Các danh sách mà thanh tra hỏi trước tiên, lập thẳng từ sổ sự kiện chứ không từ bảng tổng hợp, nên sửa bảng không giấu được gì:

  cchc inspect hand     điểm do người đặt trực tiếp, mỗi quyết định làm điểm, chỉ số, hạng đổi bao nhiêu
  cchc inspect late     thay đổi sau khi đóng, khóa kỳ hoặc khi mở lại, có làm đổi điểm không
  cchc inspect bulk     dòng được thẩm định hàng loạt, nhanh hơn mức có thể xem
  cchc inspect own      dòng mà một cơ quan tự quyết định về mình (phải là không có)
  cchc inspect dates    ngày khai không khớp với ngày nhận, hạn nộp, chữ ký số

Không nêu danh sách thì in tóm tắt cả năm danh sách; --out ghi một tệp Excel, mỗi danh sách một trang. --run chỉ xét những gì đã
tính trong một lần chấm điểm; không nêu thì xét mọi điều đã ghi đến nay, ở giai đoạn cuối. Mức "trước" và "sau" của mỗi thay đổi
là chấm lại bằng đúng bộ chấm điểm chính thức. Danh sách là để xem xét, chưa phải kết luận.

Mã kết thúc: 0 không có gì cần xem · 6 có điều cần xem.`

// inspectFlags are those of inspect and its lists.
type inspectFlags struct {
	folderFlags
	run, out string
	all      bool
	pace     inspect.Pace
	margin   inspect.Margin
}

func (f *inspectFlags) bind(cmd *cobra.Command, list string) {
	f.folderFlags.bind(cmd)
	f.pace, f.margin = inspect.DefaultPace, inspect.DefaultMargin
	flags := cmd.Flags()
	flags.StringVar(&f.run, "run", "", "chỉ xét những gì đã tính trong `LẦN_CHẤM`, ví dụ 2026-final-1")
	flags.StringVar(&f.out, "out", "", "ghi thêm `TỆP` Excel (.xlsx)")
	if list != "bulk" && list != "dates" {
		flags.BoolVar(&f.all, "all", false, "liệt kê cả những điều bình thường: thẩm định đúng lúc, đúng người")
	}
	if list == "" || list == "bulk" {
		flags.IntVar(&f.pace.AtOnce, "at-once", f.pace.AtOnce, "hàng loạt là từ `SỐ` dòng trong cùng một thời điểm; 0: không xét")
		flags.IntVar(&f.pace.PerMinute, "per-minute", f.pace.PerMinute, "hàng loạt là từ `SỐ` dòng trong một phút; 0: không xét")
	}
	if list == "" || list == "dates" {
		flags.IntVar(&f.margin.Days, "days", f.margin.Days, "ngày khai cách ngày nhận hơn `SỐ` ngày thì nêu")
		flags.IntVar(&f.margin.Late, "late-days", f.margin.Late, "như trên, hơn `SỐ` ngày, khi hạn nộp nằm giữa hai ngày đó")
	}
}

// check refuses limits that mean nothing, all at once.
func (f *inspectFlags) check() error {
	var bad []string
	for _, l := range []struct {
		flag  string
		value int
	}{{"--at-once", f.pace.AtOnce}, {"--per-minute", f.pace.PerMinute}, {"--days", f.margin.Days}, {"--late-days", f.margin.Late}} {
		if l.value < 0 {
			bad = append(bad, wording.Message("cli.inspect_negative", l.flag, strconv.Itoa(l.value)))
		}
	}
	if f.out != "" && !strings.HasSuffix(strings.ToLower(f.out), ".xlsx") {
		bad = append(bad, wording.Message("cli.inspect_out", f.out))
	}
	if len(bad) > 0 {
		return &failure{exitUsage, strings.Join(bad, "\n")}
	}
	return nil
}

// inspectLists are the lists in their order.
var inspectLists = []struct {
	id, short, example string
	make               func(*inspecting, *inspectFlags) *inspectList
}{
	{"hand", "Điểm do người đặt trực tiếp và tác động của từng quyết định", "--run 2026-final-1", (*inspecting).hand},
	{"late", "Thay đổi sau khi đóng, khóa kỳ hoặc khi mở lại", "--period 2026", (*inspecting).late},
	{"bulk", "Dòng được thẩm định hàng loạt, nhanh hơn mức có thể xem", "--per-minute 20", (*inspecting).bulk},
	{"own", "Dòng mà một cơ quan tự quyết định về mình", "--run 2026-final-1", (*inspecting).own},
	{"dates", "Ngày khai không khớp với ngày nhận, hạn nộp, chữ ký số", "--days 60", (*inspecting).dates},
}

func newInspect(a *app) *cobra.Command {
	in := &inspectFlags{}
	cmd := &cobra.Command{
		Use:   "inspect",
		Short: "Danh sách dành cho thanh tra",
		Long:  inspectLong,
		Example: "  cchc inspect --data du-lieu-2026\n  cchc inspect --run 2026-final-1 --out thanh-tra.xlsx --data du-lieu-2026\n" +
			"  cchc inspect hand --run 2026-final-1 --data du-lieu-2026",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongCommand(cmd, args[0])
			}
			return a.inspect(cmd.Context(), in, "")
		},
	}
	in.bind(cmd, "")
	all := &inspectFlags{}
	every := &cobra.Command{
		Use: "all", Short: "Tóm tắt cả năm danh sách", Example: "  cchc inspect all --out thanh-tra.xlsx --data du-lieu-2026",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.inspect(cmd.Context(), all, "") },
	}
	all.bind(every, "")
	cmd.AddCommand(every)
	for _, l := range inspectLists {
		flags := &inspectFlags{}
		one := &cobra.Command{
			Use: l.id, Short: l.short, Long: wording.Message("inspect.long." + l.id), Example: "  cchc inspect " + l.id + " --data du-lieu-2026\n  cchc inspect " + l.id + " " + l.example + " --data du-lieu-2026",
			Args: arity(0, 0),
			RunE: func(cmd *cobra.Command, _ []string) error { return a.inspect(cmd.Context(), flags, l.id) },
		}
		flags.bind(one, l.id)
		cmd.AddCommand(one)
	}
	return cmd
}

// inspect makes one list, or all and their summary.
func (a *app) inspect(ctx context.Context, in *inspectFlags, only string) error {
	if err := in.check(); err != nil {
		return err
	}
	s, err := in.open(false)
	if err != nil {
		return err
	}
	err = a.inspectFolder(ctx, &inspecting{store: s}, in, only)
	return errors.Join(err, s.Close())
}

func (a *app) inspectFolder(ctx context.Context, v *inspecting, in *inspectFlags, only string) error {
	if err := v.read(ctx, in); err != nil {
		return err
	}
	var lists []*inspectList
	out := v.headJSON()
	for _, l := range inspectLists {
		if only != "" && only != l.id {
			continue
		}
		list := l.make(v, in)
		list.fill(&out)
		lists = append(lists, list)
	}
	if in.out != "" {
		if err := v.writeBook(in.out, lists); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		if err := a.printJSON(out); err != nil {
			return err
		}
	case only == "":
		v.printSummary(a, lists)
	default:
		v.printHead(a)
		lists[0].print(a)
	}
	if in.out != "" {
		a.note("%s", wording.Message("cli.inspect_written", in.out))
	}
	if out.Look > 0 || out.RunDiffers || v.Unscored != nil {
		return fail(exitFindings, "cli.inspect_found", strconv.Itoa(out.Look))
	}
	return nil
}

// inspectList is a list ready to be shown.
type inspectList struct {
	id      string
	look    int      // how many entries need looking at
	notes   []string // what was looked at, by which limits
	head    []string
	entries []inspectEntry
	after   []string // what all entries come to
	fill    func(*inspectionJSON)
}

// inspectEntry is an entry for people, as lines and as a row of a table.
type inspectEntry struct {
	title string
	lines []string
	cells []string
	more  [][]string // further rows of the table, where the entry stands for several events
}

func (l *inspectList) name() string { return wording.Message("inspect.list." + l.id) }

func (l *inspectList) print(a *app) {
	fmt.Fprintf(a.stdout, "\n%s: %s\n", strings.ToUpper(l.name()), l.count())
	for _, note := range l.notes {
		fmt.Fprintln(a.stdout, wrap(note, 2))
	}
	for i := range l.entries {
		e := &l.entries[i]
		fmt.Fprintf(a.stdout, "\n%s\n", wrap(strconv.Itoa(i+1)+". "+e.title, 3))
		for _, line := range e.lines {
			fmt.Fprintln(a.stdout, wrap("   "+line, 2))
		}
	}
	for i, line := range l.after {
		if i == 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintln(a.stdout, wrap(line, 2))
	}
}

// count says how many entries need looking at.
func (l *inspectList) count() string {
	if l.look == 0 {
		return wording.Message("cli.inspect_none")
	}
	return wording.Message("cli.inspect_look", strconv.Itoa(l.look))
}

func (v *inspecting) printHead(a *app) {
	for _, line := range v.labels() {
		fmt.Fprintln(a.stdout, wrap(line, 2))
	}
}

// labels say what every reader must know first.
func (v *inspecting) labels() []string {
	var lines []string
	if v.Year.Demo {
		lines = append(lines, wording.Message("cli.demo"))
	}
	lines = append(lines, wording.Message("cli.inspect_head", v.Year.Period.ID, v.Year.AsOf.VN(), wording.Stage(v.stage)))
	if v.run != nil {
		lines = append(lines, wording.Message("cli.inspect_run", v.runID()))
	}
	if v.Unscored != nil {
		lines = append(lines, wording.Message("cli.inspect_unscored", unscoredText(v.Unscored)))
	}
	if v.differs != "" {
		lines = append(lines, wording.Message("cli.inspect_run_differs", v.runID(), v.differs))
	}
	return append(lines, wording.Message("cli.inspect_log", strconv.FormatInt(v.known(), 10)))
}

func (v *inspecting) printSummary(a *app, lists []*inspectList) {
	v.printHead(a)
	fmt.Fprintln(a.stdout)
	t := newTable("Danh sách", "Cần xem", "Xem chi tiết")
	for _, l := range lists {
		t.add(l.name(), l.count(), "cchc inspect "+l.id)
		for _, note := range l.notes {
			t.remark(note)
		}
	}
	t.write(a.stdout)
}

// writeBook writes the lists into one workbook.
func (v *inspecting) writeBook(path string, lists []*inspectList) error {
	data, err := sheet.EncodeBook(v.pages(lists))
	if err != nil {
		return err
	}
	return replaceFile(path, data)
}

// pages are the sheets of lists, and a summary before them where there are several.
func (v *inspecting) pages(lists []*inspectList) []sheet.Page {
	labels := v.labels()
	var pages []sheet.Page
	if len(lists) > 1 {
		sum := sheet.Page{Name: wording.Message("inspect.tab.all"), Notes: labels, Head: []string{"Danh sách", "Cần xem", "Đã xem xét"}}
		for _, l := range lists {
			sum.Rows = append(sum.Rows, []string{l.name(), l.count(), strings.Join(l.notes, "\n")})
		}
		pages = append(pages, sum)
	}
	for _, l := range lists {
		notes := append(append([]string{l.name() + ": " + l.count()}, labels...), l.notes...)
		p := sheet.Page{Name: wording.Message("inspect.tab." + l.id), Notes: append(notes, l.after...), Head: l.head}
		for _, e := range l.entries {
			p.Rows = append(append(p.Rows, e.cells), e.more...)
		}
		pages = append(pages, p)
	}
	for _, p := range pages {
		for _, row := range append(p.Rows, p.Notes) {
			for i := range row {
				row[i] = people.plain(row[i])
			}
		}
	}
	return pages
}
