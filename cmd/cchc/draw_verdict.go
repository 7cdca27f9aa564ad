package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/audit/sample"
	"cchc/internal/exact"
	"cchc/internal/sheet"
	"cchc/internal/wording"
)

const drawVerdictLong = `Đọc phiếu hậu kiểm đã điền và kết luận cho cả lần chấm. Mẫu được bốc lại từ hạt giống ghi trong phiếu trên chính lần chấm đó; dòng bị
đổi, thêm, bớt hoặc sửa nội dung in sẵn đều được nêu ra, và không có kết luận. Còn dòng chưa điền cũng chưa có kết luận.

Hạt giống trong phiếu phải so với biên bản: nêu --seed đúng như biên bản để chương trình so. Độ tin cậy, tỷ lệ và số dòng ghi trong
phiếu phải đúng như --confidence, --share, --size đã định khi bốc; không nêu thì là 95%, 1% và cỡ tính theo hai số đó.

Mã kết thúc: 0 không có dòng sai, đạt mức cần bảo đảm · 6 có dòng sai, hoặc mẫu quá nhỏ nên chưa đạt mức · 5 phiếu sai hoặc chưa
điền đủ.`

type verdictFlags struct {
	drawFlags
	sizeFlag
	seed string
}

func newDrawVerdict(a *app) *cobra.Command {
	var in verdictFlags
	cmd := &cobra.Command{
		Use:   "verdict PHIẾU",
		Short: "Đọc phiếu hậu kiểm đã điền, kết luận cho cả lần chấm",
		Long:  drawVerdictLong,
		Example: "  cchc draw verdict mau.xlsx --data du-lieu-2026\n" +
			"  cchc draw verdict mau.csv --seed \"46213 55124 61335 24614\" --receipt 2026-final-1.kiemchung",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.sized = cmd.Flags().Changed("size")
			return a.drawVerdict(cmd.Context(), &in, args[0])
		},
	}
	in.bindSource(cmd)
	in.bindAim(cmd)
	in.bindSize(cmd)
	cmd.Flags().StringVar(&in.seed, "seed", "", "`HẠT_GIỐNG` ghi trong biên bản, để so với phiếu")
	return cmd
}

func (a *app) drawVerdict(ctx context.Context, in *verdictFlags, name string) error {
	to, err := in.aim()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	form, mistakes := sheet.ReadRecheck(name, data)
	if len(mistakes) > 0 {
		return a.refuse("cli.draw_form", mistakes)
	}
	seed, err := formSeed(name, form, in.seed)
	if err != nil {
		return err
	}
	in.run = form.Run
	d, err := in.read(ctx)
	if err != nil {
		return err
	}
	if form.Digest != d.Digest { // nothing else can agree then
		return fail(exitInvalid, "cli.draw_other_run", name, form.Digest, d.Run.ID, d.Digest)
	}
	plan, err := in.plan(d, to)
	if err != nil {
		return err
	}
	if mistakes := form.AimsAt(plan.confidence, plan.share, plan.size); len(mistakes) > 0 { // another draw: no line need agree
		return a.refuse("cli.draw_form", mistakes)
	}
	drawn, err := d.form(seed, plan)
	if err != nil {
		return err
	}
	if mistakes := form.Compare(drawn); len(mistakes) > 0 {
		return a.refuse("cli.draw_form", mistakes)
	}
	v, err := judge(form, drawn, plan)
	if err != nil {
		return err
	}
	return a.tellVerdict(name, d, v)
}

// formSeed reads the seed of a form, which must be that of the minutes where those are given.
func formSeed(name string, form *sheet.Recheck, minutes string) (sample.Seed, error) {
	seed, err := seedOf(form.Seed)
	if err != nil {
		return "", fail(exitInvalid, "cli.draw_form_seed", name, err.Error())
	}
	if minutes == "" {
		return seed, nil
	}
	told, err := seedOf(minutes)
	if err != nil {
		return "", err
	}
	if told != seed {
		return "", fail(exitInvalid, "cli.draw_other_seed", name, seed.Grouped(), told.Grouped())
	}
	return seed, nil
}

