package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules/library"
)

const showLong = `In một bộ tiêu chí: hiệu lực, tham số, chỉ tiêu, cây tiêu chí. Với --at thì cho biết phiên bản nào có hiệu lực vào ngày đó,
tham số và căn cứ pháp lý đang áp dụng tại ngày đó, và những gì còn thay đổi về sau trong kỳ. Không nêu --at thì lấy phiên
bản ban hành cao nhất, tham số tại ngày cuối kỳ.

--json in dạng chuẩn được băm thành mã đối chiếu; cùng --at thì in phiên bản được chọn, tham số, căn cứ và thay đổi.`

func newRulesShow(a *app) *cobra.Command {
	var lib libraryFlags
	var at string
	cmd := &cobra.Command{
		Use:   "show BỘ",
		Short: "In một bộ tiêu chí: hiệu lực, tham số, chỉ tiêu, cây tiêu chí; --json in dạng chuẩn được băm",
		Long:  showLong,
		Example: "  cchc rules show so-2026\n  cchc rules show so-2026 --at 30/06/2026 --library bo-tieu-chi\n" +
			"  cchc rules show so-2026@1.0.0 --json",
		Args:              arity(1, 1),
		ValidArgsFunction: completeSets,
		RunE: func(_ *cobra.Command, args []string) error {
			on := day.None
			if at != "" {
				var err error
				if on, err = day.Parse(at); err != nil {
					return fail(exitUsage, "cli.day", at)
				}
			}
			c, err := a.chooseGood(args[0], lib.libraryDir(), on)
			if err != nil {
				return err
			}
			switch {
			case a.json && on == day.None:
				return printCanonical(a, c.Loaded.Canonical)
			case a.json:
				return a.printJSON(newShown(&c, &lib).json())
			}
			newShown(&c, &lib).print(a)
			return nil
		},
	}
	lib.bindLibrary(cmd)
	cmd.Flags().StringVar(&at, "at", "", "xem tại `NGÀY`: dd/mm/yyyy hoặc yyyy-mm-dd")
	return cmd
}

