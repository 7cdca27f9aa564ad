package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

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
				doc, err := seeds.PlanJSON(p.plan, p.readings)
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
	fmt.Fprintf(w, "%s, %s, %s\n%s\n", p.plan.Number, p.plan.Date.VN(), p.plan.Issuer, p.plan.Title)
	for _, area := range p.plan.Areas {
		fmt.Fprintf(w, "\n%s. %s\n", area.Code, area.Name)
		for _, task := range area.Tasks {
			fmt.Fprintf(w, "  %d. %s\n", task.Number, task.Name)
			for _, d := range task.Deliverables {
				reading, _ := p.readings.ByID(d.ID)
				var owners []string
				for _, o := range reading.Owners() {
					owners = append(owners, o.String())
				}
				fmt.Fprintf(w, "    %s  %s\n", d.ID, d.Product)
				fmt.Fprintf(w, "      Chủ trì: %s. Phối hợp: %s. Thời gian: %s.\n", d.LeadText, d.CoordinatingText, d.Time)
				fmt.Fprintf(w, "      Phải nộp: %s. %s\n", strings.Join(owners, ", "), reading.Text)
			}
		}
	}
}
