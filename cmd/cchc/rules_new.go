package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/skeleton"
)

const rulesNewLong = `Lập khung một bộ tiêu chí từ bảng tiêu chí (tệp CSV UTF-8 hoặc Excel .xlsx): cây lĩnh vực, tiêu chí, tiêu chí thành
phần, điểm tối đa và lời văn lấy từ bảng; quy tắc của từng tiêu chí để là chưa viết (unwritten), nên bộ tiêu chí nạp được
ngay nhưng chưa chấm được cho đến khi viết xong quy tắc.

Tên cột tìm theo chữ, đứng theo thứ tự nào cũng được; phải có mã (STT), tên (tiêu chí) và điểm tối đa; nên có phương pháp
đánh giá, cách tính điểm, tài liệu kiểm chứng, căn cứ pháp lý, cơ quan thẩm định, sản phẩm. Dòng không có mã nối vào
cách tính điểm của dòng trên. Mã được giữ đúng như bảng.

Chỗ bảng tự mâu thuẫn (tổng điểm, số lượng, mã trùng, thiếu mục cha, thiếu điểm) không bị từ chối: mỗi chỗ được báo, ghi
vào NOTES.md và chú thích, và lệnh kết thúc với mã 6. Thư mục đã có thì không ghi đè.`

// newSetFlags are the flags of cchc rules new.
type newSetFlags struct {
	out, id, title, period, scope string
	blocks                        []string
	official                      bool
}

// The contract of rules new --json. What keeps a set from being made is given as facts check --json gives mistakes.
type startedSetJSON struct {
	Path        string        `json:"path"`
	ID          string        `json:"id"`
	Version     string        `json:"version"`
	Reference   string        `json:"reference,omitempty"` // the label it says of itself that it is not official
	Areas       int           `json:"areas"`
	Criteria    int           `json:"criteria"`
	Subcriteria int           `json:"subcriteria"`
	Leaves      int           `json:"leaves"` // that are shown with a rule of their own, all not yet written
	Scored      int           `json:"scored"` // of them, those with points
	Points      string        `json:"points"`
	Partial     bool          `json:"partial"` // the table promises more than is there
	Files       []string      `json:"files"`
	Notes       []newNoteJSON `json:"notes"` // contradictions of the table, with what was written instead
}

type newNoteJSON struct {
	Place   string   `json:"place,omitempty"`
	Code    string   `json:"code"`
	Args    []string `json:"args,omitempty"`
	Message string   `json:"message"`
}

func newRulesNew(a *app) *cobra.Command {
	var in newSetFlags
	cmd := &cobra.Command{
		Use:   "new BẢNG",
		Short: "Lập khung bộ tiêu chí từ bảng CSV hoặc Excel",
		Long:  rulesNewLong,
		Example: "  cchc rules new bang-tieu-chi.xlsx --id so-2027 --title \"Bộ tiêu chí của các sở năm 2027\" --period 2027 --blocks so\n" +
			"  cchc rules new bang.csv --id tinh-2027 --title \"Bộ tiêu chí của tỉnh\" --period 2027 --scope province --out bo-moi",
		Args: arity(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			head, err := in.head(args[0])
			if err != nil {
				return err
			}
			return a.newSet(args[0], in.dir(), head)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.out, "out", "", "`THƯ_MỤC` mới để ghi (mặc định: ID/1.0.0)")
	flags.StringVar(&in.id, "id", "", "`MÃ` của bộ tiêu chí: chữ thường không dấu, số và dấu -")
	flags.StringVar(&in.title, "title", "", "`TÊN` đầy đủ của bộ tiêu chí")
	flags.StringVar(&in.period, "period", "", "`NĂM` chấm điểm")
	flags.StringVar(&in.scope, "scope", string(form.ScopeUnit), "`PHẠM_VI`: unit (đơn vị) hoặc province (tỉnh)")
	flags.StringSliceVar(&in.blocks, "blocks", nil, "các `KHỐI` đơn vị được chấm, cách nhau bằng dấu phẩy; không nêu là mọi khối")
	flags.BoolVar(&in.official, "official", false, "bảng là bảng chính thức, đã đối chiếu; không nêu thì ghi là bộ tiêu chí tham khảo")
	return cmd
}

// firstVersion is the version a new set begins with.
const firstVersion = "1.0.0"

// dir is where the set is written.
func (f *newSetFlags) dir() string {
	if f.out != "" {
		return filepath.Clean(f.out)
	}
	return filepath.Join(f.id, firstVersion)
}

var setID = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)

