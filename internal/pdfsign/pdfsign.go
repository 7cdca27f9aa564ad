// Package pdfsign reads from a PDF file when its digital signatures say they were made: the time that the signature's
// dictionary states (/M), the signingTime attribute inside the signature itself, and the time of a time stamp (RFC 3161) that
// is embedded in it.
//
// It verifies no signature: neither that the signed bytes are unchanged, nor who signed, nor that a certificate was valid. The
// first two times are what the signer's computer said; only a time stamp comes from a third party, and its own signature is not
// verified here either. Whoever doubts a file has it verified with the tools of the authority that issued the certificate.
//
// Files are strangers' bytes: the work grows with their size alone, nothing is unpacked, and what cannot be read is said, never
// guessed. A signature cannot stand in a compressed part of a file (ISO 32000-1, 7.5.7 and 12.8.1), so nothing is missed by that.
package pdfsign

import (
	"bytes"
	"errors"
	"time"
)

// MaxBytes is the largest file that is looked at.
const MaxBytes = 64 << 20

// Errors of a file as a whole.
var (
	ErrNotPDF   = errors.New("not a PDF file")
	ErrTooLarge = errors.New("file larger than 64 MiB")
	ErrTangled  = errors.New("file takes more work than its size allows")
)

// Fault says why the inside of a signature could not be read.
type Fault string

// The faults of a signature; "" is none.
const (
	BadContents Fault = "contents" // the signature's bytes are not the CMS structure they should be
	NoTime      Fault = "no_time"  // they are, and state no time
)

// Time is a moment as the file states it.
type Time struct {
	At time.Time
	// Zoned is false where no zone was given: At is then the clock read as UTC.
	Zoned bool
}

// Known reports whether a time was stated at all.
func (t Time) Known() bool { return !t.At.IsZero() }

// Signature is one digital signature of a file, in the order of the file.
type Signature struct {
	Stated  Time // /M of the dictionary: outside the signed attributes
	Signing Time // signingTime, signed with the document by the signer's computer
	Stamped Time // genTime of an embedded time stamp, or of a signature that is one
	// Stamp is set where the signature is itself a document time stamp, which nobody signed.
	Stamp bool
	// Whole is set where the bytes it says it covers reach to the end of the file: nothing was added after it.
	Whole bool
	Fault Fault
}

// Origin says which of a signature's times is meant.
type Origin string

// The origins, the one that tells most first.
const (
	FromStamp   Origin = "stamp"
	FromSigning Origin = "signing"
	FromStated  Origin = "stated"
)

// Best gives the time that tells most, and where it stands; false where no time is stated.
func (s *Signature) Best() (Time, Origin, bool) {
	switch {
	case s.Stamped.Known():
		return s.Stamped, FromStamp, true
	case s.Signing.Known():
		return s.Signing, FromSigning, true
	case s.Stated.Known():
		return s.Stated, FromStated, true
	}
	return Time{}, "", false
}

// headWithin is where readers look for the header of a PDF file.
const headWithin = 1024

// Read gives the signatures of a file; none for a file that is not signed. ErrTangled may come with those found before.
func Read(file []byte) ([]Signature, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, ErrTooLarge
	case !bytes.Contains(file[:min(len(file), headWithin)], []byte("%PDF-")):
		return nil, ErrNotPDF
	}
	var found []Signature
	err := dictionaries(file, func(d *dictionary) {
		if d.signs() {
			found = append(found, d.signature(len(file)))
		}
	})
	return found, err
}

// signs reports whether a dictionary is that of a signature: it says which bytes it covers and has contents.
func (d *dictionary) signs() bool { return len(d.byteRange) == 4 && d.contents != nil }

func (d *dictionary) signature(size int) Signature {
	s := Signature{Stated: parseDate(d.m), Stamp: d.subFilter == "ETSI.RFC3161"}
	last := d.byteRange[2] + d.byteRange[3]
	s.Whole = d.byteRange[0] == 0 && d.byteRange[1] >= 0 && d.byteRange[1] <= d.byteRange[2] && d.byteRange[3] >= 0 && last == int64(size)
	if s.Stamp {
		var ok bool
		if s.Stamped, ok = stampTime(d.contents); !ok {
			s.Fault = BadContents
		}
		return s
	}
	var ok bool
	if s.Signing, s.Stamped, ok = signedTimes(d.contents); !ok {
		s.Fault = BadContents
	} else if _, _, stated := s.Best(); !stated {
		s.Fault = NoTime
	}
	return s
}
