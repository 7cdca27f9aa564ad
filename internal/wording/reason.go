package wording

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
)

// Sentences for the engine's reasons: what, why and, where somebody can still act, what to do. In those that speak
// the author's words {0} is the author's sentence.
var _ = register(map[string]string{
	"reason.branch":         "{0}",
	"reason.sum":            "{0}",
	"reason.full":           "{0}. Vì vậy được tính đủ điểm",
	"reason.rebased":        "{0}. Không tính vào điểm tối đa áp dụng",
	"reason.not_scorable":   "{0}. Cần bổ sung hoặc làm rõ số liệu để được chấm",
	"reason.not_due.event":  "Chưa phát sinh nghĩa vụ trong kỳ: {0}. Chưa phải nộp",
	"reason.not_due.date":   "Chưa đến hạn: {0}. Nộp đúng hạn để được chấm",
	"reason.not_due":        "{0}. Chưa đến hạn nên chưa tính là mất điểm",
	"reason.missing":        "Chưa có: {0}. {1} để được chấm",
	"reason.missing.closed": "Chưa có: {0}. Đã hết hạn nộp ngày {1}",
	"reason.overdue":        "Đã quá hạn mà chưa có: {0}. {1}, sau đó tính là không có",
	"reason.no_data":        "Chưa chấm được vì thiếu số liệu: {0}. Đề nghị cơ quan quản lý số liệu cung cấp",
	"reason.units_missing":  "Chưa tổng hợp được: {0}. {1} đơn vị chưa có số liệu; đôn đốc các đơn vị này hoặc nhập số liệu của cơ quan quản lý",
	"reason.units_not_due":  "Chưa đến hạn: {0}. Chưa đơn vị nào đến hạn",
	"reason.divide_zero":    "Chưa chấm được vì mẫu số bằng 0. Kiểm tra lại số liệu; nếu đúng là không phát sinh, đề nghị Sở Nội vụ xác nhận",
	"reason.zero_claim":     "{0}. Số liệu này do đơn vị tự khai, đang chờ cơ quan thẩm định chấp nhận",
	"reason.inconsistent":   "Số liệu mâu thuẫn với nhau, trong khi phải bảo đảm: {0}. Kiểm tra và sửa số liệu để được chấm",
	"reason.out_of_range":   "Chưa chấm được vì điểm tính ra nằm ngoài khoảng từ {0} đến {1}. Kiểm tra lại số liệu và cách tính của tiêu chí",
	"reason.too_large":      "Chưa chấm được vì có số quá lớn. Kiểm tra lại số liệu đã khai",
	"reason.no_references":  "Điểm tùy kết quả của cả khối, hiện chưa có; có thể từ {0} đến {1}",
	"reason.no_sample":      "Không nhóm đối tượng điều tra nào đủ số phiếu hợp lệ tối thiểu ({0})",
	"reason.no_rows":        "Danh sách chưa có dòng nào: {0}. {1} để được chấm",
	"reason.no_rows.closed": "Danh sách chưa có dòng nào: {0}. Đã hết hạn nộp ngày {1}",
	"reason.depends_on":     "Điểm dựa vào tiêu chí {0}, hiện chưa được chấm. Hoàn thành tiêu chí đó trước",
	"reason.not_applied":    "Không áp dụng theo quyết định của {0}. Lý do: {1}",
	"reason.overridden":     "Điểm được cho trực tiếp: {0}, do {1} quyết định. Lý do: {2}",
	"reason.disputed":       "Đang có kiến nghị: {0}. Điểm hiện tại: {1}",
	"reason.unscored":       "Chỉ theo dõi, không chấm điểm",
	"reason.not_ranked":     "Không xếp hạng theo quyết định của {0}. Lý do: {1}",
})

// Reason gives the sentence of a node's result; "" where the result has no reason (areas and criteria). node is the
// index of the result's node in the set; asOf is the day of the result, after which nobody is told to act.
func Reason(set *form.Set, asOf day.Day, node int, n engine.NodeResult) string {
	if n.Reason.ID == "" {
		return ""
	}
	return fullStop(reasonText{set, asOf, node, n}.text(n.Reason))
}

// UnitReason gives the sentence of a reason about a whole unit (why it is not ranked); "" if there is none.
func UnitReason(r engine.Reason) string {
	if r.ID == "" {
		return ""
	}
	return fullStop(Message("reason."+r.ID, textArg(r, "by"), textArg(r, "reason")))
}

