package wording

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Explain prints a leaf's full account (diễn giải cách tính) as plain text: result and reason, what it rests on with
// every source side by side, applicability, the rule with each branch, the bảng kê điểm and what can still be done.
// asOf is the day of the result; names gives what people call a unit or office. All sums are the engine's.
func Explain(set *form.Set, asOf day.Day, names func(code string) string, t *engine.Trace) string {
	node := set.NodeByCode(t.Code)
	if node < 0 || set.Nodes[node].Leaf == nil {
		return ""
	}
	a := &account{set: set, asOf: asOf, names: names, t: t, node: node, leaf: set.Nodes[node].Leaf, shown: map[string]bool{}}
	a.head()
	a.facts()
	a.applies()
	a.rule()
	a.lines()
	a.outlook()
	return a.b.String()
}

// account writes one leaf's account.
type account struct {
	set   *form.Set
	asOf  day.Day
	names func(code string) string
	t     *engine.Trace
	node  int
	leaf  *form.Leaf
	b     strings.Builder
	shown map[string]bool // named values whose making was already shown
}

// put writes a line, indented by so many steps.
func (a *account) put(indent int, parts ...string) {
	a.b.WriteString(strings.Repeat("  ", indent))
	for _, p := range parts {
		a.b.WriteString(p)
	}
	a.b.WriteByte('\n')
}

func (a *account) section(title string) {
	a.b.WriteByte('\n')
	a.put(0, title)
}

func (a *account) head() {
	node, n := &a.set.Nodes[a.node], &a.t.Node
	a.put(0, "DIỄN GIẢI CÁCH TÍNH")
	a.put(0, node.Code, " ", node.Name)
	a.put(0, "Đơn vị: ", a.names(a.t.Unit))
	a.put(0, "Bộ tiêu chí: ", a.set.Title, " (", a.set.ID, " ", a.set.Version, ")")
	if a.set.Reference != "" {
		a.put(0, fullStop(a.set.Reference))
	}
	a.put(0, "Điểm tối đa: ", points(node.Max), "; điểm tối đa áp dụng: ", points(n.Applied))
	a.put(0, "Kết quả: ", lower(State(n.State)), ", ", points(n.Points))
	if why := Reason(a.set, a.asOf, a.node, *n); why != "" {
		a.put(0, "Lý do: ", why)
	}
	a.legal()
}

// legal lists the legal bases, and says of those that changed when each is or was in force.
func (a *account) legal() {
	for i, l := range a.leaf.Legal {
		when := ""
		switch next := i + 1; {
		case next < len(a.leaf.Legal) && a.leaf.Legal[next].From <= a.asOf:
			when = " trước ngày " + a.leaf.Legal[next].From.VN() + " (đã được thay)"
		case l.From != day.None:
			when = " từ ngày " + l.From.VN()
		}
		a.put(0, "Căn cứ pháp lý", when, ": ", l.Text)
	}
}

func (a *account) facts() {
	if len(a.t.Facts) == 0 {
		return
	}
	a.section("Số liệu, tài liệu kiểm chứng")
	for i := range a.t.Facts {
		a.fact(&a.t.Facts[i])
	}
}

func (a *account) fact(use *engine.FactUse) {
	in := a.set.Input(use.Input)
	title := Datum(in, use.Input, use.Row, use.Field)
	if use.Due != nil && use.Due.Due != day.None {
		title += " – hạn " + use.Due.Due.VN()
	}
	if len(use.Facts) == 0 && in != nil && in.Type == form.InEvent {
		if use.Due == nil {
			a.put(1, title, ": không phát sinh")
		} else {
			a.put(1, title, ": có phát sinh")
		}
		return
	}
	if len(use.Facts) == 0 {
		a.put(1, title, ": chưa có")
		return
	}
	a.put(1, title, ":")
	for i := range use.Facts {
		mark := "  "
		if i == use.Used {
			mark = "→ "
		}
		value := DatumValue(in, use.Field, use.Facts[i].Value)
		if use.Facts[i].Layer == engine.LayerUnits && use.Facts[i].Value.None {
			value = lower(State(use.Rollup.State))
		}
		a.put(2, mark, value, a.origin(&use.Facts[i], i == use.Used))
	}
	if use.Used < 0 {
		a.put(2, "→ không nguồn nào được tính")
	}
	if use.Rollup != nil {
		a.coverage(use.Rollup)
	}
	if d := use.Rejected; d != nil {
		a.put(2, "Không được chấp nhận (", Layer(d.Layer), dated(d.Date), ", ", d.By, "): ", d.Reason)
	}
}

