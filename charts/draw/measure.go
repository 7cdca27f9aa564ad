package draw

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/LiberationSans-Regular.ttf fonts/LiberationSans-Bold.ttf
var fontFiles embed.FS

// family names the fonts of a picture: those it is measured with, then fonts of the same widths, then what there is.
const family = "'Liberation Sans', Arial, Helvetica, sans-serif"

// middle is how far below the middle of a line its base line is, in ems: half of ascent less descent.
const middle = (0.905 - 0.212) / 2

// faces are the fonts of one weight each, parsed once and shared by all interpreters.
type faces struct{ regular, bold *sfnt.Font }

// loadFaces parses the embedded fonts and also gives their bytes, for the digest of what a picture is made with.
func loadFaces() (faces, [][]byte, error) {
	var parsed []*sfnt.Font
	var files [][]byte
	for _, name := range []string{"fonts/LiberationSans-Regular.ttf", "fonts/LiberationSans-Bold.ttf"} {
		b, err := fontFiles.ReadFile(name)
		if err != nil {
			return faces{}, nil, err
		}
		f, err := sfnt.Parse(b)
		if err != nil {
			return faces{}, nil, fmt.Errorf("%s: %w", name, err)
		}
		parsed, files = append(parsed, f), append(files, b)
	}
	return faces{parsed[0], parsed[1]}, files, nil
}

// ruler measures texts for one interpreter. It keeps what it has looked up in the fonts, and no text.
type ruler struct {
	fonts map[string]size
	plain scale
	bold  scale
}

// size is a font as CSS writes it, understood.
type size struct {
	pixels float64
	scale  *scale
}

func newRuler(f faces) *ruler {
	return &ruler{fonts: map[string]size{}, plain: newScale(f.regular), bold: newScale(f.bold)}
}

// width is the width of a text in pixels, as browsers set it: with kerning, without hinting.
func (r *ruler) width(text, font string) float64 {
	f, ok := r.fonts[font]
	if !ok {
		f = r.parse(font)
		r.fonts[font] = f
	}
	return float64(f.scale.units(text)) * f.pixels / float64(f.scale.font.UnitsPerEm())
}

var fontSize = regexp.MustCompile(`(?:^|\s)(?:(bold|bolder|[6-9]00)\s+)?(\d+(?:\.\d+)?)px`)

// parse understands the weight and size of a font; every family is drawn in the one this package measures.
func (r *ruler) parse(font string) size {
	f := size{12, &r.plain}
	if m := fontSize.FindStringSubmatch(font); m != nil {
		f.pixels, _ = strconv.ParseFloat(m[2], 64) // the pattern admits numbers only
		if m[1] != "" {
			f.scale = &r.bold
		}
	}
	return f
}

// scale is one font with the glyphs, advances and kerning it was asked for so far, in font units.
type scale struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	glyphs map[rune]glyph
	pairs  map[[2]sfnt.GlyphIndex]int
}

type glyph struct {
	index   sfnt.GlyphIndex
	advance int
}

func newScale(f *sfnt.Font) scale {
	return scale{font: f, glyphs: map[rune]glyph{}, pairs: map[[2]sfnt.GlyphIndex]int{}}
}

func (s *scale) units(text string) int {
	sum, before := 0, sfnt.GlyphIndex(0)
	for _, r := range text {
		g, ok := s.glyphs[r]
		if !ok {
			g = s.look(r)
			s.glyphs[r] = g
		}
		if g.index != 0 && before != 0 {
			sum += s.kern(before, g.index)
		}
		sum += g.advance
		before = g.index
	}
	return sum
}

// look finds a letter in the font. Marks set on the letter before them take no room, nor do controls; what the font
// lacks is drawn from another one and counts as a full square.
func (s *scale) look(r rune) glyph {
	if unicode.In(r, unicode.Mn, unicode.Cc, unicode.Cf) {
		return glyph{}
	}
	square := int(s.font.UnitsPerEm())
	index, err := s.font.GlyphIndex(&s.buffer, r)
	if err != nil || index == 0 {
		return glyph{advance: square}
	}
	advance, err := s.font.GlyphAdvance(&s.buffer, index, fixed.I(square), font.HintingNone)
	if err != nil {
		return glyph{advance: square}
	}
	return glyph{index, advance.Round()}
}

func (s *scale) kern(a, b sfnt.GlyphIndex) int {
	pair := [2]sfnt.GlyphIndex{a, b}
	k, ok := s.pairs[pair]
	if !ok {
		// an error says that the pair has no kerning
		if v, err := s.font.Kern(&s.buffer, a, b, fixed.I(int(s.font.UnitsPerEm())), font.HintingNone); err == nil {
			k = v.Round()
		}
		s.pairs[pair] = k
	}
	return k
}
