package pdfsign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA         = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func der(t testing.TB, v any, params string) []byte {
	t.Helper()
	b, err := asn1.MarshalWithParams(v, params)
	must(t, err)
	return b
}

// wrapped puts bytes into an element of a class and tag.
func wrapped(t testing.TB, class, tag int, content ...[]byte) []byte {
	t.Helper()
	return der(t, asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: bytes.Join(content, nil)}, "")
}

func sequence(t testing.TB, parts ...[]byte) []byte {
	return wrapped(t, asn1.ClassUniversal, asn1.TagSequence, parts...)
}
func set(t testing.TB, parts ...[]byte) []byte {
	return wrapped(t, asn1.ClassUniversal, asn1.TagSet, parts...)
}
func tagged(t testing.TB, n int, parts ...[]byte) []byte {
	return wrapped(t, asn1.ClassContextSpecific, n, parts...)
}

func attributeOf(t testing.TB, id asn1.ObjectIdentifier, value []byte) []byte {
	return sequence(t, der(t, id, ""), set(t, value))
}

// signer signs as a person or a time stamping authority does.
type signer struct {
	key  *ecdsa.PrivateKey
	cert []byte
}

func newSigner(t testing.TB) *signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	about := &x509.Certificate{SerialNumber: big.NewInt(77), Subject: pkix.Name{CommonName: "Người ký thử"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	must(t, err)
	return &signer{key, cert}
}

// cms makes signed data in DER over content, which is left out of it when detached.
func (s *signer) cms(t testing.TB, kind asn1.ObjectIdentifier, content []byte, detached bool, signing []byte, unsigned ...[]byte) []byte {
	t.Helper()
	parsed, err := x509.ParseCertificate(s.cert)
	must(t, err)
	digest := sha256.Sum256(content)
	attributes := [][]byte{attributeOf(t, oidContentType, der(t, kind, "")), attributeOf(t, oidMessageDigest, der(t, digest[:], ""))}
	if signing != nil {
		attributes = append(attributes, attributeOf(t, oidSigningTime, signing))
	}
	signed := sha256.Sum256(set(t, attributes...))
	signature, err := s.key.Sign(rand.Reader, signed[:], crypto.SHA256)
	must(t, err)
	algorithm := sequence(t, der(t, oidSHA256, ""))
	info := [][]byte{der(t, 1, ""), sequence(t, parsed.RawIssuer, der(t, parsed.SerialNumber, "")), algorithm, tagged(t, 0, attributes...),
		sequence(t, der(t, oidECDSA, "")), der(t, signature, "")}
	if len(unsigned) > 0 {
		info = append(info, tagged(t, 1, unsigned...))
	}
	inside := [][]byte{der(t, kind, "")}
	if !detached {
		inside = append(inside, tagged(t, 0, der(t, content, "")))
	}
	return sequence(t, der(t, oidSignedData, ""), tagged(t, 0, sequence(t, der(t, 3, ""), set(t, algorithm), sequence(t, inside...),
		tagged(t, 0, s.cert), set(t, sequence(t, info...)))))
}

// stamp makes a time stamp token.
func (s *signer) stamp(t testing.TB, at time.Time) []byte {
	t.Helper()
	digest := sha256.Sum256([]byte("x"))
	serial, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	info := sequence(t, der(t, 1, ""), der(t, asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, ""),
		sequence(t, sequence(t, der(t, oidSHA256, "")), der(t, digest[:], "")), der(t, serial, ""), der(t, at, "generalized"),
		sequence(t, der(t, 1, "")), der(t, true, ""))
	return s.cms(t, oidTSTInfo, info, false, der(t, at, "utc"))
}

// reserved is the room for a signature in a file, in bytes.
const reserved = 6000

// signedPDF makes a file with one page and a signature that covers all but its own place; cms gives the signature of the covered bytes.
func signedPDF(t testing.TB, subFilter, m string, cms func(covered []byte) []byte) []byte {
	t.Helper()
	head := "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>\nendobj\n" +
		"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Annots[4 0 R]>>\nendobj\n" +
		"4 0 obj\n<</Type/Annot/Subtype/Widget/FT/Sig/T(Ch\\373 k\\375)/Contents(Ghi ch\\(\\)u)/V 5 0 R/Rect[0 0 0 0]>>\nendobj\n" +
		"5 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/" + subFilter + "\n/Prop_Build<</App<</Name/Th#C3>>>>"
	if m != "" {
		head += "/M(" + m + ")"
	}
	const ranges = "/ByteRange[%010d %010d %010d %010d]"
	head += "%s/Contents"
	begin := len(head) - len("%s") + len(fmt.Sprintf(ranges, 0, 0, 0, 0))
	end := begin + 2*reserved + 2
	tail := ">>\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
	text := []byte(strings.Replace(head, "%s", fmt.Sprintf(ranges, 0, begin, end, len(tail)), 1) + "<" + strings.Repeat("0", 2*reserved) + ">" + tail)
	if len(text) != end+len(tail) {
		t.Fatalf("the file has %d bytes, not %d", len(text), end+len(tail))
	}
	signature := cms(append(append([]byte{}, text[:begin]...), text[end:]...))
	if len(signature) > reserved {
		t.Fatalf("a signature of %d bytes", len(signature))
	}
	hex.Encode(text[begin+1:], signature)
	return text
}
