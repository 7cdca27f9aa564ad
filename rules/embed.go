package rules

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

//go:embed sets
var sets embed.FS

// SetInfo names a set that is built into the program.
type SetInfo struct {
	ID, Version string
	Dir         string // inside Sets
}

// Sets gives the files of the built-in sets.
func Sets() fs.FS {
	sub, err := fs.Sub(sets, "sets")
	if err != nil {
		panic(err) // the directory is embedded
	}
	return sub
}

// Embedded lists the built-in sets by id, and each id's versions in rising order. A set is sets/<id>/<version>/.
func Embedded() []SetInfo {
	var all []SetInfo
	ids, _ := fs.ReadDir(Sets(), ".")
	for _, id := range ids {
		versions, _ := fs.ReadDir(Sets(), id.Name())
		for _, v := range versions {
			if v.IsDir() {
				all = append(all, SetInfo{ID: id.Name(), Version: v.Name(), Dir: path.Join(id.Name(), v.Name())})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].ID != all[j].ID {
			return all[i].ID < all[j].ID
		}
		return CompareVersions(all[i].Version, all[j].Version) < 0
	})
	return all
}

// CompareVersions orders "1.9.0" before "1.10.0": -1, 0 or 1, part by part as numbers of any length.
func CompareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < len(as) && i < len(bs); i++ {
		x, y := strings.TrimLeft(as[i], "0"), strings.TrimLeft(bs[i], "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

// ParseName parts "so-2026@1.0.0"; false if it is not an id and a version as the format has them.
func ParseName(name string) (id, version string, ok bool) {
	id, version, _ = strings.Cut(name, "@")
	return id, version, lexemePatterns[lexID].MatchString(id) && lexemePatterns[lexVersion].MatchString(version)
}

// LoadEmbedded loads a built-in set: its latest version ("so-2026") or a given one ("so-2026@1.0.0"). The error is a
// *SetError when the set exists but does not load, and wraps fs.ErrNotExist when there is none.
func LoadEmbedded(name string) (*Loaded, error) {
	id, version, pinned := strings.Cut(name, "@")
	var found *SetInfo
	for _, s := range Embedded() {
		if s.ID == id && (!pinned || s.Version == version) {
			found = &s
		}
	}
	if found == nil {
		return nil, fmt.Errorf("load set %s: %w", name, fs.ErrNotExist)
	}
	loaded, diagnostics := Load(Sets(), found.Dir)
	if loaded == nil {
		return nil, &SetError{Name: name, Diagnostics: diagnostics}
	}
	if s := loaded.Set; s.ID != found.ID || s.Version != found.Version {
		return nil, fmt.Errorf("load set %s: the files say %s@%s", name, s.ID, s.Version)
	}
	return loaded, nil
}

// SetError says that a set does not load, with everything that is wrong with it.
type SetError struct {
	Name        string
	Diagnostics Diagnostics
}

// Error gives the number of mistakes and the first.
func (e *SetError) Error() string {
	n, first := 0, ""
	for _, d := range e.Diagnostics {
		if d.Severity == Error {
			if n == 0 {
				first = fmt.Sprintf("%s:%d:%d: %s %v", d.File, d.Line, d.Col, d.Code, d.Args)
			}
			n++
		}
	}
	return fmt.Sprintf("load set %s: %d mistakes, first %s", e.Name, n, first)
}
