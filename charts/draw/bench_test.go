package draw

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
)

// made is a drawing of a kind.
func made(kind string, option map[string]any) []byte {
	return must(json.Marshal(map[string]any{"kind": kind, "title": "Tên", "basis": "Số liệu mẫu", "option": option}))
}

// ranking is a drawing of so many bars, with names as long as real ones.
func ranking(rows int) []byte {
	type item struct {
		Value float64  `json:"value"`
		Texts []string `json:"texts"`
	}
	var labels []string
	var data []item
	for i := range rows {
		labels = append(labels, fmt.Sprintf("Ủy ban nhân dân xã Mường Nhé số %d, huyện Điện Biên Đông cũ", i+1))
		data = append(data, item{float64(100 - i%60), []string{fmt.Sprint(100-i%60, ",00")}})
	}
	return made("bars", map[string]any{
		"yAxis": map[string]any{"type": "category", "inverse": true, "data": labels}, "xAxis": map[string]any{"type": "value"},
		"series": []any{map[string]any{"type": "bar", "data": data}},
	})
}

// cells is a drawing of a table of coloured cells, each with its number.
func cells(rows, columns int) []byte {
	var across, down []string
	var data [][3]int
	for x := range columns {
		across = append(across, fmt.Sprintf("%d.%d.%d", x/9+1, x/3%3+1, x%3+1))
	}
	for y := range rows {
		down = append(down, fmt.Sprintf("Sở Nông nghiệp và Môi trường %d", y+1))
		for x := range columns {
			data = append(data, [3]int{x, y, (x*37 + y*11) % 101})
		}
	}
	return made("cells", map[string]any{
		"xAxis": map[string]any{"type": "category", "data": across}, "yAxis": map[string]any{"type": "category", "data": down},
		"series": []any{map[string]any{"type": "heatmap", "data": data}},
	})
}

func BenchmarkNew(b *testing.B) {
	all := scripts()
	for b.Loop() {
		must(New(all...))
	}
}

// BenchmarkInterpreter makes an interpreter, and tells the memory that one keeps.
func BenchmarkInterpreter(b *testing.B) {
	d := must(shared())
	var kept []*interpreter
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		kept = append(kept, must(newInterpreter(d.programs, d.faces)))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(kept))/1e6, "MB/interpreter")
	runtime.KeepAlive(kept)
}

func BenchmarkSVG(b *testing.B) {
	for _, c := range []struct {
		name    string
		drawing []byte
	}{{"16 bars", ranking(16)}, {"129 bars", ranking(129)}, {"16x7 cells", cells(16, 7)}, {"33x58 cells", cells(33, 58)}} {
		b.Run(c.name, func(b *testing.B) {
			d := fresh(b, 1)
			size := 0
			for b.Loop() {
				size = len(must(d.SVG(c.drawing, Options{Width: 1000, Tokens: colors()})))
			}
			b.ReportMetric(float64(size)/1000, "kB/file")
		})
	}
}

func BenchmarkClean(b *testing.B) {
	d := must(shared())
	raw := must(d.run(string(cells(33, 58)), string(must(json.Marshal(setting{1000, colors(), family, true, false, nil})))))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		must(clean(raw, "c", "Tên"))
	}
}

func BenchmarkWidth(b *testing.B) {
	r := testRuler(b)
	for b.Loop() {
		r.width("Ban hành Kế hoạch cải cách hành chính năm 2026 của UBND tỉnh", "12px "+family)
	}
}
