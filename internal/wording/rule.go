package wording

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Rule says how a leaf is scored, made from the normal form and so never apart from what is computed: one line for
// each condition of applicability, then one for the rule. leaf is the index of the leaf's node in the set; other nodes
// give "".
func Rule(set *form.Set, leaf int) string {
	node := &set.Nodes[leaf]
	if node.Leaf == nil {
		return ""
	}
	if node.Leaf.Unwritten() {
		return Message("paper.unwritten")
	}
	var lines []string
	for i := range node.Leaf.Applies {
		a := &node.Leaf.Applies[i]
		lines = append(lines, "Nếu "+Expr(set, a.When)+": "+effect(a.Then)+".")
	}
	if node.Leaf.Rule != nil {
		lines = append(lines, fullStop(upper(ruleWords(set, node.Leaf.Rule, node.Max))))
	}
	if r := node.Leaf.Round; r != nil {
		lines = append(lines, fullStop(upper(rounding(*r))))
	}
	return strings.Join(lines, "\n")
}

// ruleWords says one rule node in one line; most is its full mark unless it has its own.
func ruleWords(set *form.Set, r *form.Rule, most exact.Num) string {
	if !r.Max.IsZero() {
		most = r.Max
	}
	switch r.Kind {
	case form.RuleCases:
		return branchList(set, r)
	case form.RuleBands:
		return Expr(set, r.Value) + ": " + branchList(set, r)
	case form.RuleTally:
		return tallyWords(set, r)
	case form.RulePoints:
		return "điểm bằng " + Expr(set, r.Value) + bounds(r)
	case form.RuleSum:
		return "cộng điểm các phần: " + partList(set, r, most)
	case form.RuleBest:
		return "lấy cách có điểm cao nhất: " + partList(set, r, most)
	case form.RuleRelative:
		return relativeWords(set, r, most)
	case form.RuleSurvey:
		return surveyWords(set, r, most)
	case form.RulePerRow:
		words := "trung bình điểm các dòng của " + named(inputLabel(set, r.List)) + ", mỗi dòng: " + ruleWords(set, r.Parts[0], most)
		if r.Round != nil {
			words += "; " + rounding(*r.Round)
		}
		return words
	}
	return string(r.Kind)
}

func branchList(set *form.Set, r *form.Rule) string {
	if len(r.Branches) == 1 && r.Branches[0].Lower == nil && r.Kind == form.RuleBands {
		return branchPoints(set, &r.Branches[0]) // one line for every value
	}
	texts := make([]string, len(r.Branches))
	for i := range r.Branches {
		texts[i] = branchCondition(set, r, i) + ": " + branchPoints(set, &r.Branches[i])
	}
	return strings.Join(texts, "; ")
}

// branchCondition says when a branch of a table decides. A band is said with its upper limit, which is the lower limit
// of the band before it.
func branchCondition(set *form.Set, r *form.Rule, i int) string {
	b := &r.Branches[i]
	if r.Kind == form.RuleCases {
		if b.When == nil {
			return "còn lại"
		}
		return Expr(set, b.When)
	}
	var above *form.Limit
	if i > 0 {
		above = r.Branches[i-1].Lower
	}
	switch lower, upper := b.Lower, above; {
	case lower == nil && upper == nil:
		return "mọi giá trị"
	case lower == nil && upper.Open:
		return "không quá " + Expr(set, upper.At)
	case lower == nil:
		return "dưới " + Expr(set, upper.At)
	case upper == nil:
		return lowerLimit(set, lower)
	case upper.Open:
		return lowerLimit(set, lower) + " đến " + Expr(set, upper.At)
	default:
		return lowerLimit(set, lower) + " đến dưới " + Expr(set, upper.At)
	}
}

func lowerLimit(set *form.Set, l *form.Limit) string {
	if l.Open {
		return "trên " + Expr(set, l.At)
	}
	return "từ " + Expr(set, l.At)
}

