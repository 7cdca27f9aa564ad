package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
)

// libraryVariable names a folder of sets where --library is not given.
const libraryVariable = "CCHC_LIBRARY"

// libraryFlags name a folder of sets that stand beside the built-in ones.
type libraryFlags struct{ library string }

func (f *libraryFlags) bindLibrary(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.library, "library", "",
		"thêm bộ tiêu chí của `THƯ_MỤC` có published.txt; mặc định theo biến "+libraryVariable)
}

// libraryDir is the folder named by the flag or the environment, "" for none.
func (f *libraryFlags) libraryDir() string {
	if f.library != "" {
		return f.library
	}
	return os.Getenv(libraryVariable)
}

// loadSet loads a set where no facts of a day are judged.
func (a *app) loadSet(name string) (*form.Set, error) {
	loaded, err := a.loadGood(name)
	if err != nil {
		return nil, err
	}
	return loaded.Set, nil
}

// loadGood loads a set that must have no mistakes; those it has are printed, with --json as rules check prints them.
func (a *app) loadGood(name string) (*rules.Loaded, error) {
	c, err := a.chooseGood(name, os.Getenv(libraryVariable), day.None)
	if err != nil {
		return nil, err
	}
	return c.Loaded, nil
}

// chooseGood is chooseSet of a set that must have no mistakes.
func (a *app) chooseGood(name, dir string, asOf day.Day) (library.Choice, error) {
	c, err := chooseSet(name, dir, asOf)
	if err != nil || c.Loaded != nil {
		return c, err
	}
	return c, a.setBad(name, c.Found)
}

// setBad prints the mistakes of a set that does not load and ends the command.
func (a *app) setBad(name string, found rules.Diagnostics) error {
	if a.json {
		if err := a.printJSON(newCheckJSON([]checkedJSON{{Path: name}}, found)); err != nil {
			return err
		}
	} else {
		for _, d := range found {
			fmt.Fprint(a.stderr, diagnosticText(d))
		}
	}
	mistakes, _ := count(found)
	return fail(exitInvalid, "cli.set_bad", name, strconv.Itoa(mistakes))
}

// chooseSet gives the version that a name means for the facts up to a day: what looks like a path is loaded from there, any
// other name is an id or id@version of the built-in sets and those of a folder (dir, "" for none), and chosen as
// library.Choose says; failing these, a directory of that name. Where no day is asked about, an id means its highest
// published version. Loaded is nil where the files have mistakes, which are in Found.
func chooseSet(name, dir string, asOf day.Day) (library.Choice, error) {
	_, absent := os.Stat(name)
	if absent == nil && isPath(name) {
		return choosePath(name, asOf)
	}
	all, err := libraries(dir)
	if err != nil {
		return library.Choice{}, err
	}
	id, version, _ := strings.Cut(name, "@")
	c := library.Choice{How: library.Explicit, On: day.None}
	if version == "" && asOf == day.None {
		var latest *library.Version
		if latest, err = all.Latest(id); latest != nil {
			c.Version = *latest
		}
	} else {
		c, err = all.Choose(id, version, asOf)
	}
	var refused *library.Refusal
	if absent == nil && errors.As(err, &refused) && refused.Code == library.UnknownSet {
		return choosePath(name, asOf)
	}
	c.Found = placed(c.Place, c.Found)
	return c, choiceFailure(err)
}

// libraries are the built-in sets, and beside them those of a folder.
func libraries(dir string) (*library.Library, error) {
	if dir == "" {
		return library.BuiltIn(), nil
	}
	own, err := openLibrary(dir)
	if err != nil {
		return nil, err
	}
	return library.Join(library.BuiltIn(), own), nil
}

// openLibrary opens a folder of sets; what is wrong with its register is told line by line.
func openLibrary(dir string) (*library.Library, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && !info.IsDir():
		return nil, fail(exitNotFound, "cli.library", dir)
	case err != nil:
		return nil, err
	}
	l, found := library.Open(os.DirFS(dir), dir)
	if len(found) > 0 {
		return nil, libraryFailure(dir, found)
	}
	return l, nil
}

func libraryFailure(dir string, found library.Mistakes) *failure {
	lines := make([]string, len(found))
	for i, m := range found {
		lines[i] = mistakeLine(m)
	}
	lines = append(lines, wording.Message("cli.library_bad", dir, strconv.Itoa(len(found))))
	return &failure{exitInvalid, strings.Join(lines, "\n")}
}

