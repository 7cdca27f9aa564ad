package register_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"cchc/internal/register"
	"cchc/internal/season"
)

// readAs reads a file of a register as drawn on 01/10/2026.
func readAs(t testing.TB, id, data string) *register.Reading {
	t.Helper()
	r, known := theRegisters().ByID(id)
	if !known {
		t.Fatalf("no register %s", id)
	}
	return register.Read(r, theKnown(t), id+".csv", []byte(data), extracted)
}

// TestHostileFiles: what people and programs do to files. All mistakes of a file are found in one pass, at their places.
func TestHostileFiles(t *testing.T) {
	tasks := "ma;noi_dung;han;ngay_xong;don_vi\n"
	for _, c := range []struct{ name, register, data, want string }{
		{"good", "nhiem-vu-giao", tasks + "NV1;Việc;01/05/2026;30/04/2026;so-y-te\n", ""},
		{"formula", "nhiem-vu-giao", tasks + "=1+1;@SUM(A1);01/05/2026;;so-y-te\n",
			"2:1 ma register.cell_formula [=1+1]\n2:6 noi_dung register.cell_formula [@SUM(A1)]\n"},
		{"guarded formula", "nhiem-vu-giao", tasks + "'=1+1;- gạch đầu dòng;01/05/2026;;so-y-te\n", ""},
		{"formula in a date", "nhiem-vu-giao", tasks + "NV1;;=TODAY();;so-y-te\n", "2:6 han facts.date_form [=TODAY()]\n"},
		{"separated marks", "nhiem-vu-giao", norm.NFD.String(tasks + "NV1;Việc đã giao;01/05/2026;;so-y-te\n"), ""},
		{"a heap of marks", "nhiem-vu-giao", tasks + "NV1;a" + strings.Repeat("\u0301", 40) + ";01/05/2026;;so-y-te\n", "2:5 noi_dung facts.text_invisible []\n"},
		{"header twice", "nhiem-vu-giao", "ma;ma;han;don_vi\n" +
			"NV1;NV2;01/05/2026;so-y-te\n", "1:4  facts.column_twice [ma]\n"},
		{"mixed separators", "nhiem-vu-giao", tasks + "NV1,Việc,01/05/2026,,so-y-te\n", "2:0  facts.csv_ragged [1 5]\n"},
		{"mixed separators in the header", "nhiem-vu-giao", "ma;noi_dung;han,ngay_xong;don_vi\n", "1:0  facts.column_missing [han]\n" +
			"1:13  facts.column_unknown_near [han,ngay_xong ngay_xong]\n"},
		{"misspelt column", "nhiem-vu-giao", "ma;hạn;don_vi\n", "1:0  facts.column_missing [han]\n" +
			"1:4  facts.column_unknown_near [hạn han]\n"},
		{"quote", "nhiem-vu-giao", tasks + "NV1;Việc \"gấp\";01/05/2026;;so-y-te\n", "2:10  facts.csv_quote [2]\n"},
		{"utf-16", "nhiem-vu-giao", "\xff\xfem\x00a\x00", "0:0  facts.file_utf16 []\n"},
		{"workbook", "nhiem-vu-giao", "PK\x03\x04...", "0:0  facts.file_workbook []\n"},
		{"nothing", "nhiem-vu-giao", "", "0:0  facts.file_empty []\n"},
		{"bidi", "nhiem-vu-giao", tasks + "NV1;a\u202eb;01/05/2026;;so-y-te\n", "2:5 noi_dung facts.text_bidi []\n"},
		{"key twice", "nhiem-vu-giao", tasks + "NV1;Một;01/05/2026;;so-y-te\nNV2;;01/05/2026;;so-y-te\n" +
			"NV1;Hai;02/05/2026;;so-y-te\n",
			"4:1 ma facts.row_twice [nhiem-vu-giao.csv:2]\n"},
		{"key twice in other letters", "nhiem-vu-giao", tasks + "NV\u00e1;;01/05/2026;;so-y-te\n" +
			"NVa\u0301;;01/05/2026;;so-y-te\n",
			"3:1 ma facts.row_twice [nhiem-vu-giao.csv:2]\n"},
		{"unknown unit", "nhiem-vu-giao", tasks + "NV1;;01/05/2026;;so-y-tế\n", "2:18 don_vi facts.unit_unknown_near [so-y-tế so-y-te]\n"},
		{"name of a unit", "nhiem-vu-giao", tasks + "NV1;;01/05/2026;;Sở Y tế\n", "2:18 don_vi register.unit_name [Sở Y tế so-y-te]\n"},
		{"unit of another block", "nhiem-vu-giao", tasks + "NV1;;01/05/2026;;tinh\n", "2:18 don_vi register.unit_block [tinh nhiem-vu-giao]\n"},
		{"all at once", "nhiem-vu-giao", tasks + ";;31/02/2026;02/10/2026;so-y-te\nNV2;;1.5;30/04/2026;so-y-te\n",
			"2:1 ma facts.cell_empty []\n2:3 han facts.date_impossible [31/02/2026]\n" +
				"2:14 ngay_xong register.date_ahead [02/10/2026 01/10/2026]\n3:6 han facts.date_form [1.5]\n"},
		{"period", "bao-cao", "ky;ngay_nhan;don_vi\n" +
			"2026-Q5;15/03/2026;so-y-te\n", "2:1 ky facts.row_unknown_near [2026-Q5 2026-Q1]\n"},
		{"ambiguous number", "ho-so", "hs_dung_han;don_vi\n1.500;so-y-te\n1,234;so-noi-vu\n12abc;so-tu-phap\n" +
			"-3;so-tai-chinh\n",
			"2:1 hs_dung_han facts.number_ambiguous [1.500 1,5000 1500]\n" +
				"3:1 hs_dung_han facts.number_ambiguous [1,234 1,2340 1234]\n" +
				"4:1 hs_dung_han facts.number_letter [12abc a]\n5:1 hs_dung_han facts.value_negative [-3]\n"},
		{"unit twice", "ho-so", "hs_dung_han;don_vi\n1;so-y-te\n2;so-y-te\n", "3:3 don_vi facts.row_twice [ho-so.csv:2]\n"},
		{"survey", "khao-sat", "chi_tieu;nhom;phat_ra;hop_le;muc_1;muc_2;muc_3;muc_4;muc_5;don_vi\n" +
			"xhh_dbhdnd;dai_bieu;10;12;0;0;0;0;0;so-y-te\nxhh_dbhdnd;dai_bieu;10;9;5;5;0;0;0;so-noi-vu\n" +
			"xhh_so;lanh_dao;10;9;1;0;0;0;0;so-tu-phap\n",
			"2:24 hop_le register.survey_valid [12 10]\n3:24 hop_le register.survey_sum [10 9]\n" +
				"4:1 chi_tieu register.survey_unknown [xhh_so]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readAs(t, c.register, c.data)
			got := ""
			for _, m := range r.Mistakes {
				got += fmt.Sprintf("%d:%d %s %s %v\n", m.Line, m.Col, m.Column, m.Code, m.Args)
			}
			if got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if c.want != "" {
				_, err := register.Merge(r, theKnown(t), register.Existing{Year: theYear()}, true,
					register.Options{Period: "2026", Actor: season.Keeper})
				if _, refused := err.(*register.Refused); !refused {
					t.Errorf("a file with mistakes is merged: %v", err)
				}
			}
			if lines := theLines(r.Mistakes); strings.Contains(lines, "{") {
				t.Errorf("a sentence lacks an argument:\n%s", lines)
			}
		})
	}
}

