package main

import (
	"fmt"
	"io"
	"strconv"

	"cchc/charts"
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/wording"
)

// beside is what is known beside a scoring and shown with it: how the units see themselves, and an earlier run.
type beside struct {
	run     string          // the recorded run that has this very result, "" if none
	self    *engine.Result  // nil: none to compare with
	earlier *figure.Earlier // nil: none to compare with
}

// writeReport writes the report page over the given scorings. besides may be nil; else it has an entry for each set.
func writeReport(path, title string, all []*scoring, besides map[string]beside) error {
	r, err := reportOf(title, all, besides)
	if err != nil {
		return err
	}
	return writeFile(path, func(f io.Writer) error { return charts.WriteReport(f, r) })
}

func reportOf(title string, all []*scoring, besides map[string]beside) (charts.Report, error) {
	r := charts.Report{Title: title}
	for _, s := range all {
		scope, err := s.scope(besides[s.set.ID])
		if err != nil {
			return r, err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	return r, nil
}

// reportTitle names a report: after its set, or after the year where there are several.
func reportTitle(all []*scoring) string {
	if len(all) == 1 {
		return all[0].set.Title
	}
	return wording.Message("cli.report_title", all[0].set.Period.ID)
}

// scope is a scoring as charts show it.
func (s *scoring) scope(b beside) (*figure.Scope, error) {
	program, err := s.compiled()
	if err != nil {
		return nil, err
	}
	head := figure.NewHead(s.set, s.result, s.demo, b.run)
	if s.mistakes > 0 {
		head.Labels = append(head.Labels, wording.Message("cli.mistakes_label", strconv.Itoa(s.mistakes)))
	}
	scope, err := figure.NewScope(program, s.c, s.result, s.words(), head)
	if err != nil {
		return nil, err
	}
	scope.Self, scope.Earlier = b.self, b.earlier
	return scope, nil
}

// selfAssessed scores the case once more as the units themselves saw it.
func (s *scoring) selfAssessed() (*engine.Result, error) {
	own := *s.c
	own.Stage = engine.StageSelf
	self, err := engine.Score(&own)
	if err != nil {
		return nil, fmt.Errorf("score self-assessment: %w", err)
	}
	return self, nil
}
