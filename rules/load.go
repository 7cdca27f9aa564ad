// Package rules reads criteria sets (bộ tiêu chí) from their files and lowers them to the normal form.
//
// It knows the file format, the formula language and what makes a set consistent: every mistake of every file is
// reported at once, at its place. It computes no points, reads no evidence and makes no sentences of its own messages:
// those are codes with arguments (internal/wording).
package rules

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/form"
)

// HashDomain keeps the hashes of sets apart from other hashes of the program.
const HashDomain = "cchc/set/v1"

// Loaded is a criteria set that passed every check.
type Loaded struct {
	Set       *form.Set
	Hash      string // of Canonical, in HashDomain
	Canonical []byte
	Files     []File
	Cases     []CaseSpec // the cases beside the rules, in the order of the files
	Warnings  Diagnostics
}

// File is one file a set was read from.
type File struct {
	Name   string
	SHA256 string // hexadecimal, of the bytes as they are
}

// maxFiles bounds the files of one set.
const maxFiles = 200

// Load reads a criteria set from a directory or a single file of fsys, lowers it to the normal form and checks it.
// The result is nil when there are errors; warnings alone do not keep a set from being used.
func Load(fsys fs.FS, name string) (*Loaded, Diagnostics) {
	l := newLoader()
	for _, file := range l.list(fsys, path.Clean(name)) {
		raw, err := fs.ReadFile(fsys, file)
		if err != nil {
			l.found = append(l.found, Diagnostic{File: file, Code: "file.unreadable", Args: []string{err.Error()}})
			continue
		}
		src := readSource(file, raw, l.sink)
		l.files = append(l.files, File{Name: file, SHA256: src.sum})
		if src.root != nil {
			c := &conformer{sink: l.sink, src: src}
			c.record(src.root, format)
			l.sources = append(l.sources, src)
		}
	}
	l.lower()
	l.found.Sort()
	if l.found.HasErrors() {
		return nil, l.found
	}
	canonical, err := l.set.Canonical()
	if err != nil {
		l.found = append(l.found, Diagnostic{File: name, Code: "set.canonical", Args: []string{err.Error()}})
		return nil, l.found
	}
	return &Loaded{
		Set: l.set, Canonical: canonical, Hash: canon.Hash(HashDomain, canonical),
		Files: l.files, Cases: l.cases, Warnings: l.found,
	}, l.found
}

// list names the files of a set, sorted.
func (l *loader) list(fsys fs.FS, name string) []string {
	whole := func(code string, args ...string) []string {
		l.found = append(l.found, Diagnostic{File: name, Code: code, Args: args})
		return nil
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return whole("file.unreadable", err.Error())
	}
	if !info.IsDir() {
		return []string{name}
	}
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return whole("file.unreadable", err.Error())
	}
	var files []string
	for _, e := range entries {
		switch ext := strings.ToLower(path.Ext(e.Name())); {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case e.Type()&^fs.ModeSymlink != 0 && strings.HasSuffix(e.Name(), ".yaml"):
			l.found = append(l.found, Diagnostic{File: path.Join(name, e.Name()), Code: "file.not_regular"})
		case strings.HasSuffix(e.Name(), ".yaml"):
			files = append(files, path.Join(name, e.Name()))
		case ext == ".yml" || ext == ".yaml":
			l.found = append(l.found, Diagnostic{File: path.Join(name, e.Name()), Code: "file.extension"})
		}
	}
	sort.Strings(files)
	switch {
	case len(files) == 0:
		return whole("file.none")
	case len(files) > maxFiles:
		return whole("file.too_many", fmt.Sprint(maxFiles))
	}
	return files
}

// loader lowers the files of one set.
type loader struct {
	*sink
	sources []*source
	files   []File
	set     *form.Set
	scope   *scope
	// declared is where each name was declared: inputs, ratios, parameters and attributes share one space of names.
	declared map[string]place
	labels   map[string]string
	codes    map[string]place // of the tree
	zero     []zeroWhole      // what a ratio's empty whole does to the leaves that use it
	cases    []CaseSpec

	aggregated []sourcePlace // sources of aggregated inputs, in the order of the files
}

