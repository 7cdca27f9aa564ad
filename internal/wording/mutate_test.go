package wording

import (
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// TestMutation: what is said of mistakes, whole sentences.
func TestMutation(t *testing.T) {
	percent := func(text string) *form.Expr {
		return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: num(text), Percent: true}}
	}
	number := func(n exact.Num) *form.Expr {
		return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: n}}
	}
	set := &form.Set{
		Params: []form.Param{{Name: "han", Label: "Hạn nộp"}},
		Values: []form.Value{{Name: "t", Label: "Tỷ lệ"}},
		Inputs: []form.Input{{Name: "tong", Label: "Tổng số"}},
	}
	whole := &form.Expr{Kind: form.ExInput, Type: form.TypeNumber, Name: "tong"}
	cmp := func(op string) *form.Expr {
		return &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: op, Args: []*form.Expr{whole, number(exact.Int(0))}}
	}
	for _, c := range []struct {
		m    Mutated
		want string
	}{
		{Mutated{Op: "limit", PlaceKind: "branch", PlaceID: "b1", Before: percent("4/5"), After: percent("81/100")}, "nhánh b1: ngưỡng 80% → 81%"},
		{Mutated{Op: "open", PlaceKind: "branch", PlaceID: "b1", Before: percent("4/5"), From: "from", To: "above"}, "nhánh b1: từ 80% → trên 80%"},
		{Mutated{Op: "cmp", PlaceKind: "applies", PlaceID: "2", Before: cmp("=="), After: cmp("!=")},
			"điều kiện áp dụng 2: “Tổng số” = 0 → “Tổng số” ≠ 0"},
		{Mutated{Op: "then", PlaceKind: "applies", PlaceID: "1", From: "rebase", To: "full"},
			"điều kiện áp dụng 1: không áp dụng, không tính vào điểm tối đa áp dụng → được điểm tối đa"},
		{Mutated{Op: "floor", PlaceKind: "rule", PlaceID: "rule", Before: number(num("1/2"))}, "quy tắc: bỏ mức thấp nhất 0,5 điểm"},
		{Mutated{Op: "part", PlaceKind: "rule", PlaceID: "p2", From: "Tin, bài"}, "bỏ phần p2 Tin, bài"},
		{Mutated{Op: "missing", PlaceKind: "input", PlaceID: "tong", From: "missing", To: "not_scorable"},
			"số liệu “Tổng số”: khi không có thì chưa có → chưa chấm được (thiếu số liệu)"},
		{Mutated{Op: "accepted", PlaceKind: "applies", PlaceID: "1", From: "true", To: "false"},
			"điều kiện áp dụng 1: không đòi hỏi cơ quan chấp nhận số 0 do đơn vị tự khai nữa"},
		{Mutated{Op: "rounding", PlaceKind: "rule", PlaceID: "rule", From: "half_up", To: "down"},
			"quy tắc: làm tròn từ nửa đơn vị trở lên thì lên → bỏ phần lẻ"},
		{Mutated{Op: "check", PlaceKind: "check", PlaceID: "3", Before: cmp(">=")}, "bỏ ràng buộc 3: “Tổng số” ≥ 0"},
		{Mutated{Op: "param", PlaceKind: "param", PlaceID: "han", Before: number(exact.Int(3)), After: number(exact.Int(4))}, "tham số “Hạn nộp”: 3 → 4"},
		{Mutated{Op: "const", PlaceKind: "value", PlaceID: "t", Before: number(exact.Int(1)), After: number(exact.Int(2))}, "giá trị “Tỷ lệ”: 1 → 2"},
	} {
		if got := Mutation(set, c.m); got != c.want {
			t.Errorf("%s: %q, want %q", c.m.Op, got, c.want)
		}
	}
}

// TestReachedNames: every reason that results can carry has a short name.
func TestReachedNames(t *testing.T) {
	for _, id := range []string{engine.ReasonBranch, engine.ReasonSum, engine.ReasonFull, engine.ReasonRebased, engine.ReasonNotScorable,
		engine.ReasonNotDueEvent, engine.ReasonNotDueDate, engine.ReasonNotDue, engine.ReasonMissing, engine.ReasonOverdue,
		engine.ReasonNoData, engine.ReasonUnitsMissing, engine.ReasonUnitsNotDue, engine.ReasonDivideZero, engine.ReasonZeroClaim,
		engine.ReasonInconsistent, engine.ReasonOutOfRange, engine.ReasonTooLarge, engine.ReasonNoReferences, engine.ReasonNoSample,
		engine.ReasonNoRows, engine.ReasonDependsOn, engine.ReasonNotApplied, engine.ReasonOverridden, engine.ReasonDisputed,
		engine.ReasonUnscored} {
		if !Known("reached."+id) || Reached(id) == "" {
			t.Errorf("%s has no short name", id)
		}
	}
	if Reached(engine.ReasonZeroClaim) != "số 0 tự khai chưa được chấp nhận" {
		t.Error(Reached(engine.ReasonZeroClaim))
	}
}
