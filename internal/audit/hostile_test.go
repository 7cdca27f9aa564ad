package audit_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"cchc/internal/audit"
	"cchc/internal/canon"
)

// TestHostileParts spoils the content of every part and makes all hashes fit: a stranger's file may say anything, and is
// answered, never crashed by.
func TestHostileParts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2026))
	files := map[string]*audit.File{"run": whole(t, smallSource(t)), "unit": ofUnit(t, smallSource(t), "xa-bon")}
	answered := map[audit.Verdict]int{}
	for kind, f := range files {
		for i := range f.Parts {
			doc, err := canon.Parse(f.Parts[i].Bytes)
			if err != nil {
				t.Fatal(err)
			}
			for range 40 {
				out := *f
				out.Parts = slices.Clone(f.Parts)
				spoilt, ok := written(spoiled(r, doc, 0))
				if !ok {
					continue
				}
				set := out.Parts[i].Hash()
				out.Parts[i].Bytes = spoilt
				if name := f.Parts[i].Name; name == "set" || name == "1/set" { // so that it is scored with
					for k := range out.Parts {
						out.Parts[k].Bytes = bytes.ReplaceAll(out.Parts[k].Bytes, []byte(set), []byte(out.Parts[i].Hash()))
					}
				}
				if i > 0 && kind == "run" {
					named(t, &out)
				}
				answered[audit.Verify(encoded(t, &out)).Verdict]++
			}
		}
	}
	if answered[audit.Differs] < 50 || answered[audit.Unreadable] < 50 {
		t.Errorf("answers: %v", answered)
	}
}

// spoiled changes something somewhere in a document.
func spoiled(r *rand.Rand, v canon.Value, depth int) canon.Value {
	children := len(v.Items) + len(v.Fields)
	if children > 0 && (depth < 2 || r.IntN(6) > 0) {
		v.Items, v.Fields = slices.Clone(v.Items), slices.Clone(v.Fields)
		at := r.IntN(children)
		if v.Kind == canon.Arr {
			v.Items[at] = spoiled(r, v.Items[at], depth+1)
		} else {
			v.Fields[at].Value = spoiled(r, v.Fields[at].Value, depth+1)
		}
		return v
	}
	switch v.Kind {
	case canon.Int:
		v.Int = []int64{-1, 0, 1, 7, 1 << 40}[r.IntN(5)]
	case canon.Bool:
		v.Bool = !v.Bool
	case canon.Str:
		v.Str = []string{"", "0", "1", "-5", "1/3", "2026-02-28", "input", "tin", "1.1", "số", "none"}[r.IntN(11)]
	case canon.Arr:
		v.Items = slices.Clone(v.Items)
		switch n := len(v.Items); {
		case n > 0 && r.IntN(2) == 0:
			v.Items = slices.Delete(v.Items, 0, 1)
		case n > 0:
			v.Items = append(v.Items, v.Items[r.IntN(n)])
		}
	case canon.Obj:
		if n := len(v.Fields); n > 0 {
			at := r.IntN(n)
			v.Fields = slices.Delete(slices.Clone(v.Fields), at, at+1)
		}
	}
	return v
}

func written(v canon.Value) ([]byte, bool) {
	b, err := v.Bytes()
	return b, err == nil
}
