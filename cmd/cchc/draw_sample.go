package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/audit/sample"
	"cchc/internal/exact"
	"cchc/internal/sheet"
	"cchc/internal/wording"
)

const drawSampleLong = `Bốc mẫu từ hạt giống và lập phiếu hậu kiểm. Hạt giống là ít nhất 20 chữ số gieo công khai (xúc xắc, bóng số) sau khi lần chấm đã ghi
và mã đối chiếu đã công bố; chỉ chữ số được tính, dấu cách và dấu ngăn giữa các chữ số không ảnh hưởng.

Mỗi dòng có mã bốc là SHA-256 của “cchc-draw/1|HẠT_GIỐNG|MÃ_ĐỐI_CHIẾU|BỘ|ĐƠN_VỊ|MÃ_TIÊU_CHÍ”; mẫu là những dòng có mã bốc nhỏ nhất. Mẫu lớn
hơn luôn giữ nguyên mẫu nhỏ ở đầu. --list ghi danh sách mọi dòng để người khác tự bốc lại bằng công cụ SHA-256 bất kỳ.

Trong phiếu, điền cột ket_qua (đúng hoặc sai); dòng sai ghi thêm diem_dung (điểm đúng, hoặc trạng thái đúng như “Không áp dụng”, “Chưa có”) và
ghi_chu. Các cột khác để nguyên.`

type sampleFlags struct {
	drawFlags
	sizeFlag
	seed, out, list string
}

// sizeFlag is a size of a sample of somebody's own, in place of the one that is worked out.
type sizeFlag struct {
	size  int
	sized bool // it was given
}

func (f *sizeFlag) bindSize(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.size, "size", 0, "`SỐ_DÒNG` của mẫu, thay cho cỡ tính theo --confidence và --share")
}

// plan plans the sample of a run: the smallest that shows what it is to show, or one of the size that was given.
func (f *sizeFlag) plan(d *drawing, to aim) (*samplePlan, error) {
	plan, err := newSamplePlan(len(d.lines), to)
	if err != nil || !f.sized {
		return plan, err
	}
	if f.size < 1 || f.size > len(d.lines) {
		return nil, fail(exitUsage, "cli.draw_too_many", strconv.Itoa(f.size), d.Run.ID, strconv.Itoa(len(d.lines)))
	}
	return plan.of(f.size), nil
}

func newDrawSample(a *app) *cobra.Command {
	var in sampleFlags
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "Bốc mẫu từ hạt giống, lập phiếu hậu kiểm",
		Long:  drawSampleLong,
		Example: "  cchc draw sample --run 2026-final-1 --seed \"46213 55124 61335 24614\" --out mau.xlsx --data du-lieu-2026\n" +
			"  cchc draw sample --receipt 2026-final-1.kiemchung --seed \"46213 55124 61335 24614\" --size 50 --out mau.csv",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			in.sized = cmd.Flags().Changed("size")
			return a.drawSample(cmd.Context(), &in)
		},
	}
	in.bind(cmd)
	in.bindSize(cmd)
	flags := cmd.Flags()
	flags.StringVar(&in.seed, "seed", "", "`HẠT_GIỐNG`: ít nhất 20 chữ số gieo công khai")
	flags.StringVar(&in.out, "out", "", "ghi phiếu hậu kiểm vào `TỆP` .csv hoặc .xlsx")
	flags.StringVar(&in.list, "list", "", "ghi danh sách mọi dòng của lần chấm vào `TỆP`")
	return cmd
}

// seedOf reads a seed.
func seedOf(text string) (sample.Seed, error) {
	seed, err := sample.ParseSeed(text)
	var bad *sample.SeedError
	if errors.As(err, &bad) {
		return "", fail(exitUsage, bad.Code, bad.Args...)
	}
	return seed, err
}

// seedFlag reads the seed that the flag gives.
func (f *sampleFlags) seedFlag() (sample.Seed, error) {
	if f.seed == "" {
		return "", missingFlag("--seed")
	}
	return seedOf(f.seed)
}

