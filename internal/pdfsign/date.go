package pdfsign

import "time"

// parseDate reads a date of a PDF file, D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4), of which all after the year may be
// missing; the zero Time for anything else.
func parseDate(text []byte) Time {
	text = plainText(text)
	if len(text) >= 2 && text[0] == 'D' && text[1] == ':' {
		text = text[2:]
	}
	r := dateReader{text}
	year, ok := r.digits(4)
	if !ok || year == 0 {
		return Time{}
	}
	parts := [5]int{1, 1, 0, 0, 0} // month, day, hour, minute, second
	for i := range parts {
		n, ok := r.digits(2)
		if !ok {
			break
		}
		parts[i] = n
	}
	zone, zoned, ok := r.zone()
	at := time.Date(year, time.Month(parts[0]), parts[1], parts[2], parts[3], parts[4], 0, time.UTC)
	if !ok || at.Month() != time.Month(parts[0]) || at.Day() != parts[1] || at.Hour() != parts[2] || at.Minute() != parts[3] {
		return Time{}
	}
	return Time{at.Add(-zone), zoned}
}

// plainText gives the bytes of a text string that has only ASCII; UTF-16 begins with its mark.
func plainText(text []byte) []byte {
	if len(text) < 2 || text[0] != 0xFE || text[1] != 0xFF {
		return text
	}
	var out []byte
	for i := 2; i+1 < len(text); i += 2 {
		if text[i] != 0 {
			return nil
		}
		out = append(out, text[i+1])
	}
	return out
}

type dateReader struct{ rest []byte }

// digits reads exactly so many digits, or nothing.
func (r *dateReader) digits(n int) (int, bool) {
	if len(r.rest) < n {
		return 0, false
	}
	value := 0
	for _, c := range r.rest[:n] {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = 10*value + int(c-'0')
	}
	r.rest = r.rest[n:]
	return value, true
}

func (r *dateReader) skip(c byte) {
	if len(r.rest) > 0 && r.rest[0] == c {
		r.rest = r.rest[1:]
	}
}

// zone reads the offset from UTC at the end: none, Z, or a sign with hours and perhaps minutes.
func (r *dateReader) zone() (offset time.Duration, zoned, ok bool) {
	if len(r.rest) == 0 {
		return 0, false, true
	}
	sign := r.rest[0]
	if sign != 'Z' && sign != '+' && sign != '-' {
		return 0, false, false
	}
	r.rest = r.rest[1:]
	hours, given := r.digits(2)
	r.skip('\'')
	minutes, _ := r.digits(2)
	r.skip('\'')
	if len(r.rest) > 0 || hours > 23 || minutes > 59 || !given && sign != 'Z' {
		return 0, false, false
	}
	offset = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if sign == '-' {
		offset = -offset
	}
	return offset, true, true
}
