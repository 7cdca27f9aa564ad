package library_test

import (
	"strings"
	"testing"

	"cchc/internal/day"
	"cchc/internal/wording"
	"cchc/rules/library"
)

const hash = "sha256:2b66ed601bad130502e5cadc9ba58aa05d1797f869f39f9d8cb3d0e552c74450"

// TestEveryRegisterMistakeAtOnce: every line that is wrong is told by its number, and the sound ones are read.
func TestEveryRegisterMistakeAtOnce(t *testing.T) {
	lines := []struct{ text, code string }{
		{"# sổ ban hành", ""},
		{"a@1.0.0 " + hash, ""}, // as the built-in register has it
		{"a@1.1.0 " + hash + " 2026-01-31\r", ""},
		{"", ""},
		{"a@1.1.0 withdrawn 2026-03-01 Sai hạn, theo Công văn 12/SNV", ""},
		{"a@1.1.0 withdrawn 2026-03-02 lần nữa", library.WithdrawnTwice},
		{"a@1.0.0 " + hash, library.PublishedTwice},
		{"a@1.0 " + hash, library.BadName},
		{"A@1.0.0 " + hash, library.BadName},
		{"../a@1.0.0 " + hash, library.BadName},
		{"a@01.0.0 " + hash, library.BadName},
		{"a " + hash, library.BadName},
		{"a@1.2.0", library.BadLine},
		{"a@1.2.0 " + hash[:70], library.BadHash},
		{"a@1.2.0 " + strings.ToUpper(hash), library.BadHash},
		{"a@1.2.0  " + hash, library.BadHash},
		{"a@1.2.0 " + hash + " 31/01/2026", library.BadDay},
		{"a@1.2.0 " + hash + " 2026-02-30", library.BadDay},
		{"a@1.2.0 " + hash + " 2026-01-31 thêm", library.BadDay},
		{"a@1.2.0 " + hash + " ", library.BadDay},
		{"a@1.2.0 withdrawn 2026-03-01 chưa ban hành", library.WithdrawnFirst},
		{"a@1.0.0 withdrawn Sai hạn", library.BadDay},
		{"a@1.0.0 withdrawn 2026-03-01", library.NoReason},
		{"a@1.0.0 withdrawn 2026-03-01  ", library.NoReason},
		{"a@1.2.0\t" + hash, library.BadLine},
		{"a@1.2.0 " + hash + " \u202e2026-01-31", library.BadLine},
		{"a@1.2.0 \xff", library.BadLine},
		{"b@10.0.0 " + hash + " 2026-02-01", ""},
		{"b@10.0.0 withdrawn 2026-01-31 sớm quá", library.WithdrawnBefore},
	}
	var text strings.Builder
	var want []string
	for i, l := range lines {
		text.WriteString(l.text)
		if i < len(lines)-1 {
			text.WriteString("\n")
		}
	}
	register, found := library.ParseRegister("published.txt", []byte(text.String()))
	for i, l := range lines {
		if l.code != "" {
			want = append(want, l.code)
			if n := len(want); n > len(found) || found[n-1].Code != l.code || found[n-1].Line != i+1 {
				t.Fatalf("line %d %q: want %s, found %v", i+1, l.text, l.code, found)
			}
		}
	}
	if len(found) != len(want) {
		t.Errorf("%d mistakes, want %d: %v", len(found), len(want), found)
	}
	if len(register) != 4 || register.Publication("a", "1.1.0").Day != day.Must(2026, 1, 31) ||
		register.Publication("a", "1.0.0").Day != day.None ||
		register.Withdrawal("a", "1.1.0").Reason != "Sai hạn, theo Công văn 12/SNV" || register.Withdrawal("a", "1.0.0") != nil {
		t.Errorf("read %+v", register)
	}
	for _, m := range found {
		if !wording.Known(m.Code) {
			t.Errorf("no sentence for %s", m.Code)
		}
	}
	if _, found := library.ParseRegister("x", make([]byte, 1<<20+1)); len(found) != 1 || found[0].Code != library.RegisterLarge {
		t.Errorf("a register of more than 1 MiB: %v", found)
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	for _, code := range library.Codes() {
		if !wording.Known(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}

// TestAddedKeepsWhatIsThere: a register only grows, by lines that can be read again; whatever could not is refused.
func TestAddedKeepsWhatIsThere(t *testing.T) {
	text := "a@1.0.0 " + hash // no line end
	for _, e := range []library.Entry{
		{ID: "a", Version: "1.1.0", Hash: hash, Day: day.Must(2026, 1, 31)},
		{ID: "a", Version: "1.2.0", Hash: hash, Day: day.None},
		{ID: "a", Version: "1.0.0", Day: day.Must(2026, 2, 1), Withdrawn: true, Reason: "Sai # hạn"},
	} {
		added, found := library.Added("r", []byte(text), e)
		if len(found) > 0 {
			t.Fatal(found)
		}
		text += string(added)
	}
	want := "a@1.0.0 " + hash + "\na@1.1.0 " + hash + " 2026-01-31\na@1.2.0 " + hash + "\na@1.0.0 withdrawn 2026-02-01 Sai # hạn\n"
	if text != want {
		t.Errorf("got\n%s, want\n%s", text, want)
	}
	for name, e := range map[string]library.Entry{
		"published twice":  {ID: "a", Version: "1.1.0", Hash: hash, Day: day.None},
		"no such version":  {ID: "a", Version: "9.0.0", Day: day.Must(2026, 2, 1), Withdrawn: true, Reason: "x"},
		"no reason":        {ID: "a", Version: "1.1.0", Day: day.Must(2026, 2, 1), Withdrawn: true},
		"no day":           {ID: "a", Version: "1.1.0", Day: day.None, Withdrawn: true, Reason: "x"},
		"two lines in one": {ID: "a", Version: "1.1.0", Day: day.Must(2026, 2, 1), Withdrawn: true, Reason: "x\nb@1.0.0 " + hash},
		"a path":           {ID: "../a", Version: "1.0.0", Hash: hash, Day: day.None},
		"a comment":        {ID: "#a", Version: "1.0.0", Hash: hash, Day: day.None},
	} {
		if added, found := library.Added("r", []byte(text), e); len(found) == 0 {
			t.Errorf("%s: added %q", name, added)
		}
	}
	if _, found := library.Added("r", []byte("x\n"), library.Entry{ID: "a", Version: "1.0.0", Hash: hash, Day: day.None}); len(found) == 0 {
		t.Error("added to a register that cannot be read")
	}
}

func FuzzParseRegister(f *testing.F) {
	f.Add("a@1.0.0 " + hash + "\na@1.0.0 withdrawn 2026-02-01 sai\n")
	f.Add("# a\r\n\na@1.0.0 " + hash + " 2026-01-31")
	f.Fuzz(func(t *testing.T, text string) {
		register, found := library.ParseRegister("r", []byte(text))
		if len(found) > 0 {
			return
		}
		printed := ""
		for i := range register {
			printed += register[i].String() + "\n"
		}
		again, found := library.ParseRegister("r", []byte(printed))
		if len(found) > 0 || len(again) != len(register) {
			t.Fatalf("%q came back as %q: %v", text, printed, found)
		}
		for i := range again {
			again[i].Line = register[i].Line
			if again[i] != register[i] {
				t.Errorf("%+v came back as %+v", register[i], again[i])
			}
		}
	})
}
