package register_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/seeds"
)

var extracted = day.Must(2026, 10, 1)

// filled gives a template with one row, made by what each column needs.
func filled(t *testing.T, tpl *register.Template, row map[string]string) []byte {
	t.Helper()
	header := strings.Split(strings.TrimSpace(strings.TrimPrefix(string(tpl.Data), "\ufeff")), ";")
	cells := make([]string, len(header))
	for i, name := range header {
		cells[i] = row[name]
		delete(row, name)
	}
	for name := range row {
		t.Errorf("%s: no column %s", tpl.Name, name)
	}
	var b bytes.Buffer
	b.Write(tpl.Data)
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.Write(cells)
	w.Flush()
	return b.Bytes()
}

// unitOf gives a unit of a block.
func unitOf(t *testing.T, block string) string {
	t.Helper()
	units := theUnits().Scored(block, extracted)
	if len(units) == 0 {
		t.Fatalf("no unit in block %s", block)
	}
	return units[0].Code
}

// cellFor gives a cell that an input takes.
func cellFor(in *form.Input) string {
	switch in.Type {
	case form.InYesNo:
		return "có"
	case form.InDate, form.InDocument:
		return "15/03/2026"
	case form.InRatio:
		return "7,5%"
	}
	return "1"
}

// rowOf makes a good row of a register.
func rowOf(t *testing.T, r *seeds.Register, known *register.Known) map[string]string {
	block := r.Blocks[0]
	row := map[string]string{seeds.UnitColumn: unitOf(t, block)}
	for _, c := range r.Columns {
		row[c.Name] = map[seeds.ColumnType]string{seeds.ColumnPeriod: "2026-Q1", seeds.ColumnDate: "15/03/2026",
			seeds.ColumnDue: "2026-12-01", seeds.ColumnYesNo: "không", seeds.ColumnCount: "2", seeds.ColumnAmount: "1.500.000.000"}[c.Type]
		if row[c.Name] == "" {
			row[c.Name] = "Số 12/QĐ-UBND; \"bản\" 1"
		}
	}
	for _, f := range r.Figures {
		if in := known.Sets[block].Input(f.Input); in != nil && f.For(block) {
			row[f.Input] = cellFor(in)
		}
	}
	if r.Kind == seeds.RegisterSurvey {
		survey := surveyOf(known.Sets[block])
		row["chi_tieu"], row["nhom"], row["phat_ra"], row["hop_le"] = survey.Name, survey.Groups[0].ID, "30", "20"
		for i := range survey.Scale {
			row[fmt.Sprintf("muc_%d", i+1)] = "4"
		}
	}
	return row
}

func surveyOf(set *form.Set) *form.Input {
	for i := range set.Inputs {
		if set.Inputs[i].Type == form.InSurvey {
			return &set.Inputs[i]
		}
	}
	return nil
}

// TestRegisterTemplates: each template is empty as it is, and imports without a mistake once a good row is filled in.
func TestRegisterTemplates(t *testing.T) {
	known, registers := theKnown(t), theRegisters()
	for i := range registers.List {
		r := &registers.List[i]
		t.Run(r.ID, func(t *testing.T) {
			tpl, err := register.RegisterTemplate(r, known, wording.Message)
			if err != nil {
				t.Fatal(err)
			}
			empty := register.Read(r, known, tpl.Name, tpl.Data, extracted)
			if len(empty.Mistakes) > 0 || empty.Rows != 0 {
				t.Errorf("empty: %d rows\n%s", empty.Rows, theLines(empty.Mistakes))
			}
			row := map[string]string{"san_pham": "IV.1.1", "su_kien": "sk-1", "ngay": "01/03/2026", "don_vi": "so-ban-nganh"}
			if r.Kind != seeds.RegisterOccasions {
				row = rowOf(t, r, known)
			}
			data := filled(t, tpl, row)
			reading := register.Read(r, known, tpl.Name, data, extracted)
			if len(reading.Mistakes) > 0 || reading.Rows != 1 {
				t.Fatalf("%d rows\n%s\n%s", reading.Rows, data, theLines(reading.Mistakes))
			}
			plan := thePlan(t, reading, known, r.Office, false)
			if plan.Added != 1 || plan.Changed+plan.Unchanged+plan.Withdrawn != 0 || plan.Empty() {
				t.Errorf("added %d, changed %d, unchanged %d, withdrawn %d", plan.Added, plan.Changed, plan.Unchanged, plan.Withdrawn)
			}
			again, err := register.RegisterTemplate(r, known, wording.Message)
			if err != nil || !bytes.Equal(again.Data, tpl.Data) || again.Guide != tpl.Guide {
				t.Errorf("a second template differs: %v", err)
			}
			explained(t, tpl)
		})
	}
}

