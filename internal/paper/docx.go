package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"text/template"
	"time"
)

// Measures of A4 in twentieths of a point, which Word counts in.
const (
	longEdge  = 16838
	shortEdge = 11906
	topMargin = 1134 // 20 mm
	leftEdge  = 850  // 15 mm
)

// docxTime is the time of every part: a file made from the same set is the same file.
var docxTime = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// wordNames are the names that the parts with text are written in.
const wordNames = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`</Types>`

const packageRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`</Relationships>`

const documentRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
	`</Relationships>`

const wordSettings = xmlHead + `<w:settings ` + wordNames + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="vi-VN"/></w:settings>`

// wordStyles: 13 point Times New Roman, as official papers are set; sizes are in half points.
const wordStyles = xmlHead + `<w:styles ` + wordNames + `><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
	`<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>` +
	`<w:pPrDefault><w:pPr><w:spacing w:before="60" w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>` +
	`<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>` +
	`<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:customStyle="1" w:styleId="Centered"><w:name w:val="Centered"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>` +
	`<w:style w:type="paragraph" w:customStyle="1" w:styleId="Loud"><w:name w:val="Loud"/><w:basedOn w:val="Normal"/><w:pPr><w:pBdr>` +
	`<w:top w:val="single" w:sz="12" w:space="4" w:color="auto"/><w:left w:val="single" w:sz="12" w:space="4" w:color="auto"/>` +
	`<w:bottom w:val="single" w:sz="12" w:space="4" w:color="auto"/><w:right w:val="single" w:sz="12" w:space="4" w:color="auto"/></w:pBdr>` +
	`<w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:customStyle="1" w:styleId="Small"><w:name w:val="Small"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:customStyle="1" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>` +
	`<w:rPr><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>` +
	`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
	`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
	`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
	`<w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`</w:tblBorders></w:tblPr></w:style></w:styles>`

// wordParts are the parts that hold text. Every text goes through x.
var wordParts = template.Must(template.New("word").Funcs(template.FuncMap{"x": escaped, "lines": wordLines}).Parse(`
{{- define "run"}}{{$bold := .Bold}}{{range $i, $line := lines .Text}}<w:r>{{if $bold}}<w:rPr><w:b/></w:rPr>{{end}}{{if $i}}<w:br/>{{end}}<w:t xml:space="preserve">{{x $line}}</w:t></w:r>{{end}}{{end}}
{{- define "table"}}<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{{.Width}}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{{if .Caption}}<w:tblCaption w:val="{{x .Caption}}"/>{{end}}</w:tblPr>
<w:tblGrid>{{range .Grid}}<w:gridCol w:w="{{.}}"/>{{end}}</w:tblGrid>
{{range .Rows}}<w:tr>{{if .Head}}<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{{end}}
{{- range .Cells}}<w:tc><w:tcPr><w:tcW w:w="{{.Width}}" w:type="dxa"/>{{if .Shaded}}<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>{{end}}{{if .Head}}<w:vAlign w:val="center"/>{{end}}</w:tcPr>
<w:p><w:pPr><w:pStyle w:val="Cell"/>{{if .Align}}<w:jc w:val="{{.Align}}"/>{{end}}</w:pPr>{{template "run" .}}</w:p></w:tc>{{end}}</w:tr>
{{end}}</w:tbl>
<w:p><w:pPr><w:pStyle w:val="Small"/></w:pPr></w:p>
{{end}}
{{- define "document"}}<w:body>
{{range .Blocks}}{{if .Table}}{{template "table" .Table}}{{else}}<w:p><w:pPr><w:pStyle w:val="{{.Style}}"/></w:pPr>{{template "run" .}}</w:p>
{{end}}{{end}}<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="{{.Wide}}" w:h="{{.High}}"{{if .Landscape}} w:orient="landscape"{{end}}/>
<w:pgMar w:top="{{.Top}}" w:right="{{.Left}}" w:bottom="{{.Top}}" w:left="{{.Left}}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body>{{end}}
{{- define "footer"}}<w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="{{.Text}}"/></w:tabs></w:pPr>{{template "run" .Footer}}<w:r><w:tab/><w:t xml:space="preserve">Trang </w:t></w:r>
{{- template "field" "PAGE"}}<w:r><w:t>/</w:t></w:r>{{template "field" "NUMPAGES"}}</w:p>{{end}}
{{- define "field"}}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {{.}} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>{{end}}`))

