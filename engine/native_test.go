package engine_test

import "cchc/internal/day"

// This file is the practical limit that the engine is measured against: the 75 subcriteria of so-2026 written by hand,
// in binary floats, over a plain struct. It keeps the set's semantics in full (states, contradictory figures, zero
// wholes, what only the unit itself declared), because a baseline that leaves them out would be a baseline of something
// else. TestNativeAgrees holds it to the engine.

// What stands in a figure or date that is not known. They order as unknown operands join: the least decides.
const (
	never       = -1 // dates only: known never to have come
	notDue      = -2
	missing     = -3
	notScorable = -4
)

// nativeUnit is the evidence of one unit: figures, dates and answers as plain fields named after the set's inputs.
type nativeUnit struct {
	final bool // final result, and declaring is over: what is not due is out of the maximum

	// Attributes and events.
	CoTthc, CoTthcThuPhi, CoDonViTrucThuoc, CoDonViSuNghiep, QuanLyHeThong, DuocGiaoVbqppl bool
	BmSk, SipasSk                                                                          bool

	// Whole figures that only the unit declared and nobody accepted.
	CbttClaimed, PcClaimed, PcKtClaimed bool

	// Yes 1, no 0.
	KhPhanCong, KhKinhPhi, KtTinh, TbBc, McKt, PcKt, DtKh, DtBc, QcCo, QcCk int8

	// Dates as day numbers.
	TtNgay, TdgNgay, GopYNgay, PmNgay, TdBcNgay, PcBcNgay, CkDtNgay, CkQtNgay, GuiQtNgay, GuiDtNgay, GuiPbNgay, CdsNgay int32

	Kh, DsMau, RsVb, Cnnv, Bcbc, Vtvl, DgTk, DgBc, TcBc nativeDoc

	KhLinhVuc, KhPhai, KhDungHan, KhCham, BcTraLai, TktTong, TktSo, KnPhai, KnXong, KnDang           float64
	TbSo, SkSo, NvgTong, NvgDungHan, NvgCham, TdgThieu                                               float64
	VbPhai, VbDungHan, VbCham, VbTrai, VbxlPhai, VbxlXong, CsPhai, CsDungHan, PbKh, PbXong           float64
	RsKh, RsXong, DghSo, TgQd, TgSau, CbttPhai, CbttDungHan, CbttCham, TthcSai, TthcTong, QtNb, QtDt float64
	McPhai, McCo, PdgDm, PdgQt, McknPhai, McknXong, McknDang, HsDungHan, HsQuaHan, HsDangQuaHan      float64
	XlPhai, XlGui, Qd766, PaknTong, PaknDungHan, PaknXau, HdSo, ShPhai, ShXong, TsdTong, TsdSo       float64
	BmPhai, BmDungHan, BmCham, LdVuot, BcGiao, BcCoMat, SnGiao, SnCoMat                              float64
	PcPhai, PcXong, PcknPhai, PcknXong, PcknDang                                                     float64
	VtvlTong, VtvlDung, DtChiTieu, DtLuot, DgSai, CbTong, CbDu, CbKt, CbLoi, KcVp, KlNv, KlLd        float64
	GnKh, GnTh, AsxhPhai, AsxhDungHan, AsxhCham, KtTienPhai, KtTienXong, TcTong, TcGiao              float64
	CdsPhai, CdsDungHan, CdsCham, VbdTong, VbdDungHan, VbdtTong, VbdtKy, CksTong, CksDung            float64
	DvcDk, DvcTt, DvcPs, HsTn, HsTt, PhiHs, PhiTt, KnHtPhai, KnHtXong                                float64
	SipasDv, SipasMau                                                                                float64
	BaoCao                                                                                           []nativeReport
	XhhDbhdnd, XhhLanhDaoXa, XhhChuyenMonXa1, XhhChuyenMonXa2                                        nativeGroup
}

// nativeDoc is a document: its date and how late it was, or what is known instead.
type nativeDoc struct {
	Issued, Late int32
}

// nativeReport is one report owed: days late, or what is known instead.
type nativeReport struct {
	Late   int32
	Yearly bool
}

// nativeGroup is one respondent group of a survey.
type nativeGroup struct {
	Given              bool
	Valid              float64
	N1, N2, N3, N4, N5 float64
}

// nativeMark is the outcome of a leaf.
type nativeMark struct {
	points float64
	state  int8
}

// States of a leaf beside the unknown ones.
const (
	scored        = 0
	notApplicable = -5
)

