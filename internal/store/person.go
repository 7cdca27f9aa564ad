package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"cchc/internal/files"
	"cchc/internal/season"
)

// Person is a person who acted or decided: what stands for the name in events, and the name while it is not erased.
type Person struct {
	Sealed, Office, Name string
	Salt                 season.Salt

	folded string // by which the person is found
}

// folded is what a person is found by, however the name is written.
func folded(office, name string) string { return strings.ToLower(office) + "/" + season.FoldName(name) }

// People gives the people whose names are kept, by office and name.
func (s *Store) People(ctx context.Context) (list []Person, err error) {
	rows, err := s.read.QueryContext(ctx, selectPeople)
	if err == nil {
		list, err = people(rows)
	}
	if err != nil {
		return nil, fmt.Errorf("people: %w", explain(err, s.dir))
	}
	return list, nil
}

func people(rows *sql.Rows) (list []Person, err error) {
	return list, each(rows, func() error {
		var p Person
		var salt []byte
		err := rows.Scan(&p.Sealed, &p.Office, &p.Name, &p.folded, &salt)
		copy(p.Salt[:], salt)
		list = append(list, p)
		return err
	})
}

// Erased gives what was erased, by the hash or by what stands for the name, with the event that says so.
func (s *Store) Erased(ctx context.Context) (map[string]int64, error) { return erased(ctx, s.read) }

func erased(ctx context.Context, db sqlx.QueryerContext) (map[string]int64, error) {
	rows, err := db.QueryxContext(ctx, selectErased)
	if err != nil {
		return nil, fmt.Errorf("erased: %w", err)
	}
	list := map[string]int64{}
	return list, each(rows.Rows, func() error {
		var what string
		var seq int64
		err := rows.Scan(&what, &seq)
		list[what] = seq
		return err
	})
}

// sealing puts what stands for names in the place of the names of drafts.
type sealing struct {
	known map[string]string // by actor as it was written
	said  map[string]string // the actor, by what stands for it
}

// seal gives a draft without names: those met for the first time are kept in the same transaction.
func (a *appender) seal(d *season.Draft) (*season.Draft, error) {
	sealed := *d
	var failed error
	sealed.Names(func(actor string) string {
		is, known := a.sealing.known[actor]
		if !known && failed == nil {
			is, failed = a.sealed(actor)
			a.sealing.known[actor] = is
			if _, met := a.sealing.said[is]; !met {
				a.sealing.said[is] = actor
			}
		}
		return is
	})
	return &sealed, failed
}

// sealed gives "office/~…" for "office/name"; an office alone, and the program, are as they are.
func (a *appender) sealed(actor string) (string, error) {
	if r := season.Unfit(actor); r != 0 {
		return "", &season.Refusal{Code: season.BadName, Args: []string{actor, fmt.Sprintf("U+%04X", r)}}
	}
	office, name := season.SplitActor(actor)
	if name == "" || name == season.Program {
		return actor, nil
	}
	if season.Sealed(name) {
		if !a.ground.count(countPerson, name, office) {
			return "", errors.Join(refuse(UnknownPerson, name), a.ground.err)
		}
		return office + "/" + name, nil
	}
	found := folded(office, name)
	var is, known string
	a.ground.row(selectSealed, []any{found}, &is, &known)
	if a.ground.err != nil || is != "" {
		a.sealing.said[office+"/"+is] = office + "/" + known
		return office + "/" + is, a.ground.err
	}
	salt := a.salt(office, name)
	is = season.Seal(salt, office, name)
	return office + "/" + is, errors.Join(a.ground.err, a.run(insertPerson, is, office, name, found, salt[:]))
}

