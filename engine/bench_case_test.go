package engine_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// benchSet is the shipped set that everything here is measured on.
var benchSet = sync.OnceValues(func() (*form.Set, error) {
	loaded, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		return nil, err
	}
	return loaded.Set, nil
})

func mustBenchSet(tb testing.TB) *form.Set {
	tb.Helper()
	set, err := benchSet()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// Two days to look from: while declaring goes on, when much can still be reached, and when the year is decided.
var (
	openDay   = day.Must(2026, 10, 15)
	closedDay = day.Must(2027, 1, 20)
)

// family is a whole and its parts: what the generator draws together, so that the figures agree as real ones do.
type family struct {
	whole string
	most  int
	parts []string // together at most the whole
	each  bool     // each of them at most the whole
}

var families = []family{
	{"kh_phai", 60, []string{"kh_dung_han", "kh_cham"}, false},
	{"tkt_tong", 20, []string{"tkt_so"}, false},
	{"kn_phai", 8, []string{"kn_xong", "kn_dang"}, false},
	{"nvg_tong", 200, []string{"nvg_dung_han", "nvg_cham"}, false},
	{"vb_phai", 12, []string{"vb_dung_han", "vb_cham"}, false},
	{"vbxl_phai", 10, []string{"vbxl_xong"}, false},
	{"cs_phai", 30, []string{"cs_dung_han"}, false},
	{"pb_kh", 15, []string{"pb_xong"}, false},
	{"rs_kh", 30, []string{"rs_xong"}, false},
	{"tg_qd", 20000, []string{"tg_sau"}, false},
	{"cbtt_phai", 10, []string{"cbtt_dung_han", "cbtt_cham"}, false},
	{"tthc_tong", 200, []string{"qt_nb", "qt_dt"}, true},
	{"mc_phai", 200, []string{"mc_co"}, false},
	{"pdg_dm", 40, []string{"pdg_qt"}, false},
	{"mckn_phai", 8, []string{"mckn_xong", "mckn_dang"}, false},
	{"xl_phai", 30, []string{"xl_gui"}, false},
	{"pakn_tong", 80, []string{"pakn_dung_han", "pakn_xau"}, true},
	{"sh_phai", 9000, []string{"sh_xong"}, false},
	{"tsd_tong", 5000, []string{"tsd_so"}, false},
	{"bm_phai", 6, []string{"bm_dung_han", "bm_cham"}, false},
	{"bc_giao", 120, []string{"bc_co_mat"}, false},
	{"sn_giao", 900, []string{"sn_co_mat"}, false},
	{"pc_phai", 9, []string{"pc_xong"}, false},
	{"pckn_phai", 7, []string{"pckn_xong", "pckn_dang"}, false},
	{"vtvl_tong", 900, []string{"vtvl_dung"}, false},
	{"dt_chi_tieu", 300, []string{"dt_luot"}, false},
	{"cb_tong", 900, []string{"cb_du"}, false},
	{"cb_kt", 40, []string{"cb_loi"}, false},
	{"kl_nv", 4, []string{"kl_ld"}, false},
	{"gn_kh", 480_000_000_000, []string{"gn_th"}, false},
	{"asxh_phai", 12, []string{"asxh_dung_han", "asxh_cham"}, false},
	{"kt_tien_phai", 9_500_000_000, []string{"kt_tien_xong"}, false},
	{"tc_tong", 25, []string{"tc_giao"}, false},
	{"cds_phai", 25, []string{"cds_dung_han", "cds_cham"}, false},
	{"vbd_tong", 20000, []string{"vbd_dung_han"}, false},
	{"vbdt_tong", 9000, []string{"vbdt_ky"}, false},
	{"cks_tong", 60, []string{"cks_dung"}, false},
	{"dvc_dk", 150, []string{"dvc_tt"}, false},
	{"hs_tn", 30000, []string{"hs_tt"}, false},
	{"phi_hs", 12000, []string{"phi_tt"}, false},
	{"kn_ht_phai", 6, []string{"kn_ht_xong"}, false},
	{"hs_dung_han", 25000, nil, false},
}

// counts are figures that stand alone, with the most they are drawn to.
var counts = []struct {
	name string
	most int
}{
	{"kh_linh_vuc", 7}, {"bc_tra_lai", 4}, {"tb_so", 20}, {"sk_so", 3}, {"tdg_thieu", 2}, {"vb_trai", 1}, {"tthc_sai", 4}, {"hd_so", 5},
	{"ld_vuot", 2}, {"dg_sai", 3}, {"kc_vp", 3}, {"hs_qua_han", 900}, {"hs_dang_qua_han", 200}, {"sipas_mau", 400},
}

// inside names wholes that are themselves part of another: the parts are drawn once it is known.
var inside = []family{{"rs_xong", 0, []string{"dgh_so"}, false}, {"dvc_tt", 0, []string{"dvc_ps"}, false}}

// duties are the obligations of a unit: deliverable, key and day, and how often a unit has it, in percent.
var duties = []struct {
	due   engine.Due
	often int
}{
	{engine.Due{Deliverable: "I.1.2", Due: day.Must(2026, 1, 14)}, 100},
	{engine.Due{Deliverable: "I.2.1", Key: "2026-Q1", Due: day.Must(2026, 3, 14), Received: true}, 100},
	{engine.Due{Deliverable: "I.2.1", Key: "2026-Q2", Due: day.Must(2026, 6, 14), Received: true}, 100},
	{engine.Due{Deliverable: "I.2.1", Key: "2026-Q3", Due: day.Must(2026, 9, 14), Received: true}, 100},
	{engine.Due{Deliverable: "I.2.1", Key: "2026-Q4", Due: day.Must(2026, 12, 14), Received: true}, 98},
	{engine.Due{Deliverable: "I.6.1", Due: day.Must(2026, 9, 30)}, 85},
	{engine.Due{Deliverable: "II.2.1", Due: day.Must(2026, 3, 31)}, 100},
	{engine.Due{Deliverable: "IV.1.1", Due: day.Must(2026, 8, 31)}, 60},
	{engine.Due{Deliverable: "IV.2.1", Due: day.Must(2026, 7, 31)}, 80},
	{engine.Due{Deliverable: "IV.3.1", Due: day.Must(2026, 6, 30)}, 100},
	{engine.Due{Deliverable: "V.1.1", Due: day.Must(2026, 9, 30)}, 80},
	{engine.Due{Deliverable: "V.3.1", Due: day.Must(2026, 12, 31)}, 100},
	{engine.Due{Deliverable: "VI.4.1", Due: day.Must(2026, 12, 20), Received: true}, 100},
}

// maker draws the evidence of one unit. The same seed and number give the same unit.
type maker struct {
	*rand.Rand
	set *form.Set
	uc  engine.UnitCase
	i   int
	has map[string]int
}

// benchUnit is the i-th unit of the demonstration province: figures as real results spread, a few absent, a few that
// contradict one another, a tenth corrected by the appraisal.
func benchUnit(set *form.Set, i int) engine.UnitCase {
	m := &maker{Rand: rand.New(rand.NewPCG(2026, uint64(i))), set: set, i: i, has: map[string]int{}}
	m.uc.Unit = engine.Unit{Code: fmt.Sprintf("unit-%06d", i), Block: "so"}
	m.attributes()
	for _, d := range duties {
		if m.chance(d.often) {
			m.uc.Dues = append(m.uc.Dues, d.due)
		}
	}
	for _, f := range families {
		m.family(f, m.whole(f.most))
	}
	for _, f := range inside {
		if n, ok := m.has[f.whole]; ok {
			m.parts(f, n)
		}
	}
	for _, c := range counts {
		m.number(c.name, m.IntN(c.most+1))
	}
	for j := range set.Inputs {
		m.other(&set.Inputs[j])
	}
	return m.uc
}

func benchUnits(set *form.Set, from, n int) []engine.UnitCase {
	out := make([]engine.UnitCase, n)
	for i := range out {
		out[i] = benchUnit(set, from+i)
	}
	return out
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func (m *maker) attributes() {
	for _, a := range m.set.Attrs {
		v := engine.Value{Type: form.TypeBool, Bool: m.chance(85)}
		m.uc.Unit.Attrs = append(m.uc.Unit.Attrs, engine.AttrValue{Name: a.Name, Value: v})
	}
}

// whole draws a figure that others are parts of; one in 25 is 0.
func (m *maker) whole(most int) int {
	if m.chance(4) {
		return 0
	}
	return 1 + m.IntN(most)
}

func (m *maker) family(f family, whole int) {
	m.number(f.whole, whole)
	m.parts(f, whole)
}

// parts draws the parts of a whole, mostly large ones; one in 200 is too large.
func (m *maker) parts(f family, whole int) {
	rest := whole
	for _, p := range f.parts {
		n := rest - int(float64(rest)*m.Float64()*m.Float64()*0.6)
		if p == "cb_loi" || p == "pakn_xau" || p == "kl_ld" {
			n = rest / (2 + m.IntN(20))
		}
		if m.IntN(200) == 0 {
			n = whole + 1
		}
		m.number(p, n)
		if !f.each {
			rest = max(0, rest-n)
		}
	}
}

// number records a figure; one in 60 is absent.
func (m *maker) number(name string, n int) {
	if m.IntN(60) == 0 {
		return
	}
	m.has[name] = n
	m.fact(name, "", "", engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(n))})
}

