package main

import (
	"errors"
	"strconv"

	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// finding is one thing that was looked at.
type finding struct {
	ok   bool
	code string
	text string
}

func (f finding) line() string {
	if f.ok {
		return "✓ " + f.text
	}
	return "✗ " + f.text
}

// checked is one file with what was found in it.
type checked struct {
	path, kind string
	at         *translog.Signed // the checkpoint in it, nil if there is none
	events     []season.Event
	found      []finding
}

func (c *checked) good(code string, args ...string) {
	c.found = append(c.found, finding{true, code, wording.Message(code, args...)})
}

func (c *checked) bad(code string, args ...string) {
	c.found = append(c.found, finding{false, code, wording.Message(code, args...)})
}

func (c *checked) fault(err error) {
	var f *translog.Fault
	if errors.As(err, &f) {
		c.bad(f.Code, f.Args...)
		return
	}
	c.bad("cli.failed", err.Error())
}

// checking is what one call checks together.
type checking struct {
	keys    []*translog.Key
	anchors []translog.Held
	files   []*checked
	links   []link
	known   []*translog.Signed // all checkpoints met
	clash   *translog.Conflict
}

// link joins two checkpoints that a proof has connected.
type link struct{ from, to translog.Checkpoint }

func newChecking(in *logCheckFlags) (*checking, error) {
	c := &checking{}
	var err error
	if c.keys, err = namedKeys(in.keys); err != nil {
		return nil, err
	}
	for _, text := range in.anchors {
		held, err := newHeld(text, c.keys)
		if err != nil {
			return nil, err
		}
		c.anchors = append(c.anchors, held)
		if held.Signed != nil {
			c.known = append(c.known, held.Signed)
		}
	}
	return c, nil
}

// file reads and checks a file by itself. The error is that it cannot be read at all.
func (c *checking) file(path string) error {
	text, err := readLogFile(path)
	if err != nil {
		return err
	}
	f, err := translog.Parse(text)
	if err != nil {
		return inFile(path, err)
	}
	r := &checked{path: path}
	c.files = append(c.files, r)
	switch {
	case f.Proof != nil:
		r.kind = "event"
		r.at, err = f.Proof.Check(nil, c.keys...)
		c.events(r, err, f.Proof.Index+1, [][]byte{f.Proof.Leaf})
	case f.Batch != nil:
		r.kind = "events"
		r.at, err = f.Batch.Check(c.keys...)
		c.events(r, err, f.Batch.First+1, f.Batch.Leaves)
	case f.Link != nil:
		r.kind = "consistency"
		c.linked(r, f.Link)
	case f.Conflict != nil:
		r.kind = "conflict"
		c.evidence(r, f.Conflict)
	default:
		r.kind = "checkpoint"
		if r.at, err = translog.OpenNote(f.Note, c.keys...); err != nil {
			r.fault(err)
		}
	}
	if r.at != nil {
		c.signed(r, r.at)
	}
	return nil
}

// events reads what the leaves of a proof say: each must be an event that stands where the proof has it.
func (c *checking) events(r *checked, err error, first int64, leaves [][]byte) {
	for i, leaf := range leaves {
		e, bad := season.DecodeEvent(leaf)
		if bad != nil || e.Seq != first+int64(i) {
			r.bad("cli.log_check_no_event", strconv.FormatInt(first+int64(i), 10))
			return
		}
		r.events = append(r.events, e)
	}
	last := strconv.FormatInt(first+int64(len(leaves))-1, 10)
	switch {
	case err != nil:
		r.fault(err)
	case r.at == nil:
		r.bad("cli.log_check_unconfirmed", strconv.FormatInt(first, 10), last)
	default:
		r.good("cli.log_check_included", strconv.FormatInt(first, 10), last, printed(&r.at.Checkpoint))
	}
}

func (c *checking) linked(r *checked, k *translog.Link) {
	from, to, err := k.Check(c.keys...)
	if err != nil {
		r.fault(err)
		return
	}
	r.good("cli.log_check_consistent", printed(&from.Checkpoint), printed(&to.Checkpoint))
	c.links = append(c.links, link{from.Checkpoint, to.Checkpoint})
	c.signed(r, from)
	r.at = to
}

// evidence of misbehaviour that holds is a finding, whoever it is against.
func (c *checking) evidence(r *checked, e *translog.Conflict) {
	first, second, err := e.Check()
	if err != nil {
		r.fault(err)
		return
	}
	r.bad("cli.log_check_conflict", first.Origin, printed(&first.Checkpoint), printed(&second.Checkpoint), e.Key.ID())
	for _, k := range c.keys {
		if k.String() == e.Key.String() {
			r.good("cli.log_check_conflict_key")
			return
		}
	}
	r.bad("cli.log_check_conflict_unknown", e.Key.String())
}

// signed notes a checkpoint met in a file and says whose signatures were found right.
func (c *checking) signed(r *checked, s *translog.Signed) {
	c.known = append(c.known, s)
	logKey := false
	for _, k := range c.keys {
		logKey = logKey || !k.Holder && k.Name() == s.Origin
	}
	switch {
	case len(c.keys) == 0:
	case logKey && s.ByLog() == nil, len(s.By) == 0:
		r.bad(translog.Unsigned, s.Origin)
	default:
		for _, by := range s.By {
			if by.Key.Holder {
				r.good("cli.log_check_held", by.Key.Name(), clockVN(season.Instant(by.Time*1000)), strconv.FormatInt(s.Size, 10))
			} else {
				r.good("cli.log_check_signed", s.Origin, by.Key.ID(), strconv.FormatInt(s.Size, 10))
			}
		}
	}
}

// connect looks at the checkpoints of all files together: none may contradict another, and each must lead to one held.
func (c *checking) connect() {
	for _, r := range c.files {
		if r.at != nil {
			c.compare(r)
			c.lead(r)
		}
		if r.kind != "conflict" && len(c.keys) == 0 && len(c.anchors) == 0 {
			r.bad("cli.log_check_no_ground")
		}
	}
}

// compare looks for another checkpoint of the same log and size with another root.
func (c *checking) compare(r *checked) {
	for _, other := range c.known {
		if other.Origin == r.at.Origin && other.Size == r.at.Size && other.Root != r.at.Root {
			r.bad(translog.Fork, strconv.FormatInt(other.Size, 10), other.Code(), r.at.Code())
			if c.clash == nil {
				c.clash = translog.Contradict(other, r.at)
			}
			return
		}
	}
}

// lead follows the links from a file's checkpoint, in both directions, to those held.
func (c *checking) lead(r *checked) {
	reached := []translog.Checkpoint{r.at.Checkpoint}
	for i := 0; i < len(reached); i++ {
		for _, l := range c.links {
			for _, ends := range [][2]translog.Checkpoint{{l.from, l.to}, {l.to, l.from}} {
				if ends[0] == reached[i] && !hasCheckpoint(reached, ends[1]) {
					reached = append(reached, ends[1])
				}
			}
		}
	}
	for i := range c.anchors {
		met(&c.anchors[i], r, reached)
	}
}

func hasCheckpoint(list []translog.Checkpoint, c translog.Checkpoint) bool {
	for _, have := range list {
		if have == c {
			return true
		}
	}
	return false
}

// met says whether the checkpoints reached from a file are, or contradict, the one held.
func met(held *translog.Held, r *checked, reached []translog.Checkpoint) {
	size := int64(0)
	for i := range reached {
		c := &reached[i]
		if held.Is(c) {
			r.good("cli.log_check_anchored", held.Name)
			return
		}
		if c.Size == held.Size() {
			size = c.Size
		}
	}
	switch {
	case held.Signed != nil && held.Signed.Origin != r.at.Origin:
		r.bad(translog.OtherLog, r.at.Origin, held.Signed.Origin)
	case size > 0:
		r.bad("cli.log_check_contradicts", held.Name, strconv.FormatInt(size, 10))
	default:
		r.bad("cli.log_check_unlinked", held.Name, strconv.FormatInt(held.Size(), 10), strconv.FormatInt(r.at.Size, 10))
	}
}
