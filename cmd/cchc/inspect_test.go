package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/inspect"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// TestInspectSentences demands a sentence for everything that the lists can name.
func TestInspectSentences(t *testing.T) {
	var codes []string
	for _, l := range inspectLists {
		codes = append(codes, "inspect.list."+l.id, "inspect.tab."+l.id, "inspect.long."+l.id)
	}
	for _, k := range inspect.DateKinds() {
		codes = append(codes, "inspect.date."+string(k))
	}
	for _, k := range []engine.DecisionKind{engine.DecideReject, engine.DecideAccept, engine.DecideNotApply, engine.DecideApply, engine.DecideOverride,
		engine.DecideNotRanked, engine.DecideRanked, inspect.Correct} {
		codes = append(codes, "inspect.decision."+string(k), "inspect.kind."+string(k))
	}
	codes = append(codes, "inspect.decision."+string(engine.DecideDispute), "inspect.kind."+string(inspect.Withdrawal))
	for _, f := range []inspect.Fate{inspect.Counts, inspect.Replaced, inspect.Withdrawn, inspect.NotYet} {
		codes = append(codes, "inspect.fate."+string(f))
	}
	for _, r := range []inspect.Role{inspect.Recorded, inspect.Decided, inspect.Seconded} {
		codes = append(codes, "inspect.role."+string(r))
	}
	for _, k := range []season.Kind{season.PeriodOpened, season.PeriodClosed, season.PeriodLocked, season.PeriodReopened} {
		codes = append(codes, "inspect.began."+string(k))
	}
	for _, c := range []string{"origin.stamp", "origin.signing", "origin.stated", "unread." + unreadFile, "unread." + unreadErased, "unread." + unreadLarge, "unread." + unreadTangled,
		"unread." + unreadSigned, "unread." + unreadNoTime} {
		codes = append(codes, "inspect."+c)
	}
	named := regexp.MustCompile(`^inspect\.[a-z_.]*[a-z_]$`)
	for _, c := range literals(t, ".") {
		if named.MatchString(c) {
			codes = append(codes, c)
		}
	}
	if len(codes) < 100 {
		t.Fatalf("only %d codes", len(codes))
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}

// TestInspectDemo looks at the demo year and at what was smuggled into its log.
func TestInspectDemo(t *testing.T) {
	var out, talk bytes.Buffer
	data := filepath.Join(t.TempDir(), "du-lieu")
	if _, err := (&app{stdout: &out, stderr: &talk}).demoSeason(context.Background(), data); err != nil {
		t.Fatal(err)
	}
	t.Run("smuggled", func(t *testing.T) { inspectSmuggled(t, data) })
	t.Run("forged run", func(t *testing.T) { inspectForgedRun(t, data) })
	t.Run("book", func(t *testing.T) { inspectBook(t, data) })
}

// demoInspection is the demo year under inspection, with events that no procedure would have admitted added to its log by change.
func demoInspection(t *testing.T, data string, in *inspectFlags, change func(*inspecting)) *inspecting {
	t.Helper()
	ctx := context.Background()
	in.data = data
	s, err := in.open(false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	v := &inspecting{store: s}
	if v.events, err = readEvents(ctx, s); err != nil {
		t.Fatal(err)
	}
	change(v)
	if err := v.examine(ctx, in); err != nil {
		t.Fatal(err)
	}
	return v
}

// smuggle adds an event at the end of the log, without asking whether it is admitted.
func (v *inspecting) smuggle(unit, actor string, body season.Body) {
	last := v.events[len(v.events)-1]
	v.events = append(v.events, season.Event{Seq: last.Seq + 1, Recorded: last.Recorded, Draft: season.Draft{Kind: body.Kind(), Period: "2026", Unit: unit,
		Actor: actor, Happened: day.None, Body: body}})
}

// printedList is a list as it is printed.
func printedList(l *inspectList) string {
	var out bytes.Buffer
	l.print(&app{stdout: &out})
	return out.String()
}

// inspectSmuggled: what the procedure would have refused is found in the log itself: lines about one's own office, many at
// once, after the period was locked.
func inspectSmuggled(t *testing.T, data string) {
	in := &inspectFlags{pace: inspect.DefaultPace, margin: inspect.DefaultMargin}
	const lines = 6
	v := demoInspection(t, data, in, func(v *inspecting) {
		on := v.events[len(v.events)-1].Recorded.Day()
		for i := range lines {
			v.smuggle("so-y-te", "so-y-te/Nguyễn Văn A", &season.Judgement{ID: fmt.Sprint("x", i), Decision: engine.Decision{Kind: engine.DecideAccept,
				Input: "tkt_so", Row: fmt.Sprint(i), Layer: engine.LayerFinal, By: "so-y-te/Nguyễn Văn A", Date: on, Reason: "tự duyệt"}})
		}
	})
	own := v.own(in)
	if own.look != 2*lines { // who entered and who decided
		t.Errorf("own: %d", own.look)
	}
	for _, want := range []string{"TỰ QUYẾT ĐỊNH VỀ CƠ QUAN MÌNH: 12 điều cần xem", "Nguyễn Văn A (Sở Y tế) thuộc chính đơn vị này, là người quyết định"} {
		if text := printedList(own); !strings.Contains(text, want) {
			t.Errorf("own: no %q in %s", want, text)
		}
	}
	bulk := v.bulk(in)
	for _, want := range []string{"Nguyễn Văn A (Sở Y tế): 6 dòng của 1 đơn vị cùng lúc 31/03/2027 09:00:00", "Bằng 100% trong 6 dòng", "Gồm: 6 chấp nhận"} {
		if text := printedList(bulk); bulk.look != 1 || !strings.Contains(text, want) {
			t.Errorf("bulk: no %q in %s", want, text)
		}
	}
	late := v.late(in)
	if head := strings.Join(v.labels(), "\n"); !strings.Contains(head, "CẢNH BÁO: không chấm lại được từ những gì sổ ghi (có quyết định mà quy trình hoặc bộ tiêu chí không cho phép") {
		t.Errorf("head: %s", head)
	}
	if english := v.Unscored.Error(); strings.Contains(strings.Join(v.labels(), " ")+v.headJSON().Unscored, english) {
		t.Errorf("the engine's own words: %s", english)
	}
	if text := printedList(late); strings.Count(text, "Lúc ghi, kỳ đã khóa") != lines {
		t.Errorf("late: %s", text)
	}
	var j inspectionJSON
	for _, l := range []*inspectList{own, bulk, late} {
		l.fill(&j)
	}
	if b, err := json.Marshal(j); err != nil || j.Look != own.look+bulk.look+late.look || strings.Contains(string(b), "null") {
		t.Errorf("%v %d %s", err, j.Look, b)
	}
}

// inspectForgedRun: a run whose points are not what the log comes to is said to be so.
func inspectForgedRun(t *testing.T, data string) {
	in := &inspectFlags{pace: inspect.DefaultPace, margin: inspect.DefaultMargin, run: "2026-final-1"}
	v := demoInspection(t, data, in, func(v *inspecting) {
		for i := range v.events {
			if r, ok := v.events[i].Body.(*season.Run); ok && r.ID == "2026-final-1" {
				forged := *r
				forged.Scopes = append([]season.RunScope(nil), r.Scopes...)
				forged.Scopes[1].Result = "sha256:khac"
				v.events[i].Body = &forged
			}
		}
	})
	if v.differs != "so-2026" || !strings.Contains(strings.Join(v.labels(), "\n"), "CẢNH BÁO: chấm lại lần chấm điểm 2026-final-1 không ra kết quả đã ghi của bộ so-2026") {
		t.Errorf("%q, %s", v.differs, v.labels())
	}
}

// inspectBook: the workbook has a sheet for every list, each with the demo's label, and a cell under every title.
func inspectBook(t *testing.T, data string) {
	in := &inspectFlags{pace: inspect.DefaultPace, margin: inspect.DefaultMargin, run: "2026-final-1"}
	v := demoInspection(t, data, in, func(*inspecting) {})
	var lists []*inspectList
	for _, l := range inspectLists {
		lists = append(lists, l.make(v, in))
	}
	pages, rows := v.pages(lists), 0
	if len(pages) != len(inspectLists)+1 {
		t.Errorf("%d sheets", len(pages))
	}
	for i, p := range pages {
		if !slices.Contains(p.Notes, wording.Message("cli.demo")) {
			t.Errorf("sheet %s has no label of the demo: %q", p.Name, p.Notes)
		}
		for _, row := range p.Rows {
			if len(row) != len(p.Head) {
				t.Errorf("sheet %s: %d cells under %d titles", p.Name, len(row), len(p.Head))
			}
		}
		if i > 0 {
			rows += len(p.Rows)
			for _, e := range lists[i-1].entries {
				rows -= len(e.more)
			}
		}
	}
	if rows != lists[0].look+lists[1].look+lists[4].look || rows < 10 {
		t.Errorf("%d rows", rows)
	}
	path := filepath.Join(t.TempDir(), "thanh-tra.xlsx")
	if err := v.writeBook(path, lists); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(b, []byte("PK")) {
		t.Errorf("no workbook: %v", err)
	}
}
