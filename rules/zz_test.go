package rules_test
import ("testing";"math/rand";"time";"os")
func TestZZ(t *testing.T){
 seeds:=[]string{base(t)}
 for _, n := range []string{"many","too-deep","formula-block","case-report-field"} { b,_:=os.ReadFile("testdata/bad/"+n+".yaml"); seeds=append(seeds,string(b)) }
 r:=rand.New(rand.NewSource(1)); n:=0
 start:=time.Now()
 for time.Since(start)<10*time.Second {
  b:=[]byte(seeds[r.Intn(len(seeds))])
  for k:=r.Intn(6)+1;k>0;k-- { i:=r.Intn(len(b)); switch r.Intn(5){ case 0: b[i]=byte(r.Intn(128)); case 1: b=append(b[:i],b[min(len(b),i+r.Intn(10)):]...); if len(b)==0 {b=[]byte("x")}; case 2: j:=r.Intn(len(b)); b=append(append(append([]byte{},b[:i]...),b[j:min(len(b),j+20)]...),b[i:]...); case 3: b[i]="{}[]:,#!&*|>'\"%@`-? \n"[r.Intn(21)]; case 4: b[i]=' ' } }
  s:=time.Now(); loaded,found:=loadText(string(b)); n++
  if (loaded==nil)!=found.HasErrors(){ t.Error("mismatch") }
  render(found)
  if d:=time.Since(s); d>300*time.Millisecond { t.Log(d); os.WriteFile("/tmp/slow.yaml",b,0o644) }
 }
 t.Log(n)
}