func granted(points float64) nativeMark { return nativeMark{points: points} }
func withheld(state float64) nativeMark { return nativeMark{state: int8(state)} }
func instead(state int8) nativeMark     { return nativeMark{state: state} }
func over(part, whole float64) bool     { return part >= 0 && whole >= 0 && part > whole }
func over2(a, b, whole float64) bool    { return a >= 0 && b >= 0 && whole >= 0 && a+b > whole }
func rising(x, target, max float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= target:
		return max
	}
	return x / target * max
}

// share is part ÷ whole of a whole that is not 0, as points on the way to max at target.
func share(part, whole, target, max float64) nativeMark {
	if least := min(part, whole); least < 0 {
		return withheld(least)
	}
	return granted(rising(part/whole, target, max))
}

// shareFrom grants nothing below the least share.
func shareFrom(part, whole, from, max float64) nativeMark {
	if least := min(part, whole); least < 0 {
		return withheld(least)
	}
	t := part / whole
	if t < from {
		return granted(0)
	}
	return granted(rising(t, 1, max))
}

// half is what was done in time and, by half, late; the join of both when one is unknown.
func half(full, late float64) float64 {
	if least := min(full, late); least < 0 {
		return least
	}
	return full + 0.5*late
}

// left is what remains of a whole.
func left(whole, part float64) float64 {
	if least := min(whole, part); least < 0 {
		return least
	}
	return whole - part
}

// empty says what a whole of 0, or one that is unknown, makes of the leaf.
func empty(whole float64, zero int8) (nativeMark, bool) {
	switch {
	case whole < 0:
		return withheld(whole), true
	case whole == 0:
		return instead(zero), true
	}
	return nativeMark{}, false
}

func (d nativeDoc) points(onTime, late, none float64) nativeMark {
	switch {
	case d.Issued == never:
		return granted(none)
	case d.Issued < 0:
		return instead(int8(d.Issued))
	case d.Late < 0:
		return instead(int8(d.Late))
	case d.Late > 0:
		return granted(late)
	}
	return granted(onTime)
}

func dated(date, limit int32, onTime, late float64) nativeMark {
	switch {
	case date == never:
		return granted(0)
	case date < 0:
		return instead(int8(date))
	case date <= limit:
		return granted(onTime)
	}
	return granted(late)
}

func deducted(start, count, each float64) nativeMark {
	if count < 0 {
		return withheld(count)
	}
	return granted(max(0, start-count*each))
}

func checked(n int8) (float64, int8) {
	if n < 0 {
		return 0, n
	}
	return float64(n), 0
}

// sum adds parts; one that is unknown leaves the whole unknown.
func sum(parts ...nativeMark) nativeMark {
	var all nativeMark
	for _, p := range parts {
		all.points += p.points
		all.state = min(all.state, p.state)
	}
	if all.state < 0 {
		all.points = 0
	}
	return all
}

// Limits of the set that are dates.
var (
	hanTuyenTruyen   = int32(day.Must(2026, 4, 30))
	hanTuDanhGia     = int32(day.Must(2027, 1, 15))
	hanGopYDieuTra   = int32(day.Must(2026, 12, 15))
	hanPhanMem       = int32(day.Must(2026, 4, 30))
	hanTheoDoiThpl   = int32(day.Must(2026, 12, 14))
	hanBaoCaoPhanCap = int32(day.Must(2026, 12, 14))
	hanCkDuToan      = int32(day.Must(2026, 3, 31))
	hanCuoiNam       = int32(day.Must(2026, 12, 31))
	cdsHan           = int32(day.Must(2026, 3, 31))
)

const sample = 30 // valid forms below which a group does not count

func (u *nativeUnit) l1_1_1() nativeMark {
	d := u.Kh
	if d.Late > 17 && d.Issued >= 0 {
		return granted(0)
	}
	return d.points(1, 0.5, -0.5)
}

func (u *nativeUnit) l1_1_2() nativeMark {
	if least := min(u.KhLinhVuc, float64(u.KhPhanCong), float64(u.KhKinhPhi)); least < 0 {
		return withheld(least)
	}
	n := u.KhPhanCong + u.KhKinhPhi
	if u.KhLinhVuc >= 7 {
		n++
	}
	switch n {
	case 3:
		return granted(1)
	case 2:
		return granted(0.5)
	}
	return granted(0)
}

func (u *nativeUnit) l1_1_3() nativeMark {
	if over2(u.KhDungHan, u.KhCham, u.KhPhai) {
		return instead(notScorable)
	}
	if m, out := empty(u.KhPhai, notScorable); out {
		return m
	}
	return shareFrom(half(u.KhDungHan, u.KhCham), u.KhPhai, 0.8, 2)
}

