package store
import ("testing";"os";"cchc/seeds")
func BenchmarkVar(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s, _ := demo(b, seeds.DefaultUnits())
		drafts := manyFacts(20_000)
		for _, st := range []string{os.Getenv("VAR")} { if st != "" { _, err := s.write.Exec(st); must(b, err) } }
		b.StartTimer()
		_, err := s.Append(ctx, drafts)
		must(b, err)
	}
}
