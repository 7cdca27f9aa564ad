package draw

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// arguments are how many numbers each command of a path takes.
var arguments = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'A': 7, 'Z': 0}

// path rounds the commands of a path. They all become absolute, so that roundings do not add up.
func path(d string) (string, error) {
	p := pen{}
	rest := strings.TrimSpace(d)
	for rest != "" {
		letter := rest[0]
		command := letter &^ 0x20 // the capital
		count, ok := arguments[command]
		if !ok || p.out.Len() == 0 && command != 'M' {
			return d, fmt.Errorf("is no path at %.20q", rest)
		}
		rest = strings.TrimLeft(rest[1:], " ,\t\r\n")
		for first := true; first || count > 0 && rest != "" && !letterAt(rest); first = false {
			var args [7]float64
			var err error
			if rest, err = read(args[:count], rest, command); err != nil {
				return d, err
			}
			if err := p.draw(command, args[:count], letter != command); err != nil {
				return d, err
			}
			if command == 'M' { // further pairs are lines
				command = 'L'
				letter = letter&0x20 | 'L'
			}
		}
	}
	return p.out.String(), nil
}

func letterAt(s string) bool { return s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' }

// read fills args from the beginning of a text. The two flags of an arc are one digit each and may stand unseparated.
func read(args []float64, s string, command byte) (rest string, err error) {
	for i := range args {
		if command == 'A' && (i == 3 || i == 4) {
			if s == "" || s[0] != '0' && s[0] != '1' {
				return s, errors.New("has an arc without a flag")
			}
			args[i], s = float64(s[0]-'0'), strings.TrimLeft(s[1:], " ,\t\r\n")
			continue
		}
		if args[i], s, err = scan(s); err != nil {
			return s, err
		}
	}
	return s, nil
}

type point struct{ x, y float64 }

// pen draws a path anew.
type pen struct {
	out       strings.Builder
	at, begin point // where it is, and where the part it is drawing began
}

func (p *pen) draw(command byte, args []float64, relative bool) error {
	if relative {
		p.absolute(command, args)
	}
	to := p.at
	switch n := len(args); command {
	case 'Z':
		to = p.begin
	case 'H':
		to.x = args[0]
	case 'V':
		to.y = args[0]
	default:
		to = point{args[n-2], args[n-1]}
	}
	if math.Abs(to.x) > largest || math.Abs(to.y) > largest {
		return errNumber
	}
	if command == 'A' && almostFull(p.at, to, args) {
		half, err := opposite(p.at, to, args)
		if err != nil {
			return err
		}
		p.write('A', args[0], args[1], args[2], 0, args[4], half.x, half.y)
		p.write('A', args[0], args[1], args[2], 0, args[4], to.x, to.y)
	} else {
		p.write(command, args...)
	}
	p.at = to
	if command == 'M' {
		p.begin = to
	}
	return nil
}

// absolute adds the place of the pen to the coordinates among the numbers of a command.
func (p *pen) absolute(command byte, args []float64) {
	switch command {
	case 'H':
		args[0] += p.at.x
	case 'V':
		args[0] += p.at.y
	case 'A':
		args[5] += p.at.x
		args[6] += p.at.y
	default:
		for i := range args {
			args[i] += [2]float64{p.at.x, p.at.y}[i%2]
		}
	}
}

func (p *pen) write(command byte, args ...float64) {
	p.out.WriteByte(command)
	for i, v := range args {
		if i > 0 {
			p.out.WriteByte(' ')
		}
		p.out.WriteString(shortest(v, pathPlaces))
	}
}

// almostFull reports whether an arc is a circle but for a chord so short that rounding would turn the arc about, or make it
// vanish: ECharts draws circles as such arcs.
func almostFull(from, to point, arc []float64) bool {
	chord := math.Hypot(to.x-from.x, to.y-from.y)
	return arc[3] == 1 && chord > 0 && chord < min(arc[0], arc[1])/4
}

// opposite is the point in the middle of an almost full arc.
func opposite(from, to point, arc []float64) (point, error) {
	rx, ry := arc[0], arc[1]
	if arc[2] != 0 && rx != ry {
		return point{}, errors.New("has a turned ellipse")
	}
	// on the unit circle: half the chord, and from its middle to the centre
	hx, hy := (from.x-to.x)/2/rx, (from.y-to.y)/2/ry
	h := math.Hypot(hx, hy)
	side := math.Sqrt(1-h*h) / h
	if arc[4] == 1 { // of two centres, a large arc has the one at its left or right, as its direction says
		side = -side
	}
	cx, cy := side*hy, -side*hx
	far := 1 + 1/math.Hypot(cx, cy)
	return point{(from.x+to.x)/2 + cx*far*rx, (from.y+to.y)/2 + cy*far*ry}, nil
}
