package audit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"cchc/internal/canon"
)

// Format names the form of the file, HeaderDomain is the hash domain of its header.
const (
	Format       = "cchc-receipt/1"
	HeaderDomain = "cchc/receipt/v1"
)

// maxParts is more parts than any run has, longestLine longer than any first line.
const (
	maxParts    = 256
	longestLine = 128
	// longestHeader is longer than any header, which costs many times its length of memory to read.
	longestHeader = 1 << 20
)

// Kind says what a receipt is of.
type Kind string

// The kinds of receipts.
const (
	OfRun  Kind = "run"  // a whole run
	OfUnit Kind = "unit" // what a run says of one unit
)

// Part is a document in a receipt, named by its hash under its domain.
type Part struct {
	Name, Domain string
	Bytes        []byte
}

// Hash is the name of the bytes.
func (p *Part) Hash() string { return canon.Hash(p.Domain, p.Bytes) }

// File is a receipt: its header and parts.
type File struct {
	Kind   Kind
	Run    string   // the run's id
	Unit   string   // OfUnit: the unit
	Scope  int      // OfUnit: which of the run's scopes, from 1
	Engine string   // the semantics the run was scored with
	Demo   bool     // the figures are made up
	Labels []string // of sets that are not official, in the order of the scopes, each once
	// Program and Go are the versions of what wrote the file: information that proves nothing.
	Program, Go string
	Parts       []Part
}

// Part gives the bytes of a part; nil if there is none of the name.
func (f *File) Part(name string) []byte {
	for i := range f.Parts {
		if f.Parts[i].Name == name {
			return f.Parts[i].Bytes
		}
	}
	return nil
}

// listed is a part as the header lists it.
type listed struct {
	domain, hash, name string
	size               int
}

func (f *File) describe(c *canon.Coder, parts *[]listed) {
	c.Flag("demo", &f.Demo)
	canon.Text(c, "engine", &f.Engine)
	canon.Text(c, "go", &f.Go)
	canon.Text(c, "kind", &f.Kind)
	c.Texts("labels", &f.Labels)
	canon.List(c, "parts", parts, func(p *listed) {
		canon.Text(c, "domain", &p.domain)
		canon.Text(c, "hash", &p.hash)
		canon.Text(c, "name", &p.name)
		canon.Count(c, "size", &p.size)
	})
	canon.Text(c, "program", &f.Program)
	canon.Text(c, "run", &f.Run)
	canon.Count(c, "scope", &f.Scope)
	canon.Text(c, "unit", &f.Unit)
}

// Encode gives the bytes of the file: the first line, the header, the parts.
func (f *File) Encode() ([]byte, error) {
	parts, size := make([]listed, len(f.Parts)), 0
	for i := range f.Parts {
		p := &f.Parts[i]
		parts[i] = listed{p.Domain, p.Hash(), p.Name, len(p.Bytes)}
		size += len(p.Bytes)
	}
	header, err := canon.Encode(func(c *canon.Coder) { f.describe(c, &parts) })
	if err != nil {
		return nil, fmt.Errorf("encode receipt of %s: %w", f.Run, err)
	}
	out := make([]byte, 0, longestLine+len(header)+size)
	out = fmt.Appendf(out, "%s %d %s\n", Format, len(header), canon.Hash(HeaderDomain, header))
	out = append(out, header...)
	for i := range f.Parts {
		out = append(out, f.Parts[i].Bytes...)
	}
	return out, nil
}

// Fault says why a file cannot be read or computed: a code with arguments for internal/wording.
type Fault struct {
	Code string
	Args []string
	Err  error // what lies below, in English, for developers and auditors
}

// The codes of faults.
const (
	NoReceipt    = "audit.fault.no_receipt" // the file does not begin as a receipt does
	OtherFormat  = "audit.fault.format"     // args: the format found, the one known
	HeaderSpoilt = "audit.fault.header"     // the header is not the one that was sealed
	BadHeader    = "audit.fault.bad_header" // the header is sealed and says nothing a receipt says
	WrongSize    = "audit.fault.size"       // args: bytes that should follow, that do
	PartSpoilt   = "audit.fault.part"       // args: part; its bytes are not those that were sealed
	BadEvent     = "audit.fault.event"      // the run's event cannot be read
	OtherEngine  = "audit.fault.engine"     // args: the semantics of the run, those of this program
	BadPart      = "audit.fault.bad_part"   // args: part; it is the one the run names and cannot be read
	NotScored    = "audit.fault.not_scored" // args: set; the engine refuses the case
	Broke        = "audit.fault.broke"      // this program failed over the file
)

