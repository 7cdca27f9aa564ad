package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"cchc/internal/audit/translog"
	"cchc/internal/canon"
	"cchc/internal/files"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

// receiptFlags are those by which an import gives a receipt.
type receiptFlags struct{ file, key string }

func (f *receiptFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "receipt", "", "ghi biên nhận ra `TỆP` (kiểm tra bằng cchc log check)")
	bindLogKey(cmd, &f.key, "log-key")
}

// receiptJSON is the contract of a receipt in import --json.
type receiptJSON struct {
	First      int64           `json:"first"`    // place of the first event in the log
	Last       int64           `json:"last"`     // place of the last one
	Received   string          `json:"received"` // by the server's clock
	Digest     string          `json:"digest"`   // of what was recorded: its events' canonical bytes, joined by line feeds, as the receipt's file holds them
	Contents   []string        `json:"contents"` // hashes of the file and digests of the documents handed in
	Checkpoint *checkpointJSON `json:"checkpoint,omitempty"`
	File       string          `json:"file,omitempty"`
}

// submissionDomain separates the hash of what was recorded at once from others.
const submissionDomain = "cchc/submission/v1"

// receipt says what was recorded after a place in the log: content, moment, places; and where the log's key is at hand, the
// checkpoint that covers it. nil if nothing was.
func (a *app) receipt(ctx context.Context, s *store.Store, dir string, base int64, events []season.Event, in *receiptFlags) (*receiptJSON, error) {
	fresh := slices.DeleteFunc(slices.Clone(events), func(e season.Event) bool { return e.Seq <= base }) // the others have theirs
	if len(fresh) == 0 {
		return nil, nil
	}
	r := &receiptJSON{First: fresh[0].Seq, Last: fresh[len(fresh)-1].Seq, Received: fresh[0].Recorded.String(), Contents: contents(fresh)}
	var leaves [][]byte
	for i := range fresh {
		payload, err := fresh[i].Canonical()
		if err != nil {
			return r, err
		}
		leaves = append(leaves, payload)
	}
	r.Digest = canon.Hash(submissionDomain, bytes.Join(leaves, []byte("\n")))
	tree, signed, unconfirmed := confirmed(ctx, s, dir, r.First, in)
	batch, err := translog.NewBatch(tree, r.First-1, leaves, signed)
	if err != nil {
		return r, errors.Join(logFailure(err), unconfirmed)
	}
	if signed != nil {
		c := newCheckpointJSON(signed)
		r.Checkpoint = &c
	}
	if in.file != "" {
		r.File = in.file
		err = replaceFile(in.file, batch.Text())
	}
	return r, errors.Join(err, unconfirmed)
}

// contents are the hashes of what was handed in.
func contents(events []season.Event) []string {
	list := []string{}
	for i := range events {
		hash := ""
		switch b := events[i].Body.(type) {
		case *season.Import:
			hash = b.Raw
		case *season.File:
			hash = b.Digest
		}
		if hash != "" && !slices.Contains(list, hash) {
			list = append(list, hash)
		}
	}
	return list
}

// confirmed makes a checkpoint of the log where its key is at hand; nil where it is not. first is the place of the first event
// that it is to cover.
func confirmed(ctx context.Context, s *store.Store, dir string, first int64, in *receiptFlags) (*translog.Tree, *translog.Signed, error) {
	file := logKeyPath(in.key, dir)
	if _, err := readSecret(file); errors.Is(err, fs.ErrNotExist) && in.key == "" {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, err
	}
	return confirmNew(ctx, s, dir, file, first)
}

// noteReceipt says beside the data what a receipt says.
func (a *app) noteReceipt(r *receiptJSON) {
	if r == nil {
		return
	}
	received, _ := season.ParseInstant(r.Received)
	a.note("%s", wording.Message("cli.receipt", clockVN(received), strconv.FormatInt(r.First, 10), strconv.FormatInt(r.Last, 10)))
	a.note("%s", wording.Message("cli.receipt_digest", r.Digest))
	for _, hash := range r.Contents {
		if files.IsDigest(hash) {
			hash = "sha256:" + hash
		}
		a.note("%s", wording.Message("cli.receipt_content", hash))
	}
	if r.Checkpoint != nil {
		a.note("%s", wording.Message("cli.log_line_code", r.Checkpoint.Code))
	}
	switch {
	case r.File == "":
	case r.Checkpoint == nil:
		a.note("%s", wording.Message("cli.receipt_unconfirmed", r.File))
	default:
		a.note("%s", wording.Message("cli.log_written", r.File))
	}
}