// head checks the flags.
func (f *newSetFlags) head(source string) (skeleton.Head, error) {
	var missing []string
	for _, r := range []struct{ flag, value string }{{"--id", f.id}, {"--title", strings.TrimSpace(f.title)}, {"--period", f.period}} {
		if r.value == "" {
			missing = append(missing, r.flag)
		}
	}
	h := skeleton.Head{ID: f.id, Version: firstVersion, Title: f.title, Scope: form.Scope(f.scope), Blocks: f.blocks,
		Official: f.official, Source: filepath.Base(source)}
	var err error
	h.Year, err = strconv.Atoi(f.period)
	switch {
	case len(missing) > 0:
		return h, missingFlag(missing...)
	case !setID.MatchString(f.id):
		return h, fail(exitUsage, "cli.flag_invalid", "--id", f.id)
	case err != nil || h.Year < 2000 || h.Year > 2100:
		return h, fail(exitUsage, "cli.flag_invalid", "--period", f.period)
	case h.Scope != form.ScopeUnit && h.Scope != form.ScopeProvince:
		return h, fail(exitUsage, "cli.flag_invalid", "--scope", f.scope)
	}
	for _, b := range f.blocks {
		if !setID.MatchString(b) {
			return h, fail(exitUsage, "cli.flag_invalid", "--blocks", b)
		}
	}
	return h, nil
}

// newSet reads the table, makes the set and writes it as a new directory.
func (a *app) newSet(name, dir string, head skeleton.Head) error {
	if _, err := os.Lstat(dir); err == nil {
		return fail(exitConflict, "cli.new_exists", dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	table, mistakes := sheet.ReadCriteria(filepath.Base(name), data)
	if len(mistakes) > 0 {
		return a.badTable(name, mistakes)
	}
	set, bad := skeleton.Make(skeleton.FromSheet(table), head)
	for _, n := range bad {
		mistakes = append(mistakes, sheet.Mistake{File: n.Place, Code: n.Code, Args: n.Args})
	}
	if len(mistakes) > 0 {
		return a.badTable(name, mistakes)
	}
	loaded, err := a.writeSet(dir, set.Files)
	if err != nil {
		return err
	}
	for _, title := range table.Ignored {
		a.note("%s", wording.Message("skeleton.ignored", title))
	}
	for _, s := range table.Skipped {
		a.note("%s", wording.Message("skeleton.skipped", s))
	}
	if err := a.tellNewSet(dir, loaded.Set, set); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.new_next", dir))
	if n := len(set.Notes); n > 0 {
		return fail(exitFindings, "cli.new_notes", strconv.Itoa(n))
	}
	return nil
}

// badTable tells everything that keeps a set from being made of a table.
func (a *app) badTable(name string, mistakes []sheet.Mistake) error {
	if a.json {
		if err := a.printJSON(mistakesJSON(mistakes)); err != nil {
			return err
		}
	} else {
		for _, m := range mistakes {
			if m.File == "" {
				m.File = filepath.Base(name)
			}
			fmt.Fprintln(a.stderr, m.Format(wording.Message))
		}
	}
	return fail(exitInvalid, "cli.new_table", name, strconv.Itoa(len(mistakes)))
}

// writeSet writes the files beside their place, loads them, and only then puts the directory where it belongs.
func (a *app) writeSet(dir string, files []skeleton.File) (*rules.Loaded, error) {
	parent := filepath.Dir(dir)
	_, before := os.Stat(parent)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	temporary, err := os.MkdirTemp(parent, ".tmp-*")
	if err != nil {
		return nil, err
	}
	loaded, err := a.fillSet(temporary, files)
	if err == nil {
		err = errors.Join(os.Chmod(temporary, 0o755), os.Rename(temporary, dir))
	}
	if err != nil {
		os.RemoveAll(temporary)
		if before != nil {
			os.Remove(parent) // as it was; what is not empty stays
		}
		return nil, err
	}
	return loaded, nil
}

func (a *app) fillSet(dir string, files []skeleton.File) (*rules.Loaded, error) {
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			return nil, err
		}
	}
	loaded, found := rules.Load(os.DirFS(dir), ".")
	if loaded != nil {
		return loaded, nil
	}
	for _, d := range found {
		if d.Severity == rules.Error {
			fmt.Fprint(a.stderr, diagnosticText(d))
		}
	}
	return nil, fail(exitInvalid, "cli.new_bad")
}

// tellNewSet prints what was made.
func (a *app) tellNewSet(dir string, form *form.Set, set *skeleton.Set) error {
	out := startedSetJSON{dir, form.ID, form.Version, form.Reference, set.Areas, set.Criteria, set.Subcriteria, set.Leaves, set.Scored,
		set.Max.Plain(), set.Partial, []string{}, []newNoteJSON{}}
	for _, f := range set.Files {
		out.Files = append(out.Files, f.Name)
	}
	for _, n := range set.Notes {
		out.Notes = append(out.Notes, newNoteJSON{n.Place, n.Code, n.Args, wording.Message(n.Code, n.Args...)})
	}
	if a.json {
		return a.printJSON(out)
	}
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.new_done", form.ID, form.Version, dir), 2))
	fmt.Fprintln(a.stdout, wording.Message("cli.new_counts", strconv.Itoa(set.Areas), strconv.Itoa(set.Criteria),
		strconv.Itoa(set.Subcriteria), strconv.Itoa(set.Scored), set.Max.VN()))
	if form.Reference != "" {
		fmt.Fprintln(a.stdout, wrap(form.Reference, 2))
	}
	if len(set.Notes) > 0 {
		fmt.Fprintln(a.stdout, wording.Message("cli.new_look"))
	}
	for _, n := range set.Notes {
		fmt.Fprintln(a.stdout, wrap("  "+n.Text(), 2))
	}
	return nil
}