// salt is what a name is sealed with: at random, so that it cannot be guessed. Of a demo, whose people are made up, the same bytes
// come out each time the same happens: they follow from the name and from how often it was erased, so that whoever comes back does
// not stand under what was erased.
func (a *appender) salt(office, name string) (salt season.Salt) {
	if !a.store.simulate {
		rand.Read(salt[:])
		return salt
	}
	from := "demo\n" + folded(office, name)
	salt = sha256.Sum256([]byte(from))
	for n := 1; a.ground.count(countErased, season.Seal(salt, office, name)); n++ {
		salt = sha256.Sum256(fmt.Appendf(nil, "%s\n%d", from, n))
	}
	return salt
}

// plainly puts names back into a refusal, for whoever made the draft.
func (a *appender) plainly(err error) error {
	var refused *season.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	for i, arg := range refused.Args {
		if actor, ok := a.sealing.said[arg]; ok {
			refused.Args[i] = actor
		}
	}
	return err
}

// erasing does in the tables what an event of erasure says, and tells which evidence has to go once it is recorded.
func (p *projector) erasing(e *season.Event, what string) error {
	if err := p.run(insertErased, what, e.Seq, int32(e.Recorded.Day())); err != nil {
		return err
	}
	if err := p.run(deletePerson, what); err != nil {
		return err
	}
	return p.run(emptyBlob, []byte{}, what)
}

// wipe takes what was erased out of the files of the folder as well: old pages out of the write-ahead log, evidence out of its
// folder. The events stand whether or not that succeeds; opening the folder for writing does it again. While somebody reads an
// older state, the old pages stay: StillHeld.
func (s *Store) wipe(ctx context.Context) error {
	gone, err := erased(ctx, s.read)
	if err != nil || len(gone) == 0 {
		return err
	}
	for what := range gone {
		if files.IsDigest(what) {
			err = errors.Join(err, files.Remove(s.dir, what))
		}
	}
	var busy, pages, moved int
	if failed := s.write.QueryRowxContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); failed != nil {
		return errors.Join(err, failed)
	}
	if busy != 0 {
		return errors.Join(err, refuse(StillHeld))
	}
	return err
}

// erases reports whether one of the events erases something.
func erases(events []season.Event) bool {
	return slices.ContainsFunc(events, func(e season.Event) bool {
		return e.Kind == season.PersonNameErased || e.Kind == season.ContentBytesErased
	})
}

// named compares what stands for names in the events with the names kept: each has one that belongs to it, unless it was
// erased, and then it has none.
func (s *Store) named(ctx context.Context, tx *sqlx.Tx, met map[string]bool) (faults []error, err error) {
	rows, err := tx.QueryContext(ctx, selectPeople)
	if err != nil {
		return nil, err
	}
	list, err := people(rows)
	if err != nil {
		return nil, err
	}
	gone, err := erased(ctx, tx)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for _, p := range list {
		kept[p.Sealed] = true
		if season.Seal(p.Salt, p.Office, p.Name) != p.Sealed || p.folded != folded(p.Office, p.Name) || gone[p.Sealed] > 0 {
			faults = append(faults, refuse(BadPerson, p.Sealed))
		}
	}
	var missing []string
	for sealed := range met {
		if !kept[sealed] && gone[sealed] == 0 {
			missing = append(missing, sealed)
		}
	}
	slices.Sort(missing)
	for _, sealed := range missing {
		faults = append(faults, refuse(UnknownPerson, sealed))
	}
	return faults, nil
}

// sameButErased tells whether two drafts say the same apart from the names of people whose names were erased since the first.
func (a *appender) sameButErased(before, now *season.Draft) bool {
	var was []string
	seen := *before
	seen.Names(func(actor string) string {
		was = append(was, actor)
		return actor
	})
	blank := func(d *season.Draft) *season.Draft {
		out, i := *d, 0
		out.Names(func(actor string) string {
			at := i
			i++
			if at >= len(was) {
				return actor
			}
			office, person := season.SplitActor(was[at])
			if other, _ := season.SplitActor(actor); other != office || !season.Sealed(person) || !a.ground.count(countErased, person) {
				return actor
			}
			return office
		})
		return &out
	}
	return blank(before).Same(blank(now))
}
