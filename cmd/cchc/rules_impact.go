package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/wording"
	"cchc/rules/impact"
)

const rulesImpactLong = `Chấm cùng một số liệu theo bản cũ và bản mới của bộ tiêu chí, rồi cho biết điều gì thay đổi, trước khi ban hành bản mới: điểm,
điểm tối đa áp dụng, chỉ số, hạng, xếp loại của từng đơn vị; đơn vị nào vượt đơn vị nào; tiêu chí nào làm đổi điểm của đơn
vị nào, bao nhiêu, vì thay đổi nào của quy tắc; tổng theo tiêu chí, lĩnh vực, khối. Các phần cộng lại đúng bằng chênh lệch
điểm trên số chưa làm tròn; không cộng đúng thì lệnh báo lỗi, không in.

Số liệu lấy từ thư mục CSV (--facts, viết --evidence cũng được) hoặc thư mục dữ liệu của năm (--data). Với bộ cấp tỉnh, số
tổng hợp lấy từ các đơn vị, chấm theo bộ của kỳ. Quyết định về một tiêu chí đi theo tiêu chí đó khi mã của nó thay đổi.

--unit in từng tiêu chí của một đơn vị, trước và sau, kèm lý do; với --json thì units chỉ có đơn vị đó. --html ghi một trang tự đủ để gửi xin ý kiến.
Mã kết thúc: 0 khi không đơn vị nào thay đổi, 6 khi có.`

func newRulesImpact(a *app) *cobra.Command {
	var in evidenceFlags
	var unit, html string
	cmd := &cobra.Command{
		Use:   "impact BỘ_TRƯỚC BỘ_SAU",
		Short: "Sửa bộ tiêu chí thì điểm, hạng thay đổi ra sao",
		Long:  rulesImpactLong,
		Example: "  cchc rules impact so-2026@1.0.0 bo-tieu-chi/so-2026 --data du-lieu-2026 --stage final\n" +
			"  cchc rules impact so-2026 ban-sua --facts so-lieu --as-of 31/03/2027 --html anh-huong.html",
		Args:              arity(2, 2),
		ValidArgsFunction: completeSets,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.revision(in.libraryDir(), args[0], args[1])
			if err != nil {
				return err
			}
			one, err := in.single()
			if err != nil {
				return err
			}
			s, err := a.source(cmd.Context(), one, r)
			if err != nil {
				return err
			}
			return a.impact(r, s, unit, html)
		},
	}
	in.bind(cmd)
	cmd.Flags().StringVar(&unit, "unit", "", "in đầy đủ một `ĐƠN_VỊ`")
	cmd.Flags().StringVar(&html, "html", "", "ghi trang HTML vào `TỆP`")
	return cmd
}

// single gives the flags of the one body of evidence that a command takes.
func (f *evidenceFlags) single() (*caseFlags, error) {
	if len(f.folders) > 1 || len(f.days) > 1 {
		return nil, fail(exitUsage, "cli.impact_one")
	}
	return f.one(strings.Join(f.folders, ""), strings.Join(f.days, "")), nil
}

// impact prints and writes what the two scorings of a source differ in.
func (a *app) impact(r *revision, s *source, unit, html string) error {
	m, err := impact.CompareBy(s.results[0].result, s.results[1].result, r.changes)
	if err != nil {
		return err
	}
	p := &impactPrint{app: a, revision: r, source: s, Impact: m}
	var one *impact.Unit
	if unit != "" {
		if one, err = p.find(unit); err != nil {
			return err
		}
	}
	if html != "" {
		if err := p.writePage(html); err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.report", html))
	}
	s.noteLost(a)
	switch {
	case a.json:
		err = a.printJSON(p.impactJSON(one))
	case one != nil:
		p.printOne(one)
	default:
		p.print()
	}
	if err == nil && !m.Same() {
		return &failure{code: exitFindings}
	}
	return s.results[1].finish(err)
}

// impactPrint prints an impact.
type impactPrint struct {
	*app
	*revision
	*source
	*impact.Impact
}

// find finds the unit that a user names.
func (p *impactPrint) find(name string) (*impact.Unit, error) {
	unit, err := p.later().plan.unitFor(name)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.Units, func(u impact.Unit) bool { return u.Unit == unit.Code })
	if at < 0 {
		return nil, fail(exitNotFound, "cli.versions_score_neither", unit.Code, p.Before.ID+" "+p.Before.Version, p.After.ID+" "+p.After.Version)
	}
	return &p.Units[at], nil
}

