package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/charts"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

const scoreLong = `Chấm điểm mọi đơn vị thuộc bộ tiêu chí từ một thư mục dữ liệu (xem cchc facts --help) và xếp hạng trong từng khối.

Thư mục có lỗi thì không chấm, trừ khi thêm --allow-errors (--cho-phep-loi): khi đó chấm trên các dòng đúng, kết quả ghi
rõ số lỗi và mã kết thúc là 6.`

func newScore(a *app) *cobra.Command {
	var in caseFlags
	var report string
	cmd := &cobra.Command{
		Use:     "score",
		Short:   "Chấm điểm và xếp hạng các đơn vị",
		Long:    scoreLong,
		Example: "  cchc score --set so-2026 --facts du-lieu --as-of 20/01/2027 --stage final --report bao-cao.html",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			s, err := a.score(&in)
			if err != nil {
				return err
			}
			if report != "" {
				if err := s.writeReport(report); err != nil {
					return err
				}
				a.note("%s", wording.Message("cli.report", report))
			}
			if a.json {
				err = a.printJSON(s.scoreJSON())
			} else {
				s.print(a)
			}
			return s.finish(err)
		},
	}
	in.bind(cmd)
	cmd.Flags().StringVar(&report, "report", "", "ghi trang báo cáo HTML vào `TỆP`")
	return cmd
}

// scoring is a case with its result and the names to print it with.
type scoring struct {
	*problem
	result *engine.Result
}

// score loads and scores what the flags ask for.
func (a *app) score(in *caseFlags) (*scoring, error) {
	p, err := a.problem(in)
	if err != nil {
		return nil, err
	}
	result, err := engine.Score(p.c)
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	return &scoring{p, result}, nil
}

// finish ends a command: what was scored in spite of mistakes ends with findings.
func (p *problem) finish(err error) error {
	if err == nil && len(p.reading.Mistakes) > 0 {
		return &failure{code: exitFindings}
	}
	return err
}

// print writes the labels and the ranking tables of all blocks.
func (s *scoring) print(a *app) {
	s.printLabels(a)
	for _, block := range s.blocks() {
		fmt.Fprintf(a.stdout, "\n%s\n", blockName(block))
		t := newTable("Hạng#", "Đơn vị", "Điểm#", "Tối đa áp dụng#", "Chỉ số#", "Xếp loại", "Còn có thể đạt#",
			"Không lấy lại được#", "Trạng thái")
		for _, u := range s.ranking(block) {
			t.add(s.rank(u), shortName(s.unitName(u.Unit)), s.vn(u.Points), s.vn(u.Applied), s.index(u), u.Class,
				s.reachable(u), s.vn(u.Lost), s.states(u))
		}
		t.write(a.stdout)
	}
}

// vn is a number rounded as the set rounds its total.
func (p *problem) vn(n exact.Num) string { return n.DecimalVN(p.set.Rounding.Rounding) }

func (s *scoring) index(u *engine.UnitResult) string {
	if !u.Scorable {
		return "–"
	}
	return s.vn(u.Index)
}

func (s *scoring) rank(u *engine.UnitResult) string {
	if u.Rank == 0 {
		return "–"
	}
	return strconv.Itoa(u.Rank)
}

// reachable marks a bound as such: it is not attained by any evidence the engine scored.
func (s *scoring) reachable(u *engine.UnitResult) string {
	if u.Bound {
		return "≤ " + s.vn(u.Reachable)
	}
	return s.vn(u.Reachable)
}

// countedStates are the states beside "scored" that a ranking counts, in their order.
var countedStates = []engine.State{engine.NotScorable, engine.Missing, engine.NotDue, engine.NotApplicable, engine.Disputed,
	engine.Unscored}

// states says how many leaves are in each state, leaving out those that none is in.
func (s *scoring) states(u *engine.UnitResult) string {
	n := map[engine.State]int{}
	for i := range u.Nodes {
		if s.set.Nodes[i].Kind == form.NodeLeaf {
			n[u.Nodes[i].State]++
		}
	}
	var parts []string
	for _, state := range countedStates {
		if n[state] > 0 {
			parts = append(parts, wording.Message("cli.count."+string(state), strconv.Itoa(n[state])))
		}
	}
	return strings.Join(parts, ", ")
}

func (s *scoring) writeReport(path string) error {
	return writeFile(path, func(f *os.File) error {
		return charts.WriteReport(f, charts.Report{Title: s.set.Title, Set: s.set, Result: s.result, Words: s.words(),
			Index: engine.Index, Demo: s.demo})
	})
}

// writeFile creates a file and keeps the first error, that of closing included.
func writeFile(path string, write func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
