package paper

import (
	"bytes"
	"strings"
)

// Markdown writes the document as Markdown with pipe tables, in UTF-8.
func (d *Document) Markdown() []byte {
	var b bytes.Buffer
	for _, block := range d.Blocks {
		switch x := block.(type) {
		case *Heading:
			b.WriteString(strings.Repeat("#", x.Level+1) + " " + markdownLine(x.Text, " ") + "\n\n")
		case *Paragraph:
			text := markdownLine(x.Text, "  \n")
			if x.Style == Loud {
				text = "> **" + markdownLine(x.Text, "**  \n> **") + "**"
			}
			b.WriteString(text + "\n\n")
		case *Table:
			x.markdown(&b)
		}
	}
	if d.Footer != "" {
		b.WriteString("---\n\n" + markdownLine(d.Footer, "  \n") + "\n")
	}
	return b.Bytes()
}

func (t *Table) markdown(b *bytes.Buffer) {
	titles, rule := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i], rule[i] = markdownLine(c.Title, " "), "---"
		if c.Number {
			rule[i] = "---:"
		}
	}
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(titles)
	line(rule)
	for _, r := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i := range cells {
			if i < len(r.Cells) {
				cells[i] = markdownLine(r.Cells[i], "<br>")
			}
			if r.Rank != Detail && cells[i] != "" {
				cells[i] = "**" + strings.ReplaceAll(cells[i], "<br>", "**<br>**") + "**"
			}
		}
		line(cells)
	}
	b.WriteString("\n")
}

// markdownSigns are what Markdown would take for its own.
var markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"&", "&amp;", "|", `\|`, "#", `\#`, "~", `\~`, "\t", " ")

// markdownLine writes a text with another end of line, each line without blanks around it.
func markdownLine(text, newline string) string {
	var lines []string
	for line := range strings.SplitSeq(printable(text), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, markdownSigns.Replace(listSign(line)))
		}
	}
	return strings.Join(lines, newline)
}

// listSign keeps a line that begins with a dash or plus from becoming an item of a list.
func listSign(line string) string {
	if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "+ ") {
		return "–" + line[1:]
	}
	return line
}
