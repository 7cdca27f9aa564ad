package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// cobra's and pflag's own help is English and aligns by bytes; this one is Vietnamese and aligns by characters.

func printHelp(cmd *cobra.Command, _ []string) {
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n", wrap(flow(text), 0))
	writeUsage(cmd.OutOrStdout(), cmd)
}

// flow joins the lines of running text, so that its breaks in the source say nothing about the screen. Indented lines and
// what follows the end of a sentence stand by themselves.
func flow(text string) string {
	var out strings.Builder
	before := ""
	for i, line := range strings.Split(text, "\n") {
		running := before != "" && line != "" && before[0] != ' ' && line[0] != ' ' && !strings.HasSuffix(before, ".")
		switch {
		case running:
			out.WriteString(" ")
		case i > 0:
			out.WriteString("\n")
		}
		out.WriteString(line)
		before = line
	}
	return out.String()
}

func printUsage(cmd *cobra.Command) error {
	writeUsage(cmd.OutOrStderr(), cmd)
	return nil
}

func writeUsage(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintf(w, "Cách dùng:\n  %s\n", useLine(cmd))
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nVí dụ:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprint(w, "\nLệnh:\n")
		t := newTable("", "")
		for _, sub := range cmd.Commands() {
			if !sub.Hidden {
				t.add("  "+sub.Name(), sub.Short)
			}
		}
		t.writeRows(w)
	}
	writeFlags(w, "Tùy chọn", cmd.LocalFlags())
	writeFlags(w, "Tùy chọn chung", cmd.InheritedFlags())
}

// useLine is how a command is called.
func useLine(cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if cmd.HasAvailableSubCommands() {
		return line + " LỆNH"
	}
	if _, args, found := strings.Cut(cmd.Use, " "); found {
		line += " " + args
	}
	return line + " [TÙY CHỌN]"
}

func writeFlags(w io.Writer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	t := newTable("", "")
	flags.VisitAll(func(f *pflag.Flag) {
		name, usage := pflag.UnquoteUsage(f)
		left := "      --" + f.Name
		if f.Shorthand != "" {
			left = "  -" + f.Shorthand + ", --" + f.Name
		}
		if f.Value.Type() != "bool" {
			left += " " + name
			if f.DefValue != "" && f.DefValue != "[]" { // what nothing is called where a flag can be given again
				usage += "; mặc định " + f.DefValue
			}
		}
		t.add(left, usage)
	})
	t.writeRows(w)
}
