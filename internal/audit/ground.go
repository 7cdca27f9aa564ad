package audit

import (
	"slices"
	"strconv"

	"cchc/internal/audit/translog"
)

// Ground is what whoever verifies holds beside the file: public keys of the province's log and of holders outside, and
// checkpoints of the log from elsewhere. It may be empty.
type Ground struct {
	Keys []*translog.Key
	Held []translog.Held
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
