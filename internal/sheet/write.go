package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// WriteFolder writes facts as the files ReadFolder reads: facts-<unit>.csv, events.csv and decisions.csv; the same facts
// give the same bytes. dir is made where it is absent; files of other names in it stay. It fails on a value that the
// set has no place for or that has no finite decimal form.
func WriteFolder(dir string, set *form.Set, facts *Facts) error {
	files, err := Encode(set, facts)
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			return fmt.Errorf("write facts: %w", err)
		}
	}
	return nil
}

// File is an encoded file of a folder.
type File struct {
	Name string
	Data []byte
}

// Encode gives the files of a folder without writing them, in the order of their names. Files without rows are left
// out. They begin with a byte order mark, by which Excel knows UTF-8.
func Encode(set *form.Set, facts *Facts) ([]File, error) {
	e := encoder{inputs: map[string]*form.Input{}}
	for i := range set.Inputs {
		e.inputs[set.Inputs[i].Name] = &set.Inputs[i]
	}
	e.add("decisions.csv", decisionColumns, e.decisions(facts))
	e.add("events.csv", eventColumns, eventRows(facts.Events))
	for i := range facts.Units {
		u := &facts.Units[i]
		e.add("facts-"+u.Unit+".csv", factColumns, e.facts(u))
	}
	return e.files, e.err
}

type encoder struct {
	inputs map[string]*form.Input
	files  []File
	err    error
}

func (e *encoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

func (e *encoder) add(name string, l layout, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';' // leaves the decimal comma unquoted
	w.Write(l.names())
	w.WriteAll(rows)
	if err := w.Error(); err != nil {
		e.fail(fmt.Errorf("file %s: %w", name, err))
	}
	e.files = append(e.files, File{name, b.Bytes()})
}

func (e *encoder) facts(u *UnitFacts) [][]string {
	rows := make([][]string, 0, len(u.Facts))
	for _, f := range u.Facts {
		row := make([]string, len(factColumns))
		row[factUnit], row[factInput] = u.Unit, f.Input
		row[factRow], row[factField] = textCell(f.Row), textCell(f.Field)
		row[factValue] = e.value(u.Unit, f)
		row[factDocument] = textCell(f.Document)
		row[factRecorded] = dayCell(f.Recorded)
		row[factLayer] = f.Layer.String()
		rows = append(rows, row)
	}
	return rows
}

func (e *encoder) decisions(facts *Facts) [][]string {
	var rows [][]string
	for i := range facts.Units {
		u := &facts.Units[i]
		for _, c := range u.Corrections {
			row := make([]string, len(decisionColumns))
			row[decisionKind], row[decisionUnit] = kindCorrect, u.Unit
			row[decisionInput] = c.Fact.Input
			row[decisionRow], row[decisionField] = textCell(c.Fact.Row), textCell(c.Fact.Field)
			row[decisionValue] = e.value(u.Unit, c.Fact)
			row[decisionLayer] = c.Fact.Layer.String()
			row[decisionBy], row[decisionSecond] = textCell(c.By), textCell(c.Second)
			row[decisionReason] = textCell(c.Fact.Document)
			row[decisionDate] = dayCell(c.Fact.Recorded)
			rows = append(rows, row)
		}
		for _, d := range u.Decisions {
			row := make([]string, len(decisionColumns))
			row[decisionKind], row[decisionUnit] = string(d.Kind), u.Unit
			row[decisionCode], row[decisionInput] = d.Code, d.Input
			row[decisionRow], row[decisionField] = textCell(d.Row), textCell(d.Field)
			if d.Kind == engine.DecideOverride {
				row[decisionValue] = e.number(u.Unit+" "+d.Code, d.Points, false)
			}
			row[decisionLayer] = d.Layer.String()
			row[decisionBy], row[decisionSecond] = textCell(d.By), textCell(d.Second)
			row[decisionReason] = textCell(d.Reason)
			row[decisionDate] = dayCell(d.Date)
			rows = append(rows, row)
		}
	}
	return rows
}

func eventRows(events []Event) [][]string {
	rows := make([][]string, 0, len(events))
	for _, ev := range events {
		row := make([]string, len(eventColumns))
		row[eventDeliverable], row[eventID] = ev.Deliverable, textCell(ev.ID)
		row[eventDate], row[eventDue] = dayCell(ev.Date), dayCell(ev.Due)
		row[eventDocument] = textCell(ev.Document)
		row[eventUnits] = strings.Join(ev.Units, " ")
		rows = append(rows, row)
	}
	return rows
}

// value writes a fact's value as the reader of its place expects it. Only text is guarded: a number keeps its sign.
func (e *encoder) value(unit string, f engine.Fact) string {
	in := e.inputs[f.Input]
	if in == nil {
		e.fail(fmt.Errorf("unit %s: set has no input %s", unit, f.Input))
		return ""
	}
	if f.Value.None {
		return noneWord
	}
	switch kindAt(in, f.Field) {
	case form.InYesNo:
		if f.Value.Bool {
			return "có"
		}
		return "không"
	case form.InDate, form.InDocument:
		return dayCell(f.Value.Day)
	case form.InLevel:
		return f.Value.Text
	case kindOfText:
		return textCell(f.Value.Text)
	case form.InRatio:
		return e.number(unit+" "+f.Input, f.Value.Num, true)
	}
	return e.number(unit+" "+f.Input, f.Value.Num, false)
}

// number writes a number with decimal comma so that it reads back.
func (e *encoder) number(about string, n exact.Num, percent bool) string {
	if _, finite := n.ExactDecimal(); !finite {
		e.fail(fmt.Errorf("%s: %s has no decimal form", about, n))
		return ""
	}
	return n.TypedVN(percent)
}

func textCell(text string) string {
	return guard(strings.ReplaceAll(text, "\r\n", "\n"))
}

func dayCell(d day.Day) string {
	if d == day.None {
		return ""
	}
	return d.VN()
}
