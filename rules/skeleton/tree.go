package skeleton

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cchc/internal/exact"
)

// depthLimit is how deep the tree of a set may be: area, criterion, subcriterion.
const depthLimit = 3

// node is a node of the tree that is being made.
type node struct {
	code     string
	row      *Row // nil: the table has no line for it
	parent   *node
	children []*node
	parts    []*Row // lines below a subcriterion, which become words of its rule
	dropped  []*Row // further lines with the same code, kept as a comment
	max      exact.Num
	sized    bool // has points of its own
}

// builder makes the tree of the rows and gathers what is to be said about them.
type builder struct {
	byCode   map[string]*node // by the code without zeros before its numbers
	order    []*node
	areas    []*node
	empty    []*node      // areas with nothing below them
	at       map[*Row]int // number of a row in the table
	mistakes []Note
	notes    []rowNote
	whole    []Note // about the table as a whole
	partial  bool
}

// rowNote is a note with the number of its row.
type rowNote struct {
	Note
	at int
}

// inOrder gives the notes in the order of the table.
func (b *builder) inOrder() []Note {
	slices.SortStableFunc(b.notes, func(x, y rowNote) int { return x.at - y.at })
	out := make([]Note, len(b.notes))
	for i, n := range b.notes {
		out[i] = n.Note
	}
	return out
}

func (b *builder) mistake(place, code string, args ...string) {
	b.mistakes = append(b.mistakes, Note{place, code, args})
}

func (b *builder) note(r *Row, code string, args ...string) {
	b.notes = append(b.notes, rowNote{Note{r.Place, code, args}, b.at[r]})
}

// codeForm is the form of codes that a set's file takes: "1.2.3", "I.2", "1.2a".
var codeForm = regexp.MustCompile(`^[0-9A-ZĐ]{1,4}(\.[0-9]{1,3}[a-zđ]?)*$`)

// spelled is a code by which equal codes are equal: 1.01 is 1.1.
func spelled(code string) string {
	parts := strings.Split(code, ".")
	for i, p := range parts {
		if digits := strings.TrimLeft(p, "0"); digits != p {
			if parts[i] = digits; digits == "" || !unicode.IsDigit(rune(digits[0])) {
				parts[i] = "0" + digits
			}
		}
	}
	return strings.Join(parts, ".")
}

// rows enters the rows in the order of the table.
func (b *builder) rows(rows []Row) {
	for i := range rows {
		r := &rows[i]
		b.at[r] = i
		r.Code = clean(r.Code)
		if !codeForm.MatchString(r.Code) {
			b.mistake(r.Place, "skeleton.code_form", shown(r.Code))
			continue
		}
		if r.Max != nil && r.Max.Sign() < 0 {
			b.mistake(r.Place, "skeleton.max_negative", r.Code, r.Max.VN())
			continue
		}
		b.row(r)
	}
	b.unprefixed(rows)
}

func (b *builder) row(r *Row) {
	parts := strings.Split(r.Code, ".")
	if len(parts) > depthLimit {
		above := b.place(strings.Join(parts[:depthLimit], "."))
		above.parts = append(above.parts, r)
		return
	}
	n := b.place(r.Code)
	if n.row != nil {
		b.note(r, "skeleton.code_twice", r.Code, n.row.Place)
		n.dropped = append(n.dropped, r)
		b.partial = true
		return
	}
	n.row = r
}

// place gives the node of a code, made where it is not there yet.
func (b *builder) place(code string) *node {
	key := spelled(code)
	if n := b.byCode[key]; n != nil {
		return n
	}
	n := &node{code: code}
	b.byCode[key] = n
	b.order = append(b.order, n)
	if !strings.Contains(code, ".") {
		b.areas = append(b.areas, n)
	}
	return n
}

// unprefixed refuses lines whose codes begin anew under an area of another kind: "1" under "I". Codes are never made up.
func (b *builder) unprefixed(rows []Row) {
	above := ""
	for i := range rows {
		r := &rows[i]
		top, _, nested := strings.Cut(r.Code, ".")
		switch {
		case !codeForm.MatchString(r.Code):
		case !nested && !unicode.IsDigit(rune(top[0])):
			above = top
		case above != "" && unicode.IsDigit(rune(top[0])):
			b.mistake(r.Place, "skeleton.code_unprefixed", r.Code, above)
		}
	}
}

