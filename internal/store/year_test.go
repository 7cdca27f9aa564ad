package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// sameYear compares years: numbers by what they are, empty lists as absent ones.
var sameYear = cmp.Options{
	cmp.Comparer(func(a, b exact.Num) bool { return a.Fraction() == b.Fraction() }),
	cmp.Exporter(func(t reflect.Type) bool { return t == reflect.TypeFor[seeds.Units]() }),
	cmpopts.EquateEmpty(),
}

// stream makes up drafts: of every kind that makes a year, often of the same places, so that much is replaced, withdrawn
// and recorded again, also within one day.
type stream struct {
	*rand.Rand
	units []seeds.Unit
	file  string
}

func (r *stream) pick(texts ...string) string { return texts[r.IntN(len(texts))] }

func (r *stream) day() day.Day {
	if r.IntN(4) == 0 {
		return day.None
	}
	return day.Must(2026, 1, 1).Add(r.IntN(30) - 20)
}

func (r *stream) unit() string { return r.units[r.IntN(len(r.units))].Code }

func (r *stream) layer() engine.Layer {
	l, _ := engine.ParseLayer(r.pick("declared", "register", "appraisal1", "appraisal2", "final"))
	return l
}

func (r *stream) value() engine.Value {
	switch r.IntN(6) {
	case 0:
		return engine.Value{None: true}
	case 1:
		return engine.Value{Type: form.TypeBool, Bool: r.IntN(2) == 0}
	case 2:
		return engine.Value{Type: form.TypeDate, Day: day.Must(2026, 2, 1+r.IntN(28))}
	case 3:
		return engine.Value{Type: form.TypeLevel, Text: r.pick("dung_han", "cham")}
	case 4:
		return engine.Value{Type: form.TypeText, Text: r.pick("Đã trả lời", "Chưa")}
	}
	n, err := exact.ParseFraction(fmt.Sprintf("%d/%d", 2*r.IntN(50)+1, 2<<r.IntN(3)))
	if err != nil {
		panic(err)
	}
	return engine.Value{Type: form.TypeNumber, Num: n}
}

func (r *stream) draft() season.Draft {
	period := r.pick("2026", "2026", "2026", "2027")
	place := engine.Fact{Input: r.pick("a", "b", "c"), Row: r.pick("", "2026-Q1"), Field: r.pick("", "issued"), Layer: r.layer(),
		Recorded: day.None}
	id := r.pick("1", "2", "3")
	switch r.IntN(15) {
	case 14:
		return draft(&season.SetChange{Choices: []season.Choice{{Block: r.pick("so", "xa"), Set: "so-2026", Version: "1.0.0", Hash: anySet.Hash(),
			Reason: r.pick("QĐ 3", "QĐ 4")}}}, period, "")
	case 0:
		u := r.units[r.IntN(len(r.units))]
		u.Name, u.ValidTo = r.pick("Tên mới", u.Name), r.day()
		u.Predecessors, u.Successors = nil, []string{r.unit(), r.unit()}[:r.IntN(3)]
		return draft(&season.UnitState{Unit: u}, "", "")
	case 1:
		return draft(&season.AttributeState{Attribute: seeds.Attribute{Unit: r.unit(), Name: r.pick("co_tthc", "so_dan"),
			Value: r.pick("true", "12"), From: r.day(), To: r.day(), Source: "QĐ"}}, "", "")
	case 2:
		return draft(&season.Occasion{Event: seeds.Event{ID: id, Deliverable: r.pick("I.6.1", "II.2.1"), Date: r.day(),
			Due: r.day(), Units: []string{r.unit(), r.unit()}[:r.IntN(3)], Document: r.pick("", "12/CV")}}, period, "")
	case 3:
		return draft(&season.OccasionEnd{Deliverable: r.pick("I.6.1", "II.2.1"), ID: id}, period, "")
	case 4:
		end := &season.FactEnd{Input: place.Input, Row: place.Row, Field: place.Field, Layer: place.Layer}
		return draft(end, period, r.unit())
	case 5:
		return draft(&season.Judgement{ID: id, Decision: engine.Decision{Kind: engine.DecideOverride, Code: "1.1",
			Layer: place.Layer, Points: exact.Int(int64(r.IntN(5))), By: office, Second: "Trần B", Reason: "vì",
			Date: r.day()}}, period, r.unit())
	case 6:
		return draft(&season.JudgementEnd{ID: id}, period, r.unit())
	case 7:
		change := season.Kind(r.pick(string(season.PeriodClosed), string(season.PeriodLocked)))
		return draft(&season.PeriodChange{Event: change}, period, "")
	case 8:
		return draft(&season.PeriodChange{Event: season.PeriodReopened, To: season.State(r.pick("open", "closed"))}, period, "")
	case 9:
		cells := []season.Cell{{Column: "a", Text: r.pick("x", "y")}}
		return draft(&season.Entry{Register: "pakn", Row: id, Cells: cells}, period, "")
	case 10:
		return draft(&season.EntryEnd{Register: "pakn", Row: id}, period, "")
	}
	place.Value, place.Document, place.Source = r.value(), r.pick("", "12/BC"), r.pick("", "sổ")
	f := &season.FactState{Fact: place, Evidence: r.pick("", r.file), By: office, Second: r.pick("", "Trần B")}
	d := draft(f, period, r.unit())
	if place.Layer == engine.LayerDeclared {
		d.Actor = d.Unit + "/Lê C"
	}
	return d
}

