package audit

import (
	"slices"
	"strconv"

	"cchc/internal/audit/published"
	"cchc/internal/audit/translog"
)

// Ground is what whoever verifies holds beside the file: public keys of the province's log and of holders outside,
// checkpoints of the log from elsewhere, and the table of results that was announced. It may be empty.
type Ground struct {
	Keys  []*translog.Key
	Held  []translog.Held
	Table *published.Table
}

// checkTable compares the table that was announced with what the run says: all of it, or the row of the one unit.
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
	v.pass(CheckTable, t.Act.Number, t.Act.Date.VN())
	return nil
}

func (v *verification) tableDiffers(t *published.Table) (*published.Difference, error) {
	if v.File.Kind == OfRun {
		made := &published.Source{Event: v.Event, Digest: v.Digest, Act: t.Act, Origin: t.Origin, Checkpoint: t.Checkpoint, Sets: v.sets, Name: v.UnitName}
		for i := range v.sets {
			made.Results = append(made.Results, v.File.Part(inScope(i, partResult)))
		}
		want, err := published.New(made)
		if err != nil {
			return nil, err
		}
		return want.Differ(t), nil
	}
	row, err := published.OfUnit(v.sets[0], v.File.Part(partResult))
	switch {
	case err != nil:
		return nil, err
	case t.Run != v.Run.ID:
		return &published.Difference{What: published.OfRun, Expected: v.Run.ID, Found: t.Run}, nil
	case t.Digest != v.Digest:
		return &published.Difference{What: published.OfDigest, Expected: v.Digest, Found: t.Digest}, nil
	}
	found := t.Row(v.File.Unit)
	if found == nil {
		return &published.Difference{Unit: v.File.Unit, What: published.OfRow, Expected: v.File.Unit}, nil
	}
	return row.Differ(found), nil
}

// checkLog follows the proof that the run's event stands in the log to the checkpoint in it, looks at who signed that, and
// compares it with the checkpoints held.
func (v *verification) checkLog() error {
	text := v.File.Part(LogProof)
	if text == nil {
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

// checkSigned looks at whose signatures the checkpoint bears, of those whose keys are at hand.
func (v *verification) checkSigned(at *translog.Signed) {
	byLog := slices.ContainsFunc(v.ground.Keys, func(k *translog.Key) bool { return !k.Holder && k.Name() == at.Origin })
	switch {
	case at.ByLog() != nil:
		v.pass(CheckSigned, at.Origin, at.ByLog().ID())
		v.anchored = true
	case byLog:
		v.differ(CheckSigned, &Divergence{Part: LogProof, What: WhatSigned, Expected: at.Origin})
	default:
		v.aboutLog = append(v.aboutLog, Note{OpenUnsigned, []string{at.Origin}})
	}
	for _, by := range at.By {
		if by.Key.Holder {
			v.pass(CheckCosigned, by.Key.Name(), at.Line())
			v.anchored = true
		}
	}
}

// checkHeld compares the checkpoint with those held. One of another size is neither it nor another: what connects the two is
// a proof of the log's own.
func (v *verification) checkHeld(at *translog.Signed) {
	for i := range v.ground.Held {
		held := &v.ground.Held[i]
		switch {
		case held.Is(&at.Checkpoint):
			v.pass(CheckHeld, held.Name)
			v.anchored = true
		case held.Size() == at.Size:
			v.differ(CheckHeld, &Divergence{Part: LogProof, What: WhatHeld, Expected: held.Name, Found: at.Line()})
		default:
			v.aboutLog = append(v.aboutLog, Note{OpenHeld, []string{held.Name, at.Line()}})
		}
	}
}
