package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"cchc/internal/form"
)

type versionJSON struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Form    string `json:"form"`
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "In phiên bản chương trình",
		Args:  arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return a.printVersion()
		},
	}
}

func (a *app) printVersion() error {
	v := programVersion()
	if a.json {
		return a.printJSON(v)
	}
	fmt.Fprintln(a.stdout, v)
	return nil
}

// programVersion is the version of the program that runs.
func programVersion() versionJSON {
	v := versionJSON{Version: "(devel)", Form: form.Version}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Go = info.GoVersion
		if info.Main.Version != "" {
			v.Version = info.Main.Version
		}
	}
	return v
}

func (v versionJSON) String() string { return fmt.Sprintf("cchc %s (%s, %s)", v.Version, v.Go, v.Form) }