// judged is what the findings of a sample come to.
type judged struct {
	form           *sheet.Recheck
	wrong, missing []*judgedLine // in the order of the draw
	right          int
	needed         int // lines that a sample must have to show what it is to show
	bound, aimed   int // at most so many lines of the run are wrong; fewer than so many were to be shown
}

// judgedLine is a drawn line with what was found.
type judgedLine struct{ drawn, found *sheet.RecheckRow }

// reached reports whether fewer lines are wrong than were to be shown to be; it says something only where no finding is missing.
func (v *judged) reached() bool { return v.bound < v.aimed }

// judge counts the findings of a form that agrees with its draw, and bounds the wrong lines of the run where none is missing.
func judge(form, drawn *sheet.Recheck, plan *samplePlan) (*judged, error) {
	v := &judged{form: form, aimed: plan.wrong}
	var err error
	if v.needed, err = sample.Size(plan.lines, plan.wrong, plan.confidence); err != nil {
		return nil, err
	}
	byTicket := map[string]*sheet.RecheckRow{}
	for i := range form.Rows {
		byTicket[form.Rows[i].Ticket] = &form.Rows[i]
	}
	for i := range drawn.Rows {
		line := &judgedLine{&drawn.Rows[i], byTicket[drawn.Rows[i].Ticket]}
		switch line.found.Result {
		case sheet.Right:
			v.right++
		case sheet.WrongLine:
			v.wrong = append(v.wrong, line)
		default:
			v.missing = append(v.missing, line)
		}
	}
	if len(v.missing) > 0 {
		return v, nil
	}
	v.bound, err = sample.Bound(form.Lines, form.Size, len(v.wrong), form.Confidence)
	return v, err
}

// The verdicts of draw verdict --json.
const (
	verdictNoneWrong  = "none_wrong"
	verdictWrong      = "wrong"
	verdictIncomplete = "incomplete"
)

// The contract of draw verdict --json. Shares are fractions of 1, exact; bound_share is rounded up after four decimals. Without a
// finding for every line there is no bound.
type drawVerdictJSON struct {
	*drawnRunJSON
	File       string           `json:"file"`
	Seed       string           `json:"seed"`
	Algorithm  string           `json:"algorithm"`
	Lines      int              `json:"lines"`
	Size       int              `json:"size"`
	Needed     int              `json:"size_needed"` // by confidence and share
	Confidence string           `json:"confidence"`
	Share      string           `json:"share"`
	Verdict    string           `json:"verdict"` // none_wrong, wrong, incomplete
	Right      int              `json:"right"`
	Wrong      []judgedLineJSON `json:"wrong"`
	Missing    []judgedLineJSON `json:"missing"`
	Bound      *int             `json:"bound,omitempty"` // at most so many lines of the run are wrong
	BoundShare string           `json:"bound_share,omitempty"`
	Aimed      *bool            `json:"aim_reached,omitempty"` // less than the share is wrong
}

type judgedLineJSON struct {
	drawnLineJSON
	Found string `json:"points_found,omitempty"` // fraction
	State string `json:"state_found,omitempty"`  // as the form has it, where no points are right
	Note  string `json:"note,omitempty"`
}

func (d *drawing) judgedJSON(lines []*judgedLine) []judgedLineJSON {
	out := []judgedLineJSON{}
	for _, l := range lines {
		j := judgedLineJSON{drawnLineJSON: d.lineJSON(l.drawn), State: l.found.FoundState, Note: l.found.Note}
		if l.found.Found != nil {
			j.Found = l.found.Found.Fraction()
		}
		out = append(out, j)
	}
	return out
}

// boundShare is the share of the lines that the bound is, rounded up after four decimals, so that it stays a bound.
func (v *judged) boundShare() exact.Num {
	const parts = 10_000
	return exact.MustFrac((int64(v.bound)*parts+int64(v.form.Lines)-1)/int64(v.form.Lines), parts)
}