// later is the scoring under the later version, whose rounding and names the output has.
func (p *impactPrint) later() *scoring { return p.results[1] }

// name is a unit's name under whichever version scores it.
func (p *impactPrint) name(unit string) string { return p.later().unitName(unit) }

func (p *impactPrint) vn(n exact.Num) string { return p.later().vn(n) }

// signed prints a difference with its sign; one that is too small to be seen is marked.
func (p *impactPrint) signed(n exact.Num) string {
	places := p.later().set.Rounding.Rounding
	text := n.Abs().DecimalVN(places)
	switch {
	case n.IsZero():
		return "0"
	case n.Round(places).IsZero():
		return "≈0"
	}
	if n.Sign() < 0 {
		return "-" + text
	}
	return "+" + text
}

func (p *impactPrint) print() {
	p.head()
	if p.Same() {
		fmt.Fprintf(p.stdout, "\n%s\n", wording.Message("cli.impact_none"))
		return
	}
	for _, block := range p.Blocks {
		p.printBlock(block)
	}
	p.printNodes()
	p.printCauses()
}

func (p *impactPrint) head() {
	p.printLabels(p.app)
	c := p.later().c
	fmt.Fprintln(p.stdout, wording.Message("cli.impact_head", c.AsOf.VN(), wording.Stage(c.Stage)))
	p.later().printDataLabels(p.app)
}

// counts is the number of units of a block by what changed, and the names of those that come or go.
func (p *impactPrint) counts(block string) string {
	n := p.Count(block)
	text := wording.Message("cli.impact_no_units", blockName(block))
	if n.Units > 0 {
		text = wording.Message("cli.impact_counts", blockName(block), strconv.Itoa(n.Units), strconv.Itoa(n.Points), strconv.Itoa(n.Applied),
			strconv.Itoa(n.Rank), strconv.Itoa(n.Class), strconv.Itoa(n.Passes))
	}
	for _, is := range []struct {
		sentence string
		n        int
		of       func(u *impact.Unit) bool
	}{
		{"cli.impact_appear", n.Appear, func(u *impact.Unit) bool { return u.Before == nil }},
		{"cli.impact_disappear", n.Disappear, func(u *impact.Unit) bool { return u.After == nil }},
	} {
		if is.n > 0 {
			text += "; " + wording.Message(is.sentence, strconv.Itoa(is.n), p.namesOf(block, is.of))
		}
	}
	return text
}

// namesShown is how many units a sentence names; the table below it has all.
const namesShown = 8

// namesOf names the units of a block that pass a test.
func (p *impactPrint) namesOf(block string, of func(u *impact.Unit) bool) string {
	var names []string
	for i := range p.Units {
		if u := &p.Units[i]; u.Block() == block && of(u) {
			names = append(names, shortName(p.name(u.Unit)))
		}
	}
	if more := len(names) - namesShown; more > 0 {
		return wording.Message("cli.impact_more_units", strings.Join(names[:namesShown], ", "), strconv.Itoa(more))
	}
	return strings.Join(names, ", ")
}

// ofBlock lists the units of a block of which anything changed, those that lost their rank or came under one first, then those
// that moved furthest, and counts the others.
func (p *impactPrint) ofBlock(block string) (changed []*impact.Unit, same int) {
	for i := range p.Units {
		switch u := &p.Units[i]; {
		case u.Block() != block:
		case u.Changed():
			changed = append(changed, u)
		default:
			same++
		}
	}
	far := func(u *impact.Unit) int {
		by, ok := u.RankBy()
		if !ok && u.Reranked() {
			return len(p.Units) // further than any other
		}
		return max(by, -by)
	}
	slices.SortStableFunc(changed, func(x, y *impact.Unit) int { return cmp.Or(far(y)-far(x), cmp.Compare(x.Unit, y.Unit)) })
	return changed, same
}

