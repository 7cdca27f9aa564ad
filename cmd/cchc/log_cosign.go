package main

import (
	"cmp"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/wording"
)

const logCosignLong = `Dành cho nơi giữ bên ngoài (Thanh tra tỉnh, Văn phòng UBND tỉnh…): ký xác nhận một điểm đối chiếu bằng khóa của mình, kèm giờ
của máy mình. Chỉ ký khi chữ ký của sổ đúng và sổ chỉ ghi thêm so với điểm đã ký lần trước; bằng chứng cho việc đó là tệp do nơi
giữ sổ xuất (cchc log prove --from LẦN_TRƯỚC --to LẦN_NÀY), nêu bằng --proof. Điểm vừa ký được ghi vào tệp .seen cạnh tệp khóa
trước khi chữ ký được đưa ra.

Lần đầu phải nêu khóa công khai của sổ bằng --log-key, lấy từ nguồn đáng tin. Bản có thêm chữ ký được ghi đè vào TỆP hoặc ghi ra
--out; gửi lại cho nơi giữ sổ để lưu (cchc log keep) và giữ một bản.`

type cosignFlags struct{ key, logKey, proof, out, evidence string }

func newLogCosign(a *app) *cobra.Command {
	var in cosignFlags
	cmd := &cobra.Command{
		Use:   "cosign TỆP",
		Short: "Nơi giữ bên ngoài ký xác nhận điểm đối chiếu",
		Long:  logCosignLong,
		Example: "  cchc log cosign diem.txt --key thanh-tra.key --log-key log.pub\n" +
			"  cchc log cosign diem-moi.txt --key thanh-tra.key --proof chi-ghi-them.txt",
		Args: arity(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if in.key == "" {
				return missingFlag("--key")
			}
			return a.cosign(&in, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.key, "key", "", "`TỆP` khóa của nơi giữ bên ngoài (cchc log key --holder)")
	flags.StringVar(&in.logKey, "log-key", "", "`KHÓA` công khai của sổ: tệp, hoặc chính dòng khóa; chỉ cần lần đầu")
	flags.StringVar(&in.proof, "proof", "", "`TỆP` bằng chứng nối điểm đã ký lần trước với điểm này")
	flags.StringVar(&in.evidence, "evidence", "", "`TỆP` chứng cứ sẽ ghi khi hai điểm đối chiếu mâu thuẫn")
	bindOut(cmd, &in.out)
	return cmd
}

func (a *app) cosign(in *cosignFlags, path string) error {
	holder, err := readSecret(in.key)
	if err != nil {
		return err
	}
	note, err := checkpointIn(path)
	if err != nil {
		return err
	}
	memory, err := remember(in.key)
	if err != nil {
		return err
	}
	defer memory.unlock()
	signed, seen, err := openSeen(memory.seen, in.logKey, path, note)
	if err != nil {
		return err
	}
	if err := a.mayConfirm(in, path, seen, signed); err != nil {
		return err
	}
	both, err := holder.Cosign(signed, time.Now().Unix())
	if err != nil {
		return inFile(path, err)
	}
	if err := memory.advance(signed.ByLog(), signed); err != nil { // before the signature is given out
		return err
	}
	return a.handOut(both, cmp.Or(in.out, path))
}

// openSeen opens a checkpoint with the key of its log: the one remembered, or the one named the first time.
func openSeen(list translog.Seen, named, path string, note []byte) (*translog.Signed, *translog.SeenLog, error) {
	plain, err := translog.OpenNote(note)
	if err != nil {
		return nil, nil, inFile(path, err)
	}
	seen := list.Of(plain.Origin)
	var keys []*translog.Key
	switch {
	case seen != nil:
		keys = []*translog.Key{seen.Key}
	case named == "":
		return nil, nil, missingFlag("--log-key")
	default:
		if keys, err = namedKeys([]string{named}); err != nil {
			return nil, nil, err
		}
	}
	signed, err := translog.OpenLog(note, keys...)
	if err != nil {
		return nil, nil, inFile(path, err)
	}
	return signed, seen, nil
}

// mayConfirm tells whether a holder may sign after what it signed last.
func (a *app) mayConfirm(in *cosignFlags, path string, seen *translog.SeenLog, next *translog.Signed) error {
	if seen == nil {
		a.note("%s", wording.Message("cli.cosign_first", next.Origin, next.ByLog().ID()))
		return nil
	}
	var hashes []translog.Hash
	if in.proof != "" {
		text, err := readLogFile(in.proof)
		if err != nil {
			return err
		}
		proof, err := translog.ParseLink(text)
		if err == nil {
			hashes = proof.Hashes
		} else {
			return inFile(in.proof, err)
		}
	}
	err := translog.Advance(&seen.Last.Checkpoint, &next.Checkpoint, hashes)
	if err == nil {
		return nil
	}
	if clash := translog.Contradict(seen.Last, next); clash != nil && in.evidence != "" {
		if failed := replaceFile(in.evidence, clash.Text()); failed != nil {
			return errors.Join(inFile(path, err), failed)
		}
		a.note("%s", wording.Message("cli.log_evidence", in.evidence))
	}
	return inFile(path, err)
}
