package rules

import (
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// holes says what a sentence may name in braces: any single-valued name of the scope, and the words of its place.
type holes struct {
	scope *scope
	words map[string]form.TextPart
}

// with adds words.
func (h holes) with(words map[string]form.TextPart) holes {
	all := map[string]form.TextPart{}
	for _, from := range []map[string]form.TextPart{h.words, words} {
		for k, v := range from {
			all[k] = v
		}
	}
	return holes{scope: h.scope, words: all}
}

func (h holes) names() []string {
	names := h.scope.names()
	for w := range h.words {
		names = append(names, w)
	}
	sort.Strings(names)
	return names
}

// sentence reads an author's sentence with its holes; where there is none, or it has mistakes, it gives otherwise.
func (l *loader) sentence(p place, h holes, otherwise form.Text) form.Text {
	if !p.ok() {
		return otherwise
	}
	var t form.Text
	at := l.cursor(p)
	runes := []rune(p.text())
	sound := true
	bad := func(from, to int, code, hint string, args ...string) {
		line, col := at(from)
		l.report(p.src, line, col, col+to-from, Error, code, hint, args...)
		sound = false
	}
	for i := 0; i < len(runes); {
		next := i
		for next < len(runes) && runes[next] != '{' && runes[next] != '}' {
			next++
		}
		if next > i {
			t.Parts = append(t.Parts, form.TextPart{Lit: string(runes[i:next])})
			i = next
			continue
		}
		end := i + 1
		for end < len(runes) && runes[end] != '}' && runes[end] != '{' {
			end++
		}
		if runes[i] == '}' || end == len(runes) || runes[end] == '{' {
			bad(i, i+1, "sentence.brace", "")
			i++
			continue
		}
		name := string(runes[i+1 : end])
		part, code := h.hole(name)
		if code != "" {
			bad(i, end+1, code, suggest.Nearest(name, h.names()), name)
		}
		t.Parts = append(t.Parts, part)
		i = end + 1
	}
	if !sound {
		return otherwise
	}
	return t
}

// hole resolves a name in braces.
func (h holes) hole(name string) (form.TextPart, string) {
	if part, ok := h.words[name]; ok {
		part.Name = name
		return part, ""
	}
	sym, ok := h.scope.lookup(name)
	if !ok {
		return form.TextPart{}, "sentence.unknown_hole"
	}
	if sym.Type == "" {
		return form.TextPart{}, "sentence.no_value"
	}
	part := form.TextPart{Name: name, Arg: sym.expr()}
	if sym.Percent {
		part.As = "percent"
	}
	return part, ""
}

// expr is the plain use of a name.
func (s symbol) expr() *form.Expr {
	return &form.Expr{Kind: s.Kind, Type: s.Type, Name: s.Name, Field: s.Field}
}

// cursor gives the place of each rune of a scalar in its file.
func (l *loader) cursor(p place) func(offset int) (line, col int) {
	n := p.node
	if n.Style&yaml.LiteralStyle == 0 {
		col := n.Column
		if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			col++
		}
		return func(offset int) (int, int) { return n.Line, col + offset }
	}
	lines := strings.Split(strings.TrimRight(n.Value, "\n"), "\n")
	return func(offset int) (int, int) {
		for i, text := range lines {
			length := len([]rune(text))
			if offset <= length || i == len(lines)-1 {
				indent := 0
				if row := n.Line + i; row < len(p.src.lines) {
					indent = max(0, len([]rune(p.src.lines[row]))-length)
				}
				return n.Line + 1 + i, indent + offset + 1
			}
			offset -= length + 1
		}
		return n.Line, n.Column
	}
}

// formula compiles what stands in a place for expressions. nil when it has mistakes or is not there.
func (l *loader) formula(p place, sc *scope, want form.Type) *form.Expr {
	if !p.ok() {
		return nil
	}
	src := strings.TrimRight(p.text(), "\n")
	at := l.cursor(p)
	e, errs := compileFormula(src, sc, want)
	runes := []rune(src)
	for _, fe := range errs {
		line, col := at(fe.From)
		to := min(fe.To, len(runes)+1)
		for i := fe.From; i < to && i < len(runes); i++ {
			if runes[i] == '\n' {
				to = i
			}
		}
		l.report(p.src, line, col, col+max(1, to-fe.From), Error, fe.Code, fe.Hint, fe.Args...)
	}
	if len(errs) > 0 {
		return nil
	}
	shiftSpans(e, at, p.src.name)
	return e
}

// says builds a sentence of lowering's own.
type says struct{ form.Text }

func say(lit string) *says { return (&says{}).lit(lit) }

func (s *says) lit(text string) *says {
	if text != "" {
		s.Parts = append(s.Parts, form.TextPart{Lit: text})
	}
	return s
}

// value adds a hole. Percent is how the number is printed.
func (s *says) value(name string, e *form.Expr, percent bool) *says {
	part := form.TextPart{Name: name, Arg: e}
	if percent {
		part.As = "percent"
	}
	s.Parts = append(s.Parts, part)
	return s
}

// points adds the points that the line grants.
func (s *says) points() *says { return s.value("điểm", givenExpr(), false) }

func givenExpr() *form.Expr { return &form.Expr{Kind: form.ExGiven, Type: form.TypeNumber} }

// exactly adds a number that is part of the rule.
func (s *says) exactly(n exact.Num) *says { return s.value("số", numberExpr(n, false), false) }

// percent reports whether a number is written as a percentage.
func (l *loader) percent(e *form.Expr) bool {
	switch e.Kind {
	case form.ExConst:
		return e.Const.Percent
	case form.ExValue, form.ExInput, form.ExParam:
		return l.scope.symbols[e.Name].Percent
	case form.ExRatio, form.ExShare:
		return true
	}
	return false
}

// about is what a sentence calls the value of an expression, and the name of its hole.
func (l *loader) about(e *form.Expr) (label, hole string) {
	switch e.Kind {
	case form.ExValue, form.ExInput, form.ExParam, form.ExAttr:
		if label := l.labels[e.Name]; label != "" {
			return label, e.Name
		}
	case form.ExField:
		if in := l.scope.symbols[e.Name].Input; in != nil {
			for _, f := range in.Fields {
				if f.Name == e.Field {
					return f.Label, f.Name
				}
			}
		}
	}
	return "Giá trị", "giá trị"
}

// subject begins a sentence about a value: its label and the value itself.
func (l *loader) subject(e *form.Expr) *says {
	label, hole := l.about(e)
	return say(label+": ").value(hole, e, l.percent(e))
}

// limited adds a limit as it is printed.
func (l *loader) limited(s *says, words string, at *form.Expr) *says {
	_, hole := l.about(at)
	return s.lit(words).value(hole, at, l.percent(at))
}

func emptyWhole(label string, whole *form.Expr, effect form.Effect) form.Text {
	end := map[form.Effect]string{
		form.EffRebase:      ", không áp dụng",
		form.EffFull:        ", được điểm tối đa",
		form.EffNotScorable: ", chưa chấm được",
	}[effect]
	return say(label+": mẫu số bằng ").value("mẫu số", whole, false).lit(end).Text
}
