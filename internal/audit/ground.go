package audit

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/audit/published"
	"cchc/internal/audit/translog"
)

// Ground is what whoever verifies holds beside the file: public keys of the province's log and of holders outside,
// checkpoints of the log from elsewhere, and the table of results that was announced. It may be empty.
type Ground struct {
	Keys  []*translog.Key
	Held  []translog.Held
	Links []*translog.Link // proofs that one checkpoint of the log only adds to another
	Table *published.Table
}

// checkTable compares the table that was announced with what the run says: all of it, or the head and the row of the one unit.
// Whether there is such a decision no file about the run can say.
func (v *verification) checkTable() error {
	t := v.ground.Table
	if t == nil {
		return nil
	}
	d, err := v.tableDiffers(t)
	if err != nil {
		return fault(BadPart, err, partResult)
	}
	if d != nil {
		v.differ(CheckTable, &Divergence{What: WhatTable, Unit: d.Unit, Name: d.What, Expected: d.Expected, Found: d.Found})
		return nil
	}
	v.pass(CheckTable)
	v.aboutLog = append(v.aboutLog, Note{OpenAct, []string{t.Act.Number, t.Act.Date.VN(), t.Act.Signer, t.Act.Authority}})
	if row := t.Row(v.File.Unit); row != nil && v.units == nil {
		v.aboutLog = append(v.aboutLog, Note{OpenTableName, []string{row.Unit, row.Name}})
	}
	if notes := v.unknownLabels(t); len(notes) > 0 {
		v.aboutLog = append(v.aboutLog, Note{OpenTableNotes, []string{strings.Join(notes, "; ")}})
	}
	if v.Log == nil || v.Log.Line() != t.Checkpoint {
		v.aboutLog = append(v.aboutLog, Note{OpenTableLog, []string{t.Checkpoint}})
	}
	return nil
}

func (v *verification) tableDiffers(t *published.Table) (*published.Difference, error) {
	whole := v.File.Kind == OfRun
	made := &published.Source{Event: v.Event, Digest: v.Digest, Act: t.Act, Origin: t.Origin, Checkpoint: t.Checkpoint, Name: v.UnitName}
	if whole {
		made.Sets = v.sets
		for i := range v.sets {
			made.Results = append(made.Results, v.File.Part(inScope(i, partResult)))
		}
	}
	want, err := published.New(made)
	if err != nil {
		return nil, err
	}
	if d := v.tableLogDiffers(t); d != nil {
		return d, nil
	}
	if whole {
		return want.Differ(t), nil
	}
	if d := want.DifferHead(t, v.sets[0].Reference); d != nil {
		return d, nil
	}
	row, err := published.OfUnit(v.sets[0], v.File.Part(partResult))
	if err != nil {
		return nil, err
	}
	if v.units != nil {
		row.Name = v.UnitName(v.File.Unit)
	}
	found := t.Row(v.File.Unit)
	if found == nil {
		return &published.Difference{Unit: v.File.Unit, What: published.OfRow, Expected: v.File.Unit}, nil
	}
	return row.Differ(found), nil
}

// tableLogDiffers compares the checkpoint that a table names with those at hand: of one log and one size there is one.
func (v *verification) tableLogDiffers(t *published.Table) *published.Difference {
	if v.Log != nil && v.Log.Origin != t.Origin {
		return &published.Difference{What: published.OfHead, Expected: v.Log.Origin, Found: t.Origin}
	}
	named, ok := translog.ParsePrinted(t.Checkpoint)
	if !ok {
		return &published.Difference{What: published.OfCheckpoint, Found: t.Checkpoint}
	}
	differs := func(line string) *published.Difference {
		return &published.Difference{What: published.OfCheckpoint, Expected: line, Found: t.Checkpoint}
	}
	if v.Log != nil && v.Log.Size == named.Size && !named.Of(&v.Log.Checkpoint) {
		return differs(v.Log.Line())
	}
	for i := range v.ground.Held {
		switch held := &v.ground.Held[i]; {
		case held.Size() != named.Size:
		case held.Paper != nil && held.Paper.Code != named.Code:
			return differs(held.Name)
		case held.Paper == nil && !named.Of(&held.Signed.Checkpoint):
			return differs(held.Signed.Line())
		}
	}
	return nil
}

// unknownLabels are the remarks of a table that the part of one unit does not account for: those of the sets of others.
func (v *verification) unknownLabels(t *published.Table) []string {
	if v.File.Kind == OfRun {
		return nil // the whole table was compared
	}
	return slices.DeleteFunc(slices.Clone(t.Labels), func(label string) bool {
		return label == v.sets[0].Reference || label == published.DemoLabel && v.Run.Demo
	})
}

