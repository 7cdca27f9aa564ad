package wording

import (
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Sentences of what can still be done (cần làm gì), of why nothing can, and of trying figures out (thử tính). Nothing
// here advises to declare what is not so: a figure that is only missing is to be declared as it is.
var _ = register(map[string]string{
	// {0} label, {1} amount with unit of measure, {2} from, {3} to
	"need.raise":         "tăng {0} thêm {1} (từ {2} lên {3})",
	"need.reduce":        "giảm {0} bớt {1} (từ {2} xuống {3})",
	"need.attain":        "đạt và khai {0} ít nhất {1}",
	"need.declare":       "khai {0} theo số thực tế (kể cả khi bằng 0)",
	"need.issue":         "ban hành {0}",
	"need.send":          "gửi {0}",
	"need.report":        "gửi {0}, {1}",
	"need.date":          "bảo đảm {0}",
	"need.yes":           "thực hiện và khai có: {0}",
	"need.no":            "chấm dứt và khai không: {0}",
	"need.level":         "đạt mức {1} ở {0}",
	"need.until":         "chậm nhất ngày {0}",
	"need.window":        "trong khoảng từ ngày {0} đến ngày {1}",
	"need.one":           "{0} để {1}",
	"need.several":       "Làm đủ {0} việc: {1}; như vậy sẽ {2}",
	"need.gain":          "được thêm {0}",
	"need.reach":         "đạt {0} và được thêm {1}",
	"need.full":          "{0}, đủ điểm tối đa",
	"need.total":         "Tổng điểm của đơn vị tăng {0} vì có tiêu chí khác hoặc mức trần liên quan",
	"need.blocked":       "{0}: {1}",
	"blocked.no_lever":   "đã phát sinh trong kỳ, đơn vị không còn thay đổi được",
	"blocked.passed":     "đã qua hạn",
	"blocked.passed_at":  "đã qua hạn {0}",
	"blocked.office":     "do cơ quan khác cập nhật",
	"blocked.units":      "tổng hợp từ số liệu của các đơn vị",
	"blocked.not_yet":    "chưa phát sinh nghĩa vụ trong kỳ",
	"blocked.undeclared": "đơn vị chưa khai; khai đúng số thực tế để được chấm",

	"stands.full":       "Đã đạt điểm tối đa",
	"stands.out":        "Không áp dụng hoặc không chấm điểm đối với đơn vị",
	"stands.closed":     "Kỳ tự đánh giá đã đóng, không còn thay đổi được",
	"stands.decided":    "Điểm đã được quyết định trực tiếp",
	"stands.others":     "Điểm tùy kết quả của cả khối, hiện chưa có",
	"stands.opinion":    "Điểm theo kết quả điều tra xã hội học, không đề xuất việc cụ thể",
	"stands.rests":      "Điểm dựa vào tiêu chí khác; xem việc cần làm ở tiêu chí đó",
	"stands.waits":      "Đang chờ số liệu hoặc việc chưa phát sinh",
	"stands.passed":     "Việc có thể làm để thêm điểm đã qua hạn",
	"stands.lost":       "Không còn việc nào làm tăng được điểm",
	"stands.beyond":     "Còn tăng được điểm nhưng không nhiều bằng mức đã hỏi",
	"stands.elsewhere":  "Tăng điểm ở tiêu chí này không làm tăng tổng điểm của đơn vị",
	"stands.incomplete": "Đơn vị cần khai đủ số liệu của mình trước",

	// {0} place, {1} value
	"refused.input":    "bộ tiêu chí không có chỉ tiêu {0}",
	"refused.event":    "{0}: sự kiện do cơ quan chủ trì ghi nhận, không thử bằng cách khai",
	"refused.row":      "{0}: không có dòng, kỳ báo cáo hoặc nhóm này",
	"refused.field":    "{0}: không có cột này",
	"refused.twice":    "{0}: đã có một thay đổi khác cho cùng chỗ này",
	"refused.type":     "{0}: giá trị {1} không đúng loại số liệu",
	"refused.none":     "{0}: chỉ văn bản hoặc ngày mới ghi là không có",
	"refused.level":    "{0}: mức {1} không có",
	"refused.whole":    "{0}: {1} không phải số nguyên",
	"refused.negative": "{0}: {1} nhỏ hơn 0",
	"refused.decimals": "{0}: {1} có quá {2} chữ số thập phân",
	"refused.min":      "{0}: {1} nhỏ hơn giá trị nhỏ nhất {2}",
	"refused.max":      "{0}: {1} lớn hơn giá trị lớn nhất {2}",

	// {0} code and name, {1} before, {2} after, {3} difference
	"moved.points":  "{0}: từ {1} thành {2} ({3})",
	"moved.state":   "{0}: {1} → {2} ({3})",
	"moved.outlook": "{0}: điểm không đổi; còn có thể đạt {1} → {2}",
	"moved.section": "{0}: phần chặn mức trần hoặc làm tròn thay đổi {3}",
})

// Path says what to do and what it brings, in one sentence, with a second one where the unit's total gains another amount
// than the leaf. asOf is the day of the result.
func Path(set *form.Set, asOf day.Day, p *engine.Path) string {
	var todo []string
	for i := range p.Actions {
		todo = append(todo, Action(set, asOf, &p.Actions[i]))
	}
	gain := gainOf(set, p)
	text := ""
	if len(todo) == 1 {
		text = upper(Message("need.one", todo[0], gain))
	} else {
		for i := range todo {
			todo[i] = "(" + strconv.Itoa(i+1) + ") " + todo[i]
		}
		text = Message("need.several", strconv.Itoa(len(todo)), strings.Join(todo, "; "), gain)
	}
	text = fullStop(text)
	if !p.Total.Equal(p.Gain) {
		text += " " + fullStop(Message("need.total", points(p.Total)))
	}
	return text
}

// Action says what one action of a path is, and until when.
func Action(set *form.Set, asOf day.Day, a *engine.Action) string {
	in := set.Input(a.Input)
	if in == nil {
		return a.Input
	}
	text := actionText(in, a)
	switch {
	case a.Until == day.None:
		return text
	case a.To.Type == form.TypeDate && a.To.Day > asOf:
		return text + " " + Message("need.window", a.To.Day.VN(), a.Until.VN())
	}
	return text + " " + Message("need.until", a.Until.VN())
}

func actionText(in *form.Input, a *engine.Action) string {
	label := named(labelOf(in))
	switch in.Type {
	case form.InReports:
		return Message("need.report", label, rowLabel(in, a.Row))
	case form.InDocument:
		if in.DateBy == "received" {
			return Message("need.send", label)
		}
		return Message("need.issue", label)
	case form.InDate:
		return Message("need.date", label)
	case form.InYesNo:
		if a.To.Bool {
			return Message("need.yes", label)
		}
		return Message("need.no", label)
	case form.InLevel:
		return Message("need.level", label, named(optionLabel(in, a.To.Text)))
	}
	switch to := quantity(a.To.Num, in); {
	case a.From.None && a.To.Num.IsZero():
		return Message("need.declare", label)
	case a.From.None:
		return Message("need.attain", label, to)
	case a.By.Sign() < 0:
		return Message("need.reduce", label, quantity(a.By.Neg(), in), bare(a.From.Num, in), bare(a.To.Num, in))
	}
	return Message("need.raise", label, quantity(a.By, in), bare(a.From.Num, in), bare(a.To.Num, in))
}

func labelOf(in *form.Input) string {
	if in.Label != "" {
		return in.Label
	}
	return in.Name
}

// quantity prints a figure with its unit of measure.
func quantity(n exact.Num, in *form.Input) string {
	text := bare(n, in)
	if in.Unit != "" && in.Type != form.InAmount && in.Type != form.InRatio {
		text += " " + in.Unit
	}
	return text
}

// bare prints a figure as it is declared.
func bare(n exact.Num, in *form.Input) string {
	if in.Type == form.InIndex { // a difference of indices has no scale
		return short(n, numberDecimals)
	}
	return number(n, plain, in)
}

// gainOf says what a path brings: the rate that is reached, where there is one, and the points.
func gainOf(set *form.Set, p *engine.Path) string {
	text := Message("need.gain", points(p.Gain))
	if rates := ratesOf(set, p.To.Reason, nil); len(rates) == 1 {
		text = Message("need.reach", rates[0], points(p.Gain))
	}
	if n := set.NodeByCode(p.Code); n >= 0 && !p.To.Points.Less(set.Nodes[n].Max) {
		text = Message("need.full", text)
	}
	return text
}

// ratesOf lists the percentages of derived values that a reason names, each once.
func ratesOf(set *form.Set, r engine.Reason, rates []string) []string {
	for _, a := range r.Args {
		if v := set.Value(a.Name); v != nil && v.Percent && !a.Value.None {
			if text := Value(a.Value, asPercent, nil); !slices.Contains(rates, text) {
				rates = append(rates, text)
			}
		}
	}
	for _, part := range r.Parts {
		rates = ratesOf(set, part, rates)
	}
	return rates
}

// Blocked says why an input is not among what can be done.
func Blocked(set *form.Set, b *engine.Blocked) string {
	label := named(inputLabel(set, b.Input))
	if in := set.Input(b.Input); in != nil && b.Row != "" {
		label += ", " + rowLabel(in, b.Row)
	}
	why := Message("blocked." + string(b.Why))
	if b.Why == engine.BlockPassed && b.Until != day.None {
		why = Message("blocked.passed_at", b.Until.VN())
	}
	return fullStop(Message("need.blocked", label, why))
}

// Standstill says why a leaf has no path to more points.
func Standstill(why engine.Standstill) string { return fullStop(Message("stands." + string(why))) }

// Refusal says why a figure cannot be tried out.
func Refusal(set *form.Set, r *engine.Refusal) string {
	in := set.Input(r.Fact.Input)
	at := named(inputLabel(set, r.Fact.Input))
	if r.Fact.Row != "" {
		at += ", " + rowLabel(in, r.Fact.Row)
	}
	if r.Fact.Field != "" {
		at += ", " + fieldLabel(in, r.Fact.Field)
	}
	limit := ""
	if len(r.Args) > 0 {
		limit = Value(r.Args[0].Value, plain, nil)
		if r.Code != engine.RefuseDecimals {
			limit = Value(r.Args[0].Value, plain, in)
		}
	}
	return fullStop(upper(Message("refused."+string(r.Code), at, Value(r.Fact.Value, plain, in), limit)))
}

// Move says what became of one place of the tree.
func Move(set *form.Set, m *engine.Move) string {
	name := m.Code
	leaf := true
	if n := set.NodeByCode(m.Code); n >= 0 {
		name += " " + set.Nodes[n].Name
		leaf = set.Nodes[n].Leaf != nil
	}
	was, is := stateAndPoints(m.Before), stateAndPoints(m.After)
	switch {
	case !leaf:
		return fullStop(Message("moved.section", name, "", "", signed(m.By)))
	case m.Before.State != m.After.State:
		return fullStop(Message("moved.state", name, was, is, signed(m.By)))
	case m.By.IsZero():
		return fullStop(Message("moved.outlook", name, points(m.Before.Reachable), points(m.After.Reachable)))
	}
	return fullStop(Message("moved.points", name, was, is, signed(m.By)))
}

// stateAndPoints prints points, or the state that stands instead of them.
func stateAndPoints(n engine.NodeResult) string {
	switch n.State {
	case engine.Scored, engine.Disputed:
		return points(n.Points)
	case "":
		return "không có"
	}
	return lower(State(n.State))
}
