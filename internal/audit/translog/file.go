package translog

import "strings"

// File is a file of one of the forms of this package: exactly one field is set.
type File struct {
	Note     []byte // a signed checkpoint; see OpenNote
	Proof    *Proof
	Batch    *Batch
	Link     *Link
	Conflict *Conflict
}

// Parse reads a file of any of the forms; which one it is stands on its first line.
func Parse(text []byte) (f File, err error) {
	head, _, _ := strings.Cut(string(text), "\n")
	switch head {
	case proofHead:
		f.Proof, err = ParseProof(text)
	case batchHead:
		f.Batch, err = ParseBatch(text)
	case linkHead:
		f.Link, err = ParseLink(text)
	case conflictHead:
		f.Conflict, err = ParseConflict(text)
	default:
		f.Note = text
		_, err = OpenNote(text)
	}
	if err != nil {
		return File{}, err
	}
	return f, nil
}
