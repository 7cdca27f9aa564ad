package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/seeds"
)

// The contract of obligations --json.
type obligationsJSON struct {
	AsOf        string           `json:"as_of"`
	Obligations []obligationJSON `json:"obligations"`
}

type obligationJSON struct {
	Deliverable string   `json:"deliverable"`
	Unit        string   `json:"unit"`
	Key         string   `json:"key,omitempty"`
	What        string   `json:"what,omitempty"`
	Kind        string   `json:"kind"`
	From        string   `json:"from,omitempty"`
	To          string   `json:"to,omitempty"`
	Named       string   `json:"named,omitempty"`
	Due         string   `json:"due,omitempty"`
	LookedAt    []string `json:"looked_at,omitempty"`
	Covers      []string `json:"covers,omitempty"`
	DatesBy     string   `json:"dates_by"`
	State       string   `json:"state"`
	Own         string   `json:"own_date,omitempty"`
	Because     string   `json:"because,omitempty"`
	Event       string   `json:"event,omitempty"`
	Reading     string   `json:"reading"`
}

func newObligations(a *app) *cobra.Command {
	var in planFlags
	var unit, facts string
	cmd := &cobra.Command{
		Use:     "obligations",
		Short:   "In ai phải nộp sản phẩm gì, khi nào",
		Example: "  cchc obligations --unit so-y-te --as-of 01/07/2026",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			asOf, err := in.day()
			if err != nil {
				return err
			}
			p, err := a.planning(&in)
			if err != nil {
				return err
			}
			if unit != "" {
				found, err := p.unitFor(unit)
				if err != nil {
					return err
				}
				unit = found.Code
			}
			events, err := a.events(facts, p)
			if err != nil {
				return err
			}
			all, err := p.owed(events, asOf)
			if err != nil {
				return err
			}
			var owed []seeds.Obligation
			for _, o := range all {
				if unit == "" || o.Unit == unit {
					owed = append(owed, o)
				}
			}
			if a.json {
				return a.printJSON(obligationsJSON{asOf.String(), obligationRows(owed)})
			}
			p.printObligations(a, asOf, owed)
			return nil
		},
	}
	in.bind(cmd)
	cmd.Flags().StringVar(&unit, "unit", "", "chỉ của một `ĐƠN_VỊ`")
	cmd.Flags().StringVar(&facts, "facts", "", "`THƯ_MỤC` dữ liệu có tệp events*.csv")
	cmd.RegisterFlagCompletionFunc("unit", completeUnits)
	return cmd
}

// events reads the recorded events of a folder of facts; "" is no folder.
func (a *app) events(dir string, p *planning) ([]sheet.Event, error) {
	if dir == "" {
		return nil, nil
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, fail(exitNotFound, "cli.folder", dir)
	}
	reading := sheet.ReadEvents(os.DirFS(dir), p.known())
	nameFolder(reading, dir)
	if len(reading.Mistakes) > 0 {
		return nil, a.refuse("cli.events_bad", reading.Mistakes)
	}
	return reading.Facts.Events, nil
}

func obligationRows(owed []seeds.Obligation) []obligationJSON {
	out := []obligationJSON{}
	for _, o := range owed {
		j := obligationJSON{Deliverable: o.Deliverable, Unit: o.Unit, Key: o.Key, What: o.What, Kind: string(o.Kind),
			From: o.From.String(), To: o.To.String(), Named: o.Named.String(), Due: o.Due.String(), Covers: o.Covers,
			DatesBy: string(o.DatesBy), State: string(o.State), Own: string(o.Own), Because: o.Because, Event: o.Event,
			Reading: o.Reading}
		for _, d := range o.LookedAt {
			j.LookedAt = append(j.LookedAt, d.String())
		}
		out = append(out, j)
	}
	return out
}

func (p *planning) printObligations(a *app, asOf day.Day, owed []seeds.Obligation) {
	fmt.Fprintf(a.stdout, "%s\n%s\n\n", wording.Message("cli.owed_head", p.Plan.Number, asOf.VN()), wording.Message("cli.owed_note"))
	t := newTable("Đơn vị", "Sản phẩm", "Kỳ", "Hạn", "Tình trạng", "Nội dung")
	for _, o := range owed {
		what := o.What
		if what == "" {
			d, _ := p.Plan.Deliverable(o.Deliverable)
			what = d.Product
		}
		t.add(o.Unit, o.Deliverable, o.Key, o.Due.VN(), wording.Message("cli.owed."+string(o.State)), cut(what, 54))
	}
	t.write(a.stdout)
}

// cut shortens a text to a number of characters.
func cut(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + "…"
}