func branchPoints(set *form.Set, b *form.Branch) string {
	if b.Line == nil {
		return points(b.Points)
	}
	return "theo tỷ lệ, từ " + points(b.Line.Y0) + " ở mức " + Expr(set, b.Line.X0) + " đến " + points(b.Line.Y1) + " ở mức " + Expr(set, b.Line.X1)
}

func tallyWords(set *form.Set, r *form.Rule) string {
	var texts []string
	if !r.Start.IsZero() {
		texts = append(texts, "bắt đầu từ "+points(r.Start))
	}
	for i := range r.Items {
		it := &r.Items[i]
		verb := "cộng "
		if it.Points.Sign() < 0 {
			verb = "trừ "
		}
		texts = append(texts, verb+points(it.Points.Abs())+" × "+operand(set, it.Count, rankProduct))
	}
	return strings.Join(texts, "; ") + bounds(r)
}

// bounds says the floor and cap of a tally or formula.
func bounds(r *form.Rule) string {
	text := ""
	if r.Floor != nil {
		text += "; thấp nhất " + points(*r.Floor)
	}
	if r.Cap != nil {
		text += "; cao nhất " + points(*r.Cap)
	}
	return text
}

func partList(set *form.Set, r *form.Rule, most exact.Num) string {
	texts := make([]string, len(r.Parts))
	for i, p := range r.Parts {
		colon := ": "
		if p.Label == "" {
			colon = " "
		}
		texts[i] = partTitle(r, i) + colon + ruleWords(set, p, most)
	}
	return strings.Join(texts, "; ")
}

// partTitle names a part by its number, its label and, in a sum, its maximum.
func partTitle(r *form.Rule, i int) string {
	p := r.Parts[i]
	text := "(" + strconv.Itoa(i+1) + ")"
	if p.Label != "" {
		text += " " + p.Label
	}
	if r.Kind == form.RuleSum && !p.Max.IsZero() {
		text += " (tối đa " + points(p.Max) + ")"
	}
	return text
}

func relativeWords(set *form.Set, r *form.Rule, most exact.Num) string {
	value := Expr(set, r.Value)
	best, worst := "cao nhất", "thấp nhất"
	if r.Relative.Lower {
		best, worst = worst, best
	}
	text := value + " so với mức tốt nhất (" + best + ") trong khối: "
	switch {
	case r.Relative.Method == "min_max":
		text += "khoảng cách đến mức " + worst + " ÷ khoảng cách giữa mức " + best + " và mức " + worst
	case r.Relative.Lower:
		text += "mức " + best + " ÷ giá trị của đơn vị"
	default:
		text += "giá trị của đơn vị ÷ mức " + best
	}
	return text + " × " + points(most) + "; không có mức để so sánh: " + effect(r.Relative.WhenNoBase)
}

func surveyWords(set *form.Set, r *form.Rule, most exact.Num) string {
	text := "điểm trung bình của " + named(inputLabel(set, r.Survey.Input))
	if in := set.Input(r.Survey.Input); in != nil {
		text += " ÷ " + strconv.Itoa(in.Scale) + " × " + points(most)
		groups := make([]string, len(in.Groups))
		for i, g := range in.Groups {
			groups[i] = g.Label + " (trọng số " + short(g.Weight, numberDecimals) + ")"
		}
		text += ", tính trên các nhóm: " + strings.Join(groups, ", ")
	}
	return text + "; nhóm được tính khi có từ " + Expr(set, r.Survey.MinSample) + " phiếu hợp lệ; không nhóm nào đủ: " + effect(r.Survey.NoneLeft)
}

// rounding says how points are rounded.
func rounding(r exact.Rounding) string {
	mode := map[exact.Mode]string{
		exact.HalfUp:   "từ nửa đơn vị trở lên làm tròn lên",
		exact.HalfEven: "đúng nửa đơn vị làm tròn về chữ số chẵn",
		exact.Down:     "bỏ phần lẻ",
	}[r.Mode]
	return "làm tròn đến " + strconv.Itoa(r.Decimals) + " chữ số thập phân, " + mode
}