// mistakeLine is a mistake of a library as one line.
func mistakeLine(m *library.Mistake) string {
	place := filepath.FromSlash(m.File)
	if m.Line > 0 {
		place += ":" + strconv.Itoa(m.Line)
	}
	return place + ": " + m.Code + ": " + wording.Message(m.Code, m.Args...)
}

// choiceFailure gives the sentences of why no version is used. Files that do not load are no failure: their mistakes are told
// one by one.
func choiceFailure(err error) error {
	var refused *library.Refusal
	var mistake *library.Mistake
	switch {
	case errors.As(err, &refused):
		return &failure{exitNotFound, refusalText(refused)}
	case errors.As(err, &mistake) && mistake.Code == library.Broken:
		return nil
	case errors.As(err, &mistake):
		return &failure{exitInvalid, mistakeLine(mistake)}
	}
	return err
}

func refusalText(r *library.Refusal) string {
	args := []string{r.ID, r.On.VN()}
	if r.Code == library.UnknownVersion {
		args[1] = r.Asked
		var names []string
		for i := range r.Considered {
			names = append(names, r.Considered[i].Name())
		}
		return wording.Message(r.Code, args...) + "\n" + wording.Message("library.has_versions", strings.Join(names, ", "))
	}
	lines := []string{wording.Message(r.Code, args...)}
	for i := range r.Considered {
		c := &r.Considered[i]
		lines = append(lines, wording.Message("library.considered", c.Name(), wording.Message(c.Why, c.Args...)))
	}
	return strings.Join(lines, "\n")
}

func isPath(name string) bool {
	return strings.ContainsAny(name, `/\`) || name == "." || name == ".." || filepath.Ext(name) == ".yaml"
}

// choosePath loads a set from a directory or file. One that lies in a library is what that library says of it; any other is
// a draft.
func choosePath(name string, asOf day.Day) (library.Choice, error) {
	loaded, found := loadPath(name)
	c := library.Choice{How: library.Path, On: asOf}
	c.Status, c.Loaded, c.Found, c.Place = library.Draft, loaded, found, name
	c.Published, c.Withdrawn = day.None, day.None
	if loaded == nil {
		return c, nil
	}
	set := loaded.Set
	c.ID, c.Version.Version, c.Hash, c.Period, c.Days = set.ID, set.Version, loaded.Hash, set.Period, set.Force()
	if to := set.Period.To; asOf != day.None && to != day.None && to < asOf {
		c.On = to
	}
	root := libraryOf(name, set)
	if root == "" {
		return c, nil
	}
	own, err := openLibrary(root)
	if err != nil {
		return c, err
	}
	inside, err := own.Choose(set.ID, set.Version, asOf)
	if err != nil {
		return c, choiceFailure(err)
	}
	inside.How, inside.Found = library.Path, found
	return inside, nil
}

// libraryOf is the library in which the directory of a set lies: THƯ_MỤC of THƯ_MỤC/ID/VERSION with a register; "" if in none.
func libraryOf(name string, set *form.Set) string {
	root, ok := shelfOf(name, set)
	if !ok {
		return ""
	}
	if _, err := os.Stat(filepath.Join(root, library.RegisterFile)); err != nil {
		return ""
	}
	return root
}

// shelfOf is the folder of which ID/VERSION is the directory; false if the directory is not named so.
func shelfOf(name string, set *form.Set) (root string, ok bool) {
	full, err := filepath.Abs(name)
	if err != nil || filepath.Base(full) != set.Version || filepath.Base(filepath.Dir(full)) != set.ID {
		return "", false
	}
	if info, err := os.Stat(full); err != nil || !info.IsDir() {
		return "", false
	}
	if clean := filepath.Clean(name); strings.HasSuffix(clean, filepath.Join(set.ID, set.Version)) {
		return filepath.Dir(filepath.Dir(clean)), true // as the user wrote it
	}
	return filepath.Dir(filepath.Dir(full)), true
}

// loadPath loads the files of a directory, or one file.
func loadPath(name string) (loaded *rules.Loaded, found rules.Diagnostics) {
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
	return loaded, placed(dir, found)
}

// placed gives diagnostics the paths that the user knows.
func placed(dir string, found rules.Diagnostics) rules.Diagnostics {
	if dir == "" {
		return found
	}
	out := make(rules.Diagnostics, len(found))
	for i, d := range found {
		d.File = filepath.Join(dir, d.File)
		out[i] = d
	}
	return out
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
