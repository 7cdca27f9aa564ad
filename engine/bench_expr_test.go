package engine_test

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// The 75 subcriteria once more as sources for expr's virtual machine, over the same struct and with the same meaning
// as the native functions. A result is points, or the number of a state where it is -2 or less. Builtins and lists cost
// most in expr, so they are used only where nothing else does.

// exprUnknown gives the least of operands when one is unknown, before what follows.
func exprUnknown(names ...string) string {
	var b strings.Builder
	for i, a := range names {
		fmt.Fprintf(&b, "%s < 0 ? ", a)
		least := a
		for _, o := range names[i+1:] {
			least = fmt.Sprintf("(%s < %s ? %s : %s)", least, o, least, o)
		}
		fmt.Fprintf(&b, "%s : ", least)
	}
	return b.String()
}

// exprOver refuses parts that exceed their whole.
func exprOver(whole string, parts ...string) string {
	return fmt.Sprintf("%s >= 0.0 and %s >= 0.0 and %s > %s ? -4.0 : ", strings.Join(parts, " >= 0.0 and "), whole, strings.Join(parts, " + "), whole)
}

// exprEmpty says what a whole of 0 gives.
func exprEmpty(whole, zero string) string {
	return fmt.Sprintf("%s < 0.0 ? %s : %s == 0.0 ? %s : ", whole, whole, whole, zero)
}

func exprRising(t, target, max string) string {
	return fmt.Sprintf("let t = %s; t >= %s ? %s : t <= 0.0 ? 0.0 : t / %s * %s", t, target, max, target, max)
}

func exprFrom(t, from, max string) string {
	return fmt.Sprintf("let t = %s; t < %s ? 0.0 : t >= 1.0 ? %s : t * %s", t, from, max, max)
}

func exprShare(part, whole, target, max string) string {
	return exprUnknown(part) + "(" + exprRising(part+" / "+whole, target, max) + ")"
}

func exprHalf(full, late, whole, target, max string) string {
	return exprUnknown(full, late) + "(" + exprRising("("+full+" + 0.5 * "+late+") / "+whole, target, max) + ")"
}

func exprLeft(part, whole, target, max string) string {
	return exprUnknown(part) + "(" + exprRising("("+whole+" - "+part+") / "+whole, target, max) + ")"
}

const (
	exprTthc   = "!CoTthc ? -5.0 : "
	exprLegal  = "!DuocGiaoVbqppl ? -5.0 : "
	exprOwners = "PcPhai < 0.0 ? PcPhai : PcPhai == 0.0 ? (PcClaimed ? -4.0 : -5.0) : "
)

func exprDeducted(start, count, each string) string {
	return fmt.Sprintf("%s < 0.0 ? %s : %s * %s >= %s ? 0.0 : %s - %s * %s", count, count, count, each, start, start, count, each)
}

func exprDated(date string, limit int32, onTime, late string) string {
	return fmt.Sprintf("%s == -1 ? 0.0 : %s < 0 ? -3.0 : %s <= %d ? %s : %s", date, date, date, limit, onTime, late)
}

func exprDoc(d, onTime, late, none string) string {
	return fmt.Sprintf("%[1]s.Issued == -1 ? %[4]s : %[1]s.Issued == -2 ? -2.0 : %[1]s.Issued == -3 ? -3.0 : %[1]s.Late < 0 ? -2.0 : %[1]s.Late == 0 ? %[2]s : %[3]s", d, onTime, late, none)
}

// exprSum adds parts of which none is unknown; else the least state.
func exprSum(parts ...string) string {
	var names []string
	var b strings.Builder
	for i, p := range parts {
		names = append(names, "p"+strconv.Itoa(i))
		fmt.Fprintf(&b, "let p%d = (%s); ", i, p)
	}
	for i, a := range names {
		least := a
		for _, o := range names[i+1:] {
			least = fmt.Sprintf("(%s < %s ? %s : %s)", least, o, least, o)
		}
		fmt.Fprintf(&b, "%s <= -2.0 ? %s : ", a, least)
	}
	return b.String() + strings.Join(names, " + ")
}

