package season

import (
	"bytes"
	"fmt"

	"cchc/internal/canon"
	"cchc/internal/day"
)

// EventDomain is the hash domain of an event.
const EventDomain = "cchc/event/v1"

// Draft is an event before it is recorded: all that its author says.
type Draft struct {
	// Key is the idempotency key: the same key again is the same event if it says the same, and refused if not.
	Key      string
	Kind     Kind
	Period   string // "2026"; "" for what belongs to no period
	Unit     string // unit concerned; "" for none
	Actor    string // office, and the person after a slash: "so-noi-vu/Nguyễn Văn A"
	Reason   string
	Happened day.Day // when it happened in the world; day.None: when it was recorded
	Body     Body
}

// Event is a recorded draft: its place in the log and the moment the system learnt it. The third clock, which rule was
// in force, is the set a period or run names.
type Event struct {
	Seq      int64 // from 1, without gaps
	Recorded Instant
	Draft
}

// Canonical gives the bytes that are stored and hashed.
func (e *Event) Canonical() ([]byte, error) {
	b, err := canon.Encode(e.describe)
	if err != nil {
		return nil, fmt.Errorf("encode event %d %s: %w", e.Seq, e.Kind, err)
	}
	return b, nil
}

// Digest identifies an event by its canonical bytes.
func Digest(canonical []byte) string { return canon.Hash(EventDomain, canonical) }

// DecodeEvent reads canonical bytes and nothing else.
func DecodeEvent(b []byte) (Event, error) {
	var e Event
	if err := canon.Decode(b, e.describe); err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	return e, nil
}

// describe goes through the event in the order of its keys. The kind stands after the body, so it is looked up first.
func (e *Event) describe(c *canon.Coder) {
	canon.Text(c, "actor", &e.Actor)
	if c.Reading() {
		canon.Text(c, "kind", &e.Kind)
		if e.Body = newBody(e.Kind); e.Body == nil {
			c.Failf("unknown kind of event %q", e.Kind)
			return
		}
	}
	if e.Body == nil || e.Body.Kind() != e.Kind {
		c.Failf("body does not belong to kind %q", e.Kind)
		return
	}
	c.Object("body", func() { e.Body.describe(c) })
	c.Day("happened", &e.Happened)
	canon.Text(c, "key", &e.Key)
	canon.Text(c, "kind", &e.Kind)
	canon.Text(c, "period", &e.Period)
	canon.Text(c, "reason", &e.Reason)
	canon.Named(c, "recorded", &e.Recorded, parseInstant)
	canon.Count(c, "seq", &e.Seq)
	canon.Text(c, "unit", &e.Unit)
}

// Same reports whether two drafts say the same: what a repeated key must.
func (d *Draft) Same(other *Draft) bool {
	a, errA := (&Event{Draft: *d}).Canonical()
	b, errB := (&Event{Draft: *other}).Canonical()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
