package season

import "testing"

// TestUnfit: no actor has characters by which two could look like one.
func TestUnfit(t *testing.T) {
	for _, fit := range []string{"so-noi-vu/Nguyễn Văn A", "so-noi-vu/Nguye\u0302\u0303n Va\u0306n Đức", "Chủ tịch Hội đồng thẩm định (minh họa)", "so-noi-vu/" + "~" + "a2", "xa-a/A\u00a0B", "so-y-te/Trần B."} {
		if r := Unfit(fit); r != 0 {
			t.Errorf("%q: %q", fit, r)
		}
	}
	for _, unfit := range []string{"so-noi-vu/Nguye\u200b\u0302\u0303n", "so-noi-vu/A\ufe0f", "so-noi-vu/A\u2800", "so-noi-vu/A\u3164", "so-noi-vu/A\u034f", "so-noi-vu/\uff21",
		"so-y-t\u0435/Trần B", "so-noi-vu/Ðức", "so-noi-vu/A\u202e", "so-noi-vu/A\u0301\u0301\u0301", "so-noi-vu/A\tB", "so-noi-vu/ª"} {
		if Unfit(unfit) == 0 {
			t.Errorf("%q passes", unfit)
		}
	}
}
