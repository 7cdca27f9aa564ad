package rules

import (
	"slices"

	"cchc/internal/form"
)

// The grammar of the format as data: which keys a mapping has and what stands behind each. The walker (conform.go)
// checks files against it and Schema (schema.go) prints it, so that the two cannot differ.

// lexeme is what a scalar may be.
type lexeme uint8

const (
	lexNone    lexeme = iota
	lexText           // free text for people
	lexFormula        // a name or an expression
	lexName           // a name that this set declares or refers to
	lexID             // an id of something outside the set: an office, a block, a class of units
	lexNumber         // an exact number without %
	lexWhole          // a whole number, at least 0
	lexExact          // a number, or a fraction of two whole numbers in lowest terms: 2/3
	lexPoints         // a number, a percentage of the maximum, or max
	lexConst          // a number, a percentage, a date or true/false; the type is given beside it
	lexLimit          // a number, a percentage, a date, or the name of a parameter
	lexDate           // 15/01/2026 or 2026-01-15
	lexUntil          // cutoff, lock or a date
	lexBool           // true or false
	lexTrue           // true
	lexCode           // "1.2.3"
	lexVersion        // 1.0.0
	lexPlan           // a deliverable of the plan: I.1.2
	lexEnum           // one of shape.enum
	lexGiven          // a datum of a case: by the type of the input
)

// shape is what may stand behind a key: a scalar, a list, a mapping with known keys, or a mapping with names of the
// author's own; the node's kind decides which of them is meant.
type shape struct {
	scalar lexeme
	enum   []string
	items  *shape
	record *record
	table  *table
}

// table is a mapping whose keys the author chooses.
type table struct {
	key   lexeme // lexName, lexCode, lexPlan, lexWhole, lexLimit or lexText
	value *shape
	size  int // exactly so many entries; 0: any number
}

// record is a mapping with known keys.
type record struct {
	name   string // what it is, for the schema and for messages
	keys   []key
	choose [][]string // of each group exactly one key must be there
	none   string     // code of the message where no key of a group is there; "": the usual one, which lists them
}

// key is one key of a record.
type key struct {
	name string
	of   *shape
	need bool
	with string // stands beside that key, and only beside it; need: and must
	// mapping: the key counts in a choice only when a mapping stands behind it; a leaf's `survey: true` is a mark.
	mapping bool
	doc     string // for the schema, in Vietnamese
}

func (r *record) find(name string) *key {
	for i := range r.keys {
		if r.keys[i].name == name {
			return &r.keys[i]
		}
	}
	return nil
}

func (r *record) names() []string {
	names := make([]string, len(r.keys))
	for i, k := range r.keys {
		names[i] = k.name
	}
	return names
}

func scalarOf(l lexeme) *shape           { return &shape{scalar: l} }
func oneOf(names ...string) *shape       { return &shape{scalar: lexEnum, enum: names} }
func listOf(of *shape) *shape            { return &shape{items: of} }
func recordOf(r *record) *shape          { return &shape{record: r} }
func namedBy(l lexeme, of *shape) *shape { return &shape{table: &table{key: l, value: of}} }

// The enumerations of the format.
var (
	inputTypes     = []string{"yes_no", "level", "date", "document", "event", "count", "number", "amount", "ratio", "index", "rating", "reports", "list", "survey"}
	paramTypes     = []string{"number", "ratio", "date", "yes_no"}
	fieldTypes     = []string{"number", "date", "yes_no", "text"}
	roundingPlaces = []string{"total", "criterion", "subcriterion"}
	roundingModes  = []string{"half_up", "half_even", "down"}
	zeroWholes     = []string{"not_applicable", "full", "not_scorable", "zero"}
	appliesEffects = []string{"rebase", "full", "not_scorable", "not_due"}
	caseStates     = []string{"scored", "missing", "not_scorable", "not_due", "not_applicable", "unscored", "disputed"}
	caseStages     = []string{"self", "appraisal1", "appraisal2", "final"}
	caseLayers     = []string{layerDeclared, "register"}
	measures       = texts(form.Measures())
	policies       = texts(form.Policies())
)

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = string(t)
	}
	return out
}

// format is the grammar of one file of a set. Every top key may stand in every file of the set.
var format = newFormat()

