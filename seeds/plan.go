package seeds

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
)

// Plan is the annex of a reform plan (kế hoạch CCHC), word for word, with its units and times typed.
type Plan struct {
	ID, Number string
	Date       day.Day // day the plan was signed
	Year       int
	Issuer     string
	Title      string
	Areas      []Area
}

// Area is one field of reform (lĩnh vực), I to VII.
type Area struct {
	Code, Name string
	Tasks      []Task
}

// Task is one numbered task (nhiệm vụ) of an area.
type Task struct {
	Number       int
	Name         string
	Deliverables []Deliverable
}

// Deliverable is one product (sản phẩm) of a task. ID is area.task.item.
type Deliverable struct {
	ID, Area   string
	Task, Item int
	TaskName   string
	Product    string

	LeadText         string   // cơ quan chủ trì, the plan's words
	Lead             []string // the same as codes of units and groups
	CoordinatingText string   // cơ quan phối hợp
	Coordinating     []string
	Time             string // thời gian thực hiện, the plan's words
	Schedule         Schedule
}

// Kind is a way to say when.
type Kind string

const (
	Before     Kind = "before"     // trước ngày: the day itself is already late
	Quarters   Kind = "quarters"   // quý
	Periodic   Kind = "periodic"   // định kỳ
	Continuous Kind = "continuous" // thường xuyên
	OnEvent    Kind = "on_event"   // theo yêu cầu, khi có phát sinh
)

var kinds = []string{string(Before), string(Quarters), string(Periodic), string(Continuous), string(OnEvent)}

// Schedule is the plan's time, typed and not yet interpreted.
type Schedule struct {
	Kind     Kind
	Date     day.Day  // Before: the day named
	Quarters []int    // Quarters: 1 to 4, ascending
	Year     int      // Quarters
	Periods  []string // Periodic: month, quarter, half, year
	Adhoc    bool     // Periodic: also đột xuất
}

// LoadPlan reads a plan file of the user.
func LoadPlan(path string) (*Plan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load plan: %w", err)
	}
	return ParsePlan(path, data)
}

// ParsePlan reads a plan. The error holds every Fault of the file.
func ParsePlan(file string, data []byte) (*Plan, error) {
	l := &ledger{file: file}
	d := document{l}
	if n := d.root(data); n != nil {
		plan := d.plan(n)
		if len(l.faults) == 0 {
			return plan, nil
		}
	}
	return nil, l.err()
}

func (d document) plan(n *yaml.Node) *Plan {
	m := d.mapping(n, []string{"id", "number", "date", "year", "issuer", "title", "areas"}, nil)
	p := &Plan{ID: m.text("id"), Number: m.text("number"), Date: m.date("date"),
		Year: m.integer("year", day.MinYear, day.MaxYear), Issuer: m.text("issuer"), Title: m.text("title")}
	for _, n := range m.some("areas") {
		area := d.area(n)
		if slices.ContainsFunc(p.Areas, func(a Area) bool { return a.Code == area.Code }) {
			d.add(nodePlace(n), FaultDuplicate, "value", area.Code)
			continue
		}
		p.Areas = append(p.Areas, area)
	}
	return p
}

func (d document) area(n *yaml.Node) Area {
	m := d.mapping(n, []string{"code", "name", "tasks"}, nil)
	a := Area{Code: m.text("code"), Name: m.text("name")}
	for _, n := range m.some("tasks") {
		task := d.task(n, a.Code)
		if slices.ContainsFunc(a.Tasks, func(t Task) bool { return t.Number == task.Number }) {
			d.add(nodePlace(n), FaultDuplicate, "value", strconv.Itoa(task.Number))
			continue
		}
		a.Tasks = append(a.Tasks, task)
	}
	return a
}

