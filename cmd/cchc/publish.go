package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/audit/published"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const publishResultsLong = `Công bố kết quả của một lần chấm điểm. Cần hai người: một người đề nghị (propose) với số, ngày, người ký của quyết định công
bố, người khác xác nhận (confirm). Chỉ công bố được lần chấm giai đoạn cuối của kỳ đã khóa, sau đó không có thay đổi làm
đổi điểm, không còn tiêu chí chưa chấm được, đã có điểm đối chiếu của sổ sự kiện (cchc log checkpoint).

Bảng kết quả ghi mã đối chiếu của lần chấm, phiên bản bộ tiêu chí, điểm đối chiếu và quyết định. Ai có bảng và tệp kiểm chứng
(của cả lần chấm hoặc của một đơn vị) tự so được: cchc-verify --table BẢNG TỆP.

Công bố rồi thì không xóa được. Điều chỉnh: mở lại kỳ với lý do, sửa, khóa, chấm lại với --adjusts, rồi công bố lần chấm mới;
cả hai lần đều giữ.`

func newPublish(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Công bố kết quả: đề nghị, xác nhận, bảng kết quả",
		Long:  publishResultsLong,
		Example: "  cchc publish propose 2026-final-1 --number 15/QĐ-UBND --date 20/01/2027 --signer \"Trần Văn C\" --authority \"Chủ tịch UBND tỉnh\" \\\n" +
			"    --by \"so-noi-vu/Nguyễn Văn A\" --data du-lieu-2026\n" +
			"  cchc publish confirm 2026-final-1 --table nhap.csv --by \"so-noi-vu/Lê Thị B\" --out bang.csv --out bang.docx --data du-lieu-2026",
	}
	cmd.AddCommand(newPropose(a), newConfirm(a), newUnpropose(a), newPublished(a), newPublishTable(a))
	return group(cmd)
}

type proposeFlags struct {
	folderFlags
	act      season.Act
	date, by string
}

func newPropose(a *app) *cobra.Command {
	var in proposeFlags
	cmd := &cobra.Command{
		Use:   "propose LẦN_CHẤM",
		Short: "Đề nghị công bố một lần chấm điểm",
		Long: `Người thứ nhất đề nghị công bố, nêu quyết định. In mã của bảng kết quả; xem bảng trước khi trình bằng cchc publish table. Đề nghị