func (u *nativeUnit) l1_2_1() nativeMark {
	if len(u.BaoCao) == 0 {
		return instead(notDue)
	}
	points, state := 2.0, int32(0)
	for i := range u.BaoCao {
		switch r := &u.BaoCao[i]; {
		case r.Late > 0:
			points -= 0.25
		case r.Late == never && r.Yearly:
			points--
		case r.Late == never:
			points -= 0.5
		case r.Late < 0:
			state = min(state, r.Late)
		}
	}
	if state < 0 {
		return instead(int8(state))
	}
	return granted(max(0, points))
}

func (u *nativeUnit) l1_2_2() nativeMark { return deducted(0.5, u.BcTraLai, 0.1) }

func (u *nativeUnit) l1_3_1() nativeMark {
	if over(u.TktSo, u.TktTong) {
		return instead(notScorable)
	}
	if !u.CoDonViTrucThuoc {
		return instead(notApplicable)
	}
	if m, out := empty(u.TktTong, notScorable); out {
		return m
	}
	if u.TktSo < 0 {
		return withheld(u.TktSo)
	}
	switch t := u.TktSo / u.TktTong; {
	case t >= 0.3:
		return granted(1)
	case t >= 0.2:
		return granted(0.5)
	}
	return granted(0)
}

func (u *nativeUnit) l1_3_2() nativeMark {
	switch {
	case over2(u.KnXong, u.KnDang, u.KnPhai):
		return instead(notScorable)
	case u.KtTinh < 0:
		return instead(u.KtTinh)
	case u.KtTinh == 0:
		return instead(notApplicable)
	case u.KnPhai < 0:
		return withheld(u.KnPhai)
	case u.KnPhai == 0:
		return granted(1)
	}
	return share(half(u.KnXong, u.KnDang), u.KnPhai, 1, 1)
}

func (u *nativeUnit) l1_4_1() nativeMark {
	news := granted(0)
	switch {
	case u.TbSo < 0:
		news = withheld(u.TbSo)
	case u.TbSo >= 12:
		news.points = 1
	case u.TbSo >= 6:
		news.points = 0.5
	case u.TbSo >= 1:
		news.points = 0.25
	}
	in, state := checked(u.TbBc)
	return sum(news, nativeMark{0.25 * in, state}, dated(u.TtNgay, hanTuyenTruyen, 0.25, 0.1))
}

func (u *nativeUnit) l1_5_1() nativeMark {
	if u.SkSo < 0 {
		return withheld(u.SkSo)
	}
	return granted(min(1.5, u.SkSo*0.75))
}

func (u *nativeUnit) l1_6() nativeMark {
	if over2(u.NvgDungHan, u.NvgCham, u.NvgTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.NvgTong, notApplicable); out {
		return m
	}
	if u.NvgDungHan < 0 {
		return withheld(u.NvgDungHan)
	}
	switch t := u.NvgDungHan / u.NvgTong; {
	case t >= 1:
		return granted(1.5)
	case t >= 0.9:
		return granted(1)
	case t >= 0.8:
		return granted(0.5)
	}
	return granted(0)
}

func (u *nativeUnit) l1_7() nativeMark {
	complete := granted(0)
	switch {
	case u.TdgNgay == never:
	case u.TdgNgay < 0:
		complete = instead(int8(u.TdgNgay))
	case u.TdgThieu < 0:
		complete = withheld(u.TdgThieu)
	case u.TdgThieu == 0:
		complete.points = 0.25
	}
	return sum(dated(u.TdgNgay, hanTuDanhGia, 0.4, 0), complete, u.DsMau.points(0.15, 0, 0),
		dated(u.GopYNgay, hanGopYDieuTra, 0.1, 0), dated(u.PmNgay, hanPhanMem, 0.1, 0))
}

func (u *nativeUnit) l2_1_1() nativeMark {
	if over2(u.VbDungHan, u.VbCham, u.VbPhai) {
		return instead(notScorable)
	}
	if !u.DuocGiaoVbqppl {
		return instead(notApplicable)
	}
	if m, out := empty(u.VbPhai, notScorable); out {
		return m
	}
	return share(half(u.VbDungHan, u.VbCham), u.VbPhai, 1, 2)
}

func (u *nativeUnit) l2_1_2() nativeMark {
	switch {
	case !u.DuocGiaoVbqppl:
		return instead(notApplicable)
	case u.VbTrai < 0:
		return withheld(u.VbTrai)
	case u.VbTrai == 0:
		return granted(1)
	}
	return granted(0)
}

func (u *nativeUnit) l2_2_1() nativeMark { return u.RsVb.points(1, 0.5, 0) }

func (u *nativeUnit) l2_2_2() nativeMark {
	switch {
	case over(u.VbxlXong, u.VbxlPhai):
		return instead(notScorable)
	case u.VbxlPhai < 0:
		return withheld(u.VbxlPhai)
	case u.VbxlPhai == 0:
		return granted(0.5)
	}
	return share(u.VbxlXong, u.VbxlPhai, 1, 0.5)
}

