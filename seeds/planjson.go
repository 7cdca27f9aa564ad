package seeds

import (
	"bytes"
	"encoding/json"
	"fmt"

	"cchc/internal/day"
)

type planDocument struct {
	Plan         planHead          `json:"plan"`
	Deliverables []planDeliverable `json:"deliverables"`
}

type planHead struct {
	ID     string     `json:"id"`
	Number string     `json:"number"`
	Date   string     `json:"date"`
	Year   int        `json:"year"`
	Issuer string     `json:"issuer"`
	Title  string     `json:"title"`
	Areas  []planArea `json:"areas"`
}

type planArea struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type planDeliverable struct {
	ID           string       `json:"id"`
	Area         string       `json:"area"`
	Task         int          `json:"task"`
	Item         int          `json:"item"`
	TaskName     string       `json:"task_name"`
	Product      string       `json:"product"`
	Lead         []string     `json:"lead"`
	Coordinating []string     `json:"coordinating"`
	Time         string       `json:"time"`
	Schedule     planSchedule `json:"schedule"`
	OwedBy       []string     `json:"owed_by"`
	Reading      string       `json:"reading"`
	Note         string       `json:"note"`
}

type planSchedule struct {
	Kind     Kind     `json:"kind"`
	Date     string   `json:"date,omitempty"`
	Quarters []int    `json:"quarters,omitempty"`
	Year     int      `json:"year,omitempty"`
	Periods  []string `json:"periods,omitempty"`
	Adhoc    bool     `json:"adhoc"`
}

// PlanJSON is the contract of `plan --json`: the plan's own words and schedule, and our reading beside them.
// Dates are ISO; owed_by holds codes and groups, a narrowed group as so-ban-nganh[co_tthc].
func PlanJSON(plan *Plan, readings *Readings) ([]byte, error) {
	doc := planDocument{Plan: planHead{ID: plan.ID, Number: plan.Number, Date: plan.Date.String(), Year: plan.Year,
		Issuer: plan.Issuer, Title: plan.Title}}
	for _, area := range plan.Areas {
		doc.Plan.Areas = append(doc.Plan.Areas, planArea{Code: area.Code, Name: area.Name})
	}
	for _, x := range plan.Deliverables() {
		reading, ok := readings.ByID(x.ID)
		if !ok {
			return nil, fmt.Errorf("plan as json: no reading of %s", x.ID)
		}
		item := planDeliverable{ID: x.ID, Area: x.Area, Task: x.Task, Item: x.Item, TaskName: x.TaskName,
			Product: x.Product, Lead: x.Lead, Coordinating: x.Coordinating, Time: x.Time,
			Schedule: x.Schedule.json(), Reading: reading.Text, Note: reading.Note}
		for _, owner := range reading.Owners() {
			item.OwedBy = append(item.OwedBy, owner.String())
		}
		doc.Deliverables = append(doc.Deliverables, item)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return nil, fmt.Errorf("plan as json: %w", err)
	}
	return out.Bytes(), nil
}

func (s Schedule) json() planSchedule {
	out := planSchedule{Kind: s.Kind, Quarters: s.Quarters, Year: s.Year, Periods: s.Periods, Adhoc: s.Adhoc}
	if s.Date != day.None {
		out.Date = s.Date.String()
	}
	return out
}
