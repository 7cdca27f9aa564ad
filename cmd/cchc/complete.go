package main

import (
	"github.com/spf13/cobra"

	"cchc/seeds"
)

// Completions offer what is embedded; what a user's own files hold is not read for them.

func completeUnits(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, u := range seeds.DefaultUnits().All() {
		out = append(out, cobra.CompletionWithDesc(u.Code, u.Name))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeSets offers embedded sets, and files for a set of one's own.
func completeSets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return setNames(), cobra.ShellCompDirectiveDefault
}

// completeUnitAndCode offers units for the first argument and the codes of the set in --set for the second.
func (a *app) completeUnitAndCode(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return completeUnits(cmd, args, "")
	case 1:
		name, _ := cmd.Flags().GetString("set")
		set, err := a.loadSet(name)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var out []string
		for _, n := range set.Nodes {
			out = append(out, cobra.CompletionWithDesc(n.Code, n.Name))
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}
