// Package charts turns results into pictures and printed tables: options for Apache ECharts built with go-echarts, the
// report page of all units, and one unit's self-assessment form (Bảng tự đánh giá).
//
// It knows results, the tree of the criteria set and the layout of pages. Points, indices, ranks and classes arrive
// computed and are copied; names, sentences and the index of a part are asked of the caller. It does not know where a
// result came from, reads no clock and no network: a page is one file that opens from disk and loads nothing.
package charts

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strconv"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Words supplies the texts that a result only refers to.
type Words struct {
	Unit    func(code string) Name
	Block   func(block string) string
	Finding func(leaf *form.Node, found *engine.NodeResult) string // sentence for a leaf's reason
	Reason  func(engine.Reason) string                             // sentence for a reason about a unit
}

// Name is a unit's name in full and as charts print it.
type Name struct{ Full, Short string }

// Report is what the report page (báo cáo kết quả) shows.
type Report struct {
	Title  string
	Set    *form.Set
	Result *engine.Result
	Words  Words
	// Index gives points ÷ applied × 100, unrounded; false where nothing applies. It is the engine's.
	Index func(points, applied exact.Num) (exact.Num, bool)
	Focus string // unit whose sections are drawn; "" is the best ranked
	Demo  bool   // the data is made up
	Made  string // when and by whom the page was made, as the caller words it
}

// reportPage is what report.html.tmpl reads.
type reportPage struct {
	shell
	Title  string
	Head   head
	Blocks []rankingView
	Unit   *radarView
	Made   string
	Data   []optionData
}

// optionData is the option JSON of one chart, carried in the page as data.
type optionData struct {
	ID   string
	JSON template.JS
}

// WriteReport writes the report as one self-contained HTML file. It fails if the result does not belong to the set,
// if the unit in focus is unknown, or if w fails.
func WriteReport(w io.Writer, r Report) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	page := reportPage{shell: reportShell(), Title: r.Title, Head: newHead(r.Set, r.Result, r.Demo), Made: r.Made}
	sections := sectionsOf(r.Set)
	for i, units := range byBlock(r.Set, r.Result) {
		id := "xep-hang-" + strconv.Itoa(i+1)
		view := newRankingView(id, &r, page.Head, sections, units)
		if view.Drawn {
			option, err := rankingOption(id, &r, page.Head, sections, units)
			if err != nil {
				return fmt.Errorf("write report: block %s: %w", units[0].Block, err)
			}
			page.Data = append(page.Data, optionData{view.Option, template.JS(option)})
		}
		page.Blocks = append(page.Blocks, view)
	}
	if unit := r.focus(); unit != nil {
		view := newRadarView("linh-vuc", &r, page.Head, sections, unit)
		if view.Drawn {
			option, err := radarOption("linh-vuc", &r, page.Head, sections, unit)
			if err != nil {
				return fmt.Errorf("write report: unit %s: %w", unit.Unit, err)
			}
			page.Data = append(page.Data, optionData{view.Option, template.JS(option)})
		}
		page.Unit = &view
	}
	return page.shell.write(w, page)
}

// write renders to a buffer first, so that a failing template leaves no half page behind.
func (s shell) write(w io.Writer, page any) error {
	var b bytes.Buffer
	if err := s.template.Execute(&b, page); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	_, err := b.WriteTo(w)
	return err
}

func (r *Report) check() error {
	if r.Index == nil {
		return errors.New("no index function")
	}
	if r.Focus != "" && r.focus() == nil {
		return fmt.Errorf("unit %s is not in the result", r.Focus)
	}
	return checkShape(r.Set, r.Result)
}

// checkShape refuses a result that another set was used for.
func checkShape(set *form.Set, result *engine.Result) error {
	if result.Set.ID != set.ID || result.Set.Version != set.Version {
		return fmt.Errorf("result is of set %s %s, not %s %s", result.Set.ID, result.Set.Version, set.ID, set.Version)
	}
	for i := range result.Units {
		if u := &result.Units[i]; len(u.Nodes) != len(set.Nodes) {
			return fmt.Errorf("unit %s has %d nodes, set %s has %d", u.Unit, len(u.Nodes), set.ID, len(set.Nodes))
		}
	}
	return nil
}

// focus is the unit drawn by itself: the one asked for, else the first of the first ranking; nil if there is none.
func (r *Report) focus() *engine.UnitResult {
	if r.Focus != "" {
		return unitResult(r.Result, r.Focus)
	}
	if blocks := byBlock(r.Set, r.Result); len(blocks) > 0 {
		return blocks[0][0]
	}
	return nil
}

// unitResult finds a unit's result by code; nil if there is none.
func unitResult(result *engine.Result, code string) *engine.UnitResult {
	for i := range result.Units {
		if result.Units[i].Unit == code {
			return &result.Units[i]
		}
	}
	return nil
}
