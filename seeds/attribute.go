package seeds

import (
	"cmp"
	"regexp"
	"slices"

	"cchc/internal/day"
)

// Attributes of units that decide what applies to them, kept by Sở Nội vụ with dates and a reason and never
// taken from the unit's own word.
const (
	HasProcedures     = "co_tthc"              // có thủ tục hành chính thuộc thẩm quyền
	HasFeeProcedures  = "co_tthc_thu_phi"      // có thủ tục hành chính thu phí, lệ phí
	HasSubordinates   = "co_don_vi_truc_thuoc" // có đơn vị trực thuộc
	HasPublicServices = "co_don_vi_su_nghiep"  // có đơn vị sự nghiệp công lập
	RunsSystems       = "quan_ly_he_thong"     // quản lý hệ thống thông tin
	DraftsLaw         = "duoc_giao_vbqppl"     // được giao chủ trì văn bản quy phạm pháp luật
)

// Attribute is one dated value. Unit is a unit's code, or a group's for the value of all its units that have
// no row of their own. Value is "true", "false" or a plain decimal number.
type Attribute struct {
	Unit, Name, Value string
	From, To          day.Day // first and last day; day.None is open
	Source            string  // source or reason
}

func (a Attribute) holds(on day.Day) bool {
	return (a.From == day.None || a.From <= on) && (a.To == day.None || on <= a.To)
}

// AttributeValue is what an attribute says on one day.
type AttributeValue struct{ Name, Value, Source string }

var (
	attributeName  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	attributeValue = regexp.MustCompile(`^(true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?)$`)
)

// WithAttributes gives the same units with the attributes of a file: columns unit, attribute, value, from, to,
// source. The error holds every Fault of the file, two values for one unit on one day among them.
func (us *Units) WithAttributes(file string, data []byte) (*Units, error) {
	l := &ledger{file: file}
	t := readTable(l, data, []string{"unit", "attribute", "value"}, []string{"from", "to", "source"})
	out := &Units{list: us.list}
	for _, r := range t.rows {
		a := Attribute{Unit: r.filled("unit"), Name: r.filled("attribute"), Value: r.filled("value"),
			From: r.date("from"), To: r.date("to"), Source: r.text("source")}
		if _, known := us.ByCode(a.Unit); a.Unit != "" && !known && !IsGroup(a.Unit) {
			l.addUnknown(r.at("unit"), FaultUnknownUnit, "unit", a.Unit, slices.Concat(us.codes(), groups))
		}
		if a.Name != "" && !attributeName.MatchString(a.Name) {
			l.add(r.at("attribute"), FaultBadCode, "value", a.Name)
		}
		if a.Value != "" && !attributeValue.MatchString(a.Value) {
			l.add(r.at("value"), FaultBadValue, "value", a.Value)
		}
		r.ordered(a.From, a.To, "to")
		if slices.ContainsFunc(out.attributes, a.overlaps) {
			l.add(r.at("attribute"), FaultOverlap, "unit", a.Unit, "attribute", a.Name)
			continue
		}
		out.attributes = append(out.attributes, a)
	}
	slices.SortFunc(out.attributes, compareAttributes)
	if err := l.err(); err != nil {
		return nil, err
	}
	return out, nil
}

func compareAttributes(a, b Attribute) int {
	return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From))
}

// AttributeKey tells attribute values apart: one unit has one value of a name from one day on.
type AttributeKey struct {
	Unit, Name string
	From       day.Day
}

// Key gives what tells the value apart from others.
func (a Attribute) Key() AttributeKey { return AttributeKey{a.Unit, a.Name, a.From} }

func (a Attribute) overlaps(b Attribute) bool {
	starts := func(x, y Attribute) bool { return x.From == day.None || y.To == day.None || x.From <= y.To }
	return a.Unit == b.Unit && a.Name == b.Name && starts(a, b) && starts(b, a)
}

// Attribute is the value of an attribute of a unit on a day: its own row if there is one for that day, or the
// row of its group. known is false when neither says anything.
func (us *Units) Attribute(unit, name string, on day.Day) (value AttributeValue, known bool) {
	if a, ok := us.attribute(unit, name, on); ok {
		return a, true
	}
	u, ok := us.ByCode(unit)
	if !ok || groupOf(u.Block) == "" {
		return AttributeValue{}, false
	}
	return us.attribute(groupOf(u.Block), name, on)
}

// attribute is an owner's own value on a day. Of values recorded one after another whose days overlap, the one that
// began last counts: what is changed from a day on need not be ended before.
func (us *Units) attribute(owner, name string, on day.Day) (AttributeValue, bool) {
	after, _ := slices.BinarySearchFunc(us.attributes, on, func(a Attribute, on day.Day) int {
		return cmp.Or(cmp.Compare(a.Unit, owner), cmp.Compare(a.Name, name), cmp.Compare(a.From, on), -1)
	})
	for i := after - 1; i >= 0 && us.attributes[i].Unit == owner && us.attributes[i].Name == name; i-- {
		if a := us.attributes[i]; a.holds(on) {
			return AttributeValue{Name: a.Name, Value: a.Value, Source: a.Source}, true
		}
	}
	return AttributeValue{}, false
}

// Attributes gives all values, by unit, name and first day.
func (us *Units) Attributes() []Attribute { return slices.Clone(us.attributes) }

// AttributeNames gives the name of every attribute that occurs, sorted.
func (us *Units) AttributeNames() []string {
	var names []string
	for _, a := range us.attributes {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// AttributesOn gives all attributes known of a unit on a day, in the order of their names.
func (us *Units) AttributesOn(unit string, on day.Day) []AttributeValue {
	var list []AttributeValue
	for _, name := range us.AttributeNames() {
		if value, known := us.Attribute(unit, name, on); known {
			list = append(list, value)
		}
	}
	return list
}
