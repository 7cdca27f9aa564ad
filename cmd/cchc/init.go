package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
)

const initLong = `Tạo một thư mục dữ liệu mới và ghi vào đó: danh sách đơn vị với thuộc tính, Kế hoạch CCHC năm với cách đọc thời hạn,
các bộ tiêu chí có sẵn. Thư mục phải trống hoặc chưa có. Sau đó mở kỳ chấm điểm bằng cchc period open.

Mọi thay đổi về sau được ghi thêm thành sự kiện, không sửa, không xóa: ai, khi nào, vì sao.`

// systemActor acts where the program itself does.
const systemActor = "so-noi-vu/cchc"

func newInit(a *app) *cobra.Command {
	var in planFlags
	var by string
	var own []string
	cmd := &cobra.Command{
		Use:     "init THƯ_MỤC",
		Short:   "Tạo thư mục dữ liệu mới",
		Long:    initLong,
		Example: "  cchc init du-lieu-2026 --by \"so-noi-vu/Nguyễn Văn A\"",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			plan, err := a.planning(&in)
			if err != nil {
				return err
			}
			sets, err := a.loadSets(append(setNames(), own...))
			if err != nil {
				return err
			}
			s, err := store.Create(args[0], store.Options{})
			if err != nil {
				return storeFailure(err)
			}
			err = a.initialise(cmd.Context(), s, plan, sets, by, false)
			if err == nil && a.json {
				err = a.printInit(cmd.Context(), s, args[0], plan)
			}
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			a.note("%s", wording.Message("cli.init_done", args[0]))
			return nil
		},
	}
	in.bindFiles(cmd)
	cmd.Flags().StringArrayVar(&own, "set", nil, "thêm bộ tiêu chí từ `ĐƯỜNG_DẪN`; bộ nêu sau cùng được chọn cho các khối của nó")
	bindBy(cmd, &by)
	return cmd
}

// initJSON is the contract of init --json: what the new folder holds.
type initJSON struct {
	Data  string       `json:"data"`
	Units int          `json:"units"`
	Plan  string       `json:"plan"`
	Sets  []setRefJSON `json:"sets"`
}

type setRefJSON struct {
	Set     string `json:"set"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
}

func (a *app) printInit(ctx context.Context, s *store.Store, dir string, plan *planning) error {
	sets, err := s.Sets(ctx)
	if err != nil {
		return storeFailure(err)
	}
	out := initJSON{Data: dir, Units: len(plan.units.All()), Plan: plan.Plan.Number, Sets: []setRefJSON{}}
	for _, v := range sets {
		out.Sets = append(out.Sets, setRefJSON{v.ID, v.Version, v.Hash})
	}
	return a.printJSON(out)
}

// loadSets loads sets that must have no mistakes.
func (a *app) loadSets(names []string) ([]*form.Set, error) {
	var sets []*form.Set
	for _, name := range names {
		set, err := a.loadSet(name)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// bindBy adds the flag that says who acts.
func bindBy(cmd *cobra.Command, by *string) {
	cmd.Flags().StringVar(by, "by", systemActor, "`AI` làm: mã cơ quan, rồi họ tên sau dấu gạch chéo")
}

// initialise records the folder's first events: units, plan and criteria sets.
func (a *app) initialise(ctx context.Context, s *store.Store, p *planning, sets []*form.Set, by string, demo bool) error {
	draft := func(key string, body season.Body, reason string) season.Draft {
		return season.Draft{Key: "init/" + key, Kind: body.Kind(), Actor: by, Reason: reason, Happened: dayNone, Body: body}
	}
	drafts := []season.Draft{draft("folder", &season.Folder{Demo: demo, Province: seeds.Province}, "")}
	for _, u := range p.units.All() {
		drafts = append(drafts, draft("unit/"+u.Code, &season.UnitState{Unit: u}, wording.Message("cli.first_record")))
	}
	for _, at := range p.units.Attributes() {
		key := fmt.Sprintf("attribute/%s/%s/%s", at.Unit, at.Name, at.From)
		drafts = append(drafts, draft(key, &season.AttributeState{Attribute: at}, at.Source))
	}
	planBytes, err := season.EncodePlan(p.files)
	if err != nil {
		return err
	}
	plan := store.Blob{Domain: season.PlanDomain, Bytes: planBytes}
	drafts = append(drafts, draft("plan", &season.PlanVersion{Number: p.Plan.Number, Hash: plan.Hash()}, ""))
	blobs := []store.Blob{plan}
	for _, set := range sets {
		body, err := set.Canonical()
		if err != nil {
			return err
		}
		version := &season.SetVersion{ID: set.ID, Version: set.Version, Hash: canon.Hash(engine.SetDomain, body), Scope: set.Scope,
			Blocks: set.Blocks, Title: set.Title}
		drafts = append(drafts, draft("set/"+set.ID+"/"+set.Version, version, wording.Message("cli.set_at_init")))
		blobs = append(blobs, store.Blob{Domain: engine.SetDomain, Bytes: body})
	}
	if _, err := s.Append(ctx, drafts, blobs...); err != nil {
		return storeFailure(err)
	}
	return nil
}
