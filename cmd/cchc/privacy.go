package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

const privacyLong = `Dữ liệu cá nhân trong thư mục dữ liệu. Sổ sự kiện, số liệu chấm và tệp kiểm chứng không ghi họ tên người làm việc: chỉ ghi một mã
(cam kết có muối, từ họ tên và 256 bit ngẫu nhiên), họ tên giữ riêng bên cạnh. Xóa họ tên thì mã còn nguyên, mọi mã đối chiếu,
bằng chứng và lần chấm vẫn kiểm tra được, mà không ai tìm lại được họ tên từ mã.

Chỉ phần sau dấu gạch chéo của “cơ quan/họ tên” được thay bằng mã; phần trước là cơ quan hoặc chức danh. Họ tên viết trong lý do,
tên tệp, nội dung tài liệu không được thay: đừng ghi vào đó; tài liệu, tệp đã nhập có dữ liệu cá
nhân thì xóa nội dung bằng cchc privacy erase-content. Bản sao lưu và tệp đã giao đi phải xóa riêng.`

func newPrivacy(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "privacy",
		Short: "Dữ liệu cá nhân: họ tên trong sổ, xóa khi phải xóa",
		Long:  privacyLong,
		Example: "  cchc privacy list --data du-lieu-2026\n" +
			"  cchc privacy erase-name \"so-y-te/Nguyễn Văn A\" --reason \"Yêu cầu ngày 05/01/2027\" --by \"so-noi-vu/Lê Thị B\" --data du-lieu-2026",
	}
	cmd.AddCommand(newPeople(a), newEraseName(a), newEraseContent(a), newDisclose(a), newCheckName(a))
	return group(cmd)
}

// personJSON is the contract of a person in privacy --json.
type personJSON struct {
	Office string `json:"office"`
	Name   string `json:"name,omitempty"` // "" once it was erased
	Sealed string `json:"sealed"`         // what stands for the name in events
	Erased int64  `json:"erased,omitempty"`
}

// peopleJSON is the contract of privacy list --json.
type peopleJSON struct {
	People   []personJSON  `json:"people"`
	Contents []contentJSON `json:"erased_contents"`
}

type contentJSON struct {
	Digest string `json:"digest"`
	Erased int64  `json:"erased"` // number of the event
}

func newPeople(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Họ tên đang giữ và những gì đã xóa",
		Long:    "Liệt kê họ tên đang giữ cùng mã thay cho họ tên trong sổ, và những họ tên, nội dung đã xóa theo sự kiện nào.",
		Example: "  cchc privacy list --data du-lieu-2026",
		Args:    arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			return errors.Join(a.listPeople(cmd.Context(), s), s.Close())
		},
	}
	in.bindData(cmd)
	return cmd
}

func (a *app) listPeople(ctx context.Context, s *store.Store) error {
	j := peopleJSON{People: []personJSON{}, Contents: []contentJSON{}}
	list, err := s.People(ctx)
	if err != nil {
		return storeFailure(err)
	}
	for _, p := range list {
		j.People = append(j.People, personJSON{Office: p.Office, Name: p.Name, Sealed: p.Sealed})
	}
	err = s.Events(ctx, 0, func(e season.Event) error {
		switch b := e.Body.(type) {
		case *season.PersonErased:
			j.People = append(j.People, personJSON{Office: b.Office, Sealed: b.Sealed, Erased: e.Seq})
		case *season.ContentErased:
			j.Contents = append(j.Contents, contentJSON{b.Digest, e.Seq})
		}
		return nil
	})
	if err != nil {
		return storeFailure(err)
	}
	if a.json {
		return a.printPlainJSON(j)
	}
	t := newTable("Cơ quan", "Họ tên", "Mã trong sổ")
	for _, p := range j.People {
		name := p.Name
		if p.Erased > 0 {
			name = wording.Message("cli.privacy_erased", fmt.Sprint(p.Erased))
		}
		t.add(p.Office, name, p.Sealed[:shortened])
	}
	for _, c := range j.Contents {
		t.add("", wording.Message("cli.privacy_erased", fmt.Sprint(c.Erased)), c.Digest)
	}
	t.write(a.stdout)
	return nil
}

// personNamed finds a person of a folder by "office/name", or by what stands for the name, whole or its beginning.
func personNamed(ctx context.Context, s *store.Store, actor string) (*store.Person, error) {
	list, err := s.People(ctx)
	if err != nil {
		return nil, storeFailure(err)
	}
	office, name := season.SplitActor(actor)
	for i := range list {
		p := &list[i]
		sealed := len(name) >= shortened && strings.HasPrefix(p.Sealed, name)
		if strings.EqualFold(p.Office, office) && (strings.EqualFold(p.Name, name) || sealed) {
			return p, nil
		}
	}
	return nil, fail(exitNotFound, "cli.privacy_nobody", actor)
}

type eraseFlags struct {
	folderFlags
	by, reason string
}

func (f *eraseFlags) bind(cmd *cobra.Command) {
	f.bindData(cmd)
	bindBy(cmd, &f.by)
	cmd.Flags().StringVar(&f.reason, "reason", "", "`LÝ_DO`: yêu cầu nào, căn cứ nào (không ghi họ tên)")
}

