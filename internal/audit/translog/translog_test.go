package translog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func codeOf(err error) string {
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return fmt.Sprint(err)
}

func secret(t testing.TB, name string, n byte) *Secret {
	s, err := NewSecret(name, [SeedSize]byte{0: n})
	must(t, err)
	return s
}

const origin = "cchc/ninh-binh/thu"

// grown is a tree of leaves "leaf 0", "leaf 1" …, with the key of its log.
func grown(t testing.TB, n int64) (*Tree, *Secret) {
	tree := &Tree{}
	for i := range n {
		tree.Append(leaf(i))
	}
	return tree, secret(t, origin, 1)
}

func leaf(i int64) []byte { return fmt.Appendf(nil, "leaf %d", i) }

func sign(t testing.TB, tree *Tree, key *Secret, size int64) *Signed {
	t.Helper()
	root, err := tree.Root(size)
	must(t, err)
	s, err := key.Sign(&Checkpoint{Origin: key.Name(), Size: size, Root: root})
	must(t, err)
	return s
}

// TestKnownRoots compares with the roots that the tests of Certificate Transparency have for their eight leaves.
func TestKnownRoots(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var tree Tree
	f := front{}
	for i, text := range leaves {
		b, err := hex.DecodeString(text)
		must(t, err)
		tree.Append(b)
		f.add(tlog.RecordHash(b))
		root, err := tree.Root(int64(i + 1))
		must(t, err)
		if hex.EncodeToString(root[:]) != roots[i] || f.root() != root {
			t.Errorf("%d leaves: %x, %x", i+1, root, f.root())
		}
	}
	if _, err := tree.Root(9); codeOf(err) != Shorter {
		t.Errorf("root of a size that is not there: %v", err)
	}
}

