package figuretest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Set is a small criteria set: each area has two criteria of three leaves, the last one from surveys.
func Set(areas ...string) *form.Set {
	set := &form.Set{
		ID: "mau-2026", Version: "1.0.0", Title: "Bộ tiêu chí mẫu năm 2026",
		Reference: "Bộ tiêu chí tham khảo (chưa chính thức)",
		Blocks:    []string{"so", "xa"},
		Rounding:  form.Rounding{At: form.AtTotal, Rounding: exact.Rounding{Decimals: 3, Mode: exact.HalfUp}},
	}
	numerals := strings.Fields("I II III IV V VI VII VIII IX X")
	add := func(n form.Node) int {
		set.Nodes = append(set.Nodes, n)
		return len(set.Nodes) - 1
	}
	for a, name := range areas {
		area := add(form.Node{Code: numerals[a], Name: name, Kind: form.NodeArea, Parent: -1, Max: exact.Int(12)})
		for c := range 2 {
			code := fmt.Sprintf("%d.%d", a+1, c+1)
			criterion := add(form.Node{Code: code, Name: "Tiêu chí " + code, Kind: form.NodeCriterion, Parent: area, Max: exact.Int(6)})
			for l := range 3 {
				leaf := fmt.Sprintf("%s.%d", code, l+1)
				add(form.Node{
					Code: leaf, Name: "Mức độ hoàn thành nội dung " + leaf, Kind: form.NodeLeaf, Parent: criterion, Max: exact.Int(2),
					Leaf: &form.Leaf{Survey: c == 1 && l == 2},
				})
			}
		}
		set.Max = set.Max.Add(exact.Int(12))
	}
	return set
}

// Outcome is what a made leaf got: a state, and points where there are any.
type Outcome struct {
	State  engine.State
	Points exact.Num
}

// Unit adds a unit's leaves up as the engine does, at a set that rounds the total only.
func Unit(set *form.Set, code, block string, leaf func(i int, n *form.Node) Outcome) engine.UnitResult {
	u := engine.UnitResult{Unit: code, Block: block, Max: set.Max, Ranked: true, Class: "Tốt"}
	u.Nodes = make([]engine.NodeResult, len(set.Nodes))
	for i := range set.Nodes {
		n := &set.Nodes[i]
		r := &u.Nodes[i]
		r.Code, r.State = n.Code, engine.Scored
		if n.Kind != form.NodeLeaf {
			continue
		}
		o := leaf(i, n)
		r.State = o.State
		if o.State == engine.NotApplicable {
			continue
		}
		r.Points, r.Applied = o.Points, n.Max
		if rest := n.Max.Sub(o.Points); o.State == engine.NotDue || o.State == engine.Missing {
			r.Reachable = rest
		} else {
			r.Lost = rest
		}
		u.Blocked = u.Blocked || o.State == engine.NotScorable
		for p := n.Parent; p >= 0; p = set.Nodes[p].Parent {
			up := &u.Nodes[p]
			up.Points, up.Applied = up.Points.Add(r.Points), up.Applied.Add(r.Applied)
			up.Reachable, up.Lost = up.Reachable.Add(r.Reachable), up.Lost.Add(r.Lost)
		}
		u.Exact, u.Applied = u.Exact.Add(r.Points), u.Applied.Add(r.Applied)
		u.Reachable, u.Lost = u.Reachable.Add(r.Reachable), u.Lost.Add(r.Lost)
	}
	for i := range u.Nodes {
		if set.Nodes[i].Kind != form.NodeLeaf && u.Nodes[i].Applied.Sign() == 0 {
			u.Nodes[i].State = engine.NotApplicable
		}
	}
	u.Points, u.Reached = u.Exact.Round(set.Rounding.Rounding), u.Exact
	u.Index, u.Scorable = engine.Index(u.Exact, u.Applied)
	return u
}

