package season

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
)

// Act is the decision by which results are announced (quyết định công bố).
type Act struct {
	Number    string // "15/QĐ-UBND"
	Date      day.Day
	Signer    string // who signed it
	Authority string // in whose name
}

// Proposal proposes to publish a run (đề nghị công bố): one person names what is to be announced, another one confirms it. It
// takes the place of a proposal of the same period that was not confirmed.
type Proposal struct {
	Act
	Run, Digest string // the run and the digest of its event
	Replaces    string // the run published before, whose place this one takes: that of the run's Adjusts
	Table       string // hash of the result table under TableDomain, whose bytes the store keeps
}

// TableDomain is the hash domain of a result table (internal/audit/published).
const TableDomain = "cchc/result-table/v1"

// Kind is PublicationProposed.
func (*Proposal) Kind() Kind { return PublicationProposed }

func (b *Proposal) describe(c *canon.Coder) {
	canon.Text(c, "authority", &b.Authority)
	c.Day("date", &b.Date)
	canon.Text(c, "digest", &b.Digest)
	canon.Text(c, "number", &b.Number)
	canon.Text(c, "replaces", &b.Replaces)
	canon.Text(c, "run", &b.Run)
	canon.Text(c, "signer", &b.Signer)
	canon.Text(c, "table", &b.Table)
}

// Publication publishes a run: the second person's word. It says all that the proposal says, and which event that was.
type Publication struct {
	Proposal Proposal
	Proposed int64 // number of the proposal's event
}

// Kind is PublicationMade.
func (*Publication) Kind() Kind { return PublicationMade }

func (b *Publication) describe(c *canon.Coder) {
	c.Object("proposal", func() { b.Proposal.describe(c) })
	canon.Count(c, "proposed", &b.Proposed)
}

// ProposalEnd withdraws the proposal of a run. The draft's reason says why.
type ProposalEnd struct{ Run string }

// Kind is ProposalWithdrawn.
func (*ProposalEnd) Kind() Kind { return ProposalWithdrawn }

func (b *ProposalEnd) describe(c *canon.Coder) { canon.Text(c, "run", &b.Run) }

// Publications are the proposals and publications of a period.
type Publications struct {
	Standing *Event  // the proposal that waits for the second person; nil if none does
	Made     []Event // publications, in their order: the last one counts, the others stay
}

// PublicationsOf folds the events of a period that speak of its publication, in the order of the log; others are passed over.
func PublicationsOf(events []Event) Publications {
	var p Publications
	for i := range events {
		switch events[i].Body.(type) {
		case *Proposal:
			p.Standing = &events[i]
		case *ProposalEnd:
			p.Standing = nil
		case *Publication:
			p.Standing = nil
			p.Made = append(p.Made, events[i])
		}
	}
	return p
}

// Last is the run that the period has published; "" while it has published none.
func (p *Publications) Last() string {
	if len(p.Made) == 0 {
		return ""
	}
	return p.Made[len(p.Made)-1].Body.(*Publication).Proposal.Run
}

// Act gives the decision by which a run was published; nil if it was not.
func (p *Publications) Act(run string) *Act {
	if e := p.of(run); e != nil {
		return &e.Body.(*Publication).Proposal.Act
	}
	return nil
}

// of gives the publication of a run; nil if there is none.
func (p *Publications) of(run string) *Event {
	for i := range p.Made {
		if p.Made[i].Body.(*Publication).Proposal.Run == run {
			return &p.Made[i]
		}
	}
	return nil
}

// RunRecord is a run as the log has it, as far as its publication asks.
type RunRecord struct {
	Event   Event // its body is a *Run
	Digest  string
	Blocked int // units of which some subcriterion cannot be scored
}

// run admits a run: of a period, over all that is in the log, and, where it adjusts another one, over one that is there.
func (a *admission) run(b *Run) {
	a.notAhead(b.AsOf) // what will be known on a day to come nobody knows
	a.refuseIf(a.d.Period == "", NoPeriod, a.d.Period)
	a.refuseIf(b.ID == "", NoID, string(a.d.Kind))
	a.refuseIf(b.Log != a.g.Last(), LogMoved, count(b.Log), count(a.g.Last()))
	if b.Adjusts == "" {
		return
	}
	old := a.g.Run(b.Adjusts)
	a.refuseIf(old == nil || old.Event.Period != a.d.Period, UnknownRun, b.Adjusts, a.d.Period)
	a.refuseIf(strings.TrimSpace(a.d.Reason) == "", NoReason, string(a.d.Kind))
}

