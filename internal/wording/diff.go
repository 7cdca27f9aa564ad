package wording

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/diff"
)

// Sentences of the differences between two versions of a criteria set (rules/diff). {0} is what changed, {1} what it was
// and {2} what it is.
var _ = register(map[string]string{
	"diff.set.changed": "{0}: {1} → {2}",
	"diff.set.text":    "{0}: {1} → {2}",

	"diff.node.added":     "thêm mới: {2}",
	"diff.node.removed":   "bỏ: {1}",
	"diff.node.moved":     "chuyển chỗ: {1} → {2}",
	"diff.node.repointed": "{0}: {1} → {2}",
	"diff.node.bounds":    "{0}: {1} → {2}",
	"diff.node.renamed":   "đổi tên: {1} → {2}",

	"diff.leaf.unscored": "{0}: {1} → {2}",
	"diff.leaf.rounding": "làm tròn riêng: {1} → {2}",
	"diff.leaf.text":     "{0}: {1} → {2}",
	"diff.leaf.legal":    "căn cứ pháp lý: {1} → {2}",

	"diff.applies.added":   "thêm điều kiện áp dụng: {2}",
	"diff.applies.removed": "bỏ điều kiện áp dụng: {1}",
	"diff.applies.changed": "điều kiện áp dụng thứ {3}, {0}: {1} → {2}",
	"diff.applies.order":   "các điều kiện áp dụng xếp theo thứ tự khác; điều kiện đứng trước được xét trước",

	"diff.rule.kind":     "cách chấm{3} được thay bằng cách khác: {1} → {2}",
	"diff.rule.value":    "{0}{3}: {1} → {2}",
	"diff.rule.bounds":   "{0}{3}: {1} → {2}",
	"diff.rule.source":   "{0}{3}: {1} → {2}",
	"diff.rule.rounding": "làm tròn{3}: {1} → {2}",
	"diff.rule.missing":  "{0}{3}: {1} → {2}",
	"diff.rule.text":     "{0}{3}: {1} → {2}",

	"diff.branch.added":     "thêm mức{3}: {2}",
	"diff.branch.removed":   "bỏ mức{3}: {1}",
	"diff.branch.condition": "điều kiện của {0}: {1} → {2}",
	"diff.branch.limit":     "ngưỡng của {0}: {1} → {2}",
	"diff.branch.points":    "điểm của {0}: {1} → {2}",
	"diff.branch.order":     "các mức xếp theo thứ tự khác; mức đứng trước được xét trước",
	"diff.branch.text":      "{4} của {0}: {1} → {2}",
	"diff.branch.id":        "mã của {0}: {1} → {2}",

	"diff.item.added":   "thêm nội dung được đếm{3}: {2}",
	"diff.item.removed": "bỏ nội dung được đếm{3}: {1}",
	"diff.item.changed": "{4} của nội dung được đếm {0}: {1} → {2}",
	"diff.item.order":   "các nội dung được đếm xếp theo thứ tự khác",
	"diff.item.text":    "{4} của nội dung được đếm {0}: {1} → {2}",

	"diff.part.added":   "thêm phần: {2}",
	"diff.part.removed": "bỏ phần: {1}",
	"diff.part.order":   "các phần xếp theo thứ tự khác",

	"diff.input.added":   "thêm: {2}",
	"diff.input.removed": "bỏ: {1}",
	"diff.input.changed": "{0}: {1} → {2}",
	"diff.input.missing": "khi chưa có số liệu: {1} → {2}",
	"diff.input.text":    "{0}: {1} → {2}",

	"diff.value.added":   "thêm: {2}",
	"diff.value.removed": "bỏ: {1}",
	"diff.value.changed": "{0}: {1} → {2}",
	"diff.value.text":    "{0}: {1} → {2}",

	"diff.param.added":   "thêm: {2}",
	"diff.param.removed": "bỏ: {1}",
	"diff.param.value":   "giá trị: {1} → {2}",
	"diff.param.changed": "{0}: {1} → {2}",
	"diff.param.text":    "{0}: {1} → {2}",

	"diff.attr.added":   "thêm: {2}",
	"diff.attr.removed": "bỏ: {1}",
	"diff.attr.changed": "{0}: {1} → {2}",
	"diff.attr.text":    "{0}: {1} → {2}",

	"diff.check.added":   "thêm ràng buộc số liệu: {2}",
	"diff.check.removed": "bỏ ràng buộc số liệu: {1}",
	"diff.check.changed": "ràng buộc số liệu: {1} → {2}",
	"diff.check.text":    "câu của ràng buộc số liệu: {1} → {2}",

	"diff.order": "{0} xếp theo thứ tự khác",
	"diff.other": "hai bản khác nhau ở chỗ chưa nêu được tên; xem dạng chuẩn bằng cchc rules show --json",

	"diff.place.set":   "Cả bộ tiêu chí",
	"diff.place.input": "Đầu vào {0}",
	"diff.place.value": "Giá trị {0}",
	"diff.place.param": "Tham số {0}",
	"diff.place.attr":  "Thuộc tính {0}",
	"diff.place.check": "Ràng buộc số liệu",
	"diff.place.was":   "{0} (trước là {1})",
	"diff.place.gone":  "{0} (bản trước)",
	"diff.rests":       "liên quan đến {0}",
	"diff.nothing":     "không có",
	"diff.unbounded":   "không giới hạn",
})