// Expr says an expression in words, with the labels of what it names. A name within a larger expression stands in
// quotation marks; alone it does not.
func Expr(set *form.Set, e *form.Expr) string {
	if e == nil {
		return ""
	}
	if label, ok := bareName(set, e); ok && e.Type != form.TypeBool {
		return label
	}
	text, _ := speaker{set}.say(e)
	return text
}

// How tightly the words of an expression hold together; a looser one inside a tighter one is put in brackets.
const (
	rankIf = iota
	rankOr
	rankAnd
	rankComparison
	rankSum
	rankProduct
	rankUnary
	rankWhole
)

// operand says an expression inside another that holds together as tightly as rank.
func operand(set *form.Set, e *form.Expr, rank int) string {
	text, own := speaker{set}.say(e)
	if own < rank {
		return "(" + text + ")"
	}
	return text
}

type speaker struct{ set *form.Set }

func named(label string) string { return "“" + label + "”" }

// bareName is the label of an expression that is only a name.
func bareName(set *form.Set, e *form.Expr) (string, bool) {
	switch e.Kind {
	case form.ExInput, form.ExEvent:
		return inputLabel(set, e.Name), true
	case form.ExAttr:
		for i := range set.Attrs {
			if a := &set.Attrs[i]; a.Name == e.Name && a.Label != "" {
				return a.Label, true
			}
		}
	case form.ExValue:
		if v := set.Value(e.Name); v != nil && v.Label != "" {
			return v.Label, true
		}
	case form.ExField:
		return fieldLabel(set.Input(e.Name), e.Field), true
	default:
		return "", false
	}
	return e.Name, true
}

// fieldLabels are the fields that reports and surveys have without declaring them.
var fieldLabels = map[string]string{
	"issued": "ngày ký", "received": "ngày nhận", "ok": "đạt yêu cầu", "period": "kỳ", "due": "hạn",
	"sent": "số phiếu phát ra", "valid": "số phiếu hợp lệ",
}

// fieldLabel is what people call a field of a row.
func fieldLabel(in *form.Input, field string) string {
	if in != nil {
		for _, f := range in.Fields {
			if f.Name == field && f.Label != "" {
				return f.Label
			}
		}
		if in.Type == form.InSurvey && fieldLabels[field] == "" {
			return "số phiếu trả lời mức " + field
		}
	}
	if label := fieldLabels[field]; label != "" {
		return label
	}
	return field
}

// document names the document, or the row of reports, that an expression speaks of.
func (s speaker) document(e *form.Expr) string {
	if e.Name == "" {
		return "báo cáo"
	}
	return named(inputLabel(s.set, e.Name))
}

