package season

import (
	"errors"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
)

// TestPublishing: two different people of the office that keeps the year publish the final run of a locked period, made with all that
// was known, after which nothing changed, with a complete decision that was signed after it; later runs take the place of the one that
// is published, and say so.
func TestPublishing(t *testing.T) {
	signed, today := day.Must(2027, 1, 20), day.Must(2027, 1, 25)
	record := func(id, adjusts string, seq int64, change func(*RunRecord)) RunRecord {
		r := RunRecord{Digest: "d-" + id, Event: Event{Seq: seq, Recorded: noon(signed), Draft: Draft{Kind: RunMade, Period: "2026",
			Body: &Run{ID: id, AsOf: signed, Stage: engine.StageFinal, Adjusts: adjusts,
				Scopes: []RunScope{{Set: "so-2026", Version: "1.0.0", Hash: "h1"}}}}}}
		if change != nil {
			change(&r)
		}
		return r
	}
	base := func() *ground {
		g := open()
		g.state, g.changed = Locked, 90
		g.runs = []RunRecord{record("r1", "", 100, nil), record("r2", "r1", 101, nil), record("early", "", 80, nil),
			record("blocked", "", 102, func(r *RunRecord) { r.Blocked = 3 }),
			record("self", "", 103, func(r *RunRecord) { r.Event.Body.(*Run).Stage = engine.StageSelf }),
			record("earlier", "", 105, func(r *RunRecord) { r.Event.Body.(*Run).AsOf = signed - 1 }),
			record("other", "", 104, func(r *RunRecord) { r.Event.Period = "2025" })}
		return g
	}
	act := Act{Number: "15/QĐ-UBND", Date: signed, Signer: "C", Authority: "UBND tỉnh"}
	proposal := func(run, replaces string) Proposal {
		return Proposal{Act: act, Run: run, Digest: "d-" + run, Replaces: replaces, Table: "t"}
	}
	propose := func(actor string, p Proposal) Draft { return bodied(actor, "", &p) }
	standing := func(g *ground, actor string, p Proposal) *ground {
		g.published = append(g.published, Event{Seq: int64(200 + len(g.published)), Draft: propose(actor, p)})
		return g
	}
	published := func(g *ground, p Proposal) *ground {
		g = standing(g, "so-noi-vu/A", p)
		at := g.published[len(g.published)-1].Seq
		g.published = append(g.published, Event{Seq: at + 1, Draft: bodied("so-noi-vu/B", "", &Publication{p, at})})
		return g
	}
	confirm := func(actor string, p Proposal, at int64) Draft { return bodied(actor, "", &Publication{p, at}) }
	changed := func(change func(*Proposal)) Proposal {
		p := proposal("r1", "")
		change(&p)
		return p
	}
	const a, b = "so-noi-vu/Nguyễn Văn A", "so-noi-vu/Lê Thị B"
	for name, c := range map[string]struct {
		draft Draft
		on    *ground
		want  RefusalCode
	}{
		"proposed":                               {propose(a, proposal("r1", "")), base(), ""},
		"by an office":                           {propose("so-noi-vu", proposal("r1", "")), base(), NoPerson},
		"while it is open":                       {propose(a, proposal("r1", "")), with2(base(), func(g *ground) { g.state = Closed }), PeriodState},
		"no such run":                            {propose(a, proposal("r9", "")), base(), UnknownRun},
		"a run of another year":                  {propose(a, proposal("other", "")), base(), UnknownRun},
		"another digest":                         {propose(a, changed(func(p *Proposal) { p.Digest = "x" })), base(), RunDigest},
		"not final":                              {propose(a, proposal("self", "")), base(), RunNotFinal},
		"changed since":                          {propose(a, proposal("early", "")), base(), RunOutdated},
		"not scored whole":                       {propose(a, proposal("blocked", "")), base(), RunBlocked},
		"with an open appeal":                    {propose(a, proposal("r1", "")), with2(base(), func(g *ground) { g.disputed = []string{"xa-a 1.6"} }), RunDisputed},
		"as of another day":                      {propose(a, proposal("earlier", "")), base(), RunAsOf},
		"of a set that was withdrawn":            {propose(a, proposal("r1", "")), with2(base(), func(g *ground) { g.ended = "h1" }), SetGone},
		"by another office":                      {propose("van-phong-ubnd-tinh/C", proposal("r1", "")), base(), NotKeeper},
		"confirmed by another office":            {confirm("xa-a/C", proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), NotKeeper},
		"adjusts what is not published":          {propose(a, proposal("r2", "")), base(), AdjustsUnpublished},
		"a formula":                              {propose(a, changed(func(p *Proposal) { p.Authority = "UBND, =1+1" })), base(), BadAct},
		"by the same person, composed otherwise": {confirm("so-noi-vu/Nguye\u0302\u0303n Va\u0306n A\u200b", proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), SecondSame},
		"the program confirms":                   {confirm("so-noi-vu/CCHC", proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), NoPerson},
		"erasing the proposer":                   {bodied(b, "vì", &PersonErased{Office: "so-noi-vu", Sealed: "Nguyễn Văn A"}), standing(base(), a, proposal("r1", "")), StillProposed},
		"erasing oneself":                        {bodied(a, "vì", &PersonErased{Office: "so-noi-vu", Sealed: "Nguyễn Văn A"}), base(), OwnName},
		"erasing":                                {bodied(b, "vì", &PersonErased{Office: "so-noi-vu", Sealed: "Nguyễn Văn A"}), base(), ""},
		"no number":                              {propose(a, changed(func(p *Proposal) { p.Number = " " })), base(), NoAct},
		"no date":                                {propose(a, changed(func(p *Proposal) { p.Date = day.None })), base(), NoAct},
		"signed before the run":                  {propose(a, changed(func(p *Proposal) { p.Date = signed - 1 })), base(), ActBeforeRun},
		"signed tomorrow":                        {propose(a, changed(func(p *Proposal) { p.Date = today + 1 })), base(), Future},
		"confirmed":                              {confirm(b, proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), ""},
		"by the same person":                     {confirm("so-noi-vu/ nguyễn văn a", proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), SecondSame},
		"by no person":                           {confirm("so-noi-vu", proposal("r1", ""), 200), standing(base(), a, proposal("r1", "")), NoPerson},
		"nothing proposed":                       {confirm(b, proposal("r1", ""), 200), base(), NoProposal},
		"something else proposed":                {confirm(b, changed(func(p *Proposal) { p.Number = "16" }), 200), standing(base(), a, proposal("r1", "")), NoProposal},
		"a proposal that was passed":             {confirm(b, proposal("r1", ""), 200), standing(standing(base(), a, proposal("r1", "")), a, proposal("r1", "")), NoProposal},
		"reopened since":                         {confirm(b, proposal("r1", ""), 200), standing(with2(base(), func(g *ground) { g.state = Closed }), a, proposal("r1", "")), PeriodState},
		"changed since it was proposed":          {confirm(b, proposal("r1", ""), 200), standing(with2(base(), func(g *ground) { g.changed = 150 }), a, proposal("r1", "")), RunOutdated},
		"published twice":                        {propose(a, proposal("r1", "r1")), published(base(), proposal("r1", "")), RunPublished},
		"confirmed twice":                        {confirm(b, proposal("r1", ""), 200), published(base(), proposal("r1", "")), NoProposal},
		"another without saying so":              {propose(a, proposal("r2", "")), published(base(), proposal("r1", "")), RunAdjustsOther},
		"adjusted":                               {propose(a, proposal("r2", "r1")), published(base(), proposal("r1", "")), ""},
		"adjusts another":                        {propose(a, proposal("r1", "r2")), published(base(), proposal("r2", "")), RunAdjustsOther},
		"withdrawn":                              {bodied(a, "nhầm số", &ProposalEnd{"r1"}), standing(base(), a, proposal("r1", "")), ""},
		"withdrawn without a reason":             {bodied(a, "", &ProposalEnd{"r1"}), standing(base(), a, proposal("r1", "")), NoReason},
		"withdrawn when none stands":             {bodied(a, "vì", &ProposalEnd{"r1"}), base(), NoProposal},
		"run that adjusts none":                  {adjusting("r9", "vì"), with2(base(), func(g *ground) { g.last = 4 }), UnknownRun},
		"run that adjusts":                       {adjusting("r1", "vì"), with2(base(), func(g *ground) { g.last = 4 }), ""},
		"run that adjusts unsaid":                {adjusting("r1", " "), with2(base(), func(g *ground) { g.last = 4 }), NoReason},
	} {
		var got RefusalCode
		var refused *Refusal
		if err := Admit(&c.draft, noon(today), c.on); errors.As(err, &refused) {
			got = refused.Code
		} else if err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	p := PublicationsOf(standing(published(base(), proposal("r1", "")), a, proposal("r2", "r1")).published)
	if p.Last() != "r1" || len(p.Made) != 1 || p.Standing == nil || p.Standing.Body.(*Proposal).Run != "r2" {
		t.Errorf("%+v", p)
	}
}

func adjusting(run, reason string) Draft {
	d := bodied(clerk, reason, &Run{ID: "r3", AsOf: 1, Log: 4, Adjusts: run})
	d.Period = "2026"
	return d
}
