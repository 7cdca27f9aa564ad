package store

import (
	"slices"
	"testing"

	"cchc/internal/files"
	"cchc/internal/wording"
)

func TestEveryCodeHasASentence(t *testing.T) {
	codes := Codes()
	if !slices.IsSorted(codes) || len(slices.Compact(codes)) != len(Codes()) {
		t.Errorf("codes not sorted or twice: %v", codes)
	}
	for _, code := range append(codes, files.Codes()...) {
		if !wording.Known(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}