// merkle is the root by the words of RFC 6962, for comparison.
func merkle(leaves [][]byte) Hash {
	if len(leaves) == 1 {
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	}
	k := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	left, right := merkle(leaves[:k]), merkle(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// TestEveryProof makes and checks every proof of every size up to 40, and sees each one fail when anything is changed.
func TestEveryProof(t *testing.T) {
	const most = 40
	tree, key := grown(t, most)
	var leaves [][]byte
	for size := int64(1); size <= most; size++ {
		leaves = append(leaves, leaf(size-1))
		c := sign(t, tree, key, size)
		if c.Root != merkle(leaves) {
			t.Fatalf("root of %d", size)
		}
		for i := range size {
			p, err := NewProof(tree, i, leaf(i), c)
			must(t, err)
			back, err := ParseProof(p.Text())
			must(t, err)
			if !bytes.Equal(back.Text(), p.Text()) {
				t.Fatalf("proof %d of %d reads otherwise", i, size)
			}
			s, err := back.Check(nil, key.LogKey())
			if err != nil || s.ByLog() == nil {
				t.Fatalf("proof %d of %d: %v", i, size, err)
			}
			if _, err := back.Check([]byte("leaf x"), key.LogKey()); codeOf(err) != NotIncluded {
				t.Fatalf("another leaf at %d of %d: %v", i, size, err)
			}
			if back.Index++; size > 1 {
				if _, err := back.Check(nil); err == nil {
					t.Fatalf("proof %d of %d holds for the next place", i, size)
				}
			}
			for last := i + 1; last <= size; last++ {
				checkBatch(t, tree, c, i, last)
			}
		}
		for from := int64(1); from <= size; from++ {
			k, err := NewLink(tree, sign(t, tree, key, from), c)
			must(t, err)
			back, err := ParseLink(k.Text())
			must(t, err)
			if _, _, err := back.Check(key.LogKey()); err != nil {
				t.Fatalf("from %d to %d: %v", from, size, err)
			}
			if from < size {
				back.From, back.To = back.To, back.From
				if _, _, err := back.Check(key.LogKey()); codeOf(err) != BadProof {
					t.Fatalf("from %d back to %d: %v", size, from, err)
				}
			}
		}
	}
}

func checkBatch(t *testing.T, tree *Tree, c *Signed, first, end int64) {
	t.Helper()
	var leaves [][]byte
	for i := first; i < end; i++ {
		leaves = append(leaves, leaf(i))
	}
	b, err := NewBatch(tree, first, leaves, c)
	must(t, err)
	back, err := ParseBatch(b.Text())
	must(t, err)
	if !bytes.Equal(back.Text(), b.Text()) {
		t.Fatalf("batch %d–%d of %d reads otherwise", first, end, c.Size)
	}
	if _, err := back.Check(); err != nil {
		t.Fatalf("batch %d–%d of %d: %v", first, end, c.Size, err)
	}
	for spoil, change := range map[string]func(b *Batch){
		"a leaf":      func(b *Batch) { b.Leaves[len(b.Leaves)-1] = []byte("leaf x") },
		"a leaf more": func(b *Batch) { b.Leaves = append(b.Leaves, []byte("leaf x")) },
		"a place":     func(b *Batch) { b.First++ },
		"a peak more": func(b *Batch) { b.Peaks = append(b.Peaks, Hash{}) },
		"a hash more": func(b *Batch) { b.After = append(b.After, Hash{}) },
	} {
		back, err := ParseBatch(b.Text())
		must(t, err)
		change(back)
		if _, err := back.Check(); err == nil {
			t.Fatalf("batch %d–%d of %d holds with %s changed", first, end, c.Size, spoil)
		}
	}
	if len(leaves) > 1 {
		back.Leaves = back.Leaves[1:]
		if _, err := back.Check(); err == nil {
			t.Fatalf("batch %d–%d of %d holds without its first leaf", first, end, c.Size)
		}
	}
}

func TestWithoutCheckpoint(t *testing.T) {
	b, err := NewBatch(nil, 7, [][]byte{leaf(7), leaf(8)}, nil)
	must(t, err)
	if got, want := string(b.Text()), "cchc/batch-proof/v1\nfirst 7\nleaf leaf 7\nleaf leaf 8\n"; got != want {
		t.Errorf("%q", got)
	}
	back, err := ParseBatch(b.Text())
	must(t, err)
	if s, err := back.Check(); s != nil || err != nil {
		t.Errorf("%v, %v", s, err)
	}
	for _, bad := range [][][]byte{nil, {nil}, {[]byte("a\nb")}, {[]byte("\xff")}} {
		if _, err := NewBatch(nil, 0, bad, nil); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}

// TestKeysAreThoseOfTheGoChecksumDatabase reads what package note and the Go checksum database write, and they ours.
func TestKeysAreThoseOfTheGoChecksumDatabase(t *testing.T) {
	const sumdb = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
	k, err := ParseKey(sumdb)
	must(t, err)
	if k.String() != sumdb || k.Name() != "sum.golang.org" || k.Holder {
		t.Errorf("%v", k)
	}
	const witness = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2" // a holder's key in public use
	if k, err = ParseKey(witness); err != nil || !k.Holder || k.String() != witness {
		t.Errorf("%v, %v", k, err)
	}
	ours := secret(t, origin, 1)
	signer, err := note.NewSigner(ours.String())
	must(t, err)
	verifier, err := note.NewVerifier(ours.LogKey().String())
	must(t, err)
	text := (&Checkpoint{Origin: origin, Size: 3, Root: tlog.RecordHash(nil)}).Text()
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(t, err)
	tree, _ := grown(t, 3)
	mine := sign(t, tree, ours, 3)
	if _, err := OpenLog(signed, ours.LogKey()); err != nil {
		t.Errorf("a checkpoint of package note: %v", err)
	}
	if _, err := note.Open(mine.Note, note.VerifierList(verifier)); err != nil {
		t.Errorf("ours read by package note: %v", err)
	}
	back, err := ParseSecret(ours.String())
	if err != nil || back.String() != ours.String() {
		t.Errorf("secret: %v", err)
	}
	for _, bad := range []string{"", "PRIVATE+KEY+", ours.LogKey().String(), ours.String() + "\n", " " + ours.String(),
		strings.Replace(ours.String(), "thu+", "thư+", 1), ours.String()[:40]} {
		if _, err := ParseSecret(bad); codeOf(err) != BadKey {
			t.Errorf("secret %q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "a+b", ours.String(), ours.LogKey().String() + " ", "a b+00000000+AQ==",
		strings.Replace(sumdb, "033de0ae", "033DE0AE", 1), strings.Replace(sumdb, "033de0ae", "033de0af", 1)} {
		if _, err := ParseKey(bad); codeOf(err) != BadKey {
			t.Errorf("key %q: %v", bad, err)
		}
	}
	if _, err := NewSecret("hai từ", [SeedSize]byte{}); codeOf(err) != BadName {
		t.Errorf("name with a blank: %v", err)
	}
}

// TestSignatures: signatures count only by known keys, for the log only by its own, and a wrong one is a fault.
func TestSignatures(t *testing.T) {
	tree, key := grown(t, 9)
	c := sign(t, tree, key, 9)
	holder, other := secret(t, "thanh-tra-tinh", 2), secret(t, origin, 3)
	both, err := holder.Cosign(c, 1_800_000_000)
	must(t, err)
	if len(both.By) != 2 || both.By[1].Key.String() != holder.HolderKey().String() || both.By[1].Time != 1_800_000_000 {
		t.Errorf("signers %+v", both.By)
	}
	if !strings.HasPrefix(string(both.Note), string(c.Note)) {
		t.Errorf("the log's signature was touched:\n%s", both.Note)
	}
	unknown, err := OpenNote(both.Note)
	must(t, err)
	if len(unknown.By) != 0 || len(unknown.Unknown) != 2 || unknown.ByLog() != nil {
		t.Errorf("without keys: %+v", unknown)
	}
	for _, keys := range [][]*Key{nil, {other.LogKey()}, {holder.HolderKey()}, {holder.LogKey()}, {key.HolderKey()}} {
		if _, err := OpenLog(both.Note, keys...); codeOf(err) != Unsigned {
			t.Errorf("keys %v: %v", keys, err)
		}
	}
	if _, err := OpenLog(both.Note, key.LogKey(), key.LogKey(), holder.HolderKey()); err != nil {
		t.Errorf("a key named twice: %v", err)
	}
	// Under a known key every changed byte of what is signed, and of the signatures, is refused.
	for i := range both.Note {
		changed := bytes.Clone(both.Note)
		changed[i] ^= 1
		s, err := OpenLog(changed, key.LogKey(), holder.HolderKey())
		if err == nil && len(s.By) == 2 {
			t.Errorf("byte %d changed and not noticed: %q", i, changed)
		}
	}
	if _, err := OpenNote(append(bytes.Clone(c.Note), bytes.TrimPrefix(c.Note, []byte(c.Text()+"\n"))...), key.LogKey()); err == nil {
		t.Error("a signature that stands twice")
	}
	if _, err := other.Cosign(unknown, 1); codeOf(err) != Unsigned {
		t.Errorf("confirmed without the log's signature: %v", err)
	}
	if _, err := secret(t, "khac", 1).Sign(&c.Checkpoint); codeOf(err) != OtherLog {
		t.Errorf("signed for another log: %v", err)
	}
	if _, err := key.Sign(&Checkpoint{Origin: origin}); codeOf(err) != Empty {
		t.Errorf("an empty log: %v", err)
	}
	second, err := secret(t, "van-phong-uy-ban", 4).Cosign(c, 5)
	must(t, err)
	merged, err := Merge(both, second, c)
	must(t, err)
	if len(merged.By) != 3 || merged.By[2].Key.Name() != "van-phong-uy-ban" {
		t.Errorf("merged: %+v", merged.By)
	}
	if _, err := Merge(c, sign(t, tree, key, 8)); codeOf(err) != Fork {
		t.Errorf("merged with another size: %v", err)
	}
}

// TestAdvance is what a holder confirms after what it last confirmed.
func TestAdvance(t *testing.T) {
	tree, key := grown(t, 20)
	last, next := sign(t, tree, key, 8), sign(t, tree, key, 20)
	proof, err := tree.Consistency(8, 20)
	must(t, err)
	fork := &Tree{}
	for i := range int64(20) {
		fork.Append(fmt.Appendf(nil, "lá %d", i))
	}
	forkProof, err := fork.Consistency(8, 20)
	must(t, err)
	elsewhere := Checkpoint{Origin: "cchc/khac/thu", Size: 30}
	for name, c := range map[string]struct {
		last, next *Checkpoint
		proof      []Hash
		want       string
	}{
		"the first one":        {nil, &next.Checkpoint, nil, "<nil>"},
		"a later one":          {&last.Checkpoint, &next.Checkpoint, proof, "<nil>"},
		"the same again":       {&next.Checkpoint, &next.Checkpoint, nil, "<nil>"},
		"an earlier one":       {&next.Checkpoint, &last.Checkpoint, proof, Shorter},
		"no proof":             {&last.Checkpoint, &next.Checkpoint, nil, NoProof},
		"half a proof":         {&last.Checkpoint, &next.Checkpoint, proof[1:], BadProof},
		"another history":      {&last.Checkpoint, &sign(t, fork, key, 20).Checkpoint, forkProof, BadProof},
		"another of that size": {&next.Checkpoint, &sign(t, fork, key, 20).Checkpoint, nil, Fork},
		"another log":          {&last.Checkpoint, &elsewhere, proof, OtherLog},
	} {
		if got := codeOf(Advance(c.last, c.next, c.proof)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestConflict: two histories signed by one key give evidence that holds by itself, and honest ones never do.
func TestConflict(t *testing.T) {
	tree, key := grown(t, 20)
	fork := &Tree{}
	for i := range int64(20) {
		fork.Append(bytes.ReplaceAll(leaf(i), []byte("leaf 5"), []byte("lá 5")))
	}
	for size := int64(1); size <= 20; size++ {
		a, b := sign(t, tree, key, size), sign(t, fork, key, 20)
		c, err := NewConflict(fork, a, b)
		if size <= 5 {
			if err == nil {
				t.Errorf("evidence against the common beginning of %d", size)
			}
			continue
		}
		must(t, err)
		back, err := ParseConflict(c.Text())
		must(t, err)
		if _, _, err := back.Check(); err != nil || !bytes.Equal(back.Text(), c.Text()) {
			t.Errorf("size %d: %v", size, err)
		}
		if size == 20 {
			back.Second = back.First
		} else {
			*back.Other = a.Root
		}
		if _, _, err := back.Check(); codeOf(err) != NoConflict {
			t.Errorf("size %d, nothing contradicted: %v", size, err)
		}
	}
	forged := sign(t, tree, secret(t, origin, 9), 20)
	if Contradict(forged, sign(t, fork, key, 20)) != nil {
		t.Error("a checkpoint signed by somebody else is no evidence against the log")
	}
	if _, err := NewConflict(tree, sign(t, tree, key, 8), sign(t, tree, key, 20)); codeOf(err) != NoConflict {
		t.Errorf("honest: %v", err)
	}
}

// TestCode: the code on paper depends on every part of a checkpoint, and is read as people type it.
func TestCode(t *testing.T) {
	tree, key := grown(t, 3)
	c := sign(t, tree, key, 3).Checkpoint
	if got, want := c.Code(), "GC37-Y04D-QQDA-0S0P-0869-RSKF-XWG5-79NN"; got != want {
		t.Errorf("code %s, want %s", got, want)
	}
	typed := []string{"3:" + c.Code(), "3/" + strings.ToLower(c.Code()), "3:" + strings.ReplaceAll(c.Code(), "-", ""),
		"3: " + c.Code(), "3:" + strings.ReplaceAll(strings.ReplaceAll(c.Code(), "1", "l"), "0", "o")}
	for i, text := range typed {
		if p, ok := ParsePrinted(text); (!ok || !p.Of(&c)) != (i == 3) { // a blank is not the first character of a code
			t.Errorf("%q: %v", text, ok)
		}
	}
	for _, other := range []Checkpoint{{c.Origin + "x", c.Size, c.Root}, {c.Origin, 4, c.Root}, {c.Origin, c.Size, Hash{}}} {
		if p, _ := ParsePrinted("3:" + c.Code()); p.Of(&other) || other.Code() == c.Code() {
			t.Errorf("%+v has the code too", other)
		}
	}
	for _, bad := range []string{"", "3", "3:", c.Code(), "0:" + c.Code(), "3:" + c.Code()[:38], "3:" + c.Code() + "0", "a.txt", "C:/a.txt",
		"3:" + strings.Repeat("U", 32)} {
		if _, ok := ParsePrinted(bad); ok {
			t.Errorf("taken: %q", bad)
		}
	}
}

// hostile are files that must be refused.
func TestHostileFiles(t *testing.T) {
	tree, key := grown(t, 20)
	c := sign(t, tree, key, 20)
	p, err := NewProof(tree, 5, leaf(5), c)
	must(t, err)
	k, err := NewLink(tree, sign(t, tree, key, 8), c)
	must(t, err)
	b, err := NewBatch(tree, 5, [][]byte{leaf(5), leaf(6)}, c)
	must(t, err)
	for name, good := range map[string][]byte{"proof": p.Text(), "link": k.Text(), "batch": b.Text(), "note": c.Note} {
		if _, err := Parse(good); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for what, bad := range map[string][]byte{
			"a line more":        append(bytes.Clone(good), "x\n"...),
			"an empty line more": append(bytes.Clone(good), '\n'),
			"without its end":    good[:len(good)-1],
			"CRLF":               bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")),
			"a blank in front":   append([]byte(" "), good...),
			"mark in front":      append([]byte("\ufeff"), good...),
		} {
			f, err := Parse(bad)
			if err == nil {
				_, err = checkAny(f)
			}
			if err == nil {
				t.Errorf("%s, %s: taken", name, what)
			}
		}
	}
	huge := strings.Replace(string(p.Text()), "index 5", "index 9223372036854775807", 1)
	if _, err := Parse([]byte(huge)); codeOf(err) != BadForm {
		t.Errorf("an index beyond all bounds: %v", err)
	}
	for _, size := range []string{"0", "-1", "08", "+8", "9223372036854775807", "281474976710657", "1e3", ""} {
		text := strings.Replace(string(c.Note), "\n20\n", "\n"+size+"\n", 1)
		if _, err := OpenNote([]byte(text)); codeOf(err) != BadForm {
			t.Errorf("size %q: %v", size, err)
		}
	}
	if _, err := ParseProof([]byte(proofHead + "\nindex 0\n" + strings.Repeat(encode(Hash{})+"\n", maxHashes+1) + "\n" + string(c.Note))); err == nil {
		t.Error("a proof without end")
	}
}

// checkAny opens whatever a file holds, without keys, and gives its text form.
func checkAny(f File) (text []byte, err error) {
	switch {
	case f.Proof != nil:
		_, err = f.Proof.Check(nil)
		return f.Proof.Text(), err
	case f.Batch != nil:
		_, err = f.Batch.Check()
		return f.Batch.Text(), err
	case f.Link != nil:
		_, _, err = f.Link.Check()
		return f.Link.Text(), err
	case f.Conflict != nil:
		_, _, err = f.Conflict.Check()
		return f.Conflict.Text(), err
	}
	s, err := OpenNote(f.Note)
	if err != nil {
		return nil, err
	}
	return s.Note, nil
}

// FuzzParse: whatever is read is written again as it was, and nothing that is read makes the checks fall over.
func FuzzParse(f *testing.F) {
	tree, key := grown(f, 20)
	fork, _ := grown(f, 21)
	fork.appendHash(Hash{})
	c := sign(f, tree, key, 20)
	p, err := NewProof(tree, 5, leaf(5), c)
	must(f, err)
	k, err := NewLink(tree, sign(f, tree, key, 8), c)
	must(f, err)
	b, err := NewBatch(tree, 5, [][]byte{leaf(5), leaf(6)}, c)
	must(f, err)
	other := sign(f, fork, key, 20)
	other.Root = Hash{}
	forged, err := key.Sign(&other.Checkpoint)
	must(f, err)
	e := Contradict(c, forged)
	for _, text := range [][]byte{p.Text(), k.Text(), b.Text(), e.Text(), c.Note} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse(text)
		if err != nil {
			return
		}
		again, err := checkAny(file)
		if again != nil && !bytes.Equal(again, text) {
			t.Errorf("%q is written %q", text, again)
		}
		if err == nil && again == nil {
			t.Error("nothing read, and no fault")
		}
	})
}

// FuzzKeys: a key that is read is written again as it was.
func FuzzKeys(f *testing.F) {
	s := secret(f, origin, 1)
	f.Add(s.String())
	f.Add(s.LogKey().String())
	f.Add(s.HolderKey().String())
	f.Add("3:" + (&Checkpoint{Origin: origin, Size: 3}).Code())
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseKey(text); err == nil && k.String() != text {
			t.Errorf("key %q is written %q", text, k)
		}
		if k, err := ParseSecret(text); err == nil && k.String() != text {
			t.Errorf("secret %q is written %q", text, k)
		}
		ParsePrinted(text)
	})
}

// million is the tree of a million leaves, once for all tests.
var million *Tree

func simulated() *Tree {
	if million == nil {
		million = &Tree{}
		for i := range int64(1_000_000) {
			million.Append(leaf(i))
		}
	}
	return million
}

// TestAMillion: proofs stay within 20 hashes, however far the log has grown.
func TestAMillion(t *testing.T) {
	tree, key := simulated(), secret(t, origin, 1)
	c := sign(t, tree, key, tree.Size())
	r := rand.New(rand.NewPCG(1, 2))
	longest := 0
	for range 2000 {
		i := r.Int64N(tree.Size())
		p, err := NewProof(tree, i, leaf(i), c)
		must(t, err)
		if _, err := p.Check(nil, key.LogKey()); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		longest = max(longest, len(p.Hashes))
		hashes, err := tree.Consistency(i+1, tree.Size())
		must(t, err)
		longest = max(longest, len(hashes)-1) // a consistency proof has one hash more where the older tree is not full
	}
	if longest > 20 || longest < 15 {
		t.Errorf("longest proof has %d hashes", longest)
	}
}

func BenchmarkAppend(b *testing.B) {
	tree, l := &Tree{}, bytes.Repeat([]byte("x"), 500)
	for b.Loop() {
		tree.Append(l)
	}
}

func BenchmarkProve(b *testing.B) {
	tree, key := simulated(), secret(b, origin, 1)
	c := sign(b, tree, key, tree.Size())
	for i := int64(0); b.Loop(); i++ {
		if _, err := NewProof(tree, i*7919%tree.Size(), leaf(i*7919%tree.Size()), c); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck reads a proof file and checks it, signature included.
func BenchmarkCheck(b *testing.B) {
	tree, key := simulated(), secret(b, origin, 1)
	p, err := NewProof(tree, 765_432, leaf(765_432), sign(b, tree, key, tree.Size()))
	must(b, err)
	text, public := p.Text(), key.LogKey()
	for b.Loop() {
		p, err := ParseProof(text)
		must(b, err)
		if _, err := p.Check(nil, public); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkConsistency(b *testing.B) {
	tree, key := simulated(), secret(b, origin, 1)
	from, to := sign(b, tree, key, 600_001), sign(b, tree, key, tree.Size())
	for b.Loop() {
		k, err := NewLink(tree, from, to)
		must(b, err)
		if _, _, err := k.Check(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSeen is written and read back, sorted, once for each log, and only with the log's signature.
func TestSeen(t *testing.T) {
	tree, key := grown(t, 9)
	other := secret(t, "cchc/a/khac", 7)
	var s Seen
	s = s.With(key.LogKey(), sign(t, tree, key, 3)).With(other.LogKey(), sign(t, tree, other, 4)).With(key.LogKey(), sign(t, tree, key, 8))
	back, err := ParseSeen(s.Text())
	must(t, err)
	if len(back) != 2 || back[0].Key.Name() != "cchc/a/khac" || back.Of(origin).Last.Size != 8 || back.Of("x") != nil {
		t.Errorf("%s", s.Text())
	}
	if none, err := ParseSeen(Seen{}.Text()); err != nil || len(none) != 0 {
		t.Errorf("nothing seen: %v", err)
	}
	text := string(s.Text())
	for _, bad := range []string{"", text + "x", strings.Replace(text, "> 8", "> 9", 1), strings.Replace(text, "log cchc/a", "log cchc/b", 1),
		text + strings.TrimPrefix(text, seenHead+"\n"), strings.Replace(text, ">\n", "> \n", 1)} {
		if _, err := ParseSeen([]byte(bad)); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}
