package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules/library"
)

const listLong = `Liệt kê các phiên bản bộ tiêu chí: trạng thái (bản nháp, đã ban hành, đã rút), hiệu lực, ngày ban hành, mã đối chiếu. Mặc
định là các bộ có sẵn, thêm các bộ của --library; với --data là các bộ đã ban hành vào thư mục dữ liệu.

Bản đã ban hành mà tệp không còn như lúc ban hành được ghi rõ và mã kết thúc là 6.`

// listedJSON is the contract of rules list --json: one version. Days and hashes that are not there are left out; mistake says
// what keeps the version from being used.
type listedJSON struct {
	ID        string `json:"id"`
	Version   string `json:"version"`
	Status    string `json:"status"`  // draft, published or withdrawn
	Library   string `json:"library"` // built_in, or the folder
	Hash      string `json:"hash,omitempty"`
	Period    string `json:"period,omitempty"`
	From      string `json:"in_force_from,omitempty"`
	Until     string `json:"in_force_until,omitempty"`
	Published string `json:"published,omitempty"`
	Withdrawn string `json:"withdrawn,omitempty"`
	Reason    string `json:"withdrawn_reason,omitempty"`
	Title     string `json:"title"`
	Scope     string `json:"scope"`
	Reference string `json:"reference,omitempty"`
	Leaves    int    `json:"leaves"`
	Mistake   string `json:"mistake,omitempty"`

	version *library.Version
}

// builtIn is what the library of the program is called in data.
const builtIn = "built_in"

func newRulesList(a *app) *cobra.Command {
	var in folderFlags
	var lib libraryFlags
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Liệt kê các phiên bản bộ tiêu chí và trạng thái",
		Long:    listLong,
		Example: "  cchc rules list --library bo-tieu-chi\n  cchc rules list --data du-lieu-2026 --json",
		Args:    arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := listVersions(cmd.Context(), &in, &lib)
			if err != nil {
				return err
			}
			if a.json {
				err = a.printJSON(map[string]any{"sets": list})
			} else {
				printVersions(a, list)
			}
			return errors.Join(err, spoiled(list))
		},
	}
	lib.bindLibrary(cmd)
	cmd.Flags().StringVar(&in.data, "data", "", "các bộ của `THƯ_MỤC` dữ liệu, thay cho các bộ có sẵn")
	return cmd
}

func listVersions(ctx context.Context, in *folderFlags, lib *libraryFlags) ([]listedJSON, error) {
	list := []listedJSON{}
	if in.data != "" {
		s, err := in.open(false)
		if err != nil {
			return nil, err
		}
		sets, err := readSets(ctx, s)
		if err = errors.Join(err, s.Close()); err != nil {
			return nil, err
		}
		for i := range sets.versions {
			list = append(list, listed(&sets.versions[i], in.data))
		}
		return list, nil
	}
	all, err := libraries(lib.libraryDir())
	if err != nil {
		return nil, err
	}
	for _, id := range all.IDs() {
		for _, v := range all.Versions(id) {
			place := v.Place
			if place == "" {
				place = builtIn
			}
			list = append(list, listed(&v, place))
		}
	}
	return list, nil
}

func listed(v *library.Version, place string) listedJSON {
	l := listedJSON{ID: v.ID, Version: v.Version, Status: string(v.Status), Library: place, Hash: v.Hash, Period: v.Period.ID,
		From: v.From.String(), Until: v.Until.String(), Published: v.Published.String(), Withdrawn: v.Withdrawn.String(),
		Reason: v.Reason, version: v}
	if v.Loaded != nil {
		s := v.Loaded.Set
		l.Title, l.Scope, l.Reference, l.Leaves = s.Title, string(s.Scope), s.Reference, leaves(s)
	}
	if m := v.Mistake; m != nil {
		l.Mistake = m.Code + ": " + wording.Message(m.Code, m.Args...)
	}
	return l
}

func printVersions(a *app, list []listedJSON) {
	t := newTable("Mã", "Phiên bản", "Trạng thái", "Hiệu lực từ", "đến", "Ban hành", "Mã đối chiếu", "Tiêu chí\nchấm#", "Nơi có",
		"Tên")
	for i := range list {
		l, v := &list[i], list[i].version
		place := l.Library
		if place == builtIn {
			place = wording.Message("library.place.built_in")
		}
		t.add(l.ID, l.Version, statusWord(v), v.From.VN(), v.Until.VN(), v.Published.VN(), short(l.Hash), strconv.Itoa(l.Leaves),
			place, l.Title)
		if v.Status == library.Withdrawn {
			t.remark("! " + wording.Message("library.why_withdrawn", v.Withdrawn.VN(), v.Reason))
		}
		if l.Mistake != "" {
			t.remark("! " + l.Mistake)
		}
		if l.Reference != "" {
			t.remark(l.Reference)
		}
	}
	t.write(a.stdout)
}

// statusWord is what became of a version, in one word.
func statusWord(v *library.Version) string {
	status := string(v.Status)
	if m := v.Mistake; m != nil {
		if status = "broken"; m.Code == library.Changed {
			status = "changed"
		}
	}
	return wording.Message("library.status." + status)
}

// spoiled ends a list with findings where a published version is not what was published.
func spoiled(list []listedJSON) error {
	n := 0
	for i := range list {
		if v := list[i].version; v.Mistake != nil && v.Status != library.Draft {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fail(exitFindings, "cli.library_findings", strconv.Itoa(n))
}

func leaves(s *form.Set) int { return len(s.Leaves()) }

// dayText is a day in words, "–" for none.
func dayText(d day.Day) string {
	if d == day.None {
		return "–"
	}
	return d.VN()
}
