package engine_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// The oracle is a second reading of the scoring contract, written from its text and sharing no code with the engine:
// it walks the normal form with math/big fractions, looks every fact up anew, and keeps no tables. Only form's plain data
// types and the case's and result's types are common. A reason is not compared: it says why, not how much.

// place says what a datum is about.
type place struct{ input, row, field string }

// oracle scores one case.
type oracle struct {
	set   *form.Set
	asOf  day.Day
	stage engine.Stage
	units []*reading
}

// reading is what the oracle knows of one unit.
type reading struct {
	o        *oracle
	uc       *engine.UnitCase
	counting map[place]engine.Fact
	leaves   map[int]verdict
	near     bool // a limit was met within one step since the flag was last cleared
}

// verdict is the outcome of a leaf.
type verdict struct {
	state engine.State
	pts   *big.Rat
	inMax bool // the leaf's maximum is in the unit's applied maximum
	near  bool
}

// standing is the outcome of a unit.
type standing struct {
	pts, exact, applied, index *big.Rat
	scorable, ranked           bool
	rank                       int
	class                      string
	nodes                      []verdict
	nodeApplied                []*big.Rat
}

// val is a value or the state that stands in its place.
type val struct {
	st   engine.State // "" when known
	num  *big.Rat
	yes  bool
	day  day.Day
	text string
	// step is how far the value moves when one figure under it moves by one; nil for constants.
	step *big.Rat
}

// row is the row a fold or a per_row rule stands at.
type row struct {
	in  *form.Input
	key string
	due *engine.Due
}

func newOracle(c *engine.Case) *oracle {
	o := &oracle{set: c.Set, asOf: c.AsOf, stage: c.Stage}
	for i := range c.Units {
		rd := &reading{o: o, uc: &c.Units[i], counting: map[place]engine.Fact{}, leaves: map[int]verdict{}}
		rd.bind()
		o.units = append(o.units, rd)
	}
	return o
}

func (o *oracle) closed() bool { return o.asOf > o.set.Period.Lock }

// top is the latest layer that counts: facts of an appraisal do not exist before it.
func (o *oracle) top() engine.Layer {
	switch o.stage {
	case engine.StageSelf:
		return engine.LayerRegister
	case engine.StageAppraisal1:
		return engine.LayerAppraisal1
	case engine.StageAppraisal2:
		return engine.LayerAppraisal2
	}
	return engine.LayerFinal
}

// decisions lists those in force of a kind.
func (rd *reading) decisions(kind engine.DecisionKind) []engine.Decision {
	var ds []engine.Decision
	for _, d := range rd.uc.Decisions {
		if d.Kind == kind && d.Layer <= rd.o.top() && d.Date <= rd.o.asOf {
			ds = append(ds, d)
		}
	}
	slices.SortStableFunc(ds, func(a, b engine.Decision) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Date, b.Date))
	})
	return ds
}

func (rd *reading) decided(kind engine.DecisionKind, code string) (engine.Decision, bool) {
	var last engine.Decision
	found := false
	for _, d := range rd.decisions(kind) {
		if d.Code == code {
			last, found = d, true
		}
	}
	return last, found
}

func (rd *reading) bind() {
	rejects := rd.decisions(engine.DecideReject)
	for _, f := range rd.uc.Facts {
		if f.Layer > rd.o.top() || f.Recorded > rd.o.asOf {
			continue
		}
		out := false
		for _, d := range rejects {
			if d.Input == f.Input && d.Row == f.Row && d.Field == f.Field && f.Layer <= d.Layer && !rd.forgiven(d) {
				out = true
			}
		}
		if out {
			continue
		}
		at := place{f.Input, f.Row, f.Field}
		have, ok := rd.counting[at]
		if !ok || f.Layer > have.Layer || f.Layer == have.Layer && f.Recorded > have.Recorded {
			rd.counting[at] = f
		}
	}
}

// forgiven tells whether a later stage accepted what was rejected.
func (rd *reading) forgiven(reject engine.Decision) bool {
	for _, d := range rd.decisions(engine.DecideAccept) {
		same := d.Row == reject.Row && d.Field == reject.Field || d.Row == "" && d.Field == ""
		if d.Input == reject.Input && d.Layer > reject.Layer && same {
			return true
		}
	}
	return false
}

// fact gives the counting fact of a place.
func (rd *reading) fact(input, row, field string) (engine.Fact, bool) {
	f, ok := rd.counting[place{input, row, field}]
	return f, ok
}

// dues lists the obligations under a deliverable by key.
func (rd *reading) dues(deliverable string) []*engine.Due {
	var ds []*engine.Due
	for i := range rd.uc.Dues {
		if rd.uc.Dues[i].Deliverable == deliverable {
			ds = append(ds, &rd.uc.Dues[i])
		}
	}
	slices.SortFunc(ds, func(a, b *engine.Due) int { return cmp.Compare(a.Key, b.Key) })
	return ds
}

func (rd *reading) obligation(in *form.Input) *engine.Due {
	if len(in.Deliverables) == 0 {
		return nil
	}
	for _, d := range rd.dues(in.Deliverables[0]) {
		if in.Occurrence == "" || in.Occurrence == d.Key {
			return d
		}
	}
	return nil
}

