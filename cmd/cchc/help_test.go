package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestHelp: the help of every command stands within a screen's width, and its examples name commands and flags there are.
func TestHelp(t *testing.T) {
	var out bytes.Buffer
	root := newRoot(&app{stdout: &out, stderr: &out})
	root.SetOut(&out)
	seen := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		seen++
		out.Reset()
		cmd.InitDefaultHelpFlag()
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			if n := utf8.RuneCountInString(line); n > textWidth && !strings.HasPrefix(line, "  cchc ") { // a command line is copied whole
				t.Errorf("%s --help: %d characters: %s", cmd.CommandPath(), n, line)
			}
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { checkFlag(t, cmd, f) })
		for line := range strings.SplitSeq(strings.ReplaceAll(cmd.Example, "\\\n", " "), "\n") {
			checkExample(t, root, line)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
	if seen < 20 {
		t.Errorf("only %d commands", seen)
	}
}

// checkFlag: what a flag is given is called by a word of ours, in capitals, not by the type that a program has for it.
func checkFlag(t *testing.T, cmd *cobra.Command, f *pflag.Flag) {
	t.Helper()
	if name, _ := pflag.UnquoteUsage(f); f.Value.Type() != "bool" && (name == "" || name != strings.ToUpper(name)) {
		t.Errorf("%s --help: --%s is given %q", cmd.CommandPath(), f.Name, name)
	}
}

func checkExample(t *testing.T, root *cobra.Command, line string) {
	t.Helper()
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != "cchc" {
		return
	}
	cmd, _, err := root.Find(words[1:])
	if err != nil || len(words) > 1 && cmd == root {
		t.Errorf("example %q: no such command", line)
		return
	}
	for _, w := range words {
		name, long := strings.CutPrefix(w, "--")
		if long && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
			t.Errorf("example %q: %s has no flag --%s", line, cmd.CommandPath(), name)
		}
	}
}
