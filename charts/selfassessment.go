package charts

import (
	"fmt"
	"io"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// SelfAssessment is what one unit's Bảng tự đánh giá shows. Self is the unit's own result; Asked is the result of the
// appraisal's stage, nil while there is none.
type SelfAssessment struct {
	Superior string // cơ quan chủ quản, printed above the unit: "UBND TỈNH …"
	Period   string // "Năm 2026"
	Unit     string // code
	Set      *form.Set
	Self     *engine.Result
	Asked    *engine.Result
	Words    figure.Words
	Demo     bool
	Made     string
}

// selfAssessmentPage is what selfassessment.html.tmpl reads.
type selfAssessmentPage struct {
	shell
	Superior, Unit, Period string
	Head                   figure.Head
	Final                  bool
	Rows                   []formRow
	Total                  formRow
	Class                  string
	Applied                string
	Made                   string
}

// formRow is a row of the official form; "–" stands where a column does not concern the row.
type formRow struct {
	Kind                                 form.NodeKind
	Code, Name                           string
	Max, Survey, Self, Asked, Got, Index string
	Notes                                []string
}

// blank stands in a cell that does not concern its row.
const blank = "–"

// WriteSelfAssessment writes the form as one self-contained HTML file for A4 paper. It fails if a result does not
// belong to the set, has no such unit, or does not add up from its parts; and if w fails.
func WriteSelfAssessment(w io.Writer, a SelfAssessment) error {
	page, err := a.page()
	if err != nil {
		return fmt.Errorf("write self-assessment of %s: %w", a.Unit, err)
	}
	return page.shell.write(w, page)
}

func (a *SelfAssessment) page() (*selfAssessmentPage, error) {
	self, err := a.result(a.Self)
	if err != nil {
		return nil, err
	}
	shown, asked := self, (*engine.UnitResult)(nil)
	latest := a.Self
	if a.Asked != nil {
		if asked, err = a.result(a.Asked); err != nil {
			return nil, err
		}
		shown, latest = asked, a.Asked
	}
	places := a.Set.Rounding.Rounding
	page := &selfAssessmentPage{
		shell: selfAssessmentShell(), Superior: a.Superior, Unit: a.Words.Unit(a.Unit).Full, Period: a.Period,
		Head: figure.NewHead(a.Set, latest, a.Demo, ""), Final: latest.Stage == engine.StageFinal,
		Class: shown.Class, Applied: shown.Applied.DecimalVN(places), Made: a.Made,
	}
	if a.Asked != nil {
		page.Head.Code = figure.CheckCode(a.Self.CaseHash) + " (tự đánh giá), " + figure.CheckCode(a.Asked.CaseHash) + " (SNV đánh giá)"
	}
	for i := range a.Set.Nodes {
		page.Rows = append(page.Rows, a.row(i, self, asked))
	}
	page.Total = formRow{
		Name: "Tổng điểm", Max: shown.Max.DecimalVN(places), Survey: blank,
		Self: self.Points.DecimalVN(places), Asked: blank, Got: shown.Points.DecimalVN(places), Index: figure.StateName(engine.NotApplicable),
	}
	if asked != nil {
		page.Total.Asked = asked.Points.DecimalVN(places)
	}
	if shown.Scorable {
		page.Total.Index = shown.Index.DecimalVN(places)
	}
	if shown.Applied.Cmp(shown.Max) != 0 {
		page.Total.Notes = append(page.Total.Notes, "Điểm tối đa áp dụng cho đơn vị: "+page.Applied+".")
	}
	if shown.Blocked {
		page.Total.Notes = append(page.Total.Notes, "Chưa được công bố: còn tiêu chí chưa chấm được.")
	}
	return page, nil
}

// result is the unit's part of a result, checked against the set and against its own parts.
func (a *SelfAssessment) result(r *engine.Result) (*engine.UnitResult, error) {
	if err := figure.CheckShape(a.Set, r); err != nil {
		return nil, err
	}
	at := figure.UnitAt(r, a.Unit)
	if at < 0 {
		return nil, figure.ErrUnknownUnit
	}
	return &r.Units[at], checkSums(a.Set, &r.Units[at])
}

// row fills the form's columns for one node. A leaf that comes from surveys stands in the survey column and is not
// self-scored; areas and criteria copy the engine's points, which include the survey leaves below them.
func (a *SelfAssessment) row(i int, self, asked *engine.UnitResult) formRow {
	places := a.Set.Rounding.Rounding
	node, own := &a.Set.Nodes[i], &self.Nodes[i]
	shown := own
	if asked != nil {
		shown = &asked.Nodes[i]
	}
	row := formRow{
		Kind: node.Kind, Code: node.Code, Name: node.Name,
		Max: node.Max.DecimalVN(places), Survey: blank, Self: blank, Asked: blank, Index: blank,
		Got: pointsText(shown, places),
	}
	if node.Leaf != nil && node.Leaf.Unscored {
		row.Max = blank
	}
	if node.Leaf != nil && node.Leaf.Survey {
		row.Survey = row.Got
	} else {
		row.Self = pointsText(own, places)
		if asked != nil {
			row.Asked = row.Got
		}
	}
	if index, ok := engine.Index(shown.Points, shown.Applied); ok && hasPoints(shown.State) {
		row.Index = index.DecimalVN(places)
	}
	row.Notes = a.notes(node, own, shown)
	return row
}

// notes explain a leaf: its state where it is not simply scored, the reason of the shown result, and what the unit had
// found where the appraisal found something else. An area or criterion says only where its maximum differs.
func (a *SelfAssessment) notes(node *form.Node, own, shown *engine.NodeResult) []string {
	if node.Kind != form.NodeLeaf {
		switch {
		case shown.State == engine.NotApplicable:
			return []string{capital(figure.StateName(shown.State)) + "."}
		case shown.Applied.Cmp(node.Max) != 0 && !node.Outside:
			return []string{"Điểm tối đa áp dụng: " + shown.Applied.DecimalVN(a.Set.Rounding.Rounding) + "."}
		}
		return nil
	}
	notes := []string{a.finding(node, shown)}
	if own != shown && (own.State != shown.State || own.Points.Cmp(shown.Points) != 0) {
		notes = append(notes, "Tự đánh giá: "+a.finding(node, own))
	}
	return notes
}

func (a *SelfAssessment) finding(node *form.Node, found *engine.NodeResult) string {
	sentence := a.Words.Finding(node, found)
	name := capital(figure.ShortState(found.State))
	if found.State == engine.Scored || strings.HasPrefix(sentence, name) {
		return sentence // most sentences about a state begin with its name
	}
	return strings.TrimSpace(name + ". " + sentence)
}

// hasPoints reports whether a state's points are a judgement; the others stand at a provisional 0 that is not printed.
func hasPoints(s engine.State) bool { return s == engine.Scored || s == engine.Disputed }

func pointsText(n *engine.NodeResult, places exact.Rounding) string {
	if hasPoints(n.State) {
		return n.Points.DecimalVN(places)
	}
	return figure.ShortState(n.State)
}

func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
