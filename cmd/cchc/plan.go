package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/wording"
	"cchc/seeds"
)

func newPlan(a *app) *cobra.Command {
	var in planFlags
	cmd := &cobra.Command{
		Use:     "plan",
		Short:   "In kế hoạch: nhiệm vụ, sản phẩm, thời gian và cách đọc",
		Example: "  cchc plan\n  cchc plan --json",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.planning(&in)
			if err != nil {
				return err
			}
			if a.json {
				doc, err := seeds.PlanJSON(p.Plan, p.Readings)
				if err != nil {
					return err
				}
				_, err = a.stdout.Write(doc)
				return err
			}
			p.printPlan(a)
			return nil
		},
	}
	cmd.Flags().StringVar(&in.plan, "plan", "", "`TỆP` YAML của kế hoạch, thay cho Kế hoạch 148 có sẵn")
	cmd.Flags().StringVar(&in.obligations, "obligations", "", "`TỆP` YAML cách đọc kế hoạch")
	return cmd
}

func (p *planning) printPlan(a *app) {
	w := a.stdout
	say := func(format string, args ...any) { fmt.Fprintln(w, wrap(fmt.Sprintf(format, args...), 2)) }
	say("%s, %s, %s\n%s", p.Plan.Number, p.Plan.Date.VN(), p.Plan.Issuer, p.Plan.Title)
	for _, area := range p.Plan.Areas {
		say("\n%s. %s", area.Code, area.Name)
		for _, task := range area.Tasks {
			say("  %d. %s", task.Number, task.Name)
			for _, d := range task.Deliverables {
				reading, _ := p.Readings.ByID(d.ID)
				var owners []string
				for _, o := range reading.Owners() {
					owners = append(owners, p.ownerName(o))
				}
				say("    %s  %s", d.ID, d.Product)
				say("      Chủ trì: %s. Phối hợp: %s. Thời gian: %s.", d.LeadText, d.CoordinatingText, d.Time)
				say("      Phải nộp: %s. Cách đọc: %s", strings.Join(owners, "; "), reading.Text)
			}
		}
	}
}

// ownerName is what people call who owes a product.
func (p *planning) ownerName(o seeds.Owner) string {
	name := o.Code
	if u, ok := p.units.ByCode(o.Code); ok {
		name = u.Name
	} else if group := "cli.owner." + o.Code; wording.Known(group) {
		name = wording.Message(group)
	}
	switch o.With {
	case "":
		return name
	case seeds.ByEvent:
		return wording.Message("cli.owner_by_event", name)
	}
	return wording.Message("cli.owner_with", name, o.With)
}