// Names of what of a thing changed (diff.Field).
var _ = register(map[string]string{
	"diff.field.":              "nội dung",
	"diff.field.accepted":      "cần cơ quan thẩm định chấp nhận số liệu",
	"diff.field.attributes":    "danh sách thuộc tính",
	"diff.field.because":       "câu giải thích",
	"diff.field.blocks":        "các khối đơn vị được chấm",
	"diff.field.cap":           "mức trần",
	"diff.field.check":         "điều kiện",
	"diff.field.checks":        "danh sách ràng buộc số liệu",
	"diff.field.classes":       "bảng xếp loại",
	"diff.field.count":         "cách đếm",
	"diff.field.date_by":       "ngày được tính",
	"diff.field.decimals":      "số chữ số thập phân được nhập",
	"diff.field.declared_by":   "người khai",
	"diff.field.deliverables":  "sản phẩm theo kế hoạch",
	"diff.field.direction":     "chiều tốt lên",
	"diff.field.evidence":      "tài liệu kiểm chứng",
	"diff.field.expr":          "cách tính",
	"diff.field.fields":        "các cột của bảng",
	"diff.field.floor":         "mức sàn",
	"diff.field.from":          "nguồn tổng hợp từ đơn vị",
	"diff.field.groups":        "các nhóm được điều tra",
	"diff.field.id":            "mã",
	"diff.field.in_force":      "hiệu lực của bộ tiêu chí",
	"diff.field.inputs":        "danh sách đầu vào",
	"diff.field.jump":          "nguồn của bước nhảy điểm",
	"diff.field.label":         "tên gọi",
	"diff.field.legal":         "căn cứ pháp lý",
	"diff.field.lever":         "chiều đơn vị còn có thể thay đổi",
	"diff.field.line":          "cách tính theo tỷ lệ",
	"diff.field.list":          "danh sách được chấm từng dòng",
	"diff.field.lower":         "ngưỡng",
	"diff.field.max":           "điểm tối đa",
	"diff.field.method":        "cách so sánh trong khối",
	"diff.field.min":           "điểm tối thiểu",
	"diff.field.min_sample":    "số phiếu hợp lệ tối thiểu",
	"diff.field.name":          "tên",
	"diff.field.nodes":         "cây tiêu chí",
	"diff.field.none_left":     "khi không nhóm điều tra nào đủ phiếu",
	"diff.field.note":          "ghi chú",
	"diff.field.occurrence":    "kỳ của sản phẩm",
	"diff.field.options":       "các mức",
	"diff.field.order":         "thứ tự",
	"diff.field.outside":       "nằm ngoài thang điểm (điểm thưởng, điểm trừ)",
	"diff.field.parameters":    "danh sách tham số",
	"diff.field.percent":       "in dưới dạng phần trăm",
	"diff.field.period":        "mã kỳ chấm điểm",
	"diff.field.period_cutoff": "ngày chốt số liệu",
	"diff.field.period_from":   "ngày đầu kỳ",
	"diff.field.period_lock":   "ngày đóng kỳ tự đánh giá",
	"diff.field.period_to":     "ngày cuối kỳ",
	"diff.field.points":        "điểm",
	"diff.field.previous":      "là số liệu của kỳ trước",
	"diff.field.printed":       "cách chấm in trong quyết định",
	"diff.field.reference":     "nhãn “chưa chính thức”",
	"diff.field.relative":      "so sánh trong khối",
	"diff.field.rounding":      "làm tròn",
	"diff.field.scale":         "thang đo",
	"diff.field.scope":         "phạm vi chấm",
	"diff.field.shape":         "kiểu viết của quy tắc",
	"diff.field.source":        "nguồn",
	"diff.field.start":         "điểm khởi đầu",
	"diff.field.survey":        "điều tra xã hội học",
	"diff.field.then":          "hệ quả",
	"diff.field.ties":          "đồng hạng",
	"diff.field.title":         "tên bộ tiêu chí",
	"diff.field.type":          "loại",
	"diff.field.unit":          "đơn vị tính",
	"diff.field.unscored":      "chỉ theo dõi, không chấm điểm",
	"diff.field.until":         "hạn đơn vị còn thay đổi được",
	"diff.field.value":         "giá trị để chấm",
	"diff.field.values":        "danh sách giá trị tính sẵn",
	"diff.field.verified_by":   "cơ quan xác nhận",
	"diff.field.version":       "phiên bản",
	"diff.field.when":          "điều kiện",
	"diff.field.when_no_base":  "khi không có mức để so sánh",
	"diff.field.lower_better":  "thấp hơn là tốt hơn",

	// of an input, not of a node
	"diff.field.input.max": "giá trị lớn nhất",
	"diff.field.input.min": "giá trị nhỏ nhất",
	// of a whole set
	"diff.field.set.max": "tổng điểm tối đa",
})

