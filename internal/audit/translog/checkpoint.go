package translog

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint says that the log of an origin had, with so many leaves, this root. Its text form is the body of a C2SP
// tlog-checkpoint without extension lines.
type Checkpoint struct {
	Origin string
	Size   int64 // from 1 to maxSize
	Root   Hash
}

// maxSize bounds the sizes that strangers may name: package tlog computes with powers of two above them.
const maxSize = 1 << 48

// Origin names the log of a data folder: "cchc/ninh-binh/1f0e…".
func Origin(province, folder string) (string, error) {
	origin := "cchc/" + province + "/" + folder
	if province == "" || folder == "" || !validName(origin) {
		return "", fault(BadName, origin)
	}
	return origin, nil
}

// Text gives the three lines that are signed.
func (c *Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + encode(c.Root) + "\n"
}

// ParseText reads the three lines and nothing else.
func ParseText(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return Checkpoint{}, fault(BadForm, strconv.Itoa(len(lines)), "origin, size, root")
	}
	c := Checkpoint{Origin: lines[0]}
	if !validName(c.Origin) {
		return Checkpoint{}, fault(BadForm, "1", "origin")
	}
	var ok bool
	if c.Size, ok = parseCount(lines[1]); !ok || c.Size == 0 || c.Size > maxSize {
		return Checkpoint{}, fault(BadForm, "2", "size")
	}
	if c.Root, ok = decode(lines[2]); !ok {
		return Checkpoint{}, fault(BadForm, "3", "root")
	}
	return c, nil
}

// Signed is a checkpoint with its signatures, as a file holds it.
type Signed struct {
	Checkpoint
	Note    []byte   // the file's bytes
	By      []Signer // whose signatures were checked, in the order of the file
	Unknown []string // names of those whose keys are not known
}

// Signer is a key whose signature was found right.
type Signer struct {
	Key  *Key
	Time int64 // of a holder's signature, in seconds since 1970 as the holder's clock had it; 0 for the log's own
}

// OpenNote reads a signed checkpoint and checks the signatures of the keys given; one that is wrong is a fault, those of
// other keys are only listed. Whether the log itself has signed is [Signed.ByLog].
func OpenNote(text []byte, keys ...*Key) (*Signed, error) {
	n, err := note.Open(text, verifiers(keys))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		n = unverified.Note
	case errors.As(err, &invalid):
		return nil, fault(BadSignature, invalid.Name)
	case err != nil:
		return nil, fault(BadForm, "1", "signed note")
	}
	s := &Signed{Note: text}
	if s.Checkpoint, err = ParseText(n.Text); err != nil {
		return nil, err
	}
	for _, sig := range n.UnverifiedSigs {
		s.Unknown = append(s.Unknown, sig.Name)
	}
	for _, sig := range n.Sigs {
		key := find(keys, sig.Name, sig.Hash)
		s.By = append(s.By, Signer{Key: key, Time: key.time(sig.Base64)})
	}
	if !s.inOrder(n) {
		return nil, fault(BadForm, "5", "signatures")
	}
	return s, nil
}

// inOrder tells whether the file has each signature once, written as it must be: package note reads over repetitions, and
// over figures in base64 that mean nothing.
func (s *Signed) inOrder(n *note.Note) bool {
	signatures := strings.TrimPrefix(string(s.Note), n.Text+"\n")
	for line := range strings.Lines(signatures) {
		text := line[strings.LastIndexByte(line, ' ')+1:]
		if _, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSuffix(text, "\n")); err != nil {
			return false
		}
	}
	return strings.Count(signatures, "\n") == len(n.Sigs)+len(n.UnverifiedSigs)
}

// ByLog is the log's own key among those that signed, nil if it is not known to have.
func (s *Signed) ByLog() *Key {
	for _, by := range s.By {
		if !by.Key.Holder && by.Key.name == s.Origin {
			return by.Key
		}
	}
	return nil
}

// OpenLog is [OpenNote] that demands the log's signature by one of the keys.
func OpenLog(text []byte, keys ...*Key) (*Signed, error) {
	s, err := OpenNote(text, keys...)
	if err == nil && s.ByLog() == nil {
		err = fault(Unsigned, s.Origin)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Advance tells whether a holder who last confirmed one checkpoint may confirm another: it is of the same log, not
// shorter, and the proof leads from one to the other. Without a last one any is the first.
func Advance(last *Checkpoint, next *Checkpoint, proof []Hash) error {
	switch {
	case last == nil:
		return nil
	case last.Origin != next.Origin:
		return fault(OtherLog, next.Origin, last.Origin)
	case next.Size < last.Size:
		return fault(Shorter, strconv.FormatInt(next.Size, 10), strconv.FormatInt(last.Size, 10))
	case next.Size == last.Size:
		if next.Root != last.Root {
			return forked(last, next.Root)
		}
		return nil
	case len(proof) == 0: // every longer tree needs at least one hash
		return fault(NoProof, strconv.FormatInt(last.Size, 10), strconv.FormatInt(next.Size, 10))
	}
	return leads(proof, last, next)
}

// codeAlphabet is Crockford's: no letter that is taken for a figure.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeDomain = "cchc/checkpoint-code/v1\n"
	codeBytes  = 20 // 160 bits: 2^80 work for two histories with one code
	codeGroup  = 4
)

// Code is the “mã đối chiếu” of a checkpoint, for paper: 160 bits of the hash of its three lines in groups of four
// characters, "4XKT-91QF-…".
func (c *Checkpoint) Code() string {
	sum := sha256.Sum256([]byte(codeDomain + c.Text()))
	var b strings.Builder
	var have, n uint
	for i, at := range sum[:codeBytes] {
		have, n = have<<8|uint(at), n+8
		for ; n >= 5; n -= 5 {
			b.WriteByte(codeAlphabet[have>>(n-5)&31])
			if done := i*8 + 8 - int(n-5); done%(5*codeGroup) == 0 && done < codeBytes*8 {
				b.WriteByte('-')
			}
		}
	}
	return b.String()
}

// Printed is a checkpoint as it stands on paper: the size and the code.
type Printed struct {
	Size int64
	Code string
}

var printedForm = regexp.MustCompile(`^([1-9][0-9]{0,18})[:/]([0-9A-Za-z][0-9A-Za-z -]*)$`)

var readAs = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// ParsePrinted reads "1234:4XKT-91QF-…" as people type it: small letters, without or with other dashes, O for 0.
func ParsePrinted(text string) (Printed, bool) {
	match := printedForm.FindStringSubmatch(text)
	if match == nil {
		return Printed{}, false
	}
	size, ok := parseCount(match[1])
	code := readAs.Replace(strings.ToUpper(match[2]))
	if !ok || len(code) != codeBytes*8/5 || strings.Trim(code, codeAlphabet) != "" {
		return Printed{}, false
	}
	return Printed{size, code}, true
}

// Of tells whether a checkpoint has the size and code that stand on paper.
func (p Printed) Of(c *Checkpoint) bool {
	return c.Size == p.Size && strings.ReplaceAll(c.Code(), "-", "") == p.Code
}

func encode(h Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

// decode reads the one base64 text a hash has.
func decode(text string) (h Hash, ok bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(h) || base64.StdEncoding.EncodeToString(b) != text {
		return Hash{}, false
	}
	return Hash(b), true
}

// parseCount reads a number that is not negative, as it is written.
func parseCount(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}
