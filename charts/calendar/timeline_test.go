package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds/demo/demotest"
)

// TestTimelineOfDemoYear: every due date, delivery and dated decision of a unit is a row of its table, and the mark with the
// row's number stands on its day.
func TestTimelineOfDemoYear(t *testing.T) {
	rows, drawnDecisions := 0, 0
	for _, at := range []demotest.Moment{autumn, demotest.Final()} {
		for _, s := range demoAt(t, at) {
			scorer := s.program.NewScorer(s.c, nil)
			for i := range s.c.Units {
				uc := &s.c.Units[i]
				var want []string
				for _, d := range scorer.Deliveries(uc) {
					of := d.Deliverable + " Sản phẩm của kế hoạch"
					if d.Key != "" {
						of += " (" + d.Key + ")"
					}
					want = append(want, d.Due.VN()+" | Hạn nộp | "+of+" | "+deliveryName(d.State)+" | –")
					if d.Came != day.None {
						want = append(want, fmt.Sprintf("%s | Đã nộp | %s | %s | %d", d.Came.VN(), of, deliveryName(d.State), d.Late))
					}
				}
				f, err := Timeline("dien-bien", s.Scope, &s.Result.Units[s.At(uc.Unit.Code)], uc.Decisions)
				if check(t, f, err); !f.Drawn() {
					t.Fatalf("%s: %s", uc.Unit.Code, f.State)
				}
				got := lines(f.Tables[0])
				days := map[string]string{} // by number
				var delivered []string
				for _, line := range got {
					number, rest, _ := strings.Cut(line, " | ")
					days[number] = rest[:10]
					if strings.HasSuffix(line, " | – | –") {
						drawnDecisions++
					} else {
						delivered = append(delivered, rest)
					}
				}
				rows += len(got)
				slices.Sort(delivered)
				slices.Sort(want)
				if !slices.Equal(delivered, want) {
					t.Fatalf("%s\n%s\nwant\n%s", uc.Unit.Code, strings.Join(delivered, "\n"), strings.Join(want, "\n"))
				}
				o := read(t, &f)
				lanes := texts(t, o.YAxis[0].Data)
				for _, series := range o.Series {
					for _, d := range series.Data {
						if len(d.Texts) == 0 {
							continue
						}
						at := whole(t, d.Value)
						if day.Day(at[0]).VN() != days[d.Texts[0]] || !strings.Contains(d.Name, lanes[at[1]]) {
							t.Errorf("%s: mark %s of %s stands at %v in lane %q, its row says %s", uc.Unit.Code, d.Name, series.Name, at,
								lanes[at[1]], days[d.Texts[0]])
						}
					}
				}
			}
		}
	}
	if rows < 3000 || drawnDecisions == 0 {
		t.Errorf("%d rows, %d of decisions", rows, drawnDecisions)
	}
}