// rows lists the rows of a list or of reports. A state is given when there is nothing to go through.
func (rd *reading) rows(in *form.Input) ([]row, engine.State) {
	var rows []row
	if in.Type == form.InReports {
		if len(in.Deliverables) > 0 {
			for _, d := range rd.dues(in.Deliverables[0]) {
				rows = append(rows, row{in, d.Key, d})
			}
		}
		if len(rows) == 0 {
			return nil, engine.NotDue
		}
		return rows, ""
	}
	var keys []string
	for at := range rd.counting {
		if at.input == in.Name && at.row != "" && !slices.Contains(keys, at.row) {
			keys = append(keys, at.row)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		rows = append(rows, row{in, k, nil})
	}
	if len(rows) == 0 {
		return nil, absent(in)
	}
	return rows, ""
}

// absent is the state of an input that is not there.
func absent(in *form.Input) engine.State {
	if in.Missing == form.EffNotScorable {
		return engine.NotScorable
	}
	return engine.Missing
}

// worse joins the states of two operands.
func worse(a, b engine.State) engine.State {
	order := []engine.State{"", engine.NotDue, engine.Missing, engine.NotScorable}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

func rat(n exact.Num) *big.Rat {
	r, ok := new(big.Rat).SetString(n.Fraction())
	if !ok {
		panic("not a fraction: " + n.Fraction())
	}
	return r
}

func whole(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func number(r *big.Rat, step *big.Rat) val { return val{num: r, step: step} }

func truth(b bool) val { return val{yes: b} }

func unknown(st engine.State) val { return val{st: st} }

// step of a figure with a number of decimals.
func unitStep(decimals int) *big.Rat {
	s := big.NewRat(1, 1)
	for range decimals {
		s.Quo(s, whole(10))
	}
	return s
}

// dated is a date that is owed: the date, whether it never came, or why that cannot be said.
func (rd *reading) dated(f engine.Fact, has bool, due *engine.Due) (date, never val) {
	switch {
	case due == nil:
		return unknown(engine.NotDue), unknown(engine.NotDue)
	case has && !f.Value.None:
		rd.meet(whole(int(f.Value.Day-due.Due)), whole(1))
		return val{day: f.Value.Day, step: whole(1)}, truth(false)
	case has:
		return unknown(engine.Missing), truth(true)
	case rd.o.asOf <= due.Due:
		rd.meet(whole(int(rd.o.asOf-due.Due)), whole(1))
		return unknown(engine.NotDue), unknown(engine.NotDue)
	case rd.o.closed():
		return unknown(engine.Missing), truth(true)
	}
	rd.meet(whole(int(rd.o.asOf-due.Due)), whole(1))
	return unknown(engine.Missing), unknown(engine.Missing)
}

// meet notes that a value came within a step of a limit.
func (rd *reading) meet(gap, step *big.Rat) {
	if gap.Sign() == 0 || step != nil && new(big.Rat).Abs(gap).Cmp(step) <= 0 {
		rd.near = true
	}
}

// owed gives the date and the "never came" of what an expression names: a document, a date, the row of reports.
func (rd *reading) owed(e *form.Expr, at *row) (date, never val, due *engine.Due) {
	if e.Name == "" {
		f, ok := rd.fact(at.in.Name, at.key, dateField(at))
		date, never = rd.dated(f, ok, at.due)
		return date, never, at.due
	}
	in := rd.o.set.Input(e.Name)
	f, ok := rd.fact(in.Name, "", "")
	if in.Type == form.InDate {
		switch {
		case ok && !f.Value.None:
			return val{day: f.Value.Day, step: whole(1)}, truth(false), nil
		case ok || rd.o.closed():
			return unknown(absent(in)), truth(true), nil
		}
		return unknown(absent(in)), unknown(absent(in)), nil
	}
	due = rd.obligation(in)
	date, never = rd.dated(f, ok, due)
	return date, never, due
}

func dateField(at *row) string {
	if at.due.Received || at.in.DateBy == "received" {
		return "received"
	}
	return "issued"
}

func (rd *reading) plain(in *form.Input, f engine.Fact, ok bool, typ form.Type) val {
	if !ok || f.Value.None {
		return unknown(absent(in))
	}
	return datum(f.Value, typ, in.Decimals)
}

func datum(v engine.Value, typ form.Type, decimals int) val {
	switch typ {
	case form.TypeNumber:
		return number(rat(v.Num), unitStep(decimals))
	case form.TypeBool:
		return truth(v.Bool)
	case form.TypeDate:
		return val{day: v.Day, step: whole(1)}
	}
	return val{text: v.Text}
}

func (rd *reading) input(in *form.Input, e *form.Expr, at *row) val {
	switch in.Type {
	case form.InDocument, form.InDate:
		date, _, _ := rd.owed(e, at)
		return date
	case form.InEvent:
		return rd.event(in)
	}
	f, ok := rd.fact(in.Name, "", "")
	v := rd.plain(in, f, ok, typeOf(in))
	if in.Type == form.InIndex && v.st == "" {
		v.num = new(big.Rat).Quo(v.num, whole(in.Scale))
		v.step = new(big.Rat).Quo(v.step, whole(in.Scale))
	}
	return v
}

func typeOf(in *form.Input) form.Type {
	switch in.Type {
	case form.InYesNo, form.InEvent:
		return form.TypeBool
	case form.InLevel:
		return form.TypeLevel
	case form.InDate, form.InDocument:
		return form.TypeDate
	}
	return form.TypeNumber
}

func (rd *reading) event(in *form.Input) val {
	for _, d := range in.Deliverables {
		if len(rd.dues(d)) > 0 {
			return truth(true)
		}
	}
	return truth(false)
}

func (rd *reading) has(in *form.Input) bool {
	switch in.Type {
	case form.InEvent:
		return rd.event(in).yes
	case form.InList, form.InReports, form.InSurvey:
		for at, f := range rd.counting {
			if at.input == in.Name && !f.Value.None {
				return true
			}
		}
		return false
	}
	f, ok := rd.fact(in.Name, "", "")
	return ok && !f.Value.None
}

func (rd *reading) field(e *form.Expr, at *row) val {
	if at.in.Type == form.InReports {
		switch e.Field {
		case "due":
			return val{day: at.due.Due}
		case "period":
			return val{text: at.key}
		case "ok":
			f, ok := rd.fact(at.in.Name, at.key, "ok")
			return truth(!ok || f.Value.None || f.Value.Bool)
		}
		if e.Field == dateField(at) {
			date, _, _ := rd.owed(&form.Expr{}, at)
			return date
		}
	}
	f, ok := rd.fact(at.in.Name, at.key, e.Field)
	return rd.plain(at.in, f, ok, e.Type)
}

// eval evaluates an expression; at is the row it stands at, nil outside of folds.
func (rd *reading) eval(e *form.Expr, at *row) val {
	set := rd.o.set
	switch e.Kind {
	case form.ExConst:
		c := e.Const
		return val{num: rat(c.Num), yes: c.Bool, day: c.Day, text: c.Text}
	case form.ExInput:
		return rd.input(set.Input(e.Name), e, at)
	case form.ExParam:
		on := set.Period.To
		if len(e.Args) > 0 {
			d := rd.eval(e.Args[0], at)
			if d.st != "" {
				return d
			}
			on = max(d.day, firstDay(set.Params, e.Name)) // before its first value a parameter has the first
		}
		for i := range set.Params {
			if set.Params[i].Name == e.Name {
				return inForce(&set.Params[i], on)
			}
		}
	case form.ExAttr:
		for _, a := range rd.uc.Unit.Attrs {
			if a.Name == e.Name && !a.Value.None {
				return datum(a.Value, e.Type, 0)
			}
		}
		return unknown(engine.Missing)
	case form.ExValue:
		return rd.eval(set.Value(e.Name).Expr, at)
	case form.ExField:
		return rd.field(e, at)
	case form.ExDue:
		_, _, due := rd.owed(e, at)
		if due == nil {
			return unknown(engine.NotDue)
		}
		return val{day: due.Due}
	case form.ExLate:
		date, never, due := rd.owed(e, at)
		if date.st == "" {
			return number(whole(max(0, int(date.day-due.Due))), whole(1))
		}
		if never.st == "" {
			return unknown(engine.Missing)
		}
		return unknown(never.st)
	case form.ExNever:
		_, never, _ := rd.owed(e, at)
		return never
	case form.ExEvent:
		return rd.event(set.Input(e.Name))
	case form.ExHas:
		return truth(rd.has(set.Input(e.Name)))
	case form.ExPoints, form.ExShare:
		return rd.other(e)
	case form.ExFold:
		return rd.fold(e)
	case form.ExAnd, form.ExOr:
		var xs []val
		for _, a := range e.Args {
			xs = append(xs, rd.eval(a, at))
		}
		return kleene(xs, e.Kind == form.ExOr)
	case form.ExIf:
		c := rd.eval(e.Args[0], at)
		switch {
		case c.st != "":
			return c
		case c.yes:
			return rd.eval(e.Args[1], at)
		}
		return rd.eval(e.Args[2], at)
	}
	return rd.strict(e, at)
}

func inForce(p *form.Param, on day.Day) val {
	v := val{st: engine.NotScorable} // nothing is in force yet
	for _, d := range p.Values {
		if d.From <= on {
			v = val{num: rat(d.Value.Num), yes: d.Value.Bool, day: d.Value.Day, text: d.Value.Text}
		}
	}
	return v
}

// firstDay is the day from which a parameter has a value.
func firstDay(params []form.Param, name string) day.Day {
	for i := range params {
		if params[i].Name == name && len(params[i].Values) > 0 {
			return params[i].Values[0].From
		}
	}
	return day.None
}

// kleene joins truth values: one that equals the deciding value decides, else one unknown leaves all unknown.
func kleene(xs []val, deciding bool) val {
	var st engine.State
	for _, x := range xs {
		if x.st == "" && x.yes == deciding {
			return truth(deciding)
		}
		st = worse(st, x.st)
	}
	if st != "" {
		return unknown(st)
	}
	return truth(!deciding)
}

func (rd *reading) other(e *form.Expr) val {
	i := rd.o.set.NodeByCode(e.Name)
	near := rd.near
	v := rd.leaf(i)
	rd.near = near
	switch v.state {
	case engine.Scored, engine.Disputed:
	case engine.NotDue, engine.Missing, engine.NotScorable:
		return unknown(v.state)
	default:
		return unknown(engine.NotScorable)
	}
	if e.Kind == form.ExPoints {
		return number(rd.rounding(i, v.pts), nil)
	}
	m := rat(rd.o.set.Nodes[i].Max)
	if m.Sign() == 0 {
		return unknown(engine.NotScorable)
	}
	return number(new(big.Rat).Quo(rd.rounding(i, v.pts), m), nil)
}

func (rd *reading) fold(e *form.Expr) val {
	rows, st := rd.rows(rd.o.set.Input(e.Name))
	if st != "" {
		return unknown(st)
	}
	var xs []val
	for i := range rows {
		if len(e.Args) == 0 {
			xs = append(xs, truth(true))
			continue
		}
		xs = append(xs, rd.eval(e.Args[0], &rows[i]))
	}
	switch e.Op {
	case "any", "all":
		return kleene(xs, e.Op == "any")
	}
	total, step := new(big.Rat), new(big.Rat)
	for _, x := range xs {
		st = worse(st, x.st)
		switch {
		case x.st != "":
		case e.Op == "sum":
			total.Add(total, x.num)
			step = bigger(step, x.step)
		case x.yes:
			total.Add(total, whole(1))
		}
	}
	if st != "" {
		return unknown(st)
	}
	if e.Op == "count" {
		step = whole(1)
	}
	return number(total, step)
}

func bigger(a, b *big.Rat) *big.Rat {
	if a == nil || b != nil && b.Cmp(a) > 0 {
		return b
	}
	return a
}

func scaled(step, by *big.Rat) *big.Rat {
	if step == nil {
		return nil
	}
	return new(big.Rat).Abs(new(big.Rat).Mul(step, by))
}

// strict evaluates the kinds that are unknown as soon as one operand is.
func (rd *reading) strict(e *form.Expr, at *row) val {
	var xs []val
	var st engine.State
	for _, a := range e.Args {
		x := rd.eval(a, at)
		st = worse(st, x.st)
		xs = append(xs, x)
	}
	if st != "" {
		return unknown(st)
	}
	switch e.Kind {
	case form.ExNot:
		return truth(!xs[0].yes)
	case form.ExNeg:
		return number(new(big.Rat).Neg(xs[0].num), xs[0].step)
	case form.ExRound:
		return number(rounded(xs[0].num, e.Round), xs[0].step)
	case form.ExMin, form.ExMax:
		best := xs[0]
		for _, x := range xs[1:] {
			rd.meet(new(big.Rat).Sub(x.num, best.num), bigger(x.step, best.step))
			if c := x.num.Cmp(best.num); e.Kind == form.ExMin && c < 0 || e.Kind == form.ExMax && c > 0 {
				best = x
			}
		}
		return best
	case form.ExCmp:
		return truth(rd.compare(e, xs[0], xs[1]))
	case form.ExRatio:
		return quotient(xs[0], xs[1])
	case form.ExArith:
		if e.Args[0].Type == form.TypeDate || e.Args[1].Type == form.TypeDate {
			return dateArith(e, xs[0], xs[1])
		}
		a, b, z := xs[0], xs[1], new(big.Rat)
		switch e.Op {
		case "+":
			return number(z.Add(a.num, b.num), bigger(a.step, b.step))
		case "-":
			return number(z.Sub(a.num, b.num), bigger(a.step, b.step))
		case "*":
			return number(z.Mul(a.num, b.num), bigger(scaled(a.step, b.num), scaled(b.step, a.num)))
		case "/":
			return quotient(a, b)
		}
	}
	panic(fmt.Sprintf("the oracle does not know %s %s", e.Kind, e.Op))
}

func quotient(a, b val) val {
	if b.num.Sign() == 0 {
		return unknown(engine.NotScorable)
	}
	inverse := new(big.Rat).Inv(b.num)
	return number(new(big.Rat).Mul(a.num, inverse), scaled(a.step, inverse))
}

func dateArith(e *form.Expr, a, b val) val {
	if e.Args[0].Type == form.TypeDate && e.Args[1].Type == form.TypeDate {
		return number(whole(int(a.day-b.day)), bigger(a.step, b.step))
	}
	if e.Args[0].Type != form.TypeDate {
		a, b = b, a
	}
	n := int(b.num.Num().Int64())
	if e.Op == "-" {
		n = -n
	}
	return val{day: a.day + day.Day(n), step: a.step}
}

func (rd *reading) compare(e *form.Expr, a, b val) bool {
	c := 0
	switch e.Args[0].Type {
	case form.TypeNumber:
		c = a.num.Cmp(b.num)
		rd.meet(new(big.Rat).Sub(a.num, b.num), bigger(a.step, b.step))
	case form.TypeDate:
		c = cmp.Compare(a.day, b.day)
		rd.meet(whole(int(a.day-b.day)), whole(1))
	case form.TypeBool:
		if a.yes != b.yes {
			c = 1
		}
	default:
		if a.text != b.text {
			c = 1
		}
	}
	switch e.Op {
	case "==":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	}
	panic("no such comparison: " + e.Op)
}

// rounded rounds by looking at the two neighbours.
func rounded(x *big.Rat, r exact.Rounding) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Decimals)), nil)
	y := new(big.Rat).Mul(new(big.Rat).Abs(x), new(big.Rat).SetInt(scale))
	low := new(big.Int).Quo(y.Num(), y.Denom())
	rest := new(big.Rat).Sub(y, new(big.Rat).SetInt(low))
	half := rest.Cmp(big.NewRat(1, 2))
	up := false
	switch r.Mode {
	case exact.HalfUp:
		up = half >= 0
	case exact.HalfEven:
		up = half > 0 || half == 0 && low.Bit(0) == 1
	}
	if up {
		low.Add(low, big.NewInt(1))
	}
	z := new(big.Rat).SetFrac(low, scale)
	if x.Sign() < 0 {
		z.Neg(z)
	}
	return z
}

