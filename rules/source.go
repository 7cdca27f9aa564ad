package rules

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"
)

// Limits of one file. They keep a hostile file from costing more than a large honest one.
const (
	maxFileBytes = 1 << 20
	maxDepth     = 64
	maxNodes     = 50_000
	maxLineBytes = 16_384
	maxFindings  = 500 // of mistakes and of warnings
)

// source is one file of a set: its text as the author sees it (NFC, no byte order mark, lines ended by \n) and its tree.
type source struct {
	name  string
	sum   string // SHA-256 of the bytes as they are, hexadecimal
	lines []string
	root  *yaml.Node      // the top mapping; nil if it could not be read
	runes map[int][]int32 // of lines that are not ASCII: the byte at which each rune begins
}

// sink collects what is found.
type sink struct {
	found Diagnostics
	// unsound holds the nodes that do not have the form the format demands: what is built on them is skipped without
	// a second complaint.
	unsound map[*yaml.Node]bool
	counts  [Warning + 1]int
}

func (s *sink) report(src *source, line, col, endCol int, severity Severity, code, hint string, args ...string) {
	switch s.counts[severity]++; {
	case s.counts[severity] == maxFindings && severity == Error:
		line, col, endCol, code, hint, args = 0, 0, 0, "file.too_many_mistakes", "", nil
	case s.counts[severity] >= maxFindings:
		return
	}
	d := Diagnostic{File: src.name, Line: line, Col: col, EndCol: endCol, Severity: severity, Code: code, Args: args, Hint: hint}
	if line > 0 && line <= len(src.lines) {
		d.Source = src.lines[line-1]
	}
	s.found = append(s.found, d)
}

// at reports a mistake at a node.
func (s *sink) at(src *source, n *yaml.Node, code, hint string, args ...string) {
	s.report(src, n.Line, n.Column, n.Column+src.width(n), Error, code, hint, args...)
}

func (s *sink) warn(src *source, n *yaml.Node, code string, args ...string) {
	s.report(src, n.Line, n.Column, n.Column+src.width(n), Warning, code, "", args...)
}

// rest is the text of a node's line from the node on.
func (src *source) rest(n *yaml.Node) string {
	if n.Line < 1 || n.Line > len(src.lines) {
		return ""
	}
	line := src.lines[n.Line-1]
	starts, seen := src.runes[n.Line]
	if !seen {
		if utf8.RuneCountInString(line) < len(line) {
			for at := range line {
				starts = append(starts, int32(at))
			}
		}
		src.runes[n.Line] = starts
	}
	at := n.Column - 1
	if starts != nil {
		if at >= len(starts) {
			return ""
		}
		at = int(starts[at])
	}
	return line[min(max(at, 0), len(line)):]
}

// width is how many runes of its first line a node takes; at least 1.
func (src *source) width(n *yaml.Node) int {
	if n.Kind != yaml.ScalarNode {
		return 1
	}
	w := utf8.RuneCountInString(n.Value)
	switch n.Style &^ yaml.FlowStyle {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		w += 2
	case yaml.LiteralStyle, yaml.FoldedStyle:
		return 1
	}
	return max(1, min(w, utf8.RuneCountInString(src.rest(n))))
}

// readSource parses one file. Mistakes of the text as a whole (encoding, size, grammar of YAML, several documents)
// leave root nil.
func readSource(name string, raw []byte, out *sink) *source {
	sum := sha256.Sum256(raw)
	src := &source{name: name, sum: hex.EncodeToString(sum[:]), runes: map[int][]int32{}}
	if len(raw) > maxFileBytes {
		out.report(src, 0, 0, 0, Error, "file.too_large", "")
		return src
	}
	text := bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	valid := utf8.Valid(text)
	src.lines = strings.Split(strings.ToValidUTF8(string(norm.NFC.Bytes(text)), "\uFFFD"), "\n")
	for i, line := range src.lines {
		if len(line) > maxLineBytes {
			src.lines[i] = "" // not worth showing
			out.report(src, i+1, 1, 2, Error, "file.long_line", "")
			return src
		}
		if at := strings.IndexFunc(line, refused); at >= 0 {
			col := utf8.RuneCountInString(line[:at]) + 1
			code := "file.bad_character"
			if !valid {
				code = "file.bad_encoding"
			}
			out.report(src, i+1, col, col+1, Error, code, "")
			return src
		}
	}
	src.parse(out)
	return src
}

