package seeds

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/internal/day"
)

func TestDefaultUnits(t *testing.T) {
	units := DefaultUnits()
	on := date(t, "2026-06-30")
	for block, want := range map[string]int{BlockDepartment: 16, BlockCommune: 97, BlockWard: 32, BlockProvince: 1, "": 145} {
		if got := len(units.Scored(block, on)); got != want {
			t.Errorf("block %q has %d units, want %d", block, got, want)
		}
	}
	if got := len(units.All()); got != 151 {
		t.Errorf("%d units, want 151: 145 scored, 2 that only owe, the province and its three predecessors", got)
	}
	if got := len(units.Scored(BlockDepartment, date(t, "2025-12-08"))); got != 15 {
		t.Errorf("%d departments the day before Sở Ngoại vụ was founded, want 15", got)
	}
	if !slices.IsSortedFunc(units.All(), func(a, b Unit) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("units are not in the order of their codes")
	}
	ward, ok := units.ByCode("phuong-phu-ly")
	if !ok || ward.OfficialNumber != "13285" || ward.Name != "Phường Phủ Lý" || ward.Block != BlockWard {
		t.Errorf("phuong-phu-ly = %+v, %v", ward, ok)
	}
	if _, ok := units.ByCode("phuong-phu"); ok {
		t.Error("a prefix of a code finds a unit")
	}
}

func TestDefaultAttributes(t *testing.T) {
	units := DefaultUnits()
	on := date(t, "2026-12-14")
	names := []string{HasProcedures, HasFeeProcedures, HasSubordinates, HasPublicServices, RunsSystems, DraftsLaw}
	for _, u := range units.Scored("", on) {
		got := units.AttributesOn(u.Code, on)
		if len(got) != len(names) {
			t.Errorf("%s has %d attributes, want %d", u.Code, len(got), len(names))
		}
		without := slices.Contains([]string{"van-phong-ubnd-tinh", "thanh-tra-tinh", "so-ngoai-vu"}, u.Code)
		value, known := units.Attribute(u.Code, HasProcedures, on)
		if !known || value.Value != map[bool]string{true: "false", false: "true"}[without] {
			t.Errorf("%s: co_tthc = %+v, %v", u.Code, value, known)
		}
		if !strings.Contains(value.Source, "giả định để minh họa") {
			t.Errorf("%s: the source %q hides that the value is assumed", u.Code, value.Source)
		}
	}
	if _, known := units.Attribute("buu-dien-tinh", HasProcedures, on); known {
		t.Error("a unit without block has an attribute")
	}
}