func (u *nativeUnit) l2_2_3() nativeMark {
	if over(u.CsDungHan, u.CsPhai) {
		return instead(notScorable)
	}
	if m, out := empty(u.CsPhai, notApplicable); out {
		return m
	}
	return share(u.CsDungHan, u.CsPhai, 1, 0.5)
}

func (u *nativeUnit) l2_3() nativeMark { return dated(u.TdBcNgay, hanTheoDoiThpl, 1, 0.5) }

func (u *nativeUnit) l2_4() nativeMark {
	if over(u.PbXong, u.PbKh) {
		return instead(notScorable)
	}
	if m, out := empty(u.PbKh, notScorable); out {
		return m
	}
	return share(u.PbXong, u.PbKh, 1, 1)
}

func (u *nativeUnit) l3_1_1() nativeMark {
	if over(u.RsXong, u.RsKh) || over(u.DghSo, u.RsXong) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.RsKh, notScorable); out {
		return m
	}
	return shareFrom(u.RsXong, u.RsKh, 0.8, 1)
}

func (u *nativeUnit) l3_1_2() nativeMark {
	if over(u.RsXong, u.RsKh) || over(u.DghSo, u.RsXong) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.RsKh, notScorable); out {
		return m
	}
	t := 0.0
	switch {
	case u.RsXong < 0:
		return withheld(u.RsXong)
	case u.RsXong == 0:
	case u.DghSo < 0:
		return withheld(u.DghSo)
	default:
		t = u.DghSo / u.RsXong
	}
	switch {
	case t >= 0.2:
		return granted(0.75)
	case t >= 0.1:
		return granted(0.5)
	}
	return granted(0)
}

func (u *nativeUnit) l3_1_3() nativeMark {
	if over(u.TgSau, u.TgQd) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.TgQd, notScorable); out {
		return m
	}
	return share(left(u.TgQd, u.TgSau), u.TgQd, 0.3, 0.75)
}

func (u *nativeUnit) l3_2_1() nativeMark {
	switch {
	case over2(u.CbttDungHan, u.CbttCham, u.CbttPhai):
		return instead(notScorable)
	case !u.CoTthc:
		return instead(notApplicable)
	case u.CbttPhai < 0:
		return withheld(u.CbttPhai)
	case u.CbttPhai == 0 && u.CbttClaimed:
		return instead(notScorable)
	case u.CbttPhai == 0:
		return granted(1.25)
	}
	return share(half(u.CbttDungHan, u.CbttCham), u.CbttPhai, 1, 1.25)
}

func (u *nativeUnit) l3_2_2() nativeMark {
	if !u.CoTthc {
		return instead(notApplicable)
	}
	return deducted(1, u.TthcSai, 0.25)
}

func (u *nativeUnit) l3_2_3() nativeMark {
	if over(u.QtNb, u.TthcTong) || over(u.QtDt, u.TthcTong) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.TthcTong, notScorable); out {
		return m
	}
	if least := min(u.QtNb, u.QtDt); least < 0 {
		return withheld(least)
	}
	return share(0.5*u.QtNb+0.5*u.QtDt, u.TthcTong, 1, 0.75)
}

func (u *nativeUnit) l3_3_1() nativeMark {
	if over(u.McCo, u.McPhai) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.McPhai, notScorable); out {
		return m
	}
	return share(u.McCo, u.McPhai, 1, 0.5)
}

func (u *nativeUnit) l3_3_2() nativeMark {
	if over(u.PdgQt, u.PdgDm) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.PdgDm, notApplicable); out {
		return m
	}
	return share(u.PdgQt, u.PdgDm, 1, 0.5)
}

func (u *nativeUnit) l3_3_3() nativeMark {
	switch {
	case over2(u.McknXong, u.McknDang, u.McknPhai):
		return instead(notScorable)
	case !u.CoTthc:
		return instead(notApplicable)
	case u.McKt < 0:
		return instead(u.McKt)
	case u.McKt == 0:
		return instead(notApplicable)
	case u.McknPhai < 0:
		return withheld(u.McknPhai)
	case u.McknPhai == 0:
		return granted(0.5)
	}
	return share(half(u.McknXong, u.McknDang), u.McknPhai, 1, 0.5)
}

func (u *nativeUnit) l3_4_1() nativeMark {
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if least := min(u.HsDungHan, u.HsQuaHan, u.HsDangQuaHan); least < 0 {
		return withheld(least)
	}
	whole := u.HsDungHan + u.HsQuaHan + u.HsDangQuaHan
	if whole == 0 {
		return instead(notApplicable)
	}
	return shareFrom(u.HsDungHan, whole, 0.95, 3)
}

