package second

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Report is what came of scoring a receipt a second time.
type Report struct {
	Kind, Run, Unit string // of the receipt: "run" or "unit", the run's id, the unit
	Event           string // digest of the run's event (mã đối chiếu), to be compared with the one that was announced
	Own, Receipt    string // digests of the account scored here and of the same account of the receipt's result
	Units, Lines    int    // scored; lines of the account
	First           *Difference
	Open            []string // what was not decided: codes below
}

// Equal tells whether both accounts are the same.
func (r *Report) Equal() bool { return r.Own == r.Receipt }

// What a second scoring does not decide.
const (
	OpenEvidence   = "evidence"   // that the case holds the evidence there was, its dues and decisions are rightful, its figures true
	OpenEvent      = "event"      // that the event is the one that was recorded and, of one unit, that the run contains it
	OpenOutlook    = "outlook"    // what is still reachable or lost, and the reasons that tell why
	OpenText       = "text"       // that texts are in Unicode normal form C
	OpenRank       = "rank"       // the rank of one unit: it takes all units
	OpenReferences = "references" // that the values of other units are theirs: a unit's receipt gives them
	OpenRollups    = "rollups"    // that accounts of aggregated inputs say what the units brought
)

// receipt is a receipt taken apart.
type receipt struct {
	*value // header
	parts  map[string]part
	event  *value // body
}

// part is a document of a receipt and its hash.
type part struct {
	*value
	hash string
}

// Verify scores the units of a receipt again and compares. An error means that the file is no receipt that can be read here,
// or holds a rule whose meaning is not known here: then nothing is said about its points.
func Verify(file []byte) (report Report, err error) {
	defer func() {
		if r := recover(); r != nil { // a refusal, or a set that lacks what its own rules name
			report, err = Report{}, fmt.Errorf("receipt not scored: %v", r)
		}
	}()
	r := open(file)
	report = Report{Kind: r.str("kind"), Run: r.str("run"), Unit: r.str("unit"), Event: r.part("event").hash,
		Open: []string{OpenEvidence, OpenEvent, OpenOutlook, OpenText}}
	const semantics = "cchc-engine/1"
	r.event = r.part("event").object("body")
	if r.str("engine") != semantics || r.event.str("engine") != semantics || r.event.str("id") != report.Run {
		refuse("run %s of engine %s is not one of %s", report.Run, r.str("engine"), semantics)
	}
	var own, claimed account
	switch n, at := len(r.event.list("scopes")), r.count("scope"); {
	case report.Kind == "unit" && at >= 1 && at <= n:
		r.compare("", at, &own, &claimed, &report)
	case report.Kind == "run" && n > 0:
		for i := range n {
			r.compare(strconv.Itoa(i+1)+"/", i+1, &own, &claimed, &report)
		}
	default:
		refuse("a receipt of kind %q, scope %d of %d", report.Kind, at, n)
	}
	report.Own, report.Receipt, report.Lines = own.digest(), claimed.digest(), len(own)
	report.First = firstDifference(own, claimed)
	return report, nil
}

// open takes a file apart by its hashes.
func open(file []byte) *receipt {
	head, _, found := bytes.Cut(file[:min(len(file), 128)], []byte("\n"))
	words := strings.Split(string(head), " ")
	if !found || len(words) != 3 || words[0] != "cchc-receipt/1" {
		refuse("the file does not begin as a receipt does")
	}
	rest := file[len(head)+1:]
	size, err := strconv.Atoi(words[1])
	if err != nil || strconv.Itoa(size) != words[1] || size < 0 || size > min(len(rest), 1<<20) || hash("cchc/receipt/v1", rest[:size]) != words[2] {
		refuse("the header is not the one that was sealed")
	}
	r := &receipt{value: parse(rest[:size]), parts: map[string]part{}}
	rest = rest[size:]
	for _, p := range r.list("parts") {
		name, domain, size := p.str("name"), p.str("domain"), p.count("size")
		if size < 0 || size > len(rest) || hash(domain, rest[:size]) != p.str("hash") || r.parts[name].hash != "" {
			refuse("part %s is not the one that was sealed, or stands twice", name)
		}
		of := part{hash: p.str("hash")}
		switch kind := name[strings.Index(name, "/")+1:]; kind {
		case "event", "set", "case", "result", "references": // the others are not read
			if of.value = parse(rest[:size]); domain != "cchc/"+kind+"/v1" {
				refuse("part %s is hashed under %s", name, domain)
			}
		}
		r.parts[name], rest = of, rest[size:]
	}
	if len(rest) > 0 {
		refuse("%d bytes stand after the last part", len(rest))
	}
	return r
}

