package block

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
)

// builders make the pictures of one block.
var builders = map[string]func(string, *figure.Scope, figure.Block) (figure.Figure, error){
	"ranking": Ranking, "selfagainst": SelfAgainst, "slope": Slope,
}

func build(t testing.TB, kind, id string, s *figure.Scope, b figure.Block) figure.Figure {
	t.Helper()
	f, err := builders[kind](id, s, b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func spreadOf(t testing.TB, s *figure.Scope) figure.Figure {
	t.Helper()
	f, err := Distribution("phan-bo", s, s.Blocks())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// compared gives a scope a self-assessment and an earlier run that differ from its result in every way there is: made from
// the result by fixed chance, with a unit that only the one or the other side has, and one from another block.
func compared(s *figure.Scope) *figure.Scope {
	random := rand.New(rand.NewPCG(7, 148))
	s.Result.Stage = engine.StageFinal
	self := *s.Result
	self.Units = slices.Clone(s.Result.Units)
	earlier := map[string]figure.Standing{}
	for i := range self.Units {
		u := &self.Units[i]
		earlier[u.Unit] = figure.Standing{Block: u.Block, Index: u.Index.Sub(exact.Int(1)), Scorable: u.Scorable,
			Rank: max(0, u.Rank+random.IntN(41)-20+max(0, 21-u.Rank))}
		if !u.Ranked {
			earlier[u.Unit] = figure.Standing{Block: u.Block, Index: u.Index, Scorable: u.Scorable}
		}
		if i%4 > 0 && u.Scorable {
			u.Index = exact.Min(exact.Int(100), u.Index.Add(exact.MustFrac(int64(random.IntN(900)-200), 60)))
		}
	}
	first, last := s.Result.Units[0], s.Result.Units[len(s.Result.Units)-1]
	earlier["khong-con"] = figure.Standing{Block: first.Block, Index: exact.Int(50), Scorable: true, Rank: 2}
	earlier["chua-xep-hang"] = figure.Standing{Block: first.Block, Index: exact.Int(50), Scorable: true}
	earlier["khoi-khac"] = figure.Standing{Block: "khac", Rank: 1}
	if len(s.Result.Units) > 4 { // with fewer no unit would be left to compare
		delete(earlier, first.Unit)
		moved := earlier[s.Result.Units[1].Unit]
		moved.Block = "khac"
		earlier[s.Result.Units[1].Unit] = moved
		self.Units = self.Units[:len(self.Units)-1]
	}
	if last.Block != first.Block {
		earlier[last.Unit] = figure.Standing{Block: first.Block, Index: exact.Int(60), Scorable: true, Rank: 3}
	}
	s.Self = &self
	s.Earlier = &figure.Earlier{
		Name: "2025-final-1 (kết quả, số liệu đến ngày 31/03/2026)", Set: "mau-2025", Version: "2.1.0", Units: earlier,
	}
	return s
}

var made map[string]*figure.Scope

// scopes are all cases that a picture is held to. They are made once; no test may change them.
func scopes(t testing.TB) map[string]*figure.Scope {
	if made != nil {
		return made
	}
	list := map[string]*figure.Scope{
		"small":            figuretest.Small(figuretest.Plain),
		"hostile":          figuretest.Small(figuretest.Hostile),
		"sample":           figuretest.Sample(145),
		"small-compared":   compared(figuretest.Small(figuretest.Plain)),
		"hostile-compared": compared(figuretest.Small(figuretest.Hostile)),
		"sample-compared":  compared(figuretest.Sample(145)),
	}
	for _, s := range figuretest.Demo(t) {
		list["demo-"+s.Set.ID] = s
	}
	made = list
	return made
}

// inBlock lists the units of a block straight from the result: by rank, the ones without last.
func inBlock(s *figure.Scope, block string) []*engine.UnitResult {
	var units []*engine.UnitResult
	for i := range s.Result.Units {
		if s.Result.Units[i].Block == block {
			units = append(units, &s.Result.Units[i])
		}
	}
	slices.SortFunc(units, func(a, b *engine.UnitResult) int {
		return strings.Compare(place(a), place(b))
	})
	return units
}

func place(u *engine.UnitResult) string {
	rank := u.Rank
	if rank == 0 {
		rank = 9999
	}
	return fmt.Sprintf("%04d %s", rank, u.Unit)
}