// Words of the closed vocabularies of the form.
var _ = register(map[string]string{
	"diff.word.yes_no": "có/không", "diff.word.level": "mức", "diff.word.date": "ngày", "diff.word.document": "văn bản",
	"diff.word.event": "sự kiện", "diff.word.count": "số đếm", "diff.word.number": "số", "diff.word.amount": "số tiền",
	"diff.word.ratio": "tỷ lệ", "diff.word.index": "chỉ số bên ngoài", "diff.word.rating": "điểm do người có thẩm quyền cho",
	"diff.word.reports": "báo cáo định kỳ", "diff.word.list": "danh sách", "diff.word.survey": "phiếu điều tra",
	"diff.word.bool": "có/không", "diff.word.text": "chữ",
	"diff.word.issued": "ngày ký", "diff.word.received": "ngày nhận",
	"diff.word.up": "tăng", "diff.word.down": "giảm",
	"diff.word.unit": "đơn vị", "diff.word.province": "cấp tỉnh",
	"diff.word.shared_skip": "cùng hạng, bỏ hạng kế tiếp", "diff.word.shared_dense": "cùng hạng, không bỏ hạng",
	"diff.word.best": "so với mức tốt nhất", "diff.word.min_max": "khoảng cách giữa mức kém nhất và tốt nhất",
	"diff.word.total": "ở tổng điểm", "diff.word.criterion": "ở từng tiêu chí", "diff.word.subcriterion": "ở từng tiêu chí thành phần",
	"diff.word.sum": "cộng số liệu", "diff.word.owed": "số phải nộp", "diff.word.on_time": "số đúng hạn", "diff.word.late": "số muộn",
	"diff.word.having": "số đơn vị có", "diff.word.applicable": "số đơn vị áp dụng", "diff.word.previous": "số kỳ trước",
	"diff.word.refuse": "thiếu một đơn vị thì chưa tổng hợp", "diff.word.skip_and_show": "bỏ qua đơn vị thiếu và nêu tên",
	"diff.word.count_as_worst": "đơn vị thiếu tính là 0 và nêu tên",
})