// given is the outcome of a rule: points, or the state or effect that stands in their place.
type given struct {
	st  engine.State // "" when there are points
	eff form.Effect  // an effect that a relative or survey rule names, for the leaf as a whole
	pts *big.Rat
}

func (rd *reading) rule(leaf int, r *form.Rule, at *row) given {
	switch r.Kind {
	case form.RuleCases:
		for i := range r.Branches {
			b := &r.Branches[i]
			if b.When != nil {
				c := rd.eval(b.When, at)
				if c.st != "" {
					return given{st: c.st}
				}
				if !c.yes {
					continue
				}
			}
			return given{pts: rat(b.Points)}
		}
	case form.RuleBands:
		return rd.bands(r, at)
	case form.RuleTally:
		return rd.tally(r, at)
	case form.RulePoints:
		v := rd.eval(r.Value, at)
		return given{st: v.st, pts: v.num}
	case form.RuleSum, form.RuleBest:
		return rd.parts(leaf, r, at)
	case form.RuleRelative:
		return rd.relative(leaf, r)
	case form.RuleSurvey:
		return rd.survey(r)
	case form.RulePerRow:
		return rd.perRow(leaf, r)
	}
	panic(fmt.Sprintf("no branch of a rule of kind %s holds", r.Kind))
}

func (rd *reading) bands(r *form.Rule, at *row) given {
	x := rd.eval(r.Value, at)
	if x.st != "" {
		return given{st: x.st}
	}
	for i := range r.Branches {
		b := &r.Branches[i]
		if b.Lower != nil {
			limit := rd.eval(b.Lower.At, at)
			if limit.st != "" {
				return given{st: limit.st}
			}
			var c int
			if r.Value.Type == form.TypeDate {
				c = cmp.Compare(x.day, limit.day)
				rd.meet(whole(int(x.day-limit.day)), whole(1))
			} else {
				c = x.num.Cmp(limit.num)
				rd.meet(new(big.Rat).Sub(x.num, limit.num), x.step)
			}
			if c < 0 || c == 0 && b.Lower.Open {
				continue
			}
		}
		if b.Line == nil {
			return given{pts: rat(b.Points)}
		}
		x0, x1 := rd.eval(b.Line.X0, at).num, rd.eval(b.Line.X1, at).num
		y0, y1 := rat(b.Line.Y0), rat(b.Line.Y1)
		rd.meet(new(big.Rat).Sub(x.num, x1), x.step)
		switch {
		case x.num.Cmp(x0) <= 0:
			return given{pts: y0}
		case x.num.Cmp(x1) >= 0:
			return given{pts: y1}
		}
		part := new(big.Rat).Quo(new(big.Rat).Sub(x.num, x0), new(big.Rat).Sub(x1, x0))
		return given{pts: y0.Add(y0, part.Mul(part, new(big.Rat).Sub(y1, y0)))}
	}
	panic("a value lies in no band")
}