func newFormat() *record {
	text, formula, name, number := scalarOf(lexText), scalarOf(lexFormula), scalarOf(lexName), scalarOf(lexNumber)
	date, yes := scalarOf(lexDate), scalarOf(lexTrue)
	plan := listOf(scalarOf(lexPlan))
	rounding := &record{name: "rounding", keys: []key{
		{name: "decimals", of: scalarOf(lexWhole), need: true},
		{name: "mode", of: oneOf(roundingModes...), need: true},
	}}

	set := &record{name: "set", keys: []key{
		{name: "id", of: scalarOf(lexID), need: true},
		{name: "version", of: scalarOf(lexVersion), need: true},
		{name: "title", of: text, need: true},
		{name: "reference", of: text, doc: "nhãn in trên mọi kết quả khi bộ tiêu chí không phải bản chính thức"},
		{name: "scope", of: oneOf("unit", "province"), need: true},
		{name: "blocks", of: listOf(scalarOf(lexID))},
		{name: "max", of: number, need: true},
		{name: "period", need: true, of: recordOf(&record{name: "period", keys: []key{
			{name: "id", of: scalarOf(lexText), need: true},
			{name: "from", of: date, need: true}, {name: "to", of: date, need: true},
			{name: "cutoff", of: date, need: true, doc: "ngày chốt số liệu"},
			{name: "lock", of: date, need: true, doc: "ngày cuối của kỳ tự đánh giá"},
		}})},
		{name: "in_force", of: recordOf(&record{name: "in_force", keys: []key{
			{name: "from", of: date, need: true},
			{name: "until", of: date, doc: "ngày cuối còn hiệu lực; không ghi thì đến ngày khóa của kỳ"},
		}}), doc: "hiệu lực của phiên bản; không ghi thì từ ngày đầu của kỳ đến ngày khóa"},
		{name: "rounding", need: true, of: recordOf(&record{name: "set rounding", keys: append([]key{
			{name: "at", of: oneOf(roundingPlaces...), need: true},
		}, rounding.keys...)})},
		{name: "ties", of: oneOf("shared_skip", "shared_dense"), need: true},
		{name: "note", of: text},
	}}
	class := &record{name: "class", keys: []key{
		{name: "from", of: number}, {name: "above", of: number}, {name: "else", of: yes},
		{name: "name", of: text, need: true},
	}, choose: [][]string{{"from", "above", "else"}}}
	parameter := &record{name: "parameter", keys: []key{
		{name: "type", of: oneOf(paramTypes...), need: true},
		{name: "label", of: text, need: true},
		{name: "value", of: scalarOf(lexConst)},
		{name: "values", of: listOf(recordOf(&record{name: "dated value", keys: []key{
			{name: "from", of: date, need: true}, {name: "value", of: scalarOf(lexConst), need: true},
		}}))},
		{name: "source", of: text, need: true},
	}, choose: [][]string{{"value", "values"}}}
	attribute := &record{name: "attribute", keys: []key{
		{name: "type", of: oneOf("yes_no", "number"), need: true}, {name: "label", of: text, need: true},
	}}
	from := sourceOf()
	input := &record{name: "input", keys: []key{
		{name: "type", of: oneOf(inputTypes...), need: true},
		{name: "label", of: text, need: true},
		{name: "deliverable", of: scalarOf(lexPlan)},
		{name: "deliverables", of: plan},
		{name: "occurrence", of: text},
		{name: "date_by", of: oneOf("issued", "received")},
		{name: "declared_by", of: scalarOf(lexID), doc: "unit hoặc mã cơ quan nhập số liệu"},
		{name: "verified_by", of: scalarOf(lexID)},
		{name: "options", of: namedBy(lexName, text)},
		{name: "fields", of: namedBy(lexName, recordOf(&record{name: "field", keys: []key{
			{name: "type", of: oneOf(fieldTypes...), need: true}, {name: "label", of: text, need: true},
		}}))},
		{name: "groups", of: namedBy(lexName, recordOf(&record{name: "group", keys: []key{
			{name: "label", of: text, need: true}, {name: "weight", of: number, need: true},
		}}))},
		{name: "scale", of: scalarOf(lexWhole)},
		{name: "min", of: scalarOf(lexConst)}, {name: "max", of: scalarOf(lexConst)},
		{name: "decimals", of: scalarOf(lexWhole)},
		{name: "unit", of: text},
		{name: "direction", of: oneOf("up", "down"), doc: "càng cao càng tốt (up) hay càng thấp càng tốt (down)"},
		{name: "lever", of: oneOf("none", "up", "down")},
		{name: "until", of: scalarOf(lexUntil)},
		{name: "previous", of: scalarOf(lexBool)},
		{name: "when_missing", of: oneOf("missing", "not_scorable")},
		{name: "from", of: &shape{record: from, items: recordOf(from)}, doc: "tổng hợp từ số liệu của các đơn vị"},
		{name: "note", of: text},
	}}
	ratio := &record{name: "ratio", keys: []key{
		{name: "label", of: text, need: true},
		{name: "part", of: &shape{scalar: lexName, items: name, table: &table{key: lexName, value: number}}, need: true},
		{name: "whole", of: &shape{scalar: lexName, items: name, table: &table{key: lexName, value: number}}, need: true},
		{name: "when_whole_is_zero", of: oneOf(zeroWholes...), need: true},
	}}
	value := &record{name: "value", keys: []key{
		{name: "label", of: text, need: true},
		{name: "formula", of: formula, need: true},
		{name: "percent", of: scalarOf(lexBool), doc: "giá trị là tỷ lệ phần trăm"},
	}}
	check := &record{name: "check", keys: []key{
		{name: "check", of: formula, need: true}, {name: "because", of: text, need: true},
	}}
	applies := &record{name: "condition of applicability", keys: []key{
		{name: "when", of: formula, need: true},
		{name: "then", of: oneOf(appliesEffects...), need: true},
		{name: "because", of: text},
	}}

	node := &record{name: "node", none: "rule.none"}
	node.keys = append([]key{
		{name: "code", of: scalarOf(lexCode), need: true},
		{name: "name", of: text, need: true},
		{name: "max", of: number}, {name: "weight", of: number},
		{name: "min", of: number},
		{name: "children", of: listOf(recordOf(node))},
		{name: "outside", of: recordOf(&record{name: "section outside the scale", keys: []key{
			{name: "cap", of: number, need: true}, {name: "floor", of: number, need: true},
		}})},
		{name: "deliverables", of: plan},
		{name: "legal", of: &shape{scalar: lexText, items: recordOf(&record{name: "dated text", keys: []key{
			{name: "from", of: date, need: true}, {name: "text", of: text, need: true},
		}})}},
		{name: "evidence", of: text}, {name: "printed", of: text}, {name: "note", of: text},
		{name: "applies", of: listOf(recordOf(applies))},
		{name: "rounding", of: recordOf(rounding)},
		{name: "unscored", of: scalarOf(lexBool)},
	}, ruleKeys(newNested(), true)...)
	node.choose = [][]string{append([]string{"children"}, ruleLeads...)}

	due := &shape{scalar: lexDate, table: &table{key: lexText, value: date}}
	dues := namedBy(lexPlan, due)
	oneCase := &record{name: "case", keys: []key{
		{name: "name", of: text},
		{name: "as_of", of: date},
		{name: "stage", of: oneOf(caseStages...)},
		{name: "layer", of: oneOf(caseLayers...), doc: "số liệu mới do đơn vị tự khai (declared); không ghi thì do cơ quan quản lý số liệu nhập"},
		{name: "given", of: namedBy(lexName, &shape{scalar: lexGiven,
			items: namedBy(lexName, scalarOf(lexGiven)),
			table: &table{key: lexText, value: &shape{scalar: lexGiven, table: &table{key: lexText, value: scalarOf(lexGiven)}}}}), need: true},
		{name: "dues", of: dues},
		{name: "events", of: plan},
		{name: "refs", of: recordOf(&record{name: "references", keys: []key{
			{name: "best", of: scalarOf(lexConst), need: true}, {name: "worst", of: scalarOf(lexConst)},
		}})},
		{name: "state", of: oneOf(caseStates...)},
		{name: "points", of: scalarOf(lexExact)},
		{name: "branch", of: text},
		{name: "applied", of: scalarOf(lexExact)}, {name: "reachable", of: scalarOf(lexExact)},
		{name: "reason", of: text},
	}}

	return &record{name: "criteria set", keys: []key{
		{name: "set", of: recordOf(set)},
		{name: "classes", of: listOf(recordOf(&record{name: "classes", keys: []key{
			{name: "blocks", of: listOf(scalarOf(lexID))},
			{name: "bands", of: listOf(recordOf(class)), need: true},
		}}))},
		{name: "parameters", of: namedBy(lexName, recordOf(parameter))},
		{name: "attributes", of: namedBy(lexName, recordOf(attribute))},
		{name: "inputs", of: namedBy(lexName, recordOf(input))},
		{name: "ratios", of: namedBy(lexName, recordOf(ratio))},
		{name: "values", of: namedBy(lexName, recordOf(value)), doc: "giá trị đặt tên, tính bằng công thức"},
		{name: "checks", of: listOf(recordOf(check))},
		{name: "areas", of: listOf(recordOf(node))},
		{name: "dues", of: dues},
		{name: "cases", of: namedBy(lexCode, listOf(recordOf(oneCase)))},
	}}
}