func (u *nativeUnit) l3_4_2() nativeMark {
	switch {
	case over(u.XlGui, u.XlPhai):
		return instead(notScorable)
	case !u.CoTthc:
		return instead(notApplicable)
	case u.XlPhai < 0:
		return withheld(u.XlPhai)
	case u.XlPhai == 0:
		return granted(0.5)
	}
	return share(u.XlGui, u.XlPhai, 1, 0.5)
}

func (u *nativeUnit) l3_4_3() nativeMark {
	switch {
	case !u.CoTthc:
		return instead(notApplicable)
	case u.Qd766 < 0:
		return withheld(u.Qd766)
	}
	return granted(rising(u.Qd766/100, 1, 1.5))
}

func (u *nativeUnit) l3_5_1() nativeMark {
	switch {
	case over(u.PaknDungHan, u.PaknTong) || over(u.PaknXau, u.PaknTong):
		return instead(notScorable)
	case u.PaknTong < 0:
		return withheld(u.PaknTong)
	case u.PaknTong == 0:
		return granted(1)
	}
	return share(u.PaknDungHan, u.PaknTong, 1, 1)
}

func (u *nativeUnit) l3_5_2() nativeMark {
	switch {
	case over(u.PaknDungHan, u.PaknTong) || over(u.PaknXau, u.PaknTong):
		return instead(notScorable)
	case u.PaknTong < 0:
		return withheld(u.PaknTong)
	case u.PaknTong == 0:
		return granted(0.5)
	}
	return share(left(u.PaknTong, u.PaknXau), u.PaknTong, 1, 0.5)
}

func (u *nativeUnit) l3_6_1() nativeMark {
	switch {
	case !u.CoTthc:
		return instead(notApplicable)
	case u.HdSo < 0:
		return withheld(u.HdSo)
	case u.HdSo >= 3:
		return granted(0.25)
	case u.HdSo >= 1:
		return granted(0.1)
	}
	return granted(0)
}

func (u *nativeUnit) l3_6_2() nativeMark {
	if over(u.ShXong, u.ShPhai) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.ShPhai, notApplicable); out {
		return m
	}
	return share(u.ShXong, u.ShPhai, 0.9, 0.75)
}

func (u *nativeUnit) l3_6_3() nativeMark {
	if over(u.TsdSo, u.TsdTong) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.TsdTong, notApplicable); out {
		return m
	}
	return share(u.TsdSo, u.TsdTong, 0.5, 0.5)
}

func (u *nativeUnit) l4_1() nativeMark {
	if over2(u.BmDungHan, u.BmCham, u.BmPhai) {
		return instead(notScorable)
	}
	if !u.BmSk {
		return instead(notDue)
	}
	if m, out := empty(u.BmPhai, notScorable); out {
		return m
	}
	return share(half(u.BmDungHan, u.BmCham), u.BmPhai, 1, 1.25)
}

func (u *nativeUnit) l4_2() nativeMark { return deducted(0.75, u.LdVuot, 0.25) }
func (u *nativeUnit) l4_3() nativeMark { return u.Cnnv.points(1.5, 0.75, 0) }

func (u *nativeUnit) l4_4_1() nativeMark {
	if least := min(u.BcCoMat, u.BcGiao); least < 0 {
		return withheld(least)
	}
	switch {
	case u.BcCoMat > u.BcGiao:
		return granted(0)
	case !u.CoDonViSuNghiep:
		return granted(1)
	}
	if least := min(u.SnCoMat, u.SnGiao); least < 0 {
		return withheld(least)
	}
	if u.SnCoMat > u.SnGiao {
		return granted(0)
	}
	return granted(1)
}

func (u *nativeUnit) l4_4_2() nativeMark { return u.Bcbc.points(0.5, 0.25, 0) }

// entrusted is whether anything was to be entrusted to lower levels.
func (u *nativeUnit) entrusted() (nativeMark, bool) {
	switch {
	case u.PcPhai < 0:
		return withheld(u.PcPhai), true
	case u.PcPhai == 0 && u.PcClaimed:
		return instead(notScorable), true
	case u.PcPhai == 0:
		return instead(notApplicable), true
	}
	return nativeMark{}, false
}

func (u *nativeUnit) l4_5_1() nativeMark {
	if over(u.PcXong, u.PcPhai) {
		return instead(notScorable)
	}
	if m, out := u.entrusted(); out {
		return m
	}
	return share(u.PcXong, u.PcPhai, 1, 1)
}

