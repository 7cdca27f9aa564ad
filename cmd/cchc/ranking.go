package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/form"
)

// The contract of rank --json.
type rankingJSON struct {
	Set      setJSON     `json:"set"`
	AsOf     string      `json:"as_of"`
	AsAt     string      `json:"as_at,omitempty"`
	Stage    string      `json:"stage"`
	Demo     bool        `json:"demo,omitempty"`
	Mistakes int         `json:"mistakes,omitempty"`
	Blocks   []blockJSON `json:"blocks"`
}

type blockJSON struct {
	Block string       `json:"block"`
	Units []rankedJSON `json:"units"`
}

type rankedJSON struct {
	Rank       int    `json:"rank,omitempty"`
	Unit       string `json:"unit"`
	Name       string `json:"name,omitempty"`
	Points     string `json:"points"`
	AppliedMax string `json:"applied_max"`
	Index      string `json:"index,omitempty"`
	IndexExact string `json:"index_exact,omitempty"`
	Class      string `json:"class,omitempty"`
	NotRanked  string `json:"not_ranked,omitempty"`
	Blocked    bool   `json:"blocked,omitempty"`
}

const rankLong = `In bảng xếp hạng gọn của từng khối: hạng, điểm, chỉ số, xếp loại. Hạng theo chỉ số chưa làm tròn, trên điểm tối đa áp
dụng của từng đơn vị; đơn vị bằng nhau thì cùng hạng, trừ khi bộ tiêu chí quy định khác. Dấu ! dưới một đơn vị nói vì sao
hạng chưa công bố được hoặc đơn vị không xếp hạng. Cần thêm phần mất điểm và trạng thái thì dùng cchc score.`

func newRank(a *app) *cobra.Command {
	var in caseFlags
	cmd := &cobra.Command{
		Use:   "rank",
		Short: "In bảng xếp hạng gọn theo từng khối",
		Long:  rankLong,
		Example: "  cchc rank --data du-lieu-2026 --stage final\n" +
			"  cchc rank --set so-2026 --facts so-lieu --as-of 31/03/2027 --stage final",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, _, err := a.scorings(cmd.Context(), &in)
			if err != nil {
				return err
			}
			all = slices.DeleteFunc(all, func(s *scoring) bool { return s.set.Scope == form.ScopeProvince }) // ranked with nobody
			if a.json {
				return finishAll(all, a.printJSON(perSet(all, (*scoring).rankingJSON)))
			}
			for i, s := range all {
				if i > 0 {
					fmt.Fprintln(a.stdout)
				}
				s.printRanking(a)
			}
			return finishAll(all, nil)
		},
	}
	in.bind(cmd)
	in.bindAsAt(cmd)
	return cmd
}

func (s *scoring) printRanking(a *app) {
	s.printLabels(a)
	for _, block := range s.blocks() {
		fmt.Fprintf(a.stdout, "\n%s\n", blockName(block))
		t := newTable("Hạng#", "Đơn vị", "Điểm#", "Tối đa áp dụng#", "Chỉ số (%)#", "Xếp loại")
		for _, u := range s.ranking(block) {
			t.add(s.rank(u), s.unitName(u.Unit), s.vn(u.Points), s.vn(u.Applied), s.index(u), u.Class)
			s.remarks(t, u)
		}
		t.write(a.stdout)
	}
}

func (s *scoring) rankingJSON() rankingJSON {
	out := rankingJSON{Set: s.setJSON(), AsOf: s.look.asOf(s.result.AsOf), AsAt: s.look.asAt(s.result.AsOf), Stage: s.result.Stage.String(), Demo: s.demo,
		Mistakes: s.mistakes, Blocks: []blockJSON{}}
	for _, block := range s.blocks() {
		b := blockJSON{Block: block}
		for _, u := range s.ranking(block) {
			r := s.resultJSON(u)
			b.Units = append(b.Units, rankedJSON{r.Rank, r.Unit, r.Name, r.Points, r.AppliedMax, r.Index, r.IndexExact, r.Class, r.NotRanked, r.Blocked})
		}
		out.Blocks = append(out.Blocks, b)
	}
	return out
}

// blocks gives the blocks that have a scored unit, in the set's order, others after them by name.
func (s *scoring) blocks() []string {
	var found []string
	for i := range s.result.Units {
		if b := s.result.Units[i].Block; !slices.Contains(found, b) {
			found = append(found, b)
		}
	}
	place := func(b string) int {
		if i := slices.Index(s.set.Blocks, b); i >= 0 {
			return i
		}
		return len(s.set.Blocks)
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return found
}

// ranking gives a block's units by rank, the unranked after them.
func (s *scoring) ranking(block string) []*engine.UnitResult {
	var units []*engine.UnitResult
	for i := range s.result.Units {
		if u := &s.result.Units[i]; u.Block == block {
			units = append(units, u)
		}
	}
	slices.SortFunc(units, func(a, b *engine.UnitResult) int {
		if (a.Rank == 0) != (b.Rank == 0) {
			return cmp.Compare(b.Rank, a.Rank)
		}
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Unit, b.Unit))
	})
	return units
}
