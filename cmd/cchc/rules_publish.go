package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
)

const publishLong = `Ban hành một phiên bản bộ tiêu chí. Từ đó nội dung của phiên bản không đổi nữa: mã đối chiếu ghi vào sổ ban hành
(published.txt), tệp chỉ còn quyền đọc; bản bị sửa thì không dùng được ở đâu.

THƯ_MỤC phải nằm ở MÃ/PHIÊN_BẢN trong thư mục bộ tiêu chí; nếu không, nêu --library để chép vào đó, chép đủ hoặc không chép
gì. Thêm --data để ghi cả vào thư mục dữ liệu của năm, kỳ mở sau đó chọn được bản này.

Chỉ ban hành bản không có lỗi, không còn tiêu chí chưa viết quy tắc, mọi ca thử đều đạt. Mã và phiên bản đã ban hành với nội
dung khác hoặc đã rút thì bị từ chối (mã kết thúc 4): đặt phiên bản mới. Ban hành lại đúng nội dung cũ thì không ghi gì thêm.

Sản phẩm và cơ quan trong bộ được đối chiếu như ở cchc rules check: với --plan, --units nếu nêu, nếu không với kế hoạch và
danh sách đơn vị của thư mục dữ liệu ở --data.`

// unwrittenRule marks a subcriterion whose rule is not written yet.
const unwrittenRule = "rule.unwritten"

// The contract of rules publish --json.
type publishedJSON struct {
	ID        string   `json:"id"`
	Version   string   `json:"version"`
	Hash      string   `json:"hash"`
	Library   string   `json:"library"`
	Published string   `json:"published,omitempty"` // the day in the register
	Again     bool     `json:"again,omitempty"`     // it was published before
	Copied    []string `json:"copied"`              // files
	Data      string   `json:"data,omitempty"`      // the data folder
	Recorded  bool     `json:"recorded,omitempty"`  // in the data folder, now
}

func newRulesPublish(a *app) *cobra.Command {
	p := &publication{app: a}
	cmd := &cobra.Command{
		Use:   "publish THƯ_MỤC",
		Short: "Ban hành một phiên bản bộ tiêu chí: từ đó nội dung không đổi nữa",
		Long:  publishLong,
		Example: "  cchc rules publish bo-tieu-chi/so-2026/1.1.0\n" +
			"  cchc rules publish nhap/so-2026 --library bo-tieu-chi --data du-lieu-2026 --reason \"QĐ 12/QĐ-UBND\"",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.name = args[0]
			if err := p.prepare(cmd.Context()); err != nil {
				return errors.Join(err, p.close())
			}
			return errors.Join(p.publish(cmd.Context()), p.close())
		},
	}
	p.bindLibrary(cmd)
	p.knownFlags.bind(cmd)
	cmd.Flags().StringVar(&p.data.data, "data", "", "ghi cả vào `THƯ_MỤC` dữ liệu")
	bindBy(cmd, &p.by)
	cmd.Flags().StringVar(&p.reason, "reason", "", "`LÝ_DO` hoặc căn cứ, ghi vào thư mục dữ liệu")
	cmd.Flags().StringVar(&p.onText, "on", "", "`NGÀY` ban hành; mặc định hôm nay")
	return cmd
}

// publication is a version on its way into the register.
type publication struct {
	*app
	libraryFlags
	knownFlags
	data               folderFlags
	by, reason, onText string

	name    string // as the user wrote it
	on      day.Day
	loaded  *rules.Loaded
	against *world // what the set is held against
	root    string // the library
	dir     string // of the version, in the library
	copy    bool   // the files are not there yet
	line    bool   // the register has no line yet
	store   *store.Store
	event   bool // the data folder does not have it yet
}

func (p *publication) id() string { return p.loaded.Set.ID + "@" + p.loaded.Set.Version }

func (p *publication) close() error {
	if p.store == nil {
		return nil
	}
	return p.store.Close()
}

