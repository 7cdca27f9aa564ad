package why

import (
	"fmt"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/exact"
)

// Recorded reads what the canonical bytes of a result say of a unit: points, index, rank and class, the nodes with their states
// and points, and the ledger. Of reasons only the ids are read. It is nil where the result has no such unit. A result
// whose ledger does not add up to its points is refused with ErrUnbalanced.
func Recorded(result []byte, unit string) (*engine.UnitResult, error) {
	v, err := canon.Parse(result)
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	units, _ := v.Field("units")
	for _, u := range units.Items {
		if text(u, "unit") != unit {
			continue
		}
		out, err := readUnit(u)
		if err != nil {
			return nil, fmt.Errorf("read result of %s: %w", unit, err)
		}
		return out, nil
	}
	return nil, nil
}

func text(v canon.Value, field string) string {
	f, _ := v.Field(field)
	return f.Str
}

func readUnit(v canon.Value) (*engine.UnitResult, error) {
	u := &engine.UnitResult{Unit: text(v, "unit"), Block: text(v, "block"), Class: text(v, "class")}
	rank, _ := v.Field("rank")
	blocked, _ := v.Field("blocked")
	u.Rank, u.Blocked = int(rank.Int), blocked.Bool
	_, u.Scorable = v.Field("index")
	if err := numbers(v, map[string]*exact.Num{"points": &u.Points, "exact": &u.Exact, "applied": &u.Applied, "max": &u.Max}); err != nil {
		return nil, err
	}
	if u.Scorable {
		if err := numbers(v, map[string]*exact.Num{"index": &u.Index}); err != nil {
			return nil, err
		}
	}
	places := map[string]int{}
	nodes, _ := v.Field("nodes")
	for i, n := range nodes.Items {
		node := engine.NodeResult{Code: text(n, "code"), State: engine.State(text(n, "state")), Branch: text(n, "branch")}
		bound, _ := n.Field("bound")
		reason, _ := n.Field("reason")
		node.Bound, node.Reason.ID = bound.Bool, text(reason, "id")
		places[node.Code] = i
		if err := numbers(n, map[string]*exact.Num{"points": &node.Points, "applied": &node.Applied, "reachable": &node.Reachable, "lost": &node.Lost}); err != nil {
			return nil, err
		}
		u.Nodes = append(u.Nodes, node)
	}
	ledger, _ := v.Field("ledger")
	for _, l := range ledger.Items {
		at, ok := places[text(l, "code")]
		if !ok {
			return nil, fmt.Errorf("a line of %q, which is no node", text(l, "code"))
		}
		line := engine.Line{Node: at, Kind: engine.LineKind(text(l, "kind")), Branch: text(l, "branch")}
		if err := numbers(l, map[string]*exact.Num{"amount": &line.Amount}); err != nil {
			return nil, err
		}
		u.Ledger = append(u.Ledger, line)
	}
	nothing := &engine.UnitResult{Nodes: u.Nodes}
	sum := exact.Num{}
	for _, m := range engine.Moved(nothing, u) {
		sum = sum.Add(m.By)
	}
	if !sum.Equal(u.Exact) {
		return nil, fmt.Errorf("%w: lines to %s, points %s", ErrUnbalanced, sum, u.Exact)
	}
	return u, nil
}

// numbers reads the fields that are numbers.
func numbers(v canon.Value, into map[string]*exact.Num) error {
	for field, n := range into { // each by itself: order does not matter
		var err error
		if *n, err = exact.ParseFraction(text(v, field)); err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
	}
	return nil
}