mới trong cùng kỳ thay đề nghị chưa được xác nhận.`,
		Example: "  cchc publish propose 2026-final-1 --number 15/QĐ-UBND --date 20/01/2027 --signer \"Trần Văn C\" --authority \"Chủ tịch UBND tỉnh\" \\\n" +
			"    --by \"so-noi-vu/Nguyễn Văn A\" --data du-lieu-2026",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := in.read(); err != nil {
				return err
			}
			return a.propose(cmd.Context(), &in, args[0])
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &in.by)
	flags := cmd.Flags()
	flags.StringVar(&in.act.Number, "number", "", "`SỐ` ký hiệu quyết định công bố")
	flags.StringVar(&in.date, "date", "", "`NGÀY` ký quyết định")
	flags.StringVar(&in.act.Signer, "signer", "", "`NGƯỜI` ký quyết định")
	flags.StringVar(&in.act.Authority, "authority", "", "`CƠ_QUAN` hoặc chức danh công bố")
	return cmd
}

// read demands the whole decision.
func (f *proposeFlags) read() (err error) {
	var missing []string
	for _, flag := range []struct{ name, value string }{{"--number", f.act.Number}, {"--date", f.date}, {"--signer", f.act.Signer},
		{"--authority", f.act.Authority}} {
		if strings.TrimSpace(flag.value) == "" {
			missing = append(missing, flag.name)
		}
	}
	if len(missing) > 0 {
		return missingFlag(missing...)
	}
	if f.act.Date, err = day.Parse(f.date); err != nil {
		return fail(exitUsage, "cli.day", f.date)
	}
	return nil
}

func (a *app) propose(ctx context.Context, in *proposeFlags, id string) error {
	s, err := in.open(true)
	if err != nil {
		return err
	}
	p, err := proposeIn(ctx, s, in, id)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(p)
	}
	a.note("%s", wording.Message("cli.publish_proposed", p.Run, p.Number, p.By))
	a.note("%s", wording.Message("cli.publish_table_hash", p.Table))
	return nil
}

func proposeIn(ctx context.Context, s *store.Store, in *proposeFlags, id string) (*publicationJSON, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, err
	}
	b, err := readLog(ctx, s, in.dir(), nil)
	if err != nil {
		return nil, err
	}
	if err := b.found(); err != nil {
		return nil, err
	}
	at := b.covering(event.Seq)
	if at == nil {
		return nil, fail(exitFailed, "cli.publish_no_checkpoint", id)
	}
	table, err := b.tableOf(ctx, id, in.act, &at.Checkpoint)
	if err != nil {
		return nil, err
	}
	before, err := publications(ctx, s, event.Period)
	if err != nil {
		return nil, err
	}
	made, err := appendOne(ctx, s, season.Draft{Kind: season.PublicationProposed, Period: event.Period, Actor: in.by, Happened: dayNone,
		Body: &season.Proposal{Act: in.act, Run: id, Digest: table.Digest, Replaces: before.Last(), Table: table.Hash()}},
		store.Blob{Domain: season.TableDomain, Bytes: table.Text()})
	if err != nil {
		return nil, err
	}
	return newPublicationJSON(&made), nil
}

// appendOne records an event that is told from others by its place in the log.
func appendOne(ctx context.Context, s *store.Store, d season.Draft, blobs ...store.Blob) (season.Event, error) {
	last, _, err := s.Last(ctx)
	if err != nil {
		return season.Event{}, storeFailure(err)
	}
	d.Key = fmt.Sprintf("%s/%s/%d", d.Kind, d.Period, last)
	made, err := s.Append(ctx, []season.Draft{d}, blobs...)
	if err != nil {
		return season.Event{}, storeFailure(err)
	}
	return made[0], people.learn(ctx, s) // whoever acts may do so for the first time
}

// publications are what a period has proposed and published.
func publications(ctx context.Context, s *store.Store, period string) (*season.Publications, error) {
	events, err := s.Publications(ctx, period)
	if err != nil {
		return nil, storeFailure(err)
	}
	p := season.PublicationsOf(events)
	return &p, nil
}

func newConfirm(a *app) *cobra.Command {
	var in folderFlags
	var by, table string
	var out []string
	cmd := &cobra.Command{
		Use:   "confirm LẦN_CHẤM",
		Short: "Người thứ hai xác nhận đề nghị công bố",
		Long: `Người thứ hai, khác người đề nghị, xác nhận bảng mình đã xem (cchc publish table), nêu bằng tệp .csv đó hoặc mã của nó; lần chấm khi đó
