package main

import (
	"context"
	"errors"
	"runtime/debug"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/audit"
	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const receiptLong = `Lập tệp kiểm chứng của một lần chấm điểm đã ghi: một tệp chứa mọi thứ lần chấm đã dùng (kế hoạch, bộ tiêu chí, đơn vị, số
liệu, quyết định) và kết quả, mỗi phần có mã băm. Ai có tệp cũng tính lại được từng điểm bằng cchc verify hoặc cchc-verify,
không cần mạng, không cần tin phần mềm hay máy chủ của tỉnh. Trước khi lập, lần chấm được tính lại; khác thì không lập.

Sau lần chấm đã ký điểm đối chiếu (cchc log checkpoint) thì tệp kèm chứng minh lần chấm nằm trong sổ sự kiện, với các chữ ký.

--unit chỉ lấy phần của một đơn vị: số liệu, bảng kê điểm và kết quả của đơn vị đó, kèm chứng minh thuộc lần chấm, không lộ
đơn vị khác. Riêng phần của tỉnh (--unit tinh) có số liệu của từng đơn vị được cộng lại cho tỉnh. Tệp chứa mọi số liệu của
đơn vị: chỉ giao cho người được xem.`

func newReceipt(a *app) *cobra.Command {
	var in folderFlags
	var unit, out string
	cmd := &cobra.Command{
		Use:   "receipt LẦN_CHẤM",
		Short: "Lập tệp kiểm chứng của một lần chấm điểm",
		Long:  receiptLong,
		Example: "  cchc receipt 2026-final-1 --data du-lieu-2026\n" +
			"  cchc receipt 2026-final-1 --unit so-y-te --out so-y-te.kiemchung --data du-lieu-2026",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			return errors.Join(a.runReceipt(cmd.Context(), s, in.dir(), args[0], unit, out), s.Close())
		},
	}
	in.bindData(cmd)
	cmd.Flags().StringVar(&unit, "unit", "", "chỉ phần của một `ĐƠN_VỊ`")
	cmd.Flags().StringVar(&out, "out", "", "ghi vào `TỆP`; mặc định LẦN_CHẤM.kiemchung hoặc LẦN_CHẤM-ĐƠN_VỊ.kiemchung")
	return cmd
}

// receiptEnding ends the name of a receipt's file.
const receiptEnding = ".kiemchung"

// runReceipt writes the receipt of a run, or of one unit in it. It is verified before it is handed out.
func (a *app) runReceipt(ctx context.Context, s *store.Store, dir, id, unit, path string) error {
	r, err := replayable(ctx, s, id)
	if err != nil {
		return err
	}
	if unit != "" {
		u, err := r.view.plan.unitFor(unit)
		if err != nil {
			return err
		}
		unit = u.Code
	}
	proof, ground, err := proofOf(ctx, s, dir, &r.event)
	if err != nil {
		return err
	}
	f, err := r.receipt(unit, proof)
	if err != nil {
		return err
	}
	b, err := f.Encode()
	if err != nil {
		return err
	}
	checked := ground.Verify(b)
	switch {
	case checked.Verdict == audit.Differs:
		return fail(exitFailed, "cli.receipt_bad", verdict.Place(checked, checked.First))
	case checked.Verdict == audit.Unreadable:
		return fail(exitFailed, "cli.receipt_bad", verdict.FaultText(checked.Fault))
	}
	if path == "" {
		path = id + receiptEnding
		if unit != "" {
			path = id + "-" + unit + receiptEnding
		}
	}
	if err := replaceFile(path, b); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(newRunReceiptJSON(path, f, checked, len(b)))
	}
	a.note("%s", wording.Message("cli.receipt_written", id, path, strconv.Itoa(len(b))))
	if checked.Log == nil {
		a.note("%s", wording.Message("cli.receipt_not_log"))
	} else {
		a.note("%s", wording.Message("cli.receipt_in_log", checked.Log.Line()))
	}
	return nil
}

