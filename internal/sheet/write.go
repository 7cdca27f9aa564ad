package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/table"
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
		e.add("facts-"+u.Unit+".csv", writtenFactColumns, e.facts(u))
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

func (e *encoder) add(name string, l table.Layout, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	data, err := table.Encode(l.Names(), rows)
	if err != nil {
		e.fail(fmt.Errorf("file %s: %w", name, err))
	}
	e.files = append(e.files, File{name, data})
}

func (e *encoder) facts(u *UnitFacts) [][]string {
	rows := make([][]string, 0, len(u.Facts))
	for _, f := range u.Facts {
		row := make([]string, len(writtenFactColumns))
		row[factUnit], row[factInput] = u.Unit, f.Input
		row[factRow], row[factField] = table.FormatText(f.Row), table.FormatText(f.Field)
		row[factValue] = e.value(u.Unit, f)
		row[factDocument] = table.FormatText(f.Document)
		row[factRecorded] = table.FormatDay(f.Recorded)
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
			row[decisionRow], row[decisionField] = table.FormatText(c.Fact.Row), table.FormatText(c.Fact.Field)
			row[decisionValue] = e.value(u.Unit, c.Fact)
			row[decisionLayer] = c.Fact.Layer.String()
			row[decisionBy], row[decisionSecond] = table.FormatText(c.By), table.FormatText(c.Second)
			row[decisionReason] = table.FormatText(c.Fact.Document)
			row[decisionDate] = table.FormatDay(c.Fact.Recorded)
			rows = append(rows, row)
		}
		for _, d := range u.Decisions {
			row := make([]string, len(decisionColumns))
			row[decisionKind], row[decisionUnit] = string(d.Kind), u.Unit
			row[decisionCode], row[decisionInput] = d.Code, d.Input
			row[decisionRow], row[decisionField] = table.FormatText(d.Row), table.FormatText(d.Field)
			if d.Kind == engine.DecideOverride {
				row[decisionValue] = e.points(u.Unit+" "+d.Code, d.Points)
			}
			row[decisionLayer] = d.Layer.String()
			row[decisionBy], row[decisionSecond] = table.FormatText(d.By), table.FormatText(d.Second)
			row[decisionReason] = table.FormatText(d.Reason)
			row[decisionDate] = table.FormatDay(d.Date)
			rows = append(rows, row)
		}
	}
	return rows
}

func eventRows(events []Event) [][]string {
	rows := make([][]string, 0, len(events))
	for _, ev := range events {
		row := make([]string, len(eventColumns))
		row[eventDeliverable], row[eventID] = ev.Deliverable, table.FormatText(ev.ID)
		row[eventDate], row[eventDue] = table.FormatDay(ev.Date), table.FormatDay(ev.Due)
		row[eventDocument] = table.FormatText(ev.Document)
		row[eventUnits] = strings.Join(ev.Units, " ")
		rows = append(rows, row)
	}
	return rows
}

// value writes a fact's value as the reader of its place expects it.
func (e *encoder) value(unit string, f engine.Fact) string {
	in := e.inputs[f.Input]
	if in == nil {
		e.fail(fmt.Errorf("unit %s: set has no input %s", unit, f.Input))
		return ""
	}
	text, err := table.FormatValue(in, f.Field, f.Value)
	if err != nil {
		e.fail(fmt.Errorf("%s %s: %w", unit, f.Input, err))
	}
	return text
}

// points writes the points of a direct override.
func (e *encoder) points(about string, n exact.Num) string {
	text, err := table.FormatNumber(n, false)
	if err != nil {
		e.fail(fmt.Errorf("%s: %w", about, err))
	}
	return text
}