// TestYearIsTheFold records made-up streams and compares, on many days and for each period, the year read from the tables
// with what the events come to; then the tables with those made anew.
func TestYearIsTheFold(t *testing.T) {
	refused, recorded := 0, 0
	for seed := range uint64(4) {
		s, clock := demo(t, seeds.DefaultUnits())
		digest, size, err := s.PutFile(ctx, strings.NewReader("x"), 0)
		must(t, err)
		r := &stream{Rand: rand.New(rand.NewPCG(seed, 1)), units: seeds.DefaultUnits().All()[:4], file: digest}
		second := draft(&season.Opening{Choices: []season.Choice{{Block: "so", Set: "so-2026", Version: "1.0.0", Hash: anySet.Hash(),
			Reason: "QĐ 2"}}}, "2027", "")
		_, err = s.Append(ctx, []season.Draft{draft(&season.File{Digest: digest, Size: size, Name: "x"}, "", ""), second})
		must(t, err)
		for range 150 {
			clock.at = clock.at.Add(time.Duration(r.IntN(20)) * time.Hour)
			batch := []season.Draft{r.draft(), r.draft(), r.draft()}[:1+r.IntN(3)]
			if _, err := s.Append(ctx, batch); refusalOf(err) != "" {
				refused++
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			recorded += len(batch)
		}
		events := log(t, s)
		first, last := events[0].Recorded.Day(), events[len(events)-1].Recorded.Day()
		for range 25 {
			asOf := first.Add(r.IntN(last.Sub(first)+4) - 2)
			for _, period := range []string{"2026", "2027", "2031"} {
				got, err := s.Year(ctx, period, asOf)
				must(t, err)
				if diff := cmp.Diff(season.Fold(events, period, asOf), got, sameYear); diff != "" {
					t.Fatalf("seed %d, %s as of %s (- fold, + tables):\n%s", seed, period, asOf, diff)
				}
			}
			checkEntries(t, s, events, asOf)
		}
		sound(t, s)
		before := tables(t, s)
		must(t, s.Rebuild(ctx))
		if diff := cmp.Diff(before, tables(t, s)); diff != "" {
			t.Fatalf("seed %d, rebuilt:\n%s", seed, diff)
		}
	}
	if recorded < 200 || refused < 30 {
		t.Errorf("only %d events recorded and %d batches refused: the streams try too little", recorded, refused)
	}
}

// checkEntries compares the rows of the register with what the log says of them.
func checkEntries(t *testing.T, s *Store, events []season.Event, asOf day.Day) {
	t.Helper()
	want := map[string]season.Event{}
	for _, e := range events {
		if e.Recorded.Day() > asOf || e.Period != "2026" {
			continue
		}
		switch b := e.Body.(type) {
		case *season.Entry:
			want[b.Row] = e
		case *season.EntryEnd:
			delete(want, b.Row)
		}
	}
	got, err := s.Entries(ctx, "2026", "pakn", asOf)
	must(t, err)
	if len(got) != len(want) {
		t.Errorf("%d entries as of %s, want %d", len(got), asOf, len(want))
	}
	for _, e := range got {
		if w := want[e.Body.(*season.Entry).Row]; w.Seq != e.Seq {
			t.Errorf("entry of event %d, want %d", e.Seq, w.Seq)
		}
	}
}

// tables gives all projected rows.
func tables(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, table := range projections {
		list, err := tableRows(ctx, s.read, table)
		must(t, err)
		all[table] = list
	}
	return all
}

func TestPeriodsAndSets(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	p, err := s.Period(ctx, "2026")
	must(t, err)
	if p.State != season.Open || len(p.Choices) != 3 || p.Choices[1].Block != "xa" || p.Plan == "" {
		t.Errorf("%+v", p)
	}
	if _, err := s.Period(ctx, "2031"); !codeIs(err, NotFound) {
		t.Errorf("no such period: %v", err)
	}
	clock.at = clock.at.AddDate(0, 0, 1)
	_, err = s.Append(ctx, []season.Draft{draft(&season.PeriodChange{Event: season.PeriodClosed}, "2026", "")})
	must(t, err)
	list, err := s.Periods(ctx)
	must(t, err)
	if len(list) != 1 || list[0].State != season.Closed || len(list[0].Choices) != 3 || list[0].Plan != p.Plan {
		t.Errorf("%+v", list)
	}
	late := number("so-y-te", "a", 1)
	late.Body.(*season.FactState).Fact.Layer = engine.LayerDeclared
	late.Actor = "so-y-te/A"
	if _, err := s.Append(ctx, []season.Draft{late}); refusalOf(err) != season.PeriodState {
		t.Errorf("declared after the close: %v", err)
	}
	sets, err := s.Sets(ctx)
	must(t, err)
	if len(sets) != 1 || sets[0].Hash != anySet.Hash() || !slices.Equal(sets[0].Blocks, []string{"so", "xa", "phuong"}) {
		t.Errorf("%+v", sets)
	}
	if _, err := s.Set(ctx, anySet.Hash()); err == nil {
		t.Error("bytes that are no set were given as one")
	}
	if _, err := s.Blob(ctx, "sha256:0"); !codeIs(err, NotFound) {
		t.Errorf("no such blob: %v", err)
	}
}

// TestYearWhileOthersWrite: each batch gives two units, far apart in the order, the same figure; whoever reads sees both or
// neither.
func TestYearWhileOthersWrite(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	all := seeds.DefaultUnits().All()
	first, last := all[0].Code, all[len(all)-1].Code
	done := make(chan error, 1)
	go func() {
		for n := range int64(150) {
			if _, err := s.Append(ctx, []season.Draft{number(first, "a", n), number(last, "a", n)}); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for seen := ""; ; {
		y, err := s.Year(ctx, "2026", now)
		must(t, err)
		if len(y.Known) > 0 {
			a, b := y.Unit(first), y.Unit(last)
			if a == nil || b == nil || a.Facts[0].Fact.Value.Num.Fraction() != b.Facts[0].Fact.Value.Num.Fraction() {
				t.Fatalf("half of a batch: %+v, %+v", a, b)
			}
			seen = a.Facts[0].Fact.Value.Num.Fraction()
		}
		select {
		case err := <-done:
			must(t, err)
			if seen == "" {
				t.Error("the reader saw nothing of the writing")
			}
			return
		default:
		}
	}
}
