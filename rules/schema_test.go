package rules_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"cchc/rules"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rules.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("set.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("set.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain is what an editor's YAML reader makes of a node.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, plain(c))
		}
		return list
	}
	switch {
	case n.Style == 0 && (n.Tag == "!!int" || n.Tag == "!!float"):
		return json.Number(n.Value)
	case n.Style == 0 && n.Tag == "!!bool":
		return n.Value == "true"
	case n.Style == 0 && n.Tag == "!!null":
		return nil
	}
	return n.Value
}

func validate(t *testing.T, s *jsonschema.Schema, raw []byte) error {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	return s.Validate(plain(doc.Content[0]))
}

func TestSchemaTakesWhatTheLoaderTakes(t *testing.T) {
	s := compileSchema(t)
	files := 0
	check := func(fsys fs.FS) {
		err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
				return err
			}
			raw, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			files++
			if err := validate(t, s, raw); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check(rules.Sets())
	check(os.DirFS("testdata/good"))
	if files < 2 {
		t.Errorf("only %d files looked at", files)
	}
}

// The differences of form are refused by both; the schema need not see more.
func TestSchemaRefusesMistakesOfForm(t *testing.T) {
	s := compileSchema(t)
	for _, name := range []string{"unknown-key", "missing-key", "two-rules", "no-rule", "bool-word", "enum-typo",
		"percent-for-number", "date-impossible-form", "outcomes-alone", "band-two-limits", "list-for-number"} {
		raw, err := os.ReadFile(filepath.Join("testdata/bad", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if validate(t, s, raw) == nil {
			t.Errorf("%s: the schema takes it", name)
		}
	}
}

func TestSchemaIsStable(t *testing.T) {
	if first := rules.Schema(); !bytes.Equal(first, rules.Schema()) {
		t.Error("two calls differ")
	}
}
