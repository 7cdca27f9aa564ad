package seeds

import (
	"strings"
	"testing"
)

func TestDefaultRegisters(t *testing.T) {
	registers := DefaultRegisters()
	r, known := registers.ByID("nhiem-vu-giao")
	if !known {
		t.Fatalf("no register of assigned tasks among %v", registers.IDs())
	}
	if r.Office != "van-phong-ubnd-tinh" || r.Due != "han" || r.Done != "ngay_xong" || !r.AbsentZero ||
		!r.About(BlockWard) || r.About(BlockProvince) {
		t.Errorf("read as %+v", r)
	}
	if got := strings.Join(r.Inputs(BlockWard), " "); got != "nvg_tong nvg_dung_han nvg_cham" {
		t.Errorf("gives %q to wards", got)
	}
	if got := r.Inputs(BlockProvince); got != nil {
		t.Errorf("gives %q to the province, which it is not about", got)
	}
	r, _ = registers.ByID("vi-tri-viec-lam")
	for block, want := range map[string]bool{BlockDepartment: true, BlockCommune: false} {
		if got := strings.Contains(strings.Join(r.Inputs(block), " "), "dt_luot"); got != want {
			t.Errorf("a figure of departments only is given to %s: %v", block, got)
		}
	}
}

// TestRegisterFaults spoils one place of the embedded file at a time.
func TestRegisterFaults(t *testing.T) {
	for _, c := range []struct{ old, new, code, hint string }{
		{"kind: occasions", "kind: occasion", FaultBadChoice, ""},
		{"mode: full\n", "mode: whole\n", FaultBadChoice, ""},
		{"office: so-tu-phap", "office: so-tu-phaps", FaultUnknownUnit, "so-tu-phap"},
		{"blocks: [tinh]", "blocks: [huyen]", FaultBadChoice, ""},
		{"blocks: [so]}", "blocks: [tinh]}", FaultBadChoice, ""},
		{"id: bao-cao\n", "id: Bao Cao\n", FaultBadCode, ""},
		{"id: kiem-tra\n", "id: bao-cao\n", FaultDuplicate, ""},
		{"input: qd766,", "input: sipas_dv,", FaultDuplicate, ""},
		{"input: sipas_mau,", "input: sipas_dv,", FaultDuplicate, ""},
		{"input: qd766, type: index", "input: qd766, type: survey", FaultBadChoice, ""},
		{"input: qd766,", "input: Điểm,", FaultBadCode, ""},
		{"kind: occasions\n", "kind: occasions\n    absent: zero\n", FaultUnknownKey, ""},
		{"kind: occasions\n", "kind: table\n", FaultMissingKey, ""},
		{"key: [ky]", "key: [kyy]", FaultUnknownColumn, "ky"},
		{"key: [ky]", "key: [tai_lieu]", FaultWrongKind, ""},
		{"due: han_khac_phuc", "due: han_khac_phục", FaultUnknownColumn, "han_khac_phuc"},
		{"due: han_khac_phuc", "due: ngay_xong", FaultWrongKind, ""},
		{"absent: zero\n", "absent: none\n", FaultBadChoice, ""},
		{"column: so_lan_tra_lai", "column: ngay_nhan", FaultWrongKind, ""},
		{"as: sum, column: so_lan_tra_lai", "as: sum", FaultMissingKey, ""},
		{"as: sum, column: so_lan_tra_lai", "as: rows, column: so_lan_tra_lai", FaultUnknownKey, ""},
		{"as: sum, column: so_lan_tra_lai", "as: late", FaultMissingKey, ""},
		{"as: reports, row: ky,", "as: reports,", FaultMissingKey, ""},
		{"as: rows, where: lanh_dao", "as: rows, where: lanh_dạo", FaultUnknownColumn, "lanh_dao"},
		{"as: rows, where: lanh_dao", "as: row, where: lanh_dao", FaultBadChoice, ""},
		{"name: so_lan_tra_lai, type: count", "name: so_lan_tra_lai, type: counts", FaultBadChoice, ""},
		{"{name: ngay_nhan,", "{name: don_vi,", FaultDuplicate, ""},
		{"{name: ngay_nhan,", "{name: ky,", FaultDuplicate, ""},
		{"{name: ngay_nhan,", "{nam: ngay_nhan,", FaultUnknownKey, "name"},
	} {
		data := string(embedded(registersFile))
		spoilt := strings.Replace(data, c.old, c.new, 1)
		if spoilt == data {
			t.Errorf("%q is not in the file", c.old)
			continue
		}
		_, err := ParseRegisters("r.yaml", []byte(spoilt), DefaultUnits())
		faults, _ := AsFaults(err)
		found := false
		for _, f := range faults {
			found = found || f.Code == c.code && (c.hint == "" || f.Hint == c.hint) && f.Line > 0
		}
		if !found {
			t.Errorf("%q: no %s with the hint %q in\n%v", c.new, c.code, c.hint, err)
		}
	}
}