// say gives the words of an expression and how tightly they hold together.
func (s speaker) say(e *form.Expr) (string, int) {
	if label, ok := bareName(s.set, e); ok {
		if e.Type == form.TypeBool || e.Kind == form.ExEvent {
			return named(label) + " là có", rankComparison
		}
		if e.Kind == form.ExField && fieldLabels[e.Field] == label {
			return label, rankWhole // our own word, not the author's
		}
		return named(label), rankWhole
	}
	switch e.Kind {
	case form.ExConst:
		return constant(e.Const), rankWhole
	case form.ExParam:
		return s.param(e), rankWhole
	case form.ExDue:
		return "hạn của " + s.document(e), rankUnary
	case form.ExLate:
		return "số ngày trễ của " + s.document(e), rankUnary
	case form.ExNever:
		return "không có " + s.document(e), rankComparison
	case form.ExHas:
		return "đã có " + s.document(e), rankComparison
	case form.ExNeg:
		return "−" + operand(s.set, e.Args[0], rankUnary), rankUnary
	case form.ExArith, form.ExRatio:
		return s.arithmetic(e)
	case form.ExCmp:
		return s.comparison(e), rankComparison
	case form.ExAnd:
		return s.joined(e, " và ", rankAnd), rankAnd
	case form.ExOr:
		return s.joined(e, " hoặc ", rankOr), rankOr
	case form.ExNot:
		return s.negation(e.Args[0]), rankComparison
	case form.ExIf:
		return "nếu " + operand(s.set, e.Args[0], rankOr) + " thì " + operand(s.set, e.Args[1], rankOr) + ", còn lại " + operand(s.set, e.Args[2], rankOr), rankIf
	case form.ExMin:
		return "số nhỏ nhất trong (" + s.list(e.Args) + ")", rankUnary
	case form.ExMax:
		return "số lớn nhất trong (" + s.list(e.Args) + ")", rankUnary
	case form.ExRound:
		return s.rounded(e), rankUnary
	case form.ExFold:
		return s.fold(e), rankUnary
	case form.ExPoints:
		return "điểm của tiêu chí " + e.Name, rankUnary
	case form.ExShare:
		return "tỷ lệ điểm đạt của tiêu chí " + e.Name, rankUnary
	case form.ExCount:
		return "số đếm được", rankWhole
	case form.ExGiven:
		return "số điểm", rankWhole
	}
	return string(e.Kind), rankWhole
}

func constant(c form.Const) string {
	switch c.Type {
	case form.TypeNumber:
		if c.Percent {
			return percent(c.Num)
		}
		return short(c.Num, numberDecimals)
	case form.TypeBool:
		if c.Bool {
			return "luôn đúng"
		}
		return "luôn sai"
	case form.TypeDate:
		return c.Day.VN()
	}
	return named(c.Text)
}

// param says a parameter with its value at the period's end, which is the one that counts for totals of a year; read on
// the day of a dated fact it is said with all its values.
func (s speaker) param(e *form.Expr) string {
	p := s.set.Param(e.Name)
	if p == nil {
		return named(e.Name)
	}
	label := p.Name
	if p.Label != "" {
		label = p.Label
	}
	if len(e.Args) > 0 {
		return named(label) + " (" + s.paramOn(p, e.Args[0]) + ")"
	}
	if v, ok := s.set.ParamValue(e.Name); ok {
		return constant(v) + " (" + label + ")"
	}
	return named(label)
}

// paramOn says the values of a parameter that is read on the day of a fact.
func (s speaker) paramOn(p *form.Param, on *form.Expr) string {
	words := make([]string, len(p.Values))
	for i, v := range p.Values {
		words[i] = constant(v.Value)
		if i > 0 {
			words[i] = "từ " + v.From.VN() + ": " + words[i]
		}
	}
	return strings.Join(words, "; ") + "; xét theo " + named(Expr(s.set, on))
}

func (s speaker) arithmetic(e *form.Expr) (string, int) {
	if conds := indicators(e); len(conds) > 1 {
		texts := make([]string, len(conds))
		for i, c := range conds {
			texts[i] = Expr(s.set, c)
		}
		return "số nội dung đạt trong " + strconv.Itoa(len(conds)) + " nội dung (" + strings.Join(texts, "; ") + ")", rankUnary
	}
	op, rank := "÷", rankProduct
	if e.Kind == form.ExArith {
		switch e.Op {
		case "+":
			op, rank = "+", rankSum
		case "-":
			op, rank = "−", rankSum
		case "*":
			op = "×"
		}
	}
	right := rank
	if op == "−" || op == "÷" {
		right++ // a − (b − c) keeps its brackets
	}
	return operand(s.set, e.Args[0], rank) + " " + op + " " + operand(s.set, e.Args[1], right), rank
}