// erase records an erasure.
func (f *eraseFlags) erase(ctx context.Context, body func(*store.Store) (season.Body, error)) error {
	s, err := f.open(true)
	if err != nil {
		return err
	}
	b, err := body(s)
	if err == nil {
		_, err = appendOne(ctx, s, season.Draft{Kind: b.Kind(), Actor: f.by, Reason: f.reason, Happened: dayNone, Body: b})
	}
	return errors.Join(err, s.Close())
}

func newEraseName(a *app) *cobra.Command {
	var in eraseFlags
	cmd := &cobra.Command{
		Use:   "erase-name CƠ_QUAN/HỌ_TÊN",
		Short: "Xóa hẳn một họ tên khỏi thư mục dữ liệu",
		Long: `Xóa hẳn họ tên; trong sổ còn mã. Không khôi phục được. Việc xóa là một sự kiện với người làm và lý do. Tài liệu, tệp đã nhập có
thể còn họ tên: xóa nội dung bằng cchc privacy erase-content.`,
		Example: "  cchc privacy erase-name \"so-y-te/Nguyễn Văn A\" --reason \"Yêu cầu ngày 05/01/2027\" --by \"so-noi-vu/Lê Thị B\" --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var sealed string
			err := in.erase(cmd.Context(), func(s *store.Store) (season.Body, error) {
				p, err := personNamed(cmd.Context(), s, args[0])
				if err != nil {
					return nil, err
				}
				sealed = p.Sealed
				return &season.PersonErased{Office: p.Office, Sealed: p.Sealed}, nil
			})
			if err != nil {
				return err
			}
			people.forget(sealed)
			a.note("%s", wording.Message("cli.privacy_name_gone", sealed[:shortened]))
			return nil
		},
	}
	in.bind(cmd)
	return cmd
}

func newEraseContent(a *app) *cobra.Command {
	var in eraseFlags
	cmd := &cobra.Command{
		Use:   "erase-content MÃ_BĂM",
		Short: "Xóa hẳn nội dung một tài liệu hoặc tệp đã nhập",
		Long: `Xóa hẳn nội dung của một tài liệu kiểm chứng, hoặc của một tệp đã nhập, nêu bằng mã băm. Sự kiện nêu mã băm thì còn; điểm không
đổi, vì điểm tính từ số liệu đã ghi. Không khôi phục được.`,
		Example: "  cchc privacy erase-content 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --reason \"Có số căn cước\" \\\n" +
			"    --by \"so-noi-vu/Lê Thị B\" --data du-lieu-2026",
		Args: arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			err := in.erase(cmd.Context(), func(*store.Store) (season.Body, error) { return &season.ContentErased{Digest: args[0]}, nil })
			if err == nil {
				a.note("%s", wording.Message("cli.privacy_content_gone", args[0]))
			}
			return err
		},
	}
	in.bind(cmd)
	return cmd
}

// disclosureJSON is the contract of privacy disclose --json: whoever has it can show who it was.
type disclosureJSON struct {
	Office string `json:"office"`
	Name   string `json:"name"`
	Salt   string `json:"salt"` // hexadecimal
	Sealed string `json:"sealed"`
}

func newDisclose(a *app) *cobra.Command {
	var in folderFlags
	cmd := &cobra.Command{
		Use:   "disclose CƠ_QUAN/HỌ_TÊN",
		Short: "In họ tên, muối và mã để chứng tỏ mã là của ai",
		Long: `In những gì cần để người khác tự kiểm tra rằng mã trong sổ hoặc trong tệp kiểm chứng là của người nào (cchc privacy check). Ai có
muối và họ tên thì chứng tỏ được mãi mãi: chỉ giao cho người được biết.`,
		Example: "  cchc privacy disclose \"so-noi-vu/Lê Thị B\" --data du-lieu-2026",
		Args:    arity(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := in.open(false)
			if err != nil {
				return err
			}
			p, err := personNamed(cmd.Context(), s, args[0])
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			j := disclosureJSON{p.Office, p.Name, hex.EncodeToString(p.Salt[:]), p.Sealed}
			if a.json {
				return a.printPlainJSON(j)
			}
			return a.printPlain(wording.Message("cli.privacy_disclosed", j.Office, j.Name, j.Salt, j.Sealed))
		},
	}
	in.bindData(cmd)
	return cmd
}

func newCheckName(a *app) *cobra.Command {
	var salt string
	cmd := &cobra.Command{
		Use:     "check MÃ CƠ_QUAN/HỌ_TÊN",
		Short:   "Kiểm tra một mã có phải của người này, không cần thư mục dữ liệu",
		Long:    "Tính lại mã từ cơ quan, họ tên và muối (in bằng cchc privacy disclose) và so với mã trong sổ hoặc trong tệp kiểm chứng.",
		Example: "  cchc privacy check ~k3jx… \"so-noi-vu/Lê Thị B\" --salt 5f0c…",
		Args:    arity(2, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := hex.DecodeString(salt)
			var given season.Salt
			if err != nil || copy(given[:], b) != len(given) || len(b) != len(given) {
				return fail(exitUsage, "cli.privacy_salt", fmt.Sprint(2*len(given)))
			}
			office, name := season.SplitActor(args[1])
			if season.Seal(given, office, name) != args[0] {
				return fail(exitFindings, "cli.privacy_other", args[1])
			}
			a.note("%s", wording.Message("cli.privacy_same", args[1]))
			return nil
		},
	}
	cmd.Flags().StringVar(&salt, "salt", "", "`MUỐI` đã in cùng họ tên")
	return cmd
}
