package impact

import (
	"cchc/engine"
	"cchc/rules/diff"
)

// Translate gives the decisions of the earlier version as they stand under the later one: about the same leaves, whatever
// code these bear there. lost are those that say nothing there, as they are: their leaf is gone, or they set points that it no
// longer has. What is about figures or the whole unit stands.
func Translate(c *diff.Changes, decisions []engine.Decision) (kept, lost []engine.Decision) {
	for _, was := range decisions {
		d := was
		if d.Code != "" && c.Before.NodeByCode(d.Code) >= 0 {
			code, ok := c.Code(d.Code)
			if !ok {
				lost = append(lost, was)
				continue
			}
			d.Code = code
		}
		if d.Kind == engine.DecideOverride {
			n := c.After.NodeByCode(d.Code)
			if n < 0 || d.Points.Less(c.After.Nodes[n].Min) || c.After.Nodes[n].Max.Less(d.Points) {
				lost = append(lost, was)
				continue
			}
		}
		kept = append(kept, d)
	}
	return kept, lost
}
