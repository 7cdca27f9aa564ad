// Package skeleton starts a criteria set (bộ tiêu chí) from the table that a decision prints: it writes the files of a
// set whose tree, points and words are those of the table and whose rules are not yet written.
//
// It knows the shape of such a table and what a set's files must look like to be loaded. A table that contradicts itself
// is not refused: each contradiction is reported with its place and with what was written instead. Reading the table is
// left to internal/sheet, sentences to internal/wording, checking the files to package rules, writing them to the command.
package skeleton

import (
	"slices"
	"strconv"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/sheet"
)

// Row is a line of the table.
type Row struct {
	Code, Name  string
	Max         *exact.Num // nil: the table gives none
	Method      string     // phương pháp đánh giá
	Rule        string     // cách tính điểm; the words of the table, of several lines perhaps
	Evidence    string     // tài liệu kiểm chứng
	Legal       string     // căn cứ pháp lý
	Checker     string     // cơ quan thẩm định
	Deliverable string     // products of the plan: "I.1.2, I.2.1"
	Survey      bool       // marked as surveyed, beside what Method says
	Place       string     // where it stands, for people
}

// Table is the table with what it says of itself.
type Table struct {
	Rows       []Row
	Total      *exact.Num // the total it prints; nil: none
	TotalPlace string
	Stated     map[string]Stated // how many "areas", "criteria", "subcriteria" it says it has
}

// Stated is a number that a table says of itself, and where.
type Stated struct {
	Count int
	Place string
}

// FromSheet takes a table as it was read from a file.
func FromSheet(t *sheet.CriteriaTable) Table {
	out := Table{Total: t.Total, TotalPlace: t.TotalPlace, Stated: map[string]Stated{}}
	for what, s := range t.Stated {
		out.Stated[what] = Stated(s)
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, Row{r.Code, r.Name, r.Max, r.Method, r.Rule, r.Evidence, r.Legal, r.Checker, r.Deliverable,
			r.Survey, r.Place})
	}
	return out
}

// Head is what the table does not say of the set.
type Head struct {
	ID, Version, Title string
	Year               int // of the period
	Scope              form.Scope
	Blocks             []string
	Official           bool   // the table is the one of the decision; without it the set is a reference set
	Source             string // what the table is called, for people
}

// File is a file of the set.
type File struct {
	Name string
	Data []byte
}

// Note is something the reader of the set must know: a contradiction of the table with what was written instead, or a
// mistake that keeps the set from being made. Its sentence is made from Code and Args in internal/wording.
type Note struct {
	Place string // in the table; "": the table as a whole
	Code  string // "skeleton.sum"
	Args  []string
}

// Set is what was made.
type Set struct {
	Files                                []File // by name
	Notes                                []Note // in the order of the table, those about the whole last
	Areas, Criteria, Subcriteria, Scored int    // of the tree; Scored is the leaves with points
	Leaves                               int
	Max                                  exact.Num // the points that are there
	Partial                              bool      // the table promises more, or some leaf has no points
}

// Make writes the files of a set. What keeps it from being made is in mistakes, all at once; there is no set then.
func Make(t Table, h Head) (set *Set, mistakes []Note) {
	b := &builder{byCode: map[string]*node{}, at: map[*Row]int{}}
	b.rows(slices.Clone(t.Rows))
	if len(b.mistakes) > 0 {
		return nil, b.mistakes
	}
	b.parents()
	b.sort()
	b.prune()
	if len(b.areas) == 0 {
		b.mistake("", "skeleton.no_rows")
		return nil, b.mistakes
	}
	out := &Set{}
	for _, a := range b.areas {
		b.measure(a)
		out.count(a, 0)
		out.Max = out.Max.Add(a.max)
	}
	out.Partial = b.partial
	b.compare(t, out)
	out.Notes = append(b.inOrder(), b.whole...)
	out.Files = files(b, t, h, out)
	return out, nil
}

// count adds up what is below a node of some depth, itself included.
func (s *Set) count(n *node, depth int) {
	switch depth {
	case 0:
		s.Areas++
	case 1:
		s.Criteria++
	default:
		s.Subcriteria++
	}
	if len(n.children) == 0 {
		s.Leaves++
		if n.sized {
			s.Scored++
		}
	}
	for _, c := range n.children {
		s.count(c, depth+1)
	}
}

// compare holds what the table says of itself against what is there.
func (b *builder) compare(t Table, out *Set) {
	if t.Total != nil && !t.Total.Equal(out.Max) {
		b.partial = true
		out.Partial = true
		b.whole = append(b.whole, Note{t.TotalPlace, "skeleton.total", []string{t.Total.VN(), out.Max.VN()}})
	}
	for _, c := range []struct {
		what  string
		found int
	}{{"areas", out.Areas}, {"criteria", out.Criteria}, {"subcriteria", out.Subcriteria}} {
		if s, ok := t.Stated[c.what]; ok && s.Count != c.found {
			b.whole = append(b.whole, Note{s.Place, "skeleton.count_" + c.what, []string{strconv.Itoa(s.Count), strconv.Itoa(c.found)}})
		}
	}
}
