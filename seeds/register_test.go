package seeds

import (
	"strings"
	"testing"
)

func TestDefaultRegisters(t *testing.T) {
	registers := DefaultRegisters()
	for _, id := range []string{"bao-cao", "kiem-tra", "nhiem-vu-giao", "van-ban", "pakn", "xin-loi", "ky-luat", "sang-kien", "su-kien",
		"ho-so-tthc", "so-hoa", "dich-vu-cong", "chu-ky-so", "chi-so-766", "can-bo", "tai-chinh", "khao-sat", "sipas", "chi-so-tinh"} {
		r, known := registers.ByID(id)
		if !known {
			t.Errorf("no register %s", id)
			continue
		}
		if r.Kind == RegisterRows && r.Columns[len(r.Columns)-1].Type != ColumnUnit {
			t.Errorf("%s: the last column can be empty, and spreadsheets leave out the separator before it", id)
		}
	}
	r, _ := registers.ByID("nhiem-vu-giao")
	if f := r.Figures[0]; f.Input != "nvg_tong" || f.Due != "han" || f.Done != "ngay_xong" {
		t.Errorf("the figure does not take the register's columns: %+v", f)
	}
}

// TestRegisterFaults spoils one place of the embedded file at a time.
func TestRegisterFaults(t *testing.T) {
	for _, c := range []struct{ old, new, code, hint string }{
		{"kind: occasions", "kind: occasion", FaultBadChoice, ""},
		{"offices: [so-tu-phap]", "offices: [so-tu-phaps]", FaultUnknownUnit, "so-tu-phap"},
		{"blocks: [tinh]", "blocks: [huyen]", FaultBadChoice, ""},
		{"id: bao-cao\n", "id: Bao Cao\n", FaultBadCode, ""},
		{"id: kiem-tra\n", "id: bao-cao\n", FaultDuplicate, ""},
		{"inputs: [qd766]", "inputs: [sipas_dv]", FaultDuplicate, ""},
		{"inputs: [qd766]", "figures: []", FaultUnknownKey, ""},
		{"inputs: [qd766]", "note: \"x\"", FaultMissingKey, ""},
		{"key: [don_vi, ky]", "key: [don_vi, kyy]", FaultUnknownColumn, "ky"},
		{"key: [don_vi, ky]", "key: [don_vi, ghi_chu]", FaultMissingKey, ""},
		{"sum: so_lan_tra_lai", "sum: ngay_ky", FaultWrongKind, ""},
		{"sum: so_lan_tra_lai", "count: [all], sum: so_lan_tra_lai", FaultBadChoice, ""},
		{"sum: so_lan_tra_lai", "where: {column: dat, is: co}", FaultBadChoice, ""},
		{"sum: so_lan_tra_lai", "count: [late]", FaultMissingColumn, ""},
		{"nvg_cham, count: [late]", "nvg_cham, count: [lates]", FaultBadChoice, ""},
		{"is: ky_luat}", "is: ky_luatt}", FaultBadChoice, ""},
		{"reports: {inputs: [bao_cao, bct]", "reports: {input: [bao_cao, bct]", FaultUnknownKey, "inputs"},
		{"done: ngay_gui", "done: ngay_guii", FaultUnknownColumn, "ngay_gui"},
		{"type: count}", "type: counts}", FaultBadChoice, ""},
		{"options: [kiem_tra, kien_nghi], ", "", FaultMissingKey, ""},
		{"label: \"Mã đơn vị\", type: unit", "label: \"Mã đơn vị\", type: text", FaultMissingColumn, ""},
		{"name: so_lan_tra_lai", "name: Số lần", FaultBadCode, ""},
		{"{name: ky,", "{name: ngay_ky,", FaultDuplicate, ""},
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
