// Package library knows the versions of criteria sets (bộ tiêu chí) that can be had at one place, what became of each –
// draft, published, withdrawn – and which of them judges the facts of a day.
//
// A library is a folder ID/VERSION/ per version with a register beside them (published.txt), to which lines are only
// added. The built-in sets are a library too. The package reads a file system that it is given; it writes nothing, knows
// no clock, scores nothing and makes no sentences: mistakes, refusals and reasons are codes with arguments.
package library

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules"
)

// Status is what became of a version.
type Status string

// The statuses.
const (
	Draft     Status = "draft"     // its files are there, the register does not know it
	Published Status = "published" // its content never changes again
	Withdrawn Status = "withdrawn" // published, and not to be chosen any more
)

// Version is one version of a set.
type Version struct {
	ID, Version string
	// Hash is that of its canonical form: the published one, for a draft that of its files; "" where they do not load.
	Hash      string
	Status    Status
	Published day.Day // day.None where none was noted
	Withdrawn day.Day
	Reason    string // of the withdrawal
	Period    form.Period
	form.Days // on which it is in force

	Place   string            // the library, as the user knows it; "" for the built-in one
	Dir     string            // inside the library
	Loaded  *rules.Loaded     // nil where the files do not load
	Found   rules.Diagnostics // mistakes and warnings of the files
	Mistake *Mistake          // what keeps it from being used; nil: nothing
}

// Name is "so-2026@1.0.0".
func (v *Version) Name() string { return v.ID + "@" + v.Version }

// Library is the versions that can be had: those of one folder, or of several beside one another. Versions are loaded when
// they are asked for; it is for one goroutine.
type Library struct {
	shelves []*shelf
	loaded  map[*slot]*Version
}

// shelf is one folder.
type shelf struct {
	fsys     fs.FS
	place    string
	register Register
	slots    []*slot // by id and version
}

// slot is the place of one version: its folder, or a line of the register whose folder is gone.
type slot struct {
	shelf       *shelf
	id, version string
	gone        bool
}

// BuiltIn gives the library that is built into the program.
func BuiltIn() *Library {
	l, found := Open(rules.Sets(), "")
	if len(found) > 0 {
		panic(found[0]) // embedded
	}
	return l
}

// Open reads the register of a folder and lists its versions. place is what the user calls the folder. What is wrong with
// the register is told all at once; what is wrong with a version is told by the version itself.
func Open(fsys fs.FS, place string) (*Library, Mistakes) {
	s := &shelf{fsys: fsys, place: place}
	file := path.Join(place, RegisterFile)
	text, err := fs.ReadFile(fsys, RegisterFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, Mistakes{{File: file, Code: RegisterUnread, Args: []string{err.Error()}}}
	}
	var found Mistakes
	if s.register, found = ParseRegister(file, text); len(found) > 0 {
		return nil, found
	}
	s.list()
	return &Library{shelves: []*shelf{s}, loaded: map[*slot]*Version{}}, nil
}

// list finds the folders ID/VERSION, and the versions that the register has and the folder has not.
func (s *shelf) list() {
	ids, _ := fs.ReadDir(s.fsys, ".")
	for _, id := range ids {
		versions, _ := fs.ReadDir(s.fsys, id.Name())
		for _, v := range versions {
			if _, _, ok := rules.ParseName(id.Name() + "@" + v.Name()); ok && v.IsDir() {
				s.slots = append(s.slots, &slot{shelf: s, id: id.Name(), version: v.Name()})
			}
		}
	}
	for i := range s.register {
		e := &s.register[i]
		there := func(at *slot) bool { return at.id == e.ID && at.version == e.Version }
		if !e.Withdrawn && !slices.ContainsFunc(s.slots, there) {
			s.slots = append(s.slots, &slot{shelf: s, id: e.ID, version: e.Version, gone: true})
		}
	}
}

// Join puts the versions of libraries beside one another. Of a version that several have, the first one's files are taken;
// it is published or withdrawn if it is so in any of them. One name must not have two contents.
func Join(all ...*Library) *Library {
	joined := &Library{loaded: map[*slot]*Version{}}
	for _, l := range all {
		joined.shelves = append(joined.shelves, l.shelves...)
	}
	return joined
}