// fact records a fact by whoever enters it; one in ten is found to be otherwise in the first appraisal.
func (m *maker) fact(input, row, field string, v engine.Value) {
	f := engine.Fact{
		Input: input, Row: row, Field: field, Value: v, Layer: engine.LayerRegister, Recorded: day.Must(2026, 2, 1).Add(m.IntN(240)),
		Source: "facts-" + m.uc.Unit.Code + ".csv:" + strconv.Itoa(len(m.uc.Facts)+2), Document: "123/BC-" + m.uc.Unit.Code,
	}
	for j := range m.set.Inputs {
		if m.set.Inputs[j].Name == input && m.set.Inputs[j].DeclaredBy == "unit" {
			f.Layer = engine.LayerDeclared
		}
	}
	m.uc.Facts = append(m.uc.Facts, f)
	if m.chance(10) {
		f.Layer, f.Recorded, f.Source = engine.LayerAppraisal1, day.Must(2027, 1, 18), "appraisal"
		m.uc.Facts = append(m.uc.Facts, f)
	}
}

// other draws what is not a whole figure.
func (m *maker) other(in *form.Input) {
	switch in.Type {
	case form.InYesNo:
		if m.IntN(60) > 0 {
			m.fact(in.Name, "", "", engine.Value{Type: form.TypeBool, Bool: m.chance(80)})
		}
	case form.InDate:
		m.date(in.Name, "", "", day.Must(2026, 1, 20).Add(m.IntN(340)))
	case form.InDocument:
		due := day.Must(2026, 6, 30)
		for _, d := range m.uc.Dues {
			if d.Deliverable == in.Deliverables[0] {
				due = d.Due
			}
		}
		m.date(in.Name, "", "", m.around(due))
	case form.InReports:
		for _, d := range m.uc.Dues {
			if d.Deliverable == in.Deliverables[0] {
				m.date(in.Name, d.Key, "received", m.around(d.Due))
			}
		}
	case form.InIndex:
		if m.IntN(60) > 0 {
			m.fact(in.Name, "", "", engine.Value{Type: form.TypeNumber, Num: exact.MustFrac(6000+m.Int64N(4000), 100)})
		}
	case form.InSurvey:
		m.survey(in)
	}
}

