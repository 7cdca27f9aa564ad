package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/wording"
)

const scoreLong = `Chấm điểm mọi đơn vị và xếp hạng trong từng khối: điểm, chỉ số, phần còn có thể đạt, phần không lấy lại được và số tiêu
chí theo trạng thái của từng đơn vị; với cấp tỉnh là dự báo theo lĩnh vực. Chỉ cần bảng xếp hạng thì dùng cchc rank;
muốn biết vì sao một đơn vị mất điểm thì dùng cchc explain. --json in cả điểm và lý do của từng tiêu chí.

Số liệu lấy từ thư mục dữ liệu của năm (--data): chấm mọi bộ tiêu chí của kỳ, hoặc một bộ với --set; --save ghi thành
một lần chấm điểm. --as-at NGÀY xét lại một ngày đã qua theo mọi điều biết đến nay (hoặc đến --as-of), kể cả số liệu đến
muộn và đính chính về sau; không có --as-at thì là điều đã biết vào ngày --as-of. Hoặc lấy từ tệp CSV (--facts, xem cchc
facts --help) theo một bộ tiêu chí (--set).

Với --as-at, số liệu tính từ ngày ghi nhận của nó, quyết định tính từ ngày quyết định. Đính chính tính từ ngày của điều
được đính chính: số liệu nhập lại không ghi ngày, số liệu cơ quan thẩm định sửa, ngày tháng sửa trong sổ nhập lại; dòng
không còn trong sổ thì coi như chưa từng có. Số đếm của lần trích sau tính từ ngày trích (--extracted). Số liệu cũ đến
muộn không thay số liệu của ngày mới hơn.

Tệp có lỗi thì không chấm, trừ khi thêm --allow-errors (--cho-phep-loi): khi đó chấm trên các dòng đúng, kết quả ghi rõ
số lỗi và mã kết thúc là 6.`

func newScore(a *app) *cobra.Command {
	var in caseFlags
	var report string
	var run runFlags
	cmd := &cobra.Command{
		Use:   "score",
		Short: "Chấm điểm và xếp hạng các đơn vị",
		Long:  scoreLong,
		Example: "  cchc score --data du-lieu-2026 --stage final --save --reason \"Công bố kết quả\"\n" +
			"  cchc score --set so-2026 --facts so-lieu --as-of 31/03/2027 --stage final --report bao-cao.html",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case run.save && in.asAt != "":
				return fail(exitUsage, "cli.as_at_saved")
			case run.adjusts != "" && !run.save:
				return fail(exitUsage, "cli.adjusts_save")
			}
			all, out, err := a.scorings(cmd.Context(), &in)
			if err != nil {
				return err
			}
			if run.save {
				if err := out.save(cmd.Context(), a, &in, &run); err != nil {
					return err
				}
			}
			if report != "" {
				if err := writeReport(report, all); err != nil {
					return err
				}
				a.note("%s", wording.Message("cli.report", report))
			}
			if a.json {
				return finishAll(all, a.printJSON(perSet(all, (*scoring).scoreJSON)))
			}
			for i, s := range all {
				if i > 0 {
					fmt.Fprintln(a.stdout)
				}
				s.print(a)
			}
			return finishAll(all, nil)
		},
	}
	in.bind(cmd)
	in.bindAsAt(cmd)
	run.bind(cmd)
	cmd.Flags().StringVar(&report, "report", "", "ghi trang báo cáo HTML vào `TỆP`")
	return cmd
}

// scoring is a case with its result and the names to print it with.
type scoring struct {
	*problem
	result *engine.Result
}

