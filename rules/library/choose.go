package library

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/rules"
)

// How is the rule by which a version was chosen.
type How string

// The rules of choice. The library applies the first two; the others are those of a path that was named, and of a period
// that was opened with a version.
const (
	Explicit How = "explicit"
	InForce  How = "in_force"
	Path     How = "path"
	Period   How = "period"
)

// Choice is a version with the rule that chose it.
type Choice struct {
	Version
	How How
	On  day.Day // the date of the facts; day.None where none was asked about
}

// Applies reports whether the version is in force on the date of the facts.
func (c *Choice) Applies() bool { return c.On == day.None || c.Has(c.On) }

// Considered is a version that was not chosen, and why not.
type Considered struct {
	Version
	Why  string // code
	Args []string
}

// Refusal says that no version can be chosen, and why each of those there are does not apply.
type Refusal struct {
	Code       string // UnknownSet, UnknownVersion or NoneInForce
	ID, Asked  string
	On         day.Day
	Considered []Considered // in rising order
}

// Error gives the refusal for logs; people get the sentence of internal/wording.
func (r *Refusal) Error() string {
	whys := make([]string, len(r.Considered))
	for i := range r.Considered {
		whys[i] = r.Considered[i].Name() + " " + r.Considered[i].Why
	}
	return fmt.Sprintf("choose %s@%s on %s: %s (%s)", r.ID, r.Asked, r.On, r.Code, strings.Join(whys, ", "))
}

// Is lets a set or version that is not there be told by fs.ErrNotExist.
func (r *Refusal) Is(target error) bool { return target == fs.ErrNotExist && r.Code != NoneInForce }

// Choose gives the version of a set that judges the facts of a day, in this order:
//
//  1. the version named explicitly, be it a draft or withdrawn: the choice says so;
//  2. else, of the versions that are published, not withdrawn and in force on the date of the facts, the one whose first day
//     in force is the latest, and of equal ones the highest version (1.10.0 is above 1.9.0);
//  3. else none: the error is a *Refusal that lists the versions, their days, and why each does not apply.
//
// The date of the facts is the day asked about, at most the last day of the version's period: the totals of a year are
// judged by what is in force when the year closes, however much later they are looked at.
//
// A published version whose content is not the published one is never chosen, and keeps its set from being chosen from
// by day, since nobody knows on which days it was in force: the error is its *Mistake. One that was withdrawn is not asked
// for its content.
func (l *Library) Choose(id, explicit string, asOf day.Day) (Choice, error) {
	if explicit != "" {
		if v := l.version(id, explicit); v != nil {
			return choose([]*Version{v}, id, explicit, asOf)
		}
	}
	var all []*Version
	for _, version := range l.names(id) {
		all = append(all, l.version(id, version))
	}
	return choose(all, id, explicit, asOf)
}

// Choose is the same choice among versions that are kept elsewhere, as in a data folder.
func Choose(versions []Version, id, explicit string, asOf day.Day) (Choice, error) {
	var all []*Version
	for i := range versions {
		if versions[i].ID == id {
			all = append(all, &versions[i])
		}
	}
	return choose(all, id, explicit, asOf)
}

func choose(all []*Version, id, explicit string, asOf day.Day) (Choice, error) {
	refusal := &Refusal{Code: NoneInForce, ID: id, Asked: explicit, On: asOf}
	var best *Version
	for _, v := range all {
		if explicit != "" {
			if v.Version == explicit {
				return Choice{*v, Explicit, v.on(asOf)}, v.failure()
			}
			continue
		}
		if v.Mistake != nil && v.Status == Published {
			return Choice{*v, InForce, v.on(asOf)}, v.Mistake
		}
		if v.excluded(asOf) == "" && (best == nil || v.above(best)) {
			best = v
		}
	}
	if best != nil {
		return Choice{*best, InForce, best.on(asOf)}, nil
	}
	switch {
	case len(all) == 0:
		refusal.Code = UnknownSet
	case explicit != "":
		refusal.Code = UnknownVersion
	}
	for _, v := range all {
		refusal.Considered = append(refusal.Considered, v.considered(asOf))
	}
	slices.SortStableFunc(refusal.Considered, func(a, b Considered) int {
		return rules.CompareVersions(a.Version.Version, b.Version.Version)
	})
	return Choice{}, refusal
}

// on is the date of the facts: the day asked about, at most the period's last.
func (v *Version) on(asOf day.Day) day.Day {
	if to := v.Period.To; to != day.None && to < asOf {
		return to
	}
	return asOf
}

// above reports whether a version goes before another one that is in force as well.
func (v *Version) above(other *Version) bool {
	return cmp.Or(cmp.Compare(v.From, other.From), rules.CompareVersions(v.Version, other.Version)) > 0
}

// excluded is the code of what keeps a version from being chosen by day; "" if nothing does.
func (v *Version) excluded(asOf day.Day) string {
	on := v.on(asOf)
	switch {
	case v.Status == Draft:
		return WhyDraft
	case v.Status == Withdrawn:
		return WhyWithdrawn
	case v.From != day.None && on < v.From:
		return WhyNotYet
	case !v.Has(on):
		return WhyEnded
	}
	return ""
}

func (v *Version) considered(asOf day.Day) Considered {
	c := Considered{Version: *v, Why: cmp.Or(v.excluded(asOf), WhyInForce)}
	on := v.on(asOf).VN()
	switch c.Why {
	case WhyWithdrawn:
		c.Args = []string{v.Withdrawn.VN(), v.Reason}
	case WhyNotYet:
		c.Args = []string{v.From.VN(), on}
	case WhyEnded:
		c.Args = []string{v.Until.VN(), on}
	case WhyInForce:
		c.Args = []string{v.From.VN(), v.Until.VN()}
	}
	return c
}