func (rd *reading) tally(r *form.Rule, at *row) given {
	total, step := rat(r.Start), new(big.Rat)
	var st engine.State
	for i := range r.Items {
		n := rd.eval(r.Items[i].Count, at)
		st = worse(st, n.st)
		if n.st == "" {
			p := rat(r.Items[i].Points)
			total.Add(total, new(big.Rat).Mul(n.num, p))
			step = bigger(step, scaled(n.step, p))
		}
	}
	if st != "" {
		return given{st: st}
	}
	if r.Cap != nil {
		rd.meet(new(big.Rat).Sub(total, rat(*r.Cap)), step)
		if total.Cmp(rat(*r.Cap)) > 0 {
			total = rat(*r.Cap)
		}
	}
	if r.Floor != nil {
		rd.meet(new(big.Rat).Sub(total, rat(*r.Floor)), step)
		if total.Cmp(rat(*r.Floor)) < 0 {
			total = rat(*r.Floor)
		}
	}
	return given{pts: total}
}

func (rd *reading) parts(leaf int, r *form.Rule, at *row) given {
	var all []given
	var st engine.State
	for _, p := range r.Parts {
		g := rd.rule(leaf, p, at)
		if g.eff != "" {
			g = settle(g.eff, rat(p.Max))
		}
		st = worse(st, g.st)
		all = append(all, g)
	}
	if st != "" {
		return given{st: st}
	}
	total := all[0].pts
	for _, g := range all[1:] {
		switch {
		case r.Kind == form.RuleSum:
			total = new(big.Rat).Add(total, g.pts)
		case g.pts.Cmp(total) > 0:
			total = g.pts
		}
	}
	return given{pts: total}
}

