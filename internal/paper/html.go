package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

const pageStyle = `@page { size: A4%s; margin: 20mm 15mm; @bottom-right { content: "Trang " counter(page) "/" counter(pages); font: 9pt serif } }
html { color: #000; background: #fff; font: 13pt/1.35 "Times New Roman", "Liberation Serif", Tinos, serif }
body { max-width: %s; margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 15pt; text-align: center; white-space: pre-line; overflow-wrap: anywhere; margin: 1rem 0 .5rem }
h2 { font-size: 13pt; margin: 1.5rem 0 .5rem; break-after: avoid }
p { margin: .4rem 0; white-space: pre-line; overflow-wrap: anywhere }
.centered { text-align: center }
.loud { border: 2pt solid #000; padding: .4rem .8rem; text-align: center; font-weight: bold }
.small, footer { font-size: 10pt }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; font-size: 11pt; min-width: 48rem }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%) }
thead { display: table-header-group }
th, td { border: .75pt solid #000; padding: .2rem .35rem; vertical-align: top; text-align: left; white-space: pre-line; overflow-wrap: anywhere }
th { background: #eee; text-align: center; vertical-align: middle }
td.number { text-align: right }
tr.chapter td { background: #eee; font-weight: bold }
tr.part td { font-weight: bold }
footer { border-top: .75pt solid #000; margin-top: 1.5rem; padding-top: .4rem }
@media print { body { max-width: none; margin: 0; padding: 0 } .wide { overflow: visible } table { min-width: 0 } tr { break-inside: avoid } }
`

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"printable": printable,
}).Parse(`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{.Policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{printable .Title}}</title>
<style>{{.Style}}</style>
</head>
<body>
<main>
{{- range .Blocks}}
{{if .Heading}}{{with .Heading}}{{if eq .Level 0}}<h1>{{printable .Text}}</h1>{{else}}<h2>{{printable .Text}}</h2>{{end}}{{end}}
{{- else if .Paragraph}}{{with .Paragraph}}<p{{with .Class}} class="{{.}}"{{end}}>{{printable .Text}}</p>{{end}}
{{- else}}{{with .Table}}<div class="wide" role="region" tabindex="0" aria-label="{{printable .Caption}}">
<table>
<caption>{{printable .Caption}}</caption>
<colgroup>{{range .Columns}}<col class="w{{.Share}}">{{end}}</colgroup>
<thead><tr>{{range .Columns}}<th scope="col">{{printable .Title}}</th>{{end}}</tr></thead>
<tbody>
{{- range .Rows}}
<tr{{with .Class}} class="{{.}}"{{end}}>{{range .Cells}}<td{{if .Number}} class="number"{{end}}>{{printable .Text}}</td>{{end}}</tr>
{{- end}}
</tbody>
</table>
</div>{{end}}{{end}}
{{- end}}
</main>
<footer>{{printable .Footer}}</footer>
</body>
</html>
`))

// The forms of blocks that the template prints.
type htmlBlock struct {
	Heading   *Heading
	Paragraph *htmlParagraph
	Table     *htmlTable
}

type htmlParagraph struct{ Class, Text string }

type htmlTable struct {
	Caption string
	Columns []Column
	Rows    []htmlRow
}

type htmlRow struct {
	Class string
	Cells []htmlCell
}

type htmlCell struct {
	Number bool
	Text   string
}

// HTML writes the document as one page that asks for nothing else: no script, no picture, its style inside.
func (d *Document) HTML() ([]byte, error) {
	size, width := "", "52rem"
	if d.Landscape {
		size, width = " landscape", "78rem"
	}
	style := fmt.Sprintf(pageStyle, size, width)
	shares := map[int]bool{}
	page := struct {
		Title, Footer, Policy string
		Style                 template.CSS
		Blocks                []htmlBlock
	}{Title: d.Title, Footer: d.Footer}
	for _, block := range d.Blocks {
		switch x := block.(type) {
		case *Heading:
			page.Blocks = append(page.Blocks, htmlBlock{Heading: x})
		case *Paragraph:
			class := [...]string{Plain: "", Centered: "centered", Loud: "loud", Small: "small"}[x.Style]
			page.Blocks = append(page.Blocks, htmlBlock{Paragraph: &htmlParagraph{class, x.Text}})
		case *Table:
			t := x.html()
			for _, c := range t.Columns {
				if !shares[c.Share] {
					shares[c.Share] = true
					style += fmt.Sprintf(".w%d { width: %d%% }\n", c.Share, c.Share)
				}
			}
			page.Blocks = append(page.Blocks, htmlBlock{Table: t})
		}
	}
	sum := sha256.Sum256([]byte(style))
	page.Style = template.CSS(style)
	page.Policy = strings.Join([]string{"default-src 'none'", "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"base-uri 'none'", "form-action 'none'"}, "; ")
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return b.Bytes(), nil
}

func (t *Table) html() *htmlTable {
	out := &htmlTable{Caption: t.Caption, Columns: t.widths()}
	for _, r := range t.Rows {
		row := htmlRow{Class: [...]string{Detail: "", Part: "part", Chapter: "chapter"}[r.Rank], Cells: make([]htmlCell, len(t.Columns))}
		for i, c := range t.Columns {
			row.Cells[i].Number = c.Number
			if i < len(r.Cells) {
				row.Cells[i].Text = r.Cells[i]
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// widths gives the columns with their shares in percent of the table, 100 together.
func (t *Table) widths() []Column {
	total, given := 0, 0
	for _, c := range t.Columns {
		total += max(1, c.Share)
	}
	out := make([]Column, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c
		out[i].Share = max(1, c.Share) * 100 / total
		given += out[i].Share
	}
	if len(out) > 0 {
		out[len(out)-1].Share += 100 - given
	}
	return out
}
