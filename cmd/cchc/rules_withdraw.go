package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
)

const withdrawLong = `Rút một phiên bản đã ban hành, ghi rõ lý do: về sau không được chọn theo hiệu lực nữa, chỉ dùng được khi nêu đích danh. Tệp,
kết quả và lần chấm điểm đã có giữ nguyên; kỳ đang dùng bản đó vẫn giữ và cchc period ghi rõ.

--library rút trong thư mục bộ tiêu chí, kể cả bản có sẵn trong chương trình mà tỉnh không dùng; --data rút trong thư mục dữ
liệu của năm; nêu cả hai thì rút ở cả hai nơi, nơi nào đã rút rồi thì giữ nguyên. Đã rút thì không ban hành lại phiên bản đó.`

// The contract of rules withdraw --json.
type withdrawnJSON struct {
	ID        string   `json:"id"`
	Version   string   `json:"version"`
	Hash      string   `json:"hash"`
	Withdrawn string   `json:"withdrawn"`
	Reason    string   `json:"reason"`
	Library   string   `json:"library,omitempty"`
	Data      string   `json:"data,omitempty"`
	Periods   []string `json:"periods"` // of the data folder, that keep it
}

func newRulesWithdraw(a *app) *cobra.Command {
	w := &withdrawal{app: a}
	cmd := &cobra.Command{
		Use:     "withdraw MÃ@PHIÊN_BẢN",
		Short:   "Rút một phiên bản đã ban hành, có lý do",
		Long:    withdrawLong,
		Example: "  cchc rules withdraw so-2026@1.1.0 --library bo-tieu-chi --reason \"Sai căn cứ, thay bằng 1.1.1\"",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var ok bool
			if w.id, w.version, ok = rules.ParseName(args[0]); !ok {
				return fail(exitUsage, "cli.version_form", args[0])
			}
			err := w.prepare(cmd.Context())
			if err == nil {
				err = w.withdraw(cmd.Context())
			}
			if w.store != nil {
				err = errors.Join(err, w.store.Close())
			}
			return err
		},
	}
	w.bindLibrary(cmd)
	cmd.Flags().Lookup("library").Usage = "rút trong `THƯ_MỤC` bộ tiêu chí"
	cmd.Flags().StringVar(&w.data.data, "data", "", "rút trong `THƯ_MỤC` dữ liệu")
	bindBy(cmd, &w.by)
	cmd.Flags().StringVar(&w.reason, "reason", "", "`LÝ_DO` rút, bắt buộc")
	cmd.Flags().StringVar(&w.onText, "on", "", "`NGÀY` rút; mặc định hôm nay")
	return cmd
}

// withdrawal takes a version out of choice.
type withdrawal struct {
	*app
	libraryFlags
	data               folderFlags
	by, reason, onText string

	id, version string
	on          day.Day
	hash        string
	entries     []library.Entry // for the register
	store       *store.Store
	event       bool // the data folder is to be told
	periods     []string
	done        []withdrawnAt
}

// withdrawnAt is a place from which the version was withdrawn before.
type withdrawnAt struct {
	place  string
	on     day.Day
	reason string
}

func (w *withdrawal) name() string { return w.id + "@" + w.version }

// prepare finds everything that speaks against it before anything is written.
func (w *withdrawal) prepare(ctx context.Context) (err error) {
	var missing []string
	if w.library == "" && w.data.data == "" {
		missing = append(missing, "--library")
	}
	if w.reason = strings.TrimSpace(w.reason); w.reason == "" {
		missing = append(missing, "--reason")
	}
	if len(missing) > 0 {
		return missingFlag(missing...)
	}
	if w.on, err = actDay(w.onText); err != nil {
		return err
	}
	if w.library != "" {
		if err := w.fromLibrary(); err != nil {
			return err
		}
	}
	if w.data.data != "" {
		if err := w.fromData(ctx); err != nil {
			return err
		}
	}
	if len(w.entries) == 0 && !w.event {
		return fail(exitConflict, "cli.withdraw_again", w.name(), w.done[0].on.VN(), w.done[0].reason)
	}
	return nil
}