// IDs lists the ids of the sets, in order.
func (l *Library) IDs() []string {
	var ids []string
	for _, s := range l.shelves {
		for _, at := range s.slots {
			ids = append(ids, at.id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Versions gives the versions of a set, in rising order, loaded; none for an id that is not there.
func (l *Library) Versions(id string) []Version {
	names := l.names(id)
	list := make([]Version, len(names))
	for i, version := range names {
		list[i] = *l.version(id, version)
	}
	return list
}

// names lists the versions of a set in rising order, each once.
func (l *Library) names(id string) []string {
	var names []string
	for _, s := range l.shelves {
		for _, at := range s.slots {
			if at.id == id {
				names = append(names, at.version)
			}
		}
	}
	slices.SortFunc(names, rules.CompareVersions)
	return slices.Compact(names)
}

// version loads one version; nil if it is not there.
func (l *Library) version(id, version string) *Version {
	var out *Version
	for _, s := range l.shelves {
		for _, at := range s.slots {
			if at.id == id && at.version == version {
				out = joined(out, l.load(at))
			}
		}
	}
	return out
}

// joined is a version that stands in two libraries.
func joined(a, b *Version) *Version {
	if a == nil {
		return b
	}
	v := *a
	switch {
	case v.isGone(): // the register of one, the files of the other
		v.Loaded, v.Place, v.Dir, v.Found, v.Mistake = b.Loaded, b.Place, b.Dir, b.Found, b.Mistake
		v.Period, v.Days = b.Period, b.Days
	case v.Mistake == nil && !b.isGone():
		v.Mistake = b.Mistake
	}
	if a.Hash != b.Hash && v.Mistake == nil {
		v.Mistake = &Mistake{File: b.file(), Code: TwoContents, Args: []string{v.Name(), a.Hash, b.Hash}}
	}
	if v.Status == Draft || b.Status == Withdrawn && v.Status != Withdrawn {
		v.Status, v.Published, v.Withdrawn, v.Reason = b.Status, b.Published, b.Withdrawn, b.Reason
	}
	return &v
}

func (v *Version) isGone() bool { return v.Mistake != nil && v.Mistake.Code == Gone }

func (v *Version) file() string { return path.Join(v.Place, v.Dir) }

// load reads the files of a version and holds them against the register.
func (l *Library) load(at *slot) *Version {
	v := l.loaded[at]
	if v == nil {
		v = at.read()
		l.loaded[at] = v
	}
	return v
}

func (at *slot) read() *Version {
	s := at.shelf
	v := &Version{ID: at.id, Version: at.version, Status: Draft, Published: day.None, Withdrawn: day.None,
		Period: form.Period{From: day.None, To: day.None, CutOff: day.None, Lock: day.None},
		Days:   form.Days{From: day.None, Until: day.None}, Place: s.place, Dir: path.Join(at.id, at.version)}
	published, withdrawn := s.register.Publication(at.id, at.version), s.register.Withdrawal(at.id, at.version)
	if published != nil {
		v.Status, v.Published, v.Hash = Published, published.Day, published.Hash
	}
	if withdrawn != nil {
		v.Status, v.Withdrawn, v.Reason = Withdrawn, withdrawn.Day, withdrawn.Reason
	}
	if at.gone {
		v.fault(Gone, v.Name())
		return v
	}
	v.Loaded, v.Found = rules.Load(s.fsys, v.Dir)
	if v.Loaded == nil {
		v.fault(Broken, v.Name(), strconv.Itoa(errorsIn(v.Found)))
		return v
	}
	set := v.Loaded.Set
	v.Period, v.Days = set.Period, set.Force()
	switch name := set.ID + "@" + set.Version; {
	case name != v.Name():
		v.fault(OtherName, v.Name(), name)
	case published != nil && published.Hash != v.Loaded.Hash:
		v.fault(Changed, v.Name(), published.Hash, v.Loaded.Hash)
	}
	if published == nil {
		v.Hash = v.Loaded.Hash
	}
	return v
}

func (v *Version) fault(code string, args ...string) {
	v.Mistake = &Mistake{File: v.file(), Code: code, Args: args}
}

func errorsIn(found rules.Diagnostics) int {
	n := 0
	for _, d := range found {
		if d.Severity == rules.Error {
			n++
		}
	}
	return n
}

// Check gives everything that is wrong with the versions that were published, by place.
func (l *Library) Check() Mistakes {
	var found Mistakes
	for _, id := range l.IDs() {
		for _, v := range l.Versions(id) {
			if v.Mistake != nil && v.Status != Draft {
				found = append(found, v.Mistake)
			}
		}
	}
	found.sort()
	return found
}

// Latest gives the highest version of a set that is published and not withdrawn, else the highest there is: what is meant
// by an id where no facts of a day are judged. The error is a *Refusal, or the *Mistake of that version.
func (l *Library) Latest(id string) (*Version, error) {
	var latest *Version
	for _, version := range l.names(id) {
		v := l.version(id, version)
		if latest == nil || v.Status == Published || latest.Status != Published {
			latest = v
		}
	}
	if latest == nil {
		return nil, &Refusal{Code: UnknownSet, ID: id, On: day.None}
	}
	return latest, latest.failure()
}

func (v *Version) failure() error {
	if v.Mistake == nil {
		return nil
	}
	return v.Mistake
}
