package register

import (
	"strconv"

	"cchc/internal/form"
	"cchc/internal/table"
	"cchc/seeds"
)

// The columns of a survey's file before the counts of answers.
const (
	surveyInput = iota
	surveyGroup
	surveySent
	surveyValid
	surveyAnswers
)

// mostAnswers is the highest answer of any survey of the sets.
func (k *Known) mostAnswers() int {
	most := 0
	for _, set := range k.Sets {
		for i := range set.Inputs {
			if in := &set.Inputs[i]; in.Type == form.InSurvey {
				most = max(most, in.Scale)
			}
		}
	}
	return most
}

// layout gives the columns of a register's file in the order they are written in. The unit stands last, since it is
// never empty: spreadsheets leave out trailing separators where the last cells of many rows are empty.
func layout(reg *seeds.Register, known *Known) table.Layout {
	var l table.Layout
	switch reg.Kind {
	case seeds.RegisterRows:
		for _, c := range reg.Columns {
			l = append(l, table.Column{Name: c.Name, Required: c.Required})
		}
	case seeds.RegisterTable:
		for _, f := range reg.Figures {
			l = append(l, table.Column{Name: f.Input})
		}
	case seeds.RegisterSurvey:
		l = table.Layout{{Name: "chi_tieu", Required: true}, {Name: "nhom", Required: true},
			{Name: "phat_ra", Required: true}, {Name: "hop_le", Required: true}}
		for i := 1; i <= known.mostAnswers(); i++ {
			l = append(l, table.Column{Name: "muc_" + strconv.Itoa(i), Required: true})
		}
	}
	return append(l, table.Column{Name: seeds.UnitColumn, Required: true})
}
