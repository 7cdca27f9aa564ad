package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/files"
	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/store"
	"cchc/internal/suggest"
	"cchc/internal/wording"
	"cchc/seeds"
)

const importLong = `Nhập số liệu vào thư mục dữ liệu. SỔ là mã của một sổ theo dõi hoặc bản trích tập trung (xem cchc template), TỆP là tệp CSV của
sổ đó; hoặc SỔ là facts và TỆP là thư mục có các tệp facts*.csv, events*.csv, decisions*.csv (xem cchc facts --help), khi đó cần
thêm --set; hoặc SỔ là units, attributes và TỆP là danh sách đơn vị (mới, đổi tên, sáp nhập, chia tách, hết hiệu lực), thuộc tính.

Mặc định chỉ chạy thử: in mọi lỗi (tệp, dòng, cột) và mọi thay đổi sẽ xảy ra, không ghi gì. Thêm --commit để ghi; có một lỗi thì
không dòng nào được ghi. Nhập lại cùng một tệp không ghi thêm gì; dòng có cùng khóa thì được cập nhật.`

// What stands in the place of a register for a folder of sheets and for the units themselves.
const (
	declaredKind   = "facts"
	unitsKind      = "units"
	attributesKind = "attributes"
)

type importFlags struct {
	folderFlags
	set, by, reason, extracted, evidence, registers string
	commit, full, partial                           bool
	receipt                                         receiptFlags
}

func newImport(a *app) *cobra.Command {
	var in importFlags
	cmd := &cobra.Command{
		Use:   "import SỔ TỆP",
		Short: "Nhập sổ theo dõi, bản trích, kê khai, quyết định từ CSV",
		Long:  importLong,
		Example: "  cchc import bao-cao so-theo-doi.csv --extracted 20/12/2026 --data du-lieu-2026\n" +
			"  cchc import facts ke-khai --set so-2026 --commit --data du-lieu-2026",
		Args: arity(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importFile(cmd.Context(), &in, args[0], args[1])
		},
	}
	in.bind(cmd)
	flags := cmd.Flags()
	flags.StringVar(&in.by, "by", "", "`AI` nhập: mã cơ quan, rồi họ tên sau dấu gạch chéo; mặc định là cơ quan giữ sổ")
	flags.StringVar(&in.reason, "reason", "", "`LÝ_DO` khi có dòng, số liệu bị rút")
	flags.StringVar(&in.extracted, "extracted", "", "`NGÀY` trích số liệu; mặc định hôm nay")
	flags.StringVar(&in.set, "set", "", "`BỘ` tiêu chí của số liệu kê khai (chỉ với facts)")
	flags.StringVar(&in.evidence, "evidence", "", "`THƯ_MỤC` có các tệp tài liệu mà cột tep nêu tên (chỉ với facts)")
	bindRegisters(cmd, &in.registers)
	flags.BoolVar(&in.commit, "commit", false, "ghi vào thư mục dữ liệu; không có thì chỉ chạy thử")
	flags.BoolVar(&in.full, "full", false, "tệp là toàn bộ sổ: dòng không còn trong tệp thì rút")
	in.receipt.bind(cmd)
	flags.BoolVar(&in.partial, "partial", false, "tệp chỉ có dòng thêm hoặc sửa")
	cmd.MarkFlagsMutuallyExclusive("full", "partial")
	cmd.RegisterFlagCompletionFunc("set", completeSets)
	return cmd
}

// importing is an import under way: the folder, what is known, and who brings what.
type importing struct {
	*importFlags
	store *store.Store
	view  *view
	base  int64
	today day.Day
}

func (a *app) importFile(ctx context.Context, in *importFlags, kind, path string) error {
	s, err := in.open(in.commit)
	if err != nil {
		return err
	}
	err = a.importInto(ctx, s, in, kind, path)
	return errors.Join(err, s.Close())
}

func (a *app) importInto(ctx context.Context, s *store.Store, in *importFlags, kind, path string) error {
	im, err := newImporting(ctx, s, in)
	if err != nil {
		return err
	}
	var plan *register.Plan
	var raw []byte
	switch kind {
	case declaredKind:
		if in.full {
			return fail(exitUsage, "cli.import_full_facts")
		}
		plan, err = a.planDeclared(ctx, im, path)
	case unitsKind, attributesKind:
		plan, err = planUnits(im, kind, path)
	default:
		plan, raw, err = a.planRegister(ctx, im, kind, path)
	}
	if err != nil {
		return err
	}
	return a.carryOut(ctx, im, plan, raw)
}