func exprBoth(a, b string) string {
	return fmt.Sprintf("%s < 0 or %s < 0 ? -3.0 : 0.25 * (%s + %s)", a, b, a, b)
}

func exprMean(g string) string {
	return fmt.Sprintf("(%[1]s.N1 + 2.0 * %[1]s.N2 + 3.0 * %[1]s.N3 + 4.0 * %[1]s.N4 + 5.0 * %[1]s.N5) / (5.0 * (%[1]s.N1 + %[1]s.N2 + %[1]s.N3 + %[1]s.N4 + %[1]s.N5))", g)
}

func exprSurvey(g, max string) string {
	return fmt.Sprintf("!%[1]s.Given ? -4.0 : %[1]s.Valid < 30.0 ? -5.0 : %[2]s * %[3]s", g, exprMean(g), max)
}

func exprSources() []string {
	kn, mckn, pckn := exprOver("KnPhai", "KnXong", "KnDang"), exprOver("McknPhai", "McknXong", "McknDang"), exprOver("PcknPhai", "PcknXong", "PcknDang")
	rs := exprOver("RsKh", "RsXong") + exprOver("RsXong", "DghSo")
	pakn := exprOver("PaknTong", "PaknDungHan") + exprOver("PaknTong", "PaknXau")
	dvc := exprOver("DvcDk", "DvcTt") + exprOver("DvcTt", "DvcPs")
	pc := exprOver("PcPhai", "PcXong")
	return []string{
		"Kh.Issued >= 0 and Kh.Late > 17 ? 0.0 : " + exprDoc("Kh", "1.0", "0.5", "-0.5"),
		"KhLinhVuc < 0.0 or KhPhanCong < 0 or KhKinhPhi < 0 ? -3.0 : (let n = (KhLinhVuc >= 7.0 ? 1 : 0) + KhPhanCong + KhKinhPhi; n == 3 ? 1.0 : n == 2 ? 0.5 : 0.0)",
		exprOver("KhPhai", "KhDungHan", "KhCham") + exprEmpty("KhPhai", "-4.0") + exprUnknown("KhDungHan", "KhCham") + "(" + exprFrom("(KhDungHan + 0.5 * KhCham) / KhPhai", "0.8", "2.0") + ")",
		`len(BaoCao) == 0 ? -2.0 : any(BaoCao, .Late == -3) ? -3.0 : any(BaoCao, .Late == -2) ? -2.0 :
			(let points = 2.0 - 0.25 * count(BaoCao, .Late > 0) - 0.5 * count(BaoCao, .Late == -1 and !.Yearly) - count(BaoCao, .Late == -1 and .Yearly); points < 0.0 ? 0.0 : points)`,
		exprDeducted("0.5", "BcTraLai", "0.1"),
		exprOver("TktTong", "TktSo") + "!CoDonViTrucThuoc ? -5.0 : " + exprEmpty("TktTong", "-4.0") + "TktSo < 0.0 ? TktSo : (let t = TktSo / TktTong; t >= 0.3 ? 1.0 : t >= 0.2 ? 0.5 : 0.0)",
		kn + "KtTinh < 0 ? -3.0 : KtTinh == 0 ? -5.0 : " + exprEmpty("KnPhai", "1.0") + exprHalf("KnXong", "KnDang", "KnPhai", "1.0", "1.0"),
		exprSum("TbSo < 0.0 ? TbSo : TbSo >= 12.0 ? 1.0 : TbSo >= 6.0 ? 0.5 : TbSo >= 1.0 ? 0.25 : 0.0", "TbBc < 0 ? -3.0 : TbBc == 1 ? 0.25 : 0.0", exprDated("TtNgay", hanTuyenTruyen, "0.25", "0.1")),
		"SkSo < 0.0 ? SkSo : SkSo >= 2.0 ? 1.5 : 0.75 * SkSo",
		exprOver("NvgTong", "NvgDungHan", "NvgCham") + exprEmpty("NvgTong", "-5.0") + "NvgDungHan < 0.0 ? NvgDungHan : (let t = NvgDungHan / NvgTong; t >= 1.0 ? 1.5 : t >= 0.9 ? 1.0 : t >= 0.8 ? 0.5 : 0.0)",
		exprSum(exprDated("TdgNgay", hanTuDanhGia, "0.4", "0.0"), "TdgNgay == -1 ? 0.0 : TdgNgay < 0 ? -3.0 : TdgThieu < 0.0 ? TdgThieu : TdgThieu == 0.0 ? 0.25 : 0.0",
			exprDoc("DsMau", "0.15", "0.0", "0.0"), exprDated("GopYNgay", hanGopYDieuTra, "0.1", "0.0"), exprDated("PmNgay", hanPhanMem, "0.1", "0.0")),
		exprOver("VbPhai", "VbDungHan", "VbCham") + exprLegal + exprEmpty("VbPhai", "-4.0") + exprHalf("VbDungHan", "VbCham", "VbPhai", "1.0", "2.0"),
		exprLegal + "VbTrai < 0.0 ? VbTrai : VbTrai == 0.0 ? 1.0 : 0.0",
		exprDoc("RsVb", "1.0", "0.5", "0.0"),
		exprOver("VbxlPhai", "VbxlXong") + exprEmpty("VbxlPhai", "0.5") + exprShare("VbxlXong", "VbxlPhai", "1.0", "0.5"),
		exprOver("CsPhai", "CsDungHan") + exprEmpty("CsPhai", "-5.0") + exprShare("CsDungHan", "CsPhai", "1.0", "0.5"),
		exprDated("TdBcNgay", hanTheoDoiThpl, "1.0", "0.5"),
		exprOver("PbKh", "PbXong") + exprEmpty("PbKh", "-4.0") + exprShare("PbXong", "PbKh", "1.0", "1.0"),
		rs + exprTthc + exprEmpty("RsKh", "-4.0") + "RsXong < 0.0 ? RsXong : (" + exprFrom("RsXong / RsKh", "0.8", "1.0") + ")",
		rs + exprTthc + exprEmpty("RsKh", "-4.0") + exprEmpty("RsXong", "0.0") + "DghSo < 0.0 ? DghSo : (let t = DghSo / RsXong; t >= 0.2 ? 0.75 : t >= 0.1 ? 0.5 : 0.0)",
		exprOver("TgQd", "TgSau") + exprTthc + exprEmpty("TgQd", "-4.0") + exprLeft("TgSau", "TgQd", "0.3", "0.75"),
		exprOver("CbttPhai", "CbttDungHan", "CbttCham") + exprTthc + "CbttPhai == 0.0 and CbttClaimed ? -4.0 : " + exprEmpty("CbttPhai", "1.25") + exprHalf("CbttDungHan", "CbttCham", "CbttPhai", "1.0", "1.25"),
		exprTthc + exprDeducted("1.0", "TthcSai", "0.25"),
		exprOver("TthcTong", "QtNb") + exprOver("TthcTong", "QtDt") + exprTthc + exprEmpty("TthcTong", "-4.0") + exprUnknown("QtNb", "QtDt") + "(" + exprRising("(0.5 * QtNb + 0.5 * QtDt) / TthcTong", "1.0", "0.75") + ")",
		exprOver("McPhai", "McCo") + exprTthc + exprEmpty("McPhai", "-4.0") + exprShare("McCo", "McPhai", "1.0", "0.5"),
		exprOver("PdgDm", "PdgQt") + exprTthc + exprEmpty("PdgDm", "-5.0") + exprShare("PdgQt", "PdgDm", "1.0", "0.5"),
		mckn + exprTthc + "McKt < 0 ? -3.0 : McKt == 0 ? -5.0 : " + exprEmpty("McknPhai", "0.5") + exprHalf("McknXong", "McknDang", "McknPhai", "1.0", "0.5"),
		exprTthc + exprUnknown("HsDungHan", "HsQuaHan", "HsDangQuaHan") + "(let n = HsDungHan + HsQuaHan + HsDangQuaHan; n == 0.0 ? -5.0 : (" + exprFrom("HsDungHan / n", "0.95", "3.0") + "))",
		exprOver("XlPhai", "XlGui") + exprTthc + exprEmpty("XlPhai", "0.5") + exprShare("XlGui", "XlPhai", "1.0", "0.5"),
		exprTthc + "Qd766 < 0.0 ? Qd766 : (" + exprRising("Qd766 / 100.0", "1.0", "1.5") + ")",
		pakn + exprEmpty("PaknTong", "1.0") + exprShare("PaknDungHan", "PaknTong", "1.0", "1.0"),
		pakn + exprEmpty("PaknTong", "0.5") + exprLeft("PaknXau", "PaknTong", "1.0", "0.5"),
		exprTthc + "HdSo < 0.0 ? HdSo : HdSo >= 3.0 ? 0.25 : HdSo >= 1.0 ? 0.1 : 0.0",
		exprOver("ShPhai", "ShXong") + exprTthc + exprEmpty("ShPhai", "-5.0") + exprShare("ShXong", "ShPhai", "0.9", "0.75"),
		exprOver("TsdTong", "TsdSo") + exprTthc + exprEmpty("TsdTong", "-5.0") + exprShare("TsdSo", "TsdTong", "0.5", "0.5"),
		exprOver("BmPhai", "BmDungHan", "BmCham") + "!BmSk ? -2.0 : " + exprEmpty("BmPhai", "-4.0") + exprHalf("BmDungHan", "BmCham", "BmPhai", "1.0", "1.25"),
		exprDeducted("0.75", "LdVuot", "0.25"),
		exprDoc("Cnnv", "1.5", "0.75", "0.0"),
		exprUnknown("BcCoMat", "BcGiao") + "BcCoMat > BcGiao ? 0.0 : !CoDonViSuNghiep ? 1.0 : " + exprUnknown("SnCoMat", "SnGiao") + "SnCoMat > SnGiao ? 0.0 : 1.0",
		exprDoc("Bcbc", "0.5", "0.25", "0.0"),
		pc + exprOwners + exprShare("PcXong", "PcPhai", "1.0", "1.0"),
		pc + exprOwners + exprDated("PcBcNgay", hanBaoCaoPhanCap, "0.5", "0.25"),
		pc + pckn + exprOwners + "PcKt == 0 ? 0.0 : PcKt < 0 or PcknPhai < 0.0 ? -3.0 : PcknPhai == 0.0 ? (PcKtClaimed ? -4.0 : 0.5) : " + exprHalf("PcknXong", "PcknDang", "PcknPhai", "1.0", "0.5"),
		exprDoc("Vtvl", "1.0", "0.5", "0.0"),
		exprOver("VtvlTong", "VtvlDung") + exprEmpty("VtvlTong", "-4.0") + exprShare("VtvlDung", "VtvlTong", "1.0", "1.0"),
		exprBoth("DtKh", "DtBc"),
		exprEmpty("DtChiTieu", "-4.0") + "DtLuot < 0.0 ? DtLuot : (" + exprFrom("DtLuot / DtChiTieu", "0.8", "1.5") + ")",
		`DgTk.Issued == -1 ? 0.0 : DgTk.Issued == -2 ? -2.0 : DgTk.Issued == -3 ? -3.0 : DgBc.Issued == -1 ? 0.0 : DgBc.Issued == -2 ? -2.0 : DgBc.Issued == -3 ? -3.0 :
			DgTk.Late > 0 or DgBc.Late > 0 ? 0.5 : DgTk.Late < 0 or DgBc.Late < 0 ? -2.0 : 1.0`,
		exprDeducted("1.0", "DgSai", "0.25"),
		exprOver("CbTong", "CbDu") + exprEmpty("CbTong", "-4.0") + exprShare("CbDu", "CbTong", "1.0", "1.0"),
		exprOver("CbKt", "CbLoi") + exprEmpty("CbKt", "-5.0") + exprLeft("CbLoi", "CbKt", "1.0", "1.0"),
		exprDeducted("1.0", "KcVp", "0.25"),
		exprOver("KlNv", "KlLd") + "KlLd < 0.0 ? KlLd : KlLd > 0.0 ? -0.5 : " + exprDeducted("1.0", "KlNv", "0.25"),
		exprSum(exprDated("CkDtNgay", hanCkDuToan, "0.25", "0.1"), exprDated("CkQtNgay", hanCuoiNam, "0.25", "0.1")),
		exprSum(exprDated("GuiQtNgay", hanCuoiNam, "0.2", "0.0"), exprDated("GuiDtNgay", hanCuoiNam, "0.2", "0.0"), exprDated("GuiPbNgay", hanCuoiNam, "0.1", "0.0")),
		exprOver("GnKh", "GnTh") + exprEmpty("GnKh", "-4.0") + exprShare("GnTh", "GnKh", "0.95", "0.5"),
		exprOver("AsxhPhai", "AsxhDungHan", "AsxhCham") + exprEmpty("AsxhPhai", "-5.0") + exprHalf("AsxhDungHan", "AsxhCham", "AsxhPhai", "1.0", "0.5"),
		exprOver("KtTienPhai", "KtTienXong") + exprEmpty("KtTienPhai", "1.0") + exprShare("KtTienXong", "KtTienPhai", "1.0", "1.0"),
		exprDoc("TcBc", "0.5", "0.25", "0.0"),
		exprBoth("QcCo", "QcCk"),
		exprOver("TcTong", "TcGiao") + "!CoDonViSuNghiep ? -5.0 : " + exprEmpty("TcTong", "-4.0") + exprShare("TcGiao", "TcTong", "1.0", "1.0"),
		exprDated("CdsNgay", cdsHan, "0.5", "0.25"),
		exprOver("CdsPhai", "CdsDungHan", "CdsCham") + exprEmpty("CdsPhai", "-4.0") + exprUnknown("CdsDungHan", "CdsCham") + "(" + exprFrom("(CdsDungHan + 0.5 * CdsCham) / CdsPhai", "0.8", "1.5") + ")",
		exprOver("VbdTong", "VbdDungHan") + exprEmpty("VbdTong", "-4.0") + exprShare("VbdDungHan", "VbdTong", "0.9", "1.5"),
		exprOver("VbdtTong", "VbdtKy") + exprEmpty("VbdtTong", "-4.0") + "VbdtKy < 0.0 ? VbdtKy : (" + exprFrom("VbdtKy / VbdtTong", "0.9", "2.0") + ")",
		exprOver("CksTong", "CksDung") + exprEmpty("CksTong", "-4.0") + exprShare("CksDung", "CksTong", "1.0", "0.5"),
		dvc + exprTthc + exprEmpty("DvcDk", "-4.0") + exprShare("DvcTt", "DvcDk", "0.8", "0.75"),
		exprOver("HsTn", "HsTt") + exprTthc + exprEmpty("HsTn", "-5.0") + exprShare("HsTt", "HsTn", "0.8", "2.0"),
		dvc + exprTthc + exprEmpty("DvcDk", "-4.0") + exprEmpty("DvcTt", "0.0") + exprShare("DvcPs", "DvcTt", "0.6", "1.0"),
		exprOver("PhiHs", "PhiTt") + "!CoTthc or !CoTthcThuPhi ? -5.0 : " + exprEmpty("PhiHs", "-5.0") + exprShare("PhiTt", "PhiHs", "0.8", "1.25"),
		exprOver("KnHtPhai", "KnHtXong") + "!QuanLyHeThong ? -5.0 : " + exprEmpty("KnHtPhai", "-4.0") + exprShare("KnHtXong", "KnHtPhai", "1.0", "1.0"),
		exprSurvey("XhhDbhdnd", "5.0"),
		exprSurvey("XhhLanhDaoXa", "7.0"),
		"!XhhChuyenMonXa1.Given and !XhhChuyenMonXa2.Given ? -4.0 : (let a = XhhChuyenMonXa1.Given and XhhChuyenMonXa1.Valid >= 30.0; let b = XhhChuyenMonXa2.Given and XhhChuyenMonXa2.Valid >= 30.0; a and b ? (" +
			exprMean("XhhChuyenMonXa1") + " + " + exprMean("XhhChuyenMonXa2") + ") / 2.0 * 6.0 : a ? " + exprMean("XhhChuyenMonXa1") + " * 6.0 : b ? " + exprMean("XhhChuyenMonXa2") + " * 6.0 : -5.0)",
		exprTthc + "!SipasSk ? -2.0 : SipasMau < 0.0 ? SipasMau : SipasMau < 30.0 ? -5.0 : SipasDv < 0.0 ? SipasDv : (" + exprRising("SipasDv / 100.0", "1.0", "12.0") + ")",
	}
}

