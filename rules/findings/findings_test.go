package findings_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/findings"
	"cchc/rules/proof"
)

var update = flag.Bool("update", false, "rewrite the page")

const page = "../FINDINGS.md"

// files parses the sources of the loader.
func files(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	if len(all) < 20 {
		t.Fatalf("%d sources", len(all))
	}
	return all
}

func text(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// codes lists what the loader can say: every literal of its sources that has a sentence, and of a beginning that is put
// together with types or measures every sentence that begins so.
func codes(t *testing.T) []findings.Code {
	t.Helper()
	beginning := regexp.MustCompile(`^[a-z]+\.[a-z_.]*[._]$`)
	have := map[string]rules.Severity{}
	for _, f := range files(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := text(n)
			switch {
			case !ok:
			case wording.Known(s) && strings.Contains(s, "."):
				have[s] = rules.Error
			case beginning.MatchString(s):
				for _, c := range wording.Codes() {
					if strings.HasPrefix(c, s) {
						have[c] = rules.Error
					}
				}
			}
			return true
		})
	}
	for _, f := range files(t) {
		for _, c := range warned(f) {
			have[c] = rules.Warning
		}
	}
	var all []findings.Code
	for c, severity := range have {
		all = append(all, findings.Code{Code: c, Severity: severity})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Code < all[j].Code })
	return all
}

// calls visits the calls of functions of some names with their literal arguments.
func calls(f *ast.File, names []string, visit func(args []string)) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			name = fun.Name
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		}
		if slices.Contains(names, name) {
			var args []string
			for _, a := range call.Args {
				if s, ok := text(a); ok {
					args = append(args, s)
				}
			}
			visit(args)
		}
		return true
	})
}

var codeText = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)

// warned lists the codes that are given as warnings.
func warned(f *ast.File) []string {
	var all []string
	calls(f, []string{"warn"}, func(args []string) {
		for _, a := range args {
			if codeText.MatchString(a) {
				all = append(all, a)
			}
		}
	})
	return all
}

// TestPage compares the page with what the sources and sentences give.
func TestPage(t *testing.T) {
	got, err := findings.Page(codes(t), os.DirFS("../testdata/bad"), os.DirFS("../proof/testdata"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the sources say; run the test with -update", page)
	}
}

// TestNothingIsMissing: every code that the loader gives out has a sentence and stands in the page, and so do those of
// the proofs and of the cases.
func TestNothingIsMissing(t *testing.T) {
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	in := func(code string) {
		if !wording.Known(code) || !strings.Contains(string(raw), "**`"+code+"`**") {
			t.Errorf("%s is missing", code)
		}
	}
	seen := 0
	for _, f := range files(t) {
		calls(f, []string{"fail", "warn", "report", "at", "failAt", "fault", "whole"}, func(args []string) {
			for _, a := range args {
				if codeText.MatchString(a) {
					seen++
					in(a)
				}
			}
		})
	}
	if seen < 150 {
		t.Errorf("only %d codes found in the sources", seen)
	}
	for _, k := range proof.Codes() {
		in(k.Code)
	}
	for _, c := range casetest.Codes() {
		in(c)
	}
}

// TestSeverities: the page calls a warning what the loader warns of, and an error what it refuses.
func TestSeverities(t *testing.T) {
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"unused.input": "cảnh báo", "line.jump": "cảnh báo", "rule.unwritten": "cảnh báo", "reach.max_unknown": "cảnh báo",
		"rule.none": "lỗi", "leaf.cycle": "lỗi", "formula.unknown_name": "lỗi", "proof.cliff": "cảnh báo", "proof.unwritten": "lỗi",
	} {
		if !strings.Contains(string(raw), "**`"+code+"`** · "+want+"\n") {
			t.Errorf("%s is not called %s", code, want)
		}
	}
}

// TestPageIsReadable: no hole is left empty or unnamed, and words that officials do not read do not occur.
func TestPageIsReadable(t *testing.T) {
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`\{\d\}`).Find(raw); m != nil {
		t.Errorf("a hole is left: %s", m)
	}
	for i, line := range strings.Split(string(raw), "\n") {
		if strings.Contains(line, "⟨⟩") {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
}
