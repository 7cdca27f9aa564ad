package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
)

// loadSet loads a set for scoring.
func (a *app) loadSet(name string) (*form.Set, error) {
	loaded, err := a.loadGood(name)
	if err != nil {
		return nil, err
	}
	return loaded.Set, nil
}

// loadGood loads a set that must have no mistakes; those it has are printed, with --json as rules check prints them.
func (a *app) loadGood(name string) (*rules.Loaded, error) {
	loaded, found, err := openSet(name)
	if err != nil || loaded != nil {
		return loaded, err
	}
	if a.json {
		if err := a.printJSON(newCheckJSON([]checkedJSON{{Path: name}}, found)); err != nil {
			return nil, err
		}
	} else {
		for _, d := range found {
			fmt.Fprint(a.stderr, diagnosticText(d))
		}
	}
	mistakes, _ := count(found)
	return nil, fail(exitInvalid, "cli.set_bad", name, strconv.Itoa(mistakes))
}

// openSet loads a set: what looks like a path from there, any other name by the id of a built-in set, or from the directory of
// that name. loaded is nil where the set has mistakes; found holds its mistakes and warnings, by the paths the user knows.
func openSet(name string) (loaded *rules.Loaded, found rules.Diagnostics, err error) {
	_, absent := os.Stat(name)
	if absent == nil && isPath(name) {
		return openPath(name)
	}
	loaded, err = rules.LoadEmbedded(name)
	var bad *rules.SetError
	switch {
	case err == nil:
		return loaded, loaded.Warnings, nil
	case errors.As(err, &bad):
		return nil, bad.Diagnostics, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, nil, err
	case absent == nil:
		return openPath(name)
	}
	return nil, nil, fail(exitNotFound, "cli.set", name)
}

func isPath(name string) bool {
	return strings.ContainsAny(name, `/\`) || name == "." || name == ".." || filepath.Ext(name) == ".yaml"
}

func openPath(name string) (loaded *rules.Loaded, found rules.Diagnostics, err error) {
	dir, base := filepath.Split(filepath.Clean(name))
	switch {
	case base == "." || base == "..":
		dir, base = base, "."
	case dir == "":
		dir = "."
	}
	loaded, found = rules.Load(os.DirFS(dir), base)
	if loaded != nil {
		found = loaded.Warnings
	}
	for i := range found {
		found[i].File = filepath.Join(dir, found[i].File)
	}
	return loaded, found, nil
}

// setNames are the ids of the built-in sets.
func setNames() []string {
	var names []string
	for _, s := range rules.Embedded() {
		if len(names) == 0 || names[len(names)-1] != s.ID {
			names = append(names, s.ID)
		}
	}
	return names
}

// diagnosticText is a diagnostic with its sentence, source line and carets.
func diagnosticText(d rules.Diagnostic) string { return d.Format(diagnosticMessage(d)) }

func diagnosticMessage(d rules.Diagnostic) string {
	return wording.AuthorMessage(d.Code, d.Args, d.Hint)
}

func count(found rules.Diagnostics) (mistakes, warnings int) {
	for _, d := range found {
		if d.Severity == rules.Error {
			mistakes++
		} else {
			warnings++
		}
	}
	return mistakes, warnings
}