var exprField = regexp.MustCompile(`\b[A-Z]\w*(\.[A-Z]\w*)?\b`)

// exprOnce reads each field that a source names several times into a variable first: reading a field is what costs expr
// most, a variable nearly nothing.
func exprOnce(source string) string {
	if strings.Contains(source, "BaoCao") { // its predicates name fields of the rows
		return source
	}
	uses := map[string]int{}
	var order []string
	for _, f := range exprField.FindAllString(source, -1) {
		if uses[f]++; uses[f] == 2 {
			order = append(order, f)
		}
	}
	var lets strings.Builder
	variable := func(f string) string { return "v" + strings.ReplaceAll(f, ".", "") }
	for _, f := range order {
		fmt.Fprintf(&lets, "let %s = %s; ", variable(f), f)
	}
	return lets.String() + exprField.ReplaceAllStringFunc(source, func(f string) string {
		if uses[f] < 2 {
			return f
		}
		return variable(f)
	})
}

func exprPrograms(tb testing.TB, env any) []*vm.Program {
	tb.Helper()
	var out []*vm.Program
	for i, source := range exprSources() {
		p, err := expr.Compile(exprOnce(source), expr.Env(env), expr.Optimize(true))
		if err != nil {
			tb.Fatalf("leaf %d: %v", i, err)
		}
		out = append(out, p)
	}
	if len(out) != nativeLeaves {
		tb.Fatalf("%d sources for %d leaves", len(out), nativeLeaves)
	}
	return out
}