func printCanonical(a *app, canonical []byte) error {
	var out bytes.Buffer
	if err := json.Indent(&out, canonical, "", "  "); err != nil {
		return fmt.Errorf("canonical form: %w", err)
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(a.stdout)
	return err
}

// shown is a set as it stands on a day.
type shown struct {
	*library.Choice
	set   *form.Set
	on    day.Day // the date of the facts asked about, else the period's last day
	asked bool
	later []change
}

// change is what is otherwise from a day on.
type change struct {
	from        day.Day
	kind, about string // parameter, legal or version; name, code or id@version
	text        string // the new value or text
	words       string
}

func newShown(c *library.Choice, lib *libraryFlags) *shown {
	s := &shown{Choice: c, set: c.Loaded.Set, on: c.On, asked: c.On != day.None}
	if !s.asked {
		s.on = s.set.Period.To
	}
	for i := range s.set.Params {
		p := &s.set.Params[i]
		for _, v := range p.Values {
			text := wording.ParamValue(v.Value)
			s.change(v.From, "parameter", p.Name, text, wording.Message("cli.show_param_from", p.Name, text))
		}
	}
	for _, n := range s.set.Leaves() {
		node := &s.set.Nodes[n]
		for _, l := range node.Leaf.Legal {
			s.change(l.From, "legal", node.Code, l.Text, wording.Message("cli.show_legal_from", node.Code, l.Text))
		}
	}
	s.change(s.From, "version", s.Name(), "", wording.Message("cli.show_version_new", s.Name()))
	if s.Until < s.set.Period.Lock {
		s.change(s.Until+1, "version_ends", s.Name(), "", wording.Message("cli.show_version_ends", s.Name()))
	}
	s.others(lib)
	slices.SortStableFunc(s.later, func(a, b change) int { return cmp.Compare(a.from, b.from) })
	return s
}

// others adds the versions of the set that come into force later.
func (s *shown) others(lib *libraryFlags) {
	all, err := libraries(lib.libraryDir())
	if err != nil {
		return // what was chosen lies elsewhere
	}
	for _, v := range all.Versions(s.ID) {
		stands := v.Status == library.Published && v.Mistake == nil
		if stands && v.Version != s.Choice.Version.Version && v.Period.ID == s.Period.ID {
			s.change(v.From, "version", v.Name(), "", wording.Message("cli.show_version_new", v.Name()))
		}
	}
}

// change notes what happens after the day looked at and within the period.
func (s *shown) change(from day.Day, kind, about, text, words string) {
	if from > s.on && from <= s.set.Period.Lock {
		s.later = append(s.later, change{from, kind, about, text, words})
	}
}

func (s *shown) print(a *app) {
	w := a.stdout
	fmt.Fprintf(w, "%s\n%s, phiên bản %s, %s\n", s.set.Title, s.ID, s.Choice.Version.Version, s.Loaded.Hash)
	status := wording.Message("library.status." + string(s.Status))
	if s.Published != day.None {
		status += " " + s.Published.VN()
	}
	fmt.Fprintln(w, wording.Message("cli.show_force", dayText(s.From), dayText(s.Until), status))
	if s.asked || s.Status == library.Withdrawn {
		choiceOf(s.Choice).print(a)
	}
	if s.set.Reference != "" {
		fmt.Fprintln(w, s.set.Reference)
	}
	s.printDated(a)
	fmt.Fprintln(w)
	inputs := newTable("Chỉ tiêu", "Loại", "Người nhập", "Sản phẩm", "Tên")
	for _, in := range s.set.Inputs {
		inputs.add(in.Name, string(in.Type), in.DeclaredBy, strings.Join(in.Deliverables, " "), in.Label)
	}
	inputs.write(w)
	fmt.Fprintln(w)
	tree := newTable("Mã", "Tối đa#", "Tên")
	for _, n := range s.set.Nodes {
		tree.add(n.Code, n.Max.VN(), n.Name)
	}
	tree.write(w)
}

// printDated writes what depends on the day: parameters, and where a day was asked about legal bases and later changes.
func (s *shown) printDated(a *app) {
	w := a.stdout
	if len(s.set.Params) > 0 {
		fmt.Fprintf(w, "\n%s\n", wording.Message("cli.show_at", s.on.VN()))
		t := newTable("Tham số", "Giá trị#", "Từ ngày", "Tên")
		for i := range s.set.Params {
			p := &s.set.Params[i]
			value, from := "–", "–"
			if v, ok := p.InForce(s.on); ok {
				value, from = wording.ParamValue(v.Value), dayText(v.From)
			}
			t.add(p.Name, value, from, p.Label)
			if len(p.Values) > 1 && s.set.ReadAtEnd(p.Name) {
				v, _ := s.set.ParamValue(p.Name)
				t.remark(wording.Message("cli.show_yearly", wording.ParamValue(v)))
			}
			if s.asked && p.Source != "" {
				t.remark(p.Source)
			}
		}
		t.write(w)
	}
	if !s.asked {
		return
	}
	legal := newTable("Mã", "Từ ngày", "Căn cứ pháp lý")
	for _, n := range s.set.Leaves() {
		if text, ok := s.set.Nodes[n].Leaf.LegalOn(s.on); ok {
			legal.add(s.set.Nodes[n].Code, dayText(text.From), text.Text)
		}
	}
	if len(legal.lines) > 0 {
		fmt.Fprintln(w)
		legal.write(w)
	}
	if len(s.later) == 0 {
		fmt.Fprintf(w, "\n%s\n", wording.Message("cli.show_later_none", s.on.VN()))
		return
	}
	fmt.Fprintf(w, "\n%s\n", wording.Message("cli.show_later", s.on.VN()))
	later := newTable("Từ ngày", "Thay đổi")
	for _, c := range s.later {
		later.add(c.from.VN(), c.words)
	}
	later.write(w)
}

// The contract of rules show --at --json: a set as it stands on a day.
type shownJSON struct {
	Set        setJSON     `json:"set"`
	On         string      `json:"on"`
	Parameters []paramJSON `json:"parameters"`
	Legal      []legalJSON `json:"legal"`
	Later      []laterJSON `json:"later"` // in the order of their days
}

type paramJSON struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Value  string `json:"value,omitempty"` // as people read it; left out before its first day
	From   string `json:"from,omitempty"`
	Source string `json:"source,omitempty"`
	// Year is the value by which the whole year is judged, where the values differ and a rule is about the year.
	Year string `json:"year,omitempty"`
}

type legalJSON struct {
	Code string `json:"code"`
	From string `json:"from,omitempty"`
	Text string `json:"text"`
}

type laterJSON struct {
	From  string `json:"from"`
	Kind  string `json:"kind"` // parameter, legal, version (comes into force) or version_ends
	About string `json:"about"`
	Text  string `json:"text,omitempty"`
}

func (s *shown) json() shownJSON {
	ref := setJSON{ID: s.ID, Version: s.set.Version, Hash: s.Loaded.Hash, Title: s.set.Title, Reference: s.set.Reference}
	out := shownJSON{Set: choiceOf(s.Choice).in(ref), On: s.on.String(),
		Parameters: []paramJSON{}, Legal: []legalJSON{}, Later: []laterJSON{}}
	for i := range s.set.Params {
		p := &s.set.Params[i]
		j := paramJSON{Name: p.Name, Label: p.Label, Source: p.Source}
		if v, ok := p.InForce(s.on); ok {
			j.Value, j.From = wording.ParamValue(v.Value), v.From.String()
		}
		if v, ok := s.set.ParamValue(p.Name); ok && len(p.Values) > 1 && s.set.ReadAtEnd(p.Name) {
			j.Year = wording.ParamValue(v)
		}
		out.Parameters = append(out.Parameters, j)
	}
	for _, n := range s.set.Leaves() {
		if text, ok := s.set.Nodes[n].Leaf.LegalOn(s.on); ok {
			out.Legal = append(out.Legal, legalJSON{s.set.Nodes[n].Code, text.From.String(), text.Text})
		}
	}
	for _, c := range s.later {
		out.Later = append(out.Later, laterJSON{c.from.String(), c.kind, c.about, c.text})
	}
	return out
}