// fromLibrary finds the version in a library. A built-in one is entered there as what it is, so that it can be withdrawn.
func (w *withdrawal) fromLibrary() error {
	own, err := openLibrary(w.library)
	if err != nil {
		return err
	}
	v := versionIn(own, w.id, w.version)
	if v == nil {
		if v = versionIn(library.BuiltIn(), w.id, w.version); v != nil {
			w.entries = append(w.entries, library.Entry{ID: w.id, Version: w.version, Hash: v.Hash, Day: v.Published})
		}
	}
	switch {
	case v == nil || v.Status == library.Draft:
		return fail(exitNotFound, "cli.withdraw_unknown", w.name(), w.library)
	case v.Status == library.Withdrawn:
		w.hash, w.entries, w.done = v.Hash, nil, append(w.done, withdrawnAt{w.library, v.Withdrawn, v.Reason})
		return nil
	}
	w.hash = v.Hash
	w.entries = append(w.entries, library.Entry{ID: w.id, Version: w.version, Day: w.on, Withdrawn: true, Reason: w.reason})
	return fitRegister(w.library, w.entries...)
}

// fromData finds the version in the data folder, and the periods that use it.
func (w *withdrawal) fromData(ctx context.Context) (err error) {
	if w.store, err = w.data.open(true); err != nil {
		return err
	}
	records, err := w.store.SetRecords(ctx)
	if err != nil {
		return storeFailure(err)
	}
	i := slices.IndexFunc(records, func(r season.SetRecord) bool { return r.ID == w.id && r.Version == w.version })
	switch {
	case i < 0:
		return fail(exitNotFound, "cli.withdraw_unknown", w.name(), w.data.data)
	case records[i].Withdrawn != day.None:
		w.hash, w.done = records[i].Hash, append(w.done, withdrawnAt{w.data.data, records[i].Withdrawn, records[i].Reason})
		return nil
	}
	w.hash, w.event = records[i].Hash, true
	periods, err := w.store.Periods(ctx)
	if err != nil {
		return storeFailure(err)
	}
	for _, p := range periods {
		if slices.ContainsFunc(p.Choices, func(c season.Choice) bool { return c.Hash == w.hash }) {
			w.periods = append(w.periods, p.ID)
		}
	}
	return nil
}

// withdraw does what is to be done: the data folder first, which may refuse who acts, then the register. What is done is
// found done when the same is withdrawn once more.
func (w *withdrawal) withdraw(ctx context.Context) error {
	for _, d := range w.done {
		w.note("%s", wording.Message("cli.withdraw_done", w.name(), d.place, d.on.VN(), d.reason))
	}
	if w.event {
		if err := w.record(ctx); err != nil {
			return err
		}
	}
	if len(w.entries) > 0 {
		if err := addToRegister(w.library, w.entries...); err != nil {
			return err
		}
		w.note("%s", wording.Message("cli.withdrawn", w.name(), w.library))
	}
	if !w.json {
		return nil
	}
	return w.printJSON(withdrawnJSON{w.id, w.version, w.hash, w.on.String(), w.reason, w.library, w.data.data,
		append([]string{}, w.periods...)})
}

// record writes the withdrawal into the data folder.
func (w *withdrawal) record(ctx context.Context) error {
	happened := dayNone
	if w.onText != "" {
		happened = w.on
	}
	d := season.Draft{Key: "set/" + w.id + "/" + w.version + "/withdrawn", Kind: season.SetWithdrawn, Actor: w.by, Reason: w.reason,
		Happened: happened, Body: &season.SetWithdrawal{ID: w.id, Version: w.version, Hash: w.hash}}
	if _, err := w.store.Append(ctx, []season.Draft{d}); err != nil {
		return storeFailure(err)
	}
	w.note("%s", wording.Message("cli.withdrawn", w.name(), w.data.data))
	for _, p := range w.periods {
		w.note("%s", wording.Message("cli.withdrawn_in_use", p, w.name()))
	}
	return nil
}