// sourceOf is one source of an aggregated input; its measure is the key that names the units' input.
func sourceOf() *record {
	r := &record{name: "source of an aggregated input", choose: [][]string{measures}, none: "from.no_measure", keys: []key{
		{name: "units", of: listOf(scalarOf(lexID)), doc: "nhóm đơn vị được tổng hợp"},
		{name: "levels", with: string(form.MeasureHaving), of: listOf(scalarOf(lexName)), doc: "các mức được tính"},
		{name: "pool", of: scalarOf(lexName), doc: "các đầu vào cùng nhóm tính hoặc bỏ một đơn vị cùng nhau"},
		{name: "missing", of: oneOf(policies...), need: true, doc: "khi có đơn vị chưa có số liệu"},
	}}
	for _, m := range measures {
		r.keys = append(r.keys, key{name: m, of: scalarOf(lexName)})
	}
	return r
}

// partLeads are the keys of which a rule inside another has exactly one.
var partLeads = []string{"yes_no", "levels", "document", "bands", "share", "count_points", "deductions", "cases",
	"checklist", "steps", "sum", "best_of", "per_row", "relative", "survey", "rated", "formula"}

// ruleLeads are the keys of which the rule of a leaf has exactly one.
var ruleLeads = append(slices.Clip(partLeads), unwrittenLead)

