package library_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/internal/day"
	"cchc/rules"
	"cchc/rules/library"
)

var (
	march = day.Must(2026, 3, 31)
	july  = day.Must(2026, 7, 1)
	after = day.Must(2027, 3, 31) // of the year 2026, looked at later
)

// TestOrderOfChoice is the stated order, rule by rule.
func TestOrderOfChoice(t *testing.T) {
	f := newFolder(t)
	f.publish("mau", "1.0.0", "") // the whole period
	f.publish("mau", "1.9.0", "{from: 01/07/2026}")
	f.publish("mau", "1.10.0", "{from: 01/07/2026}")
	f.publish("mau", "1.11.0", "{from: 01/02/2026, until: 30/06/2026}")
	f.publish("mau", "2.0.0", "{from: 15/12/2026}")
	f.line("mau@2.0.0 withdrawn 2026-02-01 Sai căn cứ")
	f.put("mau", "3.0.0", "{from: 20/12/2026}") // a draft
	l := f.open()
	for _, c := range []struct {
		explicit string
		on       day.Day
		want     string
		how      library.How
		date     day.Day
		status   library.Status
		applies  bool
	}{
		{"", day.Must(2026, 1, 15), "1.0.0", library.InForce, day.Must(2026, 1, 15), library.Published, true},
		{"", march, "1.11.0", library.InForce, march, library.Published, true}, // later first day, though 1.0.0 is in force too
		{"", day.Must(2026, 6, 30), "1.11.0", library.InForce, day.Must(2026, 6, 30), library.Published, true},
		{"", july, "1.10.0", library.InForce, july, library.Published, true}, // of equal first days 1.10 above 1.9
		{"", after, "1.10.0", library.InForce, day.Must(2026, 12, 31), library.Published, true},
		{"1.9.0", july, "1.9.0", library.Explicit, july, library.Published, true},
		{"1.9.0", march, "1.9.0", library.Explicit, march, library.Published, false},
		{"2.0.0", after, "2.0.0", library.Explicit, day.Must(2026, 12, 31), library.Withdrawn, true},
		{"3.0.0", march, "3.0.0", library.Explicit, march, library.Draft, false},
		{"3.0.0", day.None, "3.0.0", library.Explicit, day.None, library.Draft, true},
	} {
		got, err := l.Choose("mau", c.explicit, c.on)
		if err != nil {
			t.Errorf("%q on %s: %v", c.explicit, c.on, err)
			continue
		}
		if got.Version.Version != c.want || got.How != c.how || got.On != c.date || got.Status != c.status || got.Applies() != c.applies {
			t.Errorf("%q on %s: %s by %s on %s, %s, %v; want %+v", c.explicit, c.on, got.Version.Version, got.How, got.On,
				got.Status, got.Applies(), c)
		}
		if got.Loaded == nil || got.Loaded.Hash != got.Hash {
			t.Errorf("%q on %s: loaded %v, hash %s", c.explicit, c.on, got.Loaded, got.Hash)
		}
		versions := l.Versions("mau")
		same, err := library.Choose(versions, "mau", c.explicit, c.on)
		if err != nil || same.Version.Version != got.Version.Version || same.How != got.How {
			t.Errorf("of a list %s, of the library %s (%v)", same.Version.Version, got.Version.Version, err)
		}
	}
	if latest, err := l.Latest("mau"); err != nil || latest.Version != "1.11.0" {
		t.Errorf("latest is %v, %v", latest, err)
	}
}

// TestRefusalListsEveryVersion: who gets none learns of each why not.
func TestRefusalListsEveryVersion(t *testing.T) {
	f := newFolder(t)
	f.publish("mau", "1.10.0", "{from: 01/07/2026}")
	f.publish("mau", "1.9.0", "{from: 01/01/2026, until: 31/01/2026}")
	f.publish("mau", "2.0.0", "")
	f.line("mau@2.0.0 withdrawn 2026-02-01 Sai căn cứ")
	f.put("mau", "3.0.0", "")
	l := f.open()
	_, err := l.Choose("mau", "", march)
	var refusal *library.Refusal
	if !errors.As(err, &refusal) || refusal.Code != library.NoneInForce || errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	var got []string
	for i := range refusal.Considered {
		c := &refusal.Considered[i]
		got = append(got, c.Name()+" "+c.Why+" "+strings.Join(c.Args, "|"))
	}
	want := []string{
		"mau@1.9.0 library.why_ended 31/01/2026|31/03/2026", "mau@1.10.0 library.why_not_yet 01/07/2026|31/03/2026",
		"mau@2.0.0 library.why_withdrawn 01/02/2026|Sai căn cứ", "mau@3.0.0 library.why_draft ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if _, err := l.Choose("mau", "9.0.0", march); !errors.As(err, &refusal) || refusal.Code != library.UnknownVersion ||
		len(refusal.Considered) != 4 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("unknown version: %v", err)
	}
	if _, err := l.Choose("khac", "", march); !errors.As(err, &refusal) || refusal.Code != library.UnknownSet {
		t.Errorf("unknown set: %v", err)
	}
	if _, err := l.Latest("khac"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("latest of an unknown set: %v", err)
	}
}

