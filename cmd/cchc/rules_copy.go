package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
	"cchc/rules/skeleton"
)

const rulesCopyLong = `Chép các tệp của một bộ tiêu chí (có sẵn, trong thư viện hoặc theo đường dẫn) thành bản thảo của phiên bản mới để sửa:
THƯ_MỤC/MÃ/PHIÊN_BẢN, với số phiên bản mới trong phần set. Bản gốc giữ nguyên. Sửa bản thảo, chạy cchc rules check,
rules test, rules impact, rồi ban hành bằng cchc rules publish. Thư mục đã có thì không ghi đè.`

// The contract of rules copy --json.
type copiedJSON struct {
	Path    string   `json:"path"`
	ID      string   `json:"id"`
	Version string   `json:"version"`
	From    string   `json:"from"` // id@version
	Files   []string `json:"files"`
}

func newRulesCopy(a *app) *cobra.Command {
	var lib libraryFlags
	var version, out string
	cmd := &cobra.Command{
		Use:               "copy BỘ",
		Short:             "Chép một bộ tiêu chí thành bản thảo của phiên bản mới",
		Long:              rulesCopyLong,
		Example:           "  cchc rules copy so-2026 --as 1.1.0 --out bo-tieu-chi",
		Args:              arity(1, 1),
		ValidArgsFunction: completeSets,
		RunE: func(_ *cobra.Command, args []string) error {
			var missing []string
			if version == "" {
				missing = append(missing, "--as")
			}
			if out == "" {
				missing = append(missing, "--out")
			}
			if missing != nil {
				return missingFlag(missing...)
			}
			if !versionText.MatchString(version) {
				return fail(exitUsage, "cli.copy_version", version)
			}
			from, err := a.chooseGood(args[0], lib.libraryDir(), day.None)
			if err != nil {
				return err
			}
			return a.copyRules(args[0], from, version, filepath.Join(out, from.ID, version))
		},
	}
	cmd.Flags().StringVar(&version, "as", "", "số `PHIÊN_BẢN` của bản thảo, ví dụ 1.1.0")
	cmd.Flags().StringVar(&out, "out", "", "`THƯ_MỤC` bộ tiêu chí nhận bản thảo")
	lib.bindLibrary(cmd)
	return cmd
}

var versionText = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$`)

func (a *app) copyRules(name string, from library.Choice, version, to string) error {
	if _, err := os.Stat(to); err == nil {
		return fail(exitConflict, "cli.new_exists", to)
	}
	files, err := draftFiles(name, from)
	if err != nil {
		return err
	}
	if err := renumber(files, from.Loaded.Set, version); err != nil {
		return err
	}
	made, err := a.writeSet(to, files)
	if err != nil {
		return err
	}
	out := copiedJSON{Path: to, ID: made.Set.ID, Version: made.Set.Version, From: from.Name()}
	for _, f := range files {
		out.Files = append(out.Files, f.Name)
	}
	if a.json {
		return a.printJSON(out)
	}
	a.note("%s", wording.Message("cli.copied", out.From, out.ID+"@"+out.Version, to))
	return nil
}

// draftFiles are the files of a version, and what lies beside them.
func draftFiles(name string, from library.Choice) ([]skeleton.File, error) {
	var files []skeleton.File
	given := sourceFiles(name, from.Loaded)
	for i, f := range from.Loaded.Files {
		text, err := fileOf(from, f, given[i])
		if err != nil {
			return nil, err
		}
		files = append(files, skeleton.File{Name: path.Base(f.Name), Data: text})
	}
	for _, companion := range companions {
		if from.How == library.Path && given[0] == name { // one file, which lies among others' files
			break
		}
		beside := rules.File{Name: path.Join(path.Dir(from.Loaded.Files[0].Name), companion)}
		if text, err := fileOf(from, beside, filepath.Join(filepath.Dir(given[0]), companion)); err == nil {
			files = append(files, skeleton.File{Name: companion, Data: text})
		}
	}
	return files, nil
}

// fileOf reads a file of a version: of the program, of a library, or at the path given.
func fileOf(from library.Choice, f rules.File, given string) ([]byte, error) {
	switch {
	case from.How == library.Path:
		return os.ReadFile(given)
	case from.Place == "":
		return fs.ReadFile(rules.Sets(), f.Name)
	}
	return os.ReadFile(filepath.Join(from.Place, f.Name))
}

// renumber gives a set another version. The number may be written with or without quotes, in either form of a mapping,
// and may stand in a title or note as well: of the places where it stands the right one is that which, changed, makes the
// files the same set of another version.
func renumber(files []skeleton.File, set *form.Set, version string) error {
	old := []byte(set.Version)
	want := *set
	want.Version = version
	for i := range files {
		text := files[i].Data
		for at := range bytes.Count(text, old) {
			files[i].Data = replaced(text, old, []byte(version), at)
			if same, err := reads(files, &want); same || err != nil {
				return err
			}
		}
		files[i].Data = text
	}
	return fail(exitInvalid, "cli.copy_no_version", set.ID, set.Version)
}

// replaced puts another text in one place of those where a text stands, counted from 0.
func replaced(text, old, other []byte, place int) []byte {
	from := 0
	for range place {
		from += bytes.Index(text[from:], old) + len(old)
	}
	return slices.Concat(text[:from], bytes.Replace(text[from:], old, other, 1))
}

// reads reports whether files are a certain set.
func reads(files []skeleton.File, want *form.Set) (same bool, err error) {
	dir, err := os.MkdirTemp("", "cchc-copy-")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			return false, err
		}
	}
	loaded, _ := rules.Load(os.DirFS(dir), ".")
	if loaded == nil || loaded.Set.Version != want.Version {
		return false, nil
	}
	canonical, err := want.Canonical()
	return bytes.Equal(canonical, loaded.Canonical), err
}
