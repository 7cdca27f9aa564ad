package season

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/internal/day"
)

var update = flag.Bool("update", false, "rewrite the vectors of events")

// TestEventVectors holds the bytes and digests of one event of every kind. What a log holds is hashed over these bytes: a
// vector is added, never changed.
func TestEventVectors(t *testing.T) {
	file := filepath.Join("testdata", "events.txt")
	var made strings.Builder
	for i, b := range bodies(t) {
		e := Event{Seq: int64(i + 1), Recorded: DayStart(day.Must(2026, 3, 20)) + Instant(i), Draft: Draft{Key: fmt.Sprintf("k%d", i),
			Kind: b.Kind(), Period: "2026", Unit: "xa-a", Actor: "so-noi-vu/Nguyễn Văn A", Happened: day.Must(2026, 3, 15), Body: b}}
		bytes, err := e.Canonical()
		if err != nil {
			t.Fatalf("%s: %v", e.Kind, err)
		}
		fmt.Fprintf(&made, "%s\n%s\n\n", Digest(bytes), bytes)
	}
	if *update {
		if err := os.WriteFile(file, []byte(made.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	have, want := strings.Split(made.String(), "\n\n"), strings.Split(string(kept), "\n\n")
	if len(have) != len(want) {
		t.Fatalf("%d events, %d vectors", len(have), len(want))
	}
	for i := range have {
		if have[i] != want[i] {
			t.Errorf("got\n%s\nwant\n%s", have[i], want[i])
		}
		if _, bytes, ok := strings.Cut(want[i], "\n"); ok {
			if _, err := DecodeEvent([]byte(bytes)); err != nil {
				t.Errorf("vector %d: %v", i+1, err)
			}
		}
	}
}

func TestInstant(t *testing.T) {
	for _, c := range []struct {
		at   Instant
		text string
		day  day.Day
	}{
		{0, "1970-01-01T00:00:00.000Z", day.Must(1970, 1, 1)},
		{-1, "1969-12-31T23:59:59.999Z", day.Must(1970, 1, 1)},
		{DayStart(day.Must(2026, 1, 1)), "2025-12-31T17:00:00.000Z", day.Must(2026, 1, 1)},
		{DayStart(day.Must(2026, 1, 1)) - 1, "2025-12-31T16:59:59.999Z", day.Must(2025, 12, 31)},
		{DayStart(day.Must(2028, 3, 1)) - 1, "2028-02-29T16:59:59.999Z", day.Must(2028, 2, 29)},
	} {
		if got := c.at.String(); got != c.text || c.at.Day() != c.day {
			t.Errorf("%d: %s on %s, want %s on %s", c.at, got, c.at.Day(), c.text, c.day)
		}
		if back, err := ParseInstant(c.text); err != nil || back != c.at {
			t.Errorf("%s: read as %d, %v", c.text, back, err)
		}
	}
	for _, bad := range []string{"", "2026-12-15", "2026-12-15T16:59:59Z", "2026-12-15T16:59:60.000Z", "2026-12-15T24:00:00.000Z",
		"2026-02-30T00:00:00.000Z", "2026-12-15T16:59:59.999+", "2026-12-15 16:59:59.999Z", "2026-12-15T16:59:+9.999Z", "2026-12-15T16:59:59.999z"} {
		if at, err := ParseInstant(bad); err == nil {
			t.Errorf("%q read as %s", bad, at)
		}
	}
}

func TestRunRoundTrip(t *testing.T) {
	for _, b := range bodies(t) {
		run, ok := b.(*Run)
		if !ok {
			continue
		}
		first, err := run.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeRun(first)
		if err != nil {
			t.Fatal(err)
		}
		a, errA := run.Digest()
		b, errB := back.Digest()
		if errA != nil || errB != nil || a != b {
			t.Errorf("%s (%v) came back as %s (%v)", a, errA, b, errB)
		}
		back.Scopes[0].Result += "0"
		if c, _ := back.Digest(); c == a {
			t.Error("another result gives the same digest")
		}
		if _, err := DecodeRun([]byte(strings.Replace(string(first), "{", `{"aa":"x",`, 1))); err == nil {
			t.Error("decoded a run with a key that no run has")
		}
		return
	}
	t.Fatal("no run among the bodies")
}
