package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/wording"
	"cchc/seeds"
)

// The contract of units --json.
type unitsJSON struct {
	AsOf  string     `json:"as_of,omitempty"`
	Units []unitJSON `json:"units"`
}

type unitJSON struct {
	Code           string          `json:"code"`
	Name           string          `json:"name"`
	Block          string          `json:"block,omitempty"`
	Kind           string          `json:"kind,omitempty"`
	OfficialNumber string          `json:"official_number,omitempty"`
	FormerProvince string          `json:"former_province,omitempty"`
	ValidFrom      string          `json:"valid_from,omitempty"`
	ValidTo        string          `json:"valid_to,omitempty"`
	Predecessors   []string        `json:"predecessors,omitempty"`
	Successors     []string        `json:"successors,omitempty"`
	Status         string          `json:"status,omitempty"`
	Note           string          `json:"note,omitempty"`
	Attributes     []attributeJSON `json:"attributes,omitempty"`
}

type attributeJSON struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source,omitempty"`
}

func newUnits(a *app) *cobra.Command {
	var in planFlags
	var block string
	cmd := &cobra.Command{
		Use:     "units",
		Short:   "In danh sách đơn vị; với --as-of: các đơn vị có hiệu lực và thuộc tính tại ngày đó",
		Example: "  cchc units --block so --as-of 14/12/2026",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.planning(&in)
			if err != nil {
				return err
			}
			on := day.None
			if in.asOf != "" {
				if on, err = in.day(); err != nil {
					return err
				}
			}
			units := p.unitsOn(block, on)
			if block != "" && len(units) == 0 {
				return fail(exitNotFound, "cli.no_block", block, strings.Join(p.blocks(), ", "))
			}
			if a.json {
				return a.printJSON(p.unitsJSON(units, on))
			}
			t := newTable("Mã", "Tên", "Khối", "Hiệu lực từ", "Mức xác minh")
			for _, u := range units {
				t.add(u.Code, u.Name, u.Block, u.ValidFrom.VN(), statusName(u.Status))
			}
			t.write(a.stdout)
			return nil
		},
	}
	in.bind(cmd)
	cmd.Flags().StringVar(&block, "block", "", "chỉ các đơn vị của một `KHỐI`")
	return cmd
}

// statusName says how well a unit is verified; a status of someone's own keeps its code.
func statusName(status string) string {
	if code := "cli.status." + status; wording.Known(code) {
		return wording.Message(code)
	}
	return status
}

// blocks are the blocks that the list of units has, in the order of their codes.
func (p *planning) blocks() []string {
	var blocks []string
	for _, u := range p.units.All() {
		if u.Block != "" && !slices.Contains(blocks, u.Block) {
			blocks = append(blocks, u.Block)
		}
	}
	slices.Sort(blocks)
	return blocks
}

// unitsOn gives the units of a block ("": all) that exist on a day (day.None: at any time).
func (p *planning) unitsOn(block string, on day.Day) []seeds.Unit {
	var out []seeds.Unit
	for _, u := range p.units.All() {
		if (block == "" || u.Block == block) && (on == day.None || u.ValidOn(on)) {
			out = append(out, u)
		}
	}
	return out
}

func (p *planning) unitsJSON(units []seeds.Unit, on day.Day) unitsJSON {
	out := unitsJSON{AsOf: on.String(), Units: []unitJSON{}}
	for _, u := range units {
		j := unitJSON{Code: u.Code, Name: u.Name, Block: u.Block, Kind: u.Kind, OfficialNumber: u.OfficialNumber,
			FormerProvince: u.FormerProvince, ValidFrom: u.ValidFrom.String(), ValidTo: u.ValidTo.String(),
			Predecessors: u.Predecessors, Successors: u.Successors, Status: u.Status, Note: u.Note}
		if on != day.None {
			for _, v := range p.units.AttributesOn(u.Code, on) {
				j.Attributes = append(j.Attributes, attributeJSON(v))
			}
		}
		out.Units = append(out.Units, j)
	}
	return out
}
