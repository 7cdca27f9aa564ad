package draw

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Decimal places that are kept: a hundredth of a pixel is finer than any screen or printer shows, and the last places of
// what the interpreter computes are noise. Factors multiply lengths and keep more, and so do paths, which may be drawn small
// and then scaled.
const (
	lengthPlaces = 2
	pathPlaces   = 3
	sharePlaces  = 4
)

// largest is more than any picture measures; what lies beyond comes from a division gone wrong.
const largest = 1e7

var errNumber = errors.New("is no number of a picture")

// shortest writes a number with at most so many decimal places.
func shortest(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// scan reads the number a text begins with, and what separates it from the next.
func scan(s string) (v float64, rest string, err error) {
	s = strings.TrimLeft(s, " ,\t\r\n")
	n := length(s)
	v, err = strconv.ParseFloat(s[:n], 64)
	if err != nil || math.Abs(v) > largest {
		return 0, s, errNumber
	}
	return v, strings.TrimLeft(s[n:], " ,\t\r\n"), nil
}

// length is how much of a text's beginning is one decimal number.
func length(s string) int {
	n := 0
	digits := func() {
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
	}
	sign := func() {
		if n < len(s) && (s[n] == '+' || s[n] == '-') {
			n++
		}
	}
	sign()
	digits()
	if n < len(s) && s[n] == '.' {
		n++
		digits()
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		n++
		sign()
		digits()
	}
	return n
}

// numbers rounds a list of numbers, of which there must be so many, or any if count is 0.
func numbers(s string, count, places int) (string, error) {
	var list []string
	for rest := s; rest != "" || len(list) == 0; {
		var v float64
		var err error
		if v, rest, err = scan(rest); err != nil {
			return s, err
		}
		list = append(list, shortest(v, places))
	}
	if count > 0 && len(list) != count {
		return s, fmt.Errorf("%w: has %d numbers", errNumber, len(list))
	}
	return strings.Join(list, " "), nil
}

// transforms are the transformations a picture may use, and the places their numbers keep: moves are lengths, the rest
// factors.
var transforms = map[string][]int{
	"translate": {lengthPlaces, lengthPlaces},
	"rotate":    {sharePlaces, lengthPlaces, lengthPlaces},
	"scale":     {sharePlaces, sharePlaces},
	"matrix":    {sharePlaces, sharePlaces, sharePlaces, sharePlaces, lengthPlaces, lengthPlaces},
}

// transform rounds a list of transformations.
func transform(s string) (string, error) {
	var list []string
	for rest := strings.TrimSpace(s); rest != ""; {
		name, tail, opened := strings.Cut(rest, "(")
		inner, after, closed := strings.Cut(tail, ")")
		places, known := transforms[name]
		if !opened || !closed || !known {
			return s, errors.New("is no transformation of a picture")
		}
		var args []string
		for inner != "" {
			v, left, err := scan(inner)
			if err != nil {
				return s, err
			}
			if len(args) == len(places) {
				return s, errors.New("has too many numbers")
			}
			args, inner = append(args, shortest(v, places[len(args)])), left
		}
		list = append(list, name+"("+strings.Join(args, " ")+")")
		rest = strings.TrimLeft(after, " ,\t\r\n")
	}
	return strings.Join(list, " "), nil
}