// indicators gives the conditions of a sum of "1 if it holds, else 0", which is how a checklist counts; nil for other
// expressions.
func indicators(e *form.Expr) []*form.Expr {
	switch {
	case e.Kind == form.ExArith && e.Op == "+" && len(e.Args) == 2:
		left, right := indicators(e.Args[0]), indicators(e.Args[1])
		if left != nil && right != nil {
			return append(left, right...)
		}
	case e.Kind == form.ExIf && isNumber(e.Args[1], 1) && isNumber(e.Args[2], 0):
		return []*form.Expr{e.Args[0]}
	}
	return nil
}

func isNumber(e *form.Expr, n int64) bool {
	return e.Kind == form.ExConst && e.Const.Type == form.TypeNumber && e.Const.Num.Equal(exact.Int(n))
}

var comparisonSigns = map[string]string{"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

func (s speaker) comparison(e *form.Expr) string {
	l, r := e.Args[0], e.Args[1]
	switch {
	case l.Kind == form.ExLate && isNumber(r, 0) && e.Op == "<=":
		return s.document(l) + " đúng hạn"
	case l.Kind == form.ExLate && isNumber(r, 0) && e.Op == ">":
		return s.document(l) + " trễ hạn"
	case l.Kind == form.ExLate && r.Kind == form.ExConst && e.Op == "<=":
		return s.document(l) + " trễ không quá " + constant(r.Const) + " ngày"
	case l.Type == form.TypeLevel && r.Kind == form.ExConst:
		return s.equality(l, e.Op, named(optionLabel(s.set.Input(l.Name), r.Const.Text)))
	case l.Type == form.TypeText || r.Type == form.TypeText:
		return s.equality(l, e.Op, operand(s.set, r, rankSum))
	}
	return operand(s.set, l, rankSum) + " " + comparisonSigns[e.Op] + " " + operand(s.set, r, rankSum)
}

// equality says a comparison of levels or texts.
func (s speaker) equality(l *form.Expr, op, right string) string {
	word := map[string]string{"==": " là ", "!=": " khác "}[op]
	if word == "" {
		word = " " + comparisonSigns[op] + " "
	}
	return operand(s.set, l, rankSum) + word + right
}

func (s speaker) joined(e *form.Expr, word string, rank int) string {
	texts := make([]string, len(e.Args))
	for i, a := range e.Args {
		texts[i] = operand(s.set, a, rank)
	}
	return strings.Join(texts, word)
}

func (s speaker) list(es []*form.Expr) string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i], _ = s.say(e)
	}
	return strings.Join(texts, "; ")
}

func (s speaker) negation(e *form.Expr) string {
	if label, ok := bareName(s.set, e); ok {
		return named(label) + " là không"
	}
	switch e.Kind {
	case form.ExNever:
		return "có " + s.document(e)
	case form.ExHas:
		return "chưa có " + s.document(e)
	}
	text, _ := s.say(e)
	return "không đúng là (" + text + ")"
}

func (s speaker) rounded(e *form.Expr) string {
	text, _ := s.say(e.Args[0])
	if e.Round.Mode == exact.Down && e.Round.Decimals == 0 {
		return "phần nguyên của (" + text + ")"
	}
	return "(" + text + ") " + rounding(e.Round)
}

func (s speaker) fold(e *form.Expr) string {
	of, row := named(inputLabel(s.set, e.Name)), "dòng"
	if in := s.set.Input(e.Name); in != nil && in.Type == form.InReports {
		row = "kỳ"
	}
	text, _ := s.say(e.Args[0])
	switch e.Op {
	case "count":
		return "số " + row + " của " + of + " mà " + text
	case "sum":
		return "tổng của (" + text + ") qua các " + row + " của " + of
	case "any":
		return "có ít nhất một " + row + " của " + of + " mà " + text
	}
	return "mọi " + row + " của " + of + " đều thỏa: " + text
}

// upper puts the first letter into upper case, for the beginning of a sentence.
func upper(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
