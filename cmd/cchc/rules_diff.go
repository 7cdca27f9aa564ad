package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/diff"
)

const rulesDiffLong = `So hai bản của một bộ tiêu chí theo ý nghĩa, không theo dòng chữ: tiêu chí thêm, bỏ, đổi mã, đổi điểm; ngưỡng và điểm của
từng mức; điều kiện áp dụng; nội dung được đếm; đầu vào, tỷ lệ, tham số cùng các tiêu chí dựa vào chúng; căn cứ pháp lý và
lời văn. BỘ_TRƯỚC là bản cũ, BỘ_SAU là bản mới; viết như ở lệnh khác: mã, MÃ@PHIÊN_BẢN hoặc đường dẫn.

Thay đổi có thể làm đổi kết quả trên cùng số liệu (điểm, điểm tối đa, trạng thái, hạng, xếp loại, phần còn có thể đạt, hoặc
số liệu nào được nhận) đứng trước; thay đổi chỉ về lời văn đứng sau.

Mã kết thúc: 0 khi hai bản giống nhau, hoặc chỉ lời văn khác nhau (có lời nhắn ở stderr): dùng bản nào thì kết quả cũng
như nhau. 6 khi điểm có thể thay đổi: phải xem ảnh hưởng trước khi ban hành (cchc rules impact). --only không đổi mã.`

// The contract of rules diff --json. before and after are what people read; exact holds the fraction where they are points.
type diffJSON struct {
	Before  setJSON          `json:"before"`
	After   setJSON          `json:"after"`
	Effect  string           `json:"effect,omitempty"` // scores, words; left out when the two are the same
	Scores  int              `json:"scores"`
	Words   int              `json:"words"`
	Changes []ruleChangeJSON `json:"changes"`
}

type ruleChangeJSON struct {
	Kind        string   `json:"kind"`
	Effect      string   `json:"effect"`
	Field       string   `json:"field,omitempty"`
	Code        string   `json:"code,omitempty"`
	Was         string   `json:"was,omitempty"`
	Name        string   `json:"name,omitempty"`
	Path        string   `json:"path,omitempty"`
	WasPath     string   `json:"was_path,omitempty"`
	Before      string   `json:"before,omitempty"`
	After       string   `json:"after,omitempty"`
	BeforeExact string   `json:"before_exact,omitempty"`
	AfterExact  string   `json:"after_exact,omitempty"`
	Leaves      []string `json:"leaves,omitempty"` // that rest on it: codes of the later version
	Gone        []string `json:"gone,omitempty"`   // leaves that only the earlier version has, by their codes there
	Place       string   `json:"place"`
	Text        string   `json:"text"`
}

