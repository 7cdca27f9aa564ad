package main

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/audit/published"
	"cchc/internal/audit/translog"
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
				return fail(exitUsage, "cli.flag_missing", "--out", "bang.csv")
			}
			if err := tableFormats(out); err != nil {
				return err
			}
			s, err := in.open(false)
			if err != nil {
				return err
			}
			p, table, err := proposalOf(cmd.Context(), s, in.dir(), args[0])
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
func proposalOf(ctx context.Context, s *store.Store, dir, id string) (*publicationJSON, *published.Table, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, nil, err
	}
	events, err := s.Publications(ctx, event.Period)
	if err != nil {
		return nil, nil, storeFailure(err)
	}
	for i, p := range publicationList(events) {
		if p.Run != id {
			continue
		}
		b, err := readLog(ctx, s, dir, nil)
		if err != nil {
			return nil, nil, err
		}
		table, err := b.keptTable(ctx, proposals(events)[i])
		return &p, table, err
	}
	return nil, nil, fail(exitNotFound, "cli.publish_not", id)
}

// tableOf makes the table of a run of an open log, under a checkpoint that covers the run. Units are called as they were when the
// run was made.
func (b *logbook) tableOf(ctx context.Context, run string, act season.Act, at *translog.Checkpoint) (*published.Table, error) {
	c, err := runContents(ctx, b.store, run)
	if err != nil {
		return nil, err
	}
	units, err := runUnits(ctx, b.store, &c.Event)
	if err != nil {
		return nil, err
	}
	return published.New(&published.Source{Event: &c.Event, Digest: c.Digest, Act: act, Origin: at.Origin, Checkpoint: at.Line(),
		Sets: c.Sets, Results: c.Results, Name: func(code string) string {
			u, _ := units.ByCode(code)
			return u.Name
		}})
}

// keptTable reads the table that a proposal names and makes it again: of the run that the proposal names, with its decision, under
// the checkpoint that the table names, which must be the log's and cover the run. A table that is not that is refused.
func (b *logbook) keptTable(ctx context.Context, p *season.Proposal) (*published.Table, error) {
	text, err := b.store.Blob(ctx, p.Table)
	if err != nil {
		return nil, storeFailure(err)
	}
	forged := fail(exitFindings, "cli.publish_forged", p.Run, p.Table)
	kept, err := published.Parse(text)
	if err != nil {
		return nil, forged
	}
	event, _, err := namedRun(ctx, b.store, p.Run)
	if err != nil {
		return nil, err
	}
	at, err := b.checkpointNamed(kept.Origin, kept.Checkpoint)
	if err != nil || at.Size < event.Seq {
		return nil, forged
	}
	made, err := b.tableOf(ctx, p.Run, p.Act, at)
	if err != nil {
		return nil, err
	}
	if made.Digest != p.Digest || made.Hash() != p.Table {
		return nil, forged
	}
	return kept, nil
}

// checkpointNamed gives the checkpoint of the log that stands under a name as SIZE:CODE.
func (b *logbook) checkpointNamed(origin, line string) (*translog.Checkpoint, error) {
	printed, ok := translog.ParsePrinted(line)
	if !ok {
		return nil, &translog.Fault{Code: translog.BadForm, Args: []string{"1", "SIZE:CODE"}}
	}
	root, err := b.tree.Root(printed.Size)
	if err != nil {
		return nil, err
	}
	at := &translog.Checkpoint{Origin: origin, Size: printed.Size, Root: root}
	if !slices.Contains(b.origins(printed.Size), origin) || !printed.Of(at) {
		return nil, &translog.Fault{Code: translog.Fork, Args: []string{line, line, at.Line()}}
	}
	return at, nil
}

// published looks at every proposal and publication of a folder: the table is the one that the run gives, and two people made it.
func (b *logbook) published(ctx context.Context) (found []finding, err error) {
	periods, err := b.store.Periods(ctx)
	if err != nil {
		return nil, storeFailure(err)
	}
	tables, made := map[string]bool{}, 0 // tables by their hash; publications
	for _, p := range periods {
		events, err := b.store.Publications(ctx, p.ID)
		if err != nil {
			return nil, storeFailure(err)
		}
		actors := map[int64]string{}
		for i := range events {
			e := &events[i]
			var proposal *season.Proposal
			switch body := e.Body.(type) {
			case *season.Proposal:
				proposal, actors[e.Seq] = body, e.Actor
			case *season.Publication:
				proposal = &body.Proposal
				made++
				if by, proposed := actors[body.Proposed]; !proposed || season.SamePerson(by, e.Actor) {
					found = append(found, finding{code: "cli.publish_alone", text: wording.Message("cli.publish_alone", proposal.Run, strconv.FormatInt(e.Seq, 10))})
				}
			}
			if proposal == nil {
				continue
			}
			tables[proposal.Table] = true
			var bad *failure
			if _, err := b.keptTable(ctx, proposal); errors.As(err, &bad) {
				found = append(found, finding{code: "cli.publish_forged", text: bad.text})
			} else if err != nil {
				return nil, err
			}
		}
	}
	if len(found) == 0 && len(tables) > 0 {
		found = append(found, finding{true, "cli.verify_published",
			wording.Message("cli.verify_published", strconv.Itoa(len(tables)), strconv.Itoa(made))})
	}
	return found, nil
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
		if list := unrankedOf(t.Rows[i:next]); len(list) > 0 {
			doc.Blocks = append(doc.Blocks, &paper.Paragraph{Style: paper.Small, Text: say("cli.publish_unranked") + "\n" + strings.Join(list, "\n")})
		}
		i = next
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

// unrankedOf names the units that are not ranked, and why.
func unrankedOf(rows []published.Row) (list []string) {
	for i := range rows {
		if r := &rows[i]; r.Rank == 0 && r.Block != seeds.BlockProvince {
			list = append(list, wording.Message("cli.publish_unranked_as", r.Name, cmp.Or(r.Note, wording.Message("cli.publish_no_index"))))
		}
	}
	return list
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