// around is a day near a due date: three in four are in time.
func (m *maker) around(due day.Day) day.Day {
	if m.chance(75) {
		return due.Add(-m.IntN(20))
	}
	return due.Add(1 + m.IntN(30))
}

// date records a date, or that there is none, or nothing at all.
func (m *maker) date(input, row, field string, d day.Day) {
	switch n := m.IntN(100); {
	case n < 3:
	case n < 6:
		m.fact(input, row, field, engine.Value{Type: form.TypeDate, None: true})
	default:
		m.fact(input, row, field, engine.Value{Type: form.TypeDate, Day: d})
	}
}

func (m *maker) survey(in *form.Input) {
	for _, g := range in.Groups {
		if m.IntN(30) == 0 {
			continue
		}
		most := 120
		if m.IntN(30) == 0 {
			most = 8
		}
		for a := 1; a <= in.Scale; a++ {
			n := m.IntN(most*a/(2*in.Scale) + 1)
			m.fact(in.Name, g.ID, strconv.Itoa(a), engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(n))})
		}
	}
}

// nativeFields finds a field of nativeUnit by an input's name.
var nativeFields = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	t := reflect.TypeFor[nativeUnit]()
	for i := range t.NumField() {
		out[strings.ToLower(t.Field(i).Name)] = i
	}
	return out
})

func nativeName(input string) string { return strings.ReplaceAll(input, "_", "") }