// settle is what an effect means for a part.
func settle(eff form.Effect, max *big.Rat) given {
	switch eff {
	case form.EffZero:
		return given{pts: new(big.Rat)}
	case form.EffFull:
		return given{pts: max}
	case form.EffNotScorable:
		return given{st: engine.NotScorable}
	case form.EffMissing:
		return given{st: engine.Missing}
	case form.EffNotDue:
		return given{st: engine.NotDue}
	}
	panic("no meaning for a part: " + string(eff))
}

func (rd *reading) relative(leaf int, r *form.Rule) given {
	v := rd.eval(r.Value, nil)
	if v.st != "" {
		return given{st: v.st}
	}
	var low, high *big.Rat
	for _, u := range rd.o.units {
		if u.uc.Unit.Block != rd.uc.Unit.Block {
			continue
		}
		near := u.near
		applies := u.applicable(leaf)
		x := u.eval(r.Value, nil)
		u.near = near
		if applies == nil && x.st == "" {
			if low == nil || x.num.Cmp(low) < 0 {
				low = x.num
			}
			if high == nil || x.num.Cmp(high) > 0 {
				high = x.num
			}
		}
	}
	best, worst := high, low
	if r.Relative.Lower {
		best, worst = low, high
	}
	rd.meet(new(big.Rat).Sub(v.num, best), v.step)
	rd.meet(new(big.Rat).Sub(v.num, worst), v.step)
	share := new(big.Rat)
	switch {
	case r.Relative.Method == "best" && best.Sign() == 0, r.Relative.Method == "min_max" && best.Cmp(worst) == 0:
		return given{eff: r.Relative.WhenNoBase}
	case r.Relative.Method == "min_max":
		share.Quo(new(big.Rat).Sub(v.num, worst), new(big.Rat).Sub(best, worst))
	case r.Relative.Lower:
		share.Quo(best, v.num)
	default:
		share.Quo(v.num, best)
	}
	return given{pts: share.Mul(share, rat(r.Max))}
}