func TestAttributeChangesOnItsDay(t *testing.T) {
	units, err := ParseUnits("u.csv", []byte("code,name,block\na,A,so\nb,B,so\n"))
	if err != nil {
		t.Fatal(err)
	}
	units, err = units.WithAttributes("a.csv", []byte("unit;attribute;value;from;to\n"+
		"so-ban-nganh;co_tthc;true;;\na;co_tthc;false;01/03/2026;31/05/2026\na;so_ban;3.5;2026-01-01;\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ unit, on, want string }{
		{"a", "2026-02-28", "true"}, {"a", "2026-03-01", "false"}, {"a", "2026-05-31", "false"}, {"a", "2026-06-01", "true"}, {"b", "2026-03-01", "true"},
	} {
		if got, known := units.Attribute(c.unit, "co_tthc", date(t, c.on)); !known || got.Value != c.want {
			t.Errorf("%s on %s: %+v, %v; want %s", c.unit, c.on, got, known, c.want)
		}
	}
	if _, known := units.Attribute("a", "so_ban", date(t, "2025-12-31")); known {
		t.Error("so_ban is known before its first day")
	}
}

func TestUnitMistakesAllAtOnce(t *testing.T) {
	file := "units.csv"
	_, err := ParseUnits(file, []byte("code,name,block,valid_from,valid_to,predecessors,màu\n"+
		"xa-a,Xã A,xa,2026-01-01,2025-12-31,xa-b,\n"+
		"xa-a,,xa,31/02/2026,,,\n"+
		"\"Xã Ấ\",Xã Ấ,xa,,,xa-z,\n"+
		"xa-b,Xã B,xa\n"+
		"so-ban-nganh,Nhóm,so,,,,\n"))
	faults, ok := AsFaults(err)
	if !ok {
		t.Fatalf("err = %v", err)
	}
	want := `units.csv:1:50: unknown_column: column="màu"
units.csv:2:25: dates_reversed: from="2026-01-01" to="2025-12-31"
units.csv:2:36: unknown_unit: unit="xa-b"
units.csv:3:1: duplicate: value="xa-a"
units.csv:3:6: empty: field="name"
units.csv:3:10: bad_date: value="31/02/2026"
units.csv:4:1: bad_code: value="Xã Ấ"
units.csv:4:18: unknown_unit: unit="xa-z" hint="xa-a"
units.csv:5:1: field_count: want="7" got="3"
units.csv:6:1: bad_code: value="so-ban-nganh"`
	if got := faults.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUnitRelations(t *testing.T) {
	head := "code,name,valid_from,valid_to,predecessors,successors\n"
	units, err := ParseUnits("u.csv", []byte(head+"old1,Cũ 1,,2026-06-30,,new\nold2,Cũ 2,,2026-06-30,,new\nnew,Mới,2026-07-01,,old1 old2,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if u, _ := units.ByCode("new"); !slices.Equal(u.Predecessors, []string{"old1", "old2"}) {
		t.Errorf("predecessors %v", u.Predecessors)
	}
	_, err = ParseUnits("u.csv", []byte(head+"old1,Cũ 1,,,,new\nnew,Mới,,,,\n"))
	if want := `u.csv:2:14: relation_onesided: unit="old1" other="new"`; err == nil || err.Error() != want {
		t.Errorf("err %v, want %s", err, want)
	}
}

func TestAttributeMistakes(t *testing.T) {
	units := DefaultUnits()
	_, err := units.WithAttributes("a.csv", []byte("unit,attribute,value,from,to\n"+
		"so-khong-co,co_tthc,true,,\n"+
		"so-noi-vu,Có TTHC,true,,\n"+
		"so-noi-vu,so_nguoi,\"1,5\",,\n"+
		"so-y-te,co_tthc,true,,2026-06-30\n"+
		"so-y-te,co_tthc,false,2026-06-30,\n"))
	want := `a.csv:2:1: unknown_unit: unit="so-khong-co"
a.csv:3:11: bad_code: value="Có TTHC"
a.csv:4:20: bad_value: value="1,5"
a.csv:6:9: attribute_overlap: unit="so-y-te" attribute="co_tthc"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestLoadUnits(t *testing.T) {
	dir := t.TempDir()
	path, attributes := filepath.Join(dir, "u.csv"), filepath.Join(dir, "a.csv")
	for name, text := range map[string]string{path: "\uFEFFcode;name;block\r\nVNM;Vie\u0323\u0302t Nam;country\r\n", attributes: "unit,attribute,value\nVNM,dan_so,101\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	units, err := LoadUnits(path, attributes)
	if err != nil {
		t.Fatal(err)
	}
	if got := units.Blocks(); !slices.Equal(got, []string{"country"}) {
		t.Errorf("blocks %v", got)
	}
	if value, known := units.Attribute("VNM", "dan_so", day.Must(2026, 1, 1)); !known || value.Value != "101" {
		t.Errorf("dan_so %+v, %v", value, known)
	}
	if u, _ := units.ByCode("VNM"); u.Name != "Việt Nam" {
		t.Errorf("separated diacritics are kept: %q", u.Name)
	}
	if _, err := LoadUnits(filepath.Join(dir, "none.csv"), ""); err == nil {
		t.Error("a missing file is no error")
	}
}
