package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/published"
	"cchc/internal/paper"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/seeds"
)

// tableEndings are the forms of a table of results, by the ending of the file.
var tableEndings = []string{".csv", ".html", ".docx", ".md"}

func bindTables(cmd *cobra.Command, out *[]string) {
	cmd.Flags().StringArrayVar(out, "out", nil, "ghi bảng kết quả vào `TỆP` .csv, .html, .docx hoặc .md; được nhiều lần")
}

// tableFormats refuses files of other endings, all at once.
func tableFormats(out []string) error {
	var bad []string
	for _, name := range out {
		if !slices.Contains(tableEndings, strings.ToLower(filepath.Ext(name))) {
			bad = append(bad, name)
		}
	}
	if len(bad) > 0 {
		return fail(exitUsage, "cli.publish_format", strings.Join(bad, ", "))
	}
	return nil
}

func newPublishTable(a *app) *cobra.Command {
	var in folderFlags
	var out []string
	cmd := &cobra.Command{
		Use:   "table LẦN_CHẤM",
		Short: "Ghi bảng kết quả đã công bố hoặc đang đề nghị công bố",
		Long: `Ghi bảng kết quả của lần chấm đã công bố, hoặc đang chờ xác nhận (ghi rõ là dự thảo), như khi đề nghị. Bản .csv là bản dùng để đối
chiếu: mã của bảng là mã của tệp đó, từng byte.`,
		Example: "  cchc publish table 2026-final-1 --out bang.csv --out bang.docx --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(out) == 0 {
				return missingFlag("--out")
			}
			if err := tableFormats(out); err != nil {
				return err
			}
			s, err := in.open(false)
			if err != nil {
				return err
			}
			p, table, err := proposalOf(cmd.Context(), s, args[0])
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(p); err != nil {
					return err
				}
			}
			if p.State == "proposed" {
				a.note("%s", wording.Message("cli.publish_draft", p.Run))
			}
			return a.writeTables(table, out)
		},
	}
	in.bindData(cmd)
	bindTables(cmd, &out)
	return cmd
}

// proposalOf finds the publication of a run, or the proposal that waits, and its table.
func proposalOf(ctx context.Context, s *store.Store, id string) (*publicationJSON, *published.Table, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, nil, err
	}
	events, err := s.Publications(ctx, event.Period)
	if err != nil {
		return nil, nil, storeFailure(err)
	}
	for _, p := range publicationList(events) {
		if p.Run == id {
			table, err := keptTable(ctx, s, &season.Proposal{Table: p.Table})
			return &p, table, err
		}
	}
	return nil, nil, fail(exitNotFound, "cli.publish_not", id)
}

// tableOf makes the table of a run of a folder that lies in dir.
func tableOf(ctx context.Context, s *store.Store, dir string, event *season.Event, act season.Act) (*published.Table, error) {
	run := event.Body.(*season.Run)
	b, err := readLog(ctx, s, dir, nil)
	if err != nil {
		return nil, err
	}
	if err := b.found(); err != nil {
		return nil, err
	}
	at := b.covering(event.Seq)
	if at == nil {
		return nil, fail(exitFailed, "cli.publish_no_checkpoint", run.ID)
	}
	year, err := s.Year(ctx, event.Period, run.AsOf)
	if err != nil {
		return nil, storeFailure(err)
	}
	src := &published.Source{Event: event, Act: act, Origin: at.Origin, Checkpoint: at.Line(), Name: func(code string) string {
		u, _ := year.Units.ByCode(code)
		return u.Name
	}}
	payload, err := event.Canonical()
	if err != nil {
		return nil, err
	}
	src.Digest = season.Digest(payload)
	for i := range run.Scopes {
		set, err := s.Set(ctx, run.Scopes[i].Hash)
		if err != nil {
			return nil, storeFailure(err)
		}
		result, err := s.Blob(ctx, run.Scopes[i].Result)
		if err != nil {
			return nil, storeFailure(err)
		}
		src.Sets, src.Results = append(src.Sets, set), append(src.Results, result)
	}
	return published.New(src)
}

