package season

import (
	"errors"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

// ground is a folder as a test wants it.
type ground struct {
	closed bool // the folder has no first event
	state  State
	plan   bool
	sets   map[string]string // hash by id@version
	ended  string            // hash of a withdrawn set
	has    string            // hash of a set that the period has
	files  []string
	there  bool
	locked day.Day // end of the latest locked year; 0 is none, for short tables
	last   int64

	runs      []RunRecord
	changed   int64 // an event that changed scores
	disputed  []string
	published []Event
}

func (g *ground) Run(id string) *RunRecord {
	for i := range g.runs {
		if g.runs[i].Event.Body.(*Run).ID == id {
			return &g.runs[i]
		}
	}
	return nil
}

func (g *ground) Disputed(*Run) []string { return g.disputed }

func (g *ground) ChangedAfter(_ string, seq int64) int64 {
	if g.changed > seq {
		return g.changed
	}
	return 0
}

func (g *ground) Proposed(actor string) bool {
	p := PublicationsOf(g.published)
	return p.Standing != nil && SamePerson(p.Standing.Actor, actor)
}

func (g *ground) Publications(string) []Event { return g.published }

func (g *ground) Last() int64 { return g.last }

func (g *ground) LockedThrough() day.Day {
	if g.locked == 0 {
		return day.None
	}
	return g.locked
}

func (g *ground) FolderOpened() bool { return !g.closed }

func (g *ground) PeriodState(period string) State {
	if period != "2026" {
		return ""
	}
	return g.state
}

func (g *ground) PlanAdopted() bool { return g.plan }

func (g *ground) Unit(code string) (seeds.Unit, bool) {
	none := seeds.Unit{Code: code, ValidFrom: day.None, ValidTo: day.None}
	switch code {
	case "xa-a", "so-y-te", "so-noi-vu", seeds.Province:
		return none, true
	case "xa-cu":
		none.ValidTo = day.Must(2026, 6, 30)
		return none, true
	case "xa-moi":
		none.ValidFrom = day.Must(2026, 7, 1)
		return none, true
	}
	return seeds.Unit{}, false
}

func (g *ground) SetHash(id, version string) string { return g.sets[id+"@"+version] }

func (g *ground) SetKnown(hash string) bool {
	for _, h := range g.sets {
		if h == hash {
			return true
		}
	}
	return false
}

func (g *ground) PeriodHas(_, hash string) bool { return g.has != "" && hash == g.has }

func (g *ground) SetWithdrawn(hash string) bool { return g.ended != "" && hash == g.ended }

func (g *ground) FileKnown(digest string) bool { return slices.Contains(g.files, digest) }
func (g *ground) There(*Draft) bool            { return g.there }

func open() *ground {
	return &ground{state: Open, plan: true, sets: map[string]string{"so-2026@1.0.0": "h1"}, files: []string{"f1"}, there: true}
}

// noon is the middle of a day in Việt Nam: the moment at which a test records.
func noon(d day.Day) Instant { return DayStart(d) + millisecondsADay/2 }

func number(n int64) engine.Value { return engine.Value{Type: form.TypeNumber, Num: exact.Int(n)} }

func declared(unit, actor string) Draft {
	return Draft{Key: "k", Kind: FactRecorded, Period: "2026", Unit: unit, Actor: actor, Happened: day.None,
		Body: &FactState{Fact: engine.Fact{Input: "hs", Value: number(1), Recorded: day.None}}}
}

func layered(l engine.Layer, unit, actor, by, second string) Draft {
	d := declared(unit, actor)
	b := d.Body.(*FactState)
	b.Fact.Layer, b.By, b.Second = l, by, second
	return d
}

func judged(unit, actor string, j engine.Decision) Draft {
	if j.Date == 0 {
		j.Date = day.None
	}
	return Draft{Key: "k", Kind: DecisionMade, Period: "2026", Unit: unit, Actor: actor, Happened: day.None, Body: &Judgement{"q1", j}}
}

func bodied(actor, reason string, b Body) Draft {
	return Draft{Key: "k", Kind: b.Kind(), Period: "2026", Actor: actor, Reason: reason, Happened: day.None, Body: b}
}

// with changes a draft.
func with(d Draft, change func(*Draft)) Draft {
	change(&d)
	return d
}

const clerk = "so-noi-vu/Nguyễn Văn A"

func TestAdmit(t *testing.T) {
	today := day.Must(2026, 9, 15)
	accept := engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk, Reason: "đúng"}
	override := engine.Decision{Kind: engine.DecideOverride, Code: "1.1", Layer: engine.LayerFinal, By: clerk, Second: "so-noi-vu/B", Reason: "vì"}
	dispute := engine.Decision{Kind: engine.DecideDispute, Code: "1.1", Layer: engine.LayerAppraisal2, By: "xa-a/B", Reason: "vì"}
	decide := func(base engine.Decision, change func(*engine.Decision)) engine.Decision {
		change(&base)
		return base
	}
	ended := Draft{Key: "k", Kind: FactWithdrawn, Period: "2026", Unit: "xa-a", Actor: "xa-a", Reason: "nhầm", Happened: day.None,
		Body: &FactEnd{Input: "hs"}}
	judgementEnded := Draft{Key: "k", Kind: DecisionWithdrawn, Period: "2026", Unit: "xa-a", Actor: clerk, Reason: "nhầm", Happened: day.None,
		Body: &JudgementEnd{"q1"}}
	opening := &Opening{[]Choice{{Block: "so", Set: "so-2026", Version: "1.0.0", Hash: "h1", Reason: "mới nhất"}}}
	replaced := &SetChange{opening.Choices}
	twice := []Choice{opening.Choices[0], {Block: "so", Set: "xa-2026", Version: "1.0.0", Hash: "h2", Reason: "vì"}}
	twoVersions := []Choice{opening.Choices[0], {Block: "xa", Set: "so-2026", Version: "1.1.0", Hash: "h3", Reason: "vì"}}
	twoBlocks := []Choice{opening.Choices[0], {Block: "xa", Set: "so-2026", Version: "1.0.0", Hash: "h1", Reason: "vì"},
		{Block: "phuong", Set: "xa-2026", Version: "1.0.0", Hash: "h2", Reason: "vì"}}
	several := func(g *ground) *ground {
		g.sets = map[string]string{"so-2026@1.0.0": "h1", "xa-2026@1.0.0": "h2", "so-2026@1.1.0": "h3"}
		return g
	}
	unopened := &ground{plan: true, sets: open().sets}
	occasion := &Occasion{seeds.Event{ID: "e", Deliverable: "I.6.1", Date: today, Due: day.None, Units: []string{"xa-a", seeds.GroupCommunes}}}

	for name, c := range map[string]struct {
		draft Draft
		on    *ground
		want  RefusalCode
	}{
		"first event":                    {with(bodied(clerk, "", &Folder{}), func(d *Draft) { d.Period = "" }), &ground{closed: true}, ""},
		"first event twice":              {bodied(clerk, "", &Folder{}), open(), FolderExists},
		"before the first event":         {bodied(clerk, "", &PlanVersion{}), &ground{closed: true}, NoFolder},
		"nobody acts":                    {declared("xa-a", " /B"), open(), NoActor},
		"unit declares":                  {declared("xa-a", "xa-a/B"), open(), ""},
		"other unit declares":            {declared("xa-a", "so-y-te/B"), open(), OnlyOwnUnit},
		"attribute of a locked year":     {bodied(clerk, "", attribute(day.Must(2026, 1, 1))), locked(), LockedYear},
		"attribute from ever on":         {bodied(clerk, "", attribute(day.None)), locked(), LockedYear},
		"attribute after a locked year":  {bodied(clerk, "", attribute(day.Must(2027, 1, 1))), locked(), ""},
		"new unit in a locked year":      {bodied(clerk, "new", &UnitState{seeds.Unit{Code: "xa-z", Block: "xa", ValidFrom: day.Must(2026, 7, 1), ValidTo: day.None}}), locked(), LockedYear},
		"new unit after a locked year":   {bodied(clerk, "new", &UnitState{seeds.Unit{Code: "xa-z", Block: "xa", ValidFrom: day.Must(2027, 1, 1), ValidTo: day.None}}), locked(), ""},
		"unit ended in a locked year":    {bodied(clerk, "ended", &UnitState{seeds.Unit{Code: "xa-a", ValidFrom: day.None, ValidTo: day.Must(2026, 6, 30)}}), locked(), LockedYear},
		"unit ended after a locked year": {bodied(clerk, "ended", &UnitState{seeds.Unit{Code: "xa-a", ValidFrom: day.None, ValidTo: day.Must(2027, 6, 30)}}), locked(), ""},
		"block changed in a locked year": {bodied(clerk, "changed", &UnitState{seeds.Unit{Code: "xa-a", Block: "phuong", ValidFrom: day.None, ValidTo: day.None}}), locked(), LockedYear},
		"renamed":                        {bodied(clerk, "renamed", &UnitState{seeds.Unit{Code: "xa-a", Name: "Xã mới", ValidFrom: day.None, ValidTo: day.None}}), locked(), ""},
		"run on a log that moved":        {with(bodied(clerk, "", &Run{ID: "r", AsOf: 1, Log: 3}), func(d *Draft) { d.Period = "2026" }), with2(open(), func(g *ground) { g.last = 4 }), LogMoved},
		"run on the log as it is":        {with(bodied(clerk, "", &Run{ID: "r", AsOf: 1, Log: 4}), func(d *Draft) { d.Period = "2026" }), with2(open(), func(g *ground) { g.last = 4 }), ""},
		"empty level": {with(declared("xa-a", "xa-a/B"), func(d *Draft) {
			d.Body.(*FactState).Fact.Value = engine.Value{Type: form.TypeLevel}
		}), open(), NoValue},
		"keeper without a word":   {declared("xa-a", clerk), open(), OnlyOwnUnit},
		"keeper in its stead":     {with(declared("xa-a", clerk), func(d *Draft) { d.Reason = "nhập thay xa-a" }), open(), ""},
		"other office in stead":   {with(declared("xa-a", "so-y-te/B"), func(d *Draft) { d.Reason = "nhập thay" }), open(), OnlyOwnUnit},
		"office for the province": {declared(seeds.Province, "so-y-te/B"), open(), ""},
		"unknown unit":            {declared("xa-b", "xa-b"), open(), UnknownUnit},
		"no unit":                 {declared("", "xa-a"), open(), UnknownUnit},
		"no such period":          {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Period = "2027" }), open(), NoPeriod},
		"no period":               {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Period = "" }), open(), NoPeriod},
		"happens today":           {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Happened = today }), open(), ""},
		"happens tomorrow":        {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Happened = today + 1 }), open(), Future},
		"known evidence":          {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Body.(*FactState).Evidence = "f1" }), open(), ""},
		"unknown evidence": {with(declared("xa-a", "xa-a"), func(d *Draft) { d.Body.(*FactState).Evidence = "f2" }), open(),
			UnknownFile},

		"ended unit declares":             {declared("xa-cu", "xa-cu"), open(), UnitEnded},
		"ended unit, its last day":        {with(declared("xa-cu", "xa-cu"), func(d *Draft) { d.Happened = day.Must(2026, 6, 30) }), open(), ""},
		"ended unit, the day after":       {with(declared("xa-cu", "xa-cu"), func(d *Draft) { d.Happened = day.Must(2026, 7, 1) }), open(), UnitEnded},
		"register of an ended unit":       {layered(engine.LayerRegister, "xa-cu", clerk, "", ""), open(), ""},
		"new unit declares":               {declared("xa-moi", "xa-moi"), open(), ""},
		"new unit, before it was founded": {with(declared("xa-moi", "xa-moi"), func(d *Draft) { d.Happened = day.Must(2026, 6, 30) }), open(), UnitNotYet},

		"register":                    {layered(engine.LayerRegister, "xa-a", clerk, "", ""), open(), ""},
		"register of the own office":  {layered(engine.LayerRegister, "so-noi-vu", clerk, "", ""), open(), ""},
		"sum of units as a fact":      {layered(engine.LayerUnits, "xa-a", clerk, "", ""), open(), WrongLayer},
		"appraisal":                   {layered(engine.LayerAppraisal1, "xa-a", clerk, clerk, ""), open(), ""},
		"appraisal by nobody":         {layered(engine.LayerAppraisal1, "xa-a", clerk, "", ""), open(), NoActor},
		"own unit records":            {layered(engine.LayerAppraisal2, "so-noi-vu", clerk, "so-y-te/B", ""), open(), OwnUnit},
		"own unit appraises":          {layered(engine.LayerFinal, "so-y-te", clerk, "so-y-te/B", ""), open(), OwnUnit},
		"own unit with blanks":        {layered(engine.LayerFinal, "so-y-te", clerk, " So-Y-Te /B", ""), open(), OwnUnit},
		"own unit as second":          {layered(engine.LayerFinal, "so-y-te", clerk, clerk, "so-y-te/B"), open(), OwnUnit},
		"withdrawal":                  {ended, open(), ""},
		"withdrawal without reason":   {with(ended, func(d *Draft) { d.Reason = " " }), open(), NoReason},
		"withdrawal of nothing":       {ended, with2(open(), func(g *ground) { g.there = false }), NothingToWithdraw},
		"withdrawal by another":       {with(ended, func(d *Draft) { d.Actor = clerk }), open(), OnlyOwnUnit},
		"own appraisal withdrawn":     {with(ended, func(d *Draft) { d.Body = &FactEnd{Input: "hs", Layer: engine.LayerFinal} }), open(), OwnUnit},
		"entry":                       {bodied(clerk, "", &Entry{Register: "r", Row: "1"}), open(), ""},
		"entry withdrawn":             {bodied(clerk, "nhầm", &EntryEnd{"r", "1"}), open(), ""},
		"occasion":                    {bodied(clerk, "", occasion), open(), ""},
		"occasion without id":         {bodied(clerk, "", &Occasion{seeds.Event{Deliverable: "I.6.1", Date: today}}), open(), NoID},
		"occasion of an unknown unit": {bodied(clerk, "", &Occasion{seeds.Event{ID: "e", Units: []string{"xa-b"}}}), open(), UnknownUnit},
		"occasion of those concerned": {bodied(clerk, "", &Occasion{seeds.Event{ID: "e", Units: []string{seeds.GroupConcerned}}}), open(), UnknownUnit},

		"decision":                                   {judged("xa-a", clerk, accept), open(), ""},
		"accepted without reason":                    {judged("xa-a", clerk, decide(accept, func(d *engine.Decision) { d.Reason = "" })), open(), ""},
		"decision without reason":                    {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Reason = " " })), open(), NoReason},
		"decision without id":                        {with(judged("xa-a", clerk, accept), func(d *Draft) { d.Body.(*Judgement).ID = "" }), open(), NoID},
		"decision of tomorrow":                       {judged("xa-a", clerk, decide(accept, func(d *engine.Decision) { d.Date = today + 1 })), open(), Future},
		"decision in a register":                     {judged("xa-a", clerk, decide(accept, func(d *engine.Decision) { d.Layer = engine.LayerRegister })), open(), WrongLayer},
		"decision by nobody":                         {judged("xa-a", clerk, decide(accept, func(d *engine.Decision) { d.By = "" })), open(), NoActor},
		"decision on the own unit":                   {judged("so-noi-vu", "so-y-te", accept), open(), OwnUnit},
		"decision recorded by itself":                {judged("xa-a", "xa-a/B", accept), open(), OwnUnit},
		"second from the unit":                       {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Second = "xa-a/C" })), open(), OwnUnit},
		"override":                                   {judged("xa-a", clerk, override), open(), ""},
		"override alone":                             {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Second = " " })), open(), NoSecond},
		"override by one person, the tone elsewhere": {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.By, d.Second = "so-noi-vu/Lê Hòa", "so-noi-vu/Lê  Hoà." })), open(), SecondSame},
		"by an office that is not there":             {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Second = "khong-co/B" })), open(), NoOffice},
		"override by one person twice":               {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Second = "so-noi-vu / nguyễn văn a" })), open(), SecondSame},
		"override by two of one name":                {judged("xa-a", clerk, decide(override, func(d *engine.Decision) { d.Second = "so-y-te/Nguyễn Văn A" })), open(), ""},
		"dispute by the unit":                        {judged("xa-a", "xa-a/B", dispute), open(), ""},
		"dispute by a neighbour":                     {judged("xa-a", "so-y-te/B", decide(dispute, func(d *engine.Decision) { d.By = "so-y-te/B" })), open(), OnlyOwnUnit},
		"dispute entered by another":                 {judged("xa-a", clerk, dispute), open(), ""},
		"decision after the unit's end":              {with(judged("xa-cu", clerk, accept), func(d *Draft) { d.Happened = today }), open(), ""},
		"correction after its end":                   {with(layered(engine.LayerAppraisal1, "xa-cu", clerk, clerk, ""), func(d *Draft) { d.Happened = today }), open(), ""},
		"register after its end":                     {with(layered(engine.LayerRegister, "xa-cu", clerk, "", ""), func(d *Draft) { d.Happened = today }), open(), UnitEnded},
		"run of today":                               {bodied(clerk, "", &Run{ID: "r", AsOf: today}), open(), ""},
		"run of tomorrow":                            {bodied(clerk, "", &Run{ID: "r", AsOf: today + 1}), open(), Future},
		"dispute by nobody":                          {judged("xa-a", "xa-a/B", decide(dispute, func(d *engine.Decision) { d.By = "" })), open(), NoActor},
		"decision withdrawn":                         {judgementEnded, open(), ""},
		"decision withdrawn by itself":               {with(judgementEnded, func(d *Draft) { d.Actor = "xa-a/B" }), open(), OwnUnit},

		"set":                     {bodied(clerk, "", &SetVersion{ID: "so-2026", Version: "1.1.0", Hash: "h2"}), open(), ""},
		"set again":               {bodied(clerk, "", &SetVersion{ID: "so-2026", Version: "1.0.0", Hash: "h1"}), open(), ""},
		"set changed":             {bodied(clerk, "", &SetVersion{ID: "so-2026", Version: "1.0.0", Hash: "h2"}), open(), SetExists},
		"withdrawn set again":     {bodied(clerk, "", &SetVersion{ID: "so-2026", Version: "1.0.0", Hash: "h1"}), revoked(open()), SetGone},
		"set withdrawn":           {bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.0.0", "h1"}), open(), ""},
		"set withdrawn, locked":   {with(bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.0.0", "h1"}), func(d *Draft) { d.Period = "" }), locked(), ""},
		"set withdrawn, no word":  {bodied(clerk, " ", &SetWithdrawal{"so-2026", "1.0.0", "h1"}), open(), NoReason},
		"set withdrawn twice":     {bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.0.0", "h1"}), revoked(open()), SetGone},
		"no such set withdrawn":   {bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.1.0", "h1"}), open(), SetUnknown},
		"other set withdrawn":     {bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.0.0", "h2"}), open(), SetUnknown},
		"nothing withdrawn":       {bodied(clerk, "sai", &SetWithdrawal{"so-2026", "1.1.0", ""}), open(), SetUnknown},
		"set replaced":            {bodied(clerk, "đính chính", replaced), open(), ""},
		"set replaced, no word":   {bodied(clerk, "", replaced), open(), NoReason},
		"set replaced, unknown":   {bodied(clerk, "đính chính", &SetChange{[]Choice{{Hash: "h9", Reason: "vì"}}}), open(), UnknownSet},
		"set replaced, gone":      {bodied(clerk, "đính chính", replaced), revoked(open()), SetGone},
		"set kept, gone":          {bodied(clerk, "đính chính", replaced), with2(revoked(open()), func(g *ground) { g.has = "h1" }), ""},
		"set replaced, locked":    {bodied(clerk, "đính chính", replaced), locked(), PeriodState},
		"set replaced by none":    {bodied(clerk, "đính chính", &SetChange{}), open(), NoChoices},
		"sets of a block":         {bodied(clerk, "đính chính", &SetChange{twice}), several(open()), TwoChoices},
		"versions of a set":       {bodied(clerk, "đính chính", &SetChange{twoVersions}), several(open()), TwoVersions},
		"blocks of a set":         {bodied(clerk, "đính chính", &SetChange{twoBlocks}), several(open()), ""},
		"opening, two of a block": {bodied(clerk, "", &Opening{twice}), several(&ground{plan: true}), TwoChoices},
		"opening, two versions":   {bodied(clerk, "", &Opening{twoVersions}), several(&ground{plan: true}), TwoVersions},
		"opening, figures only":   {bodied(clerk, "", &Opening{}), unopened, ""},
		"opening, withdrawn set":  {bodied(clerk, "", opening), revoked(&ground{plan: true, sets: open().sets}), SetGone},
		"opening":                 {bodied(clerk, "", opening), unopened, ""},
		"opening twice":           {bodied(clerk, "", opening), open(), PeriodExists},
		"opening nothing":         {with(bodied(clerk, "", opening), func(d *Draft) { d.Period = "" }), unopened, NoPeriod},
		"opening without a plan":  {bodied(clerk, "", opening), &ground{sets: open().sets}, NoPlan},
		"opening, unknown set":    {bodied(clerk, "", opening), &ground{plan: true}, UnknownSet},
		"opening, no reason":      {bodied(clerk, "", &Opening{[]Choice{{Hash: "h1"}}}), unopened, NoReason},
		"unit ahead of its day": {with(bodied("so-noi-vu", "sáp nhập", &UnitState{seeds.Unit{Code: "xa-b"}}), func(d *Draft) {
			d.Period, d.Unit, d.Happened = "", "xa-b", today+30
		}), open(), ""},
		"run":                {bodied(clerk, "", &Run{ID: "r"}), open(), ""},
		"run of no period":   {with(bodied(clerk, "", &Run{ID: "r"}), func(d *Draft) { d.Period = "" }), open(), NoPeriod},
		"run without a name": {bodied(clerk, "", &Run{}), open(), NoID},
		"import elsewhere":   {with(bodied(clerk, "", &Import{}), func(d *Draft) { d.Period = "2027" }), open(), NoPeriod},
	} {
		err := Admit(&c.draft, noon(today), c.on)
		var r *Refusal
		if errors.As(err, &r); err != nil && r == nil {
			t.Errorf("%s: %v is no refusal", name, err)
			continue
		}
		switch {
		case c.want == "" && r != nil:
			t.Errorf("%s: refused, %v", name, r)
		case c.want != "" && r == nil:
			t.Errorf("%s: admitted, want %s", name, c.want)
		case c.want != "" && (r.Code != c.want || r.Key != c.draft.Key):
			t.Errorf("%s: %v, want %s", name, r, c.want)
		case r != nil && !slices.Contains(RefusalCodes(), r.Code):
			t.Errorf("%s: %s is not listed", name, r.Code)
		}
	}
}

func attribute(from day.Day) *AttributeState {
	return &AttributeState{seeds.Attribute{Unit: "xa-a", Name: "co_tthc", Value: "true", From: from, To: day.None}}
}

// locked is the ground of a folder whose year 2026 is locked.
func locked() *ground {
	return with2(open(), func(g *ground) { g.state, g.locked = Locked, day.Must(2026, 12, 31) })
}

// revoked is a ground whose one set was withdrawn.
func revoked(g *ground) *ground { return with2(g, func(g *ground) { g.ended = "h1" }) }

func with2(g *ground, change func(*ground)) *ground {
	change(g)
	return g
}

// TestStatesOfAPeriod goes through what is admitted in which state.
func TestStatesOfAPeriod(t *testing.T) {
	declaring := declared("xa-a", "xa-a/B")
	changes := map[string]Draft{
		"declare":  declaring,
		"undo":     bodied("xa-a", "nhầm", &FactEnd{Input: "hs"}),
		"register": layered(engine.LayerRegister, "xa-a", clerk, "", ""),
		"appraise": layered(engine.LayerAppraisal1, "xa-a", clerk, clerk, ""),
		"decide": judged("xa-a", clerk, engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk,
			Reason: "đúng"}),
		"undecide":    bodied(clerk, "nhầm", &JudgementEnd{"q1"}),
		"entry":       bodied(clerk, "", &Entry{Register: "r", Row: "1"}),
		"unentry":     bodied(clerk, "nhầm", &EntryEnd{"r", "1"}),
		"occasion":    bodied(clerk, "", &Occasion{seeds.Event{ID: "e"}}),
		"unoccasion":  bodied(clerk, "nhầm", &OccasionEnd{"I.6.1", "e"}),
		"close":       bodied(clerk, "", &PeriodChange{Event: PeriodClosed}),
		"lock":        bodied(clerk, "", &PeriodChange{Event: PeriodLocked}),
		"reopen":      bodied(clerk, "vì", &PeriodChange{Event: PeriodReopened, To: Open}),
		"half reopen": bodied(clerk, "vì", &PeriodChange{Event: PeriodReopened, To: Closed}),
		"other set":   bodied(clerk, "đính chính", &SetChange{[]Choice{{Block: "so", Set: "so-2026", Hash: "h1", Reason: "vì"}}}),
		"run":         bodied(clerk, "", &Run{ID: "r"}),
		"file":        bodied(clerk, "", &File{Digest: "f"}),
	}
	for _, name := range []string{"undo", "undecide"} {
		changes[name] = with(changes[name], func(d *Draft) { d.Unit = "xa-a" })
	}
	for state, admitted := range map[State][]string{
		Open: {"appraise", "close", "decide", "declare", "entry", "file", "lock", "occasion", "other set", "register", "run", "undecide",
			"undo", "unentry", "unoccasion"},
		Closed: {"appraise", "decide", "entry", "file", "lock", "occasion", "other set", "register", "reopen", "run", "undecide", "unentry",
			"unoccasion"},
		Locked: {"file", "half reopen", "reopen", "run"},
		"":     {},
	} {
		var got []string
		for name, d := range changes {
			g := open()
			g.state = state
			err := Admit(&d, noon(day.Must(2026, 9, 15)), g)
			var r *Refusal
			switch {
			case err == nil:
				got = append(got, name)
			case !errors.As(err, &r) || r.Code != PeriodState && r.Code != NoPeriod:
				t.Errorf("%s while %q: %v", name, state, err)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, admitted) {
			t.Errorf("while %q admitted are %v, want %v", state, got, admitted)
		}
	}
	for _, c := range []struct{ to, want State }{{Open, ""}, {Closed, ""}, {Locked, Locked}, {"", ""}} {
		d := bodied(clerk, "vì", &PeriodChange{Event: PeriodReopened, To: c.to})
		g := open()
		g.state = Locked
		err := Admit(&d, noon(day.Must(2026, 9, 15)), g)
		if bad := c.to != Open && c.to != Closed; bad != (err != nil) {
			t.Errorf("reopened to %q: %v", c.to, err)
		}
	}
	d := bodied(clerk, "", &PeriodChange{Event: PeriodReopened, To: Open})
	var r *Refusal
	if err := Admit(&d, 0, open()); !errors.As(err, &r) || r.Code != NoReason {
		t.Errorf("reopened without a reason: %v", err)
	}
}

// TestAdmittedDecisionsAreScored: what is admitted the engine scores; a decision it refuses would stop the whole year.
func TestAdmittedDecisionsAreScored(t *testing.T) {
	p := rulestest.Program(t, unitSet)
	half := exact.MustFrac(1, 2)
	tried, admitted := 0, 0
	for _, kind := range []engine.DecisionKind{engine.DecideReject, engine.DecideAccept, engine.DecideNotApply, engine.DecideApply,
		engine.DecideOverride, engine.DecideDispute, engine.DecideNotRanked, engine.DecideRanked} {
		for _, by := range []string{"", "xa-a", "xa-a/B", " xa-a /B", clerk} {
			for _, second := range []string{"", "xa-a", " xa-a/C", clerk, clerk + " ", "so-y-te/D"} {
				tried++
				j := engine.Decision{Kind: kind, Code: "1.1", Input: "hs", Layer: engine.LayerFinal, Points: half, By: by, Second: second, Reason: "vì",
					Date: day.None}
				d := judged("xa-a", clerk, j)
				if Admit(&d, noon(day.Must(2026, 9, 15)), open()) != nil {
					continue
				}
				admitted++
				c := &engine.Case{Set: p.Set(), AsOf: day.Must(2026, 9, 15), Stage: engine.StageFinal, Units: []engine.UnitCase{
					{Unit: engine.Unit{Code: "xa-a", Block: "xa"}, Decisions: []engine.Decision{j}}}}
				if _, err := p.Score(c); err != nil {
					t.Errorf("%s by %q with %q is admitted and not scored: %v", kind, by, second, err)
				}
			}
		}
	}
	if admitted < 20 || admitted == tried {
		t.Errorf("%d of %d admitted", admitted, tried)
	}
}

// TestARestorationSaysWhatIsThere: it names the former folder, follows what the backup held, and needs a reason.
func TestARestorationSaysWhatIsThere(t *testing.T) {
	last := open().Last()
	for _, c := range []struct {
		reason string
		body   Restoration
		want   RefusalCode
	}{
		{"máy hỏng", Restoration{Folder: "abc", Kept: last, Known: last + 3}, ""},
		{"máy hỏng", Restoration{Folder: "abc", Kept: last, Known: last}, ""},
		{"", Restoration{Folder: "abc", Kept: last, Known: last + 3}, NoReason},
		{"máy hỏng", Restoration{Kept: last, Known: last + 3}, NoID},
		{"máy hỏng", Restoration{Folder: "abc", Kept: last + 1, Known: last + 3}, LogMoved},
		{"máy hỏng", Restoration{Folder: "abc", Kept: last, Known: last - 1}, LogMoved},
	} {
		d := Draft{Key: RestorationKey("x"), Kind: FolderRestored, Actor: clerk, Reason: c.reason, Happened: day.None, Body: &c.body}
		err := Admit(&d, noon(day.Must(2026, 9, 15)), open())
		got := RefusalCode("")
		var r *Refusal
		if errors.As(err, &r) {
			got = r.Code
		}
		if got != c.want {
			t.Errorf("%+v, %q: %v, want %q", c.body, c.reason, err, c.want)
		}
	}
}
