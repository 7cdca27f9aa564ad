package area

import (
	"encoding/json"
	"fmt"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// step is a row of a waterfall: a level that the sum then has, or what leads to the next level.
type step struct {
	name  string
	level *exact.Num // a bar from 0; nil: a step
	out   exact.Num  // leaves the maximum
	open  outlook    // is below the maximum
	other exact.Num  // comes to the points, or goes from them, beside the scale
	word  string     // for a step that changes nothing
}

// stepLayers are the series of the steps, in the order of step.changes.
var stepLayers = []struct{ id, name string }{
	{"out", "Không áp dụng"}, {"lost", lostName}, {"reachable", reachableName}, {"other", "Cộng, trừ khác"},
}

// changes are what the step does to the level.
func (st *step) changes() []exact.Num {
	return []exact.Num{st.out.Neg(), st.open.lost.Neg(), st.open.reachable.Neg(), st.other}
}

// WaterfallByArea leads from the set's maximum to a unit's points, by what each area lost and can still reach.
func WaterfallByArea(id string, s *figure.Scope, u *engine.UnitResult) (figure.Figure, error) {
	var steps []step
	for _, section := range figure.Sections(s.Set) {
		if s.Set.Nodes[section.Node].Outside {
			continue
		}
		n := &u.Nodes[section.Node]
		st := step{name: section.Label(), open: outlook{n.Lost, n.Reachable, n.Bound}, word: "đạt đủ điểm"}
		if n.State == engine.NotApplicable {
			st.word = figure.StateName(n.State)
		}
		steps = append(steps, st)
	}
	return waterfall(id, s, u, "lĩnh vực", steps)
}

// WaterfallByCause leads from the set's maximum to a unit's points, by the causes of what it lost and can still reach.
func WaterfallByCause(id string, s *figure.Scope, u *engine.UnitResult) (figure.Figure, error) {
	sums, err := causeSums(s, u)
	if err != nil {
		return figure.Figure{}, err
	}
	var steps []step
	for i := range sums {
		if sums[i].cause != engine.CauseOut {
			steps = append(steps, step{name: s.Words.Cause(sums[i].cause), open: sums[i].open})
		}
	}
	f, err := waterfall(id, s, u, "nguyên nhân", steps)
	f.About += " " + oneCause
	return f, err
}

func waterfall(id string, s *figure.Scope, u *engine.UnitResult, by string, between []step) (figure.Figure, error) {
	f := figure.Figure{
		ID: id, Kind: "waterfall", Head: s.Head,
		Title: "Từ điểm tối đa đến điểm đạt được của " + s.Full(u.Unit) + ", theo " + by,
		About: "Đọc từ trên xuống: bắt đầu từ điểm tối đa của bộ tiêu chí, trừ phần không áp dụng, rồi trừ phần không lấy lại " +
			"được và phần còn có thể đạt theo từng " + by + ", đến điểm của đơn vị. Mọi khoản cộng, trừ đều là một bước.",
	}
	w := cascade{steps: join(s, u, between), unit: u, drawn: u.Scorable, places: s.Places()}
	if err := w.climb(); err != nil {
		return f, err
	}
	w.fill()
	w.table.Title = f.Title
	f.Tables = []figure.Table{w.table}
	if !w.drawn {
		f.State = nothingApplies
		return f, nil
	}
	f.Marks = figure.Marks(w.layers...) + figure.Marks(w.index)
	var err error
	f.Option, err = w.option(id)
	return f, err
}

// join puts the steps below the maximum between the levels, and after them what stands beside the scale.
func join(s *figure.Scope, u *engine.UnitResult, between []step) []step {
	steps := []step{{name: "Điểm tối đa của bộ tiêu chí", level: &u.Max}}
	if out := u.Max.Sub(u.Applied); !out.IsZero() {
		steps = append(steps, step{name: stepLayers[0].name, out: out},
			step{name: "Điểm tối đa áp dụng", level: &u.Applied})
	} else {
		steps[0].name = "Điểm tối đa của bộ tiêu chí (áp dụng toàn bộ)"
	}
	steps = append(steps, between...)
	for i := range s.Set.Nodes {
		n := &s.Set.Nodes[i]
		if n.Outside && !s.Set.OutsideScale(n.Parent) {
			name := "Ngoài thang điểm: " + nodeLabel(n)
			steps = append(steps, step{name: name, other: u.Nodes[i].Points, word: "không cộng, không trừ"})
		}
	}
	if rounded := rounding(s.Set, u); !rounded.IsZero() {
		steps = append(steps, step{name: "Làm tròn", other: rounded})
	}
	return append(steps, step{name: "Điểm của đơn vị", level: &u.Points})
}

// rounding is what rounding the total, and the criteria of the scale where the set rounds there, added to the points.
func rounding(set *form.Set, u *engine.UnitResult) exact.Num {
	sum := u.Points.Sub(u.Exact)
	for i := range u.Ledger {
		l := &u.Ledger[i]
		if l.Kind == engine.LineRounded && set.Nodes[l.Node].Kind != form.NodeLeaf && !set.OutsideScale(l.Node) {
			sum = sum.Add(l.Amount)
		}
	}
	return sum
}

// cascade is what a waterfall draws.
type cascade struct {
	steps  []step
	unit   *engine.UnitResult
	drawn  bool
	places exact.Rounding

	levels []exact.Num    // after each step
	feet   []exact.Num    // where its bar begins
	layers []figure.Layer // stepLayers, then the levels and the points
	index  figure.Layer
	table  figure.Table
}

// climb works out the levels. It fails if the steps leave anything unexplained between two levels that the engine gave.
func (w *cascade) climb() error {
	w.levels, w.feet = make([]exact.Num, len(w.steps)), make([]exact.Num, len(w.steps))
	var level exact.Num
	for i := range w.steps {
		st := &w.steps[i]
		switch {
		case st.level == nil:
			w.feet[i] = level
			for _, change := range st.changes() {
				level = level.Add(change)
			}
		case i > 0 && !level.Equal(*st.level):
			return fmt.Errorf("%w: unit %s: steps lead to %s, but %q is %s", figure.ErrSums, w.unit.Unit, level, st.name, st.level)
		default:
			level = *st.level
		}
		w.levels[i] = level
	}
	return nil
}

// fill makes the layers and the table.
func (w *cascade) fill() {
	n := len(w.steps)
	for _, l := range stepLayers {
		w.layers = append(w.layers, figure.NewLayer(l.id, l.name, n))
	}
	w.layers = append(w.layers, figure.NewLayer("level", "Điểm tối đa", n), figure.NewLayer("points", "Điểm", n))
	w.index = figure.NewLayer("index", "Chỉ số (%)", n)
	w.table.Heads = figure.Columns("Bước", lostName, reachableName, "Thay đổi khác", "Mức điểm")
	notes := []string{"Mỗi số được làm tròn riêng khi in; phép cộng dùng số chưa làm tròn."}
	if w.unit.Bound {
		notes = append(notes, "Phần còn có thể đạt là mức cao nhất có thể, chưa chắc đạt được cùng lúc.")
	}
	w.table.Note = strings.Join(notes, " ")
	for i := range w.steps {
		if w.steps[i].level != nil {
			w.table.Rows = append(w.table.Rows, w.levelRow(i))
		} else {
			w.table.Rows = append(w.table.Rows, w.stepRow(i))
		}
	}
	w.table.Rows = append(w.table.Rows, w.indexRow())
}

func (w *cascade) levelRow(i int) figure.Row {
	at := len(stepLayers)
	if i == len(w.steps)-1 {
		at++
	}
	text := w.levels[i].DecimalVN(w.places)
	cell := figure.NumberCell(text)
	if w.drawn {
		l := &w.layers[at]
		l.Items[i].Value, l.Items[i].Texts = figure.Number(w.levels[i], w.places), []string{text}
		cell = figure.DrawnCell(text)
	}
	return figure.Row{Class: "total", Cells: []figure.Cell{figure.NameCell(w.steps[i].name), {}, {}, {}, cell}}
}

func (w *cascade) stepRow(i int) figure.Row {
	st := &w.steps[i]
	cells := make([]figure.Cell, len(stepLayers))
	still := true
	for k, change := range st.changes() {
		places := finer(change, w.places)
		cells[k] = figure.NumberCell(change.DecimalVN(places))
		if w.drawn {
			cells[k] = draw(&w.layers[k], i, change, cells[k].Text, places)
		}
		still = still && change.IsZero()
	}
	out, lost, reachable, other := cells[0], cells[1], cells[2], cells[3]
	switch {
	case still:
		w.layers[1].Items[i].Note = st.word
		lost, reachable, other = figure.WordCell(st.word), figure.Cell{}, figure.Cell{}
	case !st.out.IsZero():
		lost, reachable, other = figure.Cell{}, figure.Cell{}, out
	case !st.other.IsZero():
		lost, reachable = figure.Cell{}, figure.Cell{}
	default:
		other = figure.Cell{}
	}
	if st.open.bound {
		w.layers[2].Items[i].Note = "mức cao nhất có thể"
	}
	return figure.Row{Cells: []figure.Cell{figure.NameCell(st.name), lost, reachable, other,
		figure.NumberCell(w.levels[i].DecimalVN(w.places))}}
}

func (w *cascade) indexRow() figure.Row {
	cell := figure.IndexCell(w.unit, w.places)
	if w.drawn {
		last := len(w.steps) - 1
		w.index.Items[last].Value = []any{figure.Number(w.levels[last], w.places), last, figure.Number(w.unit.Index, w.places)}
		w.index.Items[last].Texts = []string{cell.Text}
		cell = figure.DrawnCell(cell.Text)
	}
	return figure.Row{Class: "total", Cells: []figure.Cell{figure.NameCell(w.index.Name), {}, {}, {}, cell}}
}

// finer adds decimals until an amount that is not 0 is not printed as 0: what rounding adds is smaller than what is printed.
func finer(n exact.Num, places exact.Rounding) exact.Rounding {
	for !n.IsZero() && n.Round(places).IsZero() && places.Decimals < exact.MaxDecimals {
		places.Decimals++
	}
	return places
}

func (w *cascade) option(id string) (json.RawMessage, error) {
	r := rows{legend: figure.Legend(w.layers[1:3]...)}
	foot := figure.NewLayer(figure.Aid+"-foot", "", len(w.steps))
	link := figure.NewLayer(figure.Aid+"-link", "", len(w.steps))
	tops := make([]exact.Num, len(w.steps))
	var least exact.Num
	for i := range w.steps {
		r.names = append(r.names, figure.Label(w.steps[i].name, figure.LabelLength))
		foot.Items[i].Value = figure.Number(w.feet[i], w.places)
		link.Items[i].Value = []any{figure.Number(w.levels[i], w.places), i}
		tops[i] = exact.Max(w.feet[i], w.levels[i])
		least = exact.Min(least, w.levels[i])
	}
	r.least = figure.Number(least, w.places)
	r.layers = append([]figure.Layer{foot}, w.layers...)
	line := echarts.NewLine()
	line.AddSeries("", nil, figure.ID(link.ID), figure.Items(link.Items))
	r.over = []echarts.Overlaper{line, figure.Scatter(w.index), ends(tops, w.places)}
	return r.option(id)
}
