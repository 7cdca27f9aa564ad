package register_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/seeds"
)

// folder is a log of events as a data folder would keep it.
type folder struct {
	t      *testing.T
	events []season.Event
	known  *register.Known
	units  *seeds.Units
}

func open(t *testing.T) *folder {
	t.Helper()
	f := &folder{t: t, units: seeds.DefaultUnits(), known: &register.Known{Sets: map[string]*form.Set{},
		Groups: season.OccasionGroups(), Calendar: season.DefaultCalendar(),
		Keys: map[string][]string{"I.2.1": {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}}}}
	for id, blocks := range map[string][]string{"so-2026": {"so"}, "xa-2026": {"xa", "phuong"}, "tinh-2026": {"tinh"}} {
		loaded, err := rules.LoadEmbedded(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range blocks {
			f.known.Sets[block] = loaded.Set
		}
	}
	f.known.Units = f.units.All()
	for _, d := range f.known.Calendar.Plan.Deliverables() {
		f.known.Deliverables = append(f.known.Deliverables, d.ID)
	}
	for _, u := range f.known.Units {
		f.record(season.Draft{Kind: season.UnitRecorded, Unit: u.Code, Body: &season.UnitState{Unit: u}})
	}
	return f
}

// record appends a draft as the next event.
func (f *folder) record(d season.Draft) {
	f.t.Helper()
	at, err := season.ParseInstant("2026-06-30T02:00:00.000Z")
	if err != nil {
		f.t.Fatal(err)
	}
	f.events = append(f.events, season.Event{Seq: int64(len(f.events) + 1), Recorded: at, Draft: d})
}

func (f *folder) have() register.Existing {
	have := register.Existing{Year: season.Fold(f.events, "2026", day.Must(2026, 12, 31))}
	rows := map[string]register.Entry{}
	for i := range f.events {
		if b, ok := f.events[i].Body.(*season.EntryEnd); ok {
			delete(rows, b.Row)
		}
		for _, e := range register.Entries(f.events[i : i+1]) {
			rows[e.Row] = e
		}
	}
	for _, e := range rows {
		have.Entries = append(have.Entries, e)
	}
	slices.SortFunc(have.Entries, func(a, b register.Entry) int { return strings.Compare(a.Row, b.Row) })
	return have
}

func keeper(id string) *seeds.Register {
	reg, ok := seeds.DefaultRegisters().ByID(id)
	if !ok {
		panic("no register " + id)
	}
	return reg
}

// merge reads a file and compares it with the folder.
func (f *folder) merge(id, data string, on day.Day, full bool) *register.Plan {
	f.t.Helper()
	reg := keeper(id)
	r := register.Read(reg, f.known, id+".csv", []byte(data), on)
	for _, m := range r.Mistakes {
		f.t.Errorf("%s", m.Format(wording.Message))
	}
	p, err := register.Merge(r, f.known, f.have(), full, register.Options{Period: "2026", Actor: reg.Office,
		Base: int64(len(f.events)), Raw: []byte(data)})
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

// take merges a file and records what follows.
func (f *folder) take(id, data string, on day.Day, full bool) *register.Plan {
	f.t.Helper()
	p := f.merge(id, data, on, full)
	for _, d := range p.Drafts {
		f.record(d)
	}
	return p
}

// figures gives what registers say of a unit, by place.
func (f *folder) figures(unit string) []string {
	var out []string
	u := f.have().Year.Unit(unit)
	if u == nil {
		return nil
	}
	for i := range u.Facts {
		s := &u.Facts[i].Fact
		text := s.Value.Num.VN()
		switch s.Value.Type {
		case form.TypeBool:
			text = fmt.Sprint(s.Value.Bool)
		case form.TypeDate:
			text = s.Value.Day.VN()
		}
		out = append(out, strings.Join(strings.Fields(strings.Join([]string{s.Input, s.Row, s.Field, text}, " ")), " "))
	}
	return out
}

func (f *folder) want(unit string, want ...string) {
	f.t.Helper()
	if diff := cmp.Diff(want, f.figures(unit)); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", unit, diff)
	}
}

func counts(p *register.Plan) string {
	return fmt.Sprintf("rows %d added %d changed %d unchanged %d withdrawn %d figures %d", p.Rows, p.Added, p.Changed,
		p.Unchanged, p.Withdrawn, p.Figures)
}

func wantCounts(t *testing.T, p *register.Plan, want string) {
	t.Helper()
	if got := counts(p); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

const taskHead = "ma,han,ngay_xong,don_vi\n"

// TestRowsThroughTheYear follows a register of rows: added, re-imported, changed, the day moving on, full and partial files.
func TestRowsThroughTheYear(t *testing.T) {
	f := open(t)
	june, july := day.Must(2026, 6, 30), day.Must(2026, 7, 31)
	first := taskHead +
		"1/CV,15/06/2026,10/06/2026,so-y-te\n" + // in time
		"2/CV,15/06/2026,20/06/2026,so-y-te\n" + // late
		"3/CV,15/06/2026,,so-y-te\n" + // overdue
		"4/CV,15/07/2026,,so-y-te\n" + // not due yet
		"4/CV,30/06/2026,30/06/2026,so-noi-vu\n"
	p := f.take("nhiem-vu-giao", first, june, false)
	wantCounts(t, p, "rows 5 added 5 changed 0 unchanged 0 withdrawn 0 figures 6")
	f.want("so-y-te", "nvg_cham 1", "nvg_dung_han 1", "nvg_tong 3")
	f.want("so-noi-vu", "nvg_cham 0", "nvg_dung_han 1", "nvg_tong 1")
	f.want("so-tu-phap")

	p = f.take("nhiem-vu-giao", first, june, false)
	wantCounts(t, p, "rows 5 added 0 changed 0 unchanged 5 withdrawn 0 figures 0")
	if !p.Empty() || len(p.Drafts) != 1 || p.Drafts[0].Kind != season.ImportMade {
		t.Errorf("the same file again: %d drafts, changes %v", len(p.Drafts), p.Changes)
	}

	// One row changes; the others are not in the file, and one more has come to be due in the meantime.
	p = f.take("nhiem-vu-giao", "don_vi;ma;han;ngay_xong\nso-y-te;3/CV;2026-06-15;2026-07-20\n", july, false)
	wantCounts(t, p, "rows 1 added 0 changed 1 unchanged 0 withdrawn 0 figures 2")
	f.want("so-y-te", "nvg_cham 2", "nvg_dung_han 1", "nvg_tong 4")
	c := p.Changes[0]
	want := "so-y-te|3/CV||20/07/2026|ngay_xong|import.entry_changed|nhiem-vu-giao.csv:2"
	if got := strings.Join(append(c.Args(), c.Code(), c.Where), "|"); got != want {
		t.Errorf("change %s, want %s", got, want)
	}

	// The whole register without the last row of so-noi-vu: withdrawn, and every unit without a row has zeros.
	whole := taskHead + "1/CV,15/06/2026,10/06/2026,so-y-te\n2/CV,15/06/2026,20/06/2026,so-y-te\n" +
		"3/CV,15/06/2026,20/07/2026,so-y-te\n4/CV,15/07/2026,,so-y-te\n"
	p = f.take("nhiem-vu-giao", whole, july, true)
	if p.Withdrawn != 1 || p.Unchanged != 4 {
		t.Errorf("full file: %s", counts(p))
	}
	f.want("so-noi-vu", "nvg_cham 0", "nvg_dung_han 0", "nvg_tong 0")
	f.want("so-tu-phap", "nvg_cham 0", "nvg_dung_han 0", "nvg_tong 0")
	f.want("so-y-te", "nvg_cham 2", "nvg_dung_han 1", "nvg_tong 4")
	for _, d := range p.Drafts {
		if (d.Kind == season.EntryWithdrawn || d.Kind == season.FactWithdrawn) && d.Reason == "" {
			t.Errorf("%s without a reason", d.Kind)
		}
	}
	if p = f.take("nhiem-vu-giao", whole, july, true); !p.Empty() {
		t.Errorf("the full file again: %v", p.Changes)
	}
}

// TestThereAndBack: a figure that goes and comes back is a new event, though it says what an earlier one said; the same
// import twice from one state of the log is one.
func TestThereAndBack(t *testing.T) {
	f := open(t)
	on := day.Must(2026, 6, 30)
	a, b := "hs_dung_han,don_vi\n10,so-y-te\n", "hs_dung_han,don_vi\n11,so-y-te\n"
	one, two := f.merge("ho-so", a, on, false), f.merge("ho-so", a, on, false)
	if diff := cmp.Diff(keys(one), keys(two)); diff != "" {
		t.Errorf("the same import from the same state:\n%s", diff)
	}
	seen := map[string]bool{}
	for _, data := range []string{a, b, a, b} {
		p := f.take("ho-so", data, on, false)
		if p.Figures != 1 {
			t.Errorf("%q: %s", data, counts(p))
		}
		for _, k := range keys(p) {
			if seen[k] {
				t.Errorf("key %s twice", k)
			}
			seen[k] = true
		}
	}
	f.want("so-y-te", "hs_dung_han 11")
}

func keys(p *register.Plan) []string {
	var out []string
	for _, d := range p.Drafts {
		out = append(out, d.Key)
	}
	return out
}

// TestTable: a cell is a figure; an empty one takes a figure away only in a full file, a column that is not there never does.
func TestTable(t *testing.T) {
	f := open(t)
	on := day.Must(2026, 6, 30)
	p := f.take("ho-so", "hs_dung_han,hs_qua_han,don_vi\n1.000.000,5,so-y-te\n20,0,so-noi-vu\n", on, true)
	wantCounts(t, p, "rows 2 added 2 changed 0 unchanged 0 withdrawn 0 figures 4")
	p = f.take("ho-so", "hs_dung_han,hs_qua_han,don_vi\n1000000,,so-y-te\n", on, false)
	wantCounts(t, p, "rows 1 added 0 changed 0 unchanged 1 withdrawn 0 figures 0")
	p = f.take("ho-so", "hs_dung_han,don_vi\n1000000,so-y-te\n20,so-noi-vu\n", on, true)
	wantCounts(t, p, "rows 2 added 0 changed 0 unchanged 2 withdrawn 0 figures 0")
	p = f.take("ho-so", "hs_dung_han,hs_qua_han,don_vi\n1000001,,so-y-te\n", on, true)
	wantCounts(t, p, "rows 1 added 0 changed 1 unchanged 0 withdrawn 1 figures 4")
	f.want("so-y-te", "hs_dung_han 1000001")
	f.want("so-noi-vu")
}

func TestReports(t *testing.T) {
	f := open(t)
	p := f.take("bao-cao", "ky,ngay_ban_hanh,ngay_nhan,dat,so_lan_tra_lai,tai_lieu,don_vi\n"+
		"2026-Q1,12/03/2026,14/03/2026,có,1,12/BC-SYT,so-y-te\n2026-Q2,,16/06/2026,,,,so-y-te\n", day.Must(2026, 6, 30), false)
	wantCounts(t, p, "rows 2 added 2 changed 0 unchanged 0 withdrawn 0 figures 5")
	f.want("so-y-te", "bao_cao 2026-Q1 issued 12/03/2026", "bao_cao 2026-Q1 ok true", "bao_cao 2026-Q1 received 14/03/2026",
		"bao_cao 2026-Q2 received 16/06/2026", "bc_tra_lai 1")
	first := f.have().Year.Unit("so-y-te").Facts[0].Fact
	if first.Document != "12/BC-SYT" || first.Source != "sổ bao-cao, 2 dòng, trích ngày 30/06/2026" ||
		first.Layer != engine.LayerRegister {
		t.Errorf("fact %+v", first)
	}
	p = f.take("bao-cao", "ky,ngay_nhan,don_vi\n2026-Q1,15/03/2026,so-y-te\n", day.Must(2026, 7, 1), false)
	wantCounts(t, p, "rows 1 added 0 changed 1 unchanged 0 withdrawn 0 figures 1")
	f.want("so-y-te", "bao_cao 2026-Q1 issued 12/03/2026", "bao_cao 2026-Q1 ok true", "bao_cao 2026-Q1 received 15/03/2026",
		"bao_cao 2026-Q2 received 16/06/2026", "bc_tra_lai 1")
}

// TestInspections: a finding is a row; an inspection without findings is one with an empty finding.
func TestInspections(t *testing.T) {
	f := open(t)
	f.take("kiem-tra", "ket_luan,stt,ton_tai,han_khac_phuc,ngay_xong,don_vi\n"+
		"5/KL,1,Chậm công khai,30/09/2026,,so-y-te\n5/KL,2,Thiếu sổ,30/05/2026,,so-y-te\n5/KL,3,Sai mẫu,30/05/2026,01/06/2026,so-y-te\n"+
		"6/KL,0,,,,so-noi-vu\n", day.Must(2026, 6, 30), false)
	f.want("so-y-te", "kn_dang 1", "kn_phai 3", "kn_xong 1", "kt_tinh true")
	f.want("so-noi-vu", "kn_dang 0", "kn_phai 0", "kn_xong 0", "kt_tinh true")
}

func TestSurvey(t *testing.T) {
	f := open(t)
	head := "chi_tieu,nhom,phat_ra,hop_le,muc_1,muc_2,muc_3,muc_4,muc_5,don_vi\n"
	group := f.known.Sets["so"].Inputs[slices.IndexFunc(f.known.Sets["so"].Inputs, func(in form.Input) bool {
		return in.Name == "xhh_dbhdnd"
	})].Groups[0].ID
	row := "xhh_dbhdnd," + group + ",30,25,0,1,4,10,%d,so-y-te\n"
	on := day.Must(2026, 11, 30)
	p := f.take("khao-sat", head+fmt.Sprintf(row, 10), on, false)
	wantCounts(t, p, "rows 1 added 1 changed 0 unchanged 0 withdrawn 0 figures 7")
	p = f.take("khao-sat", head+fmt.Sprintf(row, 9), on, false)
	wantCounts(t, p, "rows 1 added 0 changed 1 unchanged 0 withdrawn 0 figures 1")
	p = f.take("khao-sat", head+fmt.Sprintf(row, 9), on, false)
	wantCounts(t, p, "rows 1 added 0 changed 0 unchanged 1 withdrawn 0 figures 0")
	if n := len(f.figures("so-y-te")); n != 7 {
		t.Errorf("%d figures", n)
	}
	r := register.Read(keeper("khao-sat"), f.known, "f.csv", []byte(head+fmt.Sprintf(row, 11)), on)
	if len(r.Mistakes) != 1 || r.Mistakes[0].Code != "register.survey_sum" {
		t.Errorf("more answers than forms: %v", r.Mistakes)
	}
}

func TestOccasions(t *testing.T) {
	f := open(t)
	head := "san_pham,su_kien,ngay,han,tai_lieu,don_vi\n"
	on := day.Must(2026, 6, 30)
	p := f.take("su-kien", head+"III.2.1,qd-01,10/06/2026,,QĐ 01,so-y-te\n", on, false)
	wantCounts(t, p, "rows 1 added 1 changed 0 unchanged 0 withdrawn 0 figures 0")
	p = f.take("su-kien", head+"III.2.1,qd-01,11/06/2026,,QĐ 01,so-y-te\n", on, false)
	wantCounts(t, p, "rows 1 added 0 changed 1 unchanged 0 withdrawn 0 figures 0")
	if got := f.have().Year.Occasions; len(got) != 1 || got[0].Date != day.Must(2026, 6, 11) {
		t.Errorf("occasions %v", got)
	}
	for _, c := range []struct{ row, want string }{
		{"I.6.1,qd-01,11/06/2026,,X,so-y-te\n", "register.occasion_used"}, // the id is another deliverable's
		{"I.1.2,qd-02,11/06/2026,,X,so-y-te\n", "seeds." + seeds.FaultNotByEvent},
	} {
		r := register.Read(keeper("su-kien"), f.known, "f.csv", []byte(head+c.row), on)
		_, err := register.Merge(r, f.known, f.have(), false, register.Options{Period: "2026", Actor: "so-noi-vu"})
		var refused *register.Refused
		if !errors.As(err, &refused) || refused.Mistakes[0].Code != c.want {
			t.Errorf("%q: %v, want %s", c.row, err, c.want)
		}
	}
	p = f.take("su-kien", head, on, true)
	if p.Withdrawn != 1 || len(f.have().Year.Occasions) != 0 {
		t.Errorf("an empty full file: %s", counts(p))
	}
}

// TestWhoImports: the office that keeps a register, or the Keeper of all.
func TestWhoImports(t *testing.T) {
	f := open(t)
	reg := keeper("ho-so")
	r := register.Read(reg, f.known, "f.csv", []byte("hs_dung_han,don_vi\n1,so-y-te\n"), day.Must(2026, 6, 30))
	for actor, allowed := range map[string]bool{"van-phong-ubnd-tinh/Lê A": true, "so-noi-vu": true, "so-y-te": false, "": false} {
		_, err := register.Merge(r, f.known, f.have(), false, register.Options{Period: "2026", Actor: actor})
		if (err == nil) != allowed {
			t.Errorf("%q: %v", actor, err)
		}
	}
}

// TestMeasures stands on both sides of every day that decides.
func TestMeasures(t *testing.T) {
	set := &form.Set{Period: form.Period{CutOff: day.Must(2026, 12, 14)}}
	on := day.Must(2026, 6, 15)
	rows := []struct{ name, due, done string }{
		{"due tomorrow", "16/06/2026", ""}, {"due today", "15/06/2026", ""}, {"overdue", "14/06/2026", ""},
		{"done on the day", "14/06/2026", "14/06/2026"}, {"done a day late", "13/06/2026", "14/06/2026"},
		{"done before it is due", "16/06/2026", "10/06/2026"}, {"done without a due day", "", "10/06/2026"},
		{"neither", "", ""}, {"due today, done today", "15/06/2026", "15/06/2026"},
	}
	holds := map[seeds.Measure]string{
		seeds.AllRows: "yyyyyyyyy", seeds.DueRows: ".yyyy...y", seeds.InTimeRows: "...y....y", seeds.LateRows: "....y....",
		seeds.DoneRows: "...yyyy.y", seeds.OpenRows: "yy.....y.", seeds.OverdueRows: "..y.y....", seeds.AnyRow: "yyyyyyyyy",
	}
	for measure, want := range holds {
		typ := form.InCount
		set.Inputs = []form.Input{{Name: "x", Type: typ}}
		gives := []seeds.RegisterGive{{Input: "x", As: measure}}
		reg := &seeds.Register{ID: "thu", Due: "han", Done: "xong", Gives: gives}
		got := ""
		for _, row := range rows {
			e := register.Entry{Entry: season.Entry{Cells: cells("han", row.due, "xong", row.done)}}
			known := &register.Known{Sets: map[string]*form.Set{"so": set}}
			facts := register.Derive(reg, known, "so", []register.Entry{e}, on, false)
			if v := facts[0].Value; v.Bool || v.Num.Sign() > 0 {
				got += "y"
			} else {
				got += "."
			}
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", measure, got, want)
		}
	}
	// What is done after the cut-off is not done.
	set.Inputs = []form.Input{{Name: "x", Type: form.InCount}}
	done := []seeds.RegisterGive{{Input: "x", As: seeds.DoneRows}}
	reg := &seeds.Register{ID: "thu", Done: "xong", Gives: done}
	known := &register.Known{Sets: map[string]*form.Set{"so": set}}
	late := []register.Entry{{Entry: season.Entry{Cells: cells("xong", "20/12/2026")}}}
	if v := register.Derive(reg, known, "so", late, day.Must(2026, 12, 31), false)[0].Value; v.Num.Sign() != 0 {
		t.Error("done after the cut-off")
	}
	set.Inputs[0].Until = day.Must(2026, 12, 31)
	if v := register.Derive(reg, known, "so", late, day.Must(2026, 12, 31), false)[0].Value; v.Num.Sign() != 1 {
		t.Error("an input that may be moved until the end of the year")
	}
}

// cells makes the cells of an entry from pairs of columns and texts.
func cells(pairs ...string) []season.Cell {
	var out []season.Cell
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, season.Cell{Column: pairs[i], Text: pairs[i+1]})
		}
	}
	return out
}