func newRulesDiff(a *app) *cobra.Command {
	var only string
	var lib libraryFlags
	cmd := &cobra.Command{
		Use:               "diff BỘ_TRƯỚC BỘ_SAU",
		Short:             "So hai bản của một bộ tiêu chí theo ý nghĩa",
		Long:              rulesDiffLong,
		Example:           "  cchc rules diff so-2026@1.0.0 bo-tieu-chi/so-2026\n  cchc rules diff so-2026 ban-sua --only scores --json",
		Args:              arity(2, 2),
		ValidArgsFunction: completeSets,
		RunE: func(_ *cobra.Command, args []string) error {
			if only != "" && only != string(diff.Scores) && only != string(diff.Words) {
				return fail(exitUsage, "cli.diff_only", only)
			}
			r, err := a.revision(lib.libraryDir(), args[0], args[1])
			if err != nil {
				return err
			}
			if a.json {
				err = a.printJSON(r.diffJSON(diff.Effect(only)))
			} else {
				r.printDiff(a, diff.Effect(only))
			}
			if err == nil && r.changes.Effect() == diff.Scores {
				a.note("%s", wrap(wording.Message("cli.diff_more", args[0], args[1]+lib.given()), 2))
				return &failure{code: exitFindings}
			}
			return err
		},
	}
	lib.bindLibrary(cmd)
	cmd.Flags().StringVar(&only, "only", "", "chỉ in một `LOẠI` thay đổi: scores (điểm) hoặc words (lời văn)")
	cmd.RegisterFlagCompletionFunc("only", cobra.FixedCompletions([]string{string(diff.Scores), string(diff.Words)}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// revision is two versions of a set and what differs between them.
type revision struct {
	before, after *rules.Loaded
	changes       *diff.Changes
}

// revision loads two versions, of the built-in sets, of a library ("" for none) or by their paths.
func (a *app) revision(dir, before, after string) (*revision, error) {
	x, err := a.chooseGood(before, dir, day.None)
	if err != nil {
		return nil, err
	}
	y, err := a.chooseGood(after, dir, day.None)
	if err != nil {
		return nil, err
	}
	return &revision{x.Loaded, y.Loaded, diff.Between(x.Loaded.Set, y.Loaded.Set)}, nil
}

// given is the flag as it was given, for a command line that is proposed; "" where it was not.
func (f *libraryFlags) given() string {
	if f.library == "" {
		return ""
	}
	return " --library " + f.library
}

// sameScope refuses to score the evidence of units under a set of the province, or the other way round.
func (r *revision) sameScope() error {
	x, y := r.before.Set, r.after.Set
	if x.Scope == y.Scope {
		return nil
	}
	scope := func(s *form.Set) string { return wording.Message("diff.word." + string(s.Scope)) }
	return fail(exitInvalid, "cli.versions_unlike", x.ID, scope(x), y.ID, scope(y))
}

func loadedJSON(l *rules.Loaded) setJSON {
	return setJSON{ID: l.Set.ID, Version: l.Set.Version, Hash: l.Hash, Title: l.Set.Title, Reference: l.Set.Reference}
}

func (r *revision) diffJSON(only diff.Effect) diffJSON {
	c := r.changes
	out := diffJSON{Before: loadedJSON(r.before), After: loadedJSON(r.after), Effect: string(c.Effect()), Scores: c.Count(diff.Scores),
		Words: c.Count(diff.Words), Changes: []ruleChangeJSON{}}
	for i := range c.List {
		if ch := &c.List[i]; only == "" || ch.Effect == only {
			out.Changes = append(out.Changes, newRuleChangeJSON(c, ch))
		}
	}
	return out
}

func newRuleChangeJSON(c *diff.Changes, ch *diff.Change) ruleChangeJSON {
	before, after := wording.ChangeSides(c, ch)
	return ruleChangeJSON{Before: before, After: after, Kind: string(ch.Kind), Effect: string(ch.Effect), Field: string(ch.Field), Code: ch.Code, Was: ch.Was, Name: ch.Name,
		Path: ch.Path, WasPath: ch.WasPath, BeforeExact: exactText(ch.Before), AfterExact: exactText(ch.After), Leaves: ch.Leaves, Gone: ch.Gone,
		Place: wording.ChangePlace(c, ch), Text: wording.Change(c, ch)}
}

// exactText is the fraction of a number that changed, "" for anything else.
func exactText(t diff.Thing) string {
	switch t := t.(type) {
	case diff.Points:
		return exact.Num(t).Fraction()
	case exact.Num:
		return t.Fraction()
	case *form.Limit:
		if t.At != nil && t.At.Kind == form.ExConst && t.At.Const.Type == form.TypeNumber {
			return t.At.Const.Num.Fraction()
		}
	}
	return ""
}

// printLabels says which two versions are compared, and what a reader must know of them.
func (r *revision) printLabels(a *app) {
	x, y := r.before.Set, r.after.Set
	fmt.Fprintln(a.stdout, wrap(y.Title, 2))
	fmt.Fprintln(a.stdout, wording.Message("cli.versions", x.ID, x.Version, y.ID, y.Version))
	for _, label := range r.labels() {
		fmt.Fprintln(a.stdout, label)
	}
}

// labels are the words of sets that are not official ones, each once.
func (r *revision) labels() []string {
	var out []string
	for _, s := range []*form.Set{r.before.Set, r.after.Set} {
		if s.Reference != "" && (len(out) == 0 || out[0] != s.Reference) {
			out = append(out, s.Reference)
		}
	}
	return out
}

func (r *revision) printDiff(a *app, only diff.Effect) {
	r.printLabels(a)
	c, hidden := r.changes, 0
	if len(c.List) == 0 {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.diff_same"))
		return
	}
	for _, e := range []diff.Effect{diff.Scores, diff.Words} {
		n := c.Count(e)
		switch {
		case n == 0:
		case only != "" && only != e:
			hidden += n
		default:
			fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.changes."+string(e), strconv.Itoa(n)))
			r.printChanges(a, e)
		}
	}
	if hidden > 0 {
		a.note("%s", wording.Message("cli.diff_hidden", strconv.Itoa(hidden)))
	}
	if c.Effect() == diff.Words {
		a.note("%s", wording.Message("cli.diff_only_words"))
	}
}

// printChanges prints the changes of one effect, place by place. Places stand in the order of their first change.
func (r *revision) printChanges(a *app, e diff.Effect) {
	var places []string
	byPlace := map[string][]string{}
	for i := range r.changes.List {
		ch := &r.changes.List[i]
		if ch.Effect != e {
			continue
		}
		place := wording.ChangePlace(r.changes, ch)
		if byPlace[place] == nil {
			places = append(places, place)
		}
		byPlace[place] = append(byPlace[place], wording.Change(r.changes, ch))
	}
	for _, place := range places {
		fmt.Fprintln(a.stdout, wrap("  "+place, 2))
		for _, text := range byPlace[place] {
			fmt.Fprintln(a.stdout, wrap("    "+text, 2))
		}
	}
}
