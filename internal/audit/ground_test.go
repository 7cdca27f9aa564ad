package audit_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"cchc/internal/audit"
	"cchc/internal/audit/translog"
)

const origin = "cchc/ninh-binh/thu"

// logged is a run in a log that was signed, and cosigned, some events later.
type logged struct {
	*audit.Source
	log, holder *translog.Key
	at          *translog.Signed
	tree        *translog.Tree
	secret      *translog.Secret
}

func secret(t *testing.T, name string, seed byte) *translog.Secret {
	t.Helper()
	s, err := translog.NewSecret(name, [translog.SeedSize]byte{seed})
	must(t, err)
	return s
}

func inLog(t *testing.T) *logged {
	t.Helper()
	l := &logged{Source: smallSource(t), tree: &translog.Tree{}, secret: secret(t, origin, 1)}
	event, err := l.Event.Canonical()
	must(t, err)
	for i := int64(1); i < l.Event.Seq+300; i++ {
		if i == l.Event.Seq {
			l.tree.Append(event)
		} else {
			l.tree.Append([]byte(strconv.FormatInt(i, 10)))
		}
	}
	root, err := l.tree.Root(l.tree.Size())
	must(t, err)
	l.at, err = l.secret.Sign(&translog.Checkpoint{Origin: origin, Size: l.tree.Size(), Root: root})
	must(t, err)
	holder := secret(t, "thanh-tra-tinh", 2)
	l.at, err = holder.Cosign(l.at, 1_800_000_000)
	must(t, err)
	l.log, l.holder = l.secret.LogKey(), holder.HolderKey()
	l.Proof = l.proof(t, l.at)
	return l
}

func (l *logged) proof(t *testing.T, at *translog.Signed) []byte {
	t.Helper()
	event, err := l.Event.Canonical()
	must(t, err)
	p, err := translog.NewProof(l.tree, l.Event.Seq-1, event, at)
	must(t, err)
	p.Leaf = nil
	return p.Text()
}

