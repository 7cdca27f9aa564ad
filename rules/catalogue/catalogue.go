// Package catalogue holds one small criteria set for each of the 34 shapes of scoring rules found in the regulations,
// each with results as cases and with one misuse that the loader refuses. The author's manual is made of them.
//
// It knows the files and how the manual is laid out. What a file means is package rules' affair; scoring the cases and
// the sentences of mistakes come from outside.
package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"cchc/rules"
)

//go:embed *.yaml
var files embed.FS

// Files gives the files of the catalogue.
func Files() fs.FS { return files }

// Shape is one shape of the catalogue.
type Shape struct {
	ID      string // "R01"
	File    string // of the example
	Misuse  string // of the misuse
	Text    string // the example
	Wrong   string // the misuse
	Refused string // the code with which the misuse must be refused
}

// Shapes lists the shapes by id. A misuse begins with a comment that names its code.
func Shapes() ([]Shape, error) {
	names, err := fs.Glob(files, "R*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	byID := map[string]*Shape{}
	var all []*Shape
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		id, rest, _ := strings.Cut(name, "-")
		s := byID[id]
		if s == nil {
			s = &Shape{ID: id}
			byID[id] = s
			all = append(all, s)
		}
		if rest != "misuse.yaml" {
			s.File, s.Text = name, string(raw)
			continue
		}
		first, _, _ := strings.Cut(string(raw), "\n")
		code, ok := strings.CutPrefix(first, "# expected: ")
		if !ok {
			return nil, fmt.Errorf("%s names no code", name)
		}
		s.Misuse, s.Wrong, s.Refused = name, string(raw), code
	}
	shapes := make([]Shape, len(all))
	for i, s := range all {
		shapes[i] = *s
	}
	return shapes, nil
}

// Manual writes the author's manual. message is the sentence of a mistake.
func Manual(message func(code string, args []string, hint string) string) (string, error) {
	shapes, err := Shapes()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(introduction)
	for _, s := range shapes {
		if err := s.chapter(&b, message); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// chapter writes what the manual says of one shape.
func (s *Shape) chapter(b *strings.Builder, message func(code string, args []string, hint string) string) error {
	loaded, found := rules.Load(files, s.File)
	if loaded == nil {
		return fmt.Errorf("%s does not load: %s %v", s.File, found[0].Code, found[0].Args)
	}
	set := loaded.Set
	fmt.Fprintf(b, "\n## %s\n", set.Title)
	leaf := set.Nodes[set.NodeByCode(loaded.Cases[0].Code)].Leaf
	fmt.Fprintf(b, "\nQuy định in: *%s*", leaf.Printed)
	if len(leaf.Legal) == 1 {
		fmt.Fprintf(b, " (%s)", leaf.Legal[0].Text)
	}
	fmt.Fprintf(b, "\n\n%s\n", leaf.Note)
	declarations, cases := cut(s.Text)
	fmt.Fprintf(b, "\n```yaml\n%s```\n\nCác ca:\n\n```yaml\n%s```\n", declarations, cases)
	_, found = rules.Load(files, s.Misuse)
	b.WriteString("\nHay viết nhầm, và máy trả lời:\n\n```text\n")
	for _, d := range found {
		if d.Severity == rules.Error {
			b.WriteString(d.Format(message(d.Code, d.Args, d.Hint)))
		}
	}
	b.WriteString("```\n")
	return nil
}

// cut takes the head, which is the same everywhere, off an example, and what is printed beside the rule anyway, and
// parts the rest from its cases.
func cut(text string) (declarations, cases string) {
	var head, body strings.Builder
	part := &head
	inHead := false
	for line := range strings.Lines(text) {
		top := !strings.HasPrefix(line, " ")
		if top {
			inHead = strings.HasPrefix(line, "set:")
			if strings.HasPrefix(line, "cases:") || strings.HasPrefix(line, "dues:") {
				part = &body
			}
		}
		field := strings.TrimSpace(line)
		if inHead || strings.HasPrefix(field, "printed:") || strings.HasPrefix(field, "note:") || strings.HasPrefix(field, `legal: "`) {
			continue
		}
		part.WriteString(line)
	}
	return head.String(), body.String()
}
