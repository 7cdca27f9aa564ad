package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/spf13/cobra"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/audit/translog"
	"cchc/internal/wording"
)

const logKeyLong = `Tạo khóa ký và in khóa công khai. Không có --holder thì đó là khóa của sổ sự kiện trong --data; khóa công khai được thêm vào
tệp log.pub của thư mục đó. Có --holder TÊN thì đó là khóa của một nơi giữ bên ngoài (Thanh tra tỉnh, Văn phòng UBND tỉnh…), tạo
và cất trên máy của nơi đó.

Tệp khóa chỉ chủ của nó được đọc. Ai có khóa thì ký được: nên cất khóa của sổ ngoài thư mục dữ liệu, ví dụ --out trên ổ rời, rồi
chỉ tới bằng --key hoặc biến môi trường CCHC_LOG_KEY. Khóa công khai thì gửi cho mọi người cần kiểm tra. Cạnh tệp khóa có tệp
.seen ghi điểm đối chiếu ký gần nhất, để khóa không bao giờ ký một sổ bị lùi lại; giữ hai tệp cùng nhau. Tệp .edges chỉ để biên
nhận được ký nhanh, mất thì lần sau đọc lại cả sổ.`

// Where the key of a log is looked for, and the names of the files in a data folder.
const (
	logKeyVariable = "CCHC_LOG_KEY"
	logKeyFile     = "log.key"
	publicKeysFile = "log.pub"
)

func newLogKey(a *app) *cobra.Command {
	var in folderFlags
	var out, holder string
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Tạo khóa ký điểm đối chiếu",
		Long:  logKeyLong,
		Example: "  cchc log key --data du-lieu-2026 --out /media/usb/so-su-kien.key\n" +
			"  cchc log key --holder thanh-tra-tinh --out thanh-tra.key",
		Args: arity(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if holder != "" {
				return a.makeHolderKey(holder, out)
			}
			return a.makeLogKey(cmd.Context(), &in, out)
		},
	}
	in.bindData(cmd)
	cmd.Flags().StringVar(&out, "out", "", "`TỆP` khóa; mặc định log.key trong thư mục dữ liệu")
	cmd.Flags().StringVar(&holder, "holder", "", "`TÊN` của nơi giữ bên ngoài, viết liền không dấu cách")
	return cmd
}

// keyJSON is the contract of log key --json.
type keyJSON struct {
	Name   string `json:"name"`
	Holder bool   `json:"holder"`
	Public string `json:"public"`
	File   string `json:"file"` // of the private key
}

func (a *app) makeHolderKey(name, out string) error {
	if out == "" {
		return fail(exitUsage, "cli.log_holder_out")
	}
	secret, err := makeSecret(name, out)
	if err != nil {
		return err
	}
	key := secret.HolderKey()
	if err := addPublicKey(out+".pub", key); err != nil {
		return err
	}
	return a.reportKey(key, out)
}

func (a *app) makeLogKey(ctx context.Context, in *folderFlags, out string) error {
	s, err := in.open(false)
	if err != nil {
		return err
	}
	defer s.Close()
	province, err := s.Province(ctx)
	if err != nil {
		return storeFailure(err)
	}
	origin, err := translog.Origin(province, s.ID())
	if err != nil {
		return logFailure(err)
	}
	if out == "" {
		out = filepath.Join(in.dir(), logKeyFile)
	}
	secret, err := makeSecret(origin, out)
	if err != nil {
		return err
	}
	key := secret.LogKey()
	if err := addPublicKey(filepath.Join(in.dir(), publicKeysFile), key); err != nil {
		return err
	}
	return a.reportKey(key, out)
}

func (a *app) reportKey(key *translog.Key, file string) error {
	if a.json {
		return a.printJSON(keyJSON{key.Name(), key.Holder, key.String(), file})
	}
	fmt.Fprintln(a.stdout, key)
	a.note("%s", wording.Message("cli.log_key_made", file))
	return nil
}

