package skeleton

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cchc/internal/form"
	"cchc/internal/wording"
)

// Widths in characters: of a comment's line, of a text in quotation marks, of a line of a block, of the words of an unwritten
// rule, of a name.
const (
	commentWidth = 110
	quotedWidth  = 200
	blockWidth   = 2000
	wordsWidth   = 400
	nameWidth    = 1000
)

// files writes the set: one file for each area, what is to be known, the head.
func files(b *builder, t Table, h Head, s *Set) []File {
	var out []File
	digits := len(strconv.Itoa(len(b.areas)))
	for i, a := range b.areas {
		w := &writer{notes: s.Notes}
		w.comment(0, wording.Message("skeleton.file_area", a.code, a.title()))
		w.line(0, "areas:")
		w.node(a, 2)
		out = append(out, File{fmt.Sprintf("area-%0*d.yaml", digits, i+1), w.Bytes()})
	}
	return append(out, File{"NOTES.md", notesFile(h, s)}, File{"set.yaml", headFile(b, t, h, s)})
}

// notesFile lists what is to be known of the table, for people.
func notesFile(h Head, s *Set) []byte {
	var out bytes.Buffer
	out.WriteString("# " + oneLine(clean(h.Title)) + "\n\n")
	out.WriteString(wording.Message("skeleton.notes_head", oneLine(clean(h.Source)), strconv.Itoa(s.Leaves)) + "\n\n")
	for _, n := range s.Notes {
		out.WriteString("- " + n.Text() + "\n")
	}
	if len(s.Notes) == 0 {
		out.WriteString(wording.Message("skeleton.notes_none") + "\n")
	}
	return out.Bytes()
}

// Text is the note as people read it, with its place.
func (n Note) Text() string {
	text := wording.Message(n.Code, n.Args...)
	if n.Place != "" {
		text = n.Place + ": " + text
	}
	return text
}

// reference is the label of a set that is no official one, or not the whole of one; "" for an official whole.
func reference(t Table, h Head, s *Set) string {
	label := ""
	if !h.Official {
		label = wording.Message("skeleton.reference", oneLine(clean(h.Source)))
	}
	if !s.Partial {
		return label
	}
	part := wording.Message("skeleton.partial", s.Max.VN())
	if t.Total != nil && !t.Total.Equal(s.Max) {
		part = wording.Message("skeleton.partial_of", s.Max.VN(), t.Total.VN())
	}
	if label == "" {
		return part
	}
	return label + "; " + part
}

// headFile writes what belongs to the whole set. Days and rounding are what the shipped sets have, and said to be so.
func headFile(b *builder, t Table, h Head, s *Set) []byte {
	w := &writer{notes: s.Notes}
	w.comment(0, wording.Message("skeleton.file_head", oneLine(clean(h.Source))))
	for _, n := range b.whole {
		w.comment(0, "! "+n.Text())
	}
	for _, a := range b.empty {
		w.comment(0, "! "+wording.Message("skeleton.empty_was", a.code, a.title()))
		w.rowComment(0, a.row)
	}
	year := h.Year
	w.line(0, "set:")
	w.line(2, "id: "+h.ID)
	w.line(2, "version: "+h.Version)
	w.text(2, "title", oneLine(clean(h.Title)))
	if label := reference(t, h, s); label != "" {
		w.text(2, "reference", label)
	}
	w.line(2, "scope: "+string(h.Scope))
	if h.Scope == form.ScopeUnit && len(h.Blocks) > 0 {
		w.line(2, "blocks: ["+strings.Join(h.Blocks, ", ")+"]")
	}
	if s.Partial {
		w.comment(2, wording.Message("skeleton.max_is", s.Max.VN()))
	}
	w.line(2, "max: "+s.Max.Plain())
	w.comment(2, wording.Message("skeleton.period_is"))
	w.line(2, fmt.Sprintf(`period: {id: "%d", from: 15/12/%d, to: 31/12/%d, cutoff: 14/12/%d, lock: 15/01/%d}`,
		year, year-1, year, year, year+1))
	w.comment(2, wording.Message("skeleton.rounding_is"))
	w.line(2, "rounding: {at: total, decimals: 2, mode: half_up}")
	w.line(2, "ties: shared_skip")
	return w.Bytes()
}

// title is the name a node is written with.
func (n *node) title() string {
	if n.row == nil || n.row.Name == "" {
		return wording.Message("skeleton.nameless", n.code)
	}
	return cut(n.row.Name, nameWidth)
}

// writer writes YAML lines.
type writer struct {
	bytes.Buffer
	notes []Note
}

func (w *writer) line(indent int, text string) {
	w.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

func (w *writer) comment(indent int, text string) {
	for _, line := range broken(clean(text), commentWidth) {
		w.line(indent, strings.TrimRight("# "+line, " "))
	}
}

// text writes a text: in quotation marks, or as a block where it is long or has several lines.
func (w *writer) text(indent int, name, text string) {
	if len([]rune(text)) <= quotedWidth && !strings.Contains(text, "\n") {
		w.line(indent, name+`: "`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)+`"`)
		return
	}
	w.line(indent, name+": |-")
	for _, line := range broken(text, blockWidth) {
		w.line(indent+2, line)
	}
}