// parents links the nodes and makes those that the table has no line for.
func (b *builder) parents() {
	for i := 0; i < len(b.order); i++ { // b.order grows
		n := b.order[i]
		at := strings.LastIndexByte(n.code, '.')
		if at < 0 {
			continue
		}
		n.parent = b.place(n.code[:at])
		n.parent.children = append(n.parent.children, n)
		n.code = n.parent.code + n.code[at:]
	}
	for _, n := range b.order {
		if n.row == nil {
			b.note(first(n), "skeleton.no_parent", n.code)
			continue
		}
		n.row.Name = oneLine(clean(n.row.Name))
		if n.row.Name == "" {
			b.note(n.row, "skeleton.no_name", n.code)
		} else if cut(n.row.Name, nameWidth) != n.row.Name {
			b.note(n.row, "skeleton.name_cut", n.code, strconv.Itoa(nameWidth))
		}
		if _, other := deliverables(n.row.Deliverable); len(other) > 0 {
			b.note(n.row, "skeleton.deliverable", n.code, shown(strings.Join(other, " ")))
		}
	}
}

// first is the first line below a node.
func first(n *node) *Row {
	switch {
	case n.row != nil:
		return n.row
	case len(n.parts) > 0:
		return n.parts[0]
	case len(n.children) > 0:
		return first(n.children[0])
	}
	return nil
}

// sort puts siblings into the order that a set demands: by number, then letter; codes of other kinds keep their place
// after them.
func (b *builder) sort() {
	b.sortSiblings(b.areas)
	for _, n := range b.order {
		b.sortSiblings(n.children)
	}
}

func (b *builder) sortSiblings(list []*node) {
	before := slices.Clone(list)
	slices.SortStableFunc(before, func(x, y *node) int { return b.at[first(x)] - b.at[first(y)] })
	slices.SortStableFunc(list, func(x, y *node) int {
		nx, lx := lastPart(x.code)
		ny, ly := lastPart(y.code)
		switch {
		case nx < 0 && ny < 0:
			return 0
		case nx < 0:
			return 1
		case ny < 0:
			return -1
		case nx != ny:
			return nx - ny
		}
		return strings.Compare(lx, ly)
	})
	for i := range list {
		if list[i] != before[i] {
			b.note(first(before[i]), "skeleton.order", before[i].code)
			return
		}
	}
}

// lastPart is the number and letter at the end of a code; -1 where it is no number.
func lastPart(code string) (int, string) {
	own := code[strings.LastIndexByte(code, '.')+1:]
	letters := strings.TrimLeft(own, "0123456789")
	n, err := strconv.Atoi(own[:len(own)-len(letters)])
	if err != nil {
		return -1, own
	}
	return n, letters
}

// prune takes away areas with nothing below them: an area cannot be scored itself.
func (b *builder) prune() {
	b.areas = slices.DeleteFunc(b.areas, func(n *node) bool {
		if len(n.children) > 0 {
			return false
		}
		points := "?"
		if n.row.Max != nil {
			points = n.row.Max.VN()
		}
		b.note(n.row, "skeleton.area_empty", n.code, points)
		b.empty = append(b.empty, n)
		b.partial = true
		return true
	})
}

// measure gives a node its maximum: a leaf's own, else the sum of what is below, which a set demands.
func (b *builder) measure(n *node) {
	if len(n.children) == 0 {
		b.measureLeaf(n)
		return
	}
	n.sized = true
	for _, c := range n.children {
		b.measure(c)
		n.max = n.max.Add(c.max)
	}
	if n.row == nil {
		return
	}
	switch stated := n.row.Max; {
	case stated == nil:
		b.note(n.row, "skeleton.no_max_sum", n.code, n.max.VN())
	case !stated.Equal(n.max):
		b.note(n.row, "skeleton.sum", n.code, stated.VN(), n.max.VN())
		b.partial = true
	}
	if clean(n.row.Rule) != "" {
		b.note(n.row, "skeleton.rule_above", n.code)
	}
}

// measureLeaf takes a leaf's points from its line, else from the lines folded into it. Without any it is not scored.
func (b *builder) measureLeaf(n *node) {
	sum, known := exact.Num{}, len(n.parts) > 0
	for _, p := range n.parts {
		if known = known && p.Max != nil; known {
			sum = sum.Add(*p.Max)
		}
	}
	if len(n.parts) > 0 {
		b.note(n.parts[0], "skeleton.folded", n.code, strconv.Itoa(len(n.parts)))
	}
	var stated *exact.Num
	if n.row != nil {
		stated = n.row.Max
	}
	switch {
	case stated == nil && known:
		n.max, n.sized = sum, true
		b.note(first(n), "skeleton.no_max_sum", n.code, sum.VN())
	case stated == nil:
		b.note(first(n), "skeleton.no_max_leaf", n.code)
		b.partial = true
	default:
		n.max, n.sized = *stated, true
		if known && !sum.Equal(*stated) {
			b.note(n.row, "skeleton.parts_sum", n.code, stated.VN(), sum.VN())
		}
	}
}
