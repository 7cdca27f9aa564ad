package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

func by(actor string) season.Draft {
	d := number("so-y-te", "a", 1)
	d.Actor = actor
	return d
}

// personOf is the part after the slash.
func personOf(actor string) string {
	_, person := season.SplitActor(actor)
	return person
}

// TestNamesAreSealed: the log has no name, one person always stands under one thing, and the name is beside it.
func TestNamesAreSealed(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	made, err := s.Append(ctx, []season.Draft{by("so-noi-vu/Đỗ Thị Mai"), by("so-noi-vu/ đỗ thị  mai"), by("so-y-te/Đỗ Thị Mai"), by("so-noi-vu"),
		by("so-noi-vu/" + season.Program)})
	must(t, err)
	first := personOf(made[0].Actor)
	if !season.Sealed(first) || personOf(made[1].Actor) != first || !season.Sealed(personOf(made[2].Actor)) || personOf(made[2].Actor) == first ||
		made[3].Actor != "so-noi-vu" || made[4].Actor != "so-noi-vu/cchc" {
		t.Errorf("%s %s %s %s %s", made[0].Actor, made[1].Actor, made[2].Actor, made[3].Actor, made[4].Actor)
	}
	override := draft(&season.Judgement{ID: "q", Decision: engine.Decision{Kind: engine.DecideOverride, Code: "1.1", Layer: engine.LayerFinal,
		By: "so-noi-vu/Đỗ Thị Mai", Second: "so-tu-phap/Vũ D", Reason: "vì", Date: day.None}}, "2026", "so-y-te")
	made, err = s.Append(ctx, []season.Draft{override})
	must(t, err)
	if d := made[0].Body.(*season.Judgement).Decision; personOf(d.By) != first || !season.Sealed(personOf(d.Second)) {
		t.Errorf("%s, %s", d.By, d.Second)
	}
	again, err := s.Append(ctx, []season.Draft{override})
	if err != nil || again[0].Seq != made[0].Seq {
		t.Errorf("the same draft again: %v, %v", again, err)
	}
	people, err := s.People(ctx)
	must(t, err)
	names := map[string]string{}
	for _, p := range people {
		names[p.Sealed] = p.Office + "/" + p.Name
	}
	if names[first] != "so-noi-vu/Đỗ Thị Mai" || len(people) != 4 { // and the one who opened the folder
		t.Errorf("%v", names)
	}
	same := draft(&season.Judgement{ID: "q2", Decision: engine.Decision{Kind: engine.DecideOverride, Code: "1.2", Layer: engine.LayerFinal,
		By: "so-noi-vu/Hoàng E", Second: "so-noi-vu/hoàng e", Reason: "vì", Date: day.None}}, "2026", "so-y-te")
	_, err = s.Append(ctx, []season.Draft{same})
	var refused *season.Refusal
	if !errors.As(err, &refused) || refused.Code != season.SecondSame || refused.Args[0] != "so-noi-vu/Hoàng E" {
		t.Errorf("one person twice: %v", err)
	}
	if _, err := s.Append(ctx, []season.Draft{by("so-noi-vu/~" + strings.Repeat("a", 52))}); !codeIs(err, UnknownPerson) {
		t.Errorf("somebody who is nobody: %v", err)
	}
	for _, e := range log(t, s) {
		payload, err := e.Canonical()
		must(t, err)
		if bytes.Contains(payload, []byte("Mai")) || bytes.Contains(payload, []byte("Nguyễn Văn A")) {
			t.Errorf("event %d names somebody: %s", e.Seq, payload)
		}
	}
	sound(t, s)
}

// TestSaltsAreRandom in a folder that is no demo's: what stands for a name says nothing about it.
func TestSaltsAreRandom(t *testing.T) {
	met := map[season.Salt]bool{}
	for range 3 {
		s, err := Create(filepath.Join(t.TempDir(), "d"), Options{})
		must(t, err)
		_, err = s.Append(ctx, []season.Draft{draft(&season.Folder{Province: "ninh-binh"}, "", "")})
		must(t, err)
		people, err := s.People(ctx)
		must(t, err, s.Close())
		if len(people) != 1 || met[people[0].Salt] || people[0].Salt == (season.Salt{}) {
			t.Fatalf("%+v", people)
		}
		met[people[0].Salt] = true
	}
}

func erase(t *testing.T, s *Store, b season.Body) {
	t.Helper()
	_, err := s.Append(ctx, []season.Draft{draft(b, "", "")})
	must(t, err)
}

// leaves are the digests of the log.
func leaves(t *testing.T, s *Store) (list []string) {
	t.Helper()
	must(t, s.Leaves(ctx, 0, func(_ int64, payload []byte) error {
		list = append(list, season.Digest(payload))
		return nil
	}))
	return list
}

