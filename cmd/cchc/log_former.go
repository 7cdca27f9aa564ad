package main

import (
	"context"
	"strconv"

	"cchc/internal/audit/translog"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// former is what the log was called before the folder was restored from a backup that did not hold all of it.
type former struct {
	origin string
	event  season.Event        // that says so
	body   *season.Restoration // its body
}

// readFormer reads what the log was called before.
func (b *logbook) readFormer(ctx context.Context, province string) error {
	list, err := b.store.Restorations(ctx)
	if err != nil {
		return storeFailure(err)
	}
	for _, e := range list {
		body := e.Body.(*season.Restoration)
		origin, err := translog.Origin(province, body.Folder)
		if err != nil {
			return logFailure(err)
		}
		b.before = append(b.before, former{origin, e, body})
	}
	return nil
}

// named refuses a checkpoint of another log, and one of what this log was called before that confirms what was lost since.
func (b *logbook) named(s *translog.Signed) error {
	if s.Origin == b.origin {
		return nil
	}
	for _, f := range b.before {
		if s.Origin != f.origin {
			continue
		}
		if s.Size <= f.body.Kept {
			return nil
		}
		return &translog.Fault{Code: translog.Lost, Args: []string{strconv.FormatInt(s.Size, 10), s.Origin,
			strconv.FormatInt(f.body.Kept, 10), strconv.FormatInt(f.event.Seq, 10)}}
	}
	return &translog.Fault{Code: translog.OtherLog, Args: []string{s.Origin, b.origin}}
}

// origins are the names under which the log may have confirmed so many events, the present one first.
func (b *logbook) origins(size int64) []string {
	list := []string{b.origin}
	for _, f := range b.before {
		if size <= f.body.Kept {
			list = append(list, f.origin)
		}
	}
	return list
}

// tell says of a restoration what everybody who checks the log must know.
func (f *former) tell() finding {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	seq, at, kept := number(f.event.Seq), clockVN(f.event.Recorded), number(f.body.Kept)
	if f.body.Known == f.body.Kept {
		code := "cli.verify_restored_none"
		return finding{true, code, wording.Message(code, seq, at, kept, f.origin, f.event.Actor, f.event.Reason)}
	}
	code := "cli.verify_restored"
	return finding{true, code, wording.Message(code, seq, at, kept, f.origin, number(f.body.Known), number(f.body.Known-f.body.Kept),
		f.event.Actor, f.event.Reason)}
}
