package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/suggest"
	"cchc/internal/wording"
	"cchc/seeds"
)

// caseFlags are the flags that name a scoring problem.
type caseFlags struct {
	planFlags
	folderFlags
	libraryFlags
	set, facts, stage string
	asAt              string // of the commands that ask what was true on a day
	allowErrors       bool
}

func (f *caseFlags) bind(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.set, "set", "", "bộ tiêu chí: `MÃ` (lấy bản có hiệu lực), MÃ@PHIÊN_BẢN, hoặc đường dẫn thư mục, tệp YAML")
	f.bindLibrary(cmd)
	flags.StringVar(&f.facts, "facts", "", "`THƯ_MỤC` tệp CSV (xem cchc facts --help)")
	flags.StringVar(&f.stage, "stage", engine.StageSelf.String(), "`GIAI_ĐOẠN`: self, appraisal1, appraisal2 hoặc final")
	flags.BoolVar(&f.allowErrors, "allow-errors", false, "chấm trên các dòng đúng khi dữ liệu có lỗi (cũng viết --cho-phep-loi)")
	f.planFlags.bind(cmd)
	f.folderFlags.bind(cmd)
	cmd.RegisterFlagCompletionFunc("set", completeSets)
	cmd.RegisterFlagCompletionFunc("stage", cobra.FixedCompletions(stageNames(), cobra.ShellCompDirectiveNoFileComp))
}

// bindYear adds the flags of a command that looks at a data folder and at nothing else.
func (f *caseFlags) bindYear(cmd *cobra.Command) {
	f.folderFlags.bind(cmd)
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "tính đến `NGÀY` nào: dd/mm/yyyy hoặc yyyy-mm-dd; mặc định hôm nay")
	cmd.Flags().StringVar(&f.stage, "stage", engine.StageSelf.String(), "`GIAI_ĐOẠN`: self, appraisal1, appraisal2 hoặc final")
	cmd.RegisterFlagCompletionFunc("stage", cobra.FixedCompletions(stageNames(), cobra.ShellCompDirectiveNoFileComp))
}

func stageNames() []string {
	var names []string
	for s := engine.StageSelf; s <= engine.StageFinal; s++ {
		names = append(names, s.String())
	}
	return names
}

// fromFolder reports whether the year comes from a data folder and not from files.
func (f *caseFlags) fromFolder() bool { return f.facts == "" && f.dir() != "" }

// filesOnly are the flags given that mean something only where files are scored: a data folder has its own plan and units.
func (f *caseFlags) filesOnly() []string {
	var given []string
	for _, r := range []struct{ flag, value string }{{"--plan", f.plan}, {"--obligations", f.obligations}, {"--holidays", f.holidays}, {"--units", f.units},
		{"--attributes", f.attributes},
		{"--library", f.library}} {
		if r.value != "" {
			given = append(given, r.flag)
		}
	}
	if f.allowErrors {
		given = append(given, "--allow-errors")
	}
	return given
}

// required demands the flags without which nothing can be scored, all that are missing at once.
func (f *caseFlags) required() error {
	switch {
	case f.set == "" && f.facts == "":
		return fail(exitUsage, "cli.no_source")
	case f.data != "":
		return fail(exitUsage, "cli.two_sources")
	case f.asAt != "":
		return fail(exitUsage, "cli.as_at_folder")
	}
	var missing []string
	for _, r := range []struct{ flag, value string }{{"--set", f.set}, {"--facts", f.facts}, {"--as-of", f.asOf}} {
		if r.value == "" {
			missing = append(missing, r.flag)
		}
	}
	if len(missing) > 0 {
		return missingFlag(missing...)
	}
	return nil
}

// missingFlag says which flags are missing and how each is written.
func missingFlag(flags ...string) error {
	lines := make([]string, len(flags))
	for i, flag := range flags {
		lines[i] = wording.Message("cli.flag_missing", flag, wording.Message("cli.example."+strings.TrimLeft(flag, "-")))
	}
	return &failure{exitUsage, strings.Join(lines, "\n")}
}

// problem is a case with what it was made of.
type problem struct {
	set      *form.Set
	plan     *planning
	units    []seeds.Unit // the units scored, by code
	mistakes int          // rows left out because they were wrong
	demo     bool
	c        *engine.Case
	program  *engine.Program // nil until compiled asks for it
	choice   setChoice       // how the version of the set was chosen
	look     looking         // whether the case is of what was known on its day, or was true
}

// compiled is the set compiled for scoring.
func (p *problem) compiled() (*engine.Program, error) {
	var err error
	if p.program == nil {
		p.program, err = engine.Compile(p.set)
	}
	return p.program, err
}

// demoMarker is the file that says of a folder of facts that they are made up.
const demoMarker = "DEMO.txt"

