//go:build browser

package chromium

import "fmt"

// View is a window as a reader has it. Its width is the width of the page: scroll bars take no room.
type View struct {
	Width, Height int
	Dark          bool // the reader prefers dark pages
	Touch         bool // a phone: touched, not clicked, and laid out by the page's viewport element
	Still         bool // the reader prefers reduced motion
}

// Views are the four views every page is tested in: an office screen and a phone, light and dark, without animations so
// that what is measured does not move.
func Views() []View {
	desk := View{Width: 1366, Height: 768, Still: true}
	phone := View{Width: 390, Height: 844, Touch: true, Still: true}
	var views []View
	for _, v := range []View{desk, phone} {
		for _, v.Dark = range []bool{false, true} {
			views = append(views, v)
		}
	}
	return views
}

// String is the view's name, fit for a subtest or a file.
func (v View) String() string {
	name := fmt.Sprintf("%dx%d-light", v.Width, v.Height)
	if v.Dark {
		name = fmt.Sprintf("%dx%d-dark", v.Width, v.Height)
	}
	if v.Touch {
		name += "-touch"
	}
	return name
}
