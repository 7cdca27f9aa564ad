package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"cchc/engine"
	"cchc/internal/inspect"
	"cchc/internal/pdfsign"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds"
)

// inspecting is a folder's period under inspection: its events as the log has them, and contents by their hashes.
type inspecting struct {
	*inspect.Inspection
	store    *store.Store
	stage    engine.Stage
	run      *season.Event // the run asked about; nil for all that is recorded
	differs  string        // the set of which the run does not come out again as it was recorded; "" if none
	events   []season.Event
	units    *seeds.Units
	programs map[string]*engine.Program // compiled sets, by hash
}

// read reads the log and scores what the flags ask for.
func (v *inspecting) read(ctx context.Context, in *inspectFlags) (err error) {
	if v.events, err = readEvents(ctx, v.store); err != nil {
		return err
	}
	return v.examine(ctx, in)
}

// examine scores what the flags ask for of the events that were read.
func (v *inspecting) examine(ctx context.Context, in *inspectFlags) (err error) {
	src := inspect.Source{Events: v.events, Stage: engine.StageFinal, Document: v.document}
	if in.run != "" {
		if err := v.findRun(in); err != nil {
			return err
		}
		run := v.run.Body.(*season.Run)
		if run.Log < 0 || run.Log > int64(len(v.events)) {
			return fail(exitInvalid, "cli.replay_not_scored", run.ID)
		}
		src.Events, src.Period, src.AsOf, src.Stage = v.events[:run.Log], v.run.Period, run.AsOf, run.Stage
	} else {
		if src.Period, err = v.period(in); err != nil {
			return err
		}
		if len(v.events) > 0 {
			last := v.events[len(v.events)-1].Recorded.Day()
			src.AsOf = max(last, season.Instant(time.Now().UnixMilli()).Day())
		}
	}
	v.stage, v.programs = src.Stage, map[string]*engine.Program{}
	src.Score = func(y *season.Year) (*season.Outcome, error) { return v.score(ctx, y, src.Events) }
	v.Inspection = inspect.New(src)
	v.units = v.Year.Units
	if v.run != nil && v.Outcome != nil {
		return v.compareRun()
	}
	return nil
}

// findRun finds the run asked about in the log.
func (v *inspecting) findRun(in *inspectFlags) error {
	at := slices.IndexFunc(v.events, func(e season.Event) bool {
		r, ok := e.Body.(*season.Run)
		return ok && r.ID == in.run && (in.folderFlags.period == "" || e.Period == in.folderFlags.period)
	})
	if at < 0 {
		return fail(exitNotFound, "cli.no_run", in.run)
	}
	v.run = &v.events[at]
	return nil
}

// period is the period asked for, or the only one of the log that is scored.
func (v *inspecting) period(in *inspectFlags) (string, error) {
	var scored []string
	for i := range v.events {
		if b, ok := v.events[i].Body.(*season.Opening); ok && len(b.Choices) > 0 {
			scored = append(scored, v.events[i].Period)
		}
	}
	asked := in.folderFlags.period
	switch {
	case asked != "" && !slices.Contains(scored, asked):
		return "", fail(exitNotFound, "season.no_period", asked)
	case asked != "":
		return asked, nil
	case len(scored) == 0:
		return "", fail(exitNotFound, "cli.no_period", in.dir())
	case len(scored) > 1:
		return "", missingFlag("--period")
	}
	return scored[0], nil
}

