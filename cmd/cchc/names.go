package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"cchc/internal/season"
	"cchc/internal/store"
)

// names are what stands for names in logs, with the names themselves as far as the folders opened by this process keep them.
// It only grows: no two folders have the same.
type names struct {
	mu    sync.Mutex
	known map[string]string
}

// people are the names that people are shown. Whatever is recorded, hashed or handed to others in a receipt has none of them.
var people = &names{known: map[string]string{}}

// learn takes in the names that a folder keeps.
func (n *names) learn(ctx context.Context, s *store.Store) error {
	list, err := s.People(ctx)
	if err != nil {
		return storeFailure(err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range list {
		n.known[p.Sealed] = p.Name
	}
	return nil
}

// name gives the name, or what stands for it where the name is not known or was erased.
func (n *names) name(sealed string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if name, ok := n.known[sealed]; ok {
		return name
	}
	return sealed
}

// shortened is how much of it people are shown where there is no name: enough to tell one from another.
const shortened = 9

// plain puts names into a text for people.
func (n *names) plain(text string) string {
	return season.ReplaceSealed(text, func(sealed string) string {
		if name := n.name(sealed); name != sealed {
			return name
		}
		return sealed[:shortened]
	})
}

// inPage puts names into a page; one that the page would read as its own language stays sealed.
func (n *names) inPage(page []byte) []byte {
	return []byte(season.ReplaceSealed(string(page), func(sealed string) string {
		if name := n.name(sealed); name != sealed && !strings.ContainsAny(name, "<>&\"'`\\\n") {
			return name
		}
		return sealed[:shortened]
	}))
}

// inJSON puts names into JSON; what has no name stays whole.
func (n *names) inJSON(text []byte) []byte {
	return []byte(season.ReplaceSealed(string(text), func(sealed string) string {
		quoted, err := json.Marshal(n.name(sealed))
		if err != nil {
			return sealed
		}
		return string(quoted[1 : len(quoted)-1])
	}))
}

// namingWriter puts names into what people read. What is written at once is not cut within what stands for a name.
type namingWriter struct{ io.Writer }

func (w namingWriter) Write(p []byte) (int, error) {
	text := people.plain(string(p))
	if len(text) == len(p) && text == string(p) {
		return w.Writer.Write(p)
	}
	if _, err := io.WriteString(w.Writer, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// forget takes out a name that was erased.
func (n *names) forget(sealed string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, sealed)
}

// raw is where the data goes with nothing put in.
func (a *app) raw() io.Writer {
	if named, ok := a.stdout.(namingWriter); ok {
		return named.Writer
	}
	return a.stdout
}

// printPlain writes data in which what stands for names is itself the data.
func (a *app) printPlain(text string) error {
	_, err := io.WriteString(a.raw(), text+"\n")
	return err
}

// printPlainJSON is printJSON for such data.
func (a *app) printPlainJSON(v any) error {
	b, err := indented(v)
	if err == nil {
		_, err = a.raw().Write(b)
	}
	return err
}
