package verdict

import (
	"cchc/internal/audit"
	"cchc/internal/wording"
)

// The contract of verify --json: one entry per file, in the order given. Numbers are exact: fractions. Codes are stable,
// text is what people read.
type filesJSON struct {
	Files []fileJSON `json:"files"`
}

type fileJSON struct {
	File    string      `json:"file"`
	Verdict string      `json:"verdict"`        // identical, differs, unreadable
	Kind    string      `json:"kind,omitempty"` // run, unit
	Run     string      `json:"run,omitempty"`
	Period  string      `json:"period,omitempty"`
	AsOf    string      `json:"as_of,omitempty"`
	Stage   string      `json:"stage,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	Digest  string      `json:"digest,omitempty"` // of the run's record
	Log     int64       `json:"log,omitempty"`    // number of the last event known when it was made
	Demo    bool        `json:"demo,omitempty"`
	Labels  []string    `json:"labels,omitempty"`
	Engine  string      `json:"engine,omitempty"`
	Program string      `json:"program,omitempty"` // told by the file, not proved
	Go      string      `json:"go,omitempty"`
	Sets    []setJSON   `json:"sets,omitempty"`
	Claim   *claimJSON  `json:"claim,omitempty"` // of a unit's file
	Checks  []checkJSON `json:"checks"`
	Open    []noteJSON  `json:"not_checked"`
	First   *FirstJSON  `json:"first,omitempty"`
	Fault   *noteJSON   `json:"fault,omitempty"`
}

type setJSON struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Title   string `json:"title"`
}

type claimJSON struct {
	Points  string `json:"points"`
	Applied string `json:"applied_max"`
	Index   string `json:"index_exact,omitempty"`
	Rank    string `json:"rank,omitempty"`
	Class   string `json:"class,omitempty"`
}

type checkJSON struct {
	Code  string   `json:"code"`
	State string   `json:"state"` // passed, failed, skipped
	Args  []string `json:"args,omitempty"`
	Text  string   `json:"text"`
}

type noteJSON struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
	Text string   `json:"text"`
}

// FirstJSON is the first divergent line.
type FirstJSON struct {
	Check    string `json:"check,omitempty"`
	Part     string `json:"part,omitempty"`
	Set      string `json:"set,omitempty"`
	Unit     string `json:"unit,omitempty"`
	UnitName string `json:"unit_name,omitempty"`
	Code     string `json:"code,omitempty"`
	Name     string `json:"name,omitempty"` // of the subcriterion
	What     string `json:"what"`
	Line     string `json:"line,omitempty"`
	Expected string `json:"expected"` // computed again, or named; "" for nothing
	Found    string `json:"found"`
	Text     string `json:"text"`
}

// First is a divergence in the form of the contract.
func First(names Names, d *audit.Divergence) *FirstJSON {
	out := &FirstJSON{Check: d.Check, Part: d.Part, Set: d.Set, Unit: d.Unit, Code: d.Code, Name: nodeName(names.Set(d.Set), d.Code),
		What: string(d.What), Line: d.Name, Expected: d.Expected, Found: d.Found, Text: Place(names, d)}
	if d.Unit != "" {
		out.UnitName = names.UnitName(d.Unit)
	}
	return out
}

func (f *File) json() fileJSON {
	out := fileJSON{File: f.Name, Verdict: string(f.Verdict), Checks: []checkJSON{}, Open: []noteJSON{}}
	if h := f.Report.File; h != nil {
		out.Kind, out.Unit, out.Demo, out.Labels = string(h.Kind), h.Unit, h.Demo, h.Labels
		out.Engine, out.Program, out.Go = h.Engine, h.Program, h.Go
	}
	if f.Run != nil {
		out.Run, out.Period, out.AsOf, out.Stage = f.Run.ID, f.Event.Period, f.Run.AsOf.String(), f.Run.Stage.String()
		out.Digest, out.Log = f.Digest, f.Run.Log
	}
	for _, s := range f.Sets() {
		out.Sets = append(out.Sets, setJSON{s.ID, s.Version, s.Title})
	}
	for _, c := range f.Claims {
		out.Claim = &claimJSON{c.Points, c.Applied, c.Index, c.Rank, c.Class}
	}
	for _, c := range f.Checks {
		out.Checks = append(out.Checks, checkJSON{c.Code, string(c.State), c.Args, checkText(c)})
	}
	for _, n := range f.Open {
		out.Open = append(out.Open, noteJSON{n.Code, n.Args, wording.Message(n.Code, n.Args...)})
	}
	if f.First != nil {
		out.First = First(f.Report, f.First)
	}
	if f.Fault != nil {
		out.Fault = &noteJSON{f.Fault.Code, f.Fault.Args, FaultText(f.Fault)}
	}
	return out
}
