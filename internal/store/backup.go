package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cchc/internal/files"
)

// manifestFile is the name of the manifest in a backup.
const manifestFile = "cchc.backup"

// BackupOptions say what goes into a backup beside the database and the evidence.
type BackupOptions struct {
	Program string   // that makes it
	Beside  []string // names of files that go along where the folder has them
	// Seal looks at the copy before it becomes a backup and gives the root of its log and the last signed checkpoint in it.
	Seal func(ctx context.Context, b *Backup) (root string, checkpoint []byte, err error)
}

// Backup is a copy of a data folder as it was at one moment, made to be put back in its place. It is read like a folder and
// never changed; it is no data folder itself.
type Backup struct {
	*Store
	Manifest Manifest
}

// BackUp makes a backup at a place where nothing is yet. Others may write meanwhile: the copy has every event that was
// acknowledged before the call, and those after it up to some moment, with the evidence they name. The backup is at its place
// whole and on the disk, or not at all. Its parts: the database, made by VACUUM INTO; evidence; the manifest.
func (s *Store) BackUp(ctx context.Context, target string, o BackupOptions) (*Manifest, error) {
	m, err := s.backUp(ctx, target, o)
	if err != nil {
		return nil, fmt.Errorf("back up: %w", explain(fullAt(err, target), target))
	}
	return m, nil
}

func (s *Store) backUp(ctx context.Context, target string, o BackupOptions) (*Manifest, error) {
	target, err := filepath.Abs(target)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(refuse(TargetExists, target), err)
	}
	p, err := beginPart(target)
	if err != nil {
		return nil, err
	}
	if inside(s.dir, p.place) {
		return nil, errors.Join(refuse(Inside, target, s.dir), p.abandon())
	}
	m, err := s.fill(ctx, p.dir, o)
	if err == nil {
		err = p.finish()
	}
	if err != nil {
		return nil, errors.Join(err, p.abandon())
	}
	return m, nil
}

// inside tells whether a path lies in a folder; both are real and absolute.
func inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// fullAt names the place where no space is left, for evidence as well.
func fullAt(err error, path string) error {
	var f *files.Fault
	if errors.As(err, &f) && f.Code == files.Full {
		return &Refusal{Code: Full, Args: []string{path}, Err: err}
	}
	return err
}

// fill makes all files of a backup in an empty folder.
func (s *Store) fill(ctx context.Context, dir string, o BackupOptions) (*Manifest, error) {
	if err := copyDatabase(ctx, filepath.Join(s.dir, databaseFile), filepath.Join(dir, databaseFile), s.still); err != nil {
		return nil, err
	}
	m := Manifest{Program: o.Program, Folder: s.marker.id}
	for _, name := range append([]string{databaseFile}, o.Beside...) {
		if name != databaseFile {
			if err := copyFile(filepath.Join(s.dir, name), filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		f, err := sealFile(dir, name)
		if err != nil {
			return nil, err
		}
		m.Files = append(m.Files, f)
	}
	b := openSealed(dir, m)
	err := b.complete(ctx, s.dir, o)
	if err = errors.Join(err, b.Close()); err != nil {
		return nil, err
	}
	text := b.Manifest.text()
	if _, err := parseManifest(text, dir); err != nil { // a name that does not stand on a line
		return nil, err
	}
	return &b.Manifest, writeFile(filepath.Join(dir, manifestFile), text)
}

// complete copies the evidence that the copied log names and fills in what the manifest says of the log.
func (b *Backup) complete(ctx context.Context, from string, o BackupOptions) error {
	m := &b.Manifest
	var digests []string
	if err := b.read.SelectContext(ctx, &digests, listEvidence); err != nil {
		return err
	}
	gone, err := erased(ctx, b.read)
	if err != nil {
		return err
	}
	digests = slices.DeleteFunc(digests, func(digest string) bool { return gone[digest] > 0 })
	sizes, faults, err := files.Copy(ctx, from, b.dir, digests)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		list := []error{}
		for _, f := range faults {
			list = append(list, f)
		}
		return errors.Join(list...)
	}
	for i, digest := range digests {
		m.Files = append(m.Files, BackupFile{files.Path(digest), digest, sizes[i]})
	}
	slices.SortFunc(m.Files, func(a, b BackupFile) int { return strings.Compare(a.Path, b.Path) })
	if m.Events, m.Last, err = b.Last(ctx); err != nil {
		return err
	}
	if m.Province, err = b.Province(ctx); err != nil {
		return err
	}
	if m.Schema, err = schemaVersion(ctx, b.read); err != nil {
		return err
	}
	m.Root, m.Checkpoint, err = o.Seal(ctx, b)
	return err
}

// copyDatabase copies a database as it is at one moment into one file. It may be in use, unless it lies still.
func copyDatabase(ctx context.Context, from, to string, still bool) (err error) {
	f, err := os.OpenFile(to, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) // SQLite would let others read it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	db := connectCopying(from, still)
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return err
	}
	return f.Sync()
}

