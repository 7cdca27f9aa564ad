package charts

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// madeSet is a small criteria set: each area has two criteria of three leaves, the last one from surveys.
func madeSet(areas ...string) *form.Set {
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

// outcome is what a made leaf got: a state, and points where there are any.
type outcome struct {
	state  engine.State
	points exact.Num
}

// madeUnit adds a unit's leaves up as the engine does, at a set that rounds the total only.
func madeUnit(set *form.Set, code, block string, leaf func(i int, n *form.Node) outcome) engine.UnitResult {
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
		r.State = o.state
		if o.state == engine.NotApplicable {
			continue
		}
		r.Points, r.Applied = o.points, n.Max
		if rest := n.Max.Sub(o.points); o.state == engine.NotDue || o.state == engine.Missing {
			r.Reachable = rest
		} else {
			r.Lost = rest
		}
		u.Blocked = u.Blocked || o.state == engine.NotScorable
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
	u.Index, u.Scorable = share(u.Exact, u.Applied)
	return u
}

// share stands in for the engine's index of a part.
func share(points, applied exact.Num) (exact.Num, bool) {
	q, ok := points.Quo(applied)
	return q.Mul(exact.Int(100)), ok
}

func madeResult(set *form.Set, units ...engine.UnitResult) *engine.Result {
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

func madeWords(name func(code string) Name) Words {
	return Words{
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
		Reason: func(engine.Reason) string { return "Đơn vị mới thành lập trong năm." },
	}
}

// madeReport is three units over three areas with every case the page must show: all scored, an area that does not
// apply, and a unit that is not ranked.
func madeReport(t testing.TB, name func(code string) Name) Report {
	t.Helper()
	set := madeSet("Thể chế", "Thủ tục", "Tài chính công", "Chính quyền số")
	points := func(step int64) func(int, *form.Node) outcome {
		return func(i int, _ *form.Node) outcome {
			return outcome{engine.Scored, exact.MustFrac(int64(i)%step+1, 4)}
		}
	}
	second := func(i int, n *form.Node) outcome {
		switch {
		case strings.HasPrefix(n.Code, "3."):
			return outcome{state: engine.NotApplicable}
		case i%7 == 3:
			return outcome{state: engine.Missing}
		case i%7 == 4:
			return outcome{state: engine.NotScorable}
		}
		return outcome{engine.Scored, exact.MustFrac(2, 3)}
	}
	third := madeUnit(set, "so-c", "so", points(5))
	third.Ranked, third.Class = false, ""
	result := madeResult(set,
		madeUnit(set, "so-a", "so", points(7)), madeUnit(set, "so-b", "so", second), third,
		madeUnit(set, "xa-d", "xa", func(int, *form.Node) outcome { return outcome{state: engine.NotApplicable} }))
	return Report{
		Title: "Kết quả chấm điểm cải cách hành chính", Set: set, Result: result, Words: madeWords(name), Index: share, Demo: true,
		Made: "Lập ngày 05/01/2026",
	}
}

func plainName(code string) Name { return Name{Full: "Đơn vị " + code, Short: code} }

var sampleUnits = strings.Split("Văn phòng UBND tỉnh|Sở Nội vụ|Sở Tư pháp|Sở Tài chính|Sở Công Thương|Sở Nông nghiệp và Môi trường|Sở Xây dựng|"+
	"Sở Khoa học và Công nghệ|Sở Văn hóa, Thể thao và Du lịch|Sở Giáo dục và Đào tạo|Sở Y tế|Sở Dân tộc và Tôn giáo|Sở Ngoại vụ|"+
	"Thanh tra tỉnh|Ban Quản lý Khu kinh tế và các khu công nghiệp|Văn phòng Đoàn ĐBQH và HĐND tỉnh", "|")

// sampleReport is a report of the size and spread of a real one, from a fixed seed.
func sampleReport(units int) Report {
	set := madeSet("Công tác chỉ đạo, điều hành cải cách hành chính", "Cải cách thể chế", "Cải cách thủ tục hành chính",
		"Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ", "Cải cách tài chính công",
		"Xây dựng và phát triển chính quyền điện tử, chính quyền số")
	random := rand.New(rand.NewPCG(148, 2026))
	results := make([]engine.UnitResult, units)
	for k := range results {
		skill := 60 + random.IntN(36)
		results[k] = madeUnit(set, fmt.Sprintf("don-vi-%03d", k), "so", func(_ int, n *form.Node) outcome {
			switch p := random.IntN(100); {
			case k%5 == 2 && strings.HasPrefix(n.Code, "3."):
				return outcome{state: engine.NotApplicable}
			case p < 4:
				return outcome{state: engine.Missing}
			case p < 9:
				return outcome{state: engine.NotDue}
			case p == 10 && k%4 == 1:
				return outcome{state: engine.NotScorable}
			case p < skill:
				return outcome{engine.Scored, n.Max}
			}
			return outcome{engine.Scored, exact.MustFrac(int64(random.IntN(7)), 4)}
		})
		if k == units-1 {
			results[k].Ranked, results[k].Class = false, ""
		}
	}
	return Report{
		Title: "Kết quả chấm điểm chỉ số cải cách hành chính năm 2026", Set: set, Result: madeResult(set, results...),
		Words: madeWords(func(code string) Name {
			var k int
			if _, err := fmt.Sscanf(code, "don-vi-%03d", &k); err != nil {
				return Name{code, code}
			}
			if k < len(sampleUnits) {
				return Name{sampleUnits[k], sampleUnits[k]}
			}
			return Name{fmt.Sprintf("Xã mẫu số %d", k), fmt.Sprintf("Xã mẫu %d", k)}
		}),
		Index: share, Demo: true, Made: "Lập ngày 05/01/2026",
	}
}