// score scores a year as an official run would, with the sets of its own choices and the plan it was opened with.
func (v *inspecting) score(ctx context.Context, y *season.Year, events []season.Event) (*season.Outcome, error) {
	b, err := v.store.Blob(ctx, y.Period.Plan)
	if err != nil {
		return nil, storeFailure(err)
	}
	calendar, err := season.DecodePlan(b)
	if err != nil {
		return nil, err
	}
	var programs []*engine.Program
	var prior []engine.Prior
	for _, c := range y.Period.Choices {
		p := v.programs[c.Hash]
		if p == nil {
			set, err := v.store.Set(ctx, c.Hash)
			if err != nil {
				return nil, storeFailure(err)
			}
			if p, err = engine.Compile(set); err != nil {
				return nil, err
			}
			v.programs[c.Hash] = p
		}
		if slices.Contains(programs, p) {
			continue
		}
		programs = append(programs, p)
		if number, err := strconv.Atoi(y.Period.ID); err == nil && len(season.PreviousInputs(p.Set())) > 0 {
			before := season.Fold(events, strconv.Itoa(number-1), y.AsOf)
			prior = append(prior, season.Prior(p.Set(), y.Units, before.Figure)...)
		}
	}
	return calendar.Score(y, programs, prior, v.stage)
}

// compareRun notes a set of which the run does not come out as it was recorded: what is said of points then is not of the run.
func (v *inspecting) compareRun() error {
	made := map[string]string{}
	for _, s := range v.Outcome.All() {
		hash, err := s.Result.Hash()
		if err != nil {
			return err
		}
		made[s.Program.Ref().ID] = hash
	}
	for _, scope := range v.run.Body.(*season.Run).Scopes {
		if made[scope.Set] != scope.Result {
			v.differs = scope.Set
			return nil
		}
	}
	return nil
}

func (v *inspecting) runID() string {
	if v.run == nil {
		return ""
	}
	return v.run.Body.(*season.Run).ID
}

// known is how many events the inspection rests on.
func (v *inspecting) known() int64 {
	if v.run != nil {
		return v.run.Body.(*season.Run).Log
	}
	return int64(len(v.events))
}

// Why evidence cannot be read.
const (
	unreadFile    = "file"
	unreadErased  = "erased"
	unreadLarge   = "large"
	unreadTangled = "tangled"
	unreadSigned  = "signature"
	unreadNoTime  = "no_time"
)

// document reads what a piece of evidence says of itself. What is no PDF file says nothing.
func (v *inspecting) document(digest string) inspect.Document {
	if slices.ContainsFunc(v.events, func(e season.Event) bool {
		erased, ok := e.Body.(*season.ContentErased)
		return ok && erased.Digest == digest
	}) {
		return inspect.Document{Fault: unreadErased}
	}
	f, err := v.store.OpenFile(digest)
	if err != nil {
		return inspect.Document{Fault: unreadFile}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, pdfsign.MaxBytes+1))
	if err != nil {
		return inspect.Document{Fault: unreadFile}
	}
	return documentOf(data)
}

func documentOf(data []byte) inspect.Document {
	found, err := pdfsign.Read(data)
	switch {
	case errors.Is(err, pdfsign.ErrNotPDF):
		return inspect.Document{}
	case errors.Is(err, pdfsign.ErrTooLarge):
		return inspect.Document{Fault: unreadLarge}
	case err != nil:
		return inspect.Document{Fault: unreadTangled}
	}
	d := inspect.Document{Added: len(found) > 0}
	for i := range found {
		s := &found[i]
		d.Added = d.Added && !s.Whole
		at, from, ok := s.Best()
		switch {
		case s.Fault == pdfsign.BadContents:
			d.Fault = unreadSigned
		case s.Fault == pdfsign.NoTime:
			d.Fault = unreadNoTime
		}
		if !ok {
			continue
		}
		moment := season.Instant(at.At.UnixMilli())
		if !at.Zoned { // a clock without a zone is one of Việt Nam
			moment += season.DayStart(0)
		}
		d.Signings = append(d.Signings, inspect.Signing{At: moment, Origin: string(from)})
	}
	return d
}

// person is how a person who acted is shown, in all lists and forms: the only place that makes a name of an actor. Where the log
// has something that stands for a name, so has this; the name is put in where people read.
func (v *inspecting) person(actor string) string {
	office, name, named := strings.Cut(actor, "/")
	office, name = strings.TrimSpace(office), strings.TrimSpace(name)
	if u, ok := v.units.ByCode(office); ok {
		office = u.Name
	}
	if !named || name == "" {
		return office
	}
	return name + " (" + office + ")"
}