// prepare finds everything that speaks against the publication before anything is written.
func (p *publication) prepare(ctx context.Context) (err error) {
	if p.on, err = actDay(p.onText); err != nil {
		return err
	}
	if _, err := os.Stat(p.name); err != nil {
		return err
	}
	var found rules.Diagnostics
	if p.loaded, found = loadPath(p.name); p.loaded == nil {
		return p.setBad(p.name, found)
	}
	if p.against, err = p.world(ctx, p.data.data); err != nil {
		return err
	}
	for _, look := range []func() error{p.place, p.registered, p.proved} {
		if err := look(); err != nil {
			return err
		}
	}
	if p.line {
		if err := fitRegister(p.root, p.entry()); err != nil {
			return err
		}
	}
	return p.recorded(ctx)
}

// proved refuses what is not finished: rules not written, cases that fail, what the deeper proofs find.
func (p *publication) proved() error {
	var unwritten rules.Diagnostics
	for _, d := range p.loaded.Warnings {
		if d.Code == unwrittenRule {
			unwritten = append(unwritten, d)
		}
	}
	if len(unwritten) > 0 {
		p.tell(unwritten)
		return fail(exitInvalid, "cli.publish_unwritten", p.id(), strconv.Itoa(len(unwritten)))
	}
	tested, err := testSet(p.loaded, false)
	if err != nil {
		return err
	}
	if n := len(tested.Failures); n > 0 {
		return fail(exitInvalid, "cli.publish_cases", p.id(), strconv.Itoa(n), p.name)
	}
	found := p.against.refusing(p.loaded, p.name)
	p.tell(found)
	if mistakes, _ := count(found); mistakes > 0 {
		return fail(exitInvalid, "cli.publish_unproved", p.id(), strconv.Itoa(mistakes))
	}
	return nil
}

func (p *publication) tell(found rules.Diagnostics) {
	for _, d := range found {
		fmt.Fprint(p.stderr, diagnosticText(d))
	}
}

// place finds the folder of the version in its library.
func (p *publication) place() error {
	set := p.loaded.Set
	if p.root = p.libraryDir(); p.root == "" {
		root, ok := shelfOf(p.name, set)
		if !ok {
			return fail(exitInvalid, "cli.no_library", p.name, set.ID, set.Version)
		}
		p.root = root
	}
	p.dir = filepath.Join(p.root, set.ID, set.Version)
	return nil
}

// registered holds the version against the built-in library and the one it goes into.
func (p *publication) registered() error {
	set, hash := p.loaded.Set, p.loaded.Hash
	if v := versionIn(library.BuiltIn(), set.ID, set.Version); v != nil && v.Hash != hash {
		return fail(exitConflict, "cli.publish_exists", p.id(), v.Hash, hash)
	}
	p.copy, p.line = true, true
	if _, err := os.Stat(p.root); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	own, err := openLibrary(p.root)
	if err != nil {
		return err
	}
	v := versionIn(own, set.ID, set.Version)
	gone := v != nil && (v.Mistake != nil && v.Mistake.Code == library.Gone || isEmpty(p.dir))
	switch {
	case v == nil:
		return nil
	case v.Status == library.Withdrawn:
		return fail(exitConflict, "cli.publish_withdrawn", p.id(), v.Withdrawn.VN(), v.Reason)
	case v.Status == library.Published && v.Hash != hash:
		return fail(exitConflict, "cli.publish_exists", p.id(), v.Hash, hash)
	case !gone && (v.Loaded == nil || v.Loaded.Hash != hash):
		return fail(exitConflict, "cli.publish_occupied", p.dir)
	}
	p.copy, p.line = gone, v.Status == library.Draft
	if !p.line {
		p.on = v.Published
	}
	return nil
}

func (p *publication) entry() library.Entry {
	return library.Entry{ID: p.loaded.Set.ID, Version: p.loaded.Set.Version, Hash: p.loaded.Hash, Day: p.on}
}