func newImporting(ctx context.Context, s *store.Store, in *importFlags) (*importing, error) {
	im := &importing{importFlags: in, store: s}
	var err error
	if im.today, im.base, err = lastOf(ctx, s); err != nil {
		return nil, err
	}
	look := &caseFlags{folderFlags: in.folderFlags, stage: engine.StageSelf.String()}
	look.asOf = im.today.String()
	if im.view, err = readView(ctx, s, look, engine.StageSelf); err == nil {
		im.view.year = im.view.year.Named(people.name) // what is read is compared with what people wrote
	}
	return im, err
}

// lastOf gives the day up to which everything recorded is known, and the number of the last event.
func lastOf(ctx context.Context, s *store.Store) (day.Day, int64, error) {
	seq, last, err := s.Last(ctx)
	if err != nil {
		return day.None, 0, storeFailure(err)
	}
	return max(last.Day(), season.Instant(time.Now().UnixMilli()).Day()), seq, nil
}

// options are what the register package is told about who imports.
func (im *importing) options(actor string, raw []byte) register.Options {
	return register.Options{Period: im.view.year.Period.ID, Actor: cmp.Or(im.by, actor), Reason: im.reason, Base: im.base, Raw: raw}
}

// known is what rows may refer to.
func (im *importing) known() *register.Known {
	return register.KnownOf(im.view.year, im.view.plan.Calendar, im.view.sets()...)
}

func (a *app) planRegister(ctx context.Context, im *importing, id, path string) (*register.Plan, []byte, error) {
	registers, err := loadRegisters(im.registers, im.view.year.Units)
	if err != nil {
		return nil, nil, err
	}
	reg, ok := registers.ByID(id)
	if !ok {
		return nil, nil, unknownRegister(registers, id)
	}
	extracted := im.today
	if im.extracted != "" {
		d, err := day.Parse(im.extracted)
		if err != nil {
			return nil, nil, fail(exitUsage, "cli.day", im.extracted)
		}
		extracted = d
	}
	raw, err := readLimited(path)
	if err != nil {
		return nil, nil, err
	}
	known := im.known()
	if err := im.newest(ctx, reg.ID, extracted); err != nil {
		return nil, nil, err
	}
	reading := register.Read(reg, known, path, raw, extracted)
	if len(reading.Mistakes) > 0 {
		return nil, nil, a.refuse("cli.import_bad", reading.Mistakes)
	}
	entries, err := im.store.Entries(ctx, im.view.year.Period.ID, reg.ID, im.today)
	if err != nil {
		return nil, nil, storeFailure(err)
	}
	full := (reg.Mode == seeds.FullRegister || im.full) && !im.partial
	plan, err := register.Merge(reading, known, register.Existing{Year: im.view.year, Entries: register.Entries(entries)}, full,
		im.options(reg.Office, raw))
	return plan, raw, a.importFailure(err)
}

// newest refuses an extract that is older than one already taken in: its figures would stand over newer ones.
func (im *importing) newest(ctx context.Context, id string, extracted day.Day) error {
	imports, err := im.store.Imports(ctx, im.view.year.Period.ID)
	if err != nil {
		return storeFailure(err)
	}
	for _, e := range imports {
		if made := e.Body.(*season.Import); made.Register == id && made.Extracted > extracted {
			return fail(exitConflict, "cli.older_extract", id, extracted.VN(), made.Extracted.VN())
		}
	}
	return nil
}

// readLimited reads a file that is not larger than a file of figures may be.
func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, sheet.MaxFileBytes+1))
	if err == nil && len(b) > sheet.MaxFileBytes {
		return nil, fail(exitInvalid, "cli.file_large", path, strconv.Itoa(sheet.MaxFileBytes>>20))
	}
	return b, err
}

// importFailure prints the mistakes an import was refused for.
func (a *app) importFailure(err error) error {
	var bad *register.Refused
	if errors.As(err, &bad) {
		return a.refuse("cli.import_bad", bad.Mistakes)
	}
	return err
}

// bindRegisters adds the flag that names registers of one's own.
func bindRegisters(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "registers", "", "`TỆP` YAML định nghĩa các sổ, thay cho các sổ có sẵn")
}

// loadRegisters gives the registers of a file, or the embedded ones.
func loadRegisters(path string, units *seeds.Units) (*seeds.Registers, error) {
	if path == "" {
		return seeds.DefaultRegisters(), nil
	}
	registers, err := seeds.LoadRegisters(path, units)
	if err != nil {
		return nil, seedsFailure(err)
	}
	return registers, nil
}

func unknownRegister(registers *seeds.Registers, id string) error {
	ids := append(registers.IDs(), declaredKind, unitsKind, attributesKind)
	if near := suggest.Nearest(id, ids); near != "" {
		return fail(exitNotFound, "cli.register_near", id, near)
	}
	return fail(exitNotFound, "cli.register", id, strings.Join(ids, ", "))
}

