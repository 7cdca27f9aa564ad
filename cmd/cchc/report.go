package main

import (
	"strconv"

	"cchc/charts"
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/wording"
)

// writeReport writes the report page over the given scorings, with nothing to compare them with.
func writeReport(path string, all []*scoring) error {
	r := charts.Report{Title: reportTitle(all)}
	for _, s := range all {
		scope, err := s.scope("")
		if err != nil {
			return err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	page, err := r.Page()
	if err != nil {
		return pageFailure(err)
	}
	return writeFile(path, page.Write)
}

// reportTitle names a report: after its set, or after the year where there are several.
func reportTitle(all []*scoring) string {
	if len(all) == 1 {
		return all[0].set.Title
	}
	return wording.Message("cli.report_title", all[0].set.Period.ID)
}

// scope is a scoring as charts show it. run is the recorded run that has its very result, "" for none.
func (s *scoring) scope(run string) (*figure.Scope, error) {
	program, err := s.compiled()
	if err != nil {
		return nil, err
	}
	head := figure.NewHead(s.set, s.result, s.demo, run)
	if s.mistakes > 0 {
		head.Labels = append(head.Labels, wording.Message("cli.mistakes_label", strconv.Itoa(s.mistakes)))
	}
	if s.look.at {
		head.Labels = append(head.Labels, wording.Message("cli.as_at_label", s.c.AsOf.VN(), s.look.known.VN()))
	}
	return figure.NewScope(program, s.c, s.result, s.words(), head)
}

// selfAssessed scores the case once more as the units themselves saw it.
func (s *scoring) selfAssessed() (*engine.Result, error) {
	own, c := *s.problem, *s.c
	c.Stage, own.c = engine.StageSelf, &c
	self, err := own.score()
	if err != nil {
		return nil, err
	}
	return self.result, nil
}