// recorded holds the version against the data folder.
func (p *publication) recorded(ctx context.Context) (err error) {
	if p.data.data == "" {
		return nil
	}
	if p.store, err = p.data.open(true); err != nil {
		return err
	}
	records, err := p.store.SetRecords(ctx)
	if err != nil {
		return storeFailure(err)
	}
	p.event = true
	for _, r := range records {
		switch {
		case r.ID != p.loaded.Set.ID || r.Version != p.loaded.Set.Version:
		case r.Hash != p.loaded.Hash:
			return fail(exitConflict, "cli.publish_exists", p.id(), r.Hash, p.loaded.Hash)
		case r.Withdrawn != day.None:
			return fail(exitConflict, "cli.publish_withdrawn", p.id(), r.Withdrawn.VN(), r.Reason)
		default:
			p.event = false
		}
	}
	return nil
}

// publish does what is to be done: files, data folder, register, rights, in this order: a register never names what is not
// there, nor what the data folder refused. What is done is found done when the same is published once more.
func (p *publication) publish(ctx context.Context) error {
	copied := []string{}
	if p.copy {
		if err := copySet(p.name, p.loaded, p.dir); err != nil {
			return err
		}
		for _, f := range sourceFiles(p.name, p.loaded) {
			copied = append(copied, filepath.Base(f))
		}
	}
	if err := p.record(ctx); err != nil {
		if p.copy {
			err = errors.Join(err, os.RemoveAll(p.dir))
			_ = os.Remove(filepath.Dir(p.dir)) // where it is empty
		}
		return err
	}
	if p.copy {
		p.note("%s", wording.Message("cli.publish_copied", strconv.Itoa(len(copied)), p.dir))
	}
	if p.line {
		if err := addToRegister(p.root, p.entry()); err != nil {
			return err
		}
		p.note("%s", wording.Message("cli.published", p.id(), filepath.Join(p.root, library.RegisterFile)))
	} else {
		p.note("%s", wording.Message("cli.publish_again", p.id()))
	}
	if err := protect(p.dir); err != nil {
		return err
	}
	return p.report(copied)
}

// record writes the publication into the data folder.
func (p *publication) record(ctx context.Context) error {
	switch {
	case p.store == nil:
		return nil
	case !p.event:
		p.note("%s", wording.Message("cli.published_in_data", p.data.data, p.id()))
		return nil
	}
	set := p.loaded.Set
	version := &season.SetVersion{ID: set.ID, Version: set.Version, Hash: p.loaded.Hash, Scope: set.Scope, Blocks: set.Blocks,
		Title: set.Title}
	d := season.Draft{Key: "set/" + set.ID + "/" + set.Version, Kind: season.SetPublished, Actor: p.by, Reason: p.reason,
		Happened: p.happened(), Body: version}
	bytes := store.Blob{Domain: engine.SetDomain, Bytes: p.loaded.Canonical}
	if _, err := p.store.Append(ctx, []season.Draft{d}, bytes); err != nil {
		return storeFailure(err)
	}
	p.note("%s", wording.Message("cli.published_data", p.id(), p.data.data))
	return nil
}

// happened is the day of the publication where it is not that of its recording.
func (p *publication) happened() day.Day {
	if p.onText == "" {
		return dayNone
	}
	return p.on
}

// report gives the hash and what to do next.
func (p *publication) report(copied []string) error {
	if p.json {
		return p.printJSON(publishedJSON{p.loaded.Set.ID, p.loaded.Set.Version, p.loaded.Hash, p.root, p.on.String(), !p.line,
			copied, p.data.data, p.event})
	}
	fmt.Fprintf(p.stdout, "%s %s\n", p.id(), p.loaded.Hash)
	if p.line {
		p.note("%s", wording.Message("cli.publish_next", p.loaded.Set.ID, p.root, p.dir))
	}
	return nil
}
