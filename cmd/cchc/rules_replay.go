package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/wording"
	"cchc/rules/impact"
)

const rulesReplayLong = `Tính lại hai bộ số liệu theo hai bản của bộ tiêu chí, đủ bốn kết quả, rồi tách chênh lệch điểm giữa (số liệu 1, bộ trước) và
(số liệu 2, bộ sau) thành ba phần, đúng đến số lẻ cuối cùng, cho từng đơn vị, từng tiêu chí và tổng cộng:

  do quy tắc  = số liệu 1 chấm theo bộ sau, trừ số liệu 1 chấm theo bộ trước
  do số liệu  = số liệu 2 chấm theo bộ trước, trừ số liệu 1 chấm theo bộ trước
  do cả hai   = phần còn lại: số liệu mới đáng giá thêm hay bớt bao nhiêu vì quy tắc mới

Hai bộ số liệu là hai thư mục CSV (--facts hai lần, --as-of một hoặc hai lần) hoặc một thư mục dữ liệu nhìn ở hai ngày
(--data, --as-of hai lần). Lần nêu đầu là bộ trước, số liệu 1. --unit in từng tiêu chí của một đơn vị; với --json thì units
chỉ có đơn vị đó.`

func newRulesReplay(a *app) *cobra.Command {
	var in evidenceFlags
	var sets []string
	var unit string
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Tách thay đổi điểm thành phần do quy tắc và phần do số liệu",
		Long:  rulesReplayLong,
		Example: "  cchc rules replay --set so-2026@1.0.0 --set ban-sua --data du-lieu-2026 --as-of 20/09/2026 --as-of 20/12/2026\n" +
			"  cchc rules replay --set so-2026 --set ban-sua --facts nam-truoc --facts nam-nay --as-of 31/03/2027",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(sets) != 2 {
				return fail(exitUsage, "cli.replay_sets")
			}
			both, err := in.pair()
			if err != nil {
				return err
			}
			r, err := a.revision(in.libraryDir(), sets[0], sets[1])
			if err != nil {
				return err
			}
			p := &replayPrint{impactPrint: &impactPrint{app: a, revision: r}}
			if err := p.score(cmd.Context(), both); err != nil {
				return err
			}
			one, err := p.one(unit)
			switch {
			case err != nil:
				return err
			case a.json:
				err = a.printJSON(p.replayJSON(one))
			default:
				p.print(one)
			}
			return p.later().finish(err)
		},
	}
	in.bind(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&sets, "set", nil, "hai `BỘ` tiêu chí: bộ trước, rồi bộ sau")
	flags.StringVar(&unit, "unit", "", "in từng tiêu chí của một `ĐƠN_VỊ`")
	cmd.RegisterFlagCompletionFunc("set", completeSets)
	return cmd
}

// pair gives the flags of the two bodies of evidence.
func (f *evidenceFlags) pair() ([2]*caseFlags, error) {
	var both [2]*caseFlags
	switch {
	case len(f.folders) == 2 && len(f.days) == 0:
		return both, missingFlag("--as-of")
	case len(f.folders) == 2 && len(f.days) <= 2:
		both[0], both[1] = f.one(f.folders[0], f.days[0]), f.one(f.folders[1], f.days[len(f.days)-1])
	case len(f.folders) == 2:
		return both, fail(exitUsage, "cli.replay_days")
	case len(f.folders) == 0 && f.dir() != "" && len(f.days) == 2:
		both[0], both[1] = f.one("", f.days[0]), f.one("", f.days[1])
	default:
		return both, fail(exitUsage, "cli.replay_facts")
	}
	return both, nil
}

// replayPrint prints a replay. Names and rounding are those of the later version on the second evidence.
type replayPrint struct {
	*impactPrint
	sources [2]*source
	*impact.Replay
}

func (p *replayPrint) score(ctx context.Context, both [2]*caseFlags) error {
	m := impact.Matrix{}
	for e, f := range both {
		s, err := p.app.source(ctx, f, p.revision)
		if err != nil {
			return err
		}
		s.noteLost(p.app)
		p.sources[e], p.source = s, s
		m.Results = append(m.Results, []*engine.Result{s.results[0].result, s.results[1].result})
	}
	for _, s := range p.sources[1].results {
		program, err := s.compiled()
		if err != nil {
			return err
		}
		m.Versions = append(m.Versions, program)
	}
	var err error
	p.Replay, err = m.Replay(0, 1, 0, 1)
	return err
}

