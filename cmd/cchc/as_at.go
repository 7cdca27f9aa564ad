package main

import (
	"context"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

// looking says from which day a year is looked at: as of a day, what was known then; or at a day, what was true then by all
// that is known on another.
type looking struct {
	at    bool
	known day.Day // the day by whose knowledge, where at is asked for
}

// bindAsAt adds the flag that asks what was true on a day.
func (f *caseFlags) bindAsAt(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.asAt, "as-at", "", "xét tại `NGÀY`: điều đúng vào ngày đó, theo mọi điều biết đến --as-of (cần --data)")
}

// lookAt gives how the flags look at a folder, and the day on which the year is looked at.
func (f *caseFlags) lookAt(ctx context.Context, s *store.Store) (looking, day.Day, error) {
	known, err := f.lookFrom(ctx, s)
	if err != nil || f.asAt == "" {
		return looking{}, known, err
	}
	at, err := day.Parse(f.asAt)
	switch {
	case err != nil:
		return looking{}, day.None, fail(exitUsage, "cli.day", f.asAt)
	case at > known:
		return looking{}, day.None, fail(exitUsage, "cli.as_at_ahead", at.VN(), known.VN())
	}
	return looking{at: true, known: known}, at, nil
}

// yearOn reads a period's year as the view looks at years, on a day.
func (v *view) yearOn(ctx context.Context, period string, on day.Day) (*season.Year, error) {
	if !v.look.at {
		y, err := v.store.Year(ctx, period, on)
		return y, storeFailure(err)
	}
	if v.events == nil {
		var err error
		if v.events, err = readEvents(ctx, v.store); err != nil {
			return nil, err
		}
	}
	return season.FoldAt(v.events, period, v.look.known, on), nil
}

// asOf and asAt are the days of a look as data: the day of what was known, and the day of what was true, "" where it was not
// asked about.
func (l looking) asOf(on day.Day) string {
	if l.at {
		return l.known.String()
	}
	return on.String()
}

func (l looking) asAt(on day.Day) string {
	if l.at {
		return on.String()
	}
	return ""
}

// head names a set, the day looked at and the stage; the sentence says which of the two was asked.
func (l looking) head(id, version string, on day.Day, stage engine.Stage) string {
	if l.at {
		return wording.Message("cli.head_at", id, version, on.VN(), wording.Stage(stage), l.known.VN())
	}
	return wording.Message("cli.head", id, version, on.VN(), wording.Stage(stage))
}

// day says the day looked at and the stage, and of what was true on it which days stand beside facts.
func (l looking) day(on day.Day, stage engine.Stage) string {
	if l.at {
		return wrap(wording.Message("cli.as_at", on.VN(), wording.Stage(stage), l.known.VN()), 0)
	}
	return wording.Message("cli.as_of", on.VN(), wording.Stage(stage))
}
