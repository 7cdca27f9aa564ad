package register_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cchc/engine"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/wording"
)

// declare reads a folder of sheets and compares it with what is known.
func (f *folder) declare(opts register.Options, files map[string]season.File, pairs ...string) (*register.Plan, error) {
	f.t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	known := sheet.Known{Groups: f.known.Groups, Deliverables: f.known.Deliverables, Keys: f.known.Keys}
	for _, u := range f.known.Units {
		known.Units = append(known.Units, u.Code)
	}
	r := sheet.ReadFolder(fsys, f.known.Sets["so"], known)
	for _, m := range r.Mistakes {
		f.t.Errorf("%s", m.Format(wording.Message))
	}
	opts.Period, opts.Base = "2026", int64(len(f.events))
	p, err := register.MergeDeclared(register.Declared{Facts: r.GoodRows, Name: "thu-muc", Rows: r.Rows, Files: files}, f.known,
		f.have().Year, opts)
	if err == nil {
		for _, d := range p.Drafts {
			f.record(d)
		}
	}
	return p, err
}

const (
	factHead     = "don_vi,chi_tieu,gia_tri,tai_lieu,ngay_ghi_nhan,nguon_du_lieu,tep\n"
	decisionHead = "quyet_dinh,don_vi,tieu_chi,chi_tieu,gia_tri,lan_tham_dinh,nguoi_quyet_dinh,nguoi_thu_hai,ly_do,ngay\n"
)

// drafts lists the drafts of a plan, one in a line.
func drafts(p *register.Plan) string {
	var b strings.Builder
	for _, d := range p.Drafts {
		b.WriteString(strings.Join([]string{string(d.Kind), d.Period, d.Unit, d.Actor, d.Reason, d.Happened.VN()}, "|") + "\n")
	}
	return b.String()
}

func TestDeclared(t *testing.T) {
	f := open(t)
	files := map[string]season.File{"ke-hoach.pdf": {Digest: strings.Repeat("a", 64), Size: 10, Name: "ke-hoach.pdf"}}
	facts := factHead +
		"so-y-te,kh,10/01/2026,12/KH-SYT,20/01/2026,declared,ke-hoach.pdf\n" +
		"so-y-te,kh_linh_vuc,7,12/KH-SYT,20/01/2026,declared,ke-hoach.pdf\n" +
		"so-y-te,hs_dung_han,10,,20/01/2026,register,\n"
	decisions := decisionHead +
		"accept,so-y-te,,kh,,appraisal1,so-noi-vu/Lê A,,,20/05/2026\n" +
		"correct,so-y-te,,kh_linh_vuc,6,appraisal1,so-noi-vu/Lê A,,Thiếu một lĩnh vực,20/05/2026\n" +
		"not_ranked,so-y-te,,,,final,so-noi-vu,,Mới thành lập,20/05/2026\n"
	events := "san_pham,su_kien,ngay,tai_lieu,don_vi\nIII.2.1,qd-9,10/06/2026,QĐ 9,so-y-te\n"
	sheets := []string{"facts.csv", facts, "decisions.csv", decisions, "events.csv", events}
	p, err := f.declare(register.Options{Actor: "so-noi-vu/Lê A"}, files, sheets...)
	if err != nil {
		t.Fatal(err)
	}
	want := `fact.recorded|2026|so-y-te|so-noi-vu/Lê A||20/01/2026
file.stored|||so-noi-vu/Lê A||
fact.recorded|2026|so-y-te|so-noi-vu/Lê A|nhập thay so-y-te|20/01/2026
fact.recorded|2026|so-y-te|so-noi-vu/Lê A|nhập thay so-y-te|20/01/2026
fact.recorded|2026|so-y-te|so-noi-vu/Lê A|Thiếu một lĩnh vực|20/05/2026
decision.made|2026|so-y-te|so-noi-vu/Lê A|Mới thành lập|20/05/2026
decision.made|2026|so-y-te|so-noi-vu/Lê A|chấp nhận|20/05/2026
occasion.recorded|2026||so-noi-vu/Lê A||10/06/2026
`
	if diff := cmp.Diff(want, drafts(p)); diff != "" {
		t.Errorf("drafts (-want +got):\n%s", diff)
	}
	for i := range f.have().Year.Unit("so-y-te").Facts {
		s := &f.have().Year.Unit("so-y-te").Facts[i]
		if s.Fact.Input == "kh" && s.Evidence != files["ke-hoach.pdf"].Digest {
			t.Errorf("evidence %q", s.Evidence)
		}
		if s.Fact.Layer == engine.LayerAppraisal1 && s.By != "so-noi-vu/Lê A" {
			t.Errorf("corrected by %q", s.By)
		}
	}
	p, err = f.declare(register.Options{Actor: "so-noi-vu/Lê A"}, files, sheets...)
	if err != nil || !p.Empty() || len(p.Drafts) != 0 {
		t.Errorf("the same sheets again: %v %v", p, err)
	}
	again := decisionHead + "ranked,so-y-te,,,,final,so-noi-vu,,Đủ điều kiện,21/05/2026\n" // takes the place of not_ranked
	p, err = f.declare(register.Options{}, nil, "decisions.csv", again)
	if err != nil || p.Changed != 1 || len(f.have().Year.Unit("so-y-te").Decisions) != 2 {
		t.Errorf("ranked again: %v %v", p, err)
	}
}

func TestDeclaredRefused(t *testing.T) {
	f := open(t)
	for _, c := range []struct{ actor, row, want string }{
		{"so-y-te/A", "so-y-te,kh_linh_vuc,7,,,declared,\n", ""},
		{"", "so-y-te,kh_linh_vuc,6,,,declared,\n", ""},
		{"so-tu-phap", "so-y-te,kh_linh_vuc,5,,,declared,\n", "facts.csv:2 register.by_unit so-tu-phap so-y-te"},
		{"so-tu-phap", "so-y-te,hs_dung_han,5,,,register,\n",
			"facts.csv:2 register.by_office so-tu-phap hs_dung_han van-phong-ubnd-tinh"},
		{"van-phong-ubnd-tinh", "so-y-te,hs_dung_han,5,,,register,\n", ""},
		{"so-y-te", "so-y-te,kh_linh_vuc,4,,,declared,vang.pdf\n", "import thu-muc: file vang.pdf is not kept"},
	} {
		_, err := f.declare(register.Options{Actor: c.actor}, nil, "facts.csv", factHead+c.row)
		got := ""
		var refused *register.Refused
		if errors.As(err, &refused) {
			m := refused.Mistakes[0]
			got = strings.Join(append([]string{m.File + ":2", m.Code}, m.Args...), " ")
			if m.Line != 2 {
				t.Errorf("%s %s: line %d", c.actor, c.row, m.Line)
			}
		} else if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.actor, c.row, got, c.want)
		}
	}
}
