package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

const module = "cchc"

// allowed is the policy: the packages of this module that each package may import. A package that is not listed
// fails the test, so that a new room states its place.
var allowed = map[string][]string{
	"internal/exact":                   {},
	"internal/day":                     {},
	"internal/canon":                   {"internal/exact", "internal/day"},
	"internal/form":                    {"internal/exact", "internal/day", "internal/canon"},
	"internal/house":                   {},
	"internal/suggest":                 {},
	"engine":                           {"internal/exact", "internal/day", "internal/canon", "internal/form", "internal/suggest"},
	"rules":                            {"internal/exact", "internal/day", "internal/canon", "internal/form", "internal/suggest"},
	"rules/catalogue":                  {"rules", "rules/casetest", "internal/wording", "internal/form"},
	"rules/sets":                       {},
	"rules/casetest":                   {"rules", "engine", "internal/exact", "internal/day", "internal/form"},
	"rules/rulestest":                  {"rules", "engine"},
	"rules/space":                      {"rules", "internal/exact", "internal/day", "internal/form"},
	"rules/library":                    {"rules", "internal/canon", "internal/day", "internal/form"},
	"rules/skeleton":                   {"internal/exact", "internal/form", "internal/sheet", "internal/wording"},
	"rules/fragments":                  {},
	"rules/diff":                       {"internal/exact", "internal/day", "internal/form"},
	"rules/diff/difftest":              {"rules", "internal/exact", "internal/day", "internal/form"},
	"rules/proof":                      {"rules", "rules/space", "rules/casetest", "engine", "internal/exact", "internal/day", "internal/form", "internal/suggest"},
	"rules/mutate":                     {"rules", "rules/space", "rules/casetest", "engine", "internal/exact", "internal/day", "internal/form"},
	"rules/boundary":                   {"rules", "rules/space", "rules/casetest", "internal/wording", "engine", "internal/exact", "internal/day", "internal/form"},
	"internal/audit/tree":              {},
	"internal/audit/translog":          {},
	"internal/audit/sample":            {"internal/exact"},
	"internal/audit/second":            {},
	"internal/audit/second/cmd/second": {"internal/audit/second"},
	"internal/audit/published":         {"internal/exact", "internal/day", "internal/canon", "internal/form", "internal/season"},
	"internal/audit":                   {"internal/audit/tree", "internal/audit/translog", "internal/audit/published", "internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "seeds", "internal/season"},
	"rules/findings":                   {"rules", "rules/proof", "rules/casetest", "internal/wording"},
	"rules/impact":                     {"engine", "internal/exact", "internal/form", "rules/diff"},
	"internal/paper":                   {"internal/exact", "internal/day", "internal/form", "internal/wording"},
	"seeds":                            {"internal/exact", "internal/day", "internal/form", "engine", "internal/canon", "internal/suggest"},
	"seeds/demo/demotest":              {"rules", "engine", "seeds", "seeds/demo", "internal/day", "internal/form", "internal/season"},
	"seeds/demo":                       {"seeds", "internal/exact", "internal/day", "internal/form", "engine", "internal/canon"},
	"internal/table":                   {"internal/exact", "internal/day", "internal/form", "internal/suggest", "engine"},
	"internal/sheet":                   {"internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "internal/suggest", "internal/table"},
	"internal/wording":                 {"internal/exact", "internal/day", "internal/form", "engine", "internal/season", "rules/diff"},
	"charts":                           {"internal/exact", "internal/day", "internal/form", "engine", "charts/figure", "charts/area", "charts/block", "charts/heat", "charts/calendar", "charts/draw"},
	"charts/figure":                    {"internal/exact", "internal/day", "internal/form", "engine"},
	"charts/figure/figuretest":         {"charts/figure", "internal/exact", "internal/day", "internal/form", "engine", "internal/season", "seeds", "seeds/demo", "seeds/demo/demotest"},
	"charts/area":                      {"charts/figure", "internal/exact", "internal/day", "internal/form", "engine"},
	"charts/block":                     {"charts/figure", "internal/exact", "internal/day", "internal/form", "engine"},
	"charts/heat":                      {"charts/figure", "internal/exact", "internal/day", "internal/form", "engine"},
	"charts/calendar":                  {"charts/figure", "internal/exact", "internal/day", "internal/form", "engine"},
	"charts/draw":                      {},
	"internal/chromium":                {},
	"internal/season":                  {"internal/audit/tree", "internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "seeds", "internal/suggest"},
	"internal/why":                     {"internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "seeds", "internal/season"},
	"internal/inspect":                 {"internal/exact", "internal/day", "internal/form", "engine", "internal/season"},
	"internal/files":                   {},
	"internal/pdfsign":                 {},
	"internal/store":                   {"internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "seeds", "internal/season", "internal/files"},
	"internal/register":                {"internal/exact", "internal/day", "internal/canon", "internal/form", "internal/suggest", "engine", "seeds", "internal/season", "internal/sheet", "internal/table"},
}

// reasons are outside modules that only the named packages may import, and why.
var reasons = map[string]struct {
	only []string
	why  string
}{
	"github.com/expr-lang/expr":           {[]string{"rules"}, "formulas are parsed at one place, behind the fence"},
	"go.yaml.in/yaml/v4":                  {[]string{"rules", "seeds"}, "authors' files are read at the edge"},
	"github.com/go-echarts/go-echarts/v2": {[]string{"charts/figure", "charts/area", "charts/block", "charts/heat", "charts/calendar"}, "pictures are made at one place"},
	"github.com/dop251/goja":              {[]string{"charts/draw"}, "scripts run at one place"},
	"golang.org/x/image":                  {[]string{"charts/draw"}, "fonts are measured at one place"},
	"github.com/chromedp":                 {[]string{"internal/chromium"}, "only tests drive a browser"},
	"golang.org/x/mod":                    {[]string{"internal/audit/translog", "internal/audit/tree"}, "trees and signed notes are made at one place"},
	"github.com/xuri/excelize/v2":         {[]string{"internal/sheet"}, "workbooks are read at one place"},
	"github.com/spf13/cobra":              {[]string{"cmd/cchc"}, "flags belong to the command"},
	"github.com/jmoiron/sqlx":             {[]string{"internal/store"}, "SQL is said at one place"},
	"github.com/mattn/go-sqlite3":         {[]string{"internal/store"}, "SQL is said at one place"},
	"database/sql":                        {[]string{"internal/store"}, "SQL is said at one place"},
}

// pure are packages that neither touch the outside world nor read a clock, and that use no binary floats.
var pure = []string{"internal/audit/tree", "internal/audit/translog", "internal/audit/published", "internal/audit/sample", "internal/exact", "internal/day", "internal/canon", "internal/form", "engine", "internal/season", "rules/diff",
	"rules/impact", "internal/inspect", "internal/why"}

var forbiddenInPure = []string{"time", "os", "net", "math/rand", "math/rand/v2", "io/fs", "database/sql", "html/template"}

// exactOnly are packages in which no expression may have a floating-point type.
var exactOnly = []string{"internal/exact", "internal/day", "internal/canon", "internal/form", "rules", "engine",
	"internal/season", "rules/casetest", "rules/space", "rules/library", "rules/skeleton", "rules/diff", "rules/impact", "rules/proof", "rules/mutate",
	"rules/boundary", "internal/paper", "internal/audit/tree", "internal/audit/translog", "internal/audit/published", "internal/audit/sample", "internal/audit", "internal/audit/second", "internal/inspect", "internal/why"}

type pkg struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
}

// list asks the go command for all packages of the module and what they depend on.
func list(t *testing.T) map[string]*pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	pkgs := map[string]*pkg{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs[p.ImportPath] = &p
	}
}

func own(path string) (string, bool) { return strings.CutPrefix(path, module+"/") }

func TestImportsPointOneWay(t *testing.T) {
	for path, p := range list(t) {
		name, ok := own(path)
		if !ok || strings.HasPrefix(name, "cmd/") {
			continue
		}
		may, listed := allowed[name]
		if !listed {
			t.Errorf("%s has no place in the import policy; add it to allowed", name)
		}
		for _, imp := range p.Imports {
			if target, ours := own(imp); ours && !contains(may, target) {
				t.Errorf("%s must not import %s", name, target)
			}
		}
	}
}

func TestOutsideModulesStayInTheirRoom(t *testing.T) {
	for path, p := range list(t) {
		name, ok := own(path)
		if !ok {
			continue
		}
		for _, imp := range p.Imports {
			for mod, r := range reasons {
				if (imp == mod || strings.HasPrefix(imp, mod+"/")) && !contains(r.only, name) {
					t.Errorf("%s imports %s; only %v may: %s", name, imp, r.only, r.why)
				}
			}
		}
	}
}

func TestPurePackagesTouchNothing(t *testing.T) {
	pkgs := list(t)
	for _, name := range pure {
		p := pkgs[module+"/"+name]
		if p == nil {
			t.Errorf("package %s is gone; mend the list", name)
			continue
		}
		for _, imp := range p.Imports {
			if contains(forbiddenInPure, imp) {
				t.Errorf("%s imports %s", name, imp)
			}
		}
	}
}

// TestNoBinaryFloats type-checks the packages that score and refuses any expression of a floating-point or complex type,
// constants included.
func TestNoBinaryFloats(t *testing.T) {
	pkgs := list(t)
	for _, name := range exactOnly {
		p := pkgs[module+"/"+name]
		if p == nil {
			t.Errorf("package %s is gone; mend the list", name)
			continue
		}
		var files []string
		for _, f := range p.GoFiles {
			files = append(files, filepath.Join(p.Dir, f))
		}
		for _, where := range floats(t, p.ImportPath, files, pkgs) {
			t.Error(where)
		}
	}
}

// TestFloatFinderFinds makes sure that the finder above can fail.
func TestFloatFinderFinds(t *testing.T) {
	src := "package p\nimport \"math\"\nvar x = 1.5\nfunc f(n int) bool { return float64(n)*0.1 > math.Pi }\n"
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := floats(t, "p", []string{file}, list(t)); len(got) < 3 {
		t.Errorf("found only %v", got)
	}
}

// floats lists the expressions of floating-point type in the files of one package.
func floats(t *testing.T, path string, files []string, pkgs map[string]*pkg) []string {
	t.Helper()
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		a, err := parser.ParseFile(fset, f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, a)
	}
	lookup := func(path string) (io.ReadCloser, error) {
		p := pkgs[path]
		if p == nil || p.Export == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(p.Export)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", lookup)}
	if _, err := conf.Check(path, fset, parsed, info); err != nil {
		t.Fatal(err)
	}
	var found []string
	for e, tv := range info.Types {
		if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsFloat|types.IsComplex) != 0 {
			found = append(found, fmt.Sprintf("%s: binary float %s", fset.Position(e.Pos()), tv.Type))
		}
	}
	sort.Strings(found)
	return found
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
