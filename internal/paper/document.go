// Package paper prints domain values as documents that are signed, sent and filed: a small model of headings, paragraphs and
// tables, and writers of it as Markdown, as one self-contained HTML page and as an editable Word file (.docx).
//
// It knows what such a paper looks like and how each format is written; the same document gives the same bytes. What a rule
// says in words it leaves to internal/wording, what is a criteria set to internal/form, where files go to the command.
package paper

// Document is a paper, A4 upright or lying.
type Document struct {
	Title     string // of the file, for programs that list it
	Landscape bool
	Blocks    []Block
	Footer    string // stands beside the page number on every page
}

// Block is a *Heading, a *Paragraph or a *Table.
type Block interface{ block() }

// Heading is a title: Level 0 of the paper, 1 of a part.
type Heading struct {
	Level int
	Text  string
}

// Style is how a paragraph looks.
type Style uint8

// The styles of paragraphs.
const (
	Plain    Style = iota
	Centered       // under the title
	Loud           // a label that nobody may miss: framed, bold
	Small          // a remark
)

// Paragraph is running text; \n begins a new line.
type Paragraph struct {
	Style Style
	Text  string
}

// Table is a table whose titles stand again on each page. Every row has one cell for each column.
type Table struct {
	Caption string // what it holds, for those who do not see it
	Columns []Column
	Rows    []Row
}

// Column is a column with its title and its share of the width.
type Column struct {
	Title  string
	Share  int
	Number bool // set to the right
}

// Rank is how a row of a table stands among the others.
type Rank uint8

// The ranks of rows.
const (
	Detail  Rank = iota
	Part         // a criterion over its subcriteria
	Chapter      // an area, a total
)

// Row is a row of a table; \n in a cell begins a new line.
type Row struct {
	Rank  Rank
	Cells []string
}

func (*Heading) block()   {}
func (*Paragraph) block() {}
func (*Table) block()     {}

// printable drops what no paper can show: control characters, and marks that turn or hide text. Lines end with \n.
func printable(text string) string {
	var b []rune
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
			b = append(b, r)
		case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069,
			r == 0xfeff, r == 0xfffe, r == 0xffff, r == 0xfffd:
		default:
			b = append(b, r)
		}
	}
	return string(b)
}