// scorings loads and scores what the flags ask for: one set over files, or the sets of a year in a data folder.
func (a *app) scorings(ctx context.Context, in *caseFlags) ([]*scoring, *yearScore, error) {
	if !in.fromFolder() {
		s, err := a.score(in)
		return []*scoring{s}, nil, err
	}
	v, err := a.view(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	out, err := v.score()
	if err = v.close(err); err != nil {
		return nil, nil, err
	}
	all := v.problems(out)
	if in.set != "" {
		all = slices.DeleteFunc(all, func(s *scoring) bool { return s.set.ID != in.set })
	}
	return all, &yearScore{v, out}, nil
}

// yearScore is the scoring of a data folder's year.
type yearScore struct {
	*view
	out *season.Outcome
}

// save records the whole scoring as a run, whichever part of it is printed.
func (y *yearScore) save(ctx context.Context, a *app, in *caseFlags, run *runFlags) error {
	if y == nil {
		return missingFlag("--data")
	}
	return a.saveYearRun(ctx, in, y.view, y.out, run)
}

// perSet gives the data of one set as it is, of several as a list.
func perSet[T any](all []*scoring, one func(*scoring) T) any {
	if len(all) == 1 {
		return one(all[0])
	}
	list := make([]T, len(all))
	for i, s := range all {
		list[i] = one(s)
	}
	return list
}

// finishAll ends a command over several sets.
func finishAll(all []*scoring, err error) error {
	for _, s := range all {
		err = s.finish(err)
	}
	return err
}

// score loads and scores what the flags ask for.
func (a *app) score(in *caseFlags) (*scoring, error) {
	p, err := a.problem(in)
	if err != nil {
		return nil, err
	}
	return p.score()
}

// score scores the case.
func (p *problem) score() (*scoring, error) {
	program, err := p.compiled()
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	result, err := program.Score(p.c)
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	return &scoring{p, result}, nil
}

// finish ends a command: what was scored in spite of mistakes ends with findings.
func (p *problem) finish(err error) error {
	if err == nil && p.mistakes > 0 {
		return &failure{code: exitFindings}
	}
	return err
}

// print writes the labels and the ranking tables of all blocks.
func (s *scoring) print(a *app) {
	s.printLabels(a)
	if s.set.Scope == form.ScopeProvince {
		s.printProvince(a)
		return
	}
	for _, block := range s.blocks() {
		fmt.Fprintf(a.stdout, "\n%s\n", blockName(block))
		titles := []string{"Hạng#", "Đơn vị", "Điểm#", "Tối đa\náp dụng#", "Chỉ số\n(%)#", "Xếp\nloại", "Còn có\nthể đạt#",
			"Không lấy\nlại được#"}
		for _, state := range countedStates {
			titles = append(titles, wording.Message("cli.column."+string(state))+"#")
		}
		t := newTable(titles...)
		for _, u := range s.ranking(block) {
			t.add(append([]string{s.rank(u), shortName(s.unitName(u.Unit)), s.vn(u.Points), s.vn(u.Applied), s.index(u), u.Class,
				s.toHave(u), s.vn(u.Lost)}, s.states(u)...)...)
			s.remarks(t, u)
		}
		t.keepColumns(noneCounted)
		t.write(a.stdout)
	}
}

// remarks says under a unit's row what keeps its rank from being final.
func (s *scoring) remarks(t *table, u *engine.UnitResult) {
	if u.Blocked {
		t.remark(wording.Message("cli.blocked", strconv.Itoa(s.count(u)[engine.NotScorable])))
	}
	if why := wording.UnitReason(u.NotRanked); why != "" {
		t.remark("! " + why)
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
	if u.Rank == 0 || s.set.Scope == form.ScopeProvince { // there is nobody to be ranked with
		return "–"
	}
	return strconv.Itoa(u.Rank)
}

// bounded marks a bound as such: it is not attained by any evidence the engine scored.
func (p *problem) bounded(reachable exact.Num, bound bool) string {
	if bound {
		return "≤ " + p.vn(reachable)
	}
	return p.vn(reachable)
}

// toHave is what a unit can still have. Once nobody can have anything more there is no such column.
func (s *scoring) toHave(u *engine.UnitResult) string {
	if u.Reachable.IsZero() {
		return noneCounted
	}
	return s.bounded(u.Reachable, u.Bound)
}

// noneCounted stands for 0 in the columns of states, so that what is there catches the eye.
const noneCounted = "·"

// countedStates are the states beside "scored" that a ranking counts, in their order.
var countedStates = []engine.State{engine.NotScorable, engine.Missing, engine.NotDue, engine.NotApplicable, engine.Disputed,
	engine.Unscored}

// states says how many leaves are in each counted state.
func (s *scoring) states(u *engine.UnitResult) []string {
	n, cells := s.count(u), make([]string, len(countedStates))
	for i, state := range countedStates {
		cells[i] = noneCounted
		if n[state] > 0 {
			cells[i] = strconv.Itoa(n[state])
		}
	}
	return cells
}

// count gives the number of a unit's leaves in each state.
func (s *scoring) count(u *engine.UnitResult) map[engine.State]int {
	n := map[engine.State]int{}
	for i := range u.Nodes {
		if s.set.Nodes[i].Kind == form.NodeLeaf {
			n[u.Nodes[i].State]++
		}
	}
	return n
}

// printEnds writes the best and the last units of a block's ranking, and how many stand between.
func (s *scoring) printEnds(a *app, block string, top, bottom int) {
	units := s.ranking(block)
	fmt.Fprintf(a.stdout, "\n%s\n", blockName(block))
	t := newTable("Hạng#", "Đơn vị", "Điểm#", "Tối đa áp dụng#", "Chỉ số (%)#", "Xếp loại")
	for i, u := range units {
		if len(units) > top+bottom+demoSlack && i >= top && i < len(units)-bottom {
			if i == top {
				t.remark(wording.Message("cli.more_units", strconv.Itoa(len(units)-top-bottom)))
			}
			continue
		}
		t.add(s.rank(u), shortName(s.unitName(u.Unit)), s.vn(u.Points), s.vn(u.Applied), s.index(u), u.Class)
		s.remarks(t, u)
	}
	t.write(a.stdout)
}

// demoSlack is how many units more than the ends are still printed whole.
const demoSlack = 5
