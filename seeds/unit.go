package seeds

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"

	"cchc/internal/day"
)

// Blocks (khối) of Ninh Bình: units are ranked within their block. A unit without block is not scored.
const (
	BlockDepartment = "so"     // sở, ban, văn phòng, thanh tra của tỉnh
	BlockCommune    = "xa"     // xã
	BlockWard       = "phuong" // phường
	BlockProvince   = "tinh"   // the province itself, scored over its units and ranked with nobody
)

// Province is the code of the province as a unit.
const Province = "tinh"

// Groups the plan names instead of single units.
const (
	GroupDepartments = "so-ban-nganh"      // các sở, ban, ngành
	GroupCommunes    = "ubnd-xa"           // UBND cấp xã: xã and phường
	GroupConcerned   = "co-quan-lien-quan" // các cơ quan, đơn vị có liên quan: nobody in particular
)

var groups = []string{GroupDepartments, GroupCommunes, GroupConcerned}

// IsGroup says whether code names a group and not a unit.
func IsGroup(code string) bool { return slices.Contains(groups, code) }

// groupOf is the group the units of a block belong to, "" for any other block.
func groupOf(block string) string {
	switch block {
	case BlockDepartment:
		return GroupDepartments
	case BlockCommune, BlockWard:
		return GroupCommunes
	}
	return ""
}

// Unit is one agency or commune (đơn vị). Code is its name everywhere and survives renaming; OfficialNumber is
// the number in the state's register of communes.
type Unit struct {
	Code, Name, Block, Kind, OfficialNumber, FormerProvince string

	ValidFrom, ValidTo       day.Day  // first and last day it exists; day.None is open
	Predecessors, Successors []string // codes, over a merger or split
	Status, Note             string   // how well it is verified, and from what
}

// ValidOn says whether the unit exists on a day.
func (u Unit) ValidOn(on day.Day) bool {
	return (u.ValidFrom == day.None || u.ValidFrom <= on) && (u.ValidTo == day.None || on <= u.ValidTo)
}

// Units are the units of a province, or of anything else that is scored, in the order of their codes.
type Units struct {
	list       []Unit
	attributes []Attribute
}

// LoadUnits reads a unit file of the user, and the attributes file if its path is not empty.
func LoadUnits(path, attributesPath string) (*Units, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load units: %w", err)
	}
	units, err := ParseUnits(path, data)
	if err != nil || attributesPath == "" {
		return units, err
	}
	data, err = os.ReadFile(attributesPath)
	if err != nil {
		return nil, fmt.Errorf("load unit attributes: %w", err)
	}
	return units.WithAttributes(attributesPath, data)
}

// NewUnits makes units of what is known of them already; parsing checks files, this does not.
func NewUnits(list []Unit, attributes []Attribute) *Units {
	us := &Units{list: slices.Clone(list), attributes: slices.Clone(attributes)}
	slices.SortFunc(us.list, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	slices.SortFunc(us.attributes, compareAttributes)
	return us
}

var unitCode = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)

// ParseUnits reads the columns code and name, and of the rest those that are there: block, kind,
// official_number, former_province, valid_from, valid_to, predecessors, successors (codes separated by
// blanks), status, note. The error holds every Fault of the file.
func ParseUnits(file string, data []byte) (*Units, error) {
	l := &ledger{file: file}
	t := readTable(l, data, []string{"code", "name"}, []string{"block", "kind", "official_number",
		"former_province", "valid_from", "valid_to", "predecessors", "successors", "status", "note"})
	units := &Units{}
	rows := map[string]row{}
	for _, r := range t.rows {
		u := r.unit()
		if _, known := rows[u.Code]; known {
			l.add(r.at("code"), FaultDuplicate, "value", u.Code)
			continue
		}
		rows[u.Code] = r
		units.list = append(units.list, u)
	}
	slices.SortFunc(units.list, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	for _, u := range units.list {
		units.checkRelations(u, rows[u.Code])
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	return units, nil
}

func (r row) unit() Unit {
	u := Unit{
		Code: r.filled("code"), Name: r.filled("name"), Block: r.text("block"), Kind: r.text("kind"),
		OfficialNumber: r.text("official_number"), FormerProvince: r.text("former_province"),
		ValidFrom: r.date("valid_from"), ValidTo: r.date("valid_to"),
		Predecessors: r.codes("predecessors"), Successors: r.codes("successors"),
		Status: r.text("status"), Note: r.text("note"),
	}
	for _, column := range []string{"code", "block"} {
		if text := r.text(column); text != "" && !unitCode.MatchString(text) {
			r.table.add(r.at(column), FaultBadCode, "value", text)
		}
	}
	if IsGroup(u.Code) {
		r.table.add(r.at("code"), FaultBadCode, "value", u.Code)
	}
	r.ordered(u.ValidFrom, u.ValidTo, "valid_to")
	return u
}

// checkRelations wants every predecessor and successor to exist and to say the same of this unit.
func (us *Units) checkRelations(u Unit, r row) {
	check := func(column string, codes []string, back func(Unit) []string) {
		for _, code := range codes {
			other, ok := us.ByCode(code)
			switch {
			case !ok || code == u.Code:
				others := slices.DeleteFunc(us.codes(), func(c string) bool { return c == u.Code || !unitCode.MatchString(c) })
				r.table.addUnknown(r.at(column), FaultUnknownUnit, "unit", code, others)
			case !slices.Contains(back(other), u.Code):
				r.table.add(r.at(column), FaultOneSided, "unit", u.Code, "other", code)
			}
		}
	}
	check("predecessors", u.Predecessors, func(o Unit) []string { return o.Successors })
	check("successors", u.Successors, func(o Unit) []string { return o.Predecessors })
}

// All gives every unit in the order of the codes.
func (us *Units) All() []Unit { return slices.Clone(us.list) }

// codes gives the code of every unit, sorted.
func (us *Units) codes() []string {
	codes := make([]string, len(us.list))
	for i, u := range us.list {
		codes[i] = u.Code
	}
	return codes
}

// ByCode finds a unit.
func (us *Units) ByCode(code string) (Unit, bool) {
	i, ok := slices.BinarySearchFunc(us.list, code, func(u Unit, code string) int { return cmp.Compare(u.Code, code) })
	if !ok {
		return Unit{}, false
	}
	return us.list[i], true
}

// Members puts the units that a group has on a day in its place; other names stay as they are. Each is there once, in the
// order of codes. Who is merely concerned is nobody in particular.
func (us *Units) Members(names []string, on day.Day) []string {
	var codes []string
	for _, name := range names {
		if !IsGroup(name) {
			codes = append(codes, name)
			continue
		}
		for _, u := range us.list {
			if groupOf(u.Block) == name && u.ValidOn(on) {
				codes = append(codes, u.Code)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Scored gives the units of a block that exist on a day; the block "" stands for all blocks but the province itself.
func (us *Units) Scored(block string, on day.Day) []Unit {
	var list []Unit
	for _, u := range us.list {
		if u.Block != "" && (u.Block == block || block == "" && u.Block != BlockProvince) && u.ValidOn(on) {
			list = append(list, u)
		}
	}
	return list
}

// Blocks gives the blocks that have a unit, sorted.
func (us *Units) Blocks() []string {
	var blocks []string
	for _, u := range us.list {
		if u.Block != "" && !slices.Contains(blocks, u.Block) {
			blocks = append(blocks, u.Block)
		}
	}
	slices.Sort(blocks)
	return blocks
}