được công bố. Đề nghị đã thay bằng đề nghị khác, hoặc bảng lưu không đúng với lần chấm, thì không xác nhận được. --out ghi bảng kết quả ra tệp .csv (bản dùng để đối
chiếu), .html, .docx hoặc .md; nêu được nhiều lần.`,
		Example: "  cchc publish confirm 2026-final-1 --table nhap.csv --by \"so-noi-vu/Lê Thị B\" --out bang.csv --out bang.docx --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if table == "" {
				return missingFlag("--table")
			}
			if err := tableFormats(out); err != nil {
				return err
			}
			s, err := in.open(true)
			if err != nil {
				return err
			}
			seen, err := tableNamed(table)
			if err != nil {
				return errors.Join(err, s.Close())
			}
			p, table, err := confirmIn(cmd.Context(), s, in.dir(), args[0], seen, by)
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(p); err != nil {
					return err
				}
			} else {
				a.note("%s", wording.Message("cli.publish_made", p.Run, p.Number, p.signed(), p.By, p.ProposedBy))
				a.note("%s", wording.Message("cli.publish_table_hash", p.Table))
			}
			return a.writeTables(table, out)
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &by)
	cmd.Flags().StringVar(&table, "table", "", "`BẢNG` đã xem: tệp .csv (cchc publish table), hoặc mã của nó")
	bindTables(cmd, &out)
	return cmd
}

// tableNamed is the hash of a table of results that is named by it or by its file.
func tableNamed(text string) (string, error) {
	if strings.HasPrefix(text, "sha256:") {
		return text, nil
	}
	t, err := verdict.ReadTable(text)
	if err != nil {
		return "", groundFailure(err)
	}
	return t.Hash(), nil
}

// confirmIn confirms the standing proposal of a run whose table has the hash that the second person names.
func confirmIn(ctx context.Context, s *store.Store, dir, id, hash, by string) (*publicationJSON, *published.Table, error) {
	event, _, err := namedRun(ctx, s, id)
	if err != nil {
		return nil, nil, err
	}
	p, err := publications(ctx, s, event.Period)
	if err != nil {
		return nil, nil, err
	}
	if p.Standing == nil || p.Standing.Body.(*season.Proposal).Run != id {
		return nil, nil, storeFailure(&season.Refusal{Code: season.NoProposal, Args: []string{id}})
	}
	proposal := p.Standing.Body.(*season.Proposal)
	if proposal.Table != hash {
		return nil, nil, fail(exitConflict, "cli.publish_other_table", id, proposal.Table, hash)
	}
	b, err := readLog(ctx, s, dir, nil)
	if err != nil {
		return nil, nil, err
	}
	table, err := b.keptTable(ctx, proposal)
	if err != nil {
		return nil, nil, err
	}
	made, err := appendOne(ctx, s, season.Draft{Kind: season.PublicationMade, Period: event.Period, Actor: by, Happened: dayNone,
		Body: &season.Publication{Proposal: *proposal, Proposed: p.Standing.Seq}})
	if err != nil {
		return nil, nil, err
	}
	out := newPublicationJSON(&made)
	out.ProposedBy = p.Standing.Actor
	return out, table, nil
}

func newUnpropose(a *app) *cobra.Command {
	var in folderFlags
	var by, reason string
	cmd := &cobra.Command{
		Use:     "withdraw LẦN_CHẤM",
		Short:   "Rút đề nghị công bố chưa được xác nhận, phải có lý do",
		Long:    "Rút đề nghị công bố đang chờ xác nhận. Kết quả đã công bố thì không rút: công bố lần chấm điều chỉnh thay cho nó.",
		Example: "  cchc publish withdraw 2026-final-1 --reason \"Quyết định phải ký lại\" --by \"so-noi-vu/Nguyễn Văn A\" --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := in.open(true)
			if err != nil {
				return err
			}
			event, _, err := namedRun(cmd.Context(), s, args[0])
			if err == nil {
				_, err = appendOne(cmd.Context(), s, season.Draft{Kind: season.ProposalWithdrawn, Period: event.Period, Actor: by, Reason: reason,
					Happened: dayNone, Body: &season.ProposalEnd{Run: args[0]}})
			}
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			a.note("%s", wording.Message("cli.unproposed", args[0]))
			return nil
		},
	}
	in.bindData(cmd)
	bindBy(cmd, &by)
	cmd.Flags().StringVar(&reason, "reason", "", "`LÝ_DO`")
	return cmd
}

// publicationJSON is the contract of publish --json: a proposal, or a publication.
type publicationJSON struct {
	Event      int64  `json:"event"` // number in the log
	State      string `json:"state"` // proposed, published
	Period     string `json:"period"`
	Run        string `json:"run"`
	Digest     string `json:"digest"` // of the run's record
	Number     string `json:"decision_number"`
	Date       string `json:"decision_date"`
	Signer     string `json:"decision_signer"`
	Authority  string `json:"decision_authority"`
	Replaces   string `json:"replaces,omitempty"` // the run that was published before
	Table      string `json:"table"`              // hash of the table of results
	By         string `json:"by"`
	ProposedBy string `json:"proposed_by,omitempty"`
	Recorded   string `json:"recorded"`
}

func newPublicationJSON(e *season.Event) *publicationJSON {
	p, state := season.Proposal{}, "proposed"
	switch b := e.Body.(type) {
	case *season.Proposal:
		p = *b
	case *season.Publication:
		p, state = b.Proposal, "published"
	}
	return &publicationJSON{Event: e.Seq, State: state, Period: e.Period, Run: p.Run, Digest: p.Digest, Number: p.Number, Date: p.Date.String(),
		Signer: p.Signer, Authority: p.Authority, Replaces: p.Replaces, Table: p.Table, By: e.Actor, Recorded: e.Recorded.String()}
}

// signed is the day of the decision as people in the province read it.
func (p *publicationJSON) signed() string {
	on, err := day.Parse(p.Date)
	if err != nil {
		return p.Date
	}
	return on.VN()
}

func newPublished(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Các lần công bố của kỳ và đề nghị đang chờ",
		Long:    "Liệt kê các lần công bố của kỳ theo thứ tự, lần sau thay lần trước, và đề nghị đang chờ người thứ hai xác nhận.",
		Example: "  cchc publish list --data du-lieu-2026",
		Args:    arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			return errors.Join(a.listPublished(cmd.Context(), s, &in), s.Close())
		},
	}
	in.bind(cmd)
	return cmd
}

func (a *app) listPublished(ctx context.Context, s *store.Store, in *folderFlags) error {
	period, err := in.periodIn(ctx, s)
	if err != nil {
		return err
	}
	events, err := s.Publications(ctx, period)
	if err != nil {
		return storeFailure(err)
	}
	list := publicationList(events)
	if a.json {
		return a.printJSON(list)
	}
	if len(list) == 0 {
		a.note("%s", wording.Message("cli.publish_none", period))
		return nil
	}
	t := newTable("Lần chấm", "Quyết định", "Ngày ký", "Người ký", "Đề nghị", "Xác nhận", "Ghi lúc")
	for i := range list {
		p := &list[i]
		confirmed, proposed := p.By, p.ProposedBy
		if p.State == "proposed" {
			confirmed, proposed = wording.Message("cli.publish_waiting"), p.By
		}
		at, _ := season.ParseInstant(p.Recorded)
		t.add(p.Run, p.Number, p.signed(), p.Signer, proposed, confirmed, clockVN(at))
		t.remark(wording.Message("cli.publish_row", p.Digest, p.Table))
		if p.Replaces != "" {
			t.remark(wording.Message("cli.publish_replaces", p.Replaces))
		}
	}
	t.write(a.stdout)
	return nil
}

// proposals are what publicationList lists, in its order.
func proposals(events []season.Event) (list []*season.Proposal) {
	p := season.PublicationsOf(events)
	for i := range p.Made {
		list = append(list, &p.Made[i].Body.(*season.Publication).Proposal)
	}
	if p.Standing != nil {
		list = append(list, p.Standing.Body.(*season.Proposal))
	}
	return list
}

// publicationList lists publications in their order, and last the proposal that waits.
func publicationList(events []season.Event) []publicationJSON {
	p, proposedBy := season.PublicationsOf(events), map[int64]string{}
	for i := range events {
		proposedBy[events[i].Seq] = events[i].Actor
	}
	list := []publicationJSON{}
	for i := range p.Made {
		j := newPublicationJSON(&p.Made[i])
		j.ProposedBy = proposedBy[p.Made[i].Body.(*season.Publication).Proposed]
		list = append(list, *j)
	}
	if p.Standing != nil {
		list = append(list, *newPublicationJSON(p.Standing))
	}
	return list
}
