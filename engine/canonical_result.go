package engine

import "cchc/internal/canon"

// Hash identifies a result. Two results are the same when their canonical bytes are.
func (r *Result) Hash() (string, error) {
	b, err := r.Canonical()
	if err != nil {
		return "", err
	}
	return canon.Hash(ResultDomain, b), nil
}

// Canonical gives the result's canonical bytes: every number exact, sentences as ids with typed values, so that a change
// of wording changes no hash.
func (r *Result) Canonical() ([]byte, error) {
	var w canon.Writer
	w.Obj()
	w.Key("as_of")
	w.Day(r.AsOf)
	w.Key("case")
	w.Str(r.CaseHash)
	w.Key("closed")
	w.Bool(r.Closed)
	field(&w, "references", r.References)
	w.Key("set")
	w.Str(r.Set.Hash)
	w.Key("stage")
	w.Str(r.Stage.String())
	w.Key("units")
	w.Arr()
	for i := range r.Units {
		r.Units[i].write(&w)
	}
	w.EndArr()
	w.EndObj()
	return w.Bytes()
}

func (u *UnitResult) write(w *canon.Writer) {
	w.Obj()
	w.Key("applied")
	w.Num(u.Applied)
	field(w, "block", u.Block)
	w.Key("blocked")
	w.Bool(u.Blocked)
	w.Key("bound")
	w.Bool(u.Bound)
	field(w, "class", u.Class)
	w.Key("exact")
	w.Num(u.Exact)
	if u.Scorable {
		w.Key("index")
		w.Num(u.Index)
	}
	w.Key("ledger")
	w.Arr()
	for _, l := range u.Ledger {
		w.Obj()
		w.Key("amount")
		w.Num(l.Amount)
		field(w, "branch", l.Branch)
		w.Key("code")
		w.Str(u.Nodes[l.Node].Code)
		w.Key("kind")
		w.Str(string(l.Kind))
		w.EndObj()
	}
	w.EndArr()
	w.Key("lost")
	w.Num(u.Lost)
	w.Key("max")
	w.Num(u.Max)
	w.Key("nodes")
	w.Arr()
	for i := range u.Nodes {
		u.Nodes[i].write(w)
	}
	w.EndArr()
	if u.NotRanked.ID != "" {
		w.Key("not_ranked")
		u.NotRanked.write(w)
	}
	w.Key("points")
	w.Num(u.Points)
	if u.Rank > 0 {
		w.Key("rank")
		w.Int(int64(u.Rank))
	}
	w.Key("reachable")
	w.Num(u.Reachable)
	w.Key("unit")
	w.Str(u.Unit)
	w.EndObj()
}

func (n *NodeResult) write(w *canon.Writer) {
	w.Obj()
	w.Key("applied")
	w.Num(n.Applied)
	if n.Bound {
		w.Key("bound")
		w.Bool(true)
	}
	field(w, "branch", n.Branch)
	w.Key("code")
	w.Str(n.Code)
	w.Key("lost")
	w.Num(n.Lost)
	w.Key("points")
	w.Num(n.Points)
	w.Key("reachable")
	w.Num(n.Reachable)
	if n.Reason.ID != "" {
		w.Key("reason")
		n.Reason.write(w)
	}
	w.Key("state")
	w.Str(string(n.State))
	w.EndObj()
}

func (r *Reason) write(w *canon.Writer) {
	w.Obj()
	if len(r.Args) > 0 {
		w.Key("args")
		w.Arr()
		for _, a := range r.Args {
			w.Obj()
			field(w, "as", a.As)
			w.Key("name")
			w.Str(a.Name)
			w.Key("value")
			writeValue(w, a.Value)
			w.EndObj()
		}
		w.EndArr()
	}
	field(w, "branch", r.Branch)
	w.Key("id")
	w.Str(r.ID)
	if len(r.Parts) > 0 {
		w.Key("parts")
		w.Arr()
		for i := range r.Parts {
			r.Parts[i].write(w)
		}
		w.EndArr()
	}
	w.EndObj()
}
