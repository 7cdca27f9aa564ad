package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cchc/internal/files"
	"cchc/internal/season"
)

// Manifest says what a backup holds, so that it can be checked alone. It has no clock in it: two backups of one state are the
// same. Root and Checkpoint are internal/audit/translog's; here they are only kept. Its text form, of which no other is read:
//
//	cchc/backup/v1
//	program …                  that made it
//	folder 1f0e…               id of the data folder
//	province ninh-binh
//	schema 3                   version of the tables
//	events 29623
//	last 2026-12-31T…          when the last of them was recorded
//	root HASH                  of the log at so many events; "" without any
//	> …                        the last signed checkpoint kept, each line behind "> "; often none
//	file DIGEST SIZE PATH      SHA-256 of every file, by path
//	sum DIGEST                 SHA-256 of all lines above
type Manifest struct {
	Program    string
	Folder     string
	Province   string
	Schema     int
	Events     int64
	Last       season.Instant
	Root       string
	Checkpoint []byte
	Files      []BackupFile
}

// BackupFile is a file of a backup. Path is below the backup, with slashes.
type BackupFile struct {
	Path, Digest string
	Size         int64
}

var publicFile = regexp.MustCompile(`^[a-z]+\.pub$`)

// proper tells whether a file may be part of a backup: the database, evidence in its place, public keys. Nothing else is put
// into a folder, whatever a manifest says.
func (f *BackupFile) proper() bool {
	return f.Path == databaseFile || f.Path == files.Path(f.Digest) || publicFile.MatchString(f.Path)
}

const manifestHead = "cchc/backup/v1"

// text gives the text form.
func (m *Manifest) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, manifestHead+"\nprogram %s\nfolder %s\nprovince %s\nschema %d\nevents %d\nlast %s\nroot %s\n",
		m.Program, m.Folder, m.Province, m.Schema, m.Events, m.Last, m.Root)
	for line := range strings.Lines(string(m.Checkpoint)) {
		b.WriteString("> " + line)
	}
	for _, f := range m.Files {
		fmt.Fprintf(&b, "file %s %d %s\n", f.Digest, f.Size, f.Path)
	}
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "sum %s\n", hex.EncodeToString(sum[:]))
	return b.Bytes()
}

var (
	manifestLines = regexp.MustCompile(`^` + manifestHead + `\nprogram (.*)\nfolder ([0-9a-z]{26})\nprovince ([^\n]*)\nschema ([0-9]+)\n` +
		`events ([0-9]+)\nlast (\S+)\nroot (\S*)\n((?:> .*\n|> \n)*)((?:file .*\n)*)sum [0-9a-f]{64}\n$`)
	manifestFileLine = regexp.MustCompile(`^file ([0-9a-f]{64}) ([0-9]+) (.+)\n$`)
)

// parseManifest reads the text form and nothing else.
func parseManifest(text []byte, path string) (m Manifest, err error) {
	bad := refuse(BackupForm, path)
	match := manifestLines.FindSubmatch(text)
	if match == nil {
		return Manifest{}, bad
	}
	m = Manifest{Program: string(match[1]), Folder: string(match[2]), Province: string(match[3]), Root: string(match[7])}
	var errs [3]error
	m.Schema, errs[0] = strconv.Atoi(string(match[4]))
	m.Events, errs[1] = strconv.ParseInt(string(match[5]), 10, 64)
	m.Last, errs[2] = season.ParseInstant(string(match[6]))
	for line := range strings.Lines(string(match[8])) {
		m.Checkpoint = append(m.Checkpoint, strings.TrimPrefix(line, "> ")...)
	}
	for line := range strings.Lines(string(match[9])) {
		part := manifestFileLine.FindStringSubmatch(line)
		if part == nil {
			return Manifest{}, bad
		}
		size, err := strconv.ParseInt(part[2], 10, 64)
		if err != nil {
			return Manifest{}, bad
		}
		f := BackupFile{part[3], part[1], size}
		if n := len(m.Files); !f.proper() || n > 0 && m.Files[n-1].Path >= f.Path {
			return Manifest{}, bad
		}
		m.Files = append(m.Files, f)
	}
	if slices.ContainsFunc(errs[:], func(e error) bool { return e != nil }) || !bytes.Equal(m.text(), text) {
		return Manifest{}, bad
	}
	return m, nil
}

// Size is how many bytes the files of the backup have.
func (m *Manifest) Size() (sum int64) {
	for _, f := range m.Files {
		sum += f.Size
	}
	return sum
}

// file gives a file of the backup by its path; nil if it has none.
func (m *Manifest) file(path string) *BackupFile {
	at := slices.IndexFunc(m.Files, func(f BackupFile) bool { return f.Path == path })
	if at < 0 {
		return nil
	}
	return &m.Files[at]
}