// writeTables writes a table into files, each in the form of its ending.
func (a *app) writeTables(t *published.Table, out []string) error {
	for _, name := range out {
		text, err := t.Text(), error(nil)
		switch doc := paperOf(t); strings.ToLower(filepath.Ext(name)) {
		case ".html":
			text, err = doc.HTML()
		case ".docx":
			text, err = doc.DOCX()
		case ".md":
			text = doc.Markdown()
		}
		if err != nil {
			return err
		}
		if err := replaceFile(name, text); err != nil {
			return err
		}
		a.note("%s", wording.Message("cli.publish_written", name))
	}
	return nil
}

// paperOf is the table on paper: what it rests on, then a table for each block.
func paperOf(t *published.Table) *paper.Document {
	say := wording.Message
	doc := &paper.Document{Title: say("cli.publish_title", t.Period), Landscape: true,
		Footer: say("cli.publish_footer", t.Run, short(t.Digest), t.Checkpoint)}
	doc.Blocks = append(doc.Blocks, &paper.Heading{Text: say("cli.publish_title", t.Period)},
		&paper.Paragraph{Style: paper.Centered, Text: say("cli.publish_act", t.Act.Number, t.Act.Date.VN(), t.Act.Authority, t.Act.Signer)})
	for _, label := range t.Labels {
		doc.Blocks = append(doc.Blocks, &paper.Paragraph{Style: paper.Loud, Text: label})
	}
	for i := 0; i < len(t.Rows); {
		next := i
		for next < len(t.Rows) && t.Rows[next].Set == t.Rows[i].Set && t.Rows[next].Block == t.Rows[i].Block {
			next++
		}
		doc.Blocks = append(doc.Blocks, &paper.Heading{Level: 1, Text: blockName(t.Rows[i].Block)}, blockTable(t.Rows[i:next]))
		i = next
	}
	if slices.ContainsFunc(t.Rows, func(r published.Row) bool { return r.Rank == 0 && r.Block != seeds.BlockProvince }) {
		doc.Blocks = append(doc.Blocks, &paper.Paragraph{Style: paper.Small, Text: say("cli.publish_unranked")})
	}
	ground := []string{say("cli.publish_ground_run", t.Run, t.AsOf.VN(), t.Digest), say("cli.publish_ground_log", t.Origin, t.Checkpoint),
		say("cli.publish_ground_table", t.Hash())}
	if t.Replaces != "" {
		ground = slices.Insert(ground, 1, say("cli.publish_replaces", t.Replaces))
	}
	for _, s := range t.Sets {
		ground = append(ground, say("cli.publish_ground_set", s.ID, s.Version, s.Hash))
	}
	ground = append(ground, say("cli.publish_ground_check"))
	doc.Blocks = append(doc.Blocks, &paper.Heading{Level: 1, Text: say("cli.publish_ground")},
		&paper.Paragraph{Style: paper.Small, Text: strings.Join(ground, "\n")})
	return doc
}

// blockTable is the rows of one block.
func blockTable(rows []published.Row) *paper.Table {
	t := &paper.Table{Caption: blockName(rows[0].Block), Columns: []paper.Column{{Title: "Hạng", Share: 7, Number: true},
		{Title: "Đơn vị", Share: 43}, {Title: "Điểm", Share: 12, Number: true}, {Title: "Điểm tối đa áp dụng", Share: 14, Number: true},
		{Title: "Chỉ số (%)", Share: 12, Number: true}, {Title: "Xếp loại", Share: 12}}}
	for i := range rows {
		r := &rows[i]
		rank := "–"
		if r.Rank > 0 {
			rank = strconv.Itoa(r.Rank)
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []string{rank, r.Name, r.Points, r.Applied, orDash(r.Index), orDash(r.Class)}})
	}
	return t
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
