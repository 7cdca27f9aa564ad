package seeds

import (
	"slices"

	"cchc/internal/day"
)

// Event is what an officer recorded (sự kiện): a letter, a decision, a conclusion that makes a duty exist.
type Event struct {
	ID          string
	Deliverable string
	Date        day.Day  // day of the document
	Due         day.Day  // last day it names; day.None where it names none
	Units       []string // units concerned; empty for all who may owe
	Document    string   // number and name, as recorded
}

// ParseEvents reads the columns id, deliverable, date and, where there, due, units (codes separated by
// blanks), document. The error holds every Fault of the file. Whether deliverables and units exist is checked
// by Obligations.
func ParseEvents(file string, data []byte) ([]Event, error) {
	l := &ledger{file: file}
	t := readTable(l, data, []string{"id", "deliverable", "date"}, []string{"due", "units", "document"})
	var events []Event
	for _, r := range t.rows {
		r.filled("date")
		e := Event{ID: r.filled("id"), Deliverable: r.filled("deliverable"), Date: r.date("date"), Due: r.date("due"),
			Units: r.codes("units"), Document: r.text("document")}
		r.ordered(e.Date, e.Due, "due")
		if slices.ContainsFunc(events, func(x Event) bool { return x.ID == e.ID }) {
			l.add(r.at("id"), FaultDuplicate, "value", e.ID)
			continue
		}
		events = append(events, e)
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	return events, nil
}