func passed(r *audit.Report) (codes []string) {
	for _, c := range r.Checks {
		if c.State == audit.Passed {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func opened(r *audit.Report) (codes []string) {
	for _, n := range r.Open {
		codes = append(codes, n.Code)
	}
	return codes
}

// TestLogProof: the proof of the log is followed, the signatures of known keys are checked, and what is held is compared; what
// is not at hand is said to be open.
func TestLogProof(t *testing.T) {
	l := inLog(t)
	paper, ok := translog.ParsePrinted(l.at.Line())
	if !ok {
		t.Fatal(l.at.Line())
	}
	root, err := l.tree.Root(paper.Size - 2)
	must(t, err)
	earlier, err := l.secret.Sign(&translog.Checkpoint{Origin: origin, Size: paper.Size - 2, Root: root})
	must(t, err)
	link, err := translog.NewLink(l.tree, earlier, l.at)
	must(t, err)
	other := translog.Printed{Size: paper.Size - 1, Code: paper.Code}
	for _, f := range []*audit.File{whole(t, l.Source), ofUnit(t, l.Source, "so-mot")} {
		for _, c := range []struct {
			name         string
			ground       audit.Ground
			passed, open []string
		}{
			{"nothing", audit.Ground{}, []string{audit.CheckLog}, []string{audit.OpenUnsigned, audit.OpenAnchor}},
			{"key", audit.Ground{Keys: []*translog.Key{l.log}}, []string{audit.CheckLog, audit.CheckSigned}, nil},
			{"holder", audit.Ground{Keys: []*translog.Key{l.holder}}, []string{audit.CheckLog, audit.CheckCosigned}, []string{audit.OpenUnsigned}},
			{"paper", audit.Ground{Held: []translog.Held{{Name: "biên bản", Paper: &paper}}}, []string{audit.CheckLog, audit.CheckHeld}, nil},
			{"file", audit.Ground{Held: []translog.Held{{Name: "tệp", Signed: l.at}}}, []string{audit.CheckLog, audit.CheckHeld}, nil},
			{"linked", audit.Ground{Held: []translog.Held{{Name: "cũ", Signed: earlier}}, Links: []*translog.Link{link}},
				[]string{audit.CheckLog, audit.CheckLinked}, []string{audit.OpenUnsigned}},
			{"other size", audit.Ground{Held: []translog.Held{{Name: "cũ", Paper: &other}}}, []string{audit.CheckLog},
				[]string{audit.OpenHeld, audit.OpenUnsigned, audit.OpenAnchor}},
		} {
			r := c.ground.Verify(encoded(t, f))
			want := audit.Identical
			if c.name == "other size" { // nothing shows that it is of the same history
				want = audit.Unjoined
			}
			if r.Verdict != want {
				t.Errorf("%s: %s, %+v %v", c.name, r.Verdict, r.First, r.Fault)
				continue
			}
			about := []string{audit.CheckLog, audit.CheckSigned, audit.CheckCosigned, audit.CheckHeld, audit.CheckLinked}
			if got := slices.DeleteFunc(passed(r), func(c string) bool { return !slices.Contains(about, c) }); !slices.Equal(got, c.passed) {
				t.Errorf("%s: passed %v, want %v", c.name, got, c.passed)
			}
			for _, code := range []string{audit.OpenUnsigned, audit.OpenAnchor, audit.OpenHeld, audit.OpenNoProof} {
				if slices.Contains(opened(r), code) != slices.Contains(c.open, code) {
					t.Errorf("%s: open %v, want %v", c.name, opened(r), c.open)
				}
			}
			if r.Log == nil || r.Log.Line() != l.at.Line() {
				t.Errorf("%s: the checkpoint is not given", c.name)
			}
		}
	}
	if r := identical(t, encoded(t, whole(t, smallSource(t)))); !slices.Contains(opened(r), audit.OpenNoProof) {
		t.Error("a receipt without a proof does not say so")
	}
}

// TestFalseLogProof: a proof of another event, of another place, under a checkpoint that the log did not sign, or that is not the
// one held, is found.
func TestFalseLogProof(t *testing.T) {
	l := inLog(t)
	find := func(name string, g audit.Ground, proof []byte, check string) {
		t.Helper()
		s := *l.Source
		s.Proof = proof
		r := g.Verify(encoded(t, whole(t, &s)))
		if r.Verdict != audit.Differs || r.First.Check != check {
			t.Errorf("%s: %s %+v %v", name, r.Verdict, r.First, r.Fault)
		}
	}
	neighbour, err := translog.NewProof(l.tree, l.Event.Seq, []byte(strconv.FormatInt(l.Event.Seq+1, 10)), l.at)
	must(t, err)
	neighbour.Leaf = nil
	find("another event", audit.Ground{}, neighbour.Text(), audit.CheckLog)
	find("another place", audit.Ground{}, bytes.Replace(l.Proof, []byte("index 4711"), []byte("index 4710"), 1), audit.CheckLog)
	find("another size", audit.Ground{Keys: []*translog.Key{l.log}}, bytes.Replace(l.Proof, []byte("\n5011\n"), []byte("\n5012\n"), 1), audit.CheckLog)

	stranger, err := secret(t, origin, 9).Sign(&l.at.Checkpoint)
	must(t, err)
	find("another key of the same name", audit.Ground{Keys: []*translog.Key{l.log}}, l.proof(t, stranger), audit.CheckSigned)
	spoilt := bytes.Clone(l.Proof)
	spoilt[len(spoilt)-10] ^= 1 // in the holder's signature
	find("a holder's false signature", audit.Ground{Keys: []*translog.Key{l.holder}}, spoilt, audit.CheckLog)
	find("another history", audit.Ground{Held: []translog.Held{{Name: "x", Paper: &translog.Printed{Size: l.at.Size, Code: "AAAA"}}}}, l.Proof, audit.CheckHeld)

	s := *l.Source
	s.Proof = []byte("proof\n")
	if r := audit.Verify(encoded(t, whole(t, &s))); r.Verdict != audit.Unreadable || r.Fault.Code != audit.BadPart {
		t.Errorf("no proof at all: %s %v", r.Verdict, r.Fault)
	}
}