func (rd *reading) survey(r *form.Rule) given {
	in := rd.o.set.Input(r.Survey.Input)
	least := new(big.Rat)
	if r.Survey.MinSample != nil {
		least = rd.eval(r.Survey.MinSample, nil).num
	}
	if !rd.has(in) {
		return given{st: absent(in)}
	}
	weights, total := new(big.Rat), new(big.Rat)
	for _, g := range in.Groups {
		sum, n := new(big.Rat), new(big.Rat)
		for answer := 1; answer <= in.Scale; answer++ {
			if f, ok := rd.fact(in.Name, g.ID, fmt.Sprint(answer)); ok {
				sum.Add(sum, new(big.Rat).Mul(whole(answer), rat(f.Value.Num)))
				n.Add(n, rat(f.Value.Num))
			}
		}
		// The forms that count are those said to be valid; where that is not said, those that were answered.
		forms := n
		if f, ok := rd.fact(in.Name, g.ID, "valid"); ok {
			forms = rat(f.Value.Num)
		}
		rd.meet(new(big.Rat).Sub(forms, least), whole(1))
		if forms.Cmp(least) < 0 || n.Sign() == 0 {
			continue
		}
		mean := sum.Quo(sum, n)
		mean.Quo(mean, whole(in.Scale))
		weights.Add(weights, rat(g.Weight))
		total.Add(total, mean.Mul(mean, rat(g.Weight)))
	}
	if weights.Sign() == 0 {
		return given{eff: r.Survey.NoneLeft}
	}
	total.Quo(total, weights)
	return given{pts: total.Mul(total, rat(r.Max))}
}

func (rd *reading) perRow(leaf int, r *form.Rule) given {
	in := rd.o.set.Input(r.List)
	rows, st := rd.rows(in)
	if st != "" {
		return given{st: st}
	}
	total := new(big.Rat)
	for i := range rows {
		g := rd.rule(leaf, r.Parts[0], &rows[i])
		st = worse(st, g.st)
		if g.st == "" {
			total.Add(total, g.pts)
		}
	}
	if st != "" {
		return given{st: st}
	}
	total.Quo(total, whole(len(rows)))
	if r.Round != nil {
		total = rounded(total, *r.Round)
	}
	return given{pts: total}
}

// mentions lists the inputs an expression speaks of, through derived values.
func (o *oracle) mentions(e *form.Expr, into map[string]bool) {
	if e == nil {
		return
	}
	switch e.Kind {
	case form.ExValue:
		o.mentions(o.set.Value(e.Name).Expr, into)
	case form.ExPoints, form.ExShare, form.ExParam, form.ExAttr, form.ExConst:
	default:
		if e.Name != "" {
			into[e.Name] = true
		}
	}
	for _, a := range e.Args {
		o.mentions(a, into)
	}
}

func (o *oracle) ruleMentions(r *form.Rule, into map[string]bool) {
	o.mentions(r.Value, into)
	for i := range r.Branches {
		o.mentions(r.Branches[i].When, into)
	}
	for i := range r.Items {
		o.mentions(r.Items[i].Count, into)
	}
	if r.Survey != nil {
		into[r.Survey.Input] = true
	}
	if r.List != "" {
		into[r.List] = true
	}
	for _, p := range r.Parts {
		o.ruleMentions(p, into)
	}
}

