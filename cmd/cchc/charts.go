package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"cchc/charts"
	"cchc/internal/wording"
)

const chartsLong = `Vẽ kết quả: một trang báo cáo HTML tự đủ (mở thẳng từ đĩa, không cần mạng) với biểu đồ của tỉnh, từng khối và thời hạn
trong năm, mỗi biểu đồ có bảng số liệu bên cạnh và tải được thành SVG, PNG; và thư mục svg có từng biểu đồ thành tệp,
vẽ không cần trình duyệt. Chạy lại trên cùng số liệu thì mọi tệp y như cũ.

--run vẽ đúng một lần chấm điểm đã ghi; không có thì vẽ theo số liệu đang có. --against chọn lần chấm điểm (của năm nay
hoặc năm trước) để so thứ hạng, mặc định là lần ngay trước đó. --unit chỉ vẽ trang của một đơn vị, không có số
liệu của đơn vị khác; --unit-pages vẽ cả báo cáo và trang của mọi đơn vị (mỗi trang khoảng 1,3 MB).`

// chartsFlags are the flags of cchc charts beside those of the case.
type chartsFlags struct {
	caseFlags
	run, against, unit, out string
	unitPages, pageOnly     bool
}

func newCharts(a *app) *cobra.Command {
	var in chartsFlags
	cmd := &cobra.Command{
		Use:   "charts",
		Short: "Vẽ biểu đồ: trang báo cáo HTML và tệp SVG",
		Long:  chartsLong,
		Example: "  cchc charts --data du-lieu-2026 --run 2026-final-1 --against 2026-self-1 --out bieu-do\n" +
			"  cchc charts --data du-lieu-2026 --as-of 20/09/2026 --unit so-y-te --out bieu-do",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			changed := cmd.Flags().Changed
			switch {
			case emptyFlag(cmd, "unit", "run", "against") != "":
				return missingFlag("--" + emptyFlag(cmd, "unit", "run", "against"))
			case in.unit != "" && in.against != "":
				return fail(exitUsage, "cli.charts_unit_against")
			case in.run != "" && in.run == in.against:
				return fail(exitUsage, "cli.charts_against_itself", in.run)
			case in.unit != "" && in.unitPages:
				return fail(exitUsage, "cli.charts_two")
			case in.run != "" && (changed("as-of") || changed("stage") || changed("period")):
				return fail(exitUsage, "cli.run_as_of")
			case !in.fromFolder() && (in.run != "" || in.against != "" || in.unit != "" || in.unitPages):
				return fail(exitUsage, "cli.charts_folder_only")
			}
			return a.charts(cmd.Context(), &in)
		},
	}
	in.bind(cmd)
	flags := cmd.Flags()
	flags.StringVar(&in.out, "out", "bieu-do", "`THƯ_MỤC` để ghi")
	flags.StringVar(&in.run, "run", "", "vẽ đúng một `LẦN_CHẤM` đã ghi (cchc runs)")
	flags.StringVar(&in.against, "against", "", "`LẦN_CHẤM` để so thứ hạng")
	flags.StringVar(&in.unit, "unit", "", "chỉ vẽ trang của một `ĐƠN_VỊ`")
	flags.BoolVar(&in.unitPages, "unit-pages", false, "vẽ cả trang của mọi đơn vị, trong thư mục don-vi")
	flags.BoolVar(&in.pageOnly, "page-only", false, "chỉ ghi trang HTML, không ghi tệp SVG")
	return cmd
}

// emptyFlag gives the first of some flags that was given without a value, "" for none: an empty variable in someone's script
// must not draw more than was meant.
func emptyFlag(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if f := cmd.Flags().Lookup(name); f.Changed && f.Value.String() == "" {
			return name
		}
	}
	return ""
}

// reportFile is the name of the report page in its folder, unitFolder that of the folder of units' pages.
const (
	reportFile = "bao-cao.html"
	unitFolder = "don-vi"
)

// drawn is what was written, for --json.
type drawn struct {
	Report   string   `json:"report,omitempty"`
	Units    []string `json:"units,omitempty"`
	Pictures []string `json:"pictures,omitempty"`
	Drawn    int      `json:"drawn"` // pictures that were not there in the same form before
}

func (a *app) charts(ctx context.Context, in *chartsFlags) error {
	src, err := a.chartSource(ctx, in)
	if err != nil {
		return err
	}
	out, err := a.writeCharts(in, src)
	if err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(out)
	}
	return finishAll(src.all, err)
}

// writeCharts writes what is asked for: one unit's page, or the report and perhaps every unit's page; and their pictures.
func (a *app) writeCharts(in *chartsFlags, src *chartSource) (*drawn, error) {
	out := &drawn{}
	pictures, dir, err := a.writePages(in, src, out)
	if err != nil || in.pageOnly {
		return out, err
	}
	list, err := pictures()
	if err != nil {
		return nil, err
	}
	return out, a.writePictures(dir, list, out, in.set == "")
}

// writePages writes the pages and gives their pictures and the folder these go to.
func (a *app) writePages(in *chartsFlags, src *chartSource, out *drawn) (func() ([]charts.Picture, error), string, error) {
	if in.unit != "" {
		page, err := src.unitPage(in.unit)
		if err != nil {
			return nil, "", err
		}
		path := filepath.Join(in.out, page.Code+".html")
		out.Units = []string{path}
		if err := writeUnitPage(path, page); err != nil {
			return nil, "", err
		}
		a.note("%s", wording.Message("cli.report", path))
		return page.Pictures, filepath.Join(in.out, svgFolder, page.Code), nil
	}
	r, err := reportOf(reportTitle(src.all), src.all, src.besides)
	if err != nil {
		return nil, "", err
	}
	out.Report = filepath.Join(in.out, reportFile)
	if err := putPage(out.Report, func(f io.Writer) error { return charts.WriteReport(f, r) }); err != nil {
		return nil, "", err
	}
	a.note("%s", wording.Message("cli.report", out.Report))
	if in.unitPages {
		err = a.writeUnitPages(in, src, out)
	}
	return r.Pictures, filepath.Join(in.out, svgFolder), err
}

func writeUnitPage(path string, page charts.Unit) error {
	return putPage(path, func(f io.Writer) error { return charts.WriteUnit(f, page) })
}

// writeUnitPages writes the page of every unit that was scored.
func (a *app) writeUnitPages(in *chartsFlags, src *chartSource, out *drawn) error {
	dir := filepath.Join(in.out, unitFolder)
	for _, s := range src.all {
		for i := range s.result.Units {
			code := s.result.Units[i].Unit
			page, err := src.unitPage(code)
			if err != nil {
				return err
			}
			path := filepath.Join(dir, code+".html")
			if err := writeUnitPage(path, page); err != nil {
				return err
			}
			out.Units = append(out.Units, path)
		}
	}
	a.note("%s", wording.Message("cli.unit_pages", fmt.Sprint(len(out.Units)), dir))
	return nil
}
