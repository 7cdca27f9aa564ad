package translog

import (
	"slices"
	"strconv"
	"strings"
)

const edgesHead = "cchc/edges/v1"

// Edge is the right edge of a log: so many leaves, known by their peaks.
type Edge struct {
	Size  int64
	Peaks []Hash
}

// Edges are right edges of one log, the largest first, from which a tree is grown without reading what was confirmed before.
// They are never trusted: a tree grown from one counts only if it agrees with a signed checkpoint at that size or later, which
// shows the edge right. So they may be lost, or spoilt, at any time. The text form:
//
//	cchc/edges/v1
//	log ORIGIN
//	size 120
//	peak HASH                  as many as 120 has ones in binary, the largest subtree first
type Edges struct {
	Origin string
	List   []Edge
}

// mostEdges is how many edges are kept: of submissions that are confirmed at about the same time, each finds one in front of it.
const mostEdges = 32

// With gives the edges with that of a tree, which is newer.
func (e *Edges) With(t *Tree) (*Edges, error) {
	peaks, err := t.Peaks(t.size)
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(e.List), func(old Edge) bool { return old.Size >= t.size })
	list = slices.Insert(list, 0, Edge{t.size, peaks})
	return &Edges{e.Origin, list[:min(len(list), mostEdges)]}, nil
}

// Before gives the tree of the largest edge that is not larger than most; the empty tree if there is none.
func (e *Edges) Before(most int64) *Tree {
	for _, edge := range e.List {
		if edge.Size > most {
			continue
		}
		if t, err := Grown(edge.Size, edge.Peaks); err == nil {
			return t
		}
	}
	return &Tree{}
}

// Text gives the canonical text form.
func (e *Edges) Text() []byte {
	var b strings.Builder
	b.WriteString(edgesHead + "\nlog " + e.Origin + "\n")
	for _, edge := range e.List {
		b.WriteString("size " + strconv.FormatInt(edge.Size, 10) + "\n")
		writeHashes(&b, "peak", edge.Peaks)
	}
	return []byte(b.String())
}

// ParseEdges reads the text form and nothing else.
func ParseEdges(text []byte) (*Edges, error) {
	l := &lines{rest: string(text)}
	l.is(edgesHead)
	e := &Edges{}
	e.Origin, _ = l.word("log")
	if !validName(e.Origin) {
		l.fail("log …")
	}
	for l.err == nil && l.rest != "" {
		edge := Edge{Size: l.count("size"), Peaks: l.hashes("peak")}
		if n := len(e.List); edge.Size < 1 || len(edge.Peaks) != len(peakPlaces(edge.Size)) || n > 0 && e.List[n-1].Size <= edge.Size {
			l.fail("peak …")
		}
		e.List = append(e.List, edge)
	}
	if err := l.end(); err != nil {
		return nil, err
	}
	return e, nil
}