// checkLog follows the proof that the run's event stands in the log to the checkpoint in it, looks at who signed that, and
// compares it with the checkpoints held. Whoever holds a key of a log or a checkpoint asks for a proof: without one the file
// differs.
func (v *verification) checkLog() error {
	text := v.File.Part(LogProof)
	if text == nil {
		if len(v.ground.Held) > 0 || len(v.ground.logKeys()) > 0 {
			v.differ(CheckLog, &Divergence{Part: LogProof, What: WhatProof, Expected: strconv.FormatInt(v.Event.Seq, 10)})
			return nil
		}
		v.aboutLog = append(v.aboutLog, Note{OpenNoProof, nil})
		return nil
	}
	proof, err := translog.ParseProof(text)
	if err != nil {
		return fault(BadPart, err, LogProof)
	}
	at, err := proof.Check(v.File.Part(partEvent), v.ground.Keys...)
	if err != nil || proof.Index != v.Event.Seq-1 {
		v.differ(CheckLog, &Divergence{Part: LogProof, What: WhatProof, Expected: strconv.FormatInt(v.Event.Seq, 10)})
		return nil
	}
	v.Log = at
	v.pass(CheckLog, strconv.FormatInt(v.Event.Seq, 10), at.Line())
	v.checkSigned(at)
	v.checkHeld(at)
	return nil
}

// logKeys are the keys of logs among those at hand; the others are those of holders.
func (g *Ground) logKeys() (logs []*translog.Key) {
	return slices.DeleteFunc(slices.Clone(g.Keys), func(k *translog.Key) bool { return k.Holder })
}

// checkSigned looks at whose signatures the checkpoint bears. It must bear that of the log whose key is at hand; that a holder has
// not signed it is said.
func (v *verification) checkSigned(at *translog.Signed) {
	logs := v.ground.logKeys()
	switch {
	case at.ByLog() != nil:
		v.pass(CheckSigned, at.Origin, at.ByLog().ID())
		v.anchored = true
	case len(logs) > 0:
		v.differ(CheckSigned, &Divergence{Part: LogProof, What: WhatSigned, Expected: logs[0].Name(), Found: at.Origin})
	case !slices.ContainsFunc(v.ground.Held, func(h translog.Held) bool { return h.Is(&at.Checkpoint) }): // what is held needs no signature
		v.aboutLog = append(v.aboutLog, Note{OpenUnsigned, []string{at.Origin}})
	}
	for _, k := range v.ground.Keys {
		if !k.Holder {
			continue
		}
		if !slices.ContainsFunc(at.By, func(by translog.Signer) bool { return by.Key.String() == k.String() }) {
			v.aboutLog = append(v.aboutLog, Note{OpenNotCosigned, []string{k.Name(), at.Line()}})
			continue
		}
		v.pass(CheckCosigned, k.Name(), at.Line())
		v.anchored = true
	}
}

// checkHeld compares the checkpoint with those held. One of another size is neither it nor another: what connects the two is
// a proof of the log's own, without which nothing is shown to whoever holds only such ones.
func (v *verification) checkHeld(at *translog.Signed) {
	joined := len(v.ground.Held) == 0
	defer func() {
		if !joined && v.Verdict == Identical {
			v.Verdict = Unjoined
		}
	}()
	for i := range v.ground.Held {
		held := &v.ground.Held[i]
		switch {
		case held.Is(&at.Checkpoint):
			v.pass(CheckHeld, held.Name)
			v.anchored, joined = true, true
		case held.Size() == at.Size:
			v.differ(CheckHeld, &Divergence{Part: LogProof, What: WhatHeld, Expected: held.Name, Found: at.Line()})
		case v.ground.links(held, &at.Checkpoint):
			v.pass(CheckLinked, held.Name, at.Line())
			v.anchored, joined = true, true
		default:
			v.aboutLog = append(v.aboutLog, Note{OpenHeld, []string{held.Name, at.Line()}})
		}
	}
}

// links tells whether a proof at hand leads from a checkpoint held to another one, or back.
func (g *Ground) links(held *translog.Held, at *translog.Checkpoint) bool {
	return slices.ContainsFunc(g.Links, func(k *translog.Link) bool {
		from, to, err := k.Check()
		return err == nil && (held.Is(&from.Checkpoint) && to.Checkpoint == *at || from.Checkpoint == *at && held.Is(&to.Checkpoint))
	})
}