// newNative lays a unit's case out for the native functions, which is not part of what is measured. Facts of one place
// come in rising layers here, so that the last that counts is the one.
func newNative(set *form.Set, c *engine.Case, uc *engine.UnitCase) nativeUnit {
	top := [...]engine.Layer{engine.LayerRegister, engine.LayerAppraisal1, engine.LayerAppraisal2, engine.LayerFinal}[c.Stage]
	closed := c.AsOf > set.Period.Lock
	u := nativeUnit{final: closed && c.Stage == engine.StageFinal}
	facts := map[[3]string]*engine.Fact{}
	for i := range uc.Facts {
		f := &uc.Facts[i]
		if f.Layer <= top && f.Recorded <= c.AsOf {
			facts[[3]string{f.Input, f.Row, f.Field}] = f
		}
	}
	dues := map[string][]engine.Due{}
	for _, d := range uc.Dues {
		dues[d.Deliverable] = append(dues[d.Deliverable], d)
	}
	into := reflect.ValueOf(&u).Elem()
	field := func(name string) reflect.Value { return into.Field(nativeFields()[nativeName(name)]) }
	for _, a := range uc.Unit.Attrs {
		field(a.Name).SetBool(a.Value.Bool)
	}
	claimed := func(name string) bool {
		f := facts[[3]string{name, "", ""}]
		return c.Stage >= engine.StageAppraisal1 && f != nil && f.Layer == engine.LayerDeclared
	}
	u.CbttClaimed, u.PcClaimed, u.PcKtClaimed = claimed("cbtt_phai"), claimed("pc_phai"), claimed("pc_kt") || claimed("pckn_phai")
	for i := range set.Inputs {
		in := &set.Inputs[i]
		f := facts[[3]string{in.Name, "", ""}]
		absent := missing
		if in.Missing == form.EffNotScorable {
			absent = notScorable
		}
		switch in.Type {
		case form.InEvent:
			field(in.Name).SetBool(len(dues[in.Deliverables[0]]) > 0)
		case form.InYesNo:
			field(in.Name).SetInt(int64(absent))
			if f != nil {
				field(in.Name).SetInt(map[bool]int64{true: 1}[f.Value.Bool])
			}
		case form.InDate:
			field(in.Name).SetInt(int64(nativeDate(f, closed, nil, c.AsOf)))
		case form.InDocument:
			var due *engine.Due
			if ds := dues[in.Deliverables[0]]; len(ds) > 0 {
				due = &ds[0]
			}
			d := nativeDoc{Issued: nativeDate(f, closed, due, c.AsOf)}
			if due == nil && d.Issued < 0 { // nothing is owed: nothing can be late or missing
				d.Issued = notDue
			}
			if d.Late = notDue; due != nil {
				d.Late = max(0, d.Issued-int32(due.Due))
			}
			field(in.Name).Set(reflect.ValueOf(d))
		case form.InReports:
			for _, due := range dues[in.Deliverables[0]] {
				date := nativeDate(facts[[3]string{in.Name, due.Key, "received"}], closed, &due, c.AsOf)
				if date >= 0 {
					date = max(0, date-int32(due.Due))
				}
				u.BaoCao = append(u.BaoCao, nativeReport{Late: date, Yearly: due.Key == "2026-Q4"})
			}
		case form.InSurvey:
			for g := range in.Groups {
				name := in.Name
				if len(in.Groups) > 1 {
					name += strconv.Itoa(g + 1)
				}
				field(name).Set(reflect.ValueOf(newNativeGroup(in, in.Groups[g].ID, facts)))
			}
		default:
			field(in.Name).SetFloat(float64(absent))
			if f != nil {
				field(in.Name).SetFloat(toFloat(f.Value.Num))
			}
		}
	}
	return u
}

// nativeDate is a date, or what is known instead.
func nativeDate(f *engine.Fact, closed bool, due *engine.Due, asOf day.Day) int32 {
	switch {
	case f != nil && !f.Value.None:
		return int32(f.Value.Day)
	case f != nil || closed:
		return never
	case due != nil && asOf <= due.Due:
		return notDue
	}
	return missing
}

func newNativeGroup(in *form.Input, id string, facts map[[3]string]*engine.Fact) nativeGroup {
	var n [5]float64
	g := nativeGroup{}
	for a := range n {
		if f := facts[[3]string{in.Name, id, strconv.Itoa(a + 1)}]; f != nil {
			g.Given, n[a] = true, toFloat(f.Value.Num)
			g.Valid += n[a]
		}
	}
	g.N1, g.N2, g.N3, g.N4, g.N5 = n[0], n[1], n[2], n[3], n[4]
	return g
}

func toFloat(n exact.Num) float64 {
	r, ok := new(big.Rat).SetString(n.Fraction())
	if !ok {
		panic("not a fraction: " + n.Fraction())
	}
	f, _ := r.Float64()
	return f
}

// benchCase is a case over the first n units, open or closed.
func benchCase(tb testing.TB, n int, closed bool) *engine.Case {
	tb.Helper()
	set := mustBenchSet(tb)
	c := &engine.Case{Set: set, AsOf: openDay, Stage: engine.StageSelf, Units: benchUnits(set, 0, n)}
	if closed {
		c.AsOf, c.Stage = closedDay, engine.StageFinal
	}
	return c
}