// namedUnits is how many units of a kind an account names; the rest is counted.
const namedUnits = 10

// coverage says over how many units an aggregated figure stands and which it lacks.
func (a *account) coverage(r *engine.Rollup) {
	c := r.Coverage()
	a.put(3, Message("coverage.counted", strconv.Itoa(c.Counted), strconv.Itoa(c.Of)))
	for _, list := range []struct {
		code  string
		units []string
	}{{"coverage.missing", c.Missing}, {"coverage.worst", c.Worst}, {"coverage.not_due", c.NotDue}, {"coverage.not_applicable", c.NotApplicable}} {
		if len(list.units) > 0 {
			a.put(3, Message(list.code, strconv.Itoa(len(list.units)), a.unitNames(list.units)))
		}
	}
}

// unitNames lists units by name, the first ones only.
func (a *account) unitNames(codes []string) string {
	var names []string
	for _, c := range codes[:min(len(codes), namedUnits)] {
		names = append(names, a.names(c))
	}
	text := strings.Join(names, ", ")
	if more := len(codes) - namedUnits; more > 0 {
		text += Message("coverage.more", strconv.Itoa(more))
	}
	return text
}

// Sentences of aggregated figures.
var _ = register(map[string]string{
	"coverage.counted":        "Đã tổng hợp {0}/{1} đơn vị",
	"coverage.missing":        "Chưa có số liệu, không được tổng hợp ({0}): {1}",
	"coverage.worst":          "Chưa có số liệu, tính là 0 ({0}): {1}",
	"coverage.not_due":        "Chưa đến hạn ({0}): {1}",
	"coverage.not_applicable": "Không áp dụng ({0}): {1}",
	"coverage.more":           " và {0} đơn vị khác",

	"rollup.no_set":    "{0}: khối “{1}” không có bộ tiêu chí nào để tổng hợp",
	"rollup.no_input":  "{0}: bộ {1} không có đầu vào “{2}”",
	"rollup.type":      "{0}: phép {3} không đọc được “{2}” của bộ {1} thuộc loại {4}",
	"rollup.unit":      "{0}: đơn vị tính {3} khác {4} của “{2}” trong bộ {1}",
	"rollup.level":     "{0}: “{3}” không phải một mức của “{2}” trong bộ {1}",
	"rollup.no_levels": "{0}: levels đi cùng và chỉ đi cùng đầu vào loại level (“{2}” của bộ {1})",
})

// origin says where a datum comes from and whether it counts.
func (a *account) origin(f *engine.Fact, counts bool) string {
	text := " – " + Layer(f.Layer)
	if f.Document != "" {
		text += "; tài liệu: " + f.Document
	}
	if f.Source != "" {
		text += "; nguồn: " + f.Source
	}
	if f.Recorded != day.None {
		text += "; ghi nhận ngày " + f.Recorded.VN()
	}
	if counts {
		text += " (được tính)"
	}
	return text
}

func dated(d day.Day) string {
	if d == day.None {
		return ""
	}
	return " ngày " + d.VN()
}

// rowLabel is what people call a row: a survey's group by its label, others by their key.
func rowLabel(in *form.Input, key string) string {
	if in == nil {
		return key
	}
	switch in.Type {
	case form.InSurvey:
		for _, g := range in.Groups {
			if g.ID == key && g.Label != "" {
				return g.Label
			}
		}
	case form.InReports:
		return "kỳ " + key
	}
	return "dòng " + key
}

func (a *account) applies() {
	if len(a.t.Applies) == 0 {
		return
	}
	a.section("Điều kiện áp dụng")
	for i := range a.t.Applies {
		s := &a.t.Applies[i]
		at, ok := index(s.ID, "applies")
		if !ok || at >= len(a.leaf.Applies) || len(s.Children) == 0 {
			continue
		}
		cond := &a.leaf.Applies[at]
		outcome := truth(&s.Children[0])
		if s.Taken {
			outcome += " → " + effect(cond.Then)
		}
		a.put(1, strconv.Itoa(at+1), ". ", upper(Expr(a.set, cond.When)), ": ", outcome)
		a.operands(3, cond.When, &s.Children[0])
	}
}

