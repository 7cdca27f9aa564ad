package translog

import "strconv"

// Held is a checkpoint that somebody holds outside the folder: its line on signed paper, or its text. One of the two is set.
type Held struct {
	Name   string // how its holder calls it, for people
	Paper  *Printed
	Signed *Signed
}

// Size is how many events it confirms.
func (h *Held) Size() int64 {
	if h.Paper != nil {
		return h.Paper.Size
	}
	return h.Signed.Size
}

// Is tells whether a checkpoint is the one held.
func (h *Held) Is(c *Checkpoint) bool {
	if h.Paper != nil {
		return h.Paper.Of(c)
	}
	return h.Signed.Checkpoint == *c
}

// Line is a checkpoint as it stands on paper: SIZE:CODE.
func (c *Checkpoint) Line() string { return strconv.FormatInt(c.Size, 10) + ":" + c.Code() }