func (p *impactPrint) printBlock(block string) {
	fmt.Fprintf(p.stdout, "\n%s\n", wrap(p.counts(block), 2))
	changed, same := p.ofBlock(block)
	t := newTable("Đơn vị", "Hạng\ntrước#", "Hạng\nsau#", "Đổi\nhạng#", "Vượt#", "Bị\nvượt#", "Điểm\ntrước#", "Điểm\nsau#", "Chênh\nlệch#", "Tối đa\ntrước#",
		"Tối đa\nsau#", "Xếp loại")
	for _, u := range changed {
		t.add(p.row(u)...)
		if why := p.notRanked(u); why != "" {
			t.remark("! " + why)
		}
		if moves := p.moves(u); moves != "" {
			t.remark(moves)
		}
	}
	t.keepColumns(noneCounted)
	t.write(p.stdout)
	n := p.Count(block)
	if still := n.Units - n.Rank; still > 0 && len(changed) > 0 {
		fmt.Fprintln(p.stdout, wording.Message("cli.impact_still", strconv.Itoa(still), strconv.Itoa(same)))
	}
}

// row is a unit's row; a side without it has dashes.
func (p *impactPrint) row(u *impact.Unit) []string {
	b, a := side(p.later(), u.Before), side(p.later(), u.After)
	by, difference := p.rankBy(u), noneCounted
	if u.Both() {
		difference = p.signed(u.After.Points.Sub(u.Before.Points))
	}
	class := a[3]
	if b[3] != a[3] {
		class = b[3] + " → " + a[3]
	}
	return []string{shortName(p.name(u.Unit)), b[0], a[0], by, countOf(u.Passes), countOf(u.PassedBy), b[1], a[1], difference, b[2], a[2], class}
}

// rankBy is how many places a unit moved, or that it has no rank any more, one for the first time, or one in another block.
func (p *impactPrint) rankBy(u *impact.Unit) string {
	n, ok := u.RankBy()
	switch {
	case ok:
		return steps(n)
	case !u.Reranked():
		return noneCounted
	case u.After.Rank == 0:
		return wording.Message("cli.impact_rank_lost")
	case u.Before.Rank == 0:
		return wording.Message("cli.impact_rank_given")
	}
	return wording.Message("cli.impact_rank_block")
}

// notRanked says why a unit that had a rank has none any more; "" for any other.
func (p *impactPrint) notRanked(u *impact.Unit) string {
	switch {
	case !u.Reranked() || u.After.Rank > 0:
		return ""
	case !u.After.Scorable:
		return wording.Message("cli.impact_nothing_applies")
	}
	return wording.UnitReason(u.After.NotRanked)
}

// side is rank, points, applied maximum and class of one outcome.
func side(s *scoring, u *engine.UnitResult) [4]string {
	if u == nil {
		return [4]string{"–", "–", "–", "–"}
	}
	return [4]string{s.rank(u), s.vn(u.Points), s.vn(u.Applied), cmp.Or(u.Class, "–")}
}

func countOf(n int) string {
	if n == 0 {
		return noneCounted
	}
	return strconv.Itoa(n)
}

// steps prints places moved: up with a plus.
func steps(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	if n == 0 {
		return noneCounted
	}
	return strconv.Itoa(n)
}

// moves lists what moved a unit, code by code.
func (p *impactPrint) moves(u *impact.Unit) string {
	switch {
	case u.Before == nil:
		return wording.Message("cli.impact_come", p.After.ID+" "+p.After.Version)
	case u.After == nil:
		return wording.Message("cli.impact_go", p.Before.ID+" "+p.Before.Version)
	}
	var texts []string
	for i := range u.Moves {
		if m := &u.Moves[i]; !m.By.IsZero() || !m.Applied.IsZero() {
			texts = append(texts, p.short(m))
		}
	}
	if !u.Rounding.IsZero() {
		texts = append(texts, wording.Message("cli.impact_rounding", p.signed(u.Rounding)))
	}
	return strings.Join(texts, "; ")
}

// short is a move in a few words: its code, what it added, and the change of the maximum.
func (p *impactPrint) short(m *impact.Move) string {
	text := codeOf(m.Code, m.Gone()) + " " + p.signed(m.By)
	if !m.Applied.IsZero() {
		text += " (tối đa " + p.signed(m.Applied) + ")"
	}
	return text
}

// codeOf is the code of a node, marked where it is one of the earlier version that another may bear now.
func codeOf(code string, gone bool) string {
	if gone {
		return wording.GoneCode(code)
	}
	return code
}

// nodeWidth keeps a row of totals within a screen.
const nodeWidth = 40