// truth says whether a condition held.
func truth(s *engine.Step) string {
	switch {
	case s.State != engine.Scored:
		return "chưa xác định được (" + lower(State(s.State)) + ")"
	case s.Value.Bool:
		return "đúng"
	}
	return "không đúng"
}

func (a *account) rule() {
	if a.leaf.Rule == nil {
		return
	}
	a.section("Cách tính")
	a.shown = map[string]bool{}
	if a.t.Rule == nil {
		a.put(1, "Không xét đến, vì đã quyết định ở trên. Cách tính của tiêu chí:")
		for _, line := range strings.Split(Rule(a.set, a.node), "\n") {
			a.put(2, line)
		}
	} else {
		a.ruleNode(1, a.leaf.Rule, a.t.Rule, true)
	}
	if a.leaf.Round != nil {
		a.put(1, "Tiêu chí này: ", rounding(*a.leaf.Round))
	}
	place := map[form.RoundAt]string{form.AtTotal: "tổng điểm", form.AtCriterion: "điểm tiêu chí", form.AtSubcriterion: "điểm tiêu chí thành phần"}[a.set.Rounding.At]
	if place != "" {
		a.put(1, "Bộ tiêu chí làm tròn ở ", place, ": ", rounding(a.set.Rounding.Rounding))
	}
}

// ruleNode writes a rule beside its steps. The steps of a rule are its value, if it has one, then its branches, items
// and parts in order. Where decides is false (rows of a list, parts of a sum that is not known as a whole, ways of a
// best-of that were not chosen) the account does not say which branch was taken.
func (a *account) ruleNode(indent int, r *form.Rule, s *engine.Step, decides bool) {
	steps := s.Children
	next := func() *engine.Step {
		if len(steps) == 0 {
			return &engine.Step{Skipped: true, State: engine.NotScorable}
		}
		first := &steps[0]
		steps = steps[1:]
		return first
	}
	if r.Value != nil {
		a.value(indent, r.Value, next())
	}
	if r.Kind == form.RuleTally {
		a.put(indent, "Bắt đầu từ ", points(r.Start))
	}
	for i := range r.Branches {
		a.branch(indent, r, i, next(), decides)
	}
	for i := range r.Items {
		a.item(indent, &r.Items[i], next())
	}
	if words := strings.TrimPrefix(bounds(r), "; "); words != "" {
		a.put(indent, upper(words))
	}
	switch r.Kind {
	case form.RuleSum, form.RuleBest:
		if r.Kind == form.RuleBest {
			a.put(indent, "Lấy cách có điểm cao nhất:")
		}
		for i, p := range r.Parts {
			part := next()
			counts := a.chose(part.ID) || anyTaken(part)
			title := partTitle(r, i)
			if r.Kind == form.RuleBest && !counts && a.chose(s.ID+"p") {
				title += " – không chọn cách này"
			}
			a.put(indent, title)
			a.shown = map[string]bool{} // each part is read by itself
			a.ruleNode(indent+1, p, part, decides && counts)
		}
	case form.RulePerRow:
		a.rows(indent, r, steps)
	case form.RuleRelative, form.RuleSurvey:
		a.put(indent, upper(ruleWords(a.set, r, a.set.Nodes[a.node].Max)))
		if r.Kind == form.RuleRelative {
			a.compared(indent+1, r, steps)
		}
	}
}

// compared says which values of the block a relative rule compares with.
func (a *account) compared(indent int, r *form.Rule, steps []engine.Step) {
	as, in := a.measure(r.Value)
	for i := range steps {
		label := map[string]string{"best": "Tốt nhất của khối", "worst": "Kém nhất của khối"}[steps[i].Kind]
		switch s := &steps[i]; {
		case label == "":
		case s.State != engine.Scored:
			a.put(indent, label, ": chưa có")
		default:
			a.put(indent, label, ": ", withExact(s.Value, as, in))
		}
	}
}

