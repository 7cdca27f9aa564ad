package published

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
)

func source(t *testing.T) *Source {
	t.Helper()
	set := &form.Set{ID: "nho", Version: "1.0.0", Reference: "Bộ tham khảo", Blocks: []string{"so", "xa"},
		Rounding: form.Rounding{Rounding: exact.Rounding{Decimals: 2, Mode: exact.HalfUp}}}
	result := []byte(`{"units":[{"applied":"3","block":"xa","class":"Đạt","index":"200/3","points":"2","rank":1,"unit":"xa-a"},` +
		`{"applied":"3","block":"so","index":"0","not_ranked":{"args":[{"name":"by","value":{"text":"so-noi-vu/A"}},{"name":"reason","value":{"text":"Đơn vị mới; lập từ tháng 9"}}],"id":"not_ranked"},"points":"-1/8","unit":"so-c"},` +
		`{"applied":"3","block":"so","class":"Đạt","index":"100","points":"3","rank":1,"unit":"so-b"}]}`)
	return &Source{Digest: "sha256:d", Act: season.Act{Number: "15/QĐ-UBND", Date: day.Must(2027, 1, 20), Signer: "C; \"D\"", Authority: "UBND"},
		Origin: "cchc/tinh/x", Checkpoint: "9:AAAA", Sets: []*form.Set{set}, Results: [][]byte{result},
		Name: func(code string) string { return "Đơn vị " + code },
		Event: &season.Event{Seq: 9, Draft: season.Draft{Kind: season.RunMade, Period: "2026", Body: &season.Run{ID: "2026-final-2", AsOf: day.Must(2027, 1, 15),
			Demo: true, Adjusts: "2026-final-1", Scopes: []season.RunScope{{Set: "nho", Version: "1.0.0", Hash: "sha256:s", Result: "sha256:r"}}}}}}
}

func table(t *testing.T) *Table {
	t.Helper()
	made, err := New(source(t))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

const want = mark + `Bảng kết quả chỉ số cải cách hành chính
Kỳ chấm điểm;2026
Lần chấm;2026-final-2
Mã đối chiếu lần chấm;sha256:d
Tính đến ngày;15/01/2027
Quyết định công bố;15/QĐ-UBND
Ngày ký;20/01/2027
Người ký;"C; ""D"""
Cơ quan công bố;UBND
Thay cho lần chấm;2026-final-1
Sổ sự kiện;cchc/tinh/x
Điểm đối chiếu;9:AAAA
Lưu ý;Dữ liệu minh họa, không phải số liệu thật
Lưu ý;Bộ tham khảo
Bộ tiêu chí;nho;1.0.0;sha256:s;sha256:r

Bộ tiêu chí;Khối;Hạng;Mã đơn vị;Đơn vị;Điểm;Điểm tối đa áp dụng;Chỉ số (%);Xếp loại;Lý do không xếp hạng
nho;so;1;so-b;Đơn vị so-b;3,00;3,00;100,00;Đạt;
nho;so;;so-c;Đơn vị so-c;-0,13;3,00;0,00;;"Đơn vị mới; lập từ tháng 9"
nho;xa;1;xa-a;Đơn vị xa-a;2,00;3,00;66,67;Đạt;
`

func TestText(t *testing.T) {
	made := table(t)
	if got := string(made.Text()); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	back, err := Parse(made.Text())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Text(), made.Text()) || back.Act != made.Act || made.Differ(back) != nil || back.Hash() != made.Hash() {
		t.Errorf("came back as %+v", back)
	}
}

