package rules

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/suggest"
)

// conformer checks a file's tree against the grammar and reports every difference. Nodes that differ are marked
// unsound, so that the loader passes over them.
type conformer struct {
	*sink
	src *source
}

// fail reports a node and marks it.
func (c *conformer) fail(n *yaml.Node, code, hint string, args ...string) bool {
	c.at(c.src, n, code, hint, args...)
	c.unsound[n] = true
	return false
}

// check reports whether a node has a shape.
func (c *conformer) check(n *yaml.Node, sh *shape) bool {
	ok := true
	switch {
	case n.Kind == yaml.ScalarNode && sh.scalar != lexNone:
		ok = c.scalar(n, sh.scalar, sh.enum)
	case n.Kind == yaml.SequenceNode && sh.items != nil:
		for _, item := range n.Content {
			c.check(item, sh.items) // a bad item spoils itself, not the list
		}
	case n.Kind == yaml.MappingNode && sh.record != nil:
		ok = c.record(n, sh.record)
	case n.Kind == yaml.MappingNode && sh.table != nil:
		ok = c.table(n, sh.table)
	case n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle != 0 && len(n.Content) == 2 && isNumberLexeme(sh.scalar):
		return c.fail(n, "number.comma", n.Content[0].Value+"."+n.Content[1].Value, "["+n.Content[0].Value+","+n.Content[1].Value+"]")
	case n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0:
		return c.fail(n, "format.empty", "")
	default:
		return c.fail(n, "format.want_"+sh.wants(), "")
	}
	if !ok {
		c.unsound[n] = true
	}
	return ok
}

// wants names the kinds of node a shape takes, for the code of a message.
func (sh *shape) wants() string {
	var kinds []string
	if sh.scalar != lexNone {
		kinds = append(kinds, "scalar")
	}
	if sh.items != nil {
		kinds = append(kinds, "list")
	}
	if sh.record != nil || sh.table != nil {
		kinds = append(kinds, "mapping")
	}
	return strings.Join(kinds, "_or_")
}

func isNumberLexeme(l lexeme) bool {
	return l == lexNumber || l == lexExact || l == lexPoints || l == lexConst || l == lexLimit || l == lexWhole
}

// record checks the keys of a mapping and what stands behind them. A bad value spoils its own node, not its siblings.
func (c *conformer) record(n *yaml.Node, r *record) bool {
	ok := true
	have := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		kn, vn := n.Content[i], n.Content[i+1]
		if !c.keyNode(n, kn, vn) {
			ok = false
			continue
		}
		name := kn.Value
		k := r.find(name)
		switch {
		case k == nil:
			c.fail(kn, "format.unknown_key", suggest.Nearest(name, r.names()), name)
			ok = false
			continue
		case have[name] != nil:
			c.fail(kn, "format.duplicate_key", "", name, strconv.Itoa(have[name].Line))
			c.unsound[vn] = true
			ok = false
			continue
		}
		have[name] = kn
		c.check(vn, k.of)
	}
	return c.keysTogether(n, r, have) && ok
}

// keyNode checks that a key is a plain name. `0,5` inside braces reads as the value 0 and a key 5 without a value.
func (c *conformer) keyNode(n, kn, vn *yaml.Node) bool {
	if kn.Kind != yaml.ScalarNode {
		return c.fail(kn, "format.key_not_text", "")
	}
	_, err := strconv.Atoi(strings.TrimSuffix(kn.Value, "%"))
	if err == nil && n.Style&yaml.FlowStyle != 0 && vn.Kind == yaml.ScalarNode && vn.Value == "" && vn.Style == 0 {
		return c.fail(kn, "number.comma_in_braces", "", kn.Value)
	}
	if kn.Value == "<<" {
		return c.fail(kn, "yaml.merge", "")
	}
	return c.trapped(kn, lexName)
}

