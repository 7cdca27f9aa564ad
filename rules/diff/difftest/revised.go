package difftest

import (
	"testing"
	"testing/fstest"

	"cchc/rules"
)

// Revised is the set of departments as an officer would revise it: limits, points, a deduction, a parameter, what happens
// where nothing was owed, a leaf under another code, a name, a legal basis.
func Revised(t testing.TB) *rules.Loaded {
	t.Helper()
	loaded, mistakes := rules.Load(RevisedFiles(t), ".")
	if loaded == nil {
		for _, d := range mistakes {
			t.Errorf("%s:%d: %s %q", d.File, d.Line, d.Code, d.Args)
		}
		t.FailNow()
	}
	return loaded
}

// RevisedFiles are the files of Revised.
func RevisedFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	return EditedFiles(t, "so-2026/1.0.0",
		"  version: 1.0.0", "  version: 1.1.0",
		"bands: [{from: 30%, points: 1}, {from: 20%, points: 0.5}, {else: true, points: 0}]",
		"bands: [{from: 40%, points: 1}, {from: 30%, points: 0.75}, {from: 20%, points: 0.5}, {else: true, points: 0}]",
		"{from: 90%, points: 1}, {from: 80%, points: 0.5}, {else: true, points: 0}]\n      - code: \"1.7\"",
		"{from: 90%, points: 1.25}, {from: 85%, points: 0.5}, {else: true, points: 0}]\n      - code: \"1.8\"",
		"share: {of: kh_t, from: 80%}", "share: {of: kh_t, from: 90%}",
		"count: bc_tra_lai, points: -0.1,", "count: bc_tra_lai, points: -0.25,",
		"whole: nvg_tong, when_whole_is_zero: not_applicable", "whole: nvg_tong, when_whole_is_zero: full",
		`giai_ngan_muc_tieu: {type: ratio, label: "Chỉ tiêu giải ngân", value: 95%`,
		`giai_ngan_muc_tieu: {type: ratio, label: "Chỉ tiêu giải ngân", value: 90%`,
		`name: "Chất lượng Kế hoạch"`, `name: "Chất lượng Kế hoạch CCHC"`,
		`legal: "Kế hoạch 148/KH-UBND ngày 03/12/2025 của UBND tỉnh, nhiệm vụ I.1"`,
		`legal: "Kế hoạch 148/KH-UBND ngày 03/12/2025 của UBND tỉnh, nhiệm vụ I.1, bản sửa đổi"`,
		`label: "Số nhiệm vụ của Kế hoạch CCHC hoàn thành đúng hạn", declared_by: unit, verified_by: so-noi-vu, lever: up, until: 31/12/2026}`,
		`label: "Số nhiệm vụ của Kế hoạch CCHC hoàn thành đúng hạn", declared_by: unit, verified_by: so-noi-vu, lever: up, until: 30/11/2026}`,
	)
}