func (o *oracle) leafMentions(i int) map[string]bool {
	names := map[string]bool{}
	leaf := o.set.Nodes[i].Leaf
	for k := range leaf.Applies {
		o.mentions(leaf.Applies[k].When, names)
	}
	o.ruleMentions(leaf.Rule, names)
	return names
}

// applicable says what decides a leaf before its rule; nil when the rule does.
func (rd *reading) applicable(i int) *verdict {
	node := &rd.o.set.Nodes[i]
	leaf := node.Leaf
	names := rd.o.leafMentions(i)
	for k := range rd.o.set.Checks {
		of := map[string]bool{}
		rd.o.mentions(rd.o.set.Checks[k].Cond, of)
		for name := range of {
			if names[name] {
				if c := rd.eval(rd.o.set.Checks[k].Cond, nil); c.st == "" && !c.yes {
					return &verdict{state: engine.NotScorable, pts: new(big.Rat)}
				}
				break
			}
		}
	}
	if _, ok := rd.decided(engine.DecideNotApply, node.Code); ok {
		return &verdict{state: engine.NotApplicable, pts: new(big.Rat)}
	}
	_, forced := rd.decided(engine.DecideApply, node.Code)
	for k := range leaf.Applies {
		a := &leaf.Applies[k]
		if forced && a.Then == form.EffRebase {
			continue
		}
		c := rd.eval(a.When, nil)
		switch {
		case c.st != "":
			return &verdict{state: c.st, pts: new(big.Rat)}
		case !c.yes:
			continue
		case rd.zeroClaim(i, a):
			return &verdict{state: engine.NotScorable, pts: new(big.Rat)}
		}
		return rd.effect(i, a.Then)
	}
	return nil
}

func (rd *reading) effect(i int, eff form.Effect) *verdict {
	switch eff {
	case form.EffRebase:
		return &verdict{state: engine.NotApplicable, pts: new(big.Rat)}
	case form.EffFull:
		return &verdict{state: engine.Scored, pts: rat(rd.o.set.Nodes[i].Max)}
	case form.EffZero:
		return &verdict{state: engine.Scored, pts: new(big.Rat)}
	case form.EffMissing:
		return &verdict{state: engine.Missing, pts: new(big.Rat)}
	case form.EffNotDue:
		return &verdict{state: engine.NotDue, pts: new(big.Rat)}
	}
	return &verdict{state: engine.NotScorable, pts: new(big.Rat)}
}

// zeroClaim tells whether a condition rests on a figure that only the unit vouches for.
func (rd *reading) zeroClaim(i int, a *form.Applies) bool {
	if !a.Accepted || rd.o.stage < engine.StageAppraisal1 || a.Then != form.EffRebase && a.Then != form.EffFull {
		return false
	}
	if _, ok := rd.decided(engine.DecideAccept, rd.o.set.Nodes[i].Code); ok {
		return false
	}
	names := map[string]bool{}
	rd.o.mentions(a.When, names)
	claimed := false
	for at, f := range rd.counting {
		if names[at.input] && f.Layer == engine.LayerDeclared && rd.o.set.Input(at.input).DeclaredBy == "unit" {
			accepted := false
			for _, d := range rd.decisions(engine.DecideAccept) {
				accepted = accepted || d.Input == at.input
			}
			claimed = claimed || !accepted
		}
	}
	return claimed
}

// leaf scores a leaf.
func (rd *reading) leaf(i int) verdict {
	if v, ok := rd.leaves[i]; ok {
		return v
	}
	node := &rd.o.set.Nodes[i]
	rd.near = false
	v := rd.decide(i)
	if v.state != engine.NotApplicable && v.state != engine.Unscored {
		if d, ok := rd.decided(engine.DecideOverride, node.Code); ok {
			v = verdict{state: engine.Scored, pts: rat(d.Points)}
		}
		// An appeal does not hide why there are no points yet.
		if _, ok := rd.decided(engine.DecideDispute, node.Code); ok && v.state == engine.Scored {
			v.state = engine.Disputed
		}
	}
	switch v.state {
	case engine.NotApplicable, engine.Unscored:
		v.inMax = false
	case engine.NotDue:
		v.inMax = rd.o.stage != engine.StageFinal || !rd.o.closed()
	default:
		v.inMax = true
	}
	if rd.o.outside(i) {
		v.inMax = false
	}
	v.near = rd.near
	rd.leaves[i] = v
	return v
}

// hasPoints tells whether a rule has points that a formula or a comparison with other units computes: where there are any
// the leaf's bounds are looked at.
func hasPoints(r *form.Rule) bool {
	return r.Kind == form.RulePoints || r.Kind == form.RuleRelative || slices.ContainsFunc(r.Parts, hasPoints)
}