// refused tells characters that have no business in a rule file: controls, and marks that reorder or hide text.
func refused(r rune) bool {
	switch {
	case r == '\t':
		return false
	case r == utf8.RuneError, r < ' ', r >= 0x7f && r < 0xa0:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
		return true
	}
	return false
}

func (src *source) parse(out *sink) {
	text := strings.Join(src.lines, "\n")
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			out.report(src, 0, 0, 0, Error, "file.empty", "")
			return
		}
		src.grammar(err, out)
		return
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		out.report(src, second.Line, 1, 2, Error, "yaml.documents", "")
		return
	} else if !errors.Is(err, io.EOF) {
		src.grammar(err, out)
		return
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		out.report(src, 1, 1, 2, Error, "file.not_a_mapping", "")
		return
	}
	if src.soundTree(doc.Content[0], out) {
		src.root = doc.Content[0]
	}
}

// soundTree refuses what YAML allows and this format does not, wherever it stands: depth, size, anchors, aliases,
// tags, merge keys. It reports all it sees.
func (src *source) soundTree(root *yaml.Node, out *sink) bool {
	sound, count := true, 0
	var visit func(n *yaml.Node, depth int) bool
	visit = func(n *yaml.Node, depth int) bool {
		if count++; count > maxNodes || depth > maxDepth {
			code := "file.too_many_nodes"
			if depth > maxDepth {
				code = "file.too_deep"
			}
			out.at(src, n, code, "")
			sound = false
			return false
		}
		switch {
		case n.Kind == yaml.AliasNode:
			out.report(src, n.Line, n.Column, n.Column+1+len(n.Value), Error, "yaml.alias", "")
			sound = false
			return true
		case n.Anchor != "":
			out.report(src, n.Line, n.Column, n.Column+1+len(n.Anchor), Error, "yaml.anchor", "")
			sound = false
		case n.Style&yaml.TaggedStyle != 0 || strings.HasPrefix(src.rest(n), "!"):
			out.report(src, n.Line, n.Column, n.Column+max(1, len(n.Tag)), Error, "yaml.tag", "", n.Tag)
			sound = false
		}
		for _, c := range n.Content {
			if !visit(c, depth+1) {
				return false
			}
		}
		return true
	}
	visit(root, 1)
	return sound
}

// grammarCodes are the parser's complaints that have a sentence of their own.
var grammarCodes = []struct{ part, code string }{
	{"tab character", "yaml.tab"},
	{"mapping values are not allowed", "yaml.colon"},
	{"cannot start any token", "yaml.first_character"},
	{"did not find expected ',' or", "yaml.bracket"},
	{"unexpected end of stream", "yaml.quote"},
	{"did not find expected key", "yaml.indent"},
	{"found unknown escape", "yaml.escape"},
	{"unknown anchor", "yaml.alias"},
}

// grammar reports text that is not YAML. The parser's place is where it noticed; the usual causes stand earlier and
// are looked for: a quote that is not closed, a comment that swallowed the end of a bracket, an open bracket.
func (src *source) grammar(err error, out *sink) {
	fault := func(line, col int, code string, args ...string) {
		out.report(src, line, col, col+1, Error, code, "", args...)
	}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		fault(1, 1, "yaml.syntax", err.Error())
		return
	}
	line, col := min(max(le.Mark.Line, 1), len(src.lines)), max(le.Mark.Column, 1)
	code := "yaml.syntax"
	for _, known := range grammarCodes {
		if strings.Contains(le.Message, known.part) {
			code = known.code
			break
		}
	}
	for i, text := range src.lines[:line] {
		if strings.Count(strings.ReplaceAll(text, `\"`, ""), `"`)%2 == 1 && !strings.HasPrefix(strings.TrimSpace(text), "#") {
			fault(i+1, utf8.RuneCountInString(text[:strings.LastIndexByte(text, '"')])+1, "yaml.quote")
			return
		}
	}
	switch code {
	case "yaml.bracket":
		if open := le.ContextMark; open.Line > 0 && open.Line <= line {
			for i := open.Line; i <= line; i++ {
				if at := strings.Index(src.lines[i-1], " #"); at >= 0 {
					fault(i, utf8.RuneCountInString(src.lines[i-1][:at])+2, "yaml.comment_cuts")
					return
				}
			}
			line, col = open.Line, max(open.Column, 1)
		}
	case "yaml.first_character":
		if strings.HasPrefix(src.lines[line-1], "\t") {
			code, col = "yaml.tab", 1
		}
	case "yaml.syntax":
		fault(line, col, code, le.Message)
		return
	}
	fault(line, col, code)
}
