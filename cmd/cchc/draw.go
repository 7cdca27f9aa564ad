package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/sample"
	"cchc/internal/exact"
	"cchc/internal/wording"
)

const drawLong = `Rút mẫu hậu kiểm: từ các chữ số gieo công khai, chọn ra những dòng của một lần chấm điểm phải kiểm tra lại, sao cho không ai
chọn trước được và ai cũng bốc lại được. Mỗi dòng là một tiêu chí chấm điểm của một đơn vị, kể cả dòng không áp dụng, chưa có hoặc
chưa chấm được: đó cũng là kết luận làm chỉ số tăng hoặc giảm.

  cchc draw size      cần kiểm tra lại bao nhiêu dòng
  cchc draw sample    bốc mẫu từ hạt giống, lập phiếu hậu kiểm để điền
  cchc draw verdict   đọc phiếu đã điền, kết luận cho cả lần chấm

Trình tự: ghi lần chấm, công bố mã đối chiếu, rồi mới gieo hạt giống trước Hội đồng. Ai biết trước hạt giống thì tìm được lần chấm có
mẫu đẹp. Lấy lần chấm từ thư mục dữ liệu (--run, --data) hoặc từ tệp kiểm chứng (--receipt): mẫu như nhau. Tệp kiểm chứng ở đây chỉ
được đọc; tính lại bằng cchc verify.`

func newDraw(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "draw",
		Short: "Rút mẫu hậu kiểm một lần chấm điểm từ hạt giống công khai",
		Long:  drawLong,
		Example: "  cchc draw size --lines 12000\n" +
			"  cchc draw sample --run 2026-final-1 --seed \"46213 55124 61335 24614\" --out mau.csv --data du-lieu-2026\n" +
			"  cchc draw verdict mau.csv --data du-lieu-2026",
	}
	cmd.AddCommand(newDrawSize(a), newDrawSample(a), newDrawVerdict(a))
	return group(cmd)
}

// drawFlags name a run, and how sure the sample is to be of what.
type drawFlags struct {
	folderFlags
	run, receipt, confidence, share string
}

func (f *drawFlags) bind(cmd *cobra.Command) {
	f.bindSource(cmd)
	cmd.Flags().StringVar(&f.run, "run", "", "tên `LẦN_CHẤM` trong thư mục dữ liệu (xem cchc runs)")
	f.bindAim(cmd)
}

// What a sample is to show where nobody says otherwise.
const (
	usualConfidence = "95%"
	usualShare      = "1%"
)

// bindAim binds what a sample is to show.
func (f *drawFlags) bindAim(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.confidence, "confidence", usualConfidence, "`ĐỘ_TIN_CẬY`, từ 50% đến dưới 100%")
	flags.StringVar(&f.share, "share", usualShare, "`TỶ_LỆ` dòng sai mà mẫu phải gặp được")
}

// bindSource binds where a run is read from.
func (f *drawFlags) bindSource(cmd *cobra.Command) {
	f.bindData(cmd)
	cmd.Flags().StringVar(&f.receipt, "receipt", "", "lấy lần chấm từ `TỆP` kiểm chứng (cchc receipt) thay cho thư mục dữ liệu")
}

// aim is what a sample is to show: that fewer than a share of the lines are wrong, with a confidence.
type aim struct{ confidence, share exact.Num }

// aim reads the two percentages, all that is wrong with them at once.
func (f *drawFlags) aim() (aim, error) {
	var out aim
	var wrong []error
	for _, p := range []struct {
		flag, text string
		into       *exact.Num
		holds      func(exact.Num) bool
		code       string
	}{
		{"--confidence", f.confidence, &out.confidence, sample.ConfidenceInRange, "cli.draw_confidence"},
		{"--share", f.share, &out.share, sample.ShareInRange, "cli.draw_share"},
	} {
		n, percent, err := exact.ParseFigure(p.text)
		if err != nil || !percent || !p.holds(n) {
			wrong = append(wrong, fail(exitUsage, p.code, p.flag, p.text))
		}
		*p.into = n
	}
	return out, allAtOnce(wrong...)
}

const drawSizeLong = `Tính cỡ mẫu nhỏ nhất: nếu tỷ lệ dòng sai từ --share trở lên thì mẫu gặp ít nhất một dòng sai với xác suất từ --confidence trở lên.
Tính đúng theo bốc không hoàn lại (phân phối siêu bội), không dùng công thức gần đúng. Nêu lần chấm, hoặc chỉ số dòng (--lines).`

func newDrawSize(a *app) *cobra.Command {
	var in drawFlags
	var lines int
	cmd := &cobra.Command{
		Use:   "size",
		Short: "Cần kiểm tra lại bao nhiêu dòng",
		Long:  drawSizeLong,
		Example: "  cchc draw size --run 2026-final-1 --confidence 99% --share 1% --data du-lieu-2026\n" +
			"  cchc draw size --lines 12000",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.drawSize(cmd.Context(), &in, cmd.Flags().Changed("lines"), lines)
		},
	}
	in.bind(cmd)
	cmd.Flags().IntVar(&lines, "lines", 0, "chỉ tính theo `SỐ_DÒNG`, không đọc lần chấm nào")
	return cmd
}

