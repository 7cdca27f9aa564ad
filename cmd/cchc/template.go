package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/wording"
	"cchc/seeds"
)

const templateLong = `Ghi mẫu CSV của các sổ theo dõi, bản trích và của kê khai, quyết định, sự kiện, mỗi mẫu kèm một tệp HUONG-DAN nói từng cột là gì.
Không nêu mã sổ thì liệt kê các sổ (hoặc ghi hết, khi có --out).`

func newTemplate(a *app) *cobra.Command {
	var out, file string
	cmd := &cobra.Command{
		Use:     "template [SỔ]",
		Short:   "Mẫu CSV của các sổ theo dõi và kê khai",
		Long:    templateLong,
		Example: "  cchc template\n  cchc template bao-cao --out mau",
		Args:    arity(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.templates(args, out, file)
		},
	}
	bindRegisters(cmd, &file)
	cmd.Flags().StringVar(&out, "out", "", "ghi vào `THƯ_MỤC` thay vì in ra")
	return cmd
}

func (a *app) templates(only []string, out, file string) error {
	registers, err := loadRegisters(file, seeds.DefaultUnits())
	if err != nil {
		return err
	}
	if len(only) == 1 {
		if _, ok := registers.ByID(only[0]); !ok && only[0] != declaredKind {
			return unknownRegister(registers, only[0])
		}
	}
	if len(only) == 0 && out == "" {
		t := newTable("Sổ", "Tên", "Cơ quan giữ")
		for i := range registers.List {
			r := &registers.List[i]
			t.add(r.ID, cut(r.Title, nameWidth), r.Office)
		}
		t.add(declaredKind, wording.Message("cli.template_facts"), "")
		t.write(a.stdout)
		return nil
	}
	list, err := a.makeTemplates(registers, only)
	if err != nil {
		return err
	}
	for _, t := range list {
		if err := a.putTemplate(t, out); err != nil {
			return err
		}
	}
	if out != "" {
		a.note("%s", wording.Message("cli.templates_written", strconv.Itoa(len(list)), out))
	}
	return nil
}

func (a *app) putTemplate(t *register.Template, out string) error {
	if out == "" {
		_, err := fmt.Fprintf(a.stdout, "%s\n%s", t.Data, t.Guide)
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, t.Name), t.Data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, t.GuideName()), []byte(t.Guide), 0o644)
}

func (a *app) makeTemplates(registers *seeds.Registers, only []string) ([]*register.Template, error) {
	sets, err := a.loadSets(setNames())
	if err != nil {
		return nil, err
	}
	known := register.KnownOf(&season.Year{Units: seeds.DefaultUnits()}, season.DefaultCalendar(), sets...)
	var list []*register.Template
	var errs []error
	add := func(t *register.Template, err error) { list, errs = append(list, t), append(errs, err) }
	for i := range registers.List {
		if r := &registers.List[i]; len(only) == 0 || only[0] == r.ID {
			add(register.RegisterTemplate(r, known, wording.Message))
		}
	}
	if len(only) == 0 || only[0] == declaredKind {
		for _, set := range sets {
			add(register.FactsTemplate(set, wording.Message))
		}
		add(register.OccasionsTemplate(wording.Message))
		add(register.DecisionsTemplate(wording.Message))
	}
	return list, errors.Join(errs...)
}