// recheckEnding is the ending of a form's file, by which its kind is chosen.
func recheckEnding(path string) (string, error) {
	switch end := strings.ToLower(filepath.Ext(path)); end {
	case ".csv", ".xlsx", "":
		return end, nil
	}
	return "", fail(exitUsage, "cli.draw_ending", path)
}

func (a *app) drawSample(ctx context.Context, in *sampleFlags) error {
	to, badAim := in.aim()
	seed, badSeed := in.seedFlag()
	end, badEnding := recheckEnding(in.out)
	if err := allAtOnce(badAim, badSeed, badEnding, in.named()); err != nil {
		return err
	}
	d, err := in.read(ctx)
	if err != nil {
		return err
	}
	plan, err := in.plan(d, to)
	if err != nil {
		return err
	}
	form, err := d.form(seed, plan)
	if err != nil {
		return err
	}
	if err := a.handOutSample(in, end, d, form); err != nil {
		return err
	}
	return a.tellSample(in, d, plan, seed, form)
}

// handOutSample writes the files of a sample.
func (a *app) handOutSample(in *sampleFlags, end string, d *drawing, form *sheet.Recheck) error {
	if in.list != "" {
		var b strings.Builder
		for _, l := range d.lines {
			b.WriteString(l.Key() + "\n")
		}
		if err := replaceFile(in.list, []byte(b.String())); err != nil {
			return err
		}
	}
	if in.out == "" {
		return nil
	}
	write := form.CSV
	if end == ".xlsx" {
		write = form.Workbook
	}
	b, err := write()
	if err != nil {
		return err
	}
	return replaceFile(in.out, b)
}

// form draws the sample of a plan and makes the form on which it is checked again.
func (d *drawing) form(seed sample.Seed, p *samplePlan) (*sheet.Recheck, error) {
	drawn, err := sample.Draw(seed, d.Digest, d.lines, p.size)
	if err != nil {
		return nil, err
	}
	var states []string
	for _, s := range []engine.State{engine.NotApplicable, engine.Missing, engine.NotDue, engine.NotScorable} {
		states = append(states, wording.State(s))
	}
	f := &sheet.Recheck{Run: d.Run.ID, Digest: d.Digest, Algorithm: sample.Algorithm, Seed: seed.Grouped(), Lines: len(d.lines), Size: p.size,
		Confidence: p.confidence, Share: p.share, Notes: append(d.labels(), wording.Message("draw.fill_in", strings.Join(states, ", "))), States: states}
	for i, line := range drawn {
		said := d.said[line.Line]
		set := d.Sets[said.scope]
		node, round := &set.Nodes[said.Node], set.Rounding.Rounding
		f.Rows = append(f.Rows, sheet.RecheckRow{Place: i + 1, Set: set.ID, Unit: line.Unit, UnitName: d.unitName(line.Unit), Code: node.Code,
			Title: node.Name, State: wording.State(said.State), Points: formPoints(said.Points, round), Least: node.Min, Most: node.Max,
			Documents: citedText(d.cited(line.Line)), Ticket: line.Ticket})
	}
	return f, nil
}

// formPoints are points as a form has them: rounded as the set rounds, with one more decimal where three would be taken for
// thousands and so be written as four.
func formPoints(points exact.Num, round exact.Rounding) exact.Num {
	const thousands = 3
	rounded := points.Round(round)
	if round.Decimals == thousands && rounded.TypedVN(false) != rounded.VN() {
		round.Decimals++
		return points.Round(round)
	}
	return rounded
}

func (d *drawing) unitName(code string) string {
	if u, ok := d.Year.Units.ByCode(code); ok {
		return u.Name
	}
	return code
}

// The contract of draw sample --json.
type drawSampleJSON struct {
	drawSizeJSON
	Seed      string          `json:"seed"` // digits only
	Algorithm string          `json:"algorithm"`
	File      string          `json:"file,omitempty"` // the form
	List      string          `json:"list,omitempty"` // the list of all lines
	Sample    []drawnLineJSON `json:"sample"`         // in the order of the draw
}

