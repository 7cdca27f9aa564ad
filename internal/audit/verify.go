package audit

import (
	"fmt"
	"slices"
	"strconv"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Verify reads a receipt and computes again whatever it can. It needs nothing but the bytes.
func Verify(b []byte) *Report { return (&Ground{}).Verify(b) }

// Verify is the verification of a receipt by somebody who holds something to compare it with.
func (g *Ground) Verify(b []byte) (r *Report) {
	r = &Report{Verdict: Identical}
	defer func() { // whoever verifies gets a verdict, whatever a file that was made to do harm does
		if p := recover(); p != nil {
			r.stop(fault(Broke, fmt.Errorf("%v", p)))
		}
	}()
	f, err := Open(b)
	if err != nil {
		return r.stop(err)
	}
	r.File = f
	r.pass(CheckFile, strconv.Itoa(len(f.Parts)), strconv.Itoa(len(b)))
	v := &verification{Report: r, ground: g, duesKnown: true}
	if err := v.verify(); err != nil {
		return r.stop(err)
	}
	v.leaveOpen()
	return r
}

// stop ends a verification that cannot go on.
func (r *Report) stop(err error) *Report {
	r.Verdict, r.First = Unreadable, nil
	f, ok := err.(*Fault)
	if !ok {
		f = fault(BadHeader, err)
	}
	r.Fault = f
	return r
}

// verification is a verification on its way.
type verification struct {
	*Report
	ground    *Ground
	anchored  bool              // somebody who can be known confirms the run's event
	aboutLog  []Note            // what of the log is open
	programs  []*engine.Program // of the run's scopes; of the one scope for one unit
	cases     []*engine.Case
	duesKnown bool
	year      *season.Year
	calendar  *season.Calendar
	priors    int // figures of the previous period that were taken as they are
}

func (v *verification) verify() error {
	if err := v.readEvent(); err != nil {
		return err
	}
	if !v.sameParts() {
		return nil
	}
	again := v.verifyRun
	if v.File.Kind == OfUnit {
		again = v.verifyUnit
	}
	if err := again(); err != nil {
		return err
	}
	if err := v.checkLog(); err != nil {
		return err
	}
	return v.checkTable()
}

// readEvent reads the event that recorded the run.
func (v *verification) readEvent() error {
	b := v.File.Part(partEvent)
	event, err := season.DecodeEvent(b)
	if err != nil {
		return fault(BadEvent, err)
	}
	run, ok := event.Body.(*season.Run)
	if !ok || len(run.Scopes) == 0 || v.File.Scope > len(run.Scopes) {
		return fault(BadEvent, nil)
	}
	v.Event, v.Run, v.Digest = &event, run, season.Digest(b)
	v.pass(CheckEvent, run.ID, v.Digest)
	if run.Engine != engine.Semantics {
		return fault(OtherEngine, nil, run.Engine, engine.Semantics)
	}
	return nil
}

// named are the parts a receipt must have, in order, with the hashes by which the run names them; "" for one that the run
// does not name, but is bound to it otherwise.
func (v *verification) named() []listed {
	r := v.Run
	out := []listed{{name: partEvent, domain: season.EventDomain}}
	add := func(name, domain, hash string) { out = append(out, listed{domain, hash, name, 0}) }
	if v.File.Kind == OfUnit {
		add(partSet, engine.SetDomain, r.Scopes[v.File.Scope-1].Hash)
		add(partCase, engine.CaseDomain, "")
		if v.File.Part(partRefs) != nil {
			add(partRefs, engine.ReferencesDomain, "")
		}
		add(partResult, engine.ResultDomain, "")
		add(partInclusion, InclusionDomain, "")
		return out
	}
	add(partPlan, season.PlanDomain, r.Plan)
	add(partUnits, season.UnitsDomain, r.Units)
	add(partFacts, season.FactsDomain, r.Facts)
	add(partDecisions, season.DecisionsDomain, r.Decisions)
	if r.Occasions != "" {
		add(partOccasions, season.OccasionsDomain, r.Occasions)
	}
	for i := range r.Scopes {
		add(inScope(i, partSet), engine.SetDomain, r.Scopes[i].Hash)
		add(inScope(i, partCase), engine.CaseDomain, r.Scopes[i].Case)
		add(inScope(i, partResult), engine.ResultDomain, r.Scopes[i].Result)
	}
	return out
}

// sameParts checks that the parts are those that the run names and no others, each once and in order. The optional proof of
// the log stands last.
func (v *verification) sameParts() bool {
	want, found := v.named(), v.File.Parts
	if v.File.Part(LogProof) != nil {
		want = append(want, listed{domain: ProofDomain, name: LogProof})
	}
	for i := range max(len(want), len(found)) {
		d := &Divergence{What: WhatPart}
		switch {
		case i >= len(found):
			d.Part, d.Expected = want[i].name, want[i].name
		case i >= len(want):
			d.Part, d.Found = found[i].Name, found[i].Name
		case want[i].name != found[i].Name:
			d.Part, d.Expected, d.Found = want[i].name, want[i].name, found[i].Name
		case want[i].domain != found[i].Domain:
			d.Part, d.Expected, d.Found = want[i].name, want[i].domain, found[i].Domain
		case want[i].hash != "" && want[i].hash != found[i].Hash():
			d.Part, d.Expected, d.Found = want[i].name, want[i].hash, found[i].Hash()
		default:
			continue
		}
		v.differ(CheckParts, d)
		return false
	}
	v.pass(CheckParts)
	return true
}

// readSets reads and compiles the sets of parts; those of a run must be the versions that it names.
func (v *verification) readSets(parts []string, scopes []season.RunScope) error {
	var first *Divergence
	for i, part := range parts {
		set, err := form.Decode(v.File.Part(part))
		if err != nil {
			return fault(BadPart, err, part)
		}
		program, err := engine.Compile(set)
		if err != nil {
			return fault(BadPart, err, part)
		}
		v.sets, v.programs = append(v.sets, set), append(v.programs, program)
		if have, want := set.ID+" "+set.Version, scopes[i].Set+" "+scopes[i].Version; have != want && first == nil {
			first = &Divergence{Part: part, Set: set.ID, What: WhatVersion, Expected: want, Found: have}
		}
	}
	v.judge(CheckSets, first, strconv.Itoa(len(parts)))
	return nil
}

// checkLabels checks what the header says for people against what the sets and the run say.
func (v *verification) checkLabels() {
	var labels File
	for _, set := range v.sets {
		labels.label(set)
	}
	var first *Divergence
	switch {
	case !slices.Equal(labels.Labels, v.File.Labels):
		first = &Divergence{What: WhatLabel, Name: "labels", Expected: joined(labels.Labels), Found: joined(v.File.Labels)}
	case v.File.Run != v.Run.ID:
		first = &Divergence{What: WhatLabel, Name: "run", Expected: v.Run.ID, Found: v.File.Run}
	case v.File.Engine != v.Run.Engine:
		first = &Divergence{What: WhatLabel, Name: "engine", Expected: v.Run.Engine, Found: v.File.Engine}
	case v.saysDemo() && v.File.Demo != v.Run.Demo:
		first = &Divergence{What: WhatLabel, Name: "demo", Expected: strconv.FormatBool(v.Run.Demo), Found: strconv.FormatBool(v.File.Demo)}
	}
	v.judge(CheckLabels, first)
}

// saysDemo reports whether the run says whether its figures are made up: those that name occasions do.
func (v *verification) saysDemo() bool { return v.Run.Occasions != "" }

func joined(texts []string) string {
	out := ""
	for i, t := range texts {
		if i > 0 {
			out += "; "
		}
		out += t
	}
	return out
}

// readCase reads a case of a scope, on the run's day and stage.
func (v *verification) readCase(i int, part string) (*Divergence, error) {
	c, err := engine.DecodeCase(v.File.Part(part), v.sets[i])
	if err != nil {
		return nil, fault(BadPart, err, part)
	}
	v.cases = append(v.cases, c)
	for _, h := range [][3]string{{"as_of", v.Run.AsOf.String(), c.AsOf.String()}, {"stage", v.Run.Stage.String(), c.Stage.String()}} {
		if h[1] != h[2] {
			return &Divergence{Part: part, Set: v.sets[i].ID, What: WhatHead, Name: h[0], Expected: h[1], Found: h[2]}, nil
		}
	}
	return nil, nil
}

// leaveOpen lists what was not looked at.
func (v *verification) leaveOpen() {
	if !v.anchored {
		v.open(OpenAnchor, v.Digest)
	}
	v.Open = append(v.Open, v.aboutLog...)
	if v.File.Kind == OfRun {
		v.open(OpenLog, strconv.FormatInt(v.Run.Log, 10))
		if v.priors > 0 {
			v.open(OpenPrior, strconv.Itoa(v.priors))
		}
		if v.Run.Occasions == "" {
			v.open(OpenOldDues)
		}
		if slices.ContainsFunc(v.Run.Scopes, func(s season.RunScope) bool { return s.Root == "" }) {
			v.open(OpenOldRoots)
		}
	} else {
		v.open(OpenUnitFacts)
		v.open(OpenRank)
		if v.File.Part(partRefs) != nil {
			v.open(OpenReferences)
		}
		if v.sets[0].Scope == form.ScopeProvince {
			v.open(OpenSummed)
		} else {
			v.open(OpenOthers)
		}
	}
	v.open(OpenTruth)
	if !v.saysDemo() {
		v.open(OpenOldDemo)
	}
	v.open(OpenVersions, v.File.Program, v.File.Go)
	if v.Run.Binary != "" {
		v.open(OpenBinary, v.Run.Binary)
	}
}