func (u *nativeUnit) l4_5_2() nativeMark {
	if over(u.PcXong, u.PcPhai) {
		return instead(notScorable)
	}
	if m, out := u.entrusted(); out {
		return m
	}
	return dated(u.PcBcNgay, hanBaoCaoPhanCap, 0.5, 0.25)
}

func (u *nativeUnit) l4_5_3() nativeMark {
	if over(u.PcXong, u.PcPhai) || over2(u.PcknXong, u.PcknDang, u.PcknPhai) {
		return instead(notScorable)
	}
	if m, out := u.entrusted(); out {
		return m
	}
	switch {
	case u.PcKt == 0:
		return granted(0)
	case u.PcknPhai > 0 && u.PcKt < 0:
		return instead(u.PcKt)
	case u.PcKt < 0 || u.PcknPhai < 0:
		return withheld(min(float64(u.PcKt), u.PcknPhai))
	case u.PcknPhai == 0 && u.PcKtClaimed:
		return instead(notScorable)
	case u.PcknPhai == 0:
		return granted(0.5)
	}
	return share(half(u.PcknXong, u.PcknDang), u.PcknPhai, 1, 0.5)
}

func (u *nativeUnit) l5_1() nativeMark { return u.Vtvl.points(1, 0.5, 0) }

func (u *nativeUnit) l5_2() nativeMark {
	if over(u.VtvlDung, u.VtvlTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.VtvlTong, notScorable); out {
		return m
	}
	return share(u.VtvlDung, u.VtvlTong, 1, 1)
}

func both(a, b int8) nativeMark {
	if least := min(a, b); least < 0 {
		return instead(least)
	}
	return granted(0.25 * float64(a+b))
}

func (u *nativeUnit) l5_3() nativeMark { return both(u.DtKh, u.DtBc) }

func (u *nativeUnit) l5_4() nativeMark {
	if m, out := empty(u.DtChiTieu, notScorable); out {
		return m
	}
	return shareFrom(u.DtLuot, u.DtChiTieu, 0.8, 1.5)
}

func (u *nativeUnit) l5_5() nativeMark {
	a, b := u.DgTk, u.DgBc
	switch {
	case a.Issued == never:
		return granted(0)
	case a.Issued < 0:
		return instead(int8(a.Issued))
	case b.Issued == never:
		return granted(0)
	case b.Issued < 0:
		return instead(int8(b.Issued))
	case a.Late > 0 || b.Late > 0:
		return granted(0.5)
	case a.Late < 0 || b.Late < 0:
		return instead(int8(min(a.Late, b.Late)))
	}
	return granted(1)
}

func (u *nativeUnit) l5_6() nativeMark { return deducted(1, u.DgSai, 0.25) }

func (u *nativeUnit) l5_7() nativeMark {
	if over(u.CbDu, u.CbTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.CbTong, notScorable); out {
		return m
	}
	return share(u.CbDu, u.CbTong, 1, 1)
}

func (u *nativeUnit) l5_8() nativeMark {
	if over(u.CbLoi, u.CbKt) {
		return instead(notScorable)
	}
	if m, out := empty(u.CbKt, notApplicable); out {
		return m
	}
	return share(left(u.CbKt, u.CbLoi), u.CbKt, 1, 1)
}

func (u *nativeUnit) l5_9() nativeMark { return deducted(1, u.KcVp, 0.25) }

func (u *nativeUnit) l5_10() nativeMark {
	switch {
	case over(u.KlLd, u.KlNv):
		return instead(notScorable)
	case u.KlLd < 0:
		return withheld(u.KlLd)
	case u.KlLd > 0:
		return granted(-0.5)
	}
	return deducted(1, u.KlNv, 0.25)
}

func (u *nativeUnit) l6_1() nativeMark {
	return sum(dated(u.CkDtNgay, hanCkDuToan, 0.25, 0.1), dated(u.CkQtNgay, hanCuoiNam, 0.25, 0.1))
}

func (u *nativeUnit) l6_2() nativeMark {
	return sum(dated(u.GuiQtNgay, hanCuoiNam, 0.2, 0), dated(u.GuiDtNgay, hanCuoiNam, 0.2, 0), dated(u.GuiPbNgay, hanCuoiNam, 0.1, 0))
}

func (u *nativeUnit) l6_3() nativeMark {
	if over(u.GnTh, u.GnKh) {
		return instead(notScorable)
	}
	if m, out := empty(u.GnKh, notScorable); out {
		return m
	}
	return share(u.GnTh, u.GnKh, 0.95, 0.5)
}

func (u *nativeUnit) l6_4() nativeMark {
	if over2(u.AsxhDungHan, u.AsxhCham, u.AsxhPhai) {
		return instead(notScorable)
	}
	if m, out := empty(u.AsxhPhai, notApplicable); out {
		return m
	}
	return share(half(u.AsxhDungHan, u.AsxhCham), u.AsxhPhai, 1, 0.5)
}

