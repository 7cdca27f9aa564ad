package figure

import (
	"encoding/json"
	"strings"
)

// Color is a colour of the page by the name that style sheets and layout scripts use, in both themes.
type Color struct{ Name, Light, Dark string }

// Palette lists the colours. Marks keep 3:1 against the paper of their theme, texts 4.5:1; neighbours stay apart in the
// three kinds of colour blindness and in grey print, where patterns stand beside them. A test holds all of this.
//
// The eight section colours are after Okabe and Ito (Color Universal Design, 2008), darkened or lightened; the heat scale
// runs from brown to blue through pale, which every kind of colour blindness tells apart, and brings its own ink.
func Palette() []Color {
	return []Color{
		{"paper", "#ffffff", "#14181d"}, {"ink", "#1b1f24", "#e8ebef"}, {"soft", "#57606a", "#a9b2bd"},
		{"line", "#d0d7de", "#3a424c"}, {"band", "#f6f8fa", "#1c2229"},
		{"notice", "#fff4d6", "#3a2f10"}, {"notice-ink", "#5c4300", "#ffe1a0"}, {"notice-line", "#d9b44a", "#8a6d1e"},
		{"focus", "#0072b2", "#7cc4f2"},
		{"part-1", "#0072b2", "#4fa8e0"}, {"part-2", "#c67a00", "#e69f00"}, {"part-3", "#009e73", "#3cc79a"},
		{"part-4", "#be6497", "#de9ac2"}, {"part-5", "#2f93cc", "#9bd8fa"}, {"part-6", "#d55e00", "#f07c34"},
		{"part-7", "#5f6670", "#b8bcc2"}, {"part-8", "#968700", "#e5da5a"},
		// of the applied maximum: what is there, what can still come, what cannot
		{"reached", "#0072b2", "#4fa8e0"}, {"reachable", "#c67a00", "#e69f00"}, {"lost", "#7a828a", "#8b949e"},
		// why a leaf stands below its maximum
		{"cause-out", "#8a79b0", "#b7a8dc"}, {"cause-not_due", "#7a828a", "#8b949e"}, {"cause-missing", "#96306e", "#de9ac2"},
		{"cause-absent", "#a3301f", "#f0705e"}, {"cause-late", "#c67a00", "#e69f00"}, {"cause-rejected", "#5a3e8e", "#a98ee6"},
		{"cause-short", "#0072b2", "#4fa8e0"}, {"cause-survey", "#2f93cc", "#9bd8fa"}, {"cause-decided", "#009e73", "#3cc79a"},
		{"cause-not_scorable", "#968700", "#e5da5a"},
		// what became of a document
		{"delivery-in_time", "#0072b2", "#4fa8e0"}, {"delivery-late", "#c67a00", "#e69f00"}, {"delivery-absent", "#a3301f", "#f0705e"},
		{"delivery-missing", "#96306e", "#de9ac2"}, {"delivery-ahead", "#7a828a", "#8b949e"},
		// shares of the applied maximum: below 50, 70, 80, 90 %, and from there; ink for figures on them
		{"heat-1", "#9a4a06", "#9a4a06"}, {"heat-2", "#e08a2e", "#e08a2e"}, {"heat-3", "#fbe3bd", "#fbe3bd"},
		{"heat-4", "#92c5de", "#92c5de"}, {"heat-5", "#1f5fa6", "#1f5fa6"},
		{"heat-ink-1", "#ffffff", "#ffffff"}, {"heat-ink-2", "#1b1f24", "#1b1f24"}, {"heat-ink-3", "#1b1f24", "#1b1f24"},
		{"heat-ink-4", "#1b1f24", "#1b1f24"}, {"heat-ink-5", "#ffffff", "#ffffff"},
	}
}

// PaletteCSS is the palette as custom properties: light by default, dark where the reader asks for it, never on paper.
func PaletteCSS() string {
	var light, dark strings.Builder
	for _, c := range Palette() {
		light.WriteString(" --" + c.Name + ": " + c.Light + ";")
		dark.WriteString(" --" + c.Name + ": " + c.Dark + ";")
	}
	return ":root { color-scheme: light dark;" + light.String() + " }\n" +
		"@media screen and (prefers-color-scheme: dark) { :root:not([data-printing]) {" + dark.String() + " } }\n"
}

// Tokens is one theme as a JSON object of names and colours, for layout scripts that have no style sheet.
func Tokens(dark bool) json.RawMessage {
	names := map[string]string{}
	for _, c := range Palette() {
		names[c.Name] = c.Light
		if dark {
			names[c.Name] = c.Dark
		}
	}
	b, err := json.Marshal(names) // a map of strings cannot fail, and its keys are sorted
	if err != nil {
		panic("figure: palette: " + err.Error())
	}
	return b
}
