package season

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cchc/internal/canon"
)

// Program acts in the place of a person where the program itself does: it has no name to protect.
const Program = "cchc"

// SaltSize is how many random bytes a name is sealed with.
const SaltSize = 32

// personDomain separates these hashes from others.
const personDomain = "cchc/person/v1"

// sealedForm is what stands for a name in events, cases and receipts.
var sealedForm = regexp.MustCompile(`~[a-z2-7]{52}`)

var sealedWhole = regexp.MustCompile(`^` + sealedForm.String() + `$`)

// Salt keeps a name from being guessed by what stands for it.
type Salt [SaltSize]byte

// Seal gives what stands for a person's name in the log (a salted commitment): "~" and base32 of
//
//	SHA-256("cchc/person/v1" LF salt office "/" name)
//
// Whoever has the salt and the name can show that they belong to it; once both are gone nobody can tell or guess the name, and
// nothing that was hashed changes.
func Seal(salt Salt, office, name string) string {
	h := sha256.New()
	h.Write([]byte(personDomain + "\n"))
	h.Write(salt[:])
	h.Write([]byte(office + "/" + name))
	return "~" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)))
}

// Sealed reports whether a person stands for a name instead of saying it.
func Sealed(person string) bool { return sealedWhole.MatchString(person) }

// SealedIn gives every such thing in a text, in its order.
func SealedIn(text string) []string { return sealedForm.FindAllString(text, -1) }

// ReplaceSealed replaces them in a text.
func ReplaceSealed(text string, by func(sealed string) string) string {
	if !strings.Contains(text, "~") {
		return text
	}
	return sealedForm.ReplaceAllStringFunc(text, by)
}

// SplitActor gives the office that acts and the person, whose name stands without marks that nobody sees, composed (NFC), and with
// single blanks; "" for an office alone.
func SplitActor(actor string) (office, person string) {
	seen := strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, actor)
	office, person, _ = strings.Cut(norm.NFC.String(seen), "/")
	return strings.TrimSpace(office), strings.Join(strings.Fields(person), " ")
}

// unseen reports whether a character shows nothing.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == '\u2800'
}

// Unfit gives the first character of an actor by which two could look like one person, or one office like another: what nobody sees,
// and letters that are not those of Vietnamese; 0 if there is none.
func Unfit(actor string) rune {
	for _, r := range norm.NFC.String(actor) {
		switch {
		case r < ' ' || r == unicode.MaxASCII:
			return r
		case r < unicode.MaxASCII || r == 'đ' || r == 'Đ' || r == '\u00a0': // blanks are made one
		case unseen(r), unicode.IsMark(r):
			return r
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if base := []rune(norm.NFD.String(string(r))); len(base) < 2 || base[0] > unicode.MaxASCII {
				return r
			}
		}
	}
	return 0
}

// tones are the marks of the five tones, which are set on one vowel of a word or another (hòa, hoà).
const tones = "\u0300\u0301\u0303\u0309\u0323"

// FoldName gives what a person's name is compared by: without regard to capitals, stops, blanks and where a tone is set.
func FoldName(name string) string {
	var words []string
	for _, word := range strings.Fields(strings.ToLower(name)) {
		var letters, tone strings.Builder
		for _, r := range norm.NFD.String(word) {
			switch {
			case strings.ContainsRune(tones, r):
				tone.WriteRune(r)
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '~':
				letters.WriteRune(r)
			}
		}
		if text := letters.String() + tone.String(); text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, " ")
}

// Names is a way to look through everything in a draft that names a person: each is "office/name", and is replaced by what
// visit gives.
func (d *Draft) Names(visit func(actor string) string) {
	d.Actor = visit(d.Actor)
	switch b := d.Body.(type) {
	case *FactState:
		c := *b
		c.By, c.Second = visit(b.By), visit(b.Second)
		d.Body = &c
	case *Judgement:
		c := *b
		c.Decision.By, c.Decision.Second = visit(b.Decision.By), visit(b.Decision.Second)
		d.Body = &c
	}
}

// Named gives a copy of the year in which people are called by what name gives for them, to be compared with what people write.
// It is not to be scored: a run rests on what the log says.
func (y *Year) Named(name func(sealed string) string) *Year {
	out := *y
	out.Known = make([]UnitYear, len(y.Known))
	for i, u := range y.Known {
		facts, decisions := make([]FactState, len(u.Facts)), make([]Judgement, len(u.Decisions))
		for k, f := range u.Facts {
			f.By, f.Second = ReplaceSealed(f.By, name), ReplaceSealed(f.Second, name)
			facts[k] = f
		}
		for k, j := range u.Decisions {
			j.Decision.By, j.Decision.Second = ReplaceSealed(j.Decision.By, name), ReplaceSealed(j.Decision.Second, name)
			decisions[k] = j
		}
		out.Known[i] = UnitYear{Unit: u.Unit, Facts: facts, Decisions: decisions}
	}
	return &out
}

// PersonErased erases the name of a person: what stands for it in the log stays, what it stands for is gone. The draft's reason
// says why.
type PersonErased struct{ Office, Sealed string }

// Kind is PersonNameErased.
func (*PersonErased) Kind() Kind { return PersonNameErased }

func (b *PersonErased) describe(c *canon.Coder) {
	canon.Text(c, "office", &b.Office)
	canon.Text(c, "sealed", &b.Sealed)
}

// ContentErased erases the bytes of evidence or of an imported file, named by their digest or hash, that must not be kept: the
// events that name them stay. The draft's reason says why.
type ContentErased struct{ Digest string }

// Kind is ContentBytesErased.
func (*ContentErased) Kind() Kind { return ContentBytesErased }

func (b *ContentErased) describe(c *canon.Coder) { canon.Text(c, "digest", &b.Digest) }
