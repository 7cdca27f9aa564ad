package rules

// FormCodes lists the codes for a node of the wrong kind, one for each shape of the grammar.
func FormCodes() []string {
	var codes []string
	seen := map[*record]bool{}
	var visit func(*shape)
	var fields func(*record)
	visit = func(s *shape) {
		codes = append(codes, "format.want_"+s.wants())
		if s.items != nil {
			visit(s.items)
		}
		if s.table != nil {
			visit(s.table.value)
		}
		if s.record != nil {
			fields(s.record)
		}
	}
	fields = func(r *record) {
		if seen[r] {
			return
		}
		seen[r] = true
		for _, k := range r.keys {
			visit(k.of)
		}
	}
	fields(format)
	return codes
}