// The forms that the templates print.
type wordText struct {
	Bold bool
	Text string
}

type wordBlock struct {
	wordText
	Style string
	Table *wordTable
}

type wordTable struct {
	Caption string
	Width   int
	Grid    []int
	Rows    []wordRow
}

type wordRow struct {
	Head  bool
	Cells []wordCell
}

type wordCell struct {
	wordText
	Width        int
	Align        string
	Head, Shaded bool
}

// wordPage is the size of the page.
type wordPage struct {
	Wide, High, Top, Left int
	Landscape             bool
	Blocks                []wordBlock
}

// textWidth is the width between the margins.
func (p *wordPage) textWidth() int { return p.Wide - 2*p.Left }

// DOCX writes the document as an Office Open XML package that word processors open and edit.
func (d *Document) DOCX() ([]byte, error) {
	page := wordPage{Wide: shortEdge, High: longEdge, Top: topMargin, Left: leftEdge, Landscape: d.Landscape}
	if d.Landscape {
		page.Wide, page.High = longEdge, shortEdge
	}
	for _, block := range d.Blocks {
		page.Blocks = append(page.Blocks, wordOf(block, page.textWidth()))
	}
	body, err := wordPart("document", "w:document", &page)
	if err != nil {
		return nil, err
	}
	foot, err := wordPart("footer", "w:ftr", struct {
		Footer wordText
		Text   int
	}{wordText{Text: d.Footer}, page.textWidth()})
	if err != nil {
		return nil, err
	}
	core := xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escaped(d.Title) + `</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>`
	return zipped([]zipPart{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", packageRelations}, {"docProps/core.xml", core},
		{"word/document.xml", body}, {"word/_rels/document.xml.rels", documentRelations}, {"word/styles.xml", wordStyles},
		{"word/settings.xml", wordSettings}, {"word/footer1.xml", foot},
	})
}

func wordPart(name, root string, data any) (string, error) {
	var b strings.Builder
	b.WriteString(xmlHead + "<" + root + " " + wordNames + ">")
	if err := wordParts.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	b.WriteString("</" + root + ">")
	return b.String(), nil
}

func wordOf(block Block, width int) wordBlock {
	switch x := block.(type) {
	case *Heading:
		style := "Title"
		if x.Level > 0 {
			style = "Heading1"
		}
		return wordBlock{wordText{Text: x.Text}, style, nil}
	case *Paragraph:
		style := [...]string{Plain: "Normal", Centered: "Centered", Loud: "Loud", Small: "Small"}[x.Style]
		return wordBlock{wordText{Text: x.Text}, style, nil}
	}
	return wordBlock{Table: block.(*Table).word(width)}
}

func (t *Table) word(width int) *wordTable {
	out := &wordTable{Caption: t.Caption, Width: width}
	left := width
	columns := t.widths()
	for i, c := range columns {
		w := width * c.Share / 100
		if i == len(columns)-1 {
			w = left
		}
		out.Grid = append(out.Grid, w)
		left -= w
	}
	head := wordRow{Head: true}
	for i, c := range columns {
		head.Cells = append(head.Cells, wordCell{wordText{true, c.Title}, out.Grid[i], "center", true, true})
	}
	out.Rows = append(out.Rows, head)
	for _, r := range t.Rows {
		row := wordRow{}
		for i, c := range columns {
			cell := wordCell{wordText: wordText{Bold: r.Rank != Detail}, Width: out.Grid[i], Shaded: r.Rank == Chapter}
			if c.Number {
				cell.Align = "right"
			}
			if i < len(r.Cells) {
				cell.Text = r.Cells[i]
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// escaped is a text as XML carries it.
func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(printable(text))) // a bytes.Buffer takes everything
	return b.String()
}

// wordLines are the lines of a text; one at least, so that a cell has a run.
func wordLines(text string) []string {
	return strings.Split(strings.ReplaceAll(printable(text), "\t", " "), "\n")
}

type zipPart struct{ name, text string }

// zipped packs the parts in their order, with times that do not depend on the day.
func zipped(parts []zipPart) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: docxTime})
		if err == nil {
			_, err = w.Write([]byte(p.text))
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}
