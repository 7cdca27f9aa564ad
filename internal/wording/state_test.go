package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"cchc/engine"
)

// constants reads the text constants of a source file whose names begin with a prefix or that have a type, so that a
// new one without words fails a test.
func constants(t *testing.T, file, prefix, typ string) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != len(spec.Names) {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); typ != "" && (!ok || id.Name != typ) {
			return true
		}
		for i, name := range spec.Names {
			lit, ok := spec.Values[i].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING || !strings.HasPrefix(name.Name, prefix) {
				continue
			}
			if found[name.Name], err = strconv.Unquote(lit.Value); err != nil {
				t.Fatal(err)
			}
		}
		return true
	})
	return found
}

func TestEveryNameHasWords(t *testing.T) {
	for _, c := range []struct {
		file, typ, domain string
		least             int
	}{
		{"../../engine/result.go", "State", "state", 7},
		{"../../engine/result.go", "LineKind", "line", 8},
		{"../form/form.go", "Effect", "effect", 6},
		{"../../engine/loss.go", "Cause", "cause", 10},
		{"../../engine/delivery.go", "DeliveryState", "delivery", 5},
	} {
		found := constants(t, c.file, "", c.typ)
		if len(found) < c.least {
			t.Errorf("%s: read only %d constants of type %s", c.file, len(found), c.typ)
		}
		for name, id := range found {
			if !Known(c.domain + "." + id) {
				t.Errorf("%s (%s) has no words", name, id)
			}
		}
	}
	for _, s := range []engine.Stage{engine.StageSelf, engine.StageAppraisal1, engine.StageAppraisal2, engine.StageFinal} {
		if !Known("stage." + s.String()) {
			t.Errorf("stage %s has no words", s)
		}
	}
	for _, l := range []engine.Layer{engine.LayerDeclared, engine.LayerRegister, engine.LayerAppraisal1, engine.LayerAppraisal2, engine.LayerFinal} {
		if !Known("layer." + l.String()) {
			t.Errorf("layer %s has no words", l)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range [][2]string{
		{State(engine.NotScorable), "Chưa chấm được (thiếu số liệu)"},
		{State(engine.NotDue), "Chưa đến hạn"},
		{Stage(engine.StageAppraisal2), "Thẩm định lần 2"},
		{Layer(engine.LayerFinal), "điều chỉnh của Hội đồng"},
		{LineKind(engine.LineCapped), "chặn mức sàn/trần"},
		{LineKind(engine.LineRebased), "ngoài điểm tối đa áp dụng"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}
