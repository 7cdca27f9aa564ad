package draw

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// attributes are an element's, in the order of the drawn picture.
type attributes []attribute

type attribute struct{ name, value string }

// dropped are attributes a still picture has no use for, and those its root states for all.
var dropped = []string{"class", "version", "baseProfile", "xmlns:xlink", "xml:space", "pointer-events", "cursor", "role",
	"font-family"}

// attributes cleans an element's attributes; the properties of an inline style become attributes of their own.
func (c *cleaner) attributes(given []xml.Attr) (attributes, error) {
	var list attributes
	add := func(name, value string) error {
		if slices.Contains(dropped, name) || strings.HasPrefix(name, "ecmeta_") {
			return nil
		}
		if list.find(name) != nil {
			return fmt.Errorf("attribute %s stands twice", name)
		}
		value, err := c.value(name, value)
		if err != nil {
			return fmt.Errorf("attribute %s=%.60q: %w", name, value, err)
		}
		list = append(list, attribute{name, value})
		return nil
	}
	for _, a := range given {
		name := a.Name.Local
		if a.Name.Space != "" {
			name = a.Name.Space + ":" + name
		}
		if name != "style" {
			if err := add(name, a.Value); err != nil {
				return nil, err
			}
			continue
		}
		for property := range strings.SplitSeq(a.Value, ";") {
			key, value, _ := strings.Cut(property, ":")
			if key = strings.TrimSpace(key); key == "" {
				continue
			}
			for _, p := range single(key, strings.TrimSpace(value)) {
				if err := add(p.name, p.value); err != nil {
					return nil, fmt.Errorf("inline style: %w", err)
				}
			}
		}
	}
	return list, nil
}

var shorthand = regexp.MustCompile(`^(?:(normal|italic|oblique) )?(?:(normal|bold|bolder|lighter|[1-9]00) )?([0-9.]+px) `)

// single takes a property that stands for several apart; a font that is not understood stays one and is refused.
func single(name, value string) attributes {
	m := shorthand.FindStringSubmatch(value)
	if name != "font" || m == nil {
		return attributes{{name, value}}
	}
	list := attributes{{"font-size", m[3]}}
	if m[1] != "" && m[1] != "normal" {
		list = append(list, attribute{"font-style", m[1]})
	}
	if m[2] != "" && m[2] != "normal" {
		list = append(list, attribute{"font-weight", m[2]})
	}
	return list
}

func (l attributes) find(name string) *attribute {
	i := slices.IndexFunc(l, func(a attribute) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &l[i]
}

// says is the value of an attribute, "" where it is not there.
func (l attributes) says(name string) string {
	if a := l.find(name); a != nil {
		return a.value
	}
	return ""
}

func (l attributes) without(name string) attributes {
	return slices.DeleteFunc(l, func(a attribute) bool { return a.name == name })
}

// number is the value of an attribute that is a length, 0 where it is not there.
func (l attributes) number(name string) float64 {
	v, _, _ := scan(l.says(name)) // "" is no number, and 0
	return v
}

// ofRoot is what a picture says of itself: its size, that it is an image, and what its texts share.
func (l attributes) ofRoot() (attributes, error) {
	root := attributes{{"xmlns", svgSpace}}
	for _, name := range []string{"width", "height", "viewBox"} {
		value := l.says(name)
		if value == "" {
			return nil, fmt.Errorf("no %s", name)
		}
		root = append(root, attribute{name, value})
	}
	return append(root, attribute{"role", "img"}, attribute{"font-family", family}, attribute{"xml:space", "preserve"}), nil
}

// onBaseLine sets a text that is centred on its line on the base line: not every program that shows or converts SVG files
// knows of other lines.
func (l attributes) onBaseLine() (attributes, error) {
	line := l.find("dominant-baseline")
	if line == nil {
		return l, nil
	}
	size := l.number("font-size")
	if size <= 0 {
		return nil, errors.New("a centred text without a size")
	}
	at := shortest(l.number("y")+middle*size, lengthPlaces)
	if y := l.find("y"); y != nil {
		y.value = at
		return l.without("dominant-baseline"), nil
	}
	*line = attribute{"y", at}
	return l, nil
}

// A color is a figure, or one of the few words that drawings have: any word at all would let "undefined" through.
var (
	color   = regexp.MustCompile(`^(?:#[0-9a-fA-F]{3,8}|none|transparent|black|white|rgba?\([0-9][0-9., %]*\))$`)
	local   = regexp.MustCompile(`^url\(#([A-Za-z0-9_.-]+)\)$`)
	id      = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)
	percent = regexp.MustCompile(`^[0-9.eE-]+%$`)
)

// words are attributes that say one of a few words.
var words = map[string][]string{
	"xmlns":             {svgSpace},
	"text-anchor":       {"start", "middle", "end"},
	"dominant-baseline": {"central"},
	"font-weight":       {"normal", "bold", "bolder", "lighter", "100", "200", "300", "400", "500", "600", "700", "800", "900"},
	"font-style":        {"normal", "italic", "oblique"},
	"stroke-linecap":    {"butt", "round", "square"},
	"stroke-linejoin":   {"miter", "round", "bevel"},
	"paint-order":       {"normal", "stroke"},
	"fill-rule":         {"nonzero", "evenodd"},
	"clip-rule":         {"nonzero", "evenodd"},
	"visibility":        {"visible", "hidden"},
	"gradientUnits":     {"userSpaceOnUse", "objectBoundingBox"},
	"patternUnits":      {"userSpaceOnUse", "objectBoundingBox"},
}

// value cleans the value of an attribute.
func (c *cleaner) value(name, value string) (string, error) {
	if may, ok := words[name]; ok {
		if !slices.Contains(may, value) {
			return value, fmt.Errorf("is none of %v", may)
		}
		return value, nil
	}
	switch name {
	case "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "dx", "dy", "font-size",
		"stroke-width", "stroke-miterlimit", "stroke-dashoffset":
		return numbers(strings.TrimSuffix(value, "px"), 1, lengthPlaces)
	case "points", "stroke-dasharray", "viewBox":
		return numbers(value, 0, lengthPlaces)
	case "opacity", "fill-opacity", "stroke-opacity", "stop-opacity":
		return numbers(value, 1, sharePlaces)
	case "offset":
		if percent.MatchString(value) {
			rounded, err := numbers(strings.TrimSuffix(value, "%"), 1, lengthPlaces)
			return rounded + "%", err
		}
		return numbers(value, 1, sharePlaces)
	case "d":
		return path(value)
	case "transform", "patternTransform", "gradientTransform":
		return transform(value)
	case "id":
		if !id.MatchString(value) {
			return value, errors.New("is no id")
		}
		return c.ids.mark(value)
	case "fill", "stroke", "stop-color", "clip-path":
		if m := local.FindStringSubmatch(value); m != nil {
			return "url(#" + c.ids.refer(m[1]) + ")", nil
		}
		if name == "clip-path" || !color.MatchString(value) {
			return value, errors.New("is neither a color nor in this file")
		}
		return value, nil
	}
	return value, errors.New("is not known")
}
