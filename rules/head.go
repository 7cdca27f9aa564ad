package rules

import (
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// head reads the set's own data; exactly one file has them.
func (l *loader) head() {
	var first place
	for _, src := range l.sources {
		file := place{src, src.root}
		switch n := file.raw("set"); {
		case n == nil:
		case first.ok():
			l.fail(place{src, n}, "set.twice", "", first.src.name)
		default:
			first = place{src, n}
		}
	}
	if !first.ok() {
		l.report(l.sources[0], 1, 1, 2, Error, "set.no_head", "")
		l.set.Period.To = day.None
		return
	}
	s := l.set
	s.ID, s.Version = l.get(first, "id").text(), l.get(first, "version").text()
	s.Title, s.Reference = l.get(first, "title").text(), l.get(first, "reference").text()
	s.Scope = form.Scope(l.get(first, "scope").text())
	s.Blocks = l.texts(l.get(first, "blocks"))
	s.Max, _ = l.number(l.get(first, "max"))
	s.Tie = form.Tie(l.get(first, "ties").text())
	l.period(l.get(first, "period"))
	l.inForce(l.get(first, "in_force"))
	if r := l.get(first, "rounding"); r.ok() {
		s.Rounding = form.Rounding{At: form.RoundAt(l.get(r, "at").text()), Rounding: l.rounding(r)}
	}
}

func (l *loader) period(p place) {
	from, to := l.get(p, "from"), l.get(p, "to")
	cutoff, lock := l.get(p, "cutoff"), l.get(p, "lock")
	l.set.Period = form.Period{ID: l.get(p, "id").text(), From: l.day(from), To: l.day(to), CutOff: l.day(cutoff), Lock: l.day(lock)}
	per := l.set.Period
	for _, pair := range []struct {
		earlier, later day.Day
		at             place
		name, than     string
	}{
		{per.From, per.To, to, "to", "from"},
		{per.From, per.CutOff, cutoff, "cutoff", "from"},
		{per.CutOff, per.Lock, lock, "lock", "cutoff"},
	} {
		if pair.at.ok() && pair.earlier != day.None && pair.later < pair.earlier {
			l.fail(pair.at, "period.order", "", pair.name, pair.than)
		}
	}
}

// inForce reads the days on which the version is in force: in order, and between the period's first day and its lock, since
// facts of other days are no business of the set.
func (l *loader) inForce(p place) {
	from, until := l.get(p, "from"), l.get(p, "until")
	if !from.ok() {
		return
	}
	days := &form.Days{From: l.day(from), Until: l.day(until)}
	l.set.InForce = days
	per := l.set.Period
	for _, at := range []place{from, until} {
		if d := l.day(at); at.ok() && (d < per.From || per.Lock != day.None && d > per.Lock) {
			l.fail(at, "in_force.outside", "", at.text(), per.From.VN(), per.Lock.VN())
		}
	}
	if until.ok() && days.Until < days.From {
		l.fail(until, "in_force.order", "", until.text(), from.text())
	}
}

// number reads a number that the grammar has accepted.
func (l *loader) number(p place) (exact.Num, bool) {
	if !p.ok() {
		return exact.Num{}, false
	}
	n, _, err := exact.ParseLiteral(p.text())
	return n, err == nil
}

func (l *loader) whole(p place) int {
	n, _ := strconv.Atoi(p.text())
	return n
}

func (l *loader) rounding(p place) exact.Rounding {
	decimals := l.get(p, "decimals")
	mode, _ := exact.ParseMode(l.get(p, "mode").text())
	r := exact.Rounding{Decimals: l.whole(decimals), Mode: mode}
	if decimals.ok() && r.Decimals > 9 {
		l.fail(decimals, "rounding.decimals", "", "9")
	}
	return r
}

// limit is a lower limit of a table as it is written: from, above, or none (else).
type limit struct {
	at   place
	open bool
	last bool
}

func (l *loader) limitOf(p place) limit {
	switch {
	case p.has("from"):
		return limit{at: l.get(p, "from")}
	case p.has("above"):
		return limit{at: l.get(p, "above"), open: true}
	}
	return limit{last: true}
}

// descending checks the order of a table's lower limits: each must be below the one before it, and the table must end
// with else. known gives a limit's number; limits whose number is not known are passed over.
func (l *loader) descending(table place, rows []place, known func(place) (exact.Num, bool)) {
	var before *exact.Num
	beforeOpen := false
	for i, row := range rows {
		lim := l.limitOf(row)
		if lim.last {
			if i < len(rows)-1 {
				l.fail(row, "table.after_else", "")
			}
			return
		}
		n, ok := known(lim.at)
		if !ok {
			continue
		}
		if before != nil {
			switch c := n.Cmp(*before); {
			case c == 0 && (!beforeOpen || lim.open):
				l.fail(lim.at, "table.same_limit", "", lim.at.text())
			case c > 0:
				l.fail(lim.at, "table.not_descending", "", lim.at.text())
			}
		}
		before, beforeOpen = &n, lim.open
	}
	l.report(table.src, table.node.Line, table.node.Column, table.node.Column+1, Error, "table.no_else", "")
}

func (l *loader) classes(p place) {
	for _, item := range l.items(p) {
		scheme := form.ClassScheme{Blocks: l.texts(l.get(item, "blocks"))}
		for _, b := range l.items(l.get(item, "blocks")) {
			if blocks := l.set.Blocks; len(blocks) > 0 && !slices.Contains(blocks, b.text()) {
				l.fail(b, "class.unknown_block", suggest.Nearest(b.text(), slices.Sorted(slices.Values(blocks))), b.text())
			}
		}
		bands := l.get(item, "bands")
		if !bands.ok() {
			continue
		}
		rows := l.items(bands)
		names := map[string]bool{}
		for _, row := range rows {
			lim := l.limitOf(row)
			name := l.get(row, "name")
			if name.ok() && names[name.text()] {
				l.fail(name, "class.twice", "", name.text())
			}
			names[name.text()] = true
			c := form.Class{Name: name.text(), Open: lim.open, Span: row.span()}
			if n, ok := l.number(lim.at); ok {
				c.Lower = &n
			}
			scheme.Bands = append(scheme.Bands, c)
		}
		l.descending(bands, rows, l.number)
		l.set.Classes = append(l.set.Classes, scheme)
	}
}

// declare enters a name into the one space of names; false if it is taken or a word of the language.
func (l *loader) declare(name place, sym symbol, label string) bool {
	word := name.text()
	if first, taken := l.declared[word]; taken {
		l.fail(name, "name.twice", "", word, first.src.name, strconv.Itoa(first.node.Line))
		return false
	}
	if _, function := functions[word]; function || reservedNames[word] {
		l.fail(name, "name.reserved", "", word)
		return false
	}
	l.declared[word] = name
	l.scope.symbols[word] = sym
	l.labels[word] = label
	return true
}

// constant reads a value of a declared type.
func (l *loader) constant(p place, of string) (form.Const, bool) {
	if !p.ok() {
		return form.Const{}, false
	}
	text := p.text()
	switch of {
	case "yes_no":
		if text != "true" && text != "false" {
			l.fail(p, "format.want_bool", "", text)
			return form.Const{}, false
		}
		return form.Const{Type: form.TypeBool, Bool: text == "true"}, true
	case "date":
		d, err := day.Parse(text)
		if err != nil {
			l.fail(p, "format.want_date", "", text)
			return form.Const{}, false
		}
		return form.Const{Type: form.TypeDate, Day: d}, true
	}
	n, percent, err := exact.ParseLiteral(text)
	switch {
	case err != nil:
		l.fail(p, "number.bad", "", text)
		return form.Const{}, false
	case percent && of != "ratio":
		l.fail(p, "number.percent", "", text)
		return form.Const{}, false
	case !percent && of == "ratio" && !n.IsZero():
		l.fail(p, "number.needs_percent", text+"%", text)
		return form.Const{}, false
	}
	return form.Const{Type: form.TypeNumber, Num: n, Percent: percent || of == "ratio"}, true
}

// typeOf is the type of values declared as yes_no, date, number, ratio or text.
func typeOf(declared string) form.Type {
	switch declared {
	case "yes_no":
		return form.TypeBool
	case "date":
		return form.TypeDate
	case "text":
		return form.TypeText
	}
	return form.TypeNumber
}

func (l *loader) parameters(p place) {
	for _, e := range l.entries(p) {
		of := l.get(e.value, "type").text()
		label := l.get(e.value, "label").text()
		param := form.Param{Name: e.key.text(), Label: label, Source: l.get(e.value, "source").text(), Type: typeOf(of), Span: e.key.span()}
		if c, ok := l.constant(l.get(e.value, "value"), of); ok {
			param.Values = []form.DatedConst{{From: day.None, Value: c}}
		}
		for _, row := range l.items(l.get(e.value, "values")) {
			from := l.get(row, "from")
			c, ok := l.constant(l.get(row, "value"), of)
			if !ok || !from.ok() {
				continue
			}
			if n := len(param.Values); n > 0 && l.day(from) <= param.Values[n-1].From {
				l.fail(from, "dates.not_ascending", "", from.text())
			}
			param.Values = append(param.Values, form.DatedConst{From: l.day(from), Value: c})
		}
		if l.declare(e.key, symbol{Kind: form.ExParam, Type: param.Type, Percent: of == "ratio", Name: param.Name}, label) {
			l.set.Params = append(l.set.Params, param)
			if _, ok := l.set.ParamValue(param.Name); !ok && len(param.Values) > 0 && l.set.Period.To != day.None {
				l.fail(e.key, "parameter.not_in_force", "", param.Name)
			}
		}
	}
}

func (l *loader) attributes(p place) {
	for _, e := range l.entries(p) {
		label := l.get(e.value, "label").text()
		a := form.Attr{Name: e.key.text(), Label: label, Type: typeOf(l.get(e.value, "type").text()), Span: e.key.span()}
		if l.declare(e.key, symbol{Kind: form.ExAttr, Type: a.Type, Name: a.Name}, label) {
			l.set.Attrs = append(l.set.Attrs, a)
		}
	}
}