func (p *impactPrint) printNodes() {
	fmt.Fprintf(p.stdout, "\n%s\n", wording.Message("cli.impact_nodes"))
	t := newTable("Mã", "Tên", "Trước#", "Sau#", "Chênh\nlệch#", "Tối đa\ntrước#", "Tối đa\nsau#", "Đơn vị\nđổi điểm#")
	for i := range p.Nodes {
		n := &p.Nodes[i]
		if !p.told(n) {
			continue
		}
		t.add(codeOf(n.Code, n.Gone()), cut(p.nodeName(n), nodeWidth), p.vn(n.Points.Before), p.vn(n.Points.After),
			p.signed(n.Points.By()), p.vn(n.Applied.Before), p.vn(n.Applied.After), countOf(n.Units))
	}
	t.add("", wording.Message("cli.impact_whole"), p.vn(p.Exact.Before), p.vn(p.Exact.After), p.signed(p.Exact.By()), p.vn(p.Applied.Before),
		p.vn(p.Applied.After), noneCounted)
	t.write(p.stdout)
}

// nodeName is the name of a node of either version.
func (p *impactPrint) nodeName(n *impact.Node) string {
	name := p.nameAt(n.Place())
	if n.Was != "" {
		return wording.Message("diff.place.was", name, n.Was)
	}
	return name
}

// nameAt is the name of the node with an index in either version, the later one's where it has it.
func (r *revision) nameAt(before, after int) string {
	if after >= 0 {
		return r.after.Set.Nodes[after].Name
	}
	return r.before.Set.Nodes[before].Name
}

// cause is what made a place move, and what that moved.
type cause struct {
	code  string
	gone  bool
	at    []int // in the list of changes, the likeliest first; empty: no change of the rules
	leaf  bool
	units int
	by    exact.Num
}

// causes adds the moves up by place and by what can have made them, in the order of the tree and of the changes.
func (p *impactPrint) causes() []cause {
	var list []cause
	for i := range p.Units {
		for k := range p.Units[i].Moves {
			m := &p.Units[i].Moves[k]
			at := slices.IndexFunc(list, func(c cause) bool {
				return c.code == m.Code && c.gone == m.Gone() && slices.Equal(c.at, m.Causes)
			})
			if at < 0 {
				at, list = len(list), append(list, cause{code: m.Code, gone: m.Gone(), at: m.Causes, leaf: m.Leaf()})
			}
			list[at].units++
			list[at].by = list[at].by.Add(m.By)
		}
	}
	place := func(c cause) int {
		return slices.IndexFunc(p.Nodes, func(n impact.Node) bool { return n.Code == c.code && n.Gone() == c.gone })
	}
	slices.SortStableFunc(list, func(x, y cause) int { return cmp.Or(place(x)-place(y), slices.Compare(x.at, y.at)) })
	return list
}

// sumOf adds up the moves that one change can have made, and counts the units that have any.
func (p *impactPrint) sumOf(change int) (units int, by exact.Num) {
	for i := range p.Units {
		found := false
		for k := range p.Units[i].Moves {
			if m := &p.Units[i].Moves[k]; slices.Contains(m.Causes, change) {
				found, by = true, by.Add(m.By)
			}
		}
		if found {
			units++
		}
	}
	return units, by
}

func (p *impactPrint) printCauses() {
	fmt.Fprintf(p.stdout, "\n%s\n", wording.Message("cli.impact_causes"))
	list := p.causes()
	for i := range list {
		c := &list[i]
		head := "  " + wording.Message("cli.impact_cause", codeOf(c.code, c.gone), strconv.Itoa(c.units), p.signed(c.by)) + ". "
		texts := p.causeTexts(c.at, c.leaf)
		if len(texts) == 1 {
			fmt.Fprintln(p.stdout, wrap(head+texts[0], 2))
			continue
		}
		fmt.Fprintln(p.stdout, wrap(head+wording.Message("cli.impact_several", strconv.Itoa(len(texts))), 2))
		for _, text := range texts {
			fmt.Fprintln(p.stdout, wrap("    "+text, 2))
		}
	}
	p.printWide(slices.ContainsFunc(list, func(c cause) bool { return c.leaf && p.narrow(c.at) }))
}

// narrow reports whether causes are changes of a leaf or of what it rests on, beside which those of the whole set are not named.
func (p *impactPrint) narrow(causes []int) bool {
	return len(causes) > 0 && !slices.Contains(p.Wide, causes[0])
}

