package rules

import (
	"encoding/json"
)

// Schema gives the JSON Schema (2020-12) of one file of a criteria set, for editors. It is printed from the grammar
// the loader checks files against. What JSON Schema cannot say (names that exist, sums, limits that descend) only the
// loader checks.
func Schema() []byte {
	p := &schemaPrinter{defs: map[string]any{}}
	top := p.record(format)
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "Bộ tiêu chí chấm điểm cải cách hành chính"
	top["$defs"] = p.defs
	b, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		panic(err) // only maps, lists and strings
	}
	return append(b, '\n')
}

// schemaPrinter collects the records that hold themselves.
type schemaPrinter struct{ defs map[string]any }

// recursive names the records that are printed once and referred to.
var recursive = map[string]string{"node": "node", "part": "part", "rule of a row": "row"}

func (p *schemaPrinter) shape(s *shape) map[string]any {
	var kinds []any
	if s.scalar != lexNone {
		kinds = append(kinds, scalarSchema(s.scalar, s.enum))
	}
	if s.items != nil {
		kinds = append(kinds, map[string]any{"type": "array", "items": p.shape(s.items)})
	}
	if s.record != nil {
		kinds = append(kinds, p.recordRef(s.record))
	}
	if s.table != nil {
		t := map[string]any{"type": "object", "additionalProperties": p.shape(s.table.value)}
		if pattern := schemaPatterns[s.table.key]; pattern != "" {
			t["propertyNames"] = map[string]any{"pattern": pattern}
		}
		if s.table.size > 0 {
			t["minProperties"], t["maxProperties"] = s.table.size, s.table.size
		}
		kinds = append(kinds, t)
	}
	if len(kinds) == 1 {
		return kinds[0].(map[string]any)
	}
	return map[string]any{"anyOf": kinds}
}

func (p *schemaPrinter) recordRef(r *record) map[string]any {
	name, shared := recursive[r.name]
	if !shared {
		return p.record(r)
	}
	if _, done := p.defs[name]; !done {
		p.defs[name] = true // being printed
		p.defs[name] = p.record(r)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

func (p *schemaPrinter) record(r *record) map[string]any {
	properties := map[string]any{}
	var required []string
	together := map[string]any{}
	for _, k := range r.keys {
		of := p.shape(k.of)
		if k.doc != "" {
			of["description"] = k.doc
		}
		properties[k.name] = of
		switch {
		case k.with != "":
			together[k.name] = []string{k.with}
			if k.need {
				together[k.with] = []string{k.name}
			}
		case k.need:
			required = append(required, k.name)
		}
	}
	out := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	if len(together) > 0 {
		out["dependentRequired"] = together
	}
	var all []any
	for _, group := range r.choose {
		var one []any
		for _, name := range group {
			has := map[string]any{"required": []string{name}}
			if r.find(name).mapping {
				has["properties"] = map[string]any{name: map[string]any{"type": "object"}}
			}
			one = append(one, has)
		}
		all = append(all, map[string]any{"oneOf": one})
	}
	if len(all) > 0 {
		out["allOf"] = all
	}
	return out
}

const (
	decimalPattern = `-?(0|[1-9][0-9]*)(\.[0-9]+)?`
	namePattern    = "[A-Za-z_\u00C0-\u024F\u1E00-\u1EFF][0-9A-Za-z_\u00C0-\u024F\u1E00-\u1EFF]*"
	datePattern    = `[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}`
)

// schemaPatterns are what texts of a lexeme look like. A number that is not quoted reaches the schema as a number.
var schemaPatterns = map[lexeme]string{
	lexName:    "^" + namePattern + "$",
	lexID:      lexemePatterns[lexID].String(),
	lexVersion: lexemePatterns[lexVersion].String(),
	lexPlan:    lexemePatterns[lexPlan].String(),
	lexCode:    lexemePatterns[lexCode].String(),
	lexWhole:   lexemePatterns[lexWhole].String(),
	lexNumber:  "^" + decimalPattern + "$",
	lexExact:   "^(" + decimalPattern + "|-?[1-9][0-9]*/[1-9][0-9]*)$",
	lexPoints:  "^(max|" + decimalPattern + "%?)$",
	lexLimit:   "^(" + decimalPattern + "%?|" + datePattern + "|" + namePattern + ")$",
	lexDate:    "^(" + datePattern + ")$",
	lexUntil:   "^(cutoff|lock|" + datePattern + ")$",
}

func scalarSchema(l lexeme, enum []string) map[string]any {
	out := map[string]any{}
	switch l {
	case lexEnum:
		return map[string]any{"enum": enum}
	case lexTrue:
		return map[string]any{"const": true}
	case lexBool:
		return map[string]any{"type": "boolean"}
	case lexFormula, lexConst, lexGiven:
		out["type"] = []string{"string", "number", "boolean"}
	case lexWhole:
		out["type"] = []string{"string", "integer"}
	case lexText, lexNumber, lexExact, lexPoints, lexLimit, lexCode:
		out["type"] = []string{"string", "number"}
	default:
		out["type"] = "string"
	}
	if pattern := schemaPatterns[l]; pattern != "" {
		out["pattern"] = pattern
	}
	return out
}