// part gives a part that must be there.
func (r *receipt) part(name string) part {
	if r.parts[name].value == nil {
		refuse("there is no part %s", name)
	}
	return r.parts[name]
}

// compare writes both accounts of a scope.
func (r *receipt) compare(prefix string, at int, own, claimed *account, report *Report) {
	set, frozen, result := r.part(prefix+"set"), r.part(prefix+"case"), r.part(prefix+"result")
	named, alone, scope, units := r.event.list("scopes")[at-1], r.str("kind") == "unit", strconv.Itoa(at), frozen.list("units")
	p := &problem{set: readSet(set.value), asOf: frozen.str("as_of"), stage: frozen.str("stage")}
	lock := p.object("period").str("lock")
	p.top, p.closed = tops[p.stage], lock != "" && p.asOf > lock
	switch {
	case named.str("hash") != set.hash || frozen.str("set") != set.hash:
		refuse("scope %d: the set is not the one that run and case name", at)
	case p.top == 0 || p.asOf == "" || p.asOf != r.event.str("as_of") || p.stage != r.event.str("stage"):
		refuse("scope %d: the case is of another day or stage than the run", at)
	case !alone && (named.str("case") != frozen.hash || named.str("result") != result.hash):
		refuse("scope %d: case or result are not those that the run names", at)
	case alone && (len(units) != 1 || units[0].str("code") != r.str("unit")):
		refuse("the case is not that of unit %s", r.str("unit"))
	}
	for i := range units {
		if i > 0 && units[i-1].str("code") >= units[i].str("code") {
			refuse("scope %d: units do not ascend", at)
		}
		report.undecided(OpenRollups, len(units[i].list("rollups")) > 0)
	}
	refs, refsHash := r.references(p, units)
	own.tell(scope, "", "", "case", frozen.hash, "set", set.hash, "as_of", p.asOf, "stage", p.stage, "references", refsHash,
		"closed", strconv.FormatBool(p.closed))
	claimed.tell(scope, "", "", "case", result.str("case"), "set", result.str("set"), "as_of", result.str("as_of"),
		"stage", result.str("stage"), "references", result.str("references"), "closed", strconv.FormatBool(result.flag("closed")))
	for _, u := range p.score(units, refs) {
		u.tell(own, scope, alone)
	}
	claimed.tellResult(result.value, scope, alone)
	report.Units += len(units)
	report.undecided(OpenRank, alone)
	report.undecided(OpenReferences, alone && refs != nil)
}

func (r *Report) undecided(code string, is bool) {
	if is && !slices.Contains(r.Open, code) {
		r.Open = append(r.Open, code)
	}
}

// references are the values that units are compared by, with their hash: gathered over the units of the case, or as a unit's
// receipt gives them.
func (r *receipt) references(p *problem, units []*value) (refs references, named string) {
	if r.str("kind") == "unit" {
		if given, there := r.parts["references"]; there {
			refs = references{}
			for _, e := range given.items {
				refs[[2]string{e.str("block"), e.str("rule")}] = extent{e.rat("max"), e.rat("min"), e.count("units")}
			}
			named = given.hash
		}
		return refs, named
	}
	for i, n := range p.nodes {
		if rule := n.object("leaf").object("rule"); hasRule(rule, "relative") {
			if refs == nil {
				refs = references{}
			}
			for _, own := range units {
				p.bind(own, nil).gather(i, rule, "", refs)
			}
		}
	}
	if refs != nil {
		named = hash("cchc/references/v1", refs.bytes())
	}
	return refs, named
}

// bytes are the canonical bytes of references, by block and rule.
func (r references) bytes() []byte {
	keys := make([]string, 0, len(r))
	for k := range r { // sorted below
		keys = append(keys, k[0]+"\x00"+k[1])
	}
	slices.Sort(keys)
	for i, k := range keys {
		block, rule, _ := strings.Cut(k, "\x00")
		e := r[[2]string{block, rule}]
		keys[i] = fmt.Sprintf(`{"block":%s,"max":"%s","min":"%s","rule":%s,"units":%d}`, quoted(block), e.max.RatString(),
			e.min.RatString(), quoted(rule), e.units)
	}
	return []byte("[" + strings.Join(keys, ",") + "]")
}