// planUnits compares a file of units, or of their attributes, with those recorded.
func planUnits(im *importing, kind, path string) (*register.Plan, error) {
	data, err := readLimited(path)
	if err != nil {
		return nil, err
	}
	opts := im.options(season.Keeper, nil)
	if kind == unitsKind {
		units, err := seeds.ParseUnits(path, data)
		if err != nil {
			return nil, seedsFailure(err)
		}
		return register.MergeUnits(units, im.view.year, opts)
	}
	units, err := seeds.NewUnits(im.view.year.Units.All(), nil).WithAttributes(path, data)
	if err != nil {
		return nil, seedsFailure(err)
	}
	return register.MergeAttributes(units, im.view.year, opts)
}

func (a *app) planDeclared(ctx context.Context, im *importing, path string) (*register.Plan, error) {
	if im.set == "" {
		return nil, missingFlag("--set")
	}
	set := im.setByID(im.set)
	if set == nil {
		return nil, fail(exitNotFound, "cli.set_not_chosen", im.set, im.view.year.Period.ID)
	}
	reading, err := a.readFacts(path, set, im.view.plan)
	if err != nil {
		return nil, err
	}
	if len(reading.Mistakes) > 0 {
		return nil, a.refuse("cli.import_bad", reading.Mistakes)
	}
	if bad := im.misplaced(set, reading.Facts); len(bad) > 0 {
		return nil, a.refuse("cli.import_bad", bad)
	}
	attached, bad, err := im.attach(ctx, reading.Facts)
	if err != nil {
		return nil, err
	}
	if len(bad) > 0 {
		return nil, a.refuse("cli.import_bad", bad)
	}
	d := register.Declared{Facts: reading.Facts, Name: path, Rows: reading.Rows, Files: attached}
	plan, err := register.MergeDeclared(d, im.known(), im.view.year, im.options("", nil))
	return plan, a.importFailure(err)
}

func (im *importing) setByID(id string) *form.Set {
	for _, set := range im.view.sets() {
		if set.ID == id {
			return set
		}
	}
	return nil
}

// misplaced are the facts of units that another set scores, and documents that would be dated ahead.
func (im *importing) misplaced(set *form.Set, facts *sheet.Facts) []sheet.Mistake {
	var bad []sheet.Mistake
	for i := range facts.Units {
		u := &facts.Units[i]
		scored := slices.ContainsFunc(season.ScoredUnits(set, im.view.year.Units, im.today), func(s seeds.Unit) bool { return s.Code == u.Unit })
		for _, f := range u.Evidence() {
			in := set.Input(f.Input)
			switch {
			case !scored:
				bad = append(bad, mistakeAt(f.Source, "don_vi", "facts.unit_not_in_set", u.Unit, set.ID))
			case in.Type == form.InDocument && f.Value.Day > im.today:
				bad = append(bad, mistakeAt(f.Source, "gia_tri", "facts.date_ahead", f.Value.Day.VN(), im.today.VN()))
			}
		}
		if len(u.Evidence()) == 0 && !scored { // decisions alone
			bad = append(bad, sheet.Mistake{Code: "facts.unit_not_in_set", Args: []string{u.Unit, set.ID}})
		}
	}
	return bad
}

// mistakeAt is a mistake in the row that a fact's source names, "facts.csv:12".
func mistakeAt(source, column, code string, args ...string) sheet.Mistake {
	m := sheet.Mistake{File: source, Column: column, Code: code, Args: args}
	if file, line, ok := strings.Cut(source, ":"); ok {
		m.File = file
		m.Line, _ = strconv.Atoi(line)
	}
	return m
}

// maxEvidence is the largest document taken in.
const maxEvidence = 20 << 20