// TestChangedContentIsNeverUsed: a published version that was touched is refused by name, by day and as the latest.
func TestChangedContentIsNeverUsed(t *testing.T) {
	f := newFolder(t)
	f.publish("mau", "1.0.0", "")
	f.publish("mau", "1.1.0", "")
	file := f.MapFS["mau/1.1.0/set.yaml"]
	file.Data = []byte(strings.Replace(string(file.Data), "points: 0.5}, {else", "points: 0.25}, {else", 1))
	l := f.open()
	changed := func(err error) bool {
		var m *library.Mistake
		return errors.As(err, &m) && m.Code == library.Changed && m.File == "thu-vien/mau/1.1.0" && m.Args[0] == "mau@1.1.0" &&
			m.Args[1] != m.Args[2]
	}
	for _, explicit := range []string{"1.1.0", ""} {
		if _, err := l.Choose("mau", explicit, march); !changed(err) {
			t.Errorf("choose %q: %v", explicit, err)
		}
	}
	if _, err := l.Latest("mau"); !changed(err) {
		t.Errorf("latest: %v", err)
	}
	if c, err := l.Choose("mau", "1.0.0", march); err != nil || c.Version.Version != "1.0.0" {
		t.Errorf("its sound neighbour: %v", err)
	}
	if found := l.Check(); len(found) != 1 || !changed(found[0]) {
		t.Errorf("check: %v", found)
	}
	moved := newFolder(t) // moving a rule within its file is no change
	moved.publish("mau", "1.0.0", "")
	file = moved.MapFS["mau/1.0.0/set.yaml"]
	file.Data = append([]byte("# đã xem lại\n\n"), file.Data...)
	if found := moved.open().Check(); len(found) > 0 {
		t.Errorf("a comment: %v", found)
	}
}

// TestWithdrawnVersionHindersNobody: whatever became of the files of a withdrawn version, its set is still chosen from.
func TestWithdrawnVersionHindersNobody(t *testing.T) {
	for name, spoil := range map[string]func(f *folder){
		"gone":    func(f *folder) { delete(f.MapFS, "mau/1.1.0/set.yaml") },
		"changed": func(f *folder) { f.put("mau", "1.1.0", "{from: 01/02/2026}") },
		"broken":  func(f *folder) { f.MapFS["mau/1.1.0/set.yaml"].Data = []byte("set: {id: mau}\n") },
	} {
		f := newFolder(t)
		f.publish("mau", "1.0.0", "")
		f.publish("mau", "1.1.0", "")
		spoil(f)
		var m *library.Mistake
		if c, err := f.open().Choose("mau", "", march); !errors.As(err, &m) {
			t.Errorf("%s while published: %s, %v", name, c.Name(), err)
		}
		f.line("mau@1.1.0 withdrawn 2026-02-01 Sai căn cứ")
		l := f.open()
		if c, err := l.Choose("mau", "", march); err != nil || c.Version.Version != "1.0.0" {
			t.Errorf("%s: %s, %v", name, c.Name(), err)
		}
		if _, err := l.Choose("mau", "1.1.0", march); !errors.As(err, &m) {
			t.Errorf("%s by name: %v", name, err)
		}
		f.line("mau@1.0.0 withdrawn 2026-02-02 Hết dùng")
		var refusal *library.Refusal
		if _, err := f.open().Choose("mau", "", march); !errors.As(err, &refusal) || len(refusal.Considered) != 2 ||
			refusal.Considered[1].Why != library.WhyWithdrawn {
			t.Errorf("%s, all withdrawn: %v", name, err)
		}
	}
}

