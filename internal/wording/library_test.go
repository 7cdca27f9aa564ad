package wording

import (
	"testing"

	"cchc/internal/day"
	"cchc/internal/form"
)

func TestSetChosen(t *testing.T) {
	july, end := day.Must(2026, 7, 1), day.Must(2027, 1, 15)
	for _, c := range []struct {
		choice SetChoice
		want   string
	}{
		{SetChoice{How: "in_force", Status: "published", On: day.Must(2026, 12, 31), From: july, Until: end},
			"có hiệu lực vào ngày 31/12/2026: bản có ngày hiệu lực gần nhất (từ 01/07/2026)"},
		{SetChoice{How: "explicit", Status: "published", On: july, From: july, Until: end}, "chọn theo tên"},
		{SetChoice{How: "explicit", Status: "draft", On: july - 1, From: july, Until: end},
			"chọn theo tên; bản nháp, chưa ban hành; không có hiệu lực vào ngày 30/06/2026 (chỉ từ 01/07/2026 đến 15/01/2027)"},
		{SetChoice{How: "explicit", Status: "withdrawn", On: end + 1, From: july, Until: end, Withdrawn: july, Reason: "Sai căn cứ"},
			"chọn theo tên; đã rút ngày 01/07/2026: Sai căn cứ; không có hiệu lực vào ngày 16/01/2027 (chỉ từ 01/07/2026 đến 15/01/2027)"},
		{SetChoice{How: "path", Status: "draft", On: day.None, From: july, Until: end}, "tệp chỉ định; bản nháp, chưa ban hành"},
		{SetChoice{How: "period", Status: "published", On: july, From: july, Until: end, Why: "QĐ 12"}, "theo kỳ đã mở: QĐ 12"},
		{SetChoice{How: "period_changed", Status: "published", On: july, From: july, Until: end, Why: "QĐ 99; chọn theo tên"},
			"thay trong kỳ: QĐ 99; chọn theo tên"},
	} {
		if got := SetChosen(c.choice); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestParamValue(t *testing.T) {
	for want, c := range map[string]form.Const{
		"87,5%":      {Type: form.TypeNumber, Num: num("7/8"), Percent: true},
		"12,5":       {Type: form.TypeNumber, Num: num("25/2")},
		"có":         {Type: form.TypeBool, Bool: true},
		"không":      {Type: form.TypeBool},
		"01/07/2026": {Type: form.TypeDate, Day: day.Must(2026, 7, 1)},
	} {
		if got := ParamValue(c); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
