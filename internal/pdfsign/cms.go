package pdfsign

import (
	"encoding/asn1"
	"time"
)

// The object identifiers that are looked for.
var (
	oidSignedData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}         // RFC 5652, 5.1
	oidSigningTime = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}         // RFC 5652, 11.3
	oidTimeStamp   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // RFC 3161, appendix A
	oidTSTInfo     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}  // RFC 3161, 2.4.2
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      asn1.RawValue
	Encapsulated encapsulated
	Certificates asn1.RawValue   `asn1:"optional,tag:0"`
	Revocations  asn1.RawValue   `asn1:"optional,tag:1"`
	Signers      []asn1.RawValue `asn1:"set"`
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

type signerInfo struct {
	Version   int
	Signer    asn1.RawValue
	Digest    asn1.RawValue
	Signed    asn1.RawValue `asn1:"optional,tag:0"`
	Algorithm asn1.RawValue
	Signature []byte
	Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// tstInfo is what a time stamp says, as far as it is read.
type tstInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint asn1.RawValue
	Serial  asn1.RawValue
	At      time.Time `asn1:"generalized"`
	Rest    []asn1.RawValue
}

// parseSigned reads a CMS structure of signed data in DER; zeros that fill up its place in the file may follow.
func parseSigned(der []byte) (*signedData, bool) {
	var outer contentInfo
	if _, err := asn1.Unmarshal(der, &outer); err != nil || !outer.Type.Equal(oidSignedData) {
		return nil, false
	}
	var s signedData
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &s); err != nil {
		return nil, false
	}
	return &s, true
}

// signedTimes gives the signing time and the time stamp of a signature's first signer: PDF signatures have one.
func signedTimes(der []byte) (signing, stamped Time, ok bool) {
	s, ok := parseSigned(der)
	if !ok || len(s.Signers) == 0 {
		return Time{}, Time{}, false
	}
	var signer signerInfo
	if _, err := asn1.Unmarshal(s.Signers[0].FullBytes, &signer); err != nil {
		return Time{}, Time{}, false
	}
	eachAttribute(signer.Signed.Bytes, func(a *attribute) {
		if a.Type.Equal(oidSigningTime) && !signing.Known() {
			var at time.Time
			if rest, err := asn1.Unmarshal(a.Values[0].FullBytes, &at); err == nil && len(rest) == 0 {
				signing = Time{at.UTC(), true}
			}
		}
	})
	eachAttribute(signer.Unsigned.Bytes, func(a *attribute) {
		if a.Type.Equal(oidTimeStamp) && !stamped.Known() {
			stamped, _ = stampTime(a.Values[0].FullBytes)
		}
	})
	return signing, stamped, true
}

// eachAttribute gives the attributes of a set that have a value, as far as they can be read.
func eachAttribute(der []byte, yield func(*attribute)) {
	for len(der) > 0 {
		var a attribute
		rest, err := asn1.Unmarshal(der, &a)
		if err != nil {
			return
		}
		if len(a.Values) > 0 {
			yield(&a)
		}
		der = rest
	}
}

// stampTime gives the time that a time stamp token states.
func stampTime(der []byte) (Time, bool) {
	s, ok := parseSigned(der)
	if !ok || !s.Encapsulated.Type.Equal(oidTSTInfo) {
		return Time{}, false
	}
	var content []byte
	if _, err := asn1.Unmarshal(s.Encapsulated.Content.Bytes, &content); err != nil {
		return Time{}, false
	}
	var info tstInfo
	if _, err := asn1.Unmarshal(content, &info); err != nil {
		return Time{}, false
	}
	return Time{info.At.UTC(), true}, true
}
