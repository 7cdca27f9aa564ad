// Package verdict knows how the verification of receipts is told to people and programs. It is shared by the two commands
// that verify (cchc verify, cchc-verify), so that both say the same. What is verified is internal/audit's.
package verdict

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"cchc/internal/audit"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// Exit codes of a verification.
const (
	Same       = 0
	Unreadable = 5
	Different  = 6
)

// largest is the largest file that is read, in bytes.
const largest = 1 << 30

// File is a receipt by its name, verified.
type File struct {
	Name string
	*audit.Report
}

// Read reads and verifies a receipt over what is held beside it. The error is that of reading the file.
func Read(name string, ground *audit.Ground) (*File, error) {
	b, err := Bytes(name)
	if err != nil {
		return nil, err
	}
	return &File{name, ground.Verify(b)}, nil
}

// ReadAll reads and verifies receipts; one that cannot be read keeps no other from its verdict.
func ReadAll(names []string, ground *audit.Ground) (files []*File, failed []error) {
	for _, name := range names {
		f, err := Read(name, ground)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		files = append(files, f)
	}
	return files, failed
}

// Bytes reads the file of a receipt, which must not be larger than any receipt is.
func Bytes(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		return nil, &BadGround{Path: name, Code: "verify.is_folder", Args: []string{name}}
	case info.Size() > largest:
		return nil, &BadGround{Path: name, Code: "verify.too_large", Args: []string{name, strconv.Itoa(largest)}}
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrPermission) {
		return nil, &BadGround{Path: name, Code: "verify.no_permission", Args: []string{name}, Err: err}
	}
	return b, err
}

// Exit is the exit code of several files: a difference outweighs a file that could not be read.
func Exit(files []*File) int {
	code := Same
	for _, f := range files {
		switch f.Verdict {
		case audit.Differs:
			return Different
		case audit.Unreadable, audit.Unjoined:
			code = Unreadable
		}
	}
	return code
}

// Print writes what was found, as text or as JSON.
func Print(w io.Writer, files []*File, asJSON bool) error {
	if asJSON {
		return printJSON(w, files)
	}
	for i, f := range files {
		if i > 0 {
			fmt.Fprintln(w)
		}
		f.print(w)
	}
	return nil
}

func printJSON(w io.Writer, files []*File) error {
	out := filesJSON{Files: []fileJSON{}}
	for _, f := range files {
		out.Files = append(out.Files, f.json())
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (f *File) print(w io.Writer) {
	fmt.Fprintln(w, wording.Message("audit.head", f.Name))
	f.printHead(w)
	if len(f.Checks) > 0 {
		fmt.Fprintf(w, "\n%s\n", wording.Message("audit.checked"))
	}
	for _, c := range f.Checks {
		fmt.Fprintln(w, wrap(fmt.Sprintf("  %-6s %s", wording.Message("audit.state."+string(c.State)), checkText(c)), 9))
	}
	if len(f.Open) > 0 {
		fmt.Fprintf(w, "\n%s\n", wording.Message("audit.unchecked"))
	}
	for _, n := range f.Open {
		fmt.Fprintln(w, wrap("  - "+wording.Message(n.Code, n.Args...), 4))
	}
	fmt.Fprintf(w, "\n%s\n", wrap(wording.Message(f.sentence()), 2))
	switch {
	case f.First != nil:
		fmt.Fprintln(w, wrap(wording.Message("audit.first", Place(f.Report, f.First)), 2))
		expected, found := Values(f.First)
		fmt.Fprintln(w, wording.Message(valuesCode(f.First), expected, found))
	case f.Fault != nil:
		fmt.Fprintln(w, wrap(FaultText(f.Fault), 2))
	}
}

// sentence is the code of the verdict's sentence: where something differs, whether that is what was computed, or what was held against it.
func (f *File) sentence() string {
	code := "audit.verdict." + string(f.Verdict)
	if f.First == nil {
		return code
	}
	switch f.First.What {
	case audit.WhatTable:
		return code + "_table"
	case audit.WhatProof, audit.WhatSigned, audit.WhatHeld:
		return code + "_log"
	}
	return code
}

func (f *File) printHead(w io.Writer) {
	if f.Run == nil {
		return
	}
	fmt.Fprintln(w, wording.Message("audit.head.run", f.Run.ID, f.Event.Period, f.Run.AsOf.VN(), wording.Stage(f.Run.Stage)))
	if f.Report.File.Unit != "" {
		fmt.Fprintln(w, wording.Message("audit.head.unit", f.Report.File.Unit))
	}
	fmt.Fprintln(w, wording.Message("audit.head.code", f.Digest))
	for _, s := range f.Sets() {
		fmt.Fprintln(w, wrap(wording.Message("audit.head.set", s.ID, s.Version), 2))
	}
	if f.Report.File.Demo {
		fmt.Fprintln(w, wording.Message("cli.demo"))
	}
	for _, label := range f.Report.File.Labels {
		fmt.Fprintln(w, wrap(label, 2))
	}
	for _, c := range f.Claims {
		rank, class := c.Rank, c.Class
		if rank == "" || f.Sets()[0].Scope == form.ScopeProvince { // there is nobody to be ranked with
			rank = "–"
		}
		if class == "" {
			class = "–"
		}
		fmt.Fprintln(w, wording.Message("audit.claim", rounded(f, c.Points), rounded(f, c.Applied), rounded(f, c.Index), rank, class))
	}
}

// checkText is the sentence of a check; one that did not pass has no figures.
func checkText(c audit.Check) string {
	if c.State == audit.Passed {
		return wording.Message(c.Code, c.Args...)
	}
	return wording.Message(aboutCode(c.Code))
}

func aboutCode(code string) string { return "audit.about." + code[len("audit.check."):] }

// FaultText is the sentence of a fault.
func FaultText(f *audit.Fault) string { return wording.Message(f.Code, f.Args...) }