// keysTogether checks which keys must stand together and of which there is exactly one.
func (c *conformer) keysTogether(n *yaml.Node, r *record, have map[string]*yaml.Node) bool {
	ok := true
	missing := func(name string) {
		c.report(c.src, n.Line, n.Column, n.Column+1, Error, "format.missing_key", "", name)
		ok = false
	}
	for _, k := range r.keys {
		switch {
		case k.with == "" && k.need && have[k.name] == nil:
			missing(k.name)
		case k.with != "" && k.need && have[k.with] != nil && have[k.name] == nil:
			missing(k.name)
		case k.with != "" && have[k.name] != nil && have[k.with] == nil:
			c.fail(have[k.name], "format.key_without", k.with, k.name, k.with)
			ok = false
		}
	}
	for _, group := range r.choose {
		var chosen []*yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			kn, vn := n.Content[i], n.Content[i+1]
			if have[kn.Value] != kn {
				continue
			}
			for _, name := range group {
				if kn.Value == name && (!r.find(name).mapping || vn.Kind == yaml.MappingNode) {
					chosen = append(chosen, kn)
				}
			}
		}
		switch {
		case len(chosen) == 0 && r.none != "":
			c.report(c.src, n.Line, n.Column, n.Column+1, Error, r.none, "", strings.Join(group, ", "))
			ok = false
		case len(chosen) == 0:
			c.report(c.src, n.Line, n.Column, n.Column+1, Error, "format.missing_one_of", "", strings.Join(group, ", "))
			ok = false
		case len(chosen) > 1:
			for _, extra := range chosen[1:] {
				c.fail(extra, "format.exclusive_keys", "", chosen[0].Value, extra.Value)
			}
			ok = false
		}
	}
	return ok
}

// table checks a mapping whose keys the author chose.
func (c *conformer) table(n *yaml.Node, t *table) bool {
	ok := true
	have := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		kn, vn := n.Content[i], n.Content[i+1]
		if !c.keyNode(n, kn, vn) {
			ok = false
			continue
		}
		if first, twice := have[kn.Value]; twice {
			c.fail(kn, "format.duplicate_key", "", kn.Value, strconv.Itoa(first))
			ok = false
			continue
		}
		have[kn.Value] = kn.Line
		if !c.scalar(kn, t.key, nil) {
			ok = false
		}
		c.check(vn, t.value)
	}
	if t.size > 0 && len(n.Content) != 2*t.size {
		c.report(c.src, n.Line, n.Column, n.Column+1, Error, "format.entries", "", strconv.Itoa(t.size))
		ok = false
	}
	return ok
}

// trapped refuses the forms in which YAML gives a scalar another text than the one that is seen, or no place for it.
func (c *conformer) trapped(n *yaml.Node, lex lexeme) bool {
	rest := c.src.rest(n)
	switch n.Style &^ yaml.FlowStyle {
	case yaml.FoldedStyle:
		return c.fail(n, "yaml.folded", "")
	case yaml.LiteralStyle:
		if lex != lexFormula && lex != lexText {
			return c.fail(n, "yaml.block", "")
		}
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		if strings.HasPrefix(rest[min(1, len(rest)):], n.Value) && len(rest) > len(n.Value)+1 && rest[len(n.Value)+1] == rest[0] {
			return true
		}
		if !closedOnLine(rest) {
			return c.fail(n, "yaml.multiline", "")
		}
		if lex != lexText {
			return c.fail(n, "yaml.escape", "")
		}
	default:
		if !strings.HasPrefix(rest, n.Value) {
			return c.fail(n, "yaml.multiline", "")
		}
		after := rest[len(n.Value):]
		if at := len(after) - len(strings.TrimLeft(after, " \t")); at > 0 && strings.HasPrefix(after[at:], "#") && (lex == lexFormula || lex == lexText) {
			from := n.Column + len([]rune(n.Value)) + at
			c.report(c.src, n.Line, from, from+1, Error, "yaml.comment_cuts", "")
			c.unsound[n] = true
			return false
		}
	}
	return true
}

// closedOnLine reports whether a quoted scalar ends on the line it begins on.
func closedOnLine(rest string) bool {
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[0] == '"' && rest[i] == '\\':
			i++
		case rest[0] == '\'' && rest[i] == '\'' && i+1 < len(rest) && rest[i+1] == '\'':
			i++
		case rest[i] == rest[0]:
			return true
		}
	}
	return false
}