type drawnLineJSON struct {
	Place    int         `json:"place"` // from 1
	Set      string      `json:"set"`
	Unit     string      `json:"unit"`
	UnitName string      `json:"unit_name"`
	Code     string      `json:"code"`
	Title    string      `json:"title"`
	State    string      `json:"state"`
	Points   string      `json:"points"`       // as the form has them, rounded (formPoints)
	Exact    string      `json:"points_exact"` // fraction
	Applied  string      `json:"applied_max"`  // fraction
	Max      string      `json:"max"`          // fraction
	Cited    []citedJSON `json:"documents"`
	Ticket   string      `json:"ticket"`
}

func (d *drawing) lineJSON(r *sheet.RecheckRow) drawnLineJSON {
	line := sample.Line{Set: r.Set, Unit: r.Unit, Code: r.Code}
	said := d.said[line]
	return drawnLineJSON{r.Place, r.Set, r.Unit, r.UnitName, r.Code, r.Title, string(said.State), r.Points.Plain(), said.Points.Fraction(),
		said.Applied.Fraction(), r.Most.Fraction(), d.cited(line), r.Ticket}
}

func (a *app) tellSample(in *sampleFlags, d *drawing, p *samplePlan, seed sample.Seed, form *sheet.Recheck) error {
	if a.json {
		out := drawSampleJSON{drawSizeJSON: p.json(d), Seed: string(seed), Algorithm: sample.Algorithm, File: in.out, List: in.list,
			Sample: []drawnLineJSON{}}
		for i := range form.Rows {
			out.Sample = append(out.Sample, d.lineJSON(&form.Rows[i]))
		}
		return a.printJSON(out)
	}
	d.printHead(a)
	fmt.Fprintln(a.stdout, wording.Message("cli.draw_seed", seed.Grouped()))
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_way", sample.Algorithm, string(seed), strconv.Itoa(p.size)), 2))
	fmt.Fprintln(a.stdout, wrap(p.says(), 2))
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_bound", clockVN(d.Event.Recorded)), 2))
	if in.out == "" {
		d.printSample(a, form)
	} else {
		a.note("%s", wording.Message("cli.draw_written", strconv.Itoa(p.size), in.out, in.verdictFlags()))
	}
	if in.list != "" {
		a.note("%s", wording.Message("cli.draw_listed", strconv.Itoa(p.lines), in.list))
	}
	return nil
}

// verdictFlags are the flags by which draw verdict is told what this sample was to show; each begins with a blank.
func (f *sampleFlags) verdictFlags() string {
	text := ""
	for _, flag := range []struct{ name, value, usual string }{
		{"--confidence", f.confidence, usualConfidence}, {"--share", f.share, usualShare},
	} {
		if flag.value != flag.usual {
			text += fmt.Sprintf(" %s \"%s\"", flag.name, flag.value)
		}
	}
	if f.sized {
		text += " --size " + strconv.Itoa(f.size)
	}
	return text
}

// printSample lists the drawn lines.
func (d *drawing) printSample(a *app, form *sheet.Recheck) {
	t := newTable("Thứ\ntự#", "Đơn vị", "Tiêu chí", "Điểm#", "Tối\nđa#", "Trạng thái", "Mã bốc")
	for i := range form.Rows {
		r := &form.Rows[i]
		state := ""
		if line := (sample.Line{Set: r.Set, Unit: r.Unit, Code: r.Code}); d.said[line].State != engine.Scored {
			state = r.State
		}
		t.add(strconv.Itoa(r.Place), shortName(r.UnitName), r.Set+" "+r.Code, r.Points.VN(), r.Most.VN(), state, r.Ticket[:ticketShown])
	}
	fmt.Fprintln(a.stdout)
	t.write(a.stdout)
}

// ticketShown is how many digits of a ticket are printed; the form has all.
const ticketShown = 12
