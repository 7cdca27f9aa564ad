package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"github.com/spf13/cobra"

	"cchc/internal/form"
)

type versionJSON struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Form    string `json:"form"`
	Binary  string `json:"binary,omitempty"` // SHA-256 of the program's file
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
	if v.Binary != "" {
		fmt.Fprintf(a.stdout, "SHA-256: %s\n", v.Binary)
	}
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
	v.Binary = binaryDigest()
	return v
}

func (v versionJSON) String() string { return fmt.Sprintf("cchc %s (%s, %s)", v.Version, v.Go, v.Form) }

// binaryDigest is the SHA-256 of the file of the program that runs, in hexadecimal; "" where the system does not let it be read.
var binaryDigest = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
})
