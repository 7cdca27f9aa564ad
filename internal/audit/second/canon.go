package second

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// refuse gives a file up: [Verify] makes an error of it.
func refuse(format string, args ...any) { panic(fmt.Errorf(format, args...)) }

func hash(domain string, b []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(append([]byte(domain+"\n"), b...)))
}

// value is a value of canonical JSON; nil is what is absent, and has no fields, no items and no text.
type value struct {
	kind   byte // of its first character, 't' for both truths, '0' for integers
	fields map[string]*value
	items  []*value
	text   string
	number int
	yes    bool
	made   any // what was made of it: a *big.Rat or an *expr
}

// parser reads canonical JSON and nothing else.
type parser struct{ rest string }

func parse(b []byte) *value {
	p := &parser{string(b)}
	v := p.value(0)
	if p.rest != "" {
		refuse("something stands after a document")
	}
	return v
}

func (p *parser) take(text string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, text)
	return ok
}

func (p *parser) value(deep int) *value {
	v := &value{kind: 't', fields: map[string]*value{}}
	switch last := ""; {
	case deep > 64:
		refuse("a document is nested too deep")
	case p.take("{"):
		v.kind = '{'
		for first := true; !p.take("}"); first = false {
			if !first && !p.take(",") {
				refuse("a comma is missing: %.20q", p.rest)
			}
			key := p.string()
			if !first && last >= key || !p.take(":") {
				refuse("keys do not ascend, or one has no value: %q", key)
			}
			last, v.fields[key] = key, p.value(deep+1)
		}
	case p.take("["):
		for v.kind = '['; !p.take("]"); {
			if len(v.items) > 0 && !p.take(",") {
				refuse("a comma is missing: %.20q", p.rest)
			}
			v.items = append(v.items, p.value(deep+1))
		}
	case strings.HasPrefix(p.rest, `"`):
		v.kind, v.text = '"', p.string()
	case p.take("true"):
		v.yes, v.text = true, "true"
	case p.take("false"):
		v.text = "false"
	default:
		n := len(p.rest) - len(strings.TrimLeft(p.rest, "-0123456789"))
		i, err := strconv.ParseInt(p.rest[:n], 10, 64)
		if err != nil || strconv.FormatInt(i, 10) != p.rest[:n] {
			refuse("no canonical value: %.20q", p.rest)
		}
		v.kind, v.number, p.rest = '0', int(i), p.rest[n:]
	}
	return v
}

// string reads a text and holds that it is written as it must be.
func (p *parser) string() (text string) {
	end := 1
	for ; end < len(p.rest) && p.rest[end] != '"'; end++ {
		if p.rest[end] == '\\' {
			end++
		}
	}
	if end >= len(p.rest) || json.Unmarshal([]byte(p.rest[:end+1]), &text) != nil || quoted(text) != p.rest[:end+1] ||
		strings.ContainsFunc(text, forbidden) || !utf8.ValidString(text) {
		refuse("no canonical text: %.20q", p.rest)
	}
	p.rest = p.rest[end+1:]
	return text
}

// forbidden are the replacement character and the marks that make a text read otherwise than it is.
func forbidden(r rune) bool {
	return slices.Contains([]rune{0xfffd, 0x61c, 0x200e, 0x200f}, r) || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// quoted writes a text canonically.
func quoted(text string) string {
	b := []byte{'"'}
	for _, c := range []byte(text) {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20 || c == 0x7f:
			b = fmt.Appendf(b, `\u00%02x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

// at is the value under a key, which must be of a kind; nil where there is none.
func (v *value) at(key string, kind byte) *value {
	if v == nil || v.fields[key] == nil {
		return nil
	}
	if v.fields[key].kind != kind {
		refuse("%s has the wrong kind", key)
	}
	return v.fields[key]
}

var nothing = &value{} // stands for what is absent

func (v *value) get(key string, kind byte) *value { return cmp.Or(v.at(key, kind), nothing) }

// What is absent is empty, false or 0; an absent object is nil, and everything under it absent.
func (v *value) object(key string) *value { return v.at(key, '{') }
func (v *value) flag(key string) bool     { return v.get(key, 't').yes }
func (v *value) str(key string) string    { return v.get(key, '"').text }
func (v *value) count(key string) int     { return v.get(key, '0').number }
func (v *value) list(key string) []*value { return v.get(key, '[').items }

func (v *value) texts(key string) (out []string) {
	for _, item := range v.list(key) {
		out = append(out, item.text)
	}
	return out
}

var zero, one = big.NewRat(0, 1), big.NewRat(1, 1) // never changed

// rat is an exact number, in lowest terms and no other spelling.
func (v *value) rat(key string) *big.Rat {
	f := v.at(key, '"')
	if f == nil {
		return zero
	}
	if f.made == nil {
		r, ok := new(big.Rat), f.text != "" && len(f.text) < 50000 && strings.Trim(f.text, "-/0123456789") == ""
		if ok {
			_, ok = r.SetString(f.text)
		}
		if !ok || r.RatString() != f.text {
			refuse("no fraction in lowest terms: %.40q", f.text)
		}
		f.made = r
	}
	return f.made.(*big.Rat)
}

// days is a date as rules count it: days since 1970. Dates themselves stay texts, which are ordered as they are.
func days(date string) *big.Rat {
	t, err := time.Parse("2006-01-02", date)
	if err != nil {
		refuse("no date: %.20q", date)
	}
	return rat(int(t.Unix() / 86400))
}

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func quo(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }
func rat(n int) *big.Rat         { return big.NewRat(int64(n), 1) }

// tooLarge tells whether a number has outgrown any honest figure: then it is not scorable.
func tooLarge(r *big.Rat) bool { return max(r.Num().BitLen(), r.Denom().BitLen()) > 1<<16 }

// round rounds half_up (ties away from zero), half_even or down (toward zero), the same for both signs.
func (v *value) round(x *big.Rat) *big.Rat {
	scale, mode := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(min(max(v.count("decimals"), 0), 18))), nil), v.str("mode")
	n := new(big.Int).Mul(new(big.Int).Abs(x.Num()), scale)
	low, rest := n.QuoRem(n, x.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(x.Denom())
	switch {
	case mode != "half_up" && mode != "half_even" && mode != "down":
		refuse("unknown rounding %q", mode)
	case mode != "down" && (half > 0 || half == 0 && (mode == "half_up" || low.Bit(0) == 1)):
		low.Add(low, big.NewInt(1))
	}
	if x.Sign() < 0 {
		low.Neg(low)
	}
	return new(big.Rat).SetFrac(low, scale)
}
