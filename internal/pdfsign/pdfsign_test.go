package pdfsign

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var hanoi = time.FixedZone("", 7*3600)

// told is a signature as text, its times in Việt Nam.
func told(s *Signature) string {
	var parts []string
	for _, p := range []struct {
		name string
		at   Time
	}{{"stated", s.Stated}, {"signing", s.Signing}, {"stamped", s.Stamped}} {
		if p.at.Known() {
			text := p.name + " " + p.at.At.In(hanoi).Format("2006-01-02 15:04:05")
			if !p.at.Zoned {
				text += " no zone"
			}
			parts = append(parts, text)
		}
	}
	if s.Stamp {
		parts = append(parts, "stamp")
	}
	if !s.Whole {
		parts = append(parts, "not whole")
	}
	if s.Fault != "" {
		parts = append(parts, string(s.Fault))
	}
	return strings.Join(parts, "; ")
}

func read(t *testing.T, file []byte) string {
	t.Helper()
	found, err := Read(file)
	if err != nil {
		return "error: " + err.Error()
	}
	var all []string
	for i := range found {
		all = append(all, told(&found[i]))
	}
	return strings.Join(all, " | ")
}

func TestSignedFiles(t *testing.T) {
	s, authority := newSigner(t), newSigner(t)
	at := time.Date(2026, 12, 15, 9, 30, 0, 0, hanoi)
	detached := func(signing []byte, unsigned ...[]byte) func([]byte) []byte {
		return func(covered []byte) []byte { return s.cms(t, oidData, covered, true, signing, unsigned...) }
	}
	utc, general := der(t, at.UTC(), "utc"), der(t, at.UTC(), "generalized")
	token := attributeOf(t, oidTimeStamp, authority.stamp(t, at.Add(90*time.Minute).UTC()))
	const m = "D:20261214080000+07'00'"
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"signed":         {signedPDF(t, "adbe.pkcs7.detached", m, detached(utc)), "stated 2026-12-14 08:00:00; signing 2026-12-15 09:30:00"},
		"general time":   {signedPDF(t, "adbe.pkcs7.detached", "", detached(general)), "signing 2026-12-15 09:30:00"},
		"only stated":    {signedPDF(t, "ETSI.CAdES.detached", m, detached(nil)), "stated 2026-12-14 08:00:00"},
		"no time":        {signedPDF(t, "ETSI.CAdES.detached", "", detached(nil)), "no_time"},
		"stamped":        {signedPDF(t, "ETSI.CAdES.detached", m, detached(utc, token)), "stated 2026-12-14 08:00:00; signing 2026-12-15 09:30:00; stamped 2026-12-15 11:00:00"},
		"document stamp": {signedPDF(t, "ETSI.RFC3161", "", func([]byte) []byte { return authority.stamp(t, at.UTC()) }), "stamped 2026-12-15 09:30:00; stamp"},
		"garbage":        {signedPDF(t, "adbe.pkcs7.detached", m, func([]byte) []byte { return []byte("chữ ký") }), "stated 2026-12-14 08:00:00; contents"},
		"bad stamp":      {signedPDF(t, "ETSI.RFC3161", "", detached(utc)), "stamp; contents"},
		"added to": {append(signedPDF(t, "adbe.pkcs7.detached", m, detached(utc)), "7 0 obj\n<</Type/Page>>\nendobj\n%%EOF\n"...),
			"stated 2026-12-14 08:00:00; signing 2026-12-15 09:30:00; not whole"},
		"not signed": {[]byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"), ""},
		"attached": {bytes.Replace([]byte("%PDF-1.4\n1 0 obj<</Length 9>>\nstream\nX\nendstream\nendobj"), []byte("X"),
			signedPDF(t, "adbe.pkcs7.detached", m, detached(utc)), 1), ""}, // another file within this one
		"no PDF": {[]byte("PK\x03\x04"), "error: not a PDF file"},
		"empty":  {nil, "error: not a PDF file"},
	} {
		if got := read(t, c.file); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTwoSignatures(t *testing.T) {
	s := newSigner(t)
	one := func(hour int) []byte {
		return signedPDF(t, "adbe.pkcs7.detached", "", func(covered []byte) []byte {
			return s.cms(t, oidData, covered, true, der(t, time.Date(2026, 12, 15, hour, 0, 0, 0, time.UTC), "utc"))
		})
	}
	got := read(t, append(one(1), one(2)...))
	if want := "signing 2026-12-15 08:00:00; not whole | signing 2026-12-15 09:00:00; not whole"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestBest(t *testing.T) {
	at := func(hour int) Time { return Time{time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC), true} }
	for _, c := range []struct {
		s    Signature
		want Origin
		hour int
	}{
		{Signature{Stated: at(1), Signing: at(2), Stamped: at(3)}, FromStamp, 3},
		{Signature{Stated: at(1), Signing: at(2)}, FromSigning, 2},
		{Signature{Stated: at(1)}, FromStated, 1},
	} {
		if got, from, ok := c.s.Best(); !ok || from != c.want || got.At.Hour() != c.hour {
			t.Errorf("%v %s %v", got, from, ok)
		}
	}
	if _, _, ok := (&Signature{}).Best(); ok {
		t.Error("a time from nothing")
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"D:20261215093000+07'00'":                "2026-12-15T02:30:00Z true",
		"D:20261215093000+07'00":                 "2026-12-15T02:30:00Z true",
		"D:20261215093000+0700":                  "2026-12-15T02:30:00Z true",
		"D:20261215093000-0330":                  "2026-12-15T13:00:00Z true",
		"D:20261215093000Z":                      "2026-12-15T09:30:00Z true",
		"D:20261215093000Z00'00'":                "2026-12-15T09:30:00Z true",
		"D:20261215093000":                       "2026-12-15T09:30:00Z false",
		"20261215":                               "2026-12-15T00:00:00Z false",
		"D:2026":                                 "2026-01-01T00:00:00Z false",
		"D:20261315":                             "",
		"D:20260230":                             "",
		"D:20261215256000":                       "",
		"D:20261215093000+":                      "",
		"D:20261215093000+07'00'x":               "",
		"D:0000":                                 "",
		"hôm qua":                                "",
		"":                                       "",
		"\xFE\xFF\x00D\x00:\x002\x000\x002\x006": "2026-01-01T00:00:00Z false",
		"\xFE\xFF\x01D\x00:\x002\x000\x002\x006": "",
	} {
		got := parseDate([]byte(text))
		shown := ""
		if got.Known() {
			shown = fmt.Sprint(got.At.Format(time.RFC3339), " ", got.Zoned)
		}
		if shown != want {
			t.Errorf("%q: %q, want %q", text, shown, want)
		}
	}
}

// TestHostile: bytes made to take long take time in proportion to their number, and are refused beyond that.
func TestHostile(t *testing.T) {
	const size = 4 << 20
	for name, part := range map[string]string{
		"open strings":      "1 0 obj<</A(",
		"open dictionaries": "1 0 obj<<",
		"nested":            "<<",
		"arrays":            "[",
		"hex":               "1 0 obj<</A<",
		"escapes":           "1 0 obj<</A(\\",
		"comments":          "1 0 obj%",
		"names":             "1 0 obj<</",
		"numbers":           "1 0 obj<</A[1 ",
		"streams":           "1 0 obj<<>>stream",
	} {
		file := []byte("%PDF-1.7\n" + strings.Repeat(part, size/len(part)))
		began := time.Now()
		found, err := Read(file)
		if len(found) > 0 || err != nil && !errors.Is(err, ErrTangled) {
			t.Errorf("%s: %d signatures, %v", name, len(found), err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
	if _, err := Read(make([]byte, MaxBytes+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := Read([]byte("%PDF-1.7\n" + strings.Repeat("1 0 obj<</A(", 1<<17))); !errors.Is(err, ErrTangled) {
		t.Errorf("tangled: %v", err)
	}
}

// FuzzRead: whatever the bytes are, reading ends, and what it says of a time is a time.
func FuzzRead(f *testing.F) {
	s := newSigner(f)
	at := time.Date(2026, 12, 15, 2, 30, 0, 0, time.UTC)
	token := attributeOf(f, oidTimeStamp, s.stamp(f, at))
	f.Add(signedPDF(f, "adbe.pkcs7.detached", "D:20261214080000+07'00'", func(covered []byte) []byte {
		return s.cms(f, oidData, covered, true, der(f, at, "utc"), token)
	}))
	f.Add([]byte("%PDF-1.7 1 0 obj<</ByteRange[0 1 2 3]/Contents<30>/M(D:2026)>>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		found, err := Read(file)
		if err != nil && !errors.Is(err, ErrNotPDF) && !errors.Is(err, ErrTangled) {
			t.Fatal(err)
		}
		for i := range found {
			if at, _, ok := found[i].Best(); ok == (at.At.IsZero()) {
				t.Errorf("%+v", found[i])
			}
		}
	})
}

// FuzzContents: the inside of a signature is read without harm whatever it is.
func FuzzContents(f *testing.F) {
	s := newSigner(f)
	at := time.Date(2026, 12, 15, 2, 30, 0, 0, time.UTC)
	f.Add(s.cms(f, oidData, nil, true, der(f, at, "utc"), attributeOf(f, oidTimeStamp, s.stamp(f, at))))
	f.Add(s.stamp(f, at))
	f.Fuzz(func(t *testing.T, der []byte) {
		signing, stamped, ok := signedTimes(der)
		if !ok && (signing.Known() || stamped.Known()) {
			t.Errorf("a time of what cannot be read: %v %v", signing, stamped)
		}
		if at, ok := stampTime(der); ok != at.Known() && at.At.Year() != 1 {
			t.Errorf("%v %v", at, ok)
		}
	})
}