// proposal admits a proposal to publish: by a person, of the final results of a locked period, none of them open, after which
// nothing was recorded that changes them, with a complete decision; and in the place of what was published before, if anything was.
func (a *admission) proposal(b *Proposal) {
	a.publisher(a.d.Actor)
	a.inState(Locked)
	a.act(&b.Act)
	run := a.g.Run(b.Run)
	if run == nil || run.Event.Period != a.d.Period {
		a.refuseIf(true, UnknownRun, b.Run, a.d.Period)
		return
	}
	made := run.Event.Body.(*Run)
	a.refuseIf(run.Digest != b.Digest, RunDigest, b.Run, run.Digest, b.Digest)
	for i := range made.Scopes {
		scope := &made.Scopes[i]
		a.refuseIf(a.g.SetWithdrawn(scope.Hash), SetGone, scope.Set, scope.Version)
	}
	on := run.Event.Recorded.Day()
	a.refuseIf(made.AsOf != on, RunAsOf, b.Run, made.AsOf.VN(), on.VN())
	a.refuseIf(made.Stage != engine.StageFinal, RunNotFinal, b.Run, made.Stage.String())
	changed := a.g.ChangedAfter(a.d.Period, run.Event.Seq)
	a.refuseIf(changed > 0, RunOutdated, b.Run, count(changed))
	a.refuseIf(run.Blocked > 0, RunBlocked, b.Run, count(int64(run.Blocked)))
	if a.refusal == nil {
		if open := a.g.Disputed(made); len(open) > 0 {
			a.refuseIf(true, RunDisputed, b.Run, count(int64(len(open))), open[0])
		}
	}
	if b.Date != day.None {
		a.refuseIf(b.Date < on, ActBeforeRun, b.Date.VN(), on.VN())
		a.notAhead(b.Date)
	}
	p := PublicationsOf(a.g.Publications(a.d.Period))
	a.refuseIf(p.of(b.Run) != nil, RunPublished, b.Run)
	a.refuseIf(made.Adjusts != "" && p.Last() == "", AdjustsUnpublished, b.Run, made.Adjusts)
	a.refuseIf(made.Adjusts != p.Last() || b.Replaces != p.Last(), RunAdjustsOther, b.Run, p.Last())
}

// publication admits the second person's word: about what was proposed and stands, by somebody else.
func (a *admission) publication(b *Publication) {
	a.publisher(a.d.Actor)
	p := PublicationsOf(a.g.Publications(a.d.Period))
	if p.Standing == nil || p.Standing.Seq != b.Proposed || *p.Standing.Body.(*Proposal) != b.Proposal {
		a.refuseIf(true, NoProposal, b.Proposal.Run)
		return
	}
	a.refuseIf(SamePerson(a.d.Actor, p.Standing.Actor), SecondSame, p.Standing.Actor)
	a.proposal(&b.Proposal) // what was right then must be so still
}

func (a *admission) proposalEnd(b *ProposalEnd) {
	a.publisher(a.d.Actor)
	p := PublicationsOf(a.g.Publications(a.d.Period))
	a.refuseIf(p.Standing == nil || p.Standing.Body.(*Proposal).Run != b.Run, NoProposal, b.Run)
}

// publisher demands a person of the office that keeps the year, not an office or the program alone: somebody is to answer for it.
func (a *admission) publisher(who string) {
	office, person := SplitActor(who)
	a.refuseIf(person == "" || strings.EqualFold(person, Program), NoPerson, office)
	a.refuseIf(office != Keeper, NotKeeper, office)
}

// computed is what a spreadsheet might compute in a cell of the table, wherever its reader cuts the line.
var computed = regexp.MustCompile(`(^|[;,|])\s*[=+\-@]|[\x00-\x1f\x7f]`)

func (a *admission) act(b *Act) {
	var missing []string
	texts := []struct{ name, text string }{{"number", b.Number}, {"signer", b.Signer}, {"authority", b.Authority}}
	for _, f := range texts {
		if strings.TrimSpace(f.text) == "" {
			missing = append(missing, f.name)
		}
	}
	if b.Date == day.None {
		missing = append(missing, "date")
	}
	a.refuseIf(len(missing) > 0, NoAct, missing...)
	for _, f := range texts {
		a.refuseIf(!Plain(f.text), BadAct, f.name)
	}
}

// Plain reports whether a text of a decision says in a table what it shows: nothing that a spreadsheet computes, no end of a line, no
// character that nobody sees.
func Plain(text string) bool {
	return !computed.MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unseen(r) || unicode.IsControl(r) })
}

// ScoreKinds are the kinds of events that can change what a period scores.
func ScoreKinds() []Kind {
	return []Kind{UnitRecorded, AttributeRecorded, PeriodSetChanged, OccasionRecorded, OccasionWithdrawn, FactRecorded, FactWithdrawn,
		DecisionMade, DecisionWithdrawn}
}

// YearBefore is the period whose figures a period may compare with; "" where its id names no year.
func YearBefore(period string) string {
	year, err := strconv.Atoi(period)
	if err != nil {
		return ""
	}
	return strconv.Itoa(year - 1)
}

func count(n int64) string { return strconv.FormatInt(n, 10) }
