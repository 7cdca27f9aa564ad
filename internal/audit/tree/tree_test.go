package tree

import (
	"encoding/hex"
	"testing"
)

// data are the leaves of the test vectors of Certificate Transparency, roots their roots by the number of leaves.
var data = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}

var roots = []string{
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}

func leaves(t *testing.T) []Hash {
	t.Helper()
	var out []Hash
	for _, text := range data {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Leaf(b))
	}
	return out
}

func TestRoots(t *testing.T) {
	all := leaves(t)
	for n, want := range roots {
		root := Root(all[:n])
		if got := hex.EncodeToString(root[:]); got != want {
			t.Errorf("%d leaves: root %s, want %s", n, got, want)
		}
	}
}

// TestEveryProof makes and checks the proof of every leaf of every tree up to 130 leaves, and spoils it in every way.
func TestEveryProof(t *testing.T) {
	var all []Hash
	for n := 1; n <= 130; n++ {
		all = append(all, Leaf([]byte{byte(n), byte(n >> 8)}))
		root := Root(all)
		for at := range n {
			proof := Prove(all, at)
			if got, ok := RootBy(proof, all[at], at, n); !ok || got != root {
				t.Fatalf("leaf %d of %d: the proof does not lead to the root", at, n)
			}
			if n > 20 && at%17 != 0 {
				continue
			}
			spoil(t, proof, all, at, n, root)
		}
	}
}

func spoil(t *testing.T, proof, all []Hash, at, n int, root Hash) {
	t.Helper()
	leads := func(what string, proof []Hash, leaf Hash, at, size int) {
		t.Helper()
		if got, ok := RootBy(proof, leaf, at, size); ok && got == root {
			t.Errorf("leaf %d of %d: %s still leads to the root", at, n, what)
		}
	}
	for i := range proof {
		bad := append([]Hash(nil), proof...)
		bad[i][i%32] ^= 1
		leads("a changed hash", bad, all[at], at, n)
		leads("a shorter proof", proof[:i], all[at], at, n)
	}
	leads("a longer proof", append(append([]Hash(nil), proof...), root), all[at], at, n)
	other := all[at]
	other[0] ^= 1
	leads("another leaf", proof, other, at, n)
	for _, place := range []int{-1, n, n + 1} {
		leads("a place outside", proof, all[at], place, n)
	}
	if n > 1 {
		leads("another place", proof, all[at], (at+1)%n, n)
	}
	leads("no leaves", proof, all[at], at, 0)
}