// dateLike is what was meant as a date, though it is none.
var dateLike = regexp.MustCompile(`^[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}$`)

var lexemePatterns = map[lexeme]*regexp.Regexp{
	lexID:      regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`),
	lexCode:    regexp.MustCompile(`^[0-9A-ZĐ]{1,4}(\.[0-9]{1,3}[a-zđ]?){0,3}$`),
	lexVersion: regexp.MustCompile(`^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$`),
	lexPlan:    regexp.MustCompile(`^[IVXL]+(\.[0-9]{1,3}){1,3}[a-zđ]?$`),
	lexWhole:   regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`),
}

// scalar checks a scalar's text.
func (c *conformer) scalar(n *yaml.Node, lex lexeme, enum []string) bool {
	if n.Value == "" {
		return c.fail(n, "format.empty", "")
	}
	if !c.trapped(n, lex) {
		return false
	}
	v := n.Value
	switch lex {
	case lexID, lexVersion, lexPlan, lexCode:
		if !lexemePatterns[lex].MatchString(v) {
			return c.fail(n, map[lexeme]string{lexID: "format.want_id", lexVersion: "format.want_version",
				lexPlan: "format.want_deliverable", lexCode: "format.want_code"}[lex], "", v)
		}
	case lexName:
		return c.name(n)
	case lexExact:
		if _, err := exact.ParseFraction(v); err == nil {
			return true
		}
		return c.number(n, lexNumber)
	case lexNumber, lexPoints, lexWhole:
		return c.number(n, lex)
	case lexConst, lexLimit:
		if strings.ContainsAny(v[:1], "0123456789-+.") {
			if _, err := day.Parse(v); err == nil {
				return true
			}
			if dateLike.MatchString(v) {
				return c.fail(n, "format.want_date", "", v)
			}
			return c.number(n, lex)
		}
	case lexDate, lexUntil:
		if lex == lexUntil && (v == "cutoff" || v == "lock") {
			return true
		}
		if _, err := day.Parse(v); err != nil {
			return c.fail(n, "format.want_date", "", v)
		}
	case lexBool, lexTrue:
		if v != "true" && (lex == lexTrue || v != "false") {
			code := "format.want_bool"
			if lex == lexTrue {
				code = "format.want_true"
			}
			return c.fail(n, code, "", v)
		}
	case lexEnum:
		for _, e := range enum {
			if v == e {
				return true
			}
		}
		return c.fail(n, "format.want_one_of", suggest.Nearest(v, enum), v, strings.Join(enum, ", "))
	}
	return true
}

// reservedNames are words of the formula language and of cases.
var reservedNames = map[string]bool{"not": true, "and": true, "or": true, "true": true, "false": true, "nil": true,
	"none": true, "max": true, "min": true, "else": true, "in": true, "let": true, "if": true}

func (c *conformer) name(n *yaml.Node) bool {
	for i, r := range n.Value {
		if !nameStart(r) && (i == 0 || !digit(r)) {
			return c.fail(n, "format.want_name", "", n.Value)
		}
	}
	return true
}

func (c *conformer) number(n *yaml.Node, lex lexeme) bool {
	v := n.Value
	if lex == lexPoints && v == "max" {
		return true
	}
	if lex == lexWhole {
		if !lexemePatterns[lex].MatchString(v) {
			return c.fail(n, "number.whole", "", v)
		}
		return true
	}
	_, percent, err := exact.ParseLiteral(v)
	switch {
	case err == nil && percent && lex == lexNumber:
		return c.fail(n, "number.percent", "", v)
	case err == nil:
		return true
	}
	if dotted := strings.Replace(v, ",", ".", 1); dotted != v {
		if _, _, err := exact.ParseLiteral(dotted); err == nil {
			return c.fail(n, "number.comma", dotted, v)
		}
	}
	if digits := strings.ReplaceAll(v, "_", ""); digits != v {
		return c.fail(n, "number.underscore", digits, v)
	}
	if plain := strings.TrimLeft(v, "0"); plain != v && plain != "" {
		return c.fail(n, "number.leading_zero", plain, v)
	}
	return c.fail(n, "number.bad", "", v)
}
