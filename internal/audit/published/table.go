// Package published knows the table of results that is announced (bảng kết quả công bố): what it names – the run by its digest,
// the sets, the decision, the checkpoint of the log – and its rows, one for each unit; its bytes, by whose hash the log names
// it; and where a run says something else than a table does. Whether a run may be published is internal/season's, how the
// table looks on paper internal/paper's.
package published

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Table is a table of results.
type Table struct {
	Period      string
	Run, Digest string // the run and the digest of its event
	AsOf        day.Day
	Act         season.Act
	Replaces    string // the run that was published before and whose place this one takes; "" for none
	// Origin is the name of the log, Checkpoint the SIZE:CODE of the checkpoint that covers the run.
	Origin, Checkpoint string
	Labels             []string // demo figures, sets that are not official
	Sets               []Set
	Rows               []Row
}

// DemoLabel is what a table of made-up figures has to say.
const DemoLabel = "Dữ liệu minh họa, không phải số liệu thật"

// Set is a criteria set and the hash of what the run came to by it.
type Set struct{ ID, Version, Hash, Result string }

// Row is what a unit got. Numbers are as the set rounds them, with a decimal comma; Rank is 0 and Class may be empty where the
// unit is not ranked, Index is empty where it has none.
type Row struct {
	Set, Block             string
	Rank                   int
	Unit, Name             string
	Points, Applied, Index string
	Class                  string
	Note                   string // why the unit is not ranked, in the words of who decided it
}

// Source is what a table is made of: a recorded run with its sets and the canonical bytes of their results, in the order of
// its scopes.
type Source struct {
	Event      *season.Event // its body is a *season.Run
	Digest     string
	Act        season.Act
	Origin     string
	Checkpoint string
	Sets       []*form.Set
	Results    [][]byte
	Name       func(unit string) string
}

// New makes the table of a run: block by block, the best first, those without a rank last, by code; of a source without sets, its
// head alone.
func New(s *Source) (*Table, error) {
	run := s.Event.Body.(*season.Run)
	t := &Table{Period: s.Event.Period, Run: run.ID, Digest: s.Digest, AsOf: run.AsOf, Act: s.Act, Replaces: run.Adjusts,
		Origin: s.Origin, Checkpoint: s.Checkpoint}
	if run.Demo {
		t.Labels = append(t.Labels, DemoLabel)
	}
	for i := range run.Scopes {
		scope := &run.Scopes[i]
		t.Sets = append(t.Sets, Set{scope.Set, scope.Version, scope.Hash, scope.Result})
		if s.Sets == nil {
			continue
		}
		set := s.Sets[i]
		if set.Reference != "" && !slices.Contains(t.Labels, set.Reference) {
			t.Labels = append(t.Labels, set.Reference)
		}
		rows, err := rowsOf(set, s.Results[i], s.Name)
		if err != nil {
			return nil, fmt.Errorf("result of %s: %w", scope.Set, err)
		}
		t.Rows = append(t.Rows, rows...)
	}
	return t, nil
}

// rowsOf reads the rows from the canonical bytes of a result.
func rowsOf(set *form.Set, result []byte, name func(string) string) ([]Row, error) {
	doc, err := canon.Parse(result)
	if err != nil {
		return nil, err
	}
	units, _ := doc.Field("units")
	rows := make([]Row, len(units.Items))
	for i := range units.Items {
		if rows[i], err = rowOf(set, &units.Items[i]); err != nil {
			return nil, err
		}
		rows[i].Name = name(rows[i].Unit)
	}
	place := func(block string) int {
		if at := slices.Index(set.Blocks, block); at >= 0 {
			return at
		}
		return len(set.Blocks)
	}
	last := func(r *Row) int { return cmp.Or(r.Rank, len(rows)+1) }
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(place(a.Block), place(b.Block)), cmp.Compare(a.Block, b.Block),
			cmp.Compare(last(&a), last(&b)), cmp.Compare(a.Unit, b.Unit))
	})
	return rows, nil
}

func rowOf(set *form.Set, unit *canon.Value) (r Row, err error) {
	text := func(key string) string {
		v, _ := unit.Field(key)
		return v.Str
	}
	number := func(key string) string {
		given := text(key)
		if given == "" || err != nil {
			return ""
		}
		var n exact.Num
		if n, err = exact.ParseFraction(given); err != nil {
			return ""
		}
		return n.DecimalVN(set.Rounding.Rounding)
	}
	rank, _ := unit.Field("rank")
	r = Row{Set: set.ID, Block: text("block"), Rank: int(rank.Int), Unit: text("unit"), Points: number("points"),
		Applied: number("applied"), Index: number("index"), Class: text("class"), Note: notRanked(unit)}
	if set.Scope == form.ScopeProvince { // there is nobody to be ranked with
		r.Rank = 0
	}
	if err == nil && (r.Unit == "" || r.Points == "") {
		err = fmt.Errorf("a unit without code or points")
	}
	return r, err
}

// notRanked is the reason that was given for not ranking a unit.
func notRanked(unit *canon.Value) string {
	why, _ := unit.Field("not_ranked")
	args, _ := why.Field("args")
	for _, arg := range args.Items {
		if name, _ := arg.Field("name"); name.Str == "reason" {
			value, _ := arg.Field("value")
			text, _ := value.Field("text")
			return text.Str
		}
	}
	return ""
}

// OfUnit reads the one row of the canonical bytes of a unit's own result, without its name.
func OfUnit(set *form.Set, result []byte) (*Row, error) {
	rows, err := rowsOf(set, result, func(string) string { return "" })
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("%d units", len(rows))
	}
	if err != nil {
		return nil, fmt.Errorf("result of a unit: %w", err)
	}
	return &rows[0], nil
}

// Row gives the row of a unit; nil if there is none.
func (t *Table) Row(unit string) *Row {
	for i := range t.Rows {
		if t.Rows[i].Unit == unit {
			return &t.Rows[i]
		}
	}
	return nil
}

// Hash is the table's name: the hash of its bytes.
func (t *Table) Hash() string { return canon.Hash(season.TableDomain, t.Text()) }

func rankText(rank int) string {
	if rank == 0 {
		return ""
	}
	return strconv.Itoa(rank)
}