// problem loads what the flags name and makes the case of it.
func (a *app) problem(f *caseFlags) (*problem, error) {
	if err := f.required(); err != nil {
		return nil, err
	}
	asOf, err := f.day()
	if err != nil {
		return nil, err
	}
	stage, ok := engine.ParseStage(f.stage)
	if !ok {
		return nil, fail(exitUsage, "cli.stage", f.stage)
	}
	chosen, err := a.chooseGood(f.set, f.libraryDir(), asOf)
	if err != nil {
		return nil, err
	}
	set := chosen.Loaded.Set
	plan, err := a.planning(&f.planFlags)
	if err != nil {
		return nil, err
	}
	reading, err := a.readFacts(f.facts, set, plan)
	if err != nil {
		return nil, err
	}
	switch {
	case len(reading.Mistakes) == 0:
	case reading.Rows == 0: // nothing to score at all
		return nil, a.refuse("cli.events_bad", reading.Mistakes)
	case f.allowErrors:
		a.printMistakes(reading.Mistakes)
	default:
		return nil, a.refuse("cli.mistakes", reading.Mistakes)
	}
	p := &problem{set: set, plan: plan, mistakes: len(reading.Mistakes), choice: choiceOf(&chosen)}
	_, missing := os.Stat(filepath.Join(f.facts, demoMarker))
	p.demo = missing == nil
	if err := p.build(a, reading.GoodRows, asOf, stage); err != nil {
		return nil, err
	}
	return p, nil
}

// readFacts reads a folder of facts against a set.
func (a *app) readFacts(dir string, set *form.Set, plan *planning) (*sheet.Reading, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && !info.IsDir():
		return nil, fail(exitNotFound, "cli.folder", dir)
	case err != nil:
		return nil, err
	}
	reading := sheet.ReadFolder(os.DirFS(dir), set, plan.known())
	nameFolder(reading, dir)
	return reading, nil
}

// nameFolder gives the files of mistakes the paths that the user knows.
func nameFolder(reading *sheet.Reading, dir string) {
	for i := range reading.Mistakes {
		reading.Mistakes[i].File = filepath.Join(dir, reading.Mistakes[i].File)
	}
}

// build makes the case: units of the set's blocks, what they owe, what is known of them.
func (p *problem) build(a *app, facts *sheet.Facts, asOf day.Day, stage engine.Stage) error {
	p.units = season.ScoredUnits(p.set, p.plan.units, asOf)
	if len(p.units) == 0 {
		return fail(exitInvalid, "cli.no_units", p.set.ID)
	}
	owed, err := p.plan.owed(facts.Events, asOf)
	if err != nil && season.NeedsPlan(p.set) { // another province's plan is nothing to a set without deliverables
		return err
	}
	p.c = p.plan.Case(p.set, p.plan.units, owed, func(unit string) ([]engine.Fact, []engine.Decision) {
		if uf := facts.Unit(unit); uf != nil {
			return uf.Evidence(), uf.Decisions
		}
		return nil, nil
	}, asOf, stage)
	p.noteAbsent(a, facts)
	for i := range facts.Units {
		if code := facts.Units[i].Unit; p.name(code) == "" {
			a.note("%s", wording.Message("cli.unit_not_scored", code, p.set.ID))
		}
	}
	return nil
}

// noteAbsent names the units that the folder has nothing of: a forgotten file looks like a unit that did nothing.
func (p *problem) noteAbsent(a *app, facts *sheet.Facts) {
	var absent []string
	for _, u := range p.units {
		if facts.Unit(u.Code) == nil {
			absent = append(absent, u.Code)
		}
	}
	if len(absent) > 0 {
		a.note("%s", wrap(wording.Message("cli.no_facts", strconv.Itoa(len(absent)), strings.Join(absent, ", ")), 2))
	}
}

// unknownCode says which code was probably meant.
func (p *problem) unknownCode(code string) error {
	var codes []string
	for i := range p.set.Nodes {
		codes = append(codes, p.set.Nodes[i].Code)
	}
	if near := suggest.Nearest(code, codes); near != "" {
		return fail(exitNotFound, "cli.code_near", code, p.set.ID, near)
	}
	return fail(exitNotFound, "cli.code", code, p.set.ID)
}

// name is a unit's name, or "" for one that is not scored.
func (p *problem) name(code string) string {
	i, ok := slices.BinarySearchFunc(p.units, code, func(u seeds.Unit, code string) int { return cmp.Compare(u.Code, code) })
	if !ok {
		return ""
	}
	return p.units[i].Name
}

// refuse prints the mistakes of a folder and ends the command with a sentence that gives their number.
func (a *app) refuse(sentence string, mistakes []sheet.Mistake) error {
	if a.json {
		if err := a.printJSON(mistakesJSON(mistakes)); err != nil {
			return err
		}
	} else {
		a.printMistakes(mistakes)
	}
	return fail(exitInvalid, sentence, strconv.Itoa(len(mistakes)))
}

func (a *app) printMistakes(mistakes []sheet.Mistake) {
	for _, m := range mistakes {
		fmt.Fprintln(a.stderr, m.Format(wording.Message))
	}
}
