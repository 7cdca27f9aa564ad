package draw

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

func testRuler(t testing.TB) *ruler {
	t.Helper()
	f, _, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	return newRuler(f)
}

// TestWidthsAreTheBrowsers compares with widths that a browser measured; see testdata/README.md.
func TestWidthsAreTheBrowsers(t *testing.T) {
	b, err := os.ReadFile("testdata/widths.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Text  string
		Plain float64 `json:"12px"`
		Bold  float64 `json:"bold 15px"`
	}
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	r := testRuler(t)
	largest, at := 0.0, ""
	for _, row := range rows {
		for font, want := range map[string]float64{"12px " + family: row.Plain, "normal bold 15px " + family: row.Bold} {
			if d := math.Abs(r.width(row.Text, font) - want); d > largest {
				largest, at = d, font+" "+row.Text
			}
		}
	}
	t.Logf("%d texts, largest difference %.4f px: %s", len(rows), largest, at)
	if len(rows) < 200 || largest > 1.0/64 { // the browser rounds to that
		t.Errorf("of %d texts, the width of %q is %.4f px off", len(rows), at, largest)
	}
}

func TestFontHasEveryVietnameseLetter(t *testing.T) {
	r := testRuler(t)
	letters := "ĂÂĐÊÔƠƯăâđêôơưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúýĨŨĩũ₫–—…“”≥≤×÷±−"
	for c := 'Ạ'; c <= 'ỹ'; c++ {
		letters += string(c)
	}
	for _, s := range []*scale{&r.plain, &r.bold} {
		for _, c := range letters {
			if s.look(c).index == 0 {
				t.Errorf("no %q", c)
			}
		}
	}
}

func TestRoomOfLettersThatAreNotInTheFont(t *testing.T) {
	r := testRuler(t)
	for _, c := range []struct {
		text, font string
		want       float64
	}{
		{"", "12px x", 0},
		{"国", "12px x", 12},
		{"国国", "bold 10px x", 20},
		{"\u202e\u0007", "12px x", 0},
		{"😀", "20px x", 20},
		{"1", "nonsense", 12 * 1139.0 / 2048}, // as ECharts takes it: 12 pixels
		{"1", "600 24px x", 24 * 1139.0 / 2048},
		{"11", "italic 12px x", 12 * (2*1139.0 - 152) / 2048}, // kerned
	} {
		if got := r.width(c.text, c.font); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%q in %q is %v wide, not %v", c.text, c.font, got, c.want)
		}
	}
	if composed, marks := r.width("ế", "12px x"), r.width("e\u0302\u0301", "12px x"); composed != marks {
		t.Errorf("composed %v, with marks %v", composed, marks)
	}
}