// attach takes in the documents that rows name, and tells the rows whose document is not there. In a dry run they are only looked
// for.
func (im *importing) attach(ctx context.Context, facts *sheet.Facts) (kept map[string]season.File, bad []sheet.Mistake, err error) {
	kept = map[string]season.File{}
	for i := range facts.Units {
		u := &facts.Units[i]
		for _, at := range u.Attached {
			if _, done := kept[at.File]; done {
				continue
			}
			if im.evidence == "" {
				bad = append(bad, mistakeAt(rowNaming(u, at), "tep", "facts.attached_where", at.File))
				continue
			}
			file, err := im.take(ctx, at.File)
			if errors.Is(err, fs.ErrNotExist) {
				bad = append(bad, mistakeAt(rowNaming(u, at), "tep", "facts.attached_missing", at.File, im.evidence))
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			kept[at.File] = file
		}
	}
	return kept, bad, nil
}

// rowNaming is the row that names a document.
func rowNaming(u *sheet.UnitFacts, at sheet.Attachment) string {
	for _, f := range u.Facts {
		if f.Input == at.Input && f.Row == at.Row && f.Field == at.Field && f.Layer == at.Layer {
			return f.Source
		}
	}
	return u.Unit
}

func (im *importing) take(ctx context.Context, name string) (season.File, error) {
	if name != filepath.Base(name) {
		return season.File{}, fail(exitInvalid, "cli.evidence_path", name)
	}
	f, err := os.Open(filepath.Join(im.evidence, name))
	if err != nil {
		return season.File{}, err
	}
	defer f.Close()
	if !im.commit {
		digest, size, err := files.Digest(f, maxEvidence)
		return season.File{Digest: digest, Size: size, Name: name}, err
	}
	digest, size, err := im.store.PutFile(ctx, f, maxEvidence)
	return season.File{Digest: digest, Size: size, Name: name}, storeFailure(err)
}

// carryOut prints what an import changes and, where asked to, records it.
func (a *app) carryOut(ctx context.Context, im *importing, plan *register.Plan, raw []byte) error {
	recorded := 0
	var receipt *receiptJSON
	var unconfirmed error // the import stands all the same
	if im.commit && !plan.Empty() {
		var blobs []store.Blob
		if raw != nil {
			blobs = append(blobs, store.Blob{Domain: season.RawDomain, Bytes: raw})
		}
		events, err := im.store.Append(ctx, plan.Drafts, blobs...)
		if err != nil {
			return storeFailure(err)
		}
		recorded = len(events)
		receipt, unconfirmed = a.receipt(ctx, im.store, im.dir(), im.base, events, &im.importFlags.receipt)
	}
	if a.json {
		j := newPlanJSON(plan, im.commit, recorded)
		j.Receipt = receipt
		return errors.Join(a.printJSON(j), unconfirmed)
	}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		fmt.Fprintln(a.stdout, wrap(wording.Message(c.Code(), changeArgs(c)...), 2))
	}
	a.note("%s", wording.Message("cli.import_counts", strconv.Itoa(plan.Rows), strconv.Itoa(plan.Added), strconv.Itoa(plan.Changed),
		strconv.Itoa(plan.Unchanged), strconv.Itoa(plan.Withdrawn), strconv.Itoa(plan.Figures)))
	switch {
	case plan.Empty():
		a.note("%s", wording.Message("cli.import_nothing"))
	case im.commit:
		a.note("%s", wording.Message("cli.import_done", strconv.Itoa(recorded)))
		a.noteReceipt(receipt)
	default:
		a.note("%s", wording.Message("cli.import_dry"))
	}
	return unconfirmed
}

// changeArgs are the arguments of a change's sentence, decisions in words.
func changeArgs(c *register.Change) []string {
	args := c.Args()
	if c.About == register.AboutDecision {
		if c.Name == string(engine.DecideRanked) { // about the whole unit
			args[1] = wording.Message("cli.decided_about_rank")
		}
		args[2], args[3] = wording.Decided(c.Old), wording.Decided(c.New)
	}
	return args
}

type planJSON struct {
	Committed bool         `json:"committed"`
	Events    int          `json:"events"`
	Rows      int          `json:"rows"`
	Added     int          `json:"added"`
	Changed   int          `json:"changed"`
	Unchanged int          `json:"unchanged"`
	Withdrawn int          `json:"withdrawn"`
	Figures   int          `json:"figures"`
	Changes   []changeJSON `json:"changes"`
	Receipt   *receiptJSON `json:"receipt,omitempty"` // of what was recorded
}

type changeJSON struct {
	About  string `json:"about"`
	Effect string `json:"effect"`
	Unit   string `json:"unit,omitempty"`
	Name   string `json:"name"`
	Layer  string `json:"layer,omitempty"`
	Column string `json:"column,omitempty"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
	Where  string `json:"where,omitempty"`
}

func newPlanJSON(p *register.Plan, commit bool, recorded int) planJSON {
	j := planJSON{Committed: commit && !p.Empty(), Events: recorded, Rows: p.Rows, Added: p.Added, Changed: p.Changed, Unchanged: p.Unchanged,
		Withdrawn: p.Withdrawn, Figures: p.Figures, Changes: []changeJSON{}}
	for i := range p.Changes {
		c := &p.Changes[i]
		j.Changes = append(j.Changes, changeJSON{string(c.About), string(c.Effect), c.Unit, c.Name, c.Layer, c.Column, c.Old, c.New, c.Where})
	}
	return j
}