// TestOtherBytes: a table has one text; whatever differs in a byte is another table or none.
func TestOtherBytes(t *testing.T) {
	text := table(t).Text()
	none := 0
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 1
		back, err := Parse(changed)
		var bad *BadTable
		switch {
		case errors.As(err, &bad):
			none++
		case err != nil:
			t.Fatalf("byte %d: %v", i, err)
		case back.Hash() == table(t).Hash():
			t.Fatalf("byte %d: the same hash", i)
		}
	}
	if none == 0 || none == len(text) {
		t.Errorf("%d of %d changes give no table", none, len(text))
	}
	for _, text := range []string{"", mark, mark + "\n", want[len(mark):], want + "x", want + "nho;so\n", strings.Replace(want, "\n\n", "\n", 1),
		strings.Replace(want, ";so-b;", `;"so-b;`, 1), strings.Replace(want, ";so-b;", `;"so-b";`, 1), strings.Replace(want, ";1;so-b", ";+1;so-b", 1),
		strings.Replace(want, ";UBND\n", ";\"UBND\n\nnho;so;1;so-c;Đơn vị so-c\"\n", 1), strings.Replace(want, ";UBND\n", ";UBND,=1+1\n", 1),
		strings.Replace(want, ";UBND\n", ";UBND\u202e\n", 1), strings.Replace(want, ";UBND\n", ";UB\u200bND\n", 1),
		strings.Replace(want, "nho;so;1;so-b", "nho;so;1;so-c;Đơn vị so-c;9,00;9,00;100,00;Đạt;\nnho;so;1;so-b", 1),
		strings.Replace(want, "\n", "\r\n", 1), strings.Replace(want, ";66,67;", ";'66,67;", 1)} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("read as a table:\n%s", text)
		}
	}
}

// TestDiffer: whatever a table says that the run does not is named.
func TestDiffer(t *testing.T) {
	made := table(t)
	for what, change := range map[string]func(*Table){
		OfRun:      func(t *Table) { t.Run = "x" },
		OfDigest:   func(t *Table) { t.Digest = "x" },
		OfSet:      func(t *Table) { t.Sets[0].Hash = "x" },
		OfLabel:    func(t *Table) { t.Labels = t.Labels[1:] },
		OfHead:     func(t *Table) { t.Replaces = "" },
		OfRow:      func(t *Table) { t.Rows = t.Rows[:2] },
		OfBlock:    func(t *Table) { t.Rows[0].Block = "xa" },
		OfPoints:   func(t *Table) { t.Rows[1].Points = "0,13" },
		OfApplied:  func(t *Table) { t.Rows[1].Applied = "4,00" },
		OfIndex:    func(t *Table) { t.Rows[2].Index = "66,66" },
		OfRank:     func(t *Table) { t.Rows[1].Rank = 2 },
		OfClass:    func(t *Table) { t.Rows[1].Class = "Đạt" },
		OfName:     func(t *Table) { t.Rows[1].Name = "Đơn vị khác" },
		OfNote:     func(t *Table) { t.Rows[1].Note = "" },
		OfSequence: func(t *Table) { t.Rows[0], t.Rows[1] = t.Rows[1], t.Rows[0] },
	} {
		found := table(t)
		change(found)
		if d := made.Differ(found); d == nil || d.What != what {
			t.Errorf("%s: %+v", what, d)
		}
	}
	twice := table(t)
	twice.Rows = append(twice.Rows, twice.Rows[0])
	if made.Differ(twice) == nil {
		t.Error("a row twice is not seen")
	}
	longer := table(t)
	longer.Rows = append(longer.Rows, Row{Unit: "xa-z"})
	longer.Labels = append(longer.Labels, "x")
	if d := made.Differ(longer); d == nil || d.What != OfRow || d.Found != "xa-z" {
		t.Errorf("a row more: %+v", d)
	}
	for _, w := range Whats() {
		if w == "" {
			t.Error("an empty name")
		}
	}
	own, err := OfUnit(source(t).Sets[0], []byte(`{"units":[{"applied":"3","block":"xa","class":"Đạt","index":"200/3","points":"2","rank":1,"unit":"xa-a"}]}`))
	if err != nil || own.Differ(made.Row("xa-a")) != nil {
		t.Errorf("a unit's own row: %+v, %v", own, err)
	}
	if made.Row("xa-z") != nil {
		t.Error("a row of nobody")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(want))
	f.Add([]byte(mark + "\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if made, err := Parse(text); err == nil && !bytes.Equal(made.Text(), text) {
			t.Errorf("other bytes:\n%s\n%s", made.Text(), text)
		}
	})
}