// TestWhatIsWrongWithAVersion: broken, gone and misnamed versions say so; a broken draft hinders nobody.
func TestWhatIsWrongWithAVersion(t *testing.T) {
	f := newFolder(t)
	f.publish("mau", "1.0.0", "")
	f.MapFS["mau/1.1.0/set.yaml"] = &fstest.MapFile{Data: []byte("set: {id: mau}\n")}
	f.MapFS["mau/1.2.0/set.yaml"] = &fstest.MapFile{Data: []byte(setText(t, "mau", "1.3.0", ""))}
	f.MapFS["mau/1.4/set.yaml"] = &fstest.MapFile{Data: []byte("no version")}
	f.MapFS["mau/note.txt"] = &fstest.MapFile{Data: []byte("x")}
	f.line("khac@1.0.0 %s", hash)
	l := f.open()
	if ids := l.IDs(); len(ids) != 2 {
		t.Errorf("ids %v", ids)
	}
	var got []string
	for _, id := range l.IDs() {
		for _, v := range l.Versions(id) {
			code := ""
			if v.Mistake != nil {
				code = v.Mistake.Code
			}
			got = append(got, v.Name()+" "+string(v.Status)+" "+code)
		}
	}
	want := "khac@1.0.0 published library.gone,mau@1.0.0 published ,mau@1.1.0 draft library.broken,mau@1.2.0 draft library.other_name"
	if strings.Join(got, ",") != want {
		t.Errorf("got %s", strings.Join(got, ","))
	}
	if c, err := l.Choose("mau", "", march); err != nil || c.Version.Version != "1.0.0" {
		t.Errorf("beside drafts with mistakes: %v", err)
	}
	for explicit, code := range map[string]string{"1.1.0": library.Broken, "1.2.0": library.OtherName} {
		var m *library.Mistake
		if c, err := l.Choose("mau", explicit, march); !errors.As(err, &m) || m.Code != code {
			t.Errorf("%s: %v, %v", explicit, c.Version.Version, err)
		}
	}
	if _, found := library.Open(fstest.MapFS{library.RegisterFile: {Data: []byte("x\ny\n")}}, "a"); len(found) != 2 ||
		found[1].File != "a/published.txt" || found[1].Line != 2 {
		t.Errorf("a register that cannot be read: %v", found)
	}
}

// TestLibrariesBesideOneAnother: a folder's versions stand beside the built-in ones; one name has one content.
func TestLibrariesBesideOneAnother(t *testing.T) {
	builtIn := rules.Embedded()[0]
	own := newFolder(t)
	own.publish("mau", "1.0.0", "")
	l := library.Join(library.BuiltIn(), own.open())
	c, err := l.Choose(builtIn.ID, "", day.Must(2026, 6, 1))
	if err != nil || c.Place != "" || c.Status != library.Published {
		t.Errorf("built in: %+v, %v", c.Version.Place, err)
	}
	if c, err = l.Choose("mau", "", march); err != nil || c.Place != "thu-vien" || c.Published != day.Must(2026, 1, 5) {
		t.Errorf("own: %+v, %v", c.Version.Place, err)
	}
	first, second := newFolder(t), newFolder(t)
	first.publish("mau", "1.0.0", "")
	second.put("mau", "1.0.0", "{from: 01/02/2026}")
	var m *library.Mistake
	if _, err := library.Join(first.open(), second.open()).Choose("mau", "", march); !errors.As(err, &m) || m.Code != library.TwoContents {
		t.Errorf("two contents of one name: %v", err)
	}
	copied := newFolder(t)
	copied.put("mau", "1.0.0", "")
	if c, err := library.Join(copied.open(), first.open()).Choose("mau", "", march); err != nil || c.Status != library.Published {
		t.Errorf("a copy of a published version: %v, %v", c.Status, err)
	}
	// A register alone may withdraw what another library has.
	only := newFolder(t)
	only.line("mau@1.0.0 %s", first.open().Versions("mau")[0].Hash)
	only.line("mau@1.0.0 withdrawn 2026-02-01 Không dùng ở tỉnh")
	for _, l := range []*library.Library{library.Join(first.open(), only.open()), library.Join(only.open(), first.open())} {
		if c, err := l.Choose("mau", "1.0.0", march); err != nil || c.Status != library.Withdrawn || c.Reason != "Không dùng ở tỉnh" || c.Loaded == nil {
			t.Errorf("withdrawn elsewhere: %+v, %v", c.Status, err)
		}
		if _, err := l.Choose("mau", "", march); err == nil {
			t.Error("chosen though withdrawn elsewhere")
		}
	}
}

// TestBuiltInSetsAreThePublishedOnes: the register that is built in is that of the sets that are built in.
func TestBuiltInSetsAreThePublishedOnes(t *testing.T) {
	l := library.BuiltIn()
	if found := l.Check(); len(found) > 0 {
		t.Error(found)
	}
	for _, s := range rules.Embedded() {
		for _, v := range l.Versions(s.ID) {
			if v.Status != library.Published || v.From != v.Period.From || v.Until != v.Period.Lock {
				t.Errorf("%s is %s, in force %s to %s", v.Name(), v.Status, v.From, v.Until)
			}
		}
	}
}

func TestCompareVersions(t *testing.T) {
	order := []string{"0.9.9", "1.0.0", "1.9.0", "1.9.10", "1.10.0", "1.99999999999999999999.0", "1.100000000000000000000.0", "2.0.0"}
	for i, a := range order {
		for j, b := range order {
			if got, want := rules.CompareVersions(a, b), min(1, max(-1, i-j)); got != want {
				t.Errorf("%s against %s: %d, want %d", a, b, got, want)
			}
		}
	}
}