// ChangePlace names what a change is about: a node of the tree by its later code, with the earlier one where that is
// another, or an input, value, parameter or attribute.
func ChangePlace(c *diff.Changes, ch *diff.Change) string {
	if ch.Code != "" {
		return nodePlace(c, ch)
	}
	group, _, _ := strings.Cut(string(ch.Kind), ".")
	switch group {
	case "input", "value", "param", "attr":
		return Message("diff.place."+group, changeName(c, group, ch.Name))
	case "check":
		return Message("diff.place.check")
	}
	return Message("diff.place.set")
}

// GoneCode is the code of a node that only the earlier version has: another may bear it in the later one.
func GoneCode(code string) string { return Message("diff.place.gone", code) }

func nodePlace(c *diff.Changes, ch *diff.Change) string {
	set, text := c.After, ch.Code
	if ch.Kind == diff.NodeRemoved {
		set, text = c.Before, GoneCode(ch.Code)
	}
	if n := set.NodeByCode(ch.Code); n >= 0 {
		text += " " + set.Nodes[n].Name
	}
	if ch.Was != "" {
		return Message("diff.place.was", text, ch.Was)
	}
	return text
}

// changeName is what people call something named, with its name in the files.
func changeName(c *diff.Changes, group, name string) string {
	for _, set := range []*form.Set{c.After, c.Before} {
		if label := nameIn(set, group, name); label != "" {
			return name + " " + named(label)
		}
	}
	return name
}

func nameIn(set *form.Set, group, name string) string {
	switch group {
	case "input":
		if in := set.Input(name); in != nil {
			return in.Label
		}
	case "value":
		if v := set.Value(name); v != nil {
			return v.Label
		}
	case "param":
		for i := range set.Params {
			if set.Params[i].Name == name {
				return set.Params[i].Label
			}
		}
	case "attr":
		for i := range set.Attrs {
			if set.Attrs[i].Name == name {
				return set.Attrs[i].Label
			}
		}
	}
	return ""
}

// Change says one difference in one sentence, without its place.
func Change(c *diff.Changes, ch *diff.Change) string {
	d := changeText{c, ch}
	text := Message("diff."+string(ch.Kind), d.what(), d.thing(c.Before, ch.Before), d.thing(c.After, ch.After), d.part(), lower(d.field()))
	if rests := d.rests(); rests != "" {
		text += " (" + rests + ")"
	}
	return upper(text)
}

// ChangeSides says what it was and what it is; both are empty where only an order changed.
func ChangeSides(c *diff.Changes, ch *diff.Change) (before, after string) {
	if ch.Before == nil && ch.After == nil {
		return "", ""
	}
	d := changeText{c, ch}
	return d.thing(c.Before, ch.Before), d.thing(c.After, ch.After)
}

// changeText renders one change.
type changeText struct {
	c  *diff.Changes
	ch *diff.Change
}

// field is the name of what of the thing changed.
func (d changeText) field() string {
	group, _, _ := strings.Cut(string(d.ch.Kind), ".")
	if code := "diff.field." + group + "." + string(d.ch.Field); Known(code) {
		return Message(code)
	}
	if d.ch.Kind == diff.RuleSource && d.ch.Field == "lower" {
		return Message("diff.field.lower_better")
	}
	return Message("diff.field." + string(d.ch.Field))
}

// what names what changed: a branch by what it gives or when it decides, an item by what is counted, else the field.
func (d changeText) what() string {
	group, _, _ := strings.Cut(string(d.ch.Kind), ".")
	switch group {
	case "branch":
		return d.branch()
	case "item":
		return d.item()
	}
	return d.field()
}

// leafRule is the rule node that the change stands in, in the later version or, where it is gone, in the earlier one, with
// the rest of the path.
func (d changeText) leafRule() (*form.Set, *form.Rule, string) {
	for _, at := range []struct {
		set        *form.Set
		code, path string
	}{{d.c.After, d.ch.Code, d.ch.Path}, {d.c.Before, d.ch.Code, d.ch.Path}} {
		n := at.set.NodeByCode(at.code)
		if n < 0 || at.set.Nodes[n].Leaf == nil {
			continue
		}
		if r, id := ruleOf(at.set.Nodes[n].Leaf.Rule, at.path); r != nil {
			return at.set, r, id
		}
	}
	return d.c.After, nil, ""
}

