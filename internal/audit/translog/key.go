package translog

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// The algorithm bytes of C2SP signed-note and tlog-cosignature.
const (
	algLog    = 0x01 // Ed25519 over the note's text
	algHolder = 0x04 // Ed25519 over the time and the note's text
)

const secretPrefix = "PRIVATE+KEY+"

// validName tells whether a text may name a key or a log.
func validName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.Contains(name, "+") &&
		strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) < 0
}

// keyHash is the key id of C2SP signed-note.
func keyHash(name string, alg byte, public []byte) uint32 {
	sum := sha256.Sum256(append(append([]byte(name+"\n"), alg), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// Key is a public key: of a log, or of a holder outside who confirms what a log has signed.
type Key struct {
	Holder bool
	name   string
	public ed25519.PublicKey
}

var _ note.Verifier = (*Key)(nil)

func (k *Key) alg() byte {
	if k.Holder {
		return algHolder
	}
	return algLog
}

// Name is the log's origin or the holder's name.
func (k *Key) Name() string { return k.name }

// KeyHash is the key id.
func (k *Key) KeyHash() uint32 { return keyHash(k.name, k.alg(), k.public) }

// ID is the key id in eight hexadecimal digits, for people.
func (k *Key) ID() string { return fmt.Sprintf("%08x", k.KeyHash()) }

// String is the text form, NAME+ID+KEY.
func (k *Key) String() string {
	return k.name + "+" + k.ID() + "+" + base64.StdEncoding.EncodeToString(append([]byte{k.alg()}, k.public...))
}

// ParseKey reads the text form of a public key.
func ParseKey(text string) (*Key, error) {
	name, alg, public, err := splitKey(text)
	if err != nil || alg != algLog && alg != algHolder || len(public) != ed25519.PublicKeySize {
		return nil, fault(BadKey)
	}
	k := &Key{Holder: alg == algHolder, name: name, public: public}
	if k.String() != text {
		return nil, fault(BadKey)
	}
	return k, nil
}

// splitKey takes NAME+ID+KEY apart.
func splitKey(text string) (name string, alg byte, key []byte, err error) {
	parts := strings.SplitN(text, "+", 3) // base64 may have more
	if len(parts) != 3 || !validName(parts[0]) {
		return "", 0, nil, fault(BadKey)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(b) == 0 {
		return "", 0, nil, fault(BadKey)
	}
	return parts[0], b[0], b[1:], nil
}

// Verify checks a signature of a note's text.
func (k *Key) Verify(text, signature []byte) bool {
	if !k.Holder {
		return ed25519.Verify(k.public, text, signature)
	}
	if len(signature) != 8+ed25519.SignatureSize || signature[0] > 127 {
		return false
	}
	return ed25519.Verify(k.public, cosigned(binary.BigEndian.Uint64(signature), text), signature[8:])
}

// time is that of a holder's signature line which was checked.
func (k *Key) time(signature string) int64 {
	b, err := base64.StdEncoding.DecodeString(signature)
	if !k.Holder || err != nil || len(b) < 12 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b[4:]))
}

// cosigned is the message that a holder signs.
func cosigned(seconds uint64, text []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatUint(seconds, 10)+"\n"), text...)
}

// Secret is a private key.
type Secret struct {
	name string
	key  ed25519.PrivateKey
}

// SeedSize is how many random bytes a private key is made from.
const SeedSize = ed25519.SeedSize

// NewSecret makes the key of a name from random bytes that are the caller's.
func NewSecret(name string, seed [SeedSize]byte) (*Secret, error) {
	if !validName(name) {
		return nil, fault(BadName, name)
	}
	return &Secret{name, ed25519.NewKeyFromSeed(seed[:])}, nil
}

// ParseSecret reads the text form of a private key.
func ParseSecret(text string) (*Secret, error) {
	rest, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return nil, fault(BadKey)
	}
	name, alg, seed, err := splitKey(rest)
	if err != nil || alg != algLog || len(seed) != ed25519.SeedSize {
		return nil, fault(BadKey)
	}
	s := &Secret{name, ed25519.NewKeyFromSeed(seed)}
	if s.String() != text {
		return nil, fault(BadKey)
	}
	return s, nil
}