func newLoader() *loader {
	return &loader{
		sink:     &sink{unsound: map[*yaml.Node]bool{}},
		set:      &form.Set{},
		scope:    &scope{symbols: map[string]symbol{}, leafCodes: map[string]bool{}},
		declared: map[string]place{},
		labels:   map[string]string{},
		codes:    map[string]place{},
	}
}

// lower goes through the sections in the order of their dependency. Each reports its own mistakes and leaves out what
// it cannot read.
func (l *loader) lower() {
	if len(l.sources) == 0 {
		return
	}
	l.head()
	l.section("classes", l.classes)
	l.section("parameters", l.parameters)
	l.section("attributes", l.attributes)
	l.section("inputs", l.inputs)
	l.valueNames()
	l.section("ratios", l.ratios)
	l.values()
	l.section("checks", l.checks)
	l.section("areas", l.collectCodes)
	l.tree()
	l.valuesFit()
	l.readOnDays()
	l.sourcesFit()
	if !l.found.HasErrors() {
		l.cycles()
		l.unused()
	}
	l.section("cases", l.readCases)
}

// section hands on the section of every file that has it, in the order of the files.
func (l *loader) section(name string, read func(place)) {
	for _, src := range l.sources {
		if p := l.get(place{src, src.root}, name); p.ok() {
			read(p)
		}
	}
}

// place is a node of a file.
type place struct {
	src  *source
	node *yaml.Node
}

func (p place) ok() bool { return p.node != nil }

// text is a scalar's text; "" for what is not there.
func (p place) text() string {
	if p.node == nil || p.node.Kind != yaml.ScalarNode {
		return ""
	}
	return p.node.Value
}

func (p place) is(kind yaml.Kind) bool { return p.node != nil && p.node.Kind == kind }

func (p place) span() form.Span {
	if p.node == nil {
		return form.Span{}
	}
	return form.Span{File: p.src.name, Line: p.node.Line, Col: p.node.Column,
		EndLine: p.node.Line, EndCol: p.node.Column + p.src.width(p.node)}
}

// has reports whether a mapping has a key, whatever stands behind it.
func (p place) has(key string) bool { return p.raw(key) != nil }

func (p place) raw(key string) *yaml.Node {
	if p.node == nil || p.node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		if p.node.Content[i].Value == key {
			return p.node.Content[i+1]
		}
	}
	return nil
}

// get gives what stands behind a key, if it has the form the grammar demands. A mapping with mistakes among its own
// keys is still given: its sound parts are worth checking.
func (l *loader) get(p place, key string) place {
	n := p.raw(key)
	if n == nil || l.unsound[n] && n.Kind != yaml.MappingNode {
		return place{}
	}
	return place{p.src, n}
}

// items lists the items of a list that have the form the grammar demands, or are mappings.
func (l *loader) items(p place) []place {
	if !p.is(yaml.SequenceNode) {
		return nil
	}
	var all []place
	for _, n := range p.node.Content {
		if !l.unsound[n] || n.Kind == yaml.MappingNode {
			all = append(all, place{p.src, n})
		}
	}
	return all
}

// entry is a key of the author's own with what stands behind it.
type entry struct{ key, value place }

func (l *loader) entries(p place) []entry {
	if !p.is(yaml.MappingNode) {
		return nil
	}
	var all []entry
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		k, v := p.node.Content[i], p.node.Content[i+1]
		if !l.unsound[k] && (!l.unsound[v] || v.Kind == yaml.MappingNode) {
			all = append(all, entry{place{p.src, k}, place{p.src, v}})
		}
	}
	return all
}

// texts lists the scalars of a list.
func (l *loader) texts(p place) []string {
	var all []string
	for _, item := range l.items(p) {
		all = append(all, item.text())
	}
	return all
}

func (l *loader) fail(p place, code, hint string, args ...string) {
	l.at(p.src, p.node, code, hint, args...)
}

func (l *loader) day(p place) day.Day {
	d, err := day.Parse(p.text())
	if err != nil {
		return day.None
	}
	return d
}
