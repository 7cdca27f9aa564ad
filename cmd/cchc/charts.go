package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/charts"
	"cchc/charts/figure"
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
// What cannot be made leaves nothing behind.
func (a *app) writeCharts(in *chartsFlags, src *chartSource) (*drawn, error) {
	out := &drawn{}
	page, path, svg, err := src.page(in)
	if err != nil {
		return nil, pageFailure(err)
	}
	if err := a.writePage(path, page); err != nil {
		return nil, err
	}
	if in.unit != "" {
		out.Units = []string{path}
	} else {
		out.Report = path
	}
	if in.unitPages {
		if err := a.writeUnitPages(filepath.Join(in.out, unitFolder), src, out); err != nil {
			return nil, err
		}
	}
	if in.pageOnly {
		return out, nil
	}
	return out, a.writePictures(svg, page.Pictures(), out, in.set == "")
}

// page makes the page that is asked for, and says where it and its pictures belong.
func (src *chartSource) page(in *chartsFlags) (page *charts.Page, path, svg string, err error) {
	path, svg = filepath.Join(in.out, reportFile), filepath.Join(in.out, svgFolder)
	if in.unit == "" {
		page, err = src.report()
		return page, path, svg, err
	}
	unit, err := src.unit(in.unit)
	if err != nil {
		return nil, "", "", err
	}
	page, err = unit.Page()
	return page, filepath.Join(in.out, unit.Code+".html"), filepath.Join(svg, unit.Code), err
}

// writePage writes a page that is made, and makes its folder where there is none.
func (a *app) writePage(path string, page *charts.Page) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := writeFile(path, page.Write); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.report", path))
	return nil
}

// writeUnitPages writes the page of every unit that was scored.
func (a *app) writeUnitPages(dir string, src *chartSource, out *drawn) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, s := range src.all {
		for i := range s.result.Units {
			unit, err := src.unit(s.result.Units[i].Unit)
			if err != nil {
				return err
			}
			page, err := unit.Page()
			if err != nil {
				return pageFailure(err)
			}
			path := filepath.Join(dir, unit.Code+".html")
			if err := writeFile(path, page.Write); err != nil {
				return err
			}
			out.Units = append(out.Units, path)
		}
	}
	a.note("%s", wording.Message("cli.unit_pages", strconv.Itoa(len(out.Units)), dir))
	return nil
}

// pageFailure tells people of a page that is refused because its numbers do not add up: the program's fault, never theirs.
func pageFailure(err error) error {
	if errors.Is(err, figure.ErrSums) {
		return fail(exitFailed, "cli.page_sums", err.Error())
	}
	return err
}