// String is the text form: whoever has it can sign.
func (s *Secret) String() string {
	return secretPrefix + s.name + "+" + s.LogKey().ID() + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{algLog}, s.key.Seed()...))
}

// Name is the log's origin or the holder's name.
func (s *Secret) Name() string { return s.name }

// LogKey is the public key by which the log's signatures are checked.
func (s *Secret) LogKey() *Key { return &Key{name: s.name, public: s.key.Public().(ed25519.PublicKey)} }

// HolderKey is the public key by which a holder's signatures are checked.
func (s *Secret) HolderKey() *Key {
	return &Key{Holder: true, name: s.name, public: s.key.Public().(ed25519.PublicKey)}
}

// Sign signs a checkpoint as the log whose origin is the key's name.
func (s *Secret) Sign(c *Checkpoint) (*Signed, error) {
	if c.Origin != s.name {
		return nil, fault(OtherLog, s.name, c.Origin)
	}
	if c.Size < 1 {
		return nil, fault(Empty)
	}
	text, err := note.Sign(&note.Note{Text: c.Text()}, signer{s.LogKey(), func(text []byte) []byte { return ed25519.Sign(s.key, text) }})
	if err != nil {
		return nil, err
	}
	return OpenLog(text, s.LogKey())
}

// Cosign adds a holder's signature, made at a time in seconds since 1970, to a checkpoint that the log has signed. Whether
// the holder may is said by [Advance].
func (s *Secret) Cosign(c *Signed, seconds int64) (*Signed, error) {
	log := c.ByLog()
	if log == nil {
		return nil, fault(Unsigned, c.Origin)
	}
	n, err := note.Open(c.Note, verifiers([]*Key{log}))
	if err != nil {
		return nil, fault(BadSignature, c.Origin)
	}
	text, err := note.Sign(n, signer{s.HolderKey(), func(text []byte) []byte {
		stamp := binary.BigEndian.AppendUint64(nil, uint64(seconds))
		return append(stamp, ed25519.Sign(s.key, cosigned(uint64(seconds), text))...)
	}})
	if err != nil {
		return nil, err
	}
	return OpenLog(text, log, s.HolderKey())
}

// Merge joins the signatures of files that hold the same checkpoint, in their order, each key's first.
func Merge(files ...*Signed) (*Signed, error) {
	first := files[0]
	have := map[string]bool{}
	var keys []*Key
	text := first.Text() + "\n"
	for _, s := range files {
		if s.Origin != first.Origin {
			return nil, fault(OtherLog, s.Origin, first.Origin)
		}
		if s.Checkpoint != first.Checkpoint {
			return nil, forked(&first.Checkpoint, s.Root)
		}
		for _, by := range s.By {
			keys = append(keys, by.Key)
		}
		for line := range strings.Lines(strings.TrimPrefix(string(s.Note), first.Text()+"\n")) {
			if signer := signerOf(line); !have[signer] {
				have[signer] = true
				text += line
			}
		}
	}
	return OpenNote([]byte(text), keys...)
}

// signerOf names the key of a signature line: its name and the id in front of the signature.
func signerOf(line string) string {
	name, signature, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "— "), " ")
	b, _ := base64.StdEncoding.DecodeString(signature)
	return fmt.Sprintf("%s %x", name, b[:min(len(b), 4)])
}

// signer lets package note sign with one of our keys.
type signer struct {
	*Key
	sign func(text []byte) []byte
}

// Sign signs the text of a note.
func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text), nil }

func verifiers(keys []*Key) note.Verifiers {
	var list []note.Verifier
	seen := map[string]bool{}
	for _, k := range keys {
		if !seen[k.String()] { // the same key twice is ambiguous to package note
			seen[k.String()] = true
			list = append(list, k)
		}
	}
	return note.VerifierList(list...)
}

func find(keys []*Key, name string, hash uint32) *Key {
	for _, k := range keys {
		if k.name == name && k.KeyHash() == hash {
			return k
		}
	}
	return nil
}