// explained demands a line of the guide for each column, and no code without a sentence.
func explained(t *testing.T, tpl *register.Template) {
	t.Helper()
	for _, name := range strings.Split(strings.TrimSpace(strings.TrimPrefix(string(tpl.Data), "\ufeff")), ";") {
		at := strings.Index(tpl.Guide, "\n  "+name+": ")
		if at < 0 {
			t.Errorf("%s: the guide does not explain %s", tpl.Name, name)
			continue
		}
		line, _, _ := strings.Cut(tpl.Guide[at+1:], "\n")
		if strings.HasSuffix(line, ": ") || strings.Contains(line, ": ;") {
			t.Errorf("%s: the guide says nothing of %s: %q", tpl.Name, name, line)
		}
	}
	if strings.Contains(tpl.Guide, "register.") {
		t.Errorf("%s: a code without a sentence in\n%s", tpl.Name, tpl.Guide)
	}
}

// TestSheetTemplates: the same for declared figures, occasions and decisions.
func TestSheetTemplates(t *testing.T) {
	set := theSet(t, "xa-2026")
	unit := unitOf(t, seeds.BlockWard)
	known := sheet.Known{Groups: season.OccasionGroups(), Deliverables: []string{"IV.1.1"}, Units: []string{unit}}
	make := func(tpl *register.Template, err error) *register.Template {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return tpl
	}
	facts := make(register.FactsTemplate(set, wording.Message))
	decisions := make(register.DecisionsTemplate(wording.Message))
	occasions := make(register.OccasionsTemplate(wording.Message))
	leaf := ""
	for _, n := range set.Nodes {
		if n.Leaf != nil {
			leaf = n.Code
		}
	}
	for _, c := range []struct {
		tpl *register.Template
		row map[string]string
	}{
		{facts, map[string]string{"don_vi": unit, "chi_tieu": "kh_phai", "gia_tri": "12", "nguon_du_lieu": "declared"}},
		{occasions, map[string]string{"san_pham": "IV.1.1", "su_kien": "sk-1", "ngay": "01/03/2026", "don_vi": "ubnd-xa"}},
		{decisions, map[string]string{"quyet_dinh": "accept", "don_vi": unit, "tieu_chi": leaf, "lan_tham_dinh": "appraisal1",
			"nguoi_quyet_dinh": "so-noi-vu/A", "ngay": "02/12/2026"}},
	} {
		for rows, data := range [][]byte{c.tpl.Data, filled(t, c.tpl, c.row)} {
			r := sheet.ReadFolder(fstest.MapFS{c.tpl.Name: {Data: data}}, set, known)
			if len(r.Mistakes) > 0 || r.Rows != rows {
				t.Errorf("%s: %d rows, want %d\n%s%s", c.tpl.Name, r.Rows, rows, data, theLines(r.Mistakes))
			}
		}
		explained(t, c.tpl)
	}
	for _, in := range set.Inputs {
		if in.DeclaredBy == "unit" && !strings.Contains(facts.Guide, "\n  "+in.Name+": "+in.Label) {
			t.Errorf("the guide of declared figures does not name %s", in.Name)
		}
	}
	if strings.Contains(facts.Guide, "\n  hs_dung_han: ") {
		t.Error("the guide of declared figures names one that an office enters")
	}
}