// makeSecret makes a private key in a file that is not there yet.
func makeSecret(name, file string) (*translog.Secret, error) {
	var seed [translog.SeedSize]byte
	rand.Read(seed[:])
	secret, err := translog.NewSecret(name, seed)
	if err != nil {
		return nil, logFailure(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fail(exitConflict, "cli.log_key_exists", file)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(secret.String() + "\n")
	return secret, errors.Join(err, f.Sync(), f.Close())
}

// readSecret reads a private key from a file that nobody but its owner may read.
func readSecret(file string) (*translog.Secret, error) {
	info, err := os.Lstat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fail(exitFailed, "cli.log_key_plain", file)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows": // there the bits say nothing
		return nil, fail(exitFailed, "cli.log_key_open", file, fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	text, err := readLogFile(file)
	if err != nil {
		return nil, err
	}
	secret, err := translog.ParseSecret(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		return nil, inFile(file, err)
	}
	return secret, nil
}

// logKeyPath is where the key of a folder's log is: named, or by the environment, or in the folder.
func logKeyPath(named, dir string) string {
	if named == "" {
		named = os.Getenv(logKeyVariable)
	}
	if named == "" {
		named = filepath.Join(dir, logKeyFile)
	}
	return named
}

// publicKeys reads a file of public keys, one on a line; lines that begin with "#" are remarks.
func publicKeys(file string) ([]*translog.Key, error) {
	keys, err := verdict.PublicKeys(file)
	return keys, groundFailure(err)
}

// namedKeys are the public keys of a flag: each a file of keys, or a key itself.
func namedKeys(list []string) ([]*translog.Key, error) {
	keys, err := verdict.NamedKeys(list)
	return keys, groundFailure(err)
}

func bindKeys(cmd *cobra.Command, keys *[]string) {
	cmd.Flags().StringArrayVar(keys, "key", nil, "`KHÓA` công khai của sổ, của nơi giữ bên ngoài: tệp, hoặc dòng khóa; được nhiều lần")
}

// addPublicKey adds a line to a file of public keys.
func addPublicKey(file string, key *translog.Key) error {
	keys, err := publicKeys(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if slices.ContainsFunc(keys, func(k *translog.Key) bool { return k.String() == key.String() }) {
		return nil
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(key.String() + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// memory is what a private key remembers in the file beside it, while it is locked for this process.
type memory struct {
	file   string
	seen   translog.Seen
	unlock func()
}

// remember locks and reads what a key remembers.
func remember(keyFile string) (*memory, error) {
	m := &memory{file: keyFile + ".seen"}
	var err error
	if m.unlock, err = lockedfile.MutexAt(m.file + ".lock").Lock(); err != nil {
		return nil, err
	}
	text, err := readLogFile(m.file)
	if err == nil {
		m.seen, err = translog.ParseSeen(text)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		m.unlock()
		return nil, inFile(m.file, err)
	}
	return m, nil
}

// advance writes down a checkpoint as the last one of its log. It is on the disk when it answers.
func (m *memory) advance(key *translog.Key, last *translog.Signed) error {
	m.seen = m.seen.With(key, last)
	if err := writePrivate(m.file, m.seen.Text()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(m.file))
}

// edges are the edges of a log that are kept beside the key; none where the file is not there or says nothing of this log.
func (m *memory) edges(origin string) *translog.Edges {
	text, err := readLogFile(m.edgesFile())
	if err == nil {
		if e, err := translog.ParseEdges(text); err == nil && e.Origin == origin {
			return e
		}
	}
	return &translog.Edges{Origin: origin}
}

// keepEdge keeps the edge of a log that was signed. Where that fails, all of the log is read next time.
func (m *memory) keepEdge(origin string, t *translog.Tree) {
	if e, err := m.edges(origin).With(t); err == nil {
		_ = writePrivate(m.edgesFile(), e.Text())
	}
}

func (m *memory) edgesFile() string { return strings.TrimSuffix(m.file, ".seen") + ".edges" }

// writePrivate writes a file that only its owner may read, in the place of the one that is there, and syncs it.
func writePrivate(file string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".seen-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// syncDir makes the names in a folder survive a power cut, where the system can.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