func (a *app) drawSize(ctx context.Context, in *drawFlags, counted bool, lines int) error {
	to, badAim := in.aim()
	var badLines error
	switch {
	case !counted:
		badLines = in.named("--lines")
	case in.run != "" || in.receipt != "":
		badLines = fail(exitUsage, "cli.draw_two", "--lines, --run, --receipt")
	case lines < 1 || lines > sample.MaxLines:
		badLines = fail(exitUsage, "cli.draw_lines", strconv.Itoa(lines), strconv.Itoa(sample.MaxLines))
	}
	if err := allAtOnce(badAim, badLines); err != nil {
		return err
	}
	var d *drawing
	if !counted {
		var err error
		if d, err = in.read(ctx); err != nil {
			return err
		}
		lines = len(d.lines)
	}
	p, err := newSamplePlan(lines, to)
	if err != nil {
		return err
	}
	return a.tellSize(p, d)
}

// allAtOnce joins what is wrong with a command's flags into one failure; nil where nothing is.
func allAtOnce(errs ...error) error {
	var texts []string
	code := exitUsage
	for _, err := range errs {
		if err != nil {
			f := asFailure(err)
			texts, code = append(texts, f.text), f.code
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return &failure{code, strings.Join(texts, "\n")}
}

// samplePlan is how many of so many lines a sample takes, and what it then shows.
type samplePlan struct {
	aim
	lines, wrong, size int       // lines of the run, wrong ones that it must meet, lines of the sample
	chance             exact.Num // that it meets one of them, cut
}

// newSamplePlan plans the smallest sample.
func newSamplePlan(lines int, to aim) (*samplePlan, error) {
	wrong, err := sample.Wrong(lines, to.share)
	if err != nil {
		return nil, err
	}
	size, err := sample.Size(lines, wrong, to.confidence)
	if err != nil {
		return nil, err
	}
	return (&samplePlan{aim: to, lines: lines, wrong: wrong}).of(size), nil
}

// of is the plan with a size of somebody's own.
func (p *samplePlan) of(size int) *samplePlan {
	p.size, p.chance = size, sample.Chance(p.lines, p.wrong, size)
	return p
}

// says is what the sample shows, in words.
func (p *samplePlan) says() string {
	return wording.Message("cli.draw_meets", strconv.Itoa(p.size), strconv.Itoa(p.lines), strconv.Itoa(p.wrong), p.share.TypedVN(true),
		p.chance.TypedVN(true))
}

// The contract of draw size --json. Shares are fractions of 1, exact, but for chance, which is cut after six decimals.
type drawSizeJSON struct {
	*drawnRunJSON
	Lines      int    `json:"lines"`
	Confidence string `json:"confidence"`
	Share      string `json:"share"`
	Wrong      int    `json:"wrong"` // lines that are wrong at least where the share of them is
	Size       int    `json:"size"`
	Chance     string `json:"chance"` // of meeting at least one of them
}

func (p *samplePlan) json(d *drawing) drawSizeJSON {
	return drawSizeJSON{d.runJSON(), p.lines, p.confidence.Fraction(), p.share.Fraction(), p.wrong, p.size, p.chance.Plain()}
}

func (a *app) tellSize(p *samplePlan, d *drawing) error {
	if a.json {
		return a.printJSON(p.json(d))
	}
	if d != nil {
		d.printHead(a)
	}
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_size", strconv.Itoa(p.size), strconv.Itoa(p.lines), p.confidence.TypedVN(true)), 2))
	fmt.Fprintln(a.stdout, wrap(p.says(), 2))
	if d != nil {
		fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_then", strconv.Itoa(sample.MinDigits), d.Run.ID), 2))
	}
	return nil
}

// labels are what every reader must know of a run: made-up figures, sets that are not official.
func (d *drawing) labels() []string {
	var out []string
	if d.Run.Demo {
		out = append(out, wording.Message("cli.demo"))
	}
	for _, set := range d.Sets {
		if set.Reference != "" && !slices.Contains(out, set.Reference) {
			out = append(out, set.Reference)
		}
	}
	return out
}

// printHead says of what run a sample is.
func (d *drawing) printHead(a *app) {
	fmt.Fprintln(a.stdout, wording.Message("audit.head.run", d.Run.ID, d.Event.Period, d.Run.AsOf.VN(), wording.Stage(d.Run.Stage)))
	fmt.Fprintln(a.stdout, wording.Message("audit.head.code", d.Digest))
	for _, label := range d.labels() {
		fmt.Fprintln(a.stdout, wrap(label, 2))
	}
}

// drawnRunJSON names the run of a sample.
type drawnRunJSON struct {
	Run      string   `json:"run"`
	Digest   string   `json:"digest"` // of the run's record
	Period   string   `json:"period"`
	AsOf     string   `json:"as_of"`
	Stage    string   `json:"stage"`
	Recorded string   `json:"recorded"` // when the run was recorded: the seed must be younger
	Demo     bool     `json:"demo,omitempty"`
	Labels   []string `json:"labels,omitempty"`
}

func (d *drawing) runJSON() *drawnRunJSON {
	if d == nil {
		return nil
	}
	return &drawnRunJSON{d.Run.ID, d.Digest, d.Event.Period, d.Run.AsOf.String(), d.Run.Stage.String(), d.Event.Recorded.String(),
		d.Run.Demo, d.labels()}
}
