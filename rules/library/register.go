package library

import (
	"bytes"
	"strconv"
	"strings"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/rules"
)

// RegisterFile is the register of a library, beside the folders of its sets.
const RegisterFile = "published.txt"

// Entry is one line of a register: a publication, or a withdrawal where Withdrawn.
type Entry struct {
	Line        int
	ID, Version string
	Hash        string  // of a publication
	Day         day.Day // of the publication or withdrawal; day.None: a publication of which no day was noted
	Withdrawn   bool
	Reason      string // of a withdrawal
}

// Name is "so-2026@1.0.0".
func (e *Entry) Name() string { return e.ID + "@" + e.Version }

// String gives the line:
//
//	publication = name " " hash [ " " day ] .
//	withdrawal  = name " withdrawn " day " " reason .
func (e *Entry) String() string {
	switch {
	case e.Withdrawn:
		return e.Name() + " withdrawn " + e.Day.String() + " " + e.Reason
	case e.Day == day.None:
		return e.Name() + " " + e.Hash
	}
	return e.Name() + " " + e.Hash + " " + e.Day.String()
}

// Register is what was published and withdrawn, in the order of the lines. Lines are only ever added.
type Register []Entry

// Publication gives the entry that published a version; nil if none did.
func (r Register) Publication(id, version string) *Entry { return r.find(id, version, false) }

// Withdrawal gives the entry that withdrew a version; nil if none did.
func (r Register) Withdrawal(id, version string) *Entry { return r.find(id, version, true) }

func (r Register) find(id, version string, withdrawn bool) *Entry {
	for i := range r {
		if e := &r[i]; e.ID == id && e.Version == version && e.Withdrawn == withdrawn {
			return e
		}
	}
	return nil
}

// ParseRegister reads a register, strictly: one blank between words, days as 2026-01-31. Empty lines and lines beginning
// with # say nothing. All mistakes are found at once; the entries of sound lines are given beside them.
func ParseRegister(file string, text []byte) (Register, Mistakes) {
	if len(text) > maxRegister {
		return nil, Mistakes{{File: file, Code: RegisterLarge, Args: []string{strconv.Itoa(maxRegister)}}}
	}
	p := &registerParser{file: file}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if p.line = i + 1; line != "" && !strings.HasPrefix(line, "#") {
			p.read(line)
		}
	}
	return p.register, p.found
}

type registerParser struct {
	file     string
	line     int
	register Register
	found    Mistakes
}

func (p *registerParser) fail(code string, args ...string) {
	p.found = append(p.found, &Mistake{File: p.file, Line: p.line, Code: code, Args: args})
}

func (p *registerParser) read(line string) {
	if clean, err := canon.CleanText(line); err != nil || clean != line || strings.ContainsAny(line, "\t\v\f\r") {
		p.fail(BadLine, strings.ToValidUTF8(line, "\uFFFD"))
		return
	}
	name, rest, ok := strings.Cut(line, " ")
	e := Entry{Line: p.line, Day: day.None}
	var named bool
	e.ID, e.Version, named = rules.ParseName(name)
	word, tail, more := strings.Cut(rest, " ")
	switch {
	case !ok:
		p.fail(BadLine, line)
		return
	case !named:
		p.fail(BadName, name)
		return
	case word == "withdrawn":
		e.Withdrawn = true
		if !p.withdrawal(&e, tail) {
			return
		}
	case !isHash(word):
		p.fail(BadHash, word)
		return
	default:
		e.Hash = word
		if more && !p.day(&e, tail) {
			return
		}
	}
	if p.fits(&e) {
		p.register = append(p.register, e)
	}
}

func (p *registerParser) day(e *Entry, text string) bool {
	d, err := day.Parse(text)
	if err != nil || d.String() != text {
		p.fail(BadDay, text)
		return false
	}
	e.Day = d
	return true
}

func (p *registerParser) withdrawal(e *Entry, rest string) bool {
	on, reason, _ := strings.Cut(rest, " ")
	if !p.day(e, on) {
		return false
	}
	if e.Reason = reason; strings.TrimSpace(reason) != reason || reason == "" {
		p.fail(NoReason, e.Name())
		return false
	}
	return true
}

// fits checks an entry against those before it.
func (p *registerParser) fits(e *Entry) bool {
	before := p.register.Publication(e.ID, e.Version)
	if e.Withdrawn {
		switch first := p.register.Withdrawal(e.ID, e.Version); {
		case before == nil:
			p.fail(WithdrawnFirst, e.Name())
		case first != nil:
			p.fail(WithdrawnTwice, e.Name(), strconv.Itoa(first.Line))
		case e.Day < before.Day:
			p.fail(WithdrawnBefore, e.Name(), e.Day.VN(), before.Day.VN())
		default:
			return true
		}
		return false
	}
	if before != nil {
		p.fail(PublishedTwice, e.Name(), strconv.Itoa(before.Line))
	}
	return before == nil
}

func isHash(text string) bool {
	hex, ok := strings.CutPrefix(text, hashPrefix)
	if !ok || len(hex) != hashLen {
		return false
	}
	return strings.Trim(hex, "0123456789abcdef") == ""
}

// Added gives the bytes that are to be written behind a register's text so that it has one more entry. What would make a
// mistake is refused with it, and so is a text that has mistakes already.
func Added(file string, text []byte, e Entry) ([]byte, Mistakes) {
	line := []byte(e.String() + "\n")
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		line = append([]byte("\n"), line...)
	}
	all := append(bytes.Clone(text), line...)
	before, found := ParseRegister(file, text)
	if len(found) > 0 {
		return nil, found
	}
	after, found := ParseRegister(file, all)
	if len(found) == 0 && len(after) != len(before)+1 { // the text of an entry that is no line of its own
		found = Mistakes{{File: file, Code: BadText, Args: []string{e.Name()}}}
	}
	if len(found) > 0 {
		return nil, found
	}
	return line, nil
}