// printWide names the changes of the whole set, once, where they stand beside the others.
func (p *impactPrint) printWide(beside bool) {
	if !beside || len(p.Wide) == 0 {
		return
	}
	texts := make([]string, len(p.Wide))
	for i, at := range p.Wide {
		texts[i] = wording.Change(p.changes, &p.changes.List[at])
	}
	fmt.Fprintln(p.stdout, wrap("  "+wording.Message("cli.impact_wide", strings.Join(texts, "; ")), 2))
}

// causeTexts says what can have made a move, the likeliest first; one sentence where no change of the rules can.
func (p *impactPrint) causeTexts(causes []int, leaf bool) []string {
	switch {
	case len(causes) == 0 && leaf:
		return []string{wording.Message("cli.impact_no_cause")}
	case len(causes) == 0:
		return []string{wording.Message("cli.impact_inside")}
	}
	texts := make([]string, len(causes))
	for i, at := range causes {
		ch := &p.changes.List[at]
		if texts[i] = wording.Change(p.changes, ch); ch.Code == "" {
			texts[i] = wording.ChangePlace(p.changes, ch) + ": " + texts[i]
		}
	}
	return texts
}

// printOne prints every leaf that moved of one unit, with its reasons before and after.
func (p *impactPrint) printOne(u *impact.Unit) {
	p.head()
	if !u.Both() {
		fmt.Fprintf(p.stdout, "\n%s · %s\n", p.name(u.Unit), p.moves(u))
		return
	}
	s := p.later()
	fmt.Fprintf(p.stdout, "\n%s\n", wrap(wording.Message("cli.impact_unit", p.name(u.Unit), s.vn(u.Before.Points), s.vn(u.After.Points),
		p.signed(u.After.Points.Sub(u.Before.Points)), s.rank(u.Before), s.rank(u.After)), 2))
	if why := p.notRanked(u); why != "" {
		fmt.Fprintln(p.stdout, wrap(why, 2))
	}
	if passed := p.Passed(u.Unit); len(passed) > 0 {
		for i := range passed {
			passed[i] = p.name(passed[i])
		}
		fmt.Fprintln(p.stdout, wrap(wording.Message("cli.impact_passes", strings.Join(passed, ", ")), 2))
	}
	for i := range u.Moves {
		p.printMove(&u.Moves[i])
	}
	if !u.Rounding.IsZero() {
		fmt.Fprintln(p.stdout, "  "+wording.Message("cli.impact_rounding", p.signed(u.Rounding)))
	}
	p.printWide(slices.ContainsFunc(u.Moves, func(m impact.Move) bool { return m.Leaf() && p.narrow(m.Causes) }))
}

func (p *impactPrint) printMove(m *impact.Move) {
	name := codeOf(m.Code, m.Gone()) + " " + p.nameAt(m.Place())
	sentence := "cli.impact_moved"
	if !m.Leaf() {
		sentence = "cli.impact_section"
	}
	fmt.Fprintln(p.stdout, wrap("  "+wording.Message(sentence, name, p.outcome(m.Before), p.outcome(m.After), p.signed(m.By)), 2))
	for k, found := range []*engine.NodeResult{m.Before, m.After} {
		if text := p.reasonOf(k, found); text != "" {
			fmt.Fprintln(p.stdout, wrap("    "+[]string{"Trước: ", "Sau: "}[k]+text, 2))
		}
	}
	texts, indent := p.causeTexts(m.Causes, m.Leaf()), "    "
	if len(texts) > 1 {
		fmt.Fprintln(p.stdout, wrap(indent+wording.Message("cli.impact_several", strconv.Itoa(len(texts))), 2))
		indent += "  "
	}
	for _, text := range texts {
		fmt.Fprintln(p.stdout, wrap(indent+text, 2))
	}
}

// outcome is points, or the state that stands instead.
func (p *impactPrint) outcome(n *engine.NodeResult) string {
	switch {
	case n == nil:
		return wording.Message("diff.nothing")
	case n.State == engine.Scored || n.State == engine.Disputed:
		return p.vn(n.Points)
	}
	return wording.State(n.State)
}

// reasonOf is the reason of an outcome before (0) or after (1).
func (p *impactPrint) reasonOf(k int, n *engine.NodeResult) string {
	if n == nil {
		return ""
	}
	return p.results[k].reason(n)
}