func (u *nativeUnit) l6_5() nativeMark {
	switch {
	case over(u.KtTienXong, u.KtTienPhai):
		return instead(notScorable)
	case u.KtTienPhai < 0:
		return withheld(u.KtTienPhai)
	case u.KtTienPhai == 0:
		return granted(1)
	}
	return share(u.KtTienXong, u.KtTienPhai, 1, 1)
}

func (u *nativeUnit) l6_6() nativeMark { return u.TcBc.points(0.5, 0.25, 0) }
func (u *nativeUnit) l6_7() nativeMark { return both(u.QcCo, u.QcCk) }

func (u *nativeUnit) l6_8() nativeMark {
	if over(u.TcGiao, u.TcTong) {
		return instead(notScorable)
	}
	if !u.CoDonViSuNghiep {
		return instead(notApplicable)
	}
	if m, out := empty(u.TcTong, notScorable); out {
		return m
	}
	return share(u.TcGiao, u.TcTong, 1, 1)
}

func (u *nativeUnit) l7_1() nativeMark { return dated(u.CdsNgay, cdsHan, 0.5, 0.25) }

func (u *nativeUnit) l7_2() nativeMark {
	if over2(u.CdsDungHan, u.CdsCham, u.CdsPhai) {
		return instead(notScorable)
	}
	if m, out := empty(u.CdsPhai, notScorable); out {
		return m
	}
	return shareFrom(half(u.CdsDungHan, u.CdsCham), u.CdsPhai, 0.8, 1.5)
}

func (u *nativeUnit) l7_3() nativeMark {
	if over(u.VbdDungHan, u.VbdTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.VbdTong, notScorable); out {
		return m
	}
	return share(u.VbdDungHan, u.VbdTong, 0.9, 1.5)
}

func (u *nativeUnit) l7_4() nativeMark {
	if over(u.VbdtKy, u.VbdtTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.VbdtTong, notScorable); out {
		return m
	}
	return shareFrom(u.VbdtKy, u.VbdtTong, 0.9, 2)
}

func (u *nativeUnit) l7_5() nativeMark {
	if over(u.CksDung, u.CksTong) {
		return instead(notScorable)
	}
	if m, out := empty(u.CksTong, notScorable); out {
		return m
	}
	return share(u.CksDung, u.CksTong, 1, 0.5)
}

func (u *nativeUnit) l7_6_1() nativeMark {
	if over(u.DvcTt, u.DvcDk) || over(u.DvcPs, u.DvcTt) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.DvcDk, notScorable); out {
		return m
	}
	return share(u.DvcTt, u.DvcDk, 0.8, 0.75)
}

func (u *nativeUnit) l7_6_2() nativeMark {
	if over(u.HsTt, u.HsTn) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.HsTn, notApplicable); out {
		return m
	}
	return share(u.HsTt, u.HsTn, 0.8, 2)
}

func (u *nativeUnit) l7_6_3() nativeMark {
	if over(u.DvcTt, u.DvcDk) || over(u.DvcPs, u.DvcTt) {
		return instead(notScorable)
	}
	if !u.CoTthc {
		return instead(notApplicable)
	}
	if m, out := empty(u.DvcDk, notScorable); out {
		return m
	}
	switch {
	case u.DvcTt < 0:
		return withheld(u.DvcTt)
	case u.DvcTt == 0:
		return granted(0)
	}
	return share(u.DvcPs, u.DvcTt, 0.6, 1)
}

func (u *nativeUnit) l7_6_4() nativeMark {
	if over(u.PhiTt, u.PhiHs) {
		return instead(notScorable)
	}
	if !u.CoTthc || !u.CoTthcThuPhi {
		return instead(notApplicable)
	}
	if m, out := empty(u.PhiHs, notApplicable); out {
		return m
	}
	return share(u.PhiTt, u.PhiHs, 0.8, 1.25)
}

func (u *nativeUnit) l7_7() nativeMark {
	if over(u.KnHtXong, u.KnHtPhai) {
		return instead(notScorable)
	}
	if !u.QuanLyHeThong {
		return instead(notApplicable)
	}
	if m, out := empty(u.KnHtPhai, notScorable); out {
		return m
	}
	return share(u.KnHtXong, u.KnHtPhai, 1, 1)
}

// mean is the group's mean answer as a share of the scale of five; false when the group does not count.
func (g *nativeGroup) mean() (float64, bool) {
	n := g.N1 + g.N2 + g.N3 + g.N4 + g.N5
	if !g.Given || g.Valid < sample || n == 0 {
		return 0, false
	}
	return (g.N1 + 2*g.N2 + 3*g.N3 + 4*g.N4 + 5*g.N5) / (5 * n), true
}