func (d document) task(n *yaml.Node, area string) Task {
	m := d.mapping(n, []string{"number", "name", "deliverables"}, nil)
	t := Task{Number: m.integer("number", 1, 99), Name: m.text("name")}
	for _, n := range m.some("deliverables") {
		item := d.deliverable(n, area, t)
		if slices.ContainsFunc(t.Deliverables, func(x Deliverable) bool { return x.ID == item.ID }) {
			d.add(nodePlace(n), FaultDuplicate, "value", item.ID)
			continue
		}
		t.Deliverables = append(t.Deliverables, item)
	}
	return t
}

func (d document) deliverable(n *yaml.Node, area string, task Task) Deliverable {
	m := d.mapping(n, []string{"id", "product", "lead_text", "lead", "coordinating_text", "coordinating", "time", "schedule"}, nil)
	x := Deliverable{ID: m.text("id"), Area: area, Task: task.Number, TaskName: task.Name, Product: m.text("product"),
		LeadText: m.text("lead_text"), Lead: m.texts("lead"),
		CoordinatingText: m.text("coordinating_text"), Coordinating: m.texts("coordinating"),
		Time: m.text("time"), Schedule: d.schedule(m.values["schedule"])}
	prefix := fmt.Sprintf("%s.%d.", area, task.Number)
	item, found := strings.CutPrefix(x.ID, prefix)
	number, err := strconv.Atoi(item)
	if !found || err != nil || number < 1 || strconv.Itoa(number) != item {
		d.add(m.place("id"), FaultBadCode, "value", x.ID)
	}
	x.Item = number
	return x
}

func (d document) schedule(n *yaml.Node) Schedule {
	m := d.mapping(n, []string{"kind"}, []string{"date", "quarters", "year", "periods", "adhoc"})
	s := Schedule{Kind: Kind(m.choice("kind", kinds...)), Date: m.date("date"), Year: m.integer("year", day.MinYear, day.MaxYear),
		Periods: m.choices("periods", "month", "quarter", "half", "year"), Adhoc: m.yes("adhoc")}
	for _, n := range m.some("quarters") {
		quarter := d.integer(n, "quarters", 1, 4)
		if len(s.Quarters) > 0 && quarter <= s.Quarters[len(s.Quarters)-1] {
			d.add(nodePlace(n), FaultBadNumber, "value", n.Value, "min", "1", "max", "4")
		}
		s.Quarters = append(s.Quarters, quarter)
	}
	m.keysOfKind(s.Kind)
	return s
}

// keysOfKind wants the keys that belong to the kind of time and refuses those of another.
func (m mapping) keysOfKind(kind Kind) {
	wanted := map[Kind][]string{Before: {"date"}, Quarters: {"quarters", "year"}, Periodic: {"periods", "adhoc"}}[kind]
	for _, key := range []string{"date", "quarters", "year", "periods", "adhoc"} {
		present, needed := m.values[key] != nil, slices.Contains(wanted, key)
		switch {
		case kind == "": // already a fault
		case needed && !present:
			m.add(m.at, FaultMissingKey, "key", key)
		case present && !needed:
			m.add(m.place(key), FaultUnknownKey, "key", key)
		}
	}
}

// Deliverables gives all deliverables in the order of the plan.
func (p *Plan) Deliverables() []Deliverable {
	var list []Deliverable
	for _, area := range p.Areas {
		for _, task := range area.Tasks {
			list = append(list, task.Deliverables...)
		}
	}
	return list
}

// ids gives the ID of every deliverable in the order of the plan.
func (p *Plan) ids() []string {
	var ids []string
	for _, x := range p.Deliverables() {
		ids = append(ids, x.ID)
	}
	return ids
}

// Deliverable finds a deliverable by its ID.
func (p *Plan) Deliverable(id string) (Deliverable, bool) {
	for _, area := range p.Areas {
		for _, task := range area.Tasks {
			for _, x := range task.Deliverables {
				if x.ID == id {
					return x, true
				}
			}
		}
	}
	return Deliverable{}, false
}