// TestErasedNamesAreGone: not a byte of the name is left in the folder, the log is what it was.
func TestErasedNamesAreGone(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	made, err := s.Append(ctx, []season.Draft{by("so-noi-vu/Đỗ Thị Mai"), by("so-noi-vu/Vũ D")})
	must(t, err)
	before, mai := leaves(t, s), personOf(made[0].Actor)
	if !holds(t, s.dir, "Thị Mai") {
		t.Fatal("the name is not there in the first place")
	}
	_, err = s.Append(ctx, []season.Draft{draft(&season.PersonErased{Office: "so-y-te", Sealed: mai}, "", "")})
	if refusalOf(err) != season.NothingToErase {
		t.Errorf("of another office: %v", err)
	}
	byOther := draft(&season.PersonErased{Office: "so-noi-vu", Sealed: mai}, "", "")
	byOther.Actor = "so-y-te/X"
	if _, err := s.Append(ctx, []season.Draft{byOther}); refusalOf(err) != season.NotKeeper {
		t.Errorf("by another office: %v", err)
	}
	erase(t, s, &season.PersonErased{Office: "so-noi-vu", Sealed: mai})
	if holds(t, s.dir, "Thị Mai") || holds(t, s.dir, "thị mai") {
		t.Error("the name is still in the folder")
	}
	if !holds(t, s.dir, "Vũ D") {
		t.Error("another name is gone as well")
	}
	after := leaves(t, s)
	if len(after) != len(before)+1 || strings.Join(after[:len(before)], " ") != strings.Join(before, " ") {
		t.Error("the log is not what it was")
	}
	sound(t, s)
	gone, err := s.Erased(ctx)
	must(t, err)
	if gone[mai] != int64(len(after)) {
		t.Errorf("erased: %v", gone)
	}
	back, err := s.Append(ctx, []season.Draft{by("so-noi-vu/Đỗ Thị Mai")})
	must(t, err)
	if personOf(back[0].Actor) == mai {
		t.Error("whoever comes back stands under the old thing")
	}
	sound(t, s)
	must(t, s.Close())
	*s = *reopened(t, s.dir, Options{Clock: clock.now})
}

// TestErasedTwiceInADemo: whoever comes back into a demo is somebody new each time, and the same each time it is played.
func TestErasedTwiceInADemo(t *testing.T) {
	play := func() (under []string) {
		s, _ := demo(t, seeds.DefaultUnits())
		for key := range 3 {
			d := by("so-noi-vu/Đỗ Thị Mai")
			d.Key = fmt.Sprint("mai/", key)
			made, err := s.Append(ctx, []season.Draft{d})
			must(t, err)
			mai := personOf(made[0].Actor)
			if slices.Contains(under, mai) {
				t.Errorf("back under %s, which was erased", mai)
			}
			under = append(under, mai)
			erase(t, s, &season.PersonErased{Office: "so-noi-vu", Sealed: mai})
			sound(t, s)
		}
		return under
	}
	if first, again := play(), play(); !slices.Equal(first, again) {
		t.Errorf("played twice: %v, %v", first, again)
	}
}

// holds tells whether any file of a folder has a text in it.
func holds(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	must(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, []byte(text))
		return err
	}))
	return found
}

