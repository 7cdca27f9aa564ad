package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
)

func newRules(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "Kiểm tra, thử, xem bộ tiêu chí"}
	cmd.AddCommand(newRulesCheck(a), newRulesTest(a), newRulesSchema(a), newRulesList(a), newRulesShow(a))
	return group(cmd)
}

// The contract of rules check --json.
type checkJSON struct {
	Sets        []checkedJSON    `json:"sets"`
	Diagnostics []diagnosticJSON `json:"diagnostics"`
}

type checkedJSON struct {
	Path    string `json:"path"`
	ID      string `json:"id,omitempty"`
	Version string `json:"version,omitempty"`
	Hash    string `json:"hash,omitempty"`
	// Reference is the set's own word that it is not official.
	Reference string `json:"reference,omitempty"`
	Good      bool   `json:"good"`
}

type diagnosticJSON struct {
	File     string   `json:"file"`
	Line     int      `json:"line,omitempty"`
	Col      int      `json:"col,omitempty"`
	EndCol   int      `json:"end_col,omitempty"`
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Args     []string `json:"args,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Message  string   `json:"message"`
}

func newRulesCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "check ĐƯỜNG_DẪN…",
		Short:   "Kiểm tra bộ tiêu chí, in mọi lỗi của mọi tệp cùng lúc",
		Example: "  cchc rules check bo-tieu-chi/so-2026\n  cchc rules check mot-tep.yaml so-2026",
		Args:    arity(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			var all rules.Diagnostics
			var sets []checkedJSON
			for _, name := range args {
				loaded, found, err := openSet(name)
				if err != nil {
					return err
				}
				all = append(all, found...)
				set := checkedJSON{Path: name}
				if loaded != nil {
					set = checkedJSON{name, loaded.Set.ID, loaded.Set.Version, loaded.Hash, loaded.Set.Reference, true}
				}
				sets = append(sets, set)
			}
			mistakes, warnings := count(all)
			if a.json {
				if err := a.printJSON(newCheckJSON(sets, all)); err != nil {
					return err
				}
			} else {
				for _, d := range all {
					fmt.Fprint(a.stdout, diagnosticText(d))
				}
			}
			for _, set := range sets {
				if set.Good {
					a.note("%s", wording.Message("cli.rules_good", set.Path))
				}
			}
			if mistakes > 0 {
				return fail(exitInvalid, "cli.rules_bad", strconv.Itoa(mistakes), strconv.Itoa(warnings))
			}
			return nil
		},
	}
}

func newCheckJSON(sets []checkedJSON, found rules.Diagnostics) checkJSON {
	out := checkJSON{Sets: sets, Diagnostics: []diagnosticJSON{}}
	for _, d := range found {
		out.Diagnostics = append(out.Diagnostics, newDiagnosticJSON(d))
	}
	return out
}

func newDiagnosticJSON(d rules.Diagnostic) diagnosticJSON {
	severity := "error"
	if d.Severity == rules.Warning {
		severity = "warning"
	}
	return diagnosticJSON{d.File, d.Line, d.Col, d.EndCol, severity, d.Code, d.Args, d.Hint, diagnosticMessage(d)}
}

func newRulesSchema(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo",
		Example: "  cchc rules schema > bo-tieu-chi.schema.json",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(rules.Schema())
			return err
		},
	}
}

type listedJSON struct {
	ID        string `json:"id"`
	Version   string `json:"version"`
	Hash      string `json:"hash"`
	Title     string `json:"title"`
	Scope     string `json:"scope"`
	Reference string `json:"reference,omitempty"`
	Leaves    int    `json:"leaves"`
}

func newRulesList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Liệt kê các bộ tiêu chí có sẵn",
		Args:  arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			list := []listedJSON{}
			for _, info := range rules.Embedded() {
				loaded, err := rules.LoadEmbedded(info.ID + "@" + info.Version)
				if err != nil {
					return err
				}
				s := loaded.Set
				list = append(list, listedJSON{s.ID, s.Version, loaded.Hash, s.Title, string(s.Scope), s.Reference, leaves(s)})
			}
			if a.json {
				return a.printJSON(map[string]any{"sets": list})
			}
			t := newTable("Mã", "Phiên bản", "Tiêu chí chấm#", "Tên")
			for _, s := range list {
				t.add(s.ID, s.Version, strconv.Itoa(s.Leaves), s.Title)
				if s.Reference != "" {
					t.remark(s.Reference)
				}
			}
			t.write(a.stdout)
			return nil
		},
	}
}

func leaves(s *form.Set) int {
	n := 0
	for i := range s.Nodes {
		if s.Nodes[i].Leaf != nil {
			n++
		}
	}
	return n
}

func newRulesShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show BỘ",
		Short:   "In một bộ tiêu chí: chỉ tiêu, tham số, cây tiêu chí; --json in dạng chuẩn được băm",
		Example: "  cchc rules show so-2026",
		Args:    arity(1, 1),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
			return completeSets(cmd, args, text)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			loaded, err := a.loadGood(args[0])
			if err != nil {
				return err
			}
			if a.json {
				var out bytes.Buffer
				if err := json.Indent(&out, loaded.Canonical, "", "  "); err != nil {
					return fmt.Errorf("canonical form: %w", err)
				}
				_, err := out.WriteString("\n")
				if err == nil {
					_, err = out.WriteTo(a.stdout)
				}
				return err
			}
			printSet(a, loaded)
			return nil
		},
	}
}

func printSet(a *app, loaded *rules.Loaded) {
	s, w := loaded.Set, a.stdout
	fmt.Fprintf(w, "%s\n%s, phiên bản %s, %s\n", s.Title, s.ID, s.Version, loaded.Hash)
	if s.Reference != "" {
		fmt.Fprintln(w, s.Reference)
	}
	fmt.Fprintln(w)
	inputs := newTable("Chỉ tiêu", "Loại", "Người nhập", "Sản phẩm", "Tên")
	for _, in := range s.Inputs {
		inputs.add(in.Name, string(in.Type), in.DeclaredBy, strings.Join(in.Deliverables, " "), in.Label)
	}
	inputs.write(w)
	fmt.Fprintln(w)
	tree := newTable("Mã", "Tối đa#", "Tên")
	for _, n := range s.Nodes {
		tree.add(n.Code, n.Max.VN(), n.Name)
	}
	tree.write(w)
}
