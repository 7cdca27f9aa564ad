package charts

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"cchc/charts/figure"
)

//go:embed assets/*.tmpl assets/*.css assets/js/*.js assets/echarts/echarts.min.js
var assets embed.FS

// asset reads an embedded file; a missing one is a broken build.
func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("charts: embedded file: " + err.Error())
	}
	return string(b)
}

// layoutScripts names the scripts that draw, in the order in which they are loaded: the library, the base, one file for
// each kind of picture.
var layoutScripts = sync.OnceValue(func() []string {
	fits, err := fs.Glob(assets, "assets/js/fit-*.js")
	if err != nil {
		panic("charts: embedded file: " + err.Error())
	}
	names := []string{"echarts/echarts.min.js", "js/base.js"}
	for _, path := range fits {
		names = append(names, strings.TrimPrefix(path, "assets/"))
	}
	return names
})

// shell is what every page of a kind shares: its template, the style and scripts it carries inside, and the policy that
// allows exactly these bytes and nothing from anywhere.
type shell struct {
	template *template.Template
	Policy   string
	Style    template.CSS
	Scripts  []template.JS
}

var reportShell = sync.OnceValue(func() shell {
	style := figure.PaletteCSS() + asset("charts.css")
	return newShell("report.html.tmpl", style, append(slices.Clone(layoutScripts()), "js/page.js")...)
})

var selfAssessmentShell = sync.OnceValue(func() shell {
	return newShell("selfassessment.html.tmpl", asset("selfassessment.css"))
})

func newShell(page, style string, scripts ...string) shell {
	s := shell{
		template: template.Must(template.New(page).ParseFS(assets, "assets/"+page, "assets/parts.html.tmpl")),
		Style:    template.CSS(style),
	}
	policy := []string{"default-src 'none'", "style-src " + digest(style)}
	if len(scripts) > 0 {
		sources := make([]string, len(scripts))
		for i, name := range scripts {
			text := asset(name)
			if strings.HasPrefix(name, "js/") {
				text = lean(text)
			}
			s.Scripts = append(s.Scripts, template.JS(text))
			sources[i] = digest(text)
		}
		policy = append(policy, "script-src "+strings.Join(sources, " "))
	}
	s.Policy = strings.Join(append(policy, "img-src data:", "base-uri 'none'", "form-action 'none'"), "; ")
	return s
}

// lean is a script without its lines of comment and the blanks before each line, which a page carries for nobody. Our scripts
// have no texts over several lines; a test holds that.
func lean(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		if line = strings.TrimLeft(line, " \t"); !strings.HasPrefix(line, "//") && line != "\n" {
			b.WriteString(line)
		}
	}
	return b.String()
}

// digest is the source expression that allows one inline text in a Content-Security-Policy.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
