package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/wording"
	"cchc/rules/casetest"
	"cchc/seeds"
)

var codeText = regexp.MustCompile(`^(cli|facts)\.[a-z_.]*[a-z_]$`)

// TestEverySentence demands a Vietnamese sentence for every code that this package and internal/sheet can give out.
func TestEverySentence(t *testing.T) {
	codes := map[string]bool{}
	for _, dir := range []string{".", "../../internal/sheet"} {
		for _, c := range literals(t, dir) {
			if codeText.MatchString(c) {
				codes[c] = true
			}
		}
	}
	if len(codes) < 80 {
		t.Fatalf("only %d codes found in the sources", len(codes))
	}
	for _, c := range seeds.FaultCodes() {
		codes["seeds."+c] = true
	}
	for _, c := range casetest.Codes() {
		codes[c] = true
	}
	for _, c := range []string{exact.NumberEmpty, exact.NumberDash, exact.NumberAmbiguous, exact.NumberDigits,
		exact.NumberExponent, exact.NumberPrefix, exact.NumberLetter, exact.NumberCharacter, exact.NumberSign,
		exact.NumberPercent, exact.NumberBlank, exact.NumberSeparator, exact.NumberLong,
		day.Empty, day.Form, day.Year, day.Impossible} {
		codes["facts."+strings.Replace(c, ".", "_", 1)] = true
	}
	for _, s := range []seeds.State{seeds.NotDue, seeds.DueNow, seeds.OverdueIfAbsent, seeds.Ongoing, seeds.AwaitingEvent,
		seeds.Encouraged} {
		codes["cli.owed."+string(s)] = true
	}
	for _, k := range []season.Kind{season.PeriodClosed, season.PeriodLocked, season.PeriodReopened,
		season.PeriodSetChanged} {
		codes["cli.cannot."+string(k)] = true
	}
	for _, s := range partOrder {
		codes["cli.part."+string(s)] = true
	}
	for _, s := range countedStates {
		codes["cli.column."+string(s)] = true
	}
	for s := engine.StageSelf; s <= engine.StageFinal; s++ {
		if wording.Stage(s) == "" {
			t.Errorf("stage %s has no name", s)
		}
	}
	for c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
	for _, c := range wording.Codes() {
		if strings.HasSuffix(c, "_near") && strings.HasPrefix(c, "facts.") && !wording.Known(strings.TrimSuffix(c, "_near")) {
			t.Errorf("%s has no sentence without a suggestion", c)
		}
	}
}

// literals are the string constants in the Go files of a directory that are no tests.
func literals(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, s)
				}
			}
			return true
		})
	}
	return out
}