// proofOf proves that an event stands in the log of a folder that lies in dir, with the keys by which that is checked; there is
// no proof where no kept checkpoint covers the event.
func proofOf(ctx context.Context, s *store.Store, dir string, e *season.Event) ([]byte, *audit.Ground, error) {
	b, err := readLog(ctx, s, dir, nil)
	if err != nil {
		return nil, nil, err
	}
	at := b.covering(e.Seq)
	if at == nil {
		return nil, &audit.Ground{}, b.found()
	}
	leaf, err := e.Canonical()
	if err != nil {
		return nil, nil, err
	}
	p, err := translog.NewProof(b.tree, e.Seq-1, leaf, at)
	if err != nil {
		return nil, nil, logFailure(err)
	}
	p.Leaf = nil // the receipt has it
	return p.Text(), &audit.Ground{Keys: b.keys}, nil
}

// replayable computes a recorded run again, which must come out the same.
func replayable(ctx context.Context, s *store.Store, id string) (*rerun, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, err
	}
	log, err := readEvents(ctx, s)
	if err != nil {
		return nil, err
	}
	r, err := rerunOf(ctx, s, log, event)
	var not *notAgain
	if errors.As(err, &not) {
		return nil, fail(exitFailed, "cli.replay_cannot", id, not.text)
	} else if err != nil {
		return nil, err
	}
	if changed, first := r.compare(); len(changed) > 0 || first != nil {
		return nil, fail(exitFindings, "cli.receipt_differs", id)
	}
	return r, nil
}

// receipt makes the receipt of the run, or of one unit in it.
func (r *rerun) receipt(unit string, proof []byte) (*audit.File, error) {
	program, compiler := buildVersions()
	src := &audit.Source{Event: r.event, Year: r.year, Plan: r.plan, Outcome: r.out, Program: program, Go: compiler, Proof: proof}
	if unit == "" {
		return src.OfRun()
	}
	f, err := src.OfUnit(unit)
	switch {
	case errors.Is(err, audit.ErrNoRoot):
		return nil, fail(exitFailed, "cli.receipt_no_root", r.run.ID)
	case errors.Is(err, audit.ErrNoUnit):
		return nil, fail(exitNotFound, "cli.receipt_unit", r.run.ID, unit)
	}
	return f, err
}

// buildVersions are the versions of this program and of its compiler.
func buildVersions() (program, compiler string) {
	program = "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok {
		compiler = info.GoVersion
		if info.Main.Version != "" {
			program = info.Main.Version
		}
	}
	return program, compiler
}

// The contract of receipt --json.
type runReceiptJSON struct {
	File   string            `json:"file"`
	Kind   string            `json:"kind"` // run, unit
	Run    string            `json:"run"`
	Unit   string            `json:"unit,omitempty"`
	Digest string            `json:"digest"` // of the run's record: what people compare
	Demo   bool              `json:"demo,omitempty"`
	Log    string            `json:"checkpoint,omitempty"` // SIZE:CODE of the checkpoint that the run is proved under
	Bytes  int               `json:"bytes"`
	Parts  []receiptPartJSON `json:"parts"`
}

type receiptPartJSON struct {
	Name  string `json:"name"`
	Hash  string `json:"hash"`
	Bytes int    `json:"bytes"`
}

func newRunReceiptJSON(path string, f *audit.File, checked *audit.Report, size int) runReceiptJSON {
	out := runReceiptJSON{File: path, Kind: string(f.Kind), Run: f.Run, Unit: f.Unit, Digest: checked.Digest, Demo: f.Demo, Bytes: size}
	if checked.Log != nil {
		out.Log = checked.Log.Line()
	}
	for i := range f.Parts {
		p := &f.Parts[i]
		out.Parts = append(out.Parts, receiptPartJSON{p.Name, p.Hash(), len(p.Bytes)})
	}
	return out
}