func (rd *reading) decide(i int) verdict {
	node := &rd.o.set.Nodes[i]
	leaf := node.Leaf
	if leaf.Unscored {
		return verdict{state: engine.Unscored, pts: new(big.Rat)}
	}
	if v := rd.applicable(i); v != nil {
		return *v
	}
	g := rd.rule(i, leaf.Rule, nil)
	switch {
	case g.eff != "":
		return *rd.effect(i, g.eff)
	case g.st != "":
		return verdict{state: g.st, pts: new(big.Rat)}
	}
	if hasPoints(leaf.Rule) && !rd.o.outside(i) {
		low, high := rat(node.Min), rat(node.Max)
		rd.meet(new(big.Rat).Sub(g.pts, high), nil)
		if g.pts.Cmp(low) < 0 || g.pts.Cmp(high) > 0 {
			return verdict{state: engine.NotScorable, pts: new(big.Rat)}
		}
	}
	if leaf.Round != nil {
		g.pts = rounded(g.pts, *leaf.Round)
	}
	return verdict{state: engine.Scored, pts: g.pts}
}

func (o *oracle) outside(i int) bool {
	for ; i >= 0; i = o.set.Nodes[i].Parent {
		if o.set.Nodes[i].Outside {
			return true
		}
	}
	return false
}

// unit adds a unit up.
func (rd *reading) unit() standing {
	set := rd.o.set
	s := standing{
		nodes: make([]verdict, len(set.Nodes)), nodeApplied: make([]*big.Rat, len(set.Nodes)),
		exact: new(big.Rat), applied: new(big.Rat), index: new(big.Rat), ranked: true,
	}
	for i := len(set.Nodes) - 1; i >= 0; i-- {
		n := &set.Nodes[i]
		v, applied := verdict{state: engine.NotApplicable, pts: new(big.Rat)}, new(big.Rat)
		if n.Leaf != nil {
			v = rd.leaf(i)
			if v.inMax {
				applied = rat(n.Max)
			}
		}
		for k := range set.Nodes {
			if set.Nodes[k].Parent == i {
				v.pts = new(big.Rat).Add(v.pts, s.nodes[k].pts)
				applied.Add(applied, s.nodeApplied[k])
				if st := s.nodes[k].state; st != engine.NotApplicable && st != engine.Unscored {
					v.state = engine.Scored
				}
			}
		}
		v.pts = rd.rounding(i, v.pts)
		if n.Cap != nil && v.pts.Cmp(rat(*n.Cap)) > 0 {
			v.pts = rat(*n.Cap)
		}
		if n.Floor != nil && v.pts.Cmp(rat(*n.Floor)) < 0 {
			v.pts = rat(*n.Floor)
		}
		s.nodes[i], s.nodeApplied[i] = v, applied
		if n.Parent < 0 {
			s.exact.Add(s.exact, v.pts)
			s.applied.Add(s.applied, applied)
		}
	}
	s.pts = s.exact
	if set.Rounding.At == form.AtTotal {
		s.pts = rounded(s.exact, set.Rounding.Rounding)
	}
	if s.scorable = s.applied.Sign() != 0; s.scorable {
		s.index.Mul(new(big.Rat).Quo(s.exact, s.applied), whole(100))
		s.class = rd.class(s.index)
	}
	var last day.Day = day.None
	for _, d := range rd.uc.Decisions {
		if d.Layer > rd.o.top() || d.Date > rd.o.asOf || d.Date < last {
			continue
		}
		switch d.Kind {
		case engine.DecideNotRanked:
			s.ranked, last = false, d.Date
		case engine.DecideRanked:
			s.ranked, last = true, d.Date
		}
	}
	s.ranked = s.ranked && s.scorable
	return s
}

// rounding rounds where the set rounds.
func (rd *reading) rounding(i int, pts *big.Rat) *big.Rat {
	set := rd.o.set
	n := &set.Nodes[i]
	here := false
	switch set.Rounding.At {
	case form.AtSubcriterion:
		here = n.Leaf != nil
	case form.AtCriterion:
		here = n.Kind == form.NodeCriterion || n.Leaf != nil && (n.Parent < 0 || set.Nodes[n.Parent].Kind == form.NodeArea)
	}
	if here {
		return rounded(pts, set.Rounding.Rounding)
	}
	return pts
}

func (rd *reading) class(index *big.Rat) string {
	for _, scheme := range rd.o.set.Classes {
		if len(scheme.Blocks) > 0 && !slices.Contains(scheme.Blocks, rd.uc.Unit.Block) {
			continue
		}
		for _, c := range scheme.Bands {
			if c.Lower == nil {
				return c.Name
			}
			if x := index.Cmp(rat(*c.Lower)); x > 0 || x == 0 && !c.Open {
				return c.Name
			}
		}
	}
	return ""
}

// score scores the case; the standings are in the order of the case's units.
func (o *oracle) score() []standing {
	var all []standing
	for _, rd := range o.units {
		all = append(all, rd.unit())
	}
	for i := range all {
		if !all[i].ranked {
			continue
		}
		better, levels := 0, map[string]bool{}
		for k := range all {
			if all[k].ranked && o.units[k].uc.Unit.Block == o.units[i].uc.Unit.Block && all[k].index.Cmp(all[i].index) > 0 {
				better++
				levels[all[k].index.String()] = true
			}
		}
		if o.set.Tie == form.TieSharedDense {
			better = len(levels)
		}
		all[i].rank = better + 1
	}
	return all
}