// branch names a branch by what does not change of it.
func (d changeText) branch() string {
	set, r, id := d.leafRule()
	if r == nil {
		return "mức " + d.ch.Path
	}
	for i := range r.Branches {
		b := &r.Branches[i]
		switch {
		case b.ID != id:
		case d.ch.Kind != diff.BranchLimit && d.ch.Kind != diff.BranchCondition:
			return branchName(branchCondition(set, r, i)) + d.part()
		case b.Line != nil:
			return "mức tính theo tỷ lệ" + d.part()
		default:
			return "mức " + points(b.Points) + d.part()
		}
	}
	return "mức " + named(id) + d.part()
}

// branchName names a branch by when it decides.
func branchName(condition string) string {
	switch {
	case condition == "mọi giá trị":
		return "mức tính theo tỷ lệ"
	case strings.Contains(condition, "“"):
		return "mức khi " + condition
	}
	return "mức " + named(condition)
}

func (d changeText) item() string {
	set, r, id := d.leafRule()
	if r != nil {
		for i := range r.Items {
			if r.Items[i].ID == id {
				return named(Expr(set, r.Items[i].Count)) + d.part()
			}
		}
	}
	return named(id) + d.part()
}

// part says in which part of the rule, or which condition of applicability, the change stands.
func (d changeText) part() string {
	if i, ok := index(d.ch.Path, "applies"); ok {
		return strconv.Itoa(i + 1)
	}
	var text strings.Builder
	for step := range strings.SplitSeq(d.ch.Path, "/") {
		if step == "row" {
			text.WriteString(" của từng dòng")
		} else if i, ok := index(step, "p"); ok {
			text.WriteString(" của phần " + strconv.Itoa(i+1))
		}
	}
	return text.String()
}

// restsShown is how many leaves a sentence names; the rest is counted.
const restsShown = 8

// rests names the leaves that rest on something that belongs to no leaf.
func (d changeText) rests() string {
	codes := slices.Clone(d.ch.Leaves)
	for _, code := range d.ch.Gone {
		codes = append(codes, GoneCode(code))
	}
	if d.ch.Code != "" || len(codes) == 0 {
		return ""
	}
	text := strings.Join(codes[:min(len(codes), restsShown)], ", ")
	if more := len(codes) - restsShown; more > 0 {
		text += " và " + strconv.Itoa(more) + " tiêu chí khác"
	}
	return Message("diff.rests", text)
}

// thing says the state of what changed.
func (d changeText) thing(set *form.Set, t diff.Thing) string {
	switch t := t.(type) {
	case nil:
		return Message("diff.nothing")
	case string:
		return named(t)
	case diff.Word:
		return formWord(string(t))
	case []string:
		return strings.Join(t, ", ")
	case bool:
		if t {
			return "có"
		}
		return "không"
	case int:
		return strconv.Itoa(t)
	case day.Day:
		return dayOrNothing(t)
	case form.Days:
		return dayOrNothing(t.From) + " – " + dayOrNothing(t.Until)
	case diff.Points:
		return points(exact.Num(t))
	case exact.Num:
		return short(t, numberDecimals)
	case form.Effect:
		return effect(t)
	}
	return d.shaped(set, t)
}

func dayOrNothing(d day.Day) string {
	if d == day.None {
		return Message("diff.unbounded")
	}
	return d.VN()
}

// formWord is what a word of the form is called; one that is not known stands as it is.
func formWord(word string) string {
	if code := "diff.word." + word; Known(code) {
		return Message(code)
	}
	return named(word)
}

