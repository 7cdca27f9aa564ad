package rules

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// parserConfig keeps expr's parser to the plain grammar: no functions of its own, except the four folds, whose
// predicates it must recognise.
var parserConfig = sync.OnceValue(func() *conf.Config {
	c := &conf.Config{
		MaxNodes:          maxFormulaNodes,
		DisableIfOperator: true,
		Disabled:          map[string]bool{},
		Functions:         conf.FunctionsTable{},
	}
	for _, b := range builtin.Builtins {
		if !functions[b.Name].fold {
			c.Disabled[b.Name] = true
			c.Functions[b.Name] = b // "overridden": parsed as a plain call
		}
	}
	return c
})

// parseFormula gives the tree of a scanned formula, or the one place where the parser stopped.
func parseFormula(s *scan) (ast.Node, *formulaError) {
	tree, err := new(parser.Parser).Parse(s.text, parserConfig())
	if err == nil {
		return tree.Node, nil
	}
	at := len(s.src)
	message := ""
	if e := (*file.Error)(nil); errors.As(err, &e) {
		at, message = e.From, e.Message
	}
	if strings.Contains(message, "maximum allowed nodes") {
		return nil, &formulaError{From: 0, To: max(1, len(s.src)), Code: "formula.too_large", Args: []string{strconv.Itoa(maxFormulaNodes)}}
	}
	for _, t := range s.tokens {
		if t.to > at && t.from <= at && !strings.HasPrefix(message, "unexpected token EOF") {
			return nil, &formulaError{From: t.from, To: t.to, Code: "formula.syntax", Args: []string{t.text}}
		}
	}
	last := s.tokens[len(s.tokens)-1]
	return nil, &formulaError{From: last.from, To: last.to, Code: "formula.syntax_end", Args: []string{last.text}}
}