// nestedRules are the mappings of rules inside rules; leaves carry the same keys among their own.
type nestedRules struct{ part, row *record }

func newNested() *nestedRules {
	n := &nestedRules{
		part: &record{name: "part", choose: [][]string{partLeads}, none: "rule.none"},
		row:  &record{name: "rule of a row", choose: [][]string{partLeads}, none: "rule.none"},
	}
	n.part.keys = append([]key{{name: "label", of: scalarOf(lexText)}, {name: "max", of: scalarOf(lexNumber)}}, ruleKeys(n, false)...)
	n.row.keys = ruleKeys(n, false)
	return n
}

// ruleKeys are the keys of a rule. On a leaf `survey: true` is also a mark.
func ruleKeys(nested *nestedRules, onLeaf bool) []key {
	text, formula, name, number := scalarOf(lexText), scalarOf(lexFormula), scalarOf(lexName), scalarOf(lexNumber)
	points, limit, yes := scalarOf(lexPoints), scalarOf(lexLimit), scalarOf(lexTrue)
	branch := &shape{scalar: lexPoints, record: &record{name: "branch", keys: []key{
		{name: "points", of: points, need: true}, {name: "because", of: text},
	}}}
	late := &shape{scalar: lexPoints, record: branch.record, items: recordOf(&record{name: "late", keys: []key{
		{name: "within", of: scalarOf(lexWhole)}, {name: "else", of: yes},
		{name: "points", of: points, need: true}, {name: "because", of: text},
	}, choose: [][]string{{"within", "else"}}})}
	band := &record{name: "band", keys: []key{
		{name: "from", of: limit}, {name: "above", of: limit}, {name: "else", of: yes},
		{name: "points", of: points},
		{name: "line", of: &shape{table: &table{key: lexLimit, value: points, size: 2}}},
		{name: "jump", of: text, doc: "nguồn của bước nhảy điểm tại cận dưới"},
		{name: "because", of: text},
	}, choose: [][]string{{"from", "above", "else"}, {"points", "line"}}}
	tally := func(start bool) *record {
		r := &record{name: "count_points", keys: []key{
			{name: "cap", of: points}, {name: "floor", of: points},
			{name: "each", need: true, of: listOf(recordOf(&record{name: "counted", keys: []key{
				{name: "count", of: formula, need: true}, {name: "points", of: points, need: true}, {name: "because", of: text},
			}}))},
			{name: "because", of: text},
		}}
		if start {
			r.name = "deductions"
			r.keys = append(r.keys, key{name: "start", of: points, need: true})
		}
		return r
	}
	rounding := recordOf(&record{name: "rounding", keys: []key{
		{name: "decimals", of: scalarOf(lexWhole), need: true},
		{name: "mode", of: oneOf(roundingModes...), need: true},
	}})
	survey := &shape{record: &record{name: "survey", keys: []key{
		{name: "input", of: name, need: true},
		{name: "min_sample", of: limit, need: true},
		{name: "none_left", of: oneOf("rebase", "full", "not_scorable"), need: true},
		{name: "because", of: text},
	}}}
	if onLeaf {
		survey.scalar = lexBool
	}
	parts := listOf(recordOf(nested.part))
	keys := []key{
		{name: "yes_no", of: recordOf(&record{name: "yes_no", keys: []key{
			{name: "input", of: name, need: true}, {name: "yes", of: branch, need: true}, {name: "no", of: branch, need: true},
		}})},
		{name: "levels", of: recordOf(&record{name: "levels", keys: []key{
			{name: "input", of: name, need: true}, {name: "points", of: namedBy(lexName, branch), need: true},
		}})},
		{name: "document", of: name},
		{name: "outcomes", with: "document", need: true, of: recordOf(&record{name: "outcomes", keys: []key{
			{name: "on_time", of: branch, need: true}, {name: "late", of: late, need: true}, {name: "never", of: branch, need: true},
		}})},
		{name: "value", with: "bands", need: true, of: formula},
		{name: "bands", of: listOf(recordOf(band))},
		{name: "share", of: recordOf(&record{name: "share", keys: []key{
			{name: "of", of: formula, need: true}, {name: "target", of: limit}, {name: "from", of: limit}, {name: "because", of: text},
		}})},
		{name: "count_points", of: recordOf(tally(false))},
		{name: "deductions", of: recordOf(tally(true))},
		{name: "cases", of: listOf(recordOf(&record{name: "case of a rule", keys: []key{
			{name: "when", of: formula}, {name: "else", of: yes},
			{name: "points", of: points, need: true}, {name: "because", of: text},
		}, choose: [][]string{{"when", "else"}}}))},
		{name: "checklist", of: recordOf(&record{name: "checklist", keys: []key{
			{name: "items", need: true, of: listOf(recordOf(&record{name: "checklist item", keys: []key{
				{name: "when", of: formula, need: true}, {name: "because", of: text},
			}}))},
			{name: "points", of: namedBy(lexWhole, branch), need: true},
		}})},
		{name: "steps", of: recordOf(&record{name: "steps", keys: []key{
			{name: "value", of: formula, need: true}, {name: "upto", of: number, need: true},
			{name: "base", of: points, need: true}, {name: "every", of: number, need: true},
			{name: "points", of: points, need: true}, {name: "cap", of: points, need: true},
			{name: "count", of: oneOf("full", "started"), need: true}, {name: "because", of: text},
		}})},
		{name: "sum", of: parts},
		{name: "best_of", of: parts},
		{name: "per_row", of: recordOf(&record{name: "per_row", keys: []key{
			{name: "list", of: name, need: true}, {name: "rule", of: recordOf(nested.row), need: true},
			{name: "rounding", of: rounding}, {name: "because", of: text},
		}})},
		{name: "relative", of: recordOf(&record{name: "relative", keys: []key{
			{name: "value", of: formula, need: true}, {name: "to", of: oneOf("best", "min_max"), need: true},
			{name: "direction", of: oneOf("up", "down"), need: true},
			{name: "best_is_zero", of: oneOf(zeroWholes...), need: true}, {name: "because", of: text},
		}})},
		{name: "survey", of: survey, mapping: true},
		{name: "rated", of: recordOf(&record{name: "rated", keys: []key{
			{name: "input", of: name, need: true}, {name: "because", of: text},
		}})},
		{name: "formula", of: formula},
		{name: "because", with: "formula", of: text},
	}
	if onLeaf {
		keys = append(keys, key{name: unwrittenLead, of: text, doc: "quy tắc chưa được viết: lời văn của quy tắc"})
	}
	return keys
}
