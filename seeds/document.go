package seeds

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"

	"cchc/internal/day"
)

// document walks one YAML file as nodes. Every scalar is read as text by our own grammar, so that a bare date
// stays a date and 010 is refused rather than read as eight. Tags, anchors and aliases are refused.
type document struct{ *ledger }

// root is the top node, or nil after a recorded fault.
func (d document) root(data []byte) *yaml.Node {
	if !utf8.Valid(data) {
		d.add(place{1, 1}, FaultEncoding)
		return nil
	}
	if !norm.NFC.IsNormal(data) {
		before := data[:norm.NFC.QuickSpan(data)]
		start := bytes.LastIndexByte(before, '\n') + 1
		d.add(place{bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1}, FaultNotNFC)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var top yaml.Node
	if err := decoder.Decode(&top); err != nil {
		d.syntax(err)
		return nil
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		d.add(nodePlace(&second), FaultYAMLFeature, "feature", "second document")
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
	}
	if len(d.faults) > 0 || len(top.Content) != 1 {
		return nil
	}
	return top.Content[0]
}

func (d document) syntax(err error) {
	if errors.Is(err, io.EOF) {
		d.add(place{1, 1}, FaultEmpty, "field", "document")
		return
	}
	at, reason := place{1, 1}, err.Error()
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		at, reason = place{load.Mark.Line, max(1, load.Mark.Column)}, load.Message
	}
	d.add(at, FaultSyntax, "reason", reason)
}

func nodePlace(n *yaml.Node) place { return place{n.Line, n.Column} }

// is checks the kind of a node and refuses YAML features that change meaning behind the author's back.
func (d document) is(n *yaml.Node, kind yaml.Kind, want string) bool {
	switch {
	case n == nil:
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.add(nodePlace(n), FaultYAMLFeature, "feature", "anchor")
	case n.Style&yaml.TaggedStyle != 0:
		d.add(nodePlace(n), FaultYAMLFeature, "feature", "tag")
	case n.Kind != kind:
		d.add(nodePlace(n), FaultWrongKind, "want", want)
	default:
		return true
	}
	return false
}

// mapping is a checked mapping: its values by key.
type mapping struct {
	document
	at     place
	values map[string]*yaml.Node
}

// mapping reads n as a mapping with exactly the required keys and any of the optional ones.
func (d document) mapping(n *yaml.Node, required, optional []string) mapping {
	m := mapping{document: d, values: map[string]*yaml.Node{}}
	if n != nil {
		m.at = nodePlace(n)
	}
	if !d.is(n, yaml.MappingNode, "mapping") {
		return m
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.is(key, yaml.ScalarNode, "text") {
			continue
		}
		switch {
		case m.values[key.Value] != nil:
			d.add(nodePlace(key), FaultDuplicateKey, "key", key.Value)
		case !slices.Contains(required, key.Value) && !slices.Contains(optional, key.Value):
			d.addUnknown(nodePlace(key), FaultUnknownKey, "key", key.Value, slices.Concat(required, optional))
		default:
			m.values[key.Value] = value
		}
	}
	for _, name := range required {
		if m.values[name] == nil {
			d.add(m.at, FaultMissingKey, "key", name)
		}
	}
	return m
}

// place is where a key's value stands, or the mapping itself when the key is absent.
func (m mapping) place(key string) place {
	if n := m.values[key]; n != nil {
		return nodePlace(n)
	}
	return m.at
}

// text is the value of a key that must not be empty; "" for an absent key.
func (m mapping) text(key string) string {
	return m.document.text(m.values[key], key)
}

// note is the value of a key that may be empty when quoted.
func (m mapping) note(key string) string {
	n := m.values[key]
	if n != nil && n.Style != 0 && n.Value == "" && m.is(n, yaml.ScalarNode, "text") {
		return ""
	}
	return m.text(key)
}

func (d document) text(n *yaml.Node, field string) string {
	if !d.is(n, yaml.ScalarNode, "text") {
		return ""
	}
	if strings.TrimSpace(n.Value) == "" {
		d.add(nodePlace(n), FaultEmpty, "field", field)
	}
	return n.Value
}

// items are the entries of a list; nil for an absent key.
func (m mapping) items(key string) []*yaml.Node {
	if n := m.values[key]; m.is(n, yaml.SequenceNode, "list") {
		return n.Content
	}
	return nil
}

// some are the entries of a list that must not be empty.
func (m mapping) some(key string) []*yaml.Node {
	if n := m.values[key]; n != nil && n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		m.add(nodePlace(n), FaultEmpty, "field", key)
	}
	return m.items(key)
}

// texts is a non-empty list of different, non-empty texts.
func (m mapping) texts(key string) []string {
	var list []string
	for _, n := range m.some(key) {
		text := m.document.text(n, key)
		if slices.Contains(list, text) {
			m.add(nodePlace(n), FaultDuplicate, "value", text)
			continue
		}
		list = append(list, text)
	}
	return list
}

func (m mapping) date(key string) day.Day {
	if m.values[key] == nil {
		return day.None
	}
	text := m.text(key)
	d, err := day.Parse(text)
	if err != nil {
		m.add(m.place(key), FaultBadDate, "value", text)
		return day.None
	}
	return d
}

// integer reads plain digits without leading zero.
func (m mapping) integer(key string, low, high int) int {
	if m.values[key] == nil {
		return 0
	}
	return m.document.integer(m.values[key], key, low, high)
}

func (d document) integer(n *yaml.Node, field string, low, high int) int {
	text := d.text(n, field)
	number, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(number) != text || number < low || number > high {
		d.add(nodePlace(n), FaultBadNumber, "value", text, "min", strconv.Itoa(low), "max", strconv.Itoa(high))
		return 0
	}
	return number
}

// yes reads true or false.
func (m mapping) yes(key string) bool {
	return m.choice(key, "true", "false") == "true"
}

// choice reads one of the allowed texts; "" for an absent key or after a fault.
func (m mapping) choice(key string, allowed ...string) string {
	if m.values[key] == nil {
		return ""
	}
	return m.chosen(m.values[key], key, allowed)
}

// choices reads a list of allowed texts.
func (m mapping) choices(key string, allowed ...string) []string {
	var list []string
	for _, n := range m.items(key) {
		text := m.chosen(n, key, allowed)
		if slices.Contains(list, text) {
			m.add(nodePlace(n), FaultDuplicate, "value", text)
			continue
		}
		list = append(list, text)
	}
	return list
}

func (d document) chosen(n *yaml.Node, field string, allowed []string) string {
	text := d.text(n, field)
	if !slices.Contains(allowed, text) {
		d.add(nodePlace(n), FaultBadChoice, "value", text, "allowed", strings.Join(allowed, ", "))
		return ""
	}
	return text
}