// one finds the unit that a user names; nil for no name.
func (p *replayPrint) one(name string) (*impact.UnitSplit, error) {
	if name == "" {
		return nil, nil
	}
	u, err := p.later().plan.unitFor(name)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.Replay.Units, func(s impact.UnitSplit) bool { return s.Unit == u.Code })
	if at < 0 {
		return nil, fail(exitNotFound, "cli.replay_unit", u.Code)
	}
	return &p.Replay.Units[at], nil
}

// print prints all units, or one.
func (p *replayPrint) print(one *impact.UnitSplit) {
	p.printLabels(p.app)
	for e, s := range p.sources {
		fmt.Fprintln(p.stdout, wording.Message("cli.replay_source", strconv.Itoa(e+1), s.name, s.asOf().VN()))
	}
	fmt.Fprintln(p.stdout, wording.Message("cli.replay_stage", wording.Stage(p.later().c.Stage)))
	p.later().printDataLabels(p.app)
	if one != nil {
		p.printUnit(one)
		return
	}
	fmt.Fprintf(p.stdout, "\n%s\n", wording.Message("cli.replay_total", strconv.Itoa(len(p.Replay.Units))))
	p.printCorners(&p.Replay.Points, p.Split)
	p.printUnits()
	if len(p.Absent) > 0 {
		p.note("%s", wrap(wording.Message("cli.replay_absent", strconv.Itoa(len(p.Absent)), strings.Join(p.Absent, ", ")), 2))
	}
}

// printCorners prints the four results and what the difference is made of.
func (p *replayPrint) printCorners(c *impact.Corners, s impact.Split) {
	t := newTable("", p.before.Set.ID+" "+p.before.Set.Version+"#", p.after.Set.ID+" "+p.after.Set.Version+"#")
	for e := range c {
		t.add(wording.Message("cli.replay_corner", strconv.Itoa(e+1)), p.vn(c[e][0]), p.vn(c[e][1]))
	}
	t.write(p.stdout)
	fmt.Fprintln(p.stdout)
	t = newTable("Do quy tắc#", "Do số liệu#", "Do cả hai#", "Cộng#")
	t.add(p.split(s)...)
	t.write(p.stdout)
}

func (p *replayPrint) split(s impact.Split) []string {
	return []string{p.signed(s.Rule), p.signed(s.Evidence), p.signed(s.Interaction), p.signed(s.Sum())}
}

func (p *replayPrint) printUnits() {
	fmt.Fprintln(p.stdout)
	t := newTable("Đơn vị", "Số liệu 1\nbộ trước#", "Số liệu 1\nbộ sau#", "Số liệu 2\nbộ trước#", "Số liệu 2\nbộ sau#", "Do\nquy tắc#", "Do\nsố liệu#",
		"Do\ncả hai#", "Cộng#")
	for i := range p.Replay.Units {
		u := &p.Replay.Units[i]
		cells := []string{shortName(p.name(u.Unit))}
		for e := range 2 {
			for v := range 2 {
				cells = append(cells, p.vn(u.Points[e][v]))
			}
		}
		t.add(append(cells, p.split(u.Split)...)...)
	}
	t.write(p.stdout)
	fmt.Fprintln(p.stdout, wrap(wording.Message("cli.replay_note"), 0))
}

// printUnit prints the leaves of one unit in which anything differs.
func (p *replayPrint) printUnit(u *impact.UnitSplit) {
	fmt.Fprintf(p.stdout, "\n%s\n", p.name(u.Unit))
	p.printCorners(&u.Points, u.Split)
	fmt.Fprintln(p.stdout)
	t := newTable("Mã", "Tiêu chí", "Do\nquy tắc#", "Do\nsố liệu#", "Do\ncả hai#", "Cộng#")
	for i := range u.Leaves {
		l := &u.Leaves[i]
		t.add(append([]string{codeOf(l.Code, l.Gone), cut(p.leafName(l), nameWidth)}, p.split(l.Split)...)...)
	}
	t.write(p.stdout)
	fmt.Fprintln(p.stdout, wrap(wording.Message("cli.replay_note"), 0))
}