// chose reports whether a branch of the rule with this prefix of ids made the points.
func (a *account) chose(prefix string) bool {
	for id := range strings.SplitSeq(a.t.Node.Branch, "+") {
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// anyTaken reports whether a branch or item within a step was taken.
func anyTaken(s *engine.Step) bool {
	return s.Taken || slices.ContainsFunc(s.Children, func(c engine.Step) bool { return anyTaken(&c) })
}

// rows writes the rule of a list once and what each row brings to it.
func (a *account) rows(indent int, r *form.Rule, rows []engine.Step) {
	a.put(indent, upper(ruleWords(a.set, r, a.set.Nodes[a.node].Max)))
	in := a.set.Input(r.List)
	for i := range rows {
		a.put(indent, upper(rowLabel(in, rows[i].ID)), ":")
		a.shown = map[string]bool{} // the same names mean other values in each row
		for j := range rows[i].Children {
			a.ruleNode(indent+1, r.Parts[0], &rows[i].Children[j], false)
		}
	}
}

// value writes what a table or formula is about, and how it is made.
func (a *account) value(indent int, e *form.Expr, s *engine.Step) {
	if e.Kind == form.ExValue || !a.speaksOf(e) {
		a.put(indent, upper(Expr(a.set, e)), a.result(e, s))
		if e.Kind == form.ExValue {
			a.shown[a.key(e)] = true
			a.under(indent+1, e, s)
			return
		}
	}
	a.making(indent, e, s)
}

// result prints the value that an expression is equal to, exactly, or the state that stands in its place.
func (a *account) result(e *form.Expr, s *engine.Step) string {
	if s.State != engine.Scored {
		return ": " + lower(State(s.State))
	}
	as, in := a.measure(e)
	text := withExact(s.Value, as, in)
	if rounded, ok := strings.CutPrefix(text, "≈"); ok {
		return " ≈ " + rounded
	}
	return " = " + text
}

// measure is how the value of an expression is printed.
func (a *account) measure(e *form.Expr) (as string, in *form.Input) {
	switch e.Kind {
	case form.ExInput:
		in = a.set.Input(e.Name)
		if in != nil && in.Type == form.InIndex {
			return asPercent, nil // rules see an index as a share of its scale
		}
		return plain, in
	case form.ExValue:
		if v := a.set.Value(e.Name); v != nil && v.Percent {
			return asPercent, nil
		}
	case form.ExParam:
		for i := range a.set.Params {
			if p := &a.set.Params[i]; p.Name == e.Name && len(p.Values) > 0 && p.Values[0].Value.Percent {
				return asPercent, nil
			}
		}
	case form.ExConst:
		if e.Const.Percent {
			return asPercent, nil
		}
	case form.ExRatio, form.ExShare:
		return asPercent, nil
	case form.ExPoints:
		return asPoints, nil
	}
	return plain, nil
}

// speaksOf reports whether an expression names a datum or a made value, which an account shows with its value.
func (a *account) speaksOf(e *form.Expr) bool {
	switch e.Kind {
	case form.ExInput, form.ExAttr, form.ExValue, form.ExField, form.ExDue, form.ExLate, form.ExNever, form.ExEvent,
		form.ExHas, form.ExPoints, form.ExShare, form.ExFold:
		return true
	}
	return false
}

func (a *account) key(e *form.Expr) string {
	return string(e.Kind) + " " + e.Name + " " + e.Field
}

// making writes the data an expression is made of, each once; a fold has no name and is written where it stands.
func (a *account) making(indent int, e *form.Expr, s *engine.Step) {
	if !a.speaksOf(e) {
		a.under(indent, e, s)
		return
	}
	if k := a.key(e); e.Kind != form.ExFold {
		if a.shown[k] {
			return
		}
		a.shown[k] = true
	}
	label, bare := bareName(a.set, e)
	if !bare {
		label, _ = speaker{a.set}.say(e)
	}
	if e.Type == form.TypeBool && !bare {
		a.put(indent, upper(label), ": ", truth(s))
	} else {
		a.put(indent, upper(label), a.result(e, s))
	}
	a.under(indent+1, e, s)
}

// operands writes what a condition is made of. That of a condition which is only a name was said with the condition.
func (a *account) operands(indent int, cond *form.Expr, s *engine.Step) {
	if a.speaksOf(cond) {
		a.shown[a.key(cond)] = true
	}
	a.under(indent, cond, s)
}

// under writes the operands of an expression, which its step has in the same order.
func (a *account) under(indent int, e *form.Expr, s *engine.Step) {
	args := e.Args
	switch e.Kind {
	case form.ExValue:
		v := a.set.Value(e.Name)
		if v == nil {
			return
		}
		args = []*form.Expr{v.Expr}
	case form.ExFold:
		in := a.set.Input(e.Name)
		for i := range s.Children {
			a.foldRow(indent, e, in, &s.Children[i])
		}
		return
	}
	for i := range min(len(args), len(s.Children)) {
		a.making(indent, args[i], &s.Children[i])
	}
}

// foldRow writes what one row brings to a count or sum over rows.
func (a *account) foldRow(indent int, e *form.Expr, in *form.Input, row *engine.Step) {
	if len(row.Children) == 0 || len(e.Args) == 0 {
		return
	}
	body := &row.Children[0]
	text := a.result(e.Args[0], body)
	if e.Args[0].Type == form.TypeBool {
		text = ": " + truth(body)
	}
	a.put(indent, upper(rowLabel(in, row.ID)), text)
}

// What became of a branch.
const (
	tookBranch  = "→ được áp dụng"
	leftBranch  = "không thuộc trường hợp này"
	skipBranch  = "không xét tới"
	widthBranch = 44 // column of what became of a branch
)

func (a *account) branch(indent int, r *form.Rule, i int, s *engine.Step, decides bool) {
	text := upper(branchCondition(a.set, r, i)) + ": " + branchPoints(a.set, &r.Branches[i])
	when := r.Branches[i].When
	outcome := ""
	switch {
	case s.Skipped:
		outcome = skipBranch
	case s.Taken:
		outcome = tookBranch
	case when != nil && len(s.Children) > 0 && s.Children[0].State != engine.Scored:
		outcome = truth(&s.Children[0])
	case decides:
		outcome = leftBranch
	}
	if outcome == "" {
		a.put(indent, text)
	} else {
		a.put(indent, pad(text, widthBranch), "  ", outcome)
	}
	if when != nil && !s.Skipped && len(s.Children) > 0 {
		a.operands(indent+2, when, &s.Children[0])
	}
}

// pad fills a text up to a width in runes.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func (a *account) item(indent int, it *form.Item, s *engine.Step) {
	if len(s.Children) == 0 {
		return
	}
	count := &s.Children[0]
	a.put(indent, upper(Expr(a.set, it.Count)), a.result(it.Count, count), "; mỗi trường hợp ", signed(it.Points), " điểm", a.itemAmount(s.ID))
	a.under(indent+1, it.Count, count)
}

// itemAmount is what the bảng kê điểm has for an item.
func (a *account) itemAmount(id string) string {
	for i := range a.t.Ledger {
		if l := &a.t.Ledger[i]; l.Branch == id && (l.Kind == engine.LineGranted || l.Kind == engine.LineDeducted) {
			return " → " + signed(l.Amount) + " điểm"
		}
	}
	return ""
}

func (a *account) lines() {
	if len(a.t.Ledger) == 0 {
		return
	}
	a.section("Bảng kê điểm")
	var beside []*engine.Line
	for i := range a.t.Ledger {
		l := &a.t.Ledger[i]
		switch l.Kind {
		case engine.LineReachable, engine.LineLost, engine.LineRebased:
			beside = append(beside, l)
		default:
			a.line(LineKind(l.Kind), l.Amount, signed(l.Amount), a.about(l))
		}
	}
	a.line("Cộng", a.t.Node.Points, short(a.t.Node.Points, numberDecimals), "điểm đạt")
	for _, l := range beside {
		a.line(LineKind(l.Kind), l.Amount, short(l.Amount, numberDecimals), "")
	}
}

// Widths of the columns of the bảng kê điểm.
const (
	widthKind   = 28
	widthAmount = 10
)

func (a *account) line(kind string, exactly exact.Num, amount, about string) {
	if f := exactly.Fraction(); strings.HasPrefix(strings.TrimPrefix(amount, "+"), "≈") && len(f) <= longestFraction {
		about = strings.TrimSpace(about + " (chính xác " + f + ")")
	}
	text := pad(kind, widthKind) + strings.Repeat(" ", max(0, widthAmount-utf8.RuneCountInString(amount))) + amount + "  " + about
	a.put(1, strings.TrimRight(text, " "))
}

// about says what a line is for: the sentence of its branch, if the reason has it, else the part and place it stands at.
func (a *account) about(l *engine.Line) string {
	switch l.Kind {
	case engine.LineCapped, engine.LineOverridden, engine.LineRounded:
		return ""
	}
	why := reasonText{a.set, a.asOf, a.node, a.t.Node}
	if r, ok := reasonOf(a.t.Node.Reason, l.Branch); ok {
		return why.authored(r)
	}
	if last := l.Branch[strings.LastIndexByte(l.Branch, '/')+1:]; last == wholeID[form.RuleTally] {
		return "điểm ban đầu"
	}
	return ""
}

// reasonOf finds the reason that speaks of a branch.
func reasonOf(r engine.Reason, branch string) (engine.Reason, bool) {
	if r.Branch == branch && branch != "" && r.ID != engine.ReasonDisputed {
		return r, true
	}
	for _, p := range r.Parts {
		if found, ok := reasonOf(p, branch); ok {
			return found, true
		}
	}
	return engine.Reason{}, false
}

func (a *account) outlook() {
	n := &a.t.Node
	if n.State == engine.NotApplicable || n.State == engine.Unscored {
		return
	}
	a.section("Vì sao mất điểm, cần làm gì")
	if n.Lost.Sign() <= 0 && n.Reachable.Sign() <= 0 {
		a.put(1, "Không mất điểm.")
		return
	}
	a.put(1, "Đã đạt ", points(n.Points), " · còn có thể đạt ", a.reachable(), " · không lấy lại được ", points(n.Lost), ".")
	if why := Reason(a.set, a.asOf, a.node, *n); why != "" {
		a.put(1, "Vì sao: ", why)
	}
	switch {
	case n.Reachable.Sign() > 0:
		a.todo()
	case n.State == engine.NotScorable: // the reason says who must do what
	case n.State == engine.Disputed:
		a.put(1, "Cần làm: chờ kết luận về kiến nghị.")
	case closed(a.set, a.asOf):
		a.put(1, "Cần làm: số liệu đã khóa từ sau ngày ", a.set.Period.Lock.VN(), ", không bổ sung được nữa. Nếu kết quả chưa đúng với tài liệu "+
			"kiểm chứng đã nộp, gửi giải trình hoặc kiến nghị tới cơ quan thẩm định.")
	default:
		a.put(1, "Cần làm: phần đã mất không lấy lại được trong kỳ này.")
	}
}

func (a *account) reachable() string {
	if a.t.Node.Bound {
		return "nhiều nhất " + points(a.t.Node.Reachable)
	}
	return points(a.t.Node.Reachable)
}

// todo names what is still absent and the figures that the unit itself can move, with their last day.
func (a *account) todo() {
	var absent []string
	for i := range a.t.Facts {
		use := &a.t.Facts[i]
		in := a.set.Input(use.Input)
		if use.Used >= 0 || in == nil || in.Type == form.InEvent {
			continue
		}
		absent = append(absent, in.Label+a.provider(in))
	}
	if len(absent) > 0 {
		a.put(1, "Cần bổ sung: ", strings.Join(absent, "; "), ".")
	}
	for _, name := range a.set.LeafInputs(a.node) {
		in := a.set.Input(name)
		if in == nil || in.Lever == form.LeverNone {
			continue
		}
		until := in.Until
		if until == day.None {
			until = a.set.Period.CutOff
		}
		move := "tăng"
		if in.Lever == form.LeverDown {
			move = "giảm"
		}
		text := "Có thể " + move + ": " + in.Label
		if until != day.None {
			text += ", đến hết ngày " + until.VN()
		}
		a.put(1, text, ".")
	}
	if a.leaf.Evidence != "" {
		a.put(1, "Tài liệu kiểm chứng: ", fullStop(a.leaf.Evidence))
	}
}

// provider names who gives an input when it is not the unit itself.
func (a *account) provider(in *form.Input) string {
	if in.DeclaredBy == "" || in.DeclaredBy == "unit" {
		return ""
	}
	return " (" + a.names(in.DeclaredBy) + " nhập)"
}