// Result ranks made units in their blocks.
func Result(set *form.Set, units ...engine.UnitResult) *engine.Result {
	r := &engine.Result{
		Set:  engine.SetRef{ID: set.ID, Version: set.Version, Hash: "sha256:00", Title: set.Title, Reference: set.Reference},
		AsOf: day.Must(2026, 1, 5), CaseHash: "sha256:3f9a1c07d2e84b56aa01", Units: units,
	}
	rank := map[string]int{}
	for range units {
		best := -1
		for i := range r.Units {
			u := &r.Units[i]
			if u.Rank == 0 && u.Ranked && (best < 0 || u.Index.Cmp(r.Units[best].Index) > 0) {
				best = i
			}
		}
		if best >= 0 {
			rank[r.Units[best].Block]++
			r.Units[best].Rank = rank[r.Units[best].Block]
		}
	}
	return r
}

// Scope wraps a made result: the cause of a loss is its leaf's state, nothing is owed by a day.
func Scope(set *form.Set, r *engine.Result, name func(code string) figure.Name) *figure.Scope {
	s := &figure.Scope{Set: set, Result: r, Words: Words(name), Head: figure.NewHead(set, r, true, "")}
	for i := range r.Units {
		s.Losses = append(s.Losses, losses(set, &r.Units[i]))
	}
	s.Deliveries = make([][]engine.Delivery, len(r.Units))
	s.Rollups = make([][]engine.Rollup, len(r.Units))
	return s
}

func losses(set *form.Set, u *engine.UnitResult) []engine.Loss {
	causes := map[engine.State]engine.Cause{engine.NotDue: engine.CauseNotDue, engine.Missing: engine.CauseMissing,
		engine.NotScorable: engine.CauseNotScorable, engine.Scored: engine.CauseShort}
	var list []engine.Loss
	for i := range set.Nodes {
		n, node := &u.Nodes[i], &set.Nodes[i]
		if node.Kind != form.NodeLeaf {
			continue
		}
		if out := node.Max.Sub(n.Applied); !out.IsZero() {
			list = append(list, engine.Loss{Node: i, Cause: engine.CauseOut, Out: out})
		}
		if !n.Lost.IsZero() || !n.Reachable.IsZero() {
			list = append(list, engine.Loss{Node: i, Cause: causes[n.State], Lost: n.Lost, Reachable: n.Reachable})
		}
	}
	return list
}

// Words name blocks and reasons plainly, and units as asked.
func Words(name func(code string) figure.Name) figure.Words {
	return figure.Words{
		Unit: name,
		Block: func(block string) string {
			if block == "so" {
				return "Khối sở, ban, ngành"
			}
			return "Khối " + block
		},
		Finding: func(_ *form.Node, found *engine.NodeResult) string {
			switch found.State {
			case engine.Scored:
				return "Hoàn thành " + found.Points.DecimalVN(exact.Rounding{Decimals: 2}) + " điểm theo số liệu báo cáo."
			case engine.Missing:
				return "Chưa có tài liệu kiểm chứng."
			}
			return "Theo điều kiện của tiêu chí."
		},
		Reason:      func(engine.Reason) string { return "Đơn vị mới thành lập trong năm." },
		Cause:       func(c engine.Cause) string { return "Nguyên nhân " + string(c) },
		Delivery:    func(s engine.DeliveryState) string { return "Tình trạng " + string(s) },
		Deliverable: func(id string) string { return id + " Báo cáo định kỳ" },
	}
}

// Plain names a unit by its code.
func Plain(code string) figure.Name { return figure.Name{Full: "Đơn vị " + code, Short: code} }

// Hostile names a unit so that it ends a script, runs one, turns the direction of writing, and is 300 letters long.
func Hostile(code string) figure.Name {
	s := `</script></style></title><img src=x onerror="document.title='owned'">` + "\u202e{{.}}" + code + strings.Repeat("ư", 300)
	return figure.Name{Full: s, Short: s}
}

