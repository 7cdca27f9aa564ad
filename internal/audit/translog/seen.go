package translog

import (
	"slices"
	"strings"
)

const seenHead = "cchc/seen/v1"

// Seen is what a key remembers beside itself: of each log the last checkpoint that was signed with it, and the log's key. It
// is written down before a signature is given out, so that a key never signs a history that goes back or aside, not even
// after a crash or when the data folder is put back to an older copy. The text form of all:
//
//	cchc/seen/v1
//	log NAME+ID+KEY
//	> …                        the checkpoint, each line behind "> "
type Seen []SeenLog

// SeenLog is what is remembered of one log.
type SeenLog struct {
	Key  *Key
	Last *Signed
}

// Of gives what is remembered of a log, nil if it was never seen.
func (s Seen) Of(origin string) *SeenLog {
	for i := range s {
		if s[i].Key.Name() == origin {
			return &s[i]
		}
	}
	return nil
}

// With gives the list with another last checkpoint of a log.
func (s Seen) With(key *Key, last *Signed) Seen {
	list := slices.DeleteFunc(slices.Clone(s), func(l SeenLog) bool { return l.Key.Name() == key.Name() })
	list = append(list, SeenLog{key, last})
	slices.SortFunc(list, func(a, b SeenLog) int { return strings.Compare(a.Key.Name(), b.Key.Name()) })
	return list
}

// Text gives the canonical text form.
func (s Seen) Text() []byte {
	var b strings.Builder
	b.WriteString(seenHead + "\n")
	for _, l := range s {
		b.WriteString("log " + l.Key.String() + "\n" + quote(l.Last.Note))
	}
	return []byte(b.String())
}

// ParseSeen reads the text form and nothing else, and checks the signatures of the logs.
func ParseSeen(text []byte) (s Seen, err error) {
	l := &lines{rest: string(text)}
	l.is(seenHead)
	for l.err == nil && l.rest != "" {
		word, _ := l.word("log")
		key, err := ParseKey(word)
		if err != nil || key.Holder {
			l.fail("log …")
			break
		}
		note := l.quoted()
		if l.err != nil {
			break
		}
		last, err := OpenLog(note, key)
		if err != nil {
			return nil, err
		}
		if len(s) > 0 && s[len(s)-1].Key.Name() >= key.Name() {
			l.fail("log …")
		}
		s = append(s, SeenLog{key, last})
	}
	if err := l.end(); err != nil {
		return nil, err
	}
	return s, nil
}
