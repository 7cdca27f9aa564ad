package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/table"
	"cchc/internal/wording"
)

var columns = table.Layout{{Name: "ma", Required: true}, {Name: "ten"}, {Name: "so", Required: true}}

// read gives the rows as lines of cells, then the mistakes.
func read(data string, maxRows int) (rows, mistakes string) {
	var r table.Reader
	var lines []string
	r.Read("f.csv", []byte(data), columns, maxRows, func(rw *table.Row) {
		if !rw.Bad {
			lines = append(lines, rw.Cells[0].Text+"|"+rw.Cells[1].Text+"|"+rw.Cells[2].Text)
		}
	})
	for _, m := range r.Mistakes {
		mistakes += m.Format(wording.Message) + "\n"
	}
	return strings.Join(lines, "\n"), mistakes
}

func TestRead(t *testing.T) {
	many := "ma,so" + strings.Repeat(",x", 200) + "\n"
	zalgo := "o" + strings.Repeat("\u0323", 40)
	for _, c := range []struct{ name, data, rows, codes string }{
		{"commas", "ma,ten,so\na,b,1\n", "a|b|1", ""},
		{"semicolons hold decimal commas", "ma;ten;so\na;b,c;1,5\n", "a|b,c|1,5", ""},
		{"any order, an optional column left out", "so,ma\n1,a\n", "a||1", ""},
		{"separated diacritics", "ma,ten,so\na,Tie\u0302\u0301ng,1\n", "a|Tiếng|1", ""},
		{"a header with separated diacritics is not one of ours", "ma,so,te\u0301n\na,1,x\n", "a||1", "facts.column_unknown_near"},
		{"mixed separators", "ma;ten;so\na,b,1\nc;d;2\n", "c|d|2", "facts.csv_ragged"},
		{"a header twice", "ma,so,ma\na,1,b\n", "", "facts.column_twice"},
		{"a required header missing", "ma,ten\na,b\n", "", "facts.column_missing"},
		{"more columns than any of ours", many, "", "facts.file_columns"},
		{"a row too many", "ma,so\na,1\nb,2\nc,3\n", "a||1\nb||2", "facts.file_rows"},
		{"an open quote", "ma,so\n\"a,1\nb,2\n", "", "facts.csv_quote"},
		{"overlong diacritics", "ma,so\n" + zalgo + ",1\n", "", "facts.text_invisible"},
		{"header only", "ma,ten,so\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, mistakes := read(c.data, 2)
			if rows != c.rows {
				t.Errorf("rows %q, want %q", rows, c.rows)
			}
			if (mistakes == "") != (c.codes == "") || !strings.Contains(mistakes, c.codes) {
				t.Errorf("mistakes %q, want %q", mistakes, c.codes)
			}
		})
	}
}

// TestValuesComeBack: what is written of a value reads as the same value.
func TestValuesComeBack(t *testing.T) {
	for _, c := range []struct {
		in    form.Input
		field string
		value engine.Value
	}{
		{form.Input{Type: form.InYesNo}, "", engine.Value{Type: form.TypeBool}},
		{form.Input{Type: form.InYesNo}, "", engine.Value{Type: form.TypeBool, Bool: true}},
		{form.Input{Type: form.InDate}, "", engine.Value{Type: form.TypeDate, Day: day.Must(2026, 2, 28)}},
		{form.Input{Type: form.InDocument}, "", engine.Value{Type: form.TypeDate, None: true}},
		{form.Input{Type: form.InCount}, "", engine.Value{Type: form.TypeNumber, Num: exact.Int(1234567)}},
		{form.Input{Type: form.InNumber}, "", engine.Value{Type: form.TypeNumber, Num: ratio(1234, 1000)}},
		{form.Input{Type: form.InRatio}, "", engine.Value{Type: form.TypeNumber, Num: ratio(7, 8)}},
		{form.Input{Type: form.InReports}, "ok", engine.Value{Type: form.TypeBool, Bool: true}},
		{form.Input{Type: form.InSurvey}, "3", engine.Value{Type: form.TypeNumber, Num: exact.Int(0)}},
		{form.Input{Type: form.InList, Fields: []form.Field{{Name: "ten", Type: form.TypeText}}}, "ten",
			engine.Value{Type: form.TypeText, Text: "'=1+1"}},
	} {
		text, err := table.FormatValue(&c.in, c.field, c.value)
		if err != nil {
			t.Errorf("%s: %v", c.in.Type, err)
			continue
		}
		got, mistakes := table.ParseValue(&c.in, c.field, text, "o")
		if len(mistakes) > 0 {
			t.Errorf("%s %q: %v", c.in.Type, text, mistakes)
		}
		if diff := cmp.Diff(c.value, got, cmp.Comparer(exact.Num.Equal)); diff != "" {
			t.Errorf("%s %q: %s", c.in.Type, text, diff)
		}
	}
	third := engine.Value{Type: form.TypeNumber, Num: ratio(1, 3)}
	if text, err := table.FormatValue(&form.Input{Type: form.InNumber}, "", third); err == nil {
		t.Errorf("a third was written as %q", text)
	}
}

// ratio is a/b; b is not 0.
func ratio(a, b int64) exact.Num {
	n, _ := exact.Int(a).Quo(exact.Int(b))
	return n
}
