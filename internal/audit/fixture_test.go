package audit_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"cchc/internal/audit"
)

var update = flag.Bool("update", false, "write the receipts in testdata anew")

// TestKeptReceipts: receipts that were written once are verified by every later version of the program, and a forged one is
// found out. Tests of the commands read them too.
func TestKeptReceipts(t *testing.T) {
	if *update {
		s := smallSource(t)
		f := whole(t, s)
		forged := forge(t, f, "1/result", `"amount":"2","branch":"else","code":"1.2","kind":"lost"`,
			`"amount":"1","branch":"else","code":"1.2","kind":"lost"`)
		for name, f := range map[string]*audit.File{"run": f, "unit": ofUnit(t, s, "xa-bon"), "forged": forged} {
			must(t, os.WriteFile(filepath.Join("testdata", name+".kiemchung"), encoded(t, f), 0o644))
		}
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name+".kiemchung"))
		must(t, err)
		return b
	}
	for _, name := range []string{"run", "unit"} {
		r := identical(t, read(name))
		if again := encoded(t, r.File); !bytes.Equal(again, read(name)) {
			t.Errorf("%s: read and written again it has other bytes", name)
		}
	}
	if d := differs(t, "forged", read("forged")); d.Unit != "so-mot" || d.Code != "1.2" || d.What != audit.WhatLedger {
		t.Errorf("forged: %+v", d)
	}
}