func (p *replayPrint) leafName(l *impact.LeafSplit) string {
	if l.Gone {
		return p.nameAt(p.before.Set.NodeByCode(l.Code), -1)
	}
	return p.nameAt(-1, p.after.Set.NodeByCode(l.Code))
}

// The contract of rules replay --json. Everything is exact: fractions. points are by evidence, then version:
// s00 is evidence 1 under the earlier version, s01 under the later, s10 and s11 evidence 2. rule, evidence and interaction
// add up to s11 − s00, for every unit, over its leaves, and in total. With --unit, units has that one alone.
type replayJSON struct {
	Before   setJSON         `json:"before"`
	After    setJSON         `json:"after"`
	Evidence []evidenceJSON  `json:"evidence"`
	Stage    string          `json:"stage"`
	Same     bool            `json:"same"`
	Total    splitJSON       `json:"total"`
	Units    []unitSplitJSON `json:"units"`
	Absent   []string        `json:"absent,omitempty"` // units that not all four results have
}

type evidenceJSON struct {
	Name     string `json:"name"`
	AsOf     string `json:"as_of"`
	Demo     bool   `json:"demo,omitempty"`
	Mistakes int    `json:"mistakes,omitempty"`
	// Lost are its decisions that say nothing under the later version.
	Lost []lostJSON `json:"lost_decisions,omitempty"`
}

type splitJSON struct {
	S00         string `json:"s00,omitempty"`
	S01         string `json:"s01,omitempty"`
	S10         string `json:"s10,omitempty"`
	S11         string `json:"s11,omitempty"`
	Rule        string `json:"rule"`
	Evidence    string `json:"evidence"`
	Interaction string `json:"interaction"`
	By          string `json:"by"`
}

type unitSplitJSON struct {
	Unit   string          `json:"unit"`
	Name   string          `json:"name,omitempty"`
	Block  string          `json:"block"`
	Split  splitJSON       `json:"split"`
	Leaves []leafSplitJSON `json:"leaves"`
}

type leafSplitJSON struct {
	Code  string    `json:"code"`
	Was   string    `json:"was,omitempty"`
	Gone  bool      `json:"gone,omitempty"` // only the earlier version has it
	Split splitJSON `json:"split"`
}

func newSplitJSON(c *impact.Corners, s impact.Split) splitJSON {
	out := splitJSON{Rule: s.Rule.Fraction(), Evidence: s.Evidence.Fraction(), Interaction: s.Interaction.Fraction(), By: s.Sum().Fraction()}
	if c != nil {
		for e, row := range [2][2]*string{{&out.S00, &out.S01}, {&out.S10, &out.S11}} {
			for v, text := range row {
				*text = c[e][v].Fraction()
			}
		}
	}
	return out
}

// replayJSON has all units, or one.
func (p *replayPrint) replayJSON(only *impact.UnitSplit) replayJSON {
	out := replayJSON{Before: loadedJSON(p.before), After: loadedJSON(p.after), Stage: p.later().c.Stage.String(), Same: p.Replay.Same(),
		Total: newSplitJSON(&p.Replay.Points, p.Split), Units: []unitSplitJSON{}, Absent: p.Absent}
	for _, s := range p.sources {
		out.Evidence = append(out.Evidence, evidenceJSON{s.name, s.asOf().String(), s.results[0].demo, s.results[0].mistakes, s.lostJSON()})
	}
	for i := range p.Replay.Units {
		u := &p.Replay.Units[i]
		if only != nil && u != only {
			continue
		}
		one := unitSplitJSON{Unit: u.Unit, Name: p.name(u.Unit), Block: u.Block, Split: newSplitJSON(&u.Points, u.Split), Leaves: []leafSplitJSON{}}
		for k := range u.Leaves {
			l := &u.Leaves[k]
			one.Leaves = append(one.Leaves, leafSplitJSON{l.Code, l.Was, l.Gone, newSplitJSON(nil, l.Split)})
		}
		out.Units = append(out.Units, one)
	}
	return out
}