// TestManyRows: a file of one row too many is refused, with what is read bounded.
func TestManyRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("ma;han;don_vi\n")
	for i := range register.MaxRows + 5 {
		fmt.Fprintf(&b, "%d;01/05/2026;so-y-te\n", i)
	}
	r := readAs(t, "nhiem-vu-giao", b.String())
	if r.Rows != register.MaxRows || len(r.Mistakes) != 1 || r.Mistakes[0].Code != "facts.file_rows" ||
		r.Mistakes[0].Line != register.MaxRows+2 {
		t.Errorf("%d rows, mistakes %v", r.Rows, r.Mistakes)
	}
}

// TestRefusedImporters: a register is filled by its office or Sở Nội vụ.
func TestRefusedImporters(t *testing.T) {
	r := readAs(t, "nhiem-vu-giao", "ma;han;don_vi\nNV1;01/05/2026;so-y-te\n")
	for by, admitted := range map[string]bool{"van-phong-ubnd-tinh/A": true, "van-phong-ubnd-tinh": true, "so-noi-vu/B": true,
		"so-y-te/C": false, "so-tai-chinh": false} {
		_, err := register.Merge(r, theKnown(t), register.Existing{Year: theYear()}, false,
			register.Options{Period: "2026", Actor: by})
		refused, is := err.(*register.Refused)
		if admitted == is || is && refused.Mistakes[0].Code != "register.by_office" {
			t.Errorf("%s: %v", by, err)
		}
	}
}
