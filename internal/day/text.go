package day

import (
	"strconv"
	"strings"
)

// ParseError says why a text is not taken as a date. Code is stable, Text is what was typed. The sentences are
// written elsewhere.
type ParseError struct {
	Code string
	Text string
}

// Error is for developers and logs.
func (e *ParseError) Error() string { return e.Code + " " + strconv.Quote(e.Text) }

// The codes of ParseError.
const (
	Empty      = "date.empty"      // nothing but spaces
	Form       = "date.form"       // neither dd/mm/yyyy nor yyyy-mm-dd
	Year       = "date.year"       // year outside MinYear to MaxYear
	Impossible = "date.impossible" // there is no such date: 29/02/2026, 31/04/2026, 01/13/2026
)

// Parse reads a date in one of two forms, spaces around it ignored:
//
//	date  = digit [ digit ] "/" digit [ digit ] "/" year      (* day, month, year *)
//	      | year "-" digit digit "-" digit digit .            (* year, month, day *)
//	year  = digit digit digit digit .
//
// The error, if any, is a *ParseError.
func Parse(s string) (Day, error) {
	text := strings.TrimSpace(s)
	year, month, dayOfMonth, code := parts(text)
	if code != "" {
		return None, &ParseError{Code: code, Text: text}
	}
	d, ok := FromDate(year, month, dayOfMonth)
	switch {
	case ok:
		return d, nil
	case year < MinYear || year > MaxYear:
		return None, &ParseError{Code: Year, Text: text}
	}
	return None, &ParseError{Code: Impossible, Text: text}
}

func parts(s string) (year, month, dayOfMonth int, code string) {
	if s == "" {
		return 0, 0, 0, Empty
	}
	var ok [3]bool
	if f := strings.Split(s, "/"); len(f) == 3 {
		dayOfMonth, ok[0] = number(f[0], 1, 2)
		month, ok[1] = number(f[1], 1, 2)
		year, ok[2] = number(f[2], 4, 4)
	} else if f := strings.Split(s, "-"); len(f) == 3 {
		year, ok[0] = number(f[0], 4, 4)
		month, ok[1] = number(f[1], 2, 2)
		dayOfMonth, ok[2] = number(f[2], 2, 2)
	}
	if ok != [3]bool{true, true, true} {
		return 0, 0, 0, Form
	}
	return year, month, dayOfMonth, ""
}

// number reads least to most ASCII digits.
func number(s string, least, most int) (int, bool) {
	if len(s) < least || len(s) > most {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// String gives the ISO form, "2026-01-05", as stored; "" for None.
func (d Day) String() string { return string(d.AppendISO(nil)) }

// AppendISO appends [Day.String] to dst.
func (d Day) AppendISO(dst []byte) []byte {
	if d == None {
		return dst
	}
	year, month, dayOfMonth := d.Date()
	dst = append(appendPadded(dst, year, 4), '-')
	dst = append(appendPadded(dst, month, 2), '-')
	return appendPadded(dst, dayOfMonth, 2)
}

// VN gives the form people write, "05/01/2026"; "" for None.
func (d Day) VN() string {
	if d == None {
		return ""
	}
	year, month, dayOfMonth := d.Date()
	dst := append(appendPadded(nil, dayOfMonth, 2), '/')
	dst = append(appendPadded(dst, month, 2), '/')
	return string(appendPadded(dst, year, 4))
}

// appendPadded appends n with zeros in front up to width digits; a year before 0 keeps its sign in front.
func appendPadded(dst []byte, n, width int) []byte {
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