// copyFile copies an ordinary file into a new one that only its owner may read, and syncs it.
func copyFile(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return refuse(NotPlain, from)
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func writeFile(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// sealFile hashes a file of a backup.
func sealFile(dir, path string) (BackupFile, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return BackupFile{}, err
	}
	defer f.Close()
	digest, size, err := files.Digest(f, math.MaxInt64-1)
	return BackupFile{path, digest, size}, err
}

// OpenBackup opens a backup for reading. The error is a *[Refusal] where it is none, or where its manifest or database cannot
// be read at all; whether it is whole is told by [Backup.CheckFiles] and [Store.Verify].
func OpenBackup(ctx context.Context, dir string) (*Backup, error) {
	b, err := openBackup(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("open backup: %w", explain(err, dir))
	}
	return b, nil
}

func openBackup(ctx context.Context, dir string) (*Backup, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(path, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refuse(NoBackup, dir)
	}
	if err != nil {
		return nil, unreachable(dir, err)
	}
	m, err := parseManifest(text, filepath.Join(dir, manifestFile))
	if err != nil {
		return nil, err
	}
	return openSealed(path, m), nil
}

// openSealed opens the database of a backup, which nobody writes.
func openSealed(dir string, m Manifest) *Backup {
	s := &Store{dir: dir, readOnly: true, marker: marker{id: m.Folder, events: m.Events}, read: connectSealed(filepath.Join(dir, databaseFile))}
	return &Backup{s, m}
}

// Dir is where the backup lies.
func (b *Backup) Dir() string { return b.dir }

// Verify is [Store.Verify] for a backup whose files were found whole, and compares the database with what the manifest says of
// it. Tables of an earlier version of the program are compared with the log once the backup is restored and they are upgraded.
func (b *Backup) Verify(ctx context.Context) (faults []error, err error) {
	if err := b.described(ctx); err != nil {
		var r *Refusal
		if errors.As(err, &r) {
			return []error{r}, nil
		}
		return nil, fmt.Errorf("verify backup: %w", explain(err, b.dir))
	}
	return b.Store.Verify(ctx)
}

// described refuses a database that is not the one the manifest describes, or that this program does not know.
func (b *Backup) described(ctx context.Context) error {
	list, err := migrations(schemas)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, b.read)
	if err != nil {
		return err
	}
	if version > len(list) {
		return refuse(Newer, strconv.Itoa(version), strconv.Itoa(len(list)))
	}
	b.outdated = version < len(list)
	var id string
	if err := b.read.GetContext(ctx, &id, selectFolder); err != nil {
		return err
	}
	last, err := end(ctx, b.read)
	if err != nil {
		return err
	}
	if m := &b.Manifest; id != m.Folder || version != m.Schema || last.seq != m.Events || last.recorded != m.Last {
		return refuse(BackupForm, filepath.Join(b.dir, manifestFile))
	}
	return nil
}

// CheckFiles reads every file and compares it with the manifest. It lists all that is missing, other than it was, or there
// without being named, each a *[Refusal]. The error is one that kept it from looking.
func (b *Backup) CheckFiles(ctx context.Context) (faults []error, err error) {
	for _, want := range b.Manifest.Files {
		if err := ctx.Err(); err != nil {
			return faults, err
		}
		path := filepath.Join(b.dir, filepath.FromSlash(want.Path))
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			faults = append(faults, refuse(FileMissing, want.Path))
			continue
		case err != nil:
			return faults, unreachable(path, err)
		case !info.Mode().IsRegular():
			faults = append(faults, refuse(NotPlain, path))
			continue
		}
		found, err := sealFile(b.dir, want.Path)
		if err != nil {
			return faults, fmt.Errorf("read backup: %w", err)
		}
		if found != want {
			faults = append(faults, refuse(FileDiffers, want.Path))
		}
	}
	extra, err := b.extra()
	return append(faults, extra...), err
}

// extra lists the files that the manifest does not name.
func (b *Backup) extra() (faults []error, err error) {
	named := map[string]bool{manifestFile: true}
	for _, f := range b.Manifest.Files {
		named[f.Path] = true
	}
	err = filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(b.dir, path)
		if rel = filepath.ToSlash(rel); err == nil && !named[rel] {
			faults = append(faults, refuse(FileExtra, rel))
		}
		return err
	})
	return faults, err
}
