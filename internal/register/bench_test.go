package register_test

import (
	"fmt"
	"strings"
	"testing"

	"cchc/internal/register"
)

// bigRegister is a register of assigned tasks with rows spread over all departments and communes.
func bigRegister(rows int) []byte {
	units := theUnits().Scored("", extracted)
	var b strings.Builder
	b.WriteString("\ufeffma;noi_dung;han;ngay_xong;don_vi\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d/TB-UBND-%d;Nhiệm vụ số %d được giao;%02d/0%d/2026;%02d/0%d/2026;%s\n", i/7, i%7, i, i%28+1, i%8+1,
			(i+3)%28+1, i%8+1, units[i%len(units)].Code)
	}
	return []byte(b.String())
}

// BenchmarkRead20000 reads a register of 20,000 rows.
func BenchmarkRead20000(b *testing.B) {
	data, known := bigRegister(20_000), theKnown(b)
	r, _ := theRegisters().ByID("nhiem-vu-giao")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if reading := register.Read(r, known, "nv.csv", data, extracted); len(reading.Mistakes) > 0 || reading.Rows != 20_000 {
			b.Fatalf("%d rows, mistakes %v", reading.Rows, reading.Mistakes[:min(3, len(reading.Mistakes))])
		}
	}
}

// BenchmarkMerge20000 merges it into an empty year.
func BenchmarkMerge20000(b *testing.B) {
	data, known := bigRegister(20_000), theKnown(b)
	r, _ := theRegisters().ByID("nhiem-vu-giao")
	reading := register.Read(r, known, "nv.csv", data, extracted)
	b.ReportAllocs()
	for b.Loop() {
		thePlan(b, reading, known, r.Office, true)
	}
}
