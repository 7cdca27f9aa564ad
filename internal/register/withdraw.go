package register

import (
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

// Withdrawal names what is to be withdrawn of a unit: the datum of a place that stands in a layer or, where Decision is set, the
// decision of that kind about a subcriterion, a place or the whole unit.
type Withdrawal struct {
	Unit              string
	Layer             engine.Layer
	Decision          engine.DecisionKind
	Code              string // of a decision about a subcriterion
	Input, Row, Field string
	On                day.Day // when it was withdrawn
}

// Withdraw gives what to record so that a datum or a decision does not stand any longer: it stays in the log, with the reason why it
// was withdrawn. Withdrawing the dispute of a unit concludes its appeal.
func Withdraw(w Withdrawal, known *Known, y *season.Year, opts Options) (*Plan, error) {
	m := ending(known, y, opts)
	var err error
	if w.Decision != "" {
		err = m.endDecision(&w)
	} else {
		err = m.endFact(&w)
	}
	if err != nil {
		return nil, err
	}
	return m.end()
}

// ending begins a plan that withdraws something. Under its name instead of its code an office could judge itself.
func ending(known *Known, y *season.Year, opts Options) *declaring {
	m := &declaring{Plan: &Plan{Rows: 1, opts: opts, source: "withdraw"}, known: known, year: y}
	office := season.Office(opts.Actor)
	if code := officeCalled(office, y.Units); code != "" {
		m.refuse("withdraw", "register.office_name", office, code)
	}
	return m
}

// Conclude gives what to record when the appeal of a unit on a subcriterion is decided: it does not stand any longer, at whichever stage
// it was made. What it changes of the points is said by decisions of their own.
func Conclude(unit, code string, on day.Day, known *Known, y *season.Year, opts Options) (*Plan, error) {
	m := ending(known, y, opts)
	open := 0
	if u := y.Unit(unit); u != nil {
		for i := range u.Decisions {
			d := &u.Decisions[i].Decision
			if d.Kind != engine.DecideDispute || d.Code != code {
				continue
			}
			open++
			if err := m.endDecision(&Withdrawal{Unit: unit, Decision: d.Kind, Code: code, Layer: d.Layer, On: on}); err != nil {
				return nil, err
			}
		}
	}
	if open == 0 {
		m.refuse("settle", "register.no_appeal", unit, code)
	}
	return m.end()
}

func (m *declaring) endDecision(w *Withdrawal) error {
	d := engine.Decision{Kind: w.Decision, Layer: w.Layer, Code: w.Code, Input: w.Input, Row: w.Row, Field: w.Field}
	old := m.judged(w.Unit, &d)
	if old == nil || old.Decision.Kind != w.Decision {
		m.refuse("withdraw", "register.no_decision", w.Unit, subject(&d), string(w.Decision), w.Layer.String())
		return nil
	}
	m.count(Withdrawn)
	m.change(Change{About: AboutDecision, Effect: Withdrawn, Unit: w.Unit, Name: subject(&d), Layer: w.Layer.String(), Old: outcome(&old.Decision)})
	return m.draft(season.Draft{Unit: w.Unit, Actor: m.opts.Actor, Reason: m.opts.Reason, Happened: w.On, Body: &season.JudgementEnd{ID: old.ID}})
}

func (m *declaring) endFact(w *Withdrawal) error {
	at := place{w.Input, w.Row, w.Field}
	old := m.given(w.Unit)[factKey{at, w.Layer}]
	block := ""
	if u, ok := m.year.Units.ByCode(w.Unit); ok {
		block = u.Block
	}
	in := m.known.input(block, w.Input)
	if old == nil || in == nil {
		m.refuse("withdraw", "register.no_datum", w.Unit, at.String(), w.Layer.String())
		return nil
	}
	office := season.Office(m.opts.Actor)
	switch {
	case w.Layer == engine.LayerDeclared && office != w.Unit && w.Unit != seeds.Province:
		m.refuse("withdraw", "register.withdraw_by_unit", office, w.Unit)
		return nil
	case w.Layer == engine.LayerRegister:
		if actor, _ := m.actor(w.Unit, in, old); actor == "" {
			return nil
		}
	}
	m.count(Withdrawn)
	m.Figures++
	m.change(Change{About: AboutFact, Effect: Withdrawn, Unit: w.Unit, Name: at.String(), Layer: w.Layer.String(), Old: text(in, w.Field, old.Fact.Value)})
	return m.draft(season.Draft{Unit: w.Unit, Actor: m.opts.Actor, Reason: m.opts.Reason, Happened: w.On,
		Body: &season.FactEnd{Input: w.Input, Row: w.Row, Field: w.Field, Layer: w.Layer}})
}