// fullStop ends a sentence that its author left open.
func fullStop(s string) string {
	s = strings.TrimRight(s, " ")
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// reasonText renders the reasons of one node's result.
type reasonText struct {
	set  *form.Set
	asOf day.Day
	node int
	n    engine.NodeResult
}

func (r reasonText) text(why engine.Reason) string {
	switch why.ID {
	case engine.ReasonMissing, engine.ReasonNoRows:
		if closed(r.set, r.asOf) {
			return Message("reason."+why.ID+".closed", r.absent(why), r.set.Period.Lock.VN())
		}
	}
	return Message("reason."+why.ID, r.holes(why)...)
}

// closed reports whether declaring is over on a day.
func closed(set *form.Set, asOf day.Day) bool {
	return set.Period.Lock != day.None && asOf > set.Period.Lock
}

// holes gives what fills the sentence of a reason.
func (r reasonText) holes(why engine.Reason) []string {
	switch why.ID {
	case engine.ReasonBranch, engine.ReasonFull, engine.ReasonRebased, engine.ReasonNotScorable, engine.ReasonNotDue,
		engine.ReasonZeroClaim, engine.ReasonInconsistent:
		return []string{r.authored(why)}
	case engine.ReasonSum:
		return []string{r.parts(why)}
	case engine.ReasonMissing, engine.ReasonOverdue, engine.ReasonNoRows:
		return []string{r.absent(why), r.deadline()}
	case engine.ReasonNotDueEvent, engine.ReasonNotDueDate, engine.ReasonNoData:
		return []string{r.absent(why)}
	case engine.ReasonUnitsMissing:
		return []string{r.absent(why), strconv.Itoa(len(unitsOf(why)))}
	case engine.ReasonUnitsNotDue:
		return []string{r.absent(why)}
	case engine.ReasonOutOfRange:
		return []string{pointsOf(why, "min"), pointsOf(why, "max")}
	case engine.ReasonNoReferences:
		node := &r.set.Nodes[r.node]
		return []string{short(node.Min, numberDecimals), points(node.Max)}
	case engine.ReasonNoSample:
		return []string{lower(State(r.n.State))}
	case engine.ReasonDependsOn:
		return []string{r.dependsOn(why)}
	case engine.ReasonOverridden:
		by := textArg(why, "by")
		if second := textArg(why, "second"); second != "" {
			by += " và " + second
		}
		return []string{pointsOf(why, "points"), by, textArg(why, "reason")}
	case engine.ReasonDisputed:
		return []string{textArg(why, "reason"), r.parts(why)}
	}
	return []string{textArg(why, "by"), textArg(why, "reason")}
}

// parts joins the sentences of several parts. A part without its own author's sentence is left out.
func (r reasonText) parts(why engine.Reason) string {
	var texts []string
	for _, p := range why.Parts {
		if t := strings.TrimSuffix(r.text(p), "."); t != "" {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, "; ")
}

// authored fills the author's sentence with the values in the order of its holes.
func (r reasonText) authored(why engine.Reason) string {
	branch := why.Branch
	if branch == "" {
		branch = r.n.Branch
	}
	t, ok := sentenceOf(r.set, r.node, branch)
	if !ok {
		return branch
	}
	var b strings.Builder
	next := 0
	for _, p := range t.Parts {
		switch {
		case p.Arg == nil:
			b.WriteString(p.Lit)
		case next < len(why.Args):
			b.WriteString(r.hole(p, why.Args[next]))
			next++
		default:
			b.WriteString("{" + p.Name + "}")
		}
	}
	return strings.TrimSuffix(b.String(), ".")
}

// hole prints the value of a hole; the expression in the author's sentence tells what kind of thing it is.
func (r reasonText) hole(p form.TextPart, a engine.Arg) string {
	if a.Value.None {
		return "(chưa có)"
	}
	as := a.As
	if as == plain {
		as = p.As
	}
	in := r.set.Input(p.Arg.Name)
	if as == plain && in != nil && in.Type == form.InIndex {
		as = asPercent // rules see an index as a share of its scale
	}
	if p.Arg.Kind == form.ExDue || p.Arg.Kind == form.ExLate {
		in = nil
	}
	return Value(a.Value, as, in)
}

// absent lists the inputs of a reason, each with the due date that follows it.
func (r reasonText) absent(why engine.Reason) string {
	var items []string
	for _, a := range why.Args {
		switch {
		case a.Value.Type == form.TypeDate && len(items) > 0:
			items[len(items)-1] += " (hạn " + a.Value.Day.VN() + ")"
		case a.Value.Type != form.TypeDate && a.Name != unitArg:
			items = append(items, inputLabel(r.set, a.Value.Text))
		}
	}
	if len(items) == 0 {
		return "tài liệu kiểm chứng hoặc số liệu của tiêu chí này"
	}
	return strings.Join(items, "; ")
}

// unitArg names the arguments of a reason that are codes of units.
const unitArg = "unit"

// unitsOf lists the units that a reason names, each once.
func unitsOf(why engine.Reason) []string {
	var codes []string
	for _, a := range why.Args {
		if a.Name == unitArg && !slices.Contains(codes, a.Value.Text) {
			codes = append(codes, a.Value.Text)
		}
	}
	return codes
}

// deadline says until when declaring is open. The day itself is still in time.
func (r reasonText) deadline() string {
	if lock := r.set.Period.Lock; lock != day.None {
		return "Nộp chậm nhất ngày " + lock.VN()
	}
	return "Nộp tài liệu kiểm chứng hoặc số liệu"
}

// dependsOn names the leaves that this one rests on.
func (r reasonText) dependsOn(why engine.Reason) string {
	var codes []string
	for _, a := range why.Args {
		codes = append(codes, a.Value.Text)
	}
	if len(codes) == 0 {
		codes = r.set.LeafRefs(r.node)
	}
	if len(codes) == 0 {
		return "khác"
	}
	return strings.Join(codes, ", ")
}

// textArg gives a named text of a reason, without a final full stop.
func textArg(why engine.Reason, name string) string {
	for _, a := range why.Args {
		if a.Name == name {
			return strings.TrimSuffix(a.Value.Text, ".")
		}
	}
	return ""
}

func pointsOf(why engine.Reason, name string) string {
	for _, a := range why.Args {
		if a.Name == name {
			return Value(a.Value, asPoints, nil)
		}
	}
	return "?"
}

// lower puts the first letter of a name into lower case, for use inside a sentence.
func lower(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToLower(s[:size]) + s[size:]
}

// inputLabel is what people call an input.
func inputLabel(set *form.Set, name string) string {
	if in := set.Input(name); in != nil && in.Label != "" {
		return in.Label
	}
	return name
}

// sentenceOf finds the author's sentence that a branch id of a leaf names: a condition of applicability, a check of
// the set, or a branch, item or whole of the rule, wherever it stands.
func sentenceOf(set *form.Set, node int, id string) (form.Text, bool) {
	leaf := set.Nodes[node].Leaf
	if leaf == nil {
		return form.Text{}, false
	}
	if i, ok := index(id, "applies"); ok && i < len(leaf.Applies) {
		return leaf.Applies[i].Because, true
	}
	if i, ok := index(id, "check"); ok && i < len(set.Checks) {
		return set.Checks[i].Because, true
	}
	r, id := ruleOf(leaf.Rule, id)
	if r == nil {
		return form.Text{}, false
	}
	for i := range r.Branches {
		if r.Branches[i].ID == id {
			return r.Branches[i].Because, true
		}
	}
	for i := range r.Items {
		if r.Items[i].ID == id {
			return r.Items[i].Because, true
		}
	}
	return r.Because, wholeID[r.Kind] == id
}

// wholeID is the branch id that the engine gives to a rule that has no branches, or besides its items.
var wholeID = map[form.RuleKind]string{
	form.RuleTally: "all", form.RulePoints: "points", form.RuleRelative: "relative", form.RuleSurvey: "survey", form.RulePerRow: "rows",
}

// ruleOf follows the prefixes "p1/" and "row/" of a branch id to the rule node it is of; nil if there is none.
func ruleOf(r *form.Rule, id string) (*form.Rule, string) {
	for r != nil {
		part, rest, nested := strings.Cut(id, "/")
		if !nested {
			return r, id
		}
		i, ok := index(part, "p")
		if part == "row" {
			i, ok = 0, true
		}
		if !ok || i >= len(r.Parts) {
			return nil, id
		}
		r, id = r.Parts[i], rest
	}
	return nil, id
}

// index reads "p2" as 1, given the prefix "p".
func index(id, prefix string) (int, bool) {
	digits, ok := strings.CutPrefix(id, prefix)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n - 1, err == nil && n > 0
}