func surveyed(g *nativeGroup, max float64) nativeMark {
	if !g.Given {
		return instead(notScorable)
	}
	mean, ok := g.mean()
	if !ok {
		return instead(notApplicable)
	}
	return granted(mean * max)
}

func (u *nativeUnit) l8_1() nativeMark { return surveyed(&u.XhhDbhdnd, 5) }
func (u *nativeUnit) l8_2() nativeMark { return surveyed(&u.XhhLanhDaoXa, 7) }

func (u *nativeUnit) l8_3() nativeMark {
	a, okA := u.XhhChuyenMonXa1.mean()
	b, okB := u.XhhChuyenMonXa2.mean()
	switch {
	case okA && okB:
		return granted((a + b) / 2 * 6)
	case okA:
		return granted(a * 6)
	case okB:
		return granted(b * 6)
	case u.XhhChuyenMonXa1.Given || u.XhhChuyenMonXa2.Given:
		return instead(notApplicable)
	}
	return instead(notScorable)
}

func (u *nativeUnit) l8_4() nativeMark {
	switch {
	case !u.CoTthc:
		return instead(notApplicable)
	case !u.SipasSk:
		return instead(notDue)
	case u.SipasMau < 0:
		return withheld(u.SipasMau)
	case u.SipasMau < sample:
		return instead(notApplicable)
	case u.SipasDv < 0:
		return withheld(u.SipasDv)
	}
	return granted(rising(u.SipasDv/100, 1, 12))
}

const nativeLeaves = 75

// nativeMax are the maxima of the leaves.
var nativeMax = [nativeLeaves]float64{
	1, 1, 2, 2, 0.5, 1, 1, 1.5, 1.5, 1.5, 1,
	2, 1, 1, 0.5, 0.5, 1, 1,
	1, 0.75, 0.75, 1.25, 1, 0.75, 0.5, 0.5, 0.5, 3, 0.5, 1.5, 1, 0.5, 0.25, 0.75, 0.5,
	1.25, 0.75, 1.5, 1, 0.5, 1, 0.5, 0.5,
	1, 1, 0.5, 1.5, 1, 1, 1, 1, 1, 1,
	0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 1,
	0.5, 1.5, 1.5, 2, 0.5, 0.75, 2, 1, 1.25, 1,
	5, 7, 6, 12,
}

// score gives the marks of all leaves in printed order, the points and the applied maximum.
func (u *nativeUnit) score(out *[nativeLeaves]nativeMark) (points, applied float64) {
	*out = [nativeLeaves]nativeMark{
		u.l1_1_1(), u.l1_1_2(), u.l1_1_3(), u.l1_2_1(), u.l1_2_2(), u.l1_3_1(), u.l1_3_2(), u.l1_4_1(), u.l1_5_1(), u.l1_6(), u.l1_7(),
		u.l2_1_1(), u.l2_1_2(), u.l2_2_1(), u.l2_2_2(), u.l2_2_3(), u.l2_3(), u.l2_4(),
		u.l3_1_1(), u.l3_1_2(), u.l3_1_3(), u.l3_2_1(), u.l3_2_2(), u.l3_2_3(), u.l3_3_1(), u.l3_3_2(), u.l3_3_3(),
		u.l3_4_1(), u.l3_4_2(), u.l3_4_3(), u.l3_5_1(), u.l3_5_2(), u.l3_6_1(), u.l3_6_2(), u.l3_6_3(),
		u.l4_1(), u.l4_2(), u.l4_3(), u.l4_4_1(), u.l4_4_2(), u.l4_5_1(), u.l4_5_2(), u.l4_5_3(),
		u.l5_1(), u.l5_2(), u.l5_3(), u.l5_4(), u.l5_5(), u.l5_6(), u.l5_7(), u.l5_8(), u.l5_9(), u.l5_10(),
		u.l6_1(), u.l6_2(), u.l6_3(), u.l6_4(), u.l6_5(), u.l6_6(), u.l6_7(), u.l6_8(),
		u.l7_1(), u.l7_2(), u.l7_3(), u.l7_4(), u.l7_5(), u.l7_6_1(), u.l7_6_2(), u.l7_6_3(), u.l7_6_4(), u.l7_7(),
		u.l8_1(), u.l8_2(), u.l8_3(), u.l8_4(),
	}
	for i := range out {
		points += out[i].points
		switch out[i].state {
		case notApplicable:
		case notDue:
			if !u.final {
				applied += nativeMax[i]
			}
		default:
			applied += nativeMax[i]
		}
	}
	return points, applied
}
