package wording

import (
	"os"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/diff"
	"cchc/rules/diff/difftest"
)

// TestEveryChangeHasASentence changes every field of every small set: each kind, each field and each thing that can come
// out of it is said in words.
func TestEveryChangeHasASentence(t *testing.T) {
	for _, k := range diff.Kinds() {
		if !Known("diff." + string(k)) {
			t.Errorf("no sentence for %s", k)
		}
	}
	said := 0
	for _, set := range difftest.Sets(t, os.DirFS("../../rules")) {
		pristine := difftest.Copy(t, set)
		difftest.Mutate(set, func(where string) {
			if strings.Contains(where, ".Span") || strings.HasSuffix(where, " longer") || !usable(set) {
				return // what is made longer gets an empty element, of which there is nothing to say
			}
			for _, c := range []*diff.Changes{diff.Between(pristine, set), diff.Between(set, pristine)} {
				for i := range c.List {
					said++
					holdSentence(t, set.ID+where, c, &c.List[i])
				}
			}
		})
	}
	if said < 5_000 {
		t.Errorf("only %d changes said", said)
	}
}

// usable reports whether a set can be scored with; a changed operand can leave none that means anything.
func usable(set *form.Set) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	_, err := engine.Compile(set)
	return err == nil
}

func holdSentence(t *testing.T, where string, c *diff.Changes, ch *diff.Change) {
	t.Helper()
	d := changeText{c, ch}
	group, _, _ := strings.Cut(string(ch.Kind), ".")
	if !Known("diff.field."+string(ch.Field)) && !Known("diff.field."+group+"."+string(ch.Field)) {
		t.Errorf("%s: no name for field %q", where, ch.Field)
	}
	for _, text := range []string{d.thing(c.Before, ch.Before), d.thing(c.After, ch.After)} {
		if text == "" && !strings.HasSuffix(where, " there") {
			t.Errorf("%s: %s: %T or %T is not said", where, ch.Kind, ch.Before, ch.After)
		}
	}
	place, text := ChangePlace(c, ch), Change(c, ch)
	if place == "" || text == "" || strings.Contains(text, "diff.") || strings.Contains(place, "diff.") {
		t.Errorf("%s: %q: %q", where, place, text)
	}
	noForbiddenWords(t, place+" "+text)
}

// TestChange reads the sentences of a revision as an officer would.
func TestChange(t *testing.T) {
	old, err := rules.LoadEmbedded("so-2026@1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	c := diff.Between(old.Set, difftest.Revised(t).Set)
	var got []string
	for i := range c.List {
		got = append(got, ChangePlace(c, &c.List[i])+": "+Change(c, &c.List[i]))
	}
	for _, want := range []string{
		"1.8 Tự đánh giá, phối hợp điều tra XHH, sử dụng phần mềm chấm điểm (trước là 1.7): Chuyển chỗ: 1.7 thuộc 1 “Công tác chỉ đạo, điều hành CCHC” → 1.8 thuộc 1 “Công tác chỉ đạo, điều hành CCHC”",
		"1.6 Thực hiện nhiệm vụ UBND tỉnh, Chủ tịch UBND tỉnh giao: Điều kiện áp dụng thứ 1, hệ quả: không áp dụng, không tính vào điểm tối đa áp dụng → được điểm tối đa",
		"1.3.1 Tự kiểm tra các phòng, đơn vị trực thuộc: Thêm mức: từ 40%: 1 điểm",
		"1.3.1 Tự kiểm tra các phòng, đơn vị trực thuộc: Điểm của mức “từ 30% đến dưới 40%”: 1 điểm → 0,75 điểm",
		"1.6 Thực hiện nhiệm vụ UBND tỉnh, Chủ tịch UBND tỉnh giao: Ngưỡng của mức 0,5 điểm: từ 80% → từ 85%",
		"1.2.2 Chất lượng báo cáo: Điểm của nội dung được đếm “Số lần bị yêu cầu báo cáo lại do sai, thiếu số liệu”: -0,1 điểm → -0,25 điểm",
		"Đầu vào kh_dung_han “Số nhiệm vụ của Kế hoạch CCHC hoàn thành đúng hạn”: Hạn đơn vị còn thay đổi được: 31/12/2026 → 30/11/2026 (liên quan đến 1.1.3)",
		"Tham số giai_ngan_muc_tieu “Chỉ tiêu giải ngân”: Giá trị: 95% → 90% (liên quan đến 6.3)",
		"1.1.2 Chất lượng Kế hoạch CCHC: Đổi tên: “Chất lượng Kế hoạch” → “Chất lượng Kế hoạch CCHC”",
		"Cả bộ tiêu chí: Phiên bản: “1.0.0” → “1.1.0”",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("got:\n%s", strings.Join(got, "\n"))
	}
}
