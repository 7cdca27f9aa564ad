package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/seeds/demo"
)

// writeDemoFacts writes the demo year as a folder of facts and marks it as made up. A folder with data of someone's own is
// left alone.
func (a *app) writeDemoFacts(dir string) error {
	if err := clearDemo(dir); err != nil {
		return err
	}
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
	if err := sheet.WriteFolder(dir, set, demoFacts(year)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, demoMarker), []byte(wording.Message("cli.demo")+"\n"), 0o644)
}

// clearDemo takes an earlier demo's files out of a folder, and refuses one that is not marked as a demo's.
func clearDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, demoMarker)); err != nil {
		return fail(exitConflict, "cli.demo_conflict", dir)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".csv" {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
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
