package register

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/table"
	"cchc/seeds"
)

// Template is an empty file and the instruction for whoever fills it in. The same kind gives the same bytes.
type Template struct {
	Name  string // "bao-cao.csv"
	Data  []byte // the header
	Guide string // what each column is, as text
}

// GuideName is the name of the instruction beside the file.
func (t *Template) GuideName() string { return strings.TrimSuffix(t.Name, ".csv") + ".HUONG-DAN.txt" }

// Say gives the sentence of a code.
type Say func(code string, args ...string) string

// RegisterTemplate gives the template of a register.
func RegisterTemplate(reg *seeds.Register, known *Known, say Say) (*Template, error) {
	if reg.Kind == seeds.RegisterOccasions {
		return sheetTemplate(reg.ID, "events", []string{say("register.guide_register", reg.Title, reg.Office)}, say)
	}
	g := guide{say: say}
	g.add("guide_register", reg.Title, reg.Office)
	g.add("guide_rows_" + string(reg.Kind))
	g.add("guide_mode_" + string(reg.Mode))
	g.add("guide_files")
	g.line("")
	g.add("guide_columns")
	columns := layout(reg, known)
	switch reg.Kind {
	case seeds.RegisterRows:
		for _, c := range reg.Columns {
			g.column(c.Name, c.Label, say("register.guide_cell_"+string(c.Type)), c.Required)
		}
	case seeds.RegisterTable:
		for i := range reg.Figures {
			g.figure(&reg.Figures[i], reg, known)
		}
	case seeds.RegisterSurvey:
		for i, c := range columns[:len(columns)-1] {
			g.column(c.Name, surveyLabel(i, say), say("register.guide_cell_"+surveyCell(i)), c.Required)
		}
	}
	g.column(seeds.UnitColumn, say("register.guide_unit"), say("register.guide_cell_unit"), true)
	if reg.Kind == seeds.RegisterSurvey {
		g.surveys(reg, known)
	}
	if len(reg.Gives) > 0 {
		g.gives(reg, known)
	}
	return g.template(reg.ID, columns.Names())
}

// FactsTemplate gives the template of the figures that the units of a set declare.
func FactsTemplate(set *form.Set, say Say) (*Template, error) {
	t, err := sheetTemplate("facts-"+set.ID, "facts", []string{say("register.guide_facts", set.Title, set.Version)}, say)
	if err != nil {
		return nil, err
	}
	g := guide{say: say}
	g.line("")
	g.add("guide_inputs")
	for i := range set.Inputs {
		if in := &set.Inputs[i]; in.DeclaredBy == "unit" {
			g.column(in.Name, in.Label, cellOf(in, say), false)
		}
	}
	t.Guide += g.b.String()
	return t, nil
}

// DecisionsTemplate gives the template of the decisions of the appraisals.
func DecisionsTemplate(say Say) (*Template, error) {
	return sheetTemplate("decisions", "decisions", []string{say("register.guide_decisions")}, say)
}

// OccasionsTemplate gives the template of the events that make units owe a product.
func OccasionsTemplate(say Say) (*Template, error) {
	return sheetTemplate("events", "events", []string{say("register.guide_events")}, say)
}

// sheetTemplate gives the template of a kind of sheet; each of its columns has a sentence of its own.
func sheetTemplate(name, kind string, intro []string, say Say) (*Template, error) {
	g := guide{say: say}
	for _, line := range intro {
		g.line(line)
	}
	g.add("guide_files")
	g.line("")
	g.add("guide_columns")
	columns := sheet.Layouts()[kind]
	for _, c := range columns {
		g.column(c.Name, say("register.guide_"+kind+"_"+c.Name), "", c.Required)
	}
	if kind == "facts" { // may be added; most files do not come with evidence
		g.column("tep", say("register.guide_facts_tep"), "", false)
	}
	return g.template(name, columns.Names())
}

// guide is an instruction being written.
type guide struct {
	b   strings.Builder
	say Say
}