// TestErasedContentIsGone: evidence and imported files go, what names them stays and is sound; other contents cannot be erased.
func TestErasedContentIsGone(t *testing.T) {
	s, _ := demo(t, seeds.DefaultUnits())
	digest, size, err := s.PutFile(ctx, strings.NewReader("căn cước của ông Bảy"), 0)
	must(t, err)
	file := draft(&season.File{Digest: digest, Size: size, Name: "a.pdf"}, "", "so-y-te")
	raw := Blob{Domain: season.RawDomain, Bytes: []byte("họ tên;bà Tám")}
	_, err = s.Append(ctx, []season.Draft{file, draft(&season.Import{Register: "r", Name: "r.csv", Raw: raw.Hash()}, "2026", "")}, raw)
	must(t, err)
	erase(t, s, &season.ContentErased{Digest: digest})
	erase(t, s, &season.ContentErased{Digest: raw.Hash()})
	if holds(t, s.dir, "ông Bảy") || holds(t, s.dir, "bà Tám") {
		t.Error("contents are still in the folder")
	}
	sound(t, s)
	_, err = s.BackUp(ctx, filepath.Join(t.TempDir(), "sao"), plainly) // does not look for what was erased
	must(t, err)
	again, _, err := s.PutFile(ctx, strings.NewReader("căn cước của ông Bảy"), 0)
	must(t, err)
	refile := draft(&season.File{Digest: again, Size: size, Name: "a.pdf"}, "", "so-y-te")
	if _, err := s.Append(ctx, []season.Draft{refile}); !codeIs(err, Erased) {
		t.Errorf("handed in again: %v", err)
	}
	if holds(t, s.dir, "ông Bảy") {
		t.Error("what was handed in again stays")
	}
	_, _, err = s.PutFile(ctx, strings.NewReader("căn cước của ông Bảy"), 0)
	must(t, err)
	fact := number("so-y-te", "a", 1)
	fact.Body.(*season.FactState).Evidence = digest
	if faults, err := s.Verify(ctx); err != nil || len(faults) != 1 || !codeIs(faults[0], NotErased) {
		t.Errorf("erased bytes that are there: %v, %v", faults, err)
	}
	if _, err := s.Append(ctx, []season.Draft{fact}); !codeIs(err, Erased) {
		t.Errorf("named again: %v", err)
	}
	sound(t, s)
	for what, digest := range map[string]string{"twice": digest, "a set": anySet.Hash(), "nothing": canon.Hash("x", nil)} {
		_, err := s.Append(ctx, []season.Draft{draft(&season.ContentErased{Digest: digest}, "", "")})
		if refusalOf(err) != season.NothingToErase {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestForgedNamesAreFound: a name that is exchanged, taken out without an event, or put back after it was erased.
func TestForgedNamesAreFound(t *testing.T) {
	for name, c := range map[string]struct{ statement, code string }{
		"exchanged":       {"DROP TRIGGER person_is_never_changed; UPDATE person SET name = 'Người khác' WHERE name = 'Đỗ Thị Mai'", BadPerson},
		"taken out":       {"DROP TRIGGER person_is_erased_by_an_event; DELETE FROM person WHERE name = 'Đỗ Thị Mai'", UnknownPerson},
		"found otherwise": {"DROP TRIGGER person_is_never_changed; UPDATE person SET folded = 'x/y' WHERE name = 'Đỗ Thị Mai'", BadPerson},
		"marked":          {"INSERT INTO erased SELECT sealed, 1, 1 FROM person WHERE name = 'Đỗ Thị Mai'", BadPerson},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := demo(t, seeds.DefaultUnits())
			_, err := s.Append(ctx, []season.Draft{by("so-noi-vu/Đỗ Thị Mai")})
			must(t, err)
			_, err = s.write.Exec(c.statement)
			must(t, err)
			faults, err := s.Verify(ctx)
			must(t, err)
			found := false
			for _, f := range faults {
				found = found || codeIs(f, c.code)
			}
			if !found {
				t.Errorf("found %v", faults)
			}
		})
	}
	s, _ := demo(t, seeds.DefaultUnits())
	if _, err := s.write.Exec("DELETE FROM person"); err == nil {
		t.Error("names can be taken out without an event")
	}
}

// TestTheSameAgainAfterAnErasure: whoever got no answer may send again, even when a name was erased in between.
func TestTheSameAgainAfterAnErasure(t *testing.T) {
	s, err := Create(filepath.Join(t.TempDir(), "d"), Options{}) // salts are random
	must(t, err)
	defer s.Close()
	drafts, blobs := open2026(seeds.DefaultUnits(), anySet, "so", "xa", "phuong")
	_, err = s.Append(ctx, drafts, blobs...)
	must(t, err)
	d := by("so-noi-vu/Đỗ Thị Mai")
	made, err := s.Append(ctx, []season.Draft{d})
	must(t, err)
	erase(t, s, &season.PersonErased{Office: "so-noi-vu", Sealed: personOf(made[0].Actor)})
	again, err := s.Append(ctx, []season.Draft{d})
	if err != nil || again[0].Seq != made[0].Seq {
		t.Errorf("the same again: %v", err)
	}
	other := d
	other.Actor = "so-y-te/Đỗ Thị Mai"
	if _, err := s.Append(ctx, []season.Draft{other}); !codeIs(err, KeyReused) {
		t.Errorf("another office under the same key: %v", err)
	}
}

// TestErasingWhileSomebodyReads: the erasure is recorded and said to be unfinished; the next writer with nobody reading finishes it.
func TestErasingWhileSomebodyReads(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	made, err := s.Append(ctx, []season.Draft{by("so-noi-vu/Đỗ Thị Mai")})
	must(t, err)
	tx, err := s.read.BeginTxx(ctx, nil)
	must(t, err)
	var n int
	must(t, tx.Get(&n, "SELECT COUNT(*) FROM person"))
	events, err := s.Append(ctx, []season.Draft{draft(&season.PersonErased{Office: "so-noi-vu", Sealed: personOf(made[0].Actor)}, "", "")})
	if !codeIs(err, StillHeld) || len(events) != 1 {
		t.Errorf("%v, %v", events, err)
	}
	must(t, tx.Rollback(), s.Close())
	*s = *reopened(t, s.dir, Options{Clock: clock.now})
	if holds(t, s.dir, "Thị Mai") {
		t.Error("the name is still in the folder")
	}
	sound(t, s)
}
