//go:build browser

package charts

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cchc/charts/draw"
	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/internal/chromium"
)

var shots = flag.String("shots", "", "folder to write screenshots of the pages to")

// madePages are made once for all tests.
var madePages struct {
	once   sync.Once
	byName map[string]string
}

// browserPages writes the pages that are opened in a browser: the demo year, a unit of it, made results with every case,
// and the same with hostile names.
func browserPages(t *testing.T) map[string]string {
	t.Helper()
	madePages.once.Do(func() {
		scopes := figuretest.Demo(t)
		so := scopes[1]
		madePages.byName = map[string]string{
			"demo": reportPageOf(t, scopes...), "unit": unitPageOf(t, demoUnit(t)),
			"small": reportPageOf(t, figuretest.Small(figuretest.Plain)), "hostile": reportPageOf(t, figuretest.Small(figuretest.Hostile)),
			"hostile-unit": unitPageOf(t, unitOf(figuretest.Small(figuretest.Hostile), "so-b")),
			"form":         selfAssessmentPageOf(t, madeSelfAssessment(so, so.Result.Units[2].Unit)),
		}
	})
	dir, files := t.TempDir(), map[string]string{}
	for name, page := range madePages.byName {
		files[name] = filepath.Join(dir, name+".html")
		if err := os.WriteFile(files[name], []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestInBrowser opens the pages from disk in Chromium without a network, on a screen and a phone, light and dark: every
// picture is drawn with the marks of its table, names stay text, nothing is loaded, nothing is complained about, everybody
// can read it, and nothing sticks out.
func TestInBrowser(t *testing.T) {
	t.Parallel()
	files := browserPages(t)
	b := chromium.Start(t)
	for name, file := range files {
		for _, v := range chromium.Views() {
			if testing.Short() && v.Dark != v.Touch {
				continue // a light screen and a dark phone stand for all four
			}
			t.Run(name+"/"+v.String(), func(t *testing.T) {
				t.Parallel()
				p := b.Open(t, file, v)
				p.Quiet(t)
				p.Overflow(t)
				p.Axe(t)
				var title string
				if p.Eval(t, "document.title", &title); strings.Contains(title, "owned") && !strings.Contains(title, "img") {
					t.Error("a name was run as a script")
				}
				for _, fault := range drawnFaults(t, p) {
					t.Error(fault)
				}
				if *shots != "" {
					p.Shot(t, filepath.Join(*shots, name+"-"+v.String()+".png"), true)
				}
				p.Quiet(t)
			})
		}
	}
}

// readBack finds, picture by picture, what is wrong with what was drawn: as many shapes as the drawing has marks, each at the
// number it says, each number in a cell of the figure's tables. Series whose id begins with "aid" draw no numbers, and a
// picture in which the reader moves a window over the rows may leave out what lies outside.
const readBack = `(function () {
  function plain(text) { return Number(text.replace(/[≤%]/g, '').trim().replace(/\./g, '').replace(',', '.')); }
  function valueOf(d) { return d !== null && typeof d === 'object' && !Array.isArray(d) ? d.value : d; }
  // textsOf are the numbers that a datum draws; none for one without a value.
  function textsOf(d) {
    var value = valueOf(d);
    if (value === '-' || value === undefined || value === null) return [];
    if (!Array.isArray(d) && typeof d === 'object' && !Array.isArray(value)) return d.texts || [];
    if (d.texts) return d.texts;
    return [String([].concat(value).pop())];
  }
  var faults = [];
  document.querySelectorAll('[data-drawing]').forEach(function (el) {
    var drawing = JSON.parse(document.getElementById(el.dataset.drawing).textContent);
    var chart = el.firstElementChild && echarts.getInstanceByDom(el.firstElementChild);
    if (!chart || !el.querySelector('svg')) { faults.push(el.id + ' is not drawn'); return; }
    var cells = {};
    el.closest('figure').querySelectorAll('td').forEach(function (td) { cells[plain(td.textContent)] = true; });
    var wanted = 0, drawn = 0;
    drawing.option.series.forEach(function (s) {
      if (!/^aid/.test(s.id)) (s.data || []).forEach(function (d) { wanted += textsOf(d).length ? 1 : 0; });
    });
    chart.getModel().getSeries().forEach(function (series) {
      if (/^aid/.test(series.id)) return;
      var data = series.getData();
      data.each(function (i) {
        var raw = data.getRawDataItem(i), texts = textsOf(raw), at = [].concat(valueOf(raw)).map(Number);
        if (!texts.length) return;
        if (data.getItemGraphicEl(i) || data.getItemLayout(i)) drawn++;
        texts.forEach(function (text) {
          var n = text.indexOf(',') < 0 && /^-?[0-9.]+$/.test(text) ? Number(text) : plain(text);
          if (at.indexOf(n) < 0) faults.push(el.id + ' says ' + text + ' but draws ' + at);
          if (!cells[n]) faults.push(el.id + ' draws ' + text + ', which its tables do not have');
        });
      });
    });
    var zoomed = (chart.getOption().dataZoom || []).length > 0;
    if (!wanted || (zoomed ? !drawn : drawn !== wanted)) faults.push(el.id + ' draws ' + drawn + ' of ' + wanted + ' marks');
  });
  return faults;
})()`

func drawnFaults(t *testing.T, p *chromium.Page) []string {
	t.Helper()
	var faults []string
	p.Eval(t, readBack, &faults)
	return faults
}

// TestDownloads takes every picture of the demo year out of the page as a file: the SVG says its title, its labels and what it
// rests on, the PNG is a picture.
func TestDownloads(t *testing.T) {
	t.Parallel()
	file := browserPages(t)["unit"]
	p := chromium.Start(t).Open(t, file, chromium.Views()[0])
	var ids []string
	p.Eval(t, `Array.from(document.querySelectorAll('[data-drawing]'), function (el) { return el.id; })`, &ids)
	if len(ids) == 0 {
		t.Fatal("no pictures")
	}
	for _, id := range ids {
		name, svg := p.Download(t, func() { press(t, p, id, 1) })
		if name != id+".svg" || !bytes.Contains(svg, []byte("<svg")) {
			t.Errorf("%s is given as %s: %.80s", id, name, svg)
		}
		if texts, err := draw.Texts(svg); err != nil || len(texts) < 3 {
			t.Errorf("%s.svg is no picture with texts: %q, %v", id, texts, err)
		}
		for _, want := range []string{figure.DemoLabel, "so-2026", "1.0.0"} {
			if !bytes.Contains(svg, []byte(want)) {
				t.Errorf("%s.svg does not say %s", id, want)
			}
		}
		name, picture := p.Download(t, func() { press(t, p, id, 2) })
		if _, err := png.Decode(bytes.NewReader(picture)); err != nil || name != id+".png" {
			t.Errorf("%s is given as %s: %v", id, name, err)
		}
	}
	p.Quiet(t)
}

// press clicks a picture's nth button, as a reader would: a page that downloads by itself is stopped.
func press(t *testing.T, p *chromium.Page, id string, n int) {
	p.Click(t, fmt.Sprintf("figure:has(#%s) .tools button:nth-of-type(%d)", id, n))
}

// tips points at the first and the last mark of every series of every picture and gives what is wrong with what is then
// said: nothing, or a word of the script in the place of a text.
const tips = `(async function () {
  var faults = [], said = 0;
  function texts(el) { return Array.from(el.querySelectorAll('svg text'), function (t) { return t.textContent; }); }
  for (const el of document.querySelectorAll('[data-drawing]')) {
    const chart = echarts.getInstanceByDom(el.firstElementChild);
    if (chart.getOption().tooltip[0].show === false) continue;
    const still = texts(el).join('|');
    let shown = 0;
    chart.getModel().eachSeries(function (series, k) {
      if (/^aid/.test(series.id)) return;
      const data = series.getData();
      [0, data.count() - 1].forEach(function (i) {
        chart.dispatchAction({ type: 'showTip', seriesIndex: series.seriesIndex, dataIndex: i });
        chart.getZr().flush();
        const now = texts(el).join('|');
        if (now !== still) shown++;
        if (/undefined|NaN|\[object|null/.test(now)) faults.push(el.id + ' says ' + now.slice(-200));
      });
    });
    if (!shown) faults.push(el.id + ' says nothing to whoever points at it');
    said += shown;
    chart.dispatchAction({ type: 'hideTip' });
  }
  if (said < 10) faults.push('only ' + said + ' marks say anything');
  return faults;
})()`

// TestPointing: every picture answers whoever points at its marks, with a mouse too, and parts open by keyboard.
func TestPointing(t *testing.T) {
	t.Parallel()
	files := browserPages(t)
	b := chromium.Start(t)
	for _, name := range []string{"demo", "unit", "hostile"} {
		p := b.Open(t, files[name], chromium.Views()[0])
		var faults []string
		p.Eval(t, tips, &faults)
		for _, fault := range faults {
			t.Errorf("%s: %s", name, fault)
		}
		p.Quiet(t)
	}
	p := b.Open(t, files["unit"], chromium.Views()[0])
	const texts = `document.querySelectorAll('#don-vi-nguyen-nhan svg text').length`
	var before, after int
	p.Eval(t, texts, &before)
	p.Hover(t, "#don-vi-nguyen-nhan")
	p.Wait(t, texts+" > "+fmt.Sprint(before))
	const drill = "details.drill:not([open]) > summary"
	p.Eval(t, `document.querySelectorAll("`+drill+`").length`, &before)
	p.Eval(t, `document.querySelector("`+drill+`").focus()`, nil)
	p.Press(t, "Enter")
	p.Eval(t, `document.querySelectorAll("`+drill+`").length`, &after)
	if after != before-1 {
		t.Errorf("%d closed parts before, %d after Enter", before, after)
	}
	p.Quiet(t)
}

// TestSearchKeepsRows: what is searched without tone marks is kept, in the picture and in its tables.
func TestSearchKeepsRows(t *testing.T) {
	t.Parallel()
	p := chromium.Start(t).Open(t, browserPages(t)["demo"], chromium.Views()[0])
	p.Eval(t, `(function () {
	  var field = document.querySelector('#xa-2026-xa-tieu-chi').parentNode.querySelector('input');
	  field.value = 'yen';
	  field.dispatchEvent(new Event('input'));
	})()`, nil)
	p.Wait(t, `document.querySelector('#xa-2026-xa-tieu-chi').parentNode.querySelector('output').textContent !== ''`)
	var names struct{ Shown, Drawn []string }
	p.Eval(t, `(function () {
	  var figure = document.querySelector('#xa-2026-xa-tieu-chi').parentNode;
	  var rows = Array.from(figure.querySelector('table').tBodies[0].rows).filter(function (r) { return !r.hidden; });
	  var chart = echarts.getInstanceByDom(document.querySelector('#xa-2026-xa-tieu-chi').firstElementChild);
	  return { Shown: rows.map(function (r) { return r.cells[0].textContent; }),
	    Drawn: chart.getOption().yAxis[0].data.map(function (d) { return String(d.value === undefined ? d : d.value); }) };
	})()`, &names)
	if len(names.Shown) < 2 || len(names.Shown) != len(names.Drawn) {
		t.Fatalf("table keeps %q, picture %q", names.Shown, names.Drawn)
	}
	for _, name := range names.Shown {
		if !strings.Contains(name, "Yên") {
			t.Errorf("%q was kept", name)
		}
	}
	p.Quiet(t)
}

// TestPrint: the page goes to paper with every picture and without complaint; in short that of the made results, which has
// every kind of picture too.
func TestPrint(t *testing.T) {
	t.Parallel()
	name := "demo"
	if testing.Short() {
		name = "small"
	}
	p := chromium.Start(t).Open(t, browserPages(t)[name], chromium.Views()[1])
	if pdf := p.Print(t); !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("no paper: %.20q", pdf)
	} else if *shots != "" {
		if err := os.WriteFile(filepath.Join(*shots, "demo.pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p.Quiet(t)
}
