package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/rules"
	"cchc/rules/proof"
	"cchc/seeds"
)

// knownFlags name what sets are held against: the plan and the units, in files or in a data folder.
type knownFlags struct{ plan, units string }

func (f *knownFlags) bind(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.plan, "plan", "", "đối chiếu với `TỆP` YAML của kế hoạch, thay cho Kế hoạch 148 có sẵn")
	flags.StringVar(&f.units, "units", "", "đối chiếu với `TỆP` CSV danh sách đơn vị, thay cho danh sách có sẵn")
}

// world is the plan and the units that sets are held against, and whether the user named them.
type world struct {
	plan                  *seeds.Plan
	units                 *seeds.Units
	planNamed, unitsNamed bool
}

// world reads what the flags name: a file before the folder, the folder before what is built in.
func (f *knownFlags) world(ctx context.Context, folder string) (*world, error) {
	w := &world{plan: seeds.DefaultPlan(), units: seeds.DefaultUnits()}
	if folder != "" && (f.plan == "" || f.units == "") {
		if err := w.readFolder(ctx, &folderFlags{data: folder}); err != nil {
			return nil, err
		}
	}
	var err error
	if f.plan != "" {
		if w.plan, err = seeds.LoadPlan(f.plan); err != nil {
			return nil, seedsFailure(err)
		}
		w.planNamed = true
	}
	if f.units != "" {
		if w.units, err = seeds.LoadUnits(f.units, ""); err != nil {
			return nil, seedsFailure(err)
		}
		w.unitsNamed = true
	}
	return w, nil
}

// readFolder takes the plan and the units of a data folder as they stand.
func (w *world) readFolder(ctx context.Context, in *folderFlags) error {
	s, err := in.open(false)
	if err != nil {
		return err
	}
	return errors.Join(w.readStore(ctx, s), s.Close())
}

func (w *world) readStore(ctx context.Context, s *store.Store) error {
	period, plan, err := newestPlan(ctx, s)
	if err != nil || plan == "" {
		return err
	}
	bytes, err := s.Blob(ctx, plan)
	if err != nil {
		return storeFailure(err)
	}
	calendar, err := season.DecodePlan(bytes)
	if err != nil {
		return err
	}
	asOf, err := (&caseFlags{}).lookFrom(ctx, s)
	if err != nil {
		return err
	}
	year, err := s.Year(ctx, period, asOf)
	if err != nil {
		return storeFailure(err)
	}
	w.plan, w.units, w.planNamed, w.unitsNamed = calendar.Plan, year.Units, true, true
	return nil
}

// newestPlan gives the latest period with its plan; before any period is opened the plan adopted last.
func newestPlan(ctx context.Context, s *store.Store) (period, plan string, err error) {
	periods, err := s.Periods(ctx)
	if err != nil {
		return "", "", storeFailure(err)
	}
	for _, p := range slices.Backward(periods) {
		if p.Plan != "" {
			return p.ID, p.Plan, nil
		}
	}
	err = s.Events(ctx, 0, func(e season.Event) error {
		if v, ok := e.Body.(*season.PlanVersion); ok {
			plan = v.Hash
		}
		return nil
	})
	if err != nil {
		return "", "", storeFailure(err)
	}
	return "", plan, nil
}

// roles enter figures without being a unit: the leaders of the province rate units.
var roles = []string{"lanh-dao-ubnd-tinh", seeds.Province}

// known is what a set is held against. What the user named always counts. The built-in plan and units count for a set that
// names a product of that plan, and surely only for a set that goes by the name of a built-in one.
func (w *world) known(set *form.Set) (known proof.Known, measured bool) {
	var plan []proof.Deliverable
	for _, d := range w.plan.Deliverables() {
		plan = append(plan, proof.Deliverable{ID: d.ID, Title: d.Product})
	}
	own := slices.ContainsFunc(rules.Embedded(), func(i rules.SetInfo) bool { return i.ID == set.ID })
	about := proof.MeasuredBy(set, plan)
	if w.planNamed || about {
		known.Deliverables, known.PlanAssumed = plan, !w.planNamed && !own
	}
	if w.unitsNamed || about {
		known.Offices, known.OfficesAssumed = slices.Clone(roles), !w.unitsNamed && !own
		for _, u := range w.units.All() {
			known.Offices = append(known.Offices, u.Code)
		}
	}
	return known, known.Deliverables != nil || known.Offices != nil
}

// refusing gives the findings that keep a set from being published, at the places that the user knows.
func (w *world) refusing(loaded *rules.Loaded, dir string) rules.Diagnostics {
	known, _ := w.known(loaded.Set)
	source := sourceOf{dir: dir, name: dir}
	var all rules.Diagnostics
	for _, f := range proof.Publishable(loaded, known) {
		source.place(&f.Diagnostic)
		all = append(all, f.Diagnostic)
	}
	return all
}
