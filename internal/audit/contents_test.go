package audit_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cchc/internal/audit"
	"cchc/internal/exact"
)

// TestContents: what a receipt holds is what the run was made of and what came out, line by line.
func TestContents(t *testing.T) {
	s := demoSource(t)
	f, err := audit.Open(encoded(t, whole(t, s)))
	must(t, err)
	c, err := f.Contents()
	must(t, err)
	if want := identical(t, encoded(t, f)).Digest; c.Digest != want || c.Run.ID != "2026-final-1" {
		t.Errorf("run %s with digest %s, want %s", c.Run.ID, c.Digest, want)
	}
	made, err := s.Year.Snapshots()
	must(t, err)
	read, err := c.Year.Snapshots()
	must(t, err)
	if !bytes.Equal(made.Facts, read.Facts) || !bytes.Equal(made.Units, read.Units) {
		t.Error("facts or units are not those of the run")
	}
	total := 0
	for i, scored := range s.Outcome.All() {
		lines, err := audit.Lines(c.Sets[i], c.Results[i])
		must(t, err)
		var want []audit.Line
		for k := range scored.Result.Units {
			u := &scored.Result.Units[k]
			for _, n := range c.Sets[i].Leaves() {
				if node := &u.Nodes[n]; !c.Sets[i].Nodes[n].Leaf.Unscored {
					want = append(want, audit.Line{Unit: u.Unit, Node: n, State: node.State, Points: node.Points, Applied: node.Applied})
				}
			}
		}
		if diff := cmp.Diff(want, lines, cmp.Comparer(exact.Num.Equal)); diff != "" {
			t.Errorf("lines of %s (-scored +read):\n%s", c.Sets[i].ID, diff)
		}
		total += len(lines)
	}
	if total < 145*50 {
		t.Errorf("only %d lines", total)
	}
}

func TestContentsRefused(t *testing.T) {
	s := smallSource(t)
	f := whole(t, s)
	if _, err := ofUnit(t, s, "xa-bon").Contents(); !errors.Is(err, audit.ErrOneUnit) {
		t.Errorf("of one unit: %v", err)
	}
	for name, spoil := range map[string]func(f *audit.File){
		audit.PartSpoilt: func(f *audit.File) { f.Parts[3].Bytes = append([]byte(nil), f.Parts[2].Bytes...) },
		audit.BadEvent:   func(f *audit.File) { f.Parts[0].Bytes = []byte("{}") },
	} {
		other := *f
		other.Parts = append([]audit.Part(nil), f.Parts...)
		spoil(&other)
		opened, err := audit.Open(encoded(t, &other))
		must(t, err)
		_, err = opened.Contents()
		var bad *audit.Fault
		if !errors.As(err, &bad) || bad.Code != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if lines, err := audit.Lines(s.Outcome.All()[0].Program.Set(), []byte("{")); err == nil {
		t.Errorf("lines of no result: %v", lines)
	}
}

// BenchmarkContents opens the receipt of a whole year and reads its lines.
func BenchmarkContents(b *testing.B) {
	receipt := encoded(b, whole(b, demoSource(b)))
	for b.Loop() {
		f, err := audit.Open(receipt)
		must(b, err)
		c, err := f.Contents()
		must(b, err)
		for i, set := range c.Sets {
			_, err := audit.Lines(set, c.Results[i])
			must(b, err)
		}
	}
}