func (v *judged) json(name string, d *drawing) drawVerdictJSON {
	seed, _ := sample.ParseSeed(v.form.Seed) // it drew the sample
	out := drawVerdictJSON{drawnRunJSON: d.runJSON(), File: name, Seed: string(seed), Algorithm: v.form.Algorithm, Lines: v.form.Lines,
		Size: v.form.Size, Needed: v.needed, Confidence: v.form.Confidence.Fraction(), Share: v.form.Share.Fraction(), Verdict: verdictNoneWrong, Right: v.right,
		Wrong: d.judgedJSON(v.wrong), Missing: d.judgedJSON(v.missing)}
	switch {
	case len(v.missing) > 0:
		out.Verdict = verdictIncomplete
		return out
	case len(v.wrong) > 0:
		out.Verdict = verdictWrong
	}
	aimed := v.reached()
	out.Bound, out.BoundShare, out.Aimed = &v.bound, v.boundShare().Plain(), &aimed
	return out
}

// tellVerdict prints the verdict and gives the exit code.
func (a *app) tellVerdict(name string, d *drawing, v *judged) error {
	if a.json {
		if err := a.printJSON(v.json(name, d)); err != nil {
			return err
		}
	} else {
		v.print(a, d)
	}
	switch {
	case len(v.missing) > 0:
		return fail(exitInvalid, "cli.draw_incomplete", strconv.Itoa(len(v.missing)), strconv.Itoa(v.form.Size))
	case len(v.wrong) > 0 || !v.reached():
		return &failure{code: exitFindings}
	}
	return nil
}

func (v *judged) print(a *app, d *drawing) {
	f := v.form
	d.printHead(a)
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_same", strconv.Itoa(f.Size), strconv.Itoa(f.Lines), f.Seed), 2))
	fmt.Fprintln(a.stdout, wording.Message("cli.draw_counted", strconv.Itoa(v.right+len(v.wrong)), strconv.Itoa(v.right), strconv.Itoa(len(v.wrong))))
	if f.Size < v.needed {
		fmt.Fprintln(a.stdout, wrap(wording.Message("cli.draw_small", strconv.Itoa(f.Size), strconv.Itoa(v.needed), f.Confidence.TypedVN(true),
			f.Share.TypedVN(true)), 2))
	}
	printJudged(a, "cli.draw_wrong_lines", v.wrong)
	if len(v.missing) > 0 {
		printJudged(a, "cli.draw_missing_lines", v.missing)
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(wording.Message("cli.draw_verdict", f.Confidence.TypedVN(true), strconv.Itoa(v.bound), strconv.Itoa(f.Lines),
		v.boundShare().TypedVN(true)), 2))
	aim := "cli.draw_aim_missed"
	if v.reached() {
		aim = "cli.draw_aim"
	}
	fmt.Fprintln(a.stdout, wrap(wording.Message(aim, strconv.Itoa(v.aimed), f.Share.TypedVN(true)), 2))
	if len(v.wrong) > 0 {
		fmt.Fprintf(a.stdout, "\n%s\n", wrap(wording.Message("cli.draw_wrong_then", d.Run.ID, strconv.Itoa(min(2*f.Size, f.Lines))), 5))
	}
}

// printJudged lists lines under a title; nothing where there are none.
func printJudged(a *app, title string, lines []*judgedLine) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", wording.Message(title, strconv.Itoa(len(lines))))
	t := newTable("Thứ\ntự#", "Đơn vị", "Tiêu chí", "Điểm đã\nchấm#", "Đúng ra\nlà#", "")
	for _, l := range lines {
		found := l.found.FoundState
		if l.found.Found != nil {
			found = l.found.Found.VN()
		}
		t.add(strconv.Itoa(l.drawn.Place), shortName(l.drawn.UnitName), l.drawn.Set+" "+l.drawn.Code, l.drawn.Points.VN(), found, "")
		if l.found.Note != "" {
			t.remark(l.found.Note)
		}
	}
	t.keepColumns("")
	t.write(a.stdout)
}