// exprScore runs all programs on a unit in one reused machine.
func exprScore(machine *vm.VM, programs []*vm.Program, u any, out *[nativeLeaves]nativeMark) error {
	for i, p := range programs {
		v, err := machine.Run(p, u)
		if err != nil {
			return err
		}
		x, ok := v.(float64)
		if !ok {
			return fmt.Errorf("leaf %d gives a %T", i, v)
		}
		if out[i] = (nativeMark{points: x}); x <= notDue {
			out[i] = nativeMark{state: int8(x)}
		}
	}
	return nil
}

// exprType is nativeUnit with every figure boxed: expr reads a field as an interface, and boxing at each read is what
// costs it most.
var exprType = sync.OnceValue(func() reflect.Type { return boxedType(reflect.TypeFor[nativeUnit]()) })

func boxedType(t reflect.Type) reflect.Type {
	var fields []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case !f.IsExported():
			continue
		case f.Type.Kind() == reflect.Struct:
			f.Type = boxedType(f.Type)
		case f.Type.Kind() != reflect.Slice:
			f.Type = reflect.TypeFor[any]()
		}
		fields = append(fields, reflect.StructField{Name: f.Name, Type: f.Type})
	}
	return reflect.StructOf(fields)
}

// boxed copies a unit into a new value of exprType and gives a pointer to it.
func boxed(u *nativeUnit) any {
	p := reflect.New(exprType())
	box(p.Elem(), reflect.ValueOf(u).Elem())
	return p.Interface()
}

func box(to, from reflect.Value) {
	for i := range from.NumField() {
		f := from.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		into, v := to.FieldByName(f.Name), from.Field(i)
		switch v.Kind() {
		case reflect.Struct:
			box(into, v)
		case reflect.Int8, reflect.Int32:
			into.Set(reflect.ValueOf(int(v.Int())))
		default:
			into.Set(v)
		}
	}
}