func (g *guide) line(text string) { g.b.WriteString(text + "\n") }

func (g *guide) add(code string, args ...string) { g.line(g.say("register."+code, args...)) }

// column describes a column: its name, what it is, what a cell may hold, and whether it may be empty.
func (g *guide) column(name, label, cell string, required bool) {
	parts := []string{label}
	if cell != "" {
		parts = append(parts, cell)
	}
	if required {
		parts = append(parts, g.say("register.guide_required"))
	}
	g.line("  " + name + ": " + strings.Join(parts, "; "))
}

func (g *guide) template(name string, columns []string) (*Template, error) {
	data, err := table.Encode(columns, nil)
	if err != nil {
		return nil, err
	}
	return &Template{Name: name + ".csv", Data: data, Guide: g.b.String()}, nil
}

// figure describes a column of a table, in the words of the sets of the units it is about.
func (g *guide) figure(f *seeds.RegisterFigure, reg *seeds.Register, known *Known) {
	cell := ""
	for _, block := range reg.Blocks {
		if in := known.input(block, f.Input); in != nil && f.For(block) {
			cell = cellOf(in, g.say)
			break
		}
	}
	g.column(f.Input, f.Label, cell, false)
}

// cellOf says what a cell of an input may hold.
func cellOf(in *form.Input, say Say) string {
	switch in.Type {
	case form.InLevel:
		options := make([]string, len(in.Options))
		for i, o := range in.Options {
			options[i] = o.ID + " (" + o.Label + ")"
		}
		return say("register.guide_cell_level", strings.Join(options, ", "))
	case form.InIndex:
		return say("register.guide_cell_index", strconv.Itoa(in.Scale))
	case form.InList:
		fields := make([]string, len(in.Fields))
		for i, f := range in.Fields {
			fields[i] = f.Name + " (" + f.Label + ")"
		}
		return say("register.guide_cell_list", strings.Join(fields, ", "))
	}
	return say("register.guide_cell_" + string(in.Type))
}

// surveyLabel is what a column of a survey's file is.
func surveyLabel(at int, say Say) string {
	switch at {
	case surveyInput:
		return say("register.guide_survey_input")
	case surveyGroup:
		return say("register.guide_survey_group")
	case surveySent:
		return say("register.guide_survey_sent")
	case surveyValid:
		return say("register.guide_survey_valid")
	}
	return say("register.guide_survey_answer", answerField(at))
}

func surveyCell(at int) string {
	if at < surveySent {
		return string(seeds.ColumnKey)
	}
	return string(seeds.ColumnCount)
}

// surveys lists the surveys and groups that a survey's file may name.
func (g *guide) surveys(reg *seeds.Register, known *Known) {
	g.line("")
	g.add("guide_surveys")
	var seen []string
	for _, block := range reg.Blocks {
		for _, name := range known.surveys(block) {
			in := known.input(block, name)
			groups := make([]string, len(in.Groups))
			for i, group := range in.Groups {
				groups[i] = group.ID
			}
			about := g.say("register.guide_groups", strings.Join(groups, ", "), strconv.Itoa(in.Scale))
			line := "  " + name + ": " + in.Label + "; " + about
			if !slices.Contains(seen, line) {
				seen = append(seen, line)
				g.line(line)
			}
		}
	}
}

// gives says which figures are counted from the rows.
func (g *guide) gives(reg *seeds.Register, known *Known) {
	g.line("")
	g.add("guide_gives")
	for _, give := range reg.Gives {
		label := ""
		for _, block := range reg.Blocks {
			if in := known.input(block, give.Input); in != nil {
				label = in.Label
				break
			}
		}
		measure := g.say("register.guide_measure_"+string(give.As), give.Column)
		if give.Where != "" {
			measure += ", " + g.say("register.guide_where", give.Where)
		}
		if give.Or != "" {
			measure += ", " + g.say("register.guide_or", give.Or)
		}
		g.column(give.Input, label, measure, false)
	}
}