// shaped says the things of the form that are made of several.
func (d changeText) shaped(set *form.Set, t diff.Thing) string {
	switch t := t.(type) {
	case form.DatedText:
		return named(t.Text) + since(t.From)
	case form.DatedConst:
		return constant(t.Value) + since(t.From)
	case exact.Rounding:
		return rounding(t)
	case form.Rounding:
		return rounding(t.Rounding) + ", " + formWord(string(t.At))
	case form.Text:
		return named(template(t))
	case *form.Expr:
		return Expr(set, t)
	case *form.Limit:
		return lowerLimit(set, t)
	case *form.Line:
		return branchPoints(set, &form.Branch{Line: t})
	case *form.Applies:
		return "nếu " + Expr(set, t.When) + ": " + effect(t.Then)
	case *form.Rule:
		return named(ruleWords(set, t, t.Max))
	case diff.BranchAt:
		return branchCondition(set, t.Rule, t.At) + ": " + branchPoints(set, &t.Rule.Branches[t.At])
	case diff.ItemAt:
		return signed(t.Rule.Items[t.At].Points) + " điểm × " + named(Expr(set, t.Rule.Items[t.At].Count))
	}
	return d.declared(set, t)
}

func since(d day.Day) string {
	if d == day.None {
		return ""
	}
	return " (từ ngày " + d.VN() + ")"
}

// template is an author's sentence with its holes as written.
func template(t form.Text) string {
	var b strings.Builder
	for _, p := range t.Parts {
		if p.Arg == nil {
			b.WriteString(p.Lit)
		} else {
			b.WriteString("{" + p.Name + "}")
		}
	}
	return b.String()
}

// declared says what sets declare.
func (d changeText) declared(set *form.Set, t diff.Thing) string {
	switch t := t.(type) {
	case *form.Node:
		return d.node(set, t)
	case *form.Input:
		return named(t.Label) + ", loại " + formWord(string(t.Type))
	case *form.Value:
		return Expr(set, t.Expr)
	case *form.Param:
		return paramValues(t)
	case *form.Attr:
		return named(t.Label) + ", loại " + formWord(string(t.Type))
	case *form.Check:
		return Expr(set, t.Cond)
	case []form.ClassScheme:
		return joinEach(t, "; ", schemeWords)
	case []form.From:
		return joinEach(t, "; ", fromWords)
	case []form.Option:
		return joinEach(t, ", ", func(o form.Option) string { return o.ID + " " + named(o.Label) })
	case []form.Field:
		return joinEach(t, ", ", func(f form.Field) string {
			return f.Name + " " + named(f.Label) + " (" + formWord(string(f.Type)) + ")"
		})
	case []form.Group:
		return joinEach(t, ", ", func(g form.Group) string {
			return g.ID + " " + named(g.Label) + " (trọng số " + short(g.Weight, numberDecimals) + ")"
		})
	}
	return ""
}

// node says a node that came, went or moved.
func (d changeText) node(set *form.Set, n *form.Node) string {
	if d.ch.Kind != diff.NodeMoved {
		return named(n.Name) + ", tối đa " + points(n.Max)
	}
	if n.Parent < 0 {
		return n.Code
	}
	return n.Code + " thuộc " + set.Nodes[n.Parent].Code + " " + named(set.Nodes[n.Parent].Name)
}

func paramValues(p *form.Param) string {
	return joinEach(p.Values, "; ", func(v form.DatedConst) string { return constant(v.Value) + since(v.From) })
}

// joinEach joins the words of a list; an empty one is nothing.
func joinEach[T any](list []T, sep string, say func(T) string) string {
	if len(list) == 0 {
		return Message("diff.nothing")
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = say(v)
	}
	return strings.Join(texts, sep)
}

func schemeWords(s form.ClassScheme) string {
	text := joinEach(s.Bands, ", ", func(c form.Class) string {
		switch {
		case c.Lower == nil:
			return c.Name + " còn lại"
		case c.Open:
			return c.Name + " trên " + short(*c.Lower, numberDecimals)
		}
		return c.Name + " từ " + short(*c.Lower, numberDecimals)
	})
	if len(s.Blocks) > 0 {
		text += " (khối " + strings.Join(s.Blocks, ", ") + ")"
	}
	return text
}

func fromWords(f form.From) string {
	text := formWord(string(f.Measure)) + " " + named(f.Input)
	if len(f.Levels) > 0 {
		text += " ở mức " + strings.Join(f.Levels, ", ")
	}
	if len(f.Blocks) > 0 {
		text += " của khối " + strings.Join(f.Blocks, ", ")
	}
	if f.Pool != "" {
		text += ", nhóm " + f.Pool
	}
	return text + ", " + formWord(string(f.Missing))
}