// Small is four units over four areas with every case a page must show: all scored, an area that does not apply, a unit
// that is not ranked, and one to which nothing applies.
func Small(name func(code string) figure.Name) *figure.Scope {
	set := Set("Thể chế", "Thủ tục", "Tài chính công", "Chính quyền số")
	points := func(step int64) func(int, *form.Node) Outcome {
		return func(i int, _ *form.Node) Outcome {
			return Outcome{engine.Scored, exact.MustFrac(int64(i)%step+1, 4)}
		}
	}
	second := func(i int, n *form.Node) Outcome {
		switch {
		case strings.HasPrefix(n.Code, "3."):
			return Outcome{State: engine.NotApplicable}
		case i%7 == 3:
			return Outcome{State: engine.Missing}
		case i%7 == 4:
			return Outcome{State: engine.NotScorable}
		}
		return Outcome{engine.Scored, exact.MustFrac(2, 3)}
	}
	third := Unit(set, "so-c", "so", points(5))
	third.Ranked, third.Class = false, ""
	return Scope(set, Result(set, Unit(set, "so-a", "so", points(7)), Unit(set, "so-b", "so", second), third,
		Unit(set, "xa-d", "xa", func(int, *form.Node) Outcome { return Outcome{State: engine.NotApplicable} })), name)
}

var sampleUnits = strings.Split("Văn phòng UBND tỉnh|Sở Nội vụ|Sở Tư pháp|Sở Tài chính|Sở Công Thương|Sở Nông nghiệp và Môi trường|Sở Xây dựng|"+
	"Sở Khoa học và Công nghệ|Sở Văn hóa, Thể thao và Du lịch|Sở Giáo dục và Đào tạo|Sở Y tế|Sở Dân tộc và Tôn giáo|Sở Ngoại vụ|"+
	"Thanh tra tỉnh|Ban Quản lý Khu kinh tế và các khu công nghiệp|Văn phòng Đoàn ĐBQH và HĐND tỉnh", "|")

// Sample is units of one block in the number and spread of a real one, from a fixed seed.
func Sample(units int) *figure.Scope {
	set := Set("Công tác chỉ đạo, điều hành cải cách hành chính", "Cải cách thể chế", "Cải cách thủ tục hành chính",
		"Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ", "Cải cách tài chính công",
		"Xây dựng và phát triển chính quyền điện tử, chính quyền số")
	random := rand.New(rand.NewPCG(148, 2026))
	results := make([]engine.UnitResult, units)
	for k := range results {
		skill := 60 + random.IntN(36)
		results[k] = Unit(set, fmt.Sprintf("don-vi-%03d", k), "so", func(_ int, n *form.Node) Outcome {
			switch p := random.IntN(100); {
			case k%5 == 2 && strings.HasPrefix(n.Code, "3."):
				return Outcome{State: engine.NotApplicable}
			case p < 4:
				return Outcome{State: engine.Missing}
			case p < 9:
				return Outcome{State: engine.NotDue}
			case p == 10 && k%4 == 1:
				return Outcome{State: engine.NotScorable}
			case p < skill:
				return Outcome{engine.Scored, n.Max}
			}
			return Outcome{engine.Scored, exact.MustFrac(int64(random.IntN(7)), 4)}
		})
		if k == units-1 {
			results[k].Ranked, results[k].Class = false, ""
		}
	}
	return Scope(set, Result(set, results...), func(code string) figure.Name {
		var k int
		if _, err := fmt.Sscanf(code, "don-vi-%03d", &k); err != nil {
			return figure.Name{Full: code, Short: code}
		}
		if k < len(sampleUnits) {
			return figure.Name{Full: sampleUnits[k], Short: sampleUnits[k]}
		}
		return figure.Name{Full: fmt.Sprintf("Xã mẫu số %d", k), Short: fmt.Sprintf("Xã mẫu %d", k)}
	})
}
