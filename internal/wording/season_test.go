package wording

import (
	"testing"

	"cchc/internal/season"
)

func TestEveryRefusalHasASentence(t *testing.T) {
	for _, code := range season.RefusalCodes() {
		if !Known("season." + string(code)) {
			t.Errorf("no sentence for season.%s", code)
		}
	}
	for _, s := range []season.State{season.Open, season.Closed, season.Locked} {
		if PeriodState(s) == "" {
			t.Errorf("no word for state %q", s)
		}
	}
	got := NotAdmitted(&season.Refusal{Code: season.PeriodState, Args: []string{"2026", "locked"}})
	want := "season.period_state: kỳ chấm điểm 2026 đã khóa, không nhận thay đổi này; cần thay đổi thì mở lại kỳ " +
		"(`cchc period reopen`) với lý do"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
