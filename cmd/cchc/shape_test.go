package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// shape writes the keys of the JSON that the last command printed, each with its type, into a file: shape FILE. It is what
// programs rely on, whatever the values are. Numbers other than counts must be text, and nothing may be null.
func shape(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: shape FILE")
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	dec.UseNumber()
	var data any
	ts.Check(dec.Decode(&data))
	seen := map[string]bool{}
	ts.Check(addShape(seen, "", data))
	var lines []string
	for line := range seen {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = fmt.Fprintln(f, strings.Join(lines, "\n"))
	ts.Check(err)
	ts.Check(f.Close())
}

// below is the path of a key; a tree of nodes of one kind is as deep as its data.
func below(path, key string) string {
	if key == "children" && strings.HasSuffix(path, ".children[]") {
		return strings.TrimSuffix(path, "[]")
	}
	return path + "." + key
}

func addShape(seen map[string]bool, path string, v any) error {
	kind := ""
	switch v := v.(type) {
	case map[string]any:
		for key, in := range v {
			if key != strings.ToLower(key) {
				return fmt.Errorf("%s.%s: a key in capitals", path, key)
			}
			if err := addShape(seen, below(path, key), in); err != nil {
				return err
			}
		}
		return nil
	case []any:
		for _, in := range v {
			if err := addShape(seen, path+"[]", in); err != nil {
				return err
			}
		}
		if len(v) > 0 {
			return nil
		}
		kind = "list"
	case json.Number:
		if _, err := v.Int64(); err != nil {
			return fmt.Errorf("%s: %s is no count and must be text", path, v)
		}
		kind = "count"
	case string:
		kind = "text"
	case bool:
		kind = "yes or no"
	default:
		return fmt.Errorf("%s: null", path)
	}
	seen[path+" "+kind] = true
	return nil
}
