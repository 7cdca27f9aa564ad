package register_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
)

// theFolder makes a data folder with an opened year, on the day after the extraction.
func theFolder(t *testing.T) *store.Store {
	t.Helper()
	clock := time.Date(2026, 10, 2, 2, 0, 0, 0, time.UTC)
	s, err := store.Create(filepath.Join(t.TempDir(), "d"), store.Options{Clock: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	set := store.Blob{Domain: engine.SetDomain, Bytes: []byte(`{"id":"thu"}`)}
	plan := store.Blob{Domain: season.PlanDomain, Bytes: []byte(`{"number":"148"}`)}
	drafts := []season.Draft{}
	add := func(key, period string, b season.Body) {
		drafts = append(drafts, season.Draft{Key: "mở/" + key, Kind: b.Kind(), Period: period, Actor: season.Keeper, Reason: "mở năm",
			Happened: day.None, Body: b})
	}
	add("thư mục", "", &season.Folder{Demo: true, Province: "ninh-binh"})
	opening := &season.Opening{}
	for _, u := range theUnits().All() {
		add(u.Code, "", &season.UnitState{Unit: u})
	}
	for _, block := range theUnits().Blocks() {
		opening.Choices = append(opening.Choices, season.Choice{Block: block, Set: "thu", Version: "1.0.0", Hash: set.Hash(), Reason: "QĐ"})
	}
	add("bộ tiêu chí", "", &season.SetVersion{ID: "thu", Version: "1.0.0", Hash: set.Hash(), Scope: form.ScopeUnit, Title: "thử"})
	add("kế hoạch", "", &season.PlanVersion{Number: "148", Hash: plan.Hash()})
	add("kỳ", "2026", opening)
	record(t, s, drafts, set, plan)
	return s
}

func record(t *testing.T, s *store.Store, drafts []season.Draft, blobs ...store.Blob) {
	t.Helper()
	if _, err := s.Append(context.Background(), drafts, blobs...); err != nil {
		t.Fatal(err)
	}
}

// imported reads a file of a register, compares it with the folder and records what it says.
func imported(t *testing.T, s *store.Store, r *seeds.Register, data []byte, full bool) *register.Plan {
	t.Helper()
	ctx := context.Background()
	y, err := s.Year(ctx, "2026", day.Must(2026, 10, 2))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := s.Entries(ctx, "2026", r.ID, day.Must(2026, 10, 2))
	if err != nil {
		t.Fatal(err)
	}
	last, _, err := s.Last(ctx)
	if err != nil {
		t.Fatal(err)
	}
	known := register.KnownOf(y, theCalendar(), theSet(t, "so-2026"), theSet(t, "xa-2026"), theSet(t, "tinh-2026"))
	reading := register.Read(r, known, r.ID+".csv", data, extracted)
	plan, err := register.Merge(reading, known, register.Existing{Year: y, Entries: register.Entries(entries)}, full,
		register.Options{Period: "2026", Actor: r.Office + "/Nguyễn Văn A", Base: last, Raw: data})
	if err != nil {
		t.Fatalf("%v\n%s", err, theLines(reading.Mistakes))
	}
	raw := store.Blob{Domain: season.RawDomain, Bytes: data}
	record(t, s, plan.Drafts, raw)
	record(t, s, plan.Drafts, raw) // the same drafts again: an answer that was lost
	return plan
}

// TestFolderTakesImports: a row of each kind of register goes into a data folder, which says the same afterwards; the same file
// again changes nothing, an empty whole register takes everything away.
func TestFolderTakesImports(t *testing.T) {
	s, known := theFolder(t), theKnown(t)
	for i := range theRegisters().List {
		r := &theRegisters().List[i]
		if r.Kind == seeds.RegisterTable && r.ID != "tai-chinh" && r.ID != "ho-so" && r.ID != "thong-ke-tinh" {
			continue // the tables differ in nothing but their figures
		}
		tpl, err := register.RegisterTemplate(r, known, wording.Message)
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{"san_pham": "IV.1.1", "su_kien": "sk-1", "ngay": "01/03/2026", "don_vi": "so-ban-nganh"}
		if r.Kind != seeds.RegisterOccasions {
			row = rowOf(t, r, known)
		}
		data := filled(t, tpl, row)
		first := imported(t, s, r, data, false)
		again := imported(t, s, r, data, false)
		if first.Added != 1 || again.Unchanged != 1 || !again.Empty() || len(again.Drafts) != 1 {
			t.Errorf("%s: %d added at first; then %d unchanged, changes %v", r.ID, first.Added, again.Unchanged, again.Changes)
		}
		none := imported(t, s, r, tpl.Data, true)
		if none.Withdrawn != 1 {
			t.Errorf("%s: an empty whole register withdraws %d rows", r.ID, none.Withdrawn)
		}
		back := imported(t, s, r, data, false) // the first file's content once more, after a change in between
		if back.Added != 1 && back.Changed != 1 || back.Empty() {
			t.Errorf("%s: the first file does not come back: %+v", r.ID, back.Changes)
		}
	}
	faults, err := s.Verify(context.Background())
	if err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", err, faults)
	}
}