// TestTimelineEvents: the order of events, the lines of what came late, and what is said of decisions.
func TestTimelineEvents(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	s.Result.AsOf = day.Must(2026, 9, 20)
	s.Words.Delivery = deliveryName
	s.Deliveries[1] = []engine.Delivery{
		{Deliverable: "II.1", Due: day.Must(2026, 1, 14), Came: day.Must(2026, 3, 1), Late: 46, State: engine.DeliveredLate},
		{Deliverable: "I.1", Key: "2026-Q1", Due: day.Must(2026, 3, 1), Came: day.Must(2026, 3, 1), State: engine.DeliveredInTime},
		{Deliverable: "II.1", Key: "x", Due: day.Must(2026, 4, 1), Came: day.None, State: engine.DeliveryAbsent},
		{Deliverable: "II.1", Key: "y", Due: day.Must(2026, 5, 1), Came: day.None, State: engine.DeliveryMissing},
		{Deliverable: "III.1", Due: day.Must(2026, 12, 1), Came: day.None, State: engine.DeliveryAhead},
		{Deliverable: "II.1", Key: "z", Due: day.Must(2026, 12, 2), Came: day.Must(2026, 12, 1), State: engine.DeliveredInTime},
	}
	decided := func(kind engine.DecisionKind, code, input string, l engine.Layer, on day.Day, reason string) engine.Decision {
		return engine.Decision{Kind: kind, Code: code, Input: input, Layer: l, Date: on, Reason: reason}
	}
	override := decided(engine.DecideOverride, "1.1.1", "", engine.LayerFinal, day.Must(2026, 8, 2), "Biên bản")
	override.Points = exact.MustFrac(1, 2)
	f, err := Timeline("dien-bien", s, &s.Result.Units[1], []engine.Decision{
		override,
		decided(engine.DecideNotApply, "1.1.2", "", engine.LayerAppraisal1, day.Must(2026, 8, 1), "Không được giao"),
		decided(engine.DecideNotApply, "1.1.1", "", engine.LayerAppraisal1, day.Must(2026, 8, 1), ""),
		decided(engine.DecideNotApply, "1.1.3", "", engine.LayerAppraisal2, day.Must(2026, 8, 1), "Sáp nhập"),
		decided(engine.DecideNotApply, "1.2.2", "", engine.LayerAppraisal2, day.Must(2026, 8, 3), "Không phát sinh"),
		decided(engine.DecideNotRanked, "", "", engine.LayerFinal, day.Must(2026, 8, 2), "Mới thành lập"),
		decided(engine.DecideDispute, "1.2.1", "", engine.LayerDeclared, day.None, "Đã gửi trước hạn"),
	})
	check(t, f, err)
	want := []string{
		"1 | 14/01/2026 | Hạn nộp | II.1 Báo cáo định kỳ | muộn | –",
		"2 | 01/03/2026 | Đã nộp | II.1 Báo cáo định kỳ | muộn | 46",
		"3 | 01/03/2026 | Hạn nộp | I.1 Báo cáo định kỳ (2026-Q1) | đúng hạn | –",
		"4 | 01/03/2026 | Đã nộp | I.1 Báo cáo định kỳ (2026-Q1) | đúng hạn | 0",
		"5 | 01/04/2026 | Hạn nộp | II.1 Báo cáo định kỳ (x) | không nộp | –",
		"6 | 01/05/2026 | Hạn nộp | II.1 Báo cáo định kỳ (y) | quá hạn, chưa nộp | –",
		"7 | 01/08/2026 | Không áp dụng tiêu chí (thẩm định lần 1) | 1.1.2, 1.1.1 [1.1.2: Không được giao] [1.1.1] | – | –",
		"8 | 01/08/2026 | Không áp dụng tiêu chí (thẩm định lần 2) | 1.1.3 [1.1.3: Sáp nhập] | – | –",
		"9 | 02/08/2026 | Đặt điểm trực tiếp (kết quả) | 1.1.1 [1.1.1, 0,500 điểm: Biên bản] | – | –",
		"10 | 02/08/2026 | Không xếp hạng (kết quả) | Toàn đơn vị [Toàn đơn vị: Mới thành lập] | – | –",
		"11 | 03/08/2026 | Không áp dụng tiêu chí (thẩm định lần 2) | 1.2.2 [1.2.2: Không phát sinh] | – | –",
		"12 | 01/12/2026 | Đã nộp | II.1 Báo cáo định kỳ (z) | đúng hạn | 0",
		"13 | 01/12/2026 | Hạn nộp | III.1 Báo cáo định kỳ | chưa đến hạn | –",
		"14 | 02/12/2026 | Hạn nộp | II.1 Báo cáo định kỳ (z) | đúng hạn | –",
		"– | không ghi ngày | Kiến nghị | 1.2.1 [1.2.1: Đã gửi trước hạn] | – | –",
	}
	if got := lines(f.Tables[0]); !slices.Equal(got, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	o := read(t, &f)
	if got, want := fmt.Sprint(texts(t,
		o.YAxis[0].Data)), "[II.1 Báo cáo định kỳ I.1 Báo cáo định kỳ III.1 Báo cáo định kỳ Không áp dụng tiêu chí "+
		"Đặt điểm trực tiếp Không xếp hạng]"; got != want {
		t.Errorf("lanes %s, want %s", got, want)
	}
	drawn := map[string]string{}
	for _, series := range o.Series {
		for _, d := range series.Data {
			drawn[series.ID] += string(d.Value) + strings.Join(d.Texts, " ") + ";"
		}
	}
	at := func(m, d int) int { return int(day.Must(2026, m, d)) }
	for id, want := range map[string]string{
		"due": fmt.Sprintf("[%d,0,1]1;[%d,1,3]3;[%d,0,14]14;", at(1, 14), at(3, 1), at(12, 2)), "late": fmt.Sprintf("[%d,0,2]2;",
			at(3, 1)),
		"in_time": fmt.Sprintf("[%d,1,4]4;[%d,0,12]12;", at(3, 1), at(12, 1)), "absent": fmt.Sprintf("[%d,0,5]5;",
			at(4, 1)), "missing": fmt.Sprintf("[%d,0,6]6;", at(5, 1)),
		"ahead": fmt.Sprintf("[%d,2,13]13;", at(12, 1)),
		"decision": fmt.Sprintf("[%d,3,7]7;[%d,3,8]8;[%d,4,9]9;[%d,5,10]10;[%d,3,11]11;", at(8, 1), at(8, 1), at(8, 2), at(8, 2),
			at(8, 3)),
		"aid-late": fmt.Sprintf("[%d,0];[%d,0];\"-\";", at(1, 14), at(3, 1)), "aid-as-of": fmt.Sprintf("[%d,0];", at(9, 20)),
	} {
		if drawn[id] != want {
			t.Errorf("%s drawn at %s, want %s", id, drawn[id], want)
		}
	}
	x := o.XAxis[0]
	first, last := string(x.Data[0]), string(x.Data[len(x.Data)-1])
	if len(x.Data) != 12 || x.Min != at(1, 1) || x.Max != at(12, 31)+1 ||
		first != fmt.Sprintf(`{"value":%d,"name":"01/2026"}`, at(1, 1)) ||
		last != fmt.Sprintf(`{"value":%d,"name":"12/2026"}`, at(12, 1)) {
		t.Errorf("%d months from %s to %s, from %d to %d", len(x.Data), first, last, x.Min, x.Max)
	}
}

// TestTimelineNamesWhatRestsOnADatum: a rejected document is told by the subcriteria that rest on it.
func TestTimelineNamesWhatRestsOnADatum(t *testing.T) {
	s := demoAt(t, autumn)[1]
	reports := s.Set.Inputs[slices.IndexFunc(s.Set.Inputs, func(in form.Input) bool { return in.Type == form.InReports })]
	f, err := Timeline("dien-bien", s.Scope, &s.Result.Units[0],
		[]engine.Decision{{Kind: engine.DecideReject, Input: reports.Name, Row: "2026-Q1", Field: "received",
			Layer: engine.LayerAppraisal1, Date: day.Must(2026, 9, 1), Reason: "Không có chữ ký"}})
	check(t, f, err)
	got := lines(f.Tables[0])
	at := slices.IndexFunc(got, func(line string) bool { return strings.Contains(line, "Không chấp nhận") })
	if want := "1.2.1 [1.2.1 – " + reports.Label + " (2026-Q1): Không có chữ ký]"; at < 0 || !strings.Contains(got[at], want) {
		t.Errorf("rows\n%s\nlack %s", strings.Join(got, "\n"), want)
	}
}

// TestKindNames: every kind of decision has a lane of its own, named in Vietnamese.
func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range decisionKinds() {
		name := kindName(kind)
		if name == string(kind) || seen[name] {
			t.Errorf("%s is named %q", kind, name)
		}
		seen[name] = true
	}
}