// optional writes a text that is there.
func (w *writer) optional(indent int, name, text string) {
	if text != "" {
		w.text(indent, name, text)
	}
}

// node writes a node and what is below it, with what is to be known of it above.
func (w *writer) node(n *node, indent int) {
	for _, note := range w.notes {
		if len(note.Args) > 0 && note.Args[0] == n.code {
			w.comment(indent, "! "+note.Text())
		}
	}
	for _, r := range n.dropped {
		w.comment(indent, wording.Message("skeleton.dropped", r.Place, r.Code, oneLine(clean(r.Name))))
		w.rowComment(indent, r)
	}
	if n.row != nil {
		w.rowComment(indent, n.row)
	}
	for _, r := range n.parts {
		w.comment(indent, partLine(r))
		w.rowComment(indent, r)
	}
	w.line(indent, `- code: "`+n.code+`"`)
	w.text(indent+2, "name", n.title())
	if len(n.children) == 0 {
		w.leaf(n, indent+2)
		return
	}
	w.line(indent+2, "max: "+n.max.Plain())
	w.line(indent+2, "children:")
	for _, c := range n.children {
		w.node(c, indent+4)
	}
}

// rowComment writes what the table says of a line, in its own words.
func (w *writer) rowComment(indent int, r *Row) {
	if rule := clean(r.Rule); rule != "" {
		w.comment(indent, wording.Message("skeleton.rule_of", r.Place))
		for _, line := range broken(rule, commentWidth) {
			w.line(indent, "#   "+line)
		}
	}
	for _, c := range []struct{ code, text string }{{"skeleton.method_of", r.Method}, {"skeleton.checker_of", r.Checker},
		{"skeleton.deliverable_of", r.Deliverable}} {
		if text := oneLine(clean(c.text)); text != "" {
			w.comment(indent, wording.Message(c.code, text))
		}
	}
}

// partLine is a line folded into a subcriterion.
func partLine(r *Row) string {
	text := r.Code + " " + oneLine(clean(r.Name))
	if r.Max != nil {
		text += " " + wording.Message("skeleton.points", r.Max.VN())
	}
	return text
}

// words is a leaf's rule as the table puts it.
func (n *node) words() string {
	var lines []string
	if n.row != nil {
		lines = append(lines, clean(n.row.Rule))
	}
	for _, p := range n.parts {
		lines = append(lines, partLine(p), clean(p.Rule))
	}
	return clean(strings.Join(lines, "\n"))
}

func (w *writer) leaf(n *node, indent int) {
	r := n.row
	if r == nil {
		r = &Row{}
	}
	if n.sized {
		w.line(indent, "max: "+n.max.Plain())
	} else {
		w.line(indent, "unscored: true")
	}
	if plans, _ := deliverables(r.Deliverable); len(plans) > 0 {
		w.line(indent, "deliverables: ["+strings.Join(plans, ", ")+"]")
	}
	w.optional(indent, "legal", clean(r.Legal))
	w.optional(indent, "evidence", clean(r.Evidence))
	words := n.words()
	w.optional(indent, "printed", words)
	w.optional(indent, "note", r.remark())
	if r.surveyed() {
		w.line(indent, "survey: true")
	}
	if words == "" {
		words = wording.Message("skeleton.no_rule")
	}
	w.text(indent, "unwritten", cut(oneLine(strings.ReplaceAll(words, "\n", "; ")), wordsWidth))
}

// remark is what the table says of a leaf that the format has no key for.
func (r *Row) remark() string {
	var parts []string
	for _, c := range []struct{ code, text string }{{"skeleton.method_of", r.Method}, {"skeleton.checker_of", r.Checker}} {
		if text := oneLine(clean(c.text)); text != "" {
			parts = append(parts, wording.Message(c.code, text))
		}
	}
	return strings.Join(parts, "; ")
}

var surveyWords = regexp.MustCompile(`(?i)điều tra|xã hội học|khảo sát|sipas|(^|[^\p{L}])xhh([^\p{L}]|$)`)

// surveyed reports whether a leaf's points come from a survey.
func (r *Row) surveyed() bool { return r.Survey || surveyWords.MatchString(clean(r.Method)) }

var planForm = regexp.MustCompile(`^[IVXL]+(\.[0-9]{1,3}){1,3}[a-zđ]?$`)

// deliverables gives the products of the plan that a text names by their codes, and the words that are no such code.
func deliverables(text string) (plans, other []string) {
	for _, word := range strings.FieldsFunc(clean(text), func(r rune) bool { return strings.ContainsRune(" \n,;", r) }) {
		if planForm.MatchString(word) {
			plans = append(plans, word)
		} else {
			other = append(other, word)
		}
	}
	return plans, other
}
