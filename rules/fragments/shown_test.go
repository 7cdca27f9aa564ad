package fragments_test

import (
	"testing"

	"cchc/internal/exact"
	"cchc/rules"
	"cchc/rules/casetest"
)

// shown is what the rules give, on a scale of 1, whose maximum no source tells: the set shows these leaves and does not
// score them. By directory, code and name of the case: the points and the branch, or the state.
var shown = map[string]map[string]map[string]shownCase{
	"qd766-2022": {
		"3.1": {
			"đúng 80%":          {points: "1", branch: "share"},
			"dưới 80% một chút": {points: "0.999875", branch: "share"},
			"40%":               {points: "0.5", branch: "share"},
			"100%":              {points: "1", branch: "share"},
			"thiếu dữ liệu":     {state: "not_scorable"},
		},
		"3.5": {
			"đúng 80%":      {points: "1", branch: "share"},
			"20%":           {points: "0.25", branch: "share"},
			"thiếu dữ liệu": {state: "not_scorable"},
		},
		"4.2": {
			"đúng 80%":      {points: "1", branch: "share"},
			"60%":           {points: "0.75", branch: "share"},
			"thiếu dữ liệu": {state: "not_scorable"},
		},
		"4.3": {
			"đúng 80%":      {points: "1", branch: "share"},
			"10%":           {points: "0.125", branch: "share"},
			"thiếu dữ liệu": {state: "not_scorable"},
		},
		"5.0a": {
			"tất cả đúng hạn": {points: "1", branch: "share"},
			"ba phần tư":      {points: "0.75", branch: "share"},
			"mẫu số bằng 0":   {state: "not_scorable", branch: "applies1"},
			"thiếu dữ liệu":   {state: "not_scorable"},
		},
		"5.0b": {
			"không ai phàn nàn":                        {points: "1", branch: "share"},
			"một phần tám không hài lòng hoặc quá hạn": {points: "0.875", branch: "share"},
			"mẫu số bằng 0":                            {state: "not_scorable", branch: "applies1"},
			"nhiều hơn tổng số":                        {state: "not_scorable"},
		},
		"5.4": {
			"đúng 90%":                     {points: "1", branch: "share"},
			"dưới 90%":                     {points: "0.5", branch: "share"},
			"quá hạn và phản ánh hơn 100%": {points: "0", branch: "share"},
			"thiếu dữ liệu":                {state: "not_scorable"},
		},
	},
	"tien-giang-2022": {
		"1.0.3": {
			"ngày đầu quý":         {points: "1", branch: "c2"},
			"trước quý một ngày":   {points: "0", branch: "else"},
			"ngày cuối quý":        {points: "1", branch: "c2"},
			"sau quý một ngày":     {points: "0", branch: "else"},
			"không phát động":      {points: "0", branch: "c1"},
			"hết kỳ vẫn chưa khai": {points: "0", branch: "c1"},
			"giữa kỳ chưa khai":    {state: "missing"},
		},
	},
}

type shownCase struct{ points, branch, state string }

// TestShownRules scores the leaves that are only shown by themselves.
func TestShownRules(t *testing.T) {
	each(t, func(t *testing.T, l *rules.Loaded) {
		for _, i := range l.Set.Leaves() {
			node := &l.Set.Nodes[i]
			if !node.Leaf.Unscored || node.Leaf.Unwritten() {
				continue
			}
			want := shown[dirOf(l)][node.Code]
			one := scoredAlone(l, i)
			for j := range one.Cases {
				c := &one.Cases[j]
				w, ok := want[c.Name]
				if !ok {
					t.Errorf("%s %s is not in the table", node.Code, c.Name)
					continue
				}
				delete(want, c.Name)
				c.Expect = rules.Expect{State: "scored", Branch: w.branch}
				if w.state != "" {
					c.Expect.State = w.state
					continue
				}
				n, _, err := exact.ParseLiteral(w.points)
				if err != nil {
					t.Fatal(err)
				}
				c.Expect.Points = &n
			}
			for name := range want { // each reported by itself
				t.Errorf("%s has no case %q", node.Code, name)
			}
			outcomes := run(t, one)
			covered(t, one.Set, outcomes)
			limits(t, one.Set, outcomes)
		}
	})
}

func dirOf(l *rules.Loaded) string {
	if l.Set.ID == "cvss" {
		return l.Set.ID + "/" + l.Set.Version
	}
	return l.Set.ID
}

// scoredAlone is the set with one of its leaves under an area of its own, scored on the scale its rule is shown on, and
// the leaf's cases.
func scoredAlone(l *rules.Loaded, i int) *rules.Loaded {
	set := *l.Set
	leaf := *set.Nodes[i].Leaf
	leaf.Unscored = false
	area, node := set.Nodes[0], set.Nodes[i]
	node.Leaf, node.Parent, node.Max = &leaf, 0, leaf.Rule.Max
	area.Max, set.Max = node.Max, node.Max
	set.Nodes = append(set.Nodes[:0:0], area, node)
	one := &rules.Loaded{Set: &set}
	for _, c := range l.Cases {
		if c.Code == node.Code {
			one.Cases = append(one.Cases, c)
		}
	}
	return one
}

// The shown table must be able to fail: points and states of the trial come from the engine.
func TestShownRulesCanFail(t *testing.T) {
	l := load(t, "qd766-2022")
	one := scoredAlone(l, l.Set.NodeByCode("3.1"))
	wrong := exact.MustFrac(1, 3)
	for i := range one.Cases {
		one.Cases[i].Expect = rules.Expect{State: "scored", Points: &wrong}
	}
	outcomes, err := casetest.Run(one)
	if err != nil || len(outcomes) == 0 {
		t.Fatal(len(outcomes), err)
	}
	for i := range outcomes {
		if outcomes[i].Passed() {
			t.Errorf("%s passes with a third of a point", outcomes[i].Case.Name)
		}
	}
}
