package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/seeds/demo"
)

// writeDemoFacts writes the demo year as a folder of facts and marks it as made up. Where the folder holds anything that is
// no demo's, or pages stand where no demo was, nothing is written.
func (a *app) writeDemoFacts(dir string, pages ...string) error {
	set, err := a.loadSet(demoSet)
	if err != nil {
		return err
	}
	p, err := a.planning(&planFlags{})
	if err != nil {
		return err
	}
	year, err := demo.Year(set, p.units)
	if err != nil {
		return err
	}
	facts := demoFacts(year)
	files, err := sheet.Encode(set, facts)
	if err != nil {
		return err
	}
	if err := freeForDemo(dir, files, pages); err != nil {
		return err
	}
	if err := sheet.WriteFolder(dir, set, facts); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, demoMarker), []byte(wording.Message("cli.demo")+"\n"), 0o644)
}

// freeForDemo refuses to write over what someone else made: a folder of facts without the demo's mark, other facts in one
// with it, pages beside a folder without it.
func freeForDemo(dir string, files []sheet.File, pages []string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	marked := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == demoMarker })
	if len(entries) > 0 && !marked {
		return fail(exitConflict, "cli.demo_conflict", dir)
	}
	for _, e := range entries {
		known := slices.ContainsFunc(files, func(f sheet.File) bool { return f.Name == e.Name() })
		if filepath.Ext(e.Name()) == ".csv" && !known {
			return fail(exitConflict, "cli.demo_foreign", filepath.Join(dir, e.Name()))
		}
	}
	for _, page := range pages {
		if _, err := os.Stat(page); err == nil && !marked {
			return fail(exitConflict, "cli.demo_foreign", page)
		}
	}
	return nil
}

// demoFacts gives the demo year in the form that files are written from.
func demoFacts(year *demo.Data) *sheet.Facts {
	facts := &sheet.Facts{}
	for _, u := range year.Units {
		out := sheet.UnitFacts{Unit: u.Unit, Facts: u.Facts, Decisions: u.Decisions}
		for _, c := range u.Corrections {
			out.Corrections = append(out.Corrections, sheet.Correction(c))
		}
		facts.Units = append(facts.Units, out)
	}
	for _, e := range year.Events {
		facts.Events = append(facts.Events, sheet.Event{Deliverable: e.Deliverable, ID: e.ID, Date: e.Date, Due: e.Due,
			Units: e.Units, Document: e.Document})
	}
	return facts
}
