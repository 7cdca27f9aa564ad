package figure

import (
	"slices"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
)

// Layer is a series of marks of one meaning.
type Layer struct {
	ID, Name string
	Items    []Item
}

// NewLayer has a row for each thing that is shown and a value in none.
func NewLayer(id, name string, rows int) Layer {
	l := Layer{ID: id, Name: name, Items: make([]Item, rows)}
	for i := range l.Items {
		l.Items[i].Value = NoValue
	}
	return l
}

// Marks counts the numbers that layers draw.
func Marks(layers ...Layer) int {
	n := 0
	for _, l := range layers {
		n += Printed(l.Items)
	}
	return n
}

// Legend lists the layers that draw anything, each name once.
func Legend(layers ...Layer) []string {
	var names []string
	for _, l := range layers {
		if Marks(l) > 0 && !slices.Contains(names, l.Name) {
			names = append(names, l.Name)
		}
	}
	return names
}

// Scatter puts the marks of layers on two axes.
func Scatter(layers ...Layer) *echarts.Scatter {
	s := echarts.NewScatter()
	for _, l := range layers {
		s.AddSeries(l.Name, nil, ID(l.ID), Items(l.Items))
	}
	return s
}