// FaultCodes lists the codes of faults.
func FaultCodes() []string {
	return []string{NoReceipt, OtherFormat, HeaderSpoilt, BadHeader, WrongSize, PartSpoilt, BadEvent, OtherEngine, BadPart, NotScored, Broke}
}

func (f *Fault) Error() string {
	text := strings.TrimSpace(f.Code + " " + strings.Join(f.Args, " "))
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

func (f *Fault) Unwrap() error { return f.Err }

func fault(code string, err error, args ...string) *Fault { return &Fault{code, args, err} }

// Open reads a receipt: nothing may stand before, between or after its parts, and every byte is covered by a hash. The
// error is a *[Fault]. The parts share the storage of b.
func Open(b []byte) (*File, error) {
	header, rest, err := openHeader(b)
	if err != nil {
		return nil, err
	}
	f, parts := &File{}, []listed(nil)
	if err := canon.Decode(header, func(c *canon.Coder) { f.describe(c, &parts) }); err != nil {
		return nil, fault(BadHeader, err)
	}
	if err := f.wellFormed(parts); err != nil {
		return nil, fault(BadHeader, err)
	}
	total := 0
	for i := range parts {
		total += parts[i].size
	}
	if total != len(rest) {
		return nil, fault(WrongSize, nil, strconv.Itoa(total), strconv.Itoa(len(rest)))
	}
	for i := range parts {
		p := Part{Name: parts[i].name, Domain: parts[i].domain, Bytes: rest[:parts[i].size:parts[i].size]}
		if p.Hash() != parts[i].hash {
			return nil, fault(PartSpoilt, nil, p.Name)
		}
		f.Parts, rest = append(f.Parts, p), rest[parts[i].size:]
	}
	return f, nil
}

// openHeader splits the first line and the header, checked against its hash, from the parts.
func openHeader(b []byte) (header, rest []byte, err error) {
	name, _, _ := strings.Cut(Format, "/")
	if !bytes.HasPrefix(b, []byte(name+"/")) {
		return nil, nil, fault(NoReceipt, nil)
	}
	line, rest, found := bytes.Cut(b[:min(len(b), longestLine)], []byte{'\n'})
	words := strings.Split(string(line), " ")
	if !found || len(words) != 3 {
		return nil, nil, fault(NoReceipt, nil)
	}
	if words[0] != Format {
		return nil, nil, fault(OtherFormat, nil, words[0], Format)
	}
	size, bad := strconv.Atoi(words[1])
	rest = b[len(line)+1:]
	if bad != nil || strconv.Itoa(size) != words[1] || size < 0 || size > min(len(rest), longestHeader) {
		return nil, nil, fault(HeaderSpoilt, bad)
	}
	if header = rest[:size]; canon.Hash(HeaderDomain, header) != words[2] {
		return nil, nil, fault(HeaderSpoilt, nil)
	}
	return header, rest[size:], nil
}

// wellFormed looks at what a sealed header must say.
func (f *File) wellFormed(parts []listed) error {
	switch {
	case f.Kind != OfRun && f.Kind != OfUnit:
		return fmt.Errorf("unknown kind %q", f.Kind)
	case (f.Kind == OfUnit) != (f.Unit != "") || (f.Kind == OfUnit) != (f.Scope > 0):
		return fmt.Errorf("a receipt of kind %s for unit %q, scope %d", f.Kind, f.Unit, f.Scope)
	case len(parts) == 0 || len(parts) > maxParts:
		return fmt.Errorf("%d parts", len(parts))
	}
	for i := range parts {
		if parts[i].size < 0 || parts[i].size > 1<<40 {
			return fmt.Errorf("part %s of %d bytes", parts[i].name, parts[i].size)
		}
	}
	return nil
}
