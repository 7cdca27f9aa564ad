package files

import (
	"context"
	"errors"
	"maps"
	"math"
	"os"
	"path"
	"slices"
)

// Path is the place of a digest below a data folder, with slashes.
func Path(digest string) string { return pathOf(digest) }

// Copy puts the bytes of digests from one folder into another that nobody uses yet, and gives their sizes. Each is hashed on
// the way, so that no other bytes arrive; all of them would survive a power cut when it answers. It goes through all digests:
// faults are those whose bytes are missing or damaged. The error is that of ctx, or a *Fault of the folder written to, after
// which nothing more is copied.
func Copy(ctx context.Context, from, to string, digests []string) (sizes []int64, faults []*Fault, err error) {
	source, err := os.OpenRoot(from)
	if err != nil {
		return nil, nil, failed("open", from, err)
	}
	defer source.Close()
	target, err := os.OpenRoot(to)
	if err != nil {
		return nil, nil, failed("open", to, err)
	}
	defer target.Close()
	shelves := map[string]bool{}
	for _, digest := range digests {
		size, err := copyOne(ctx, source, target, digest, shelves)
		var f *Fault
		switch {
		case errors.As(err, &f) && (f.Code == Missing || f.Code == Damaged || f.Code == NotPlain || f.Code == BadDigest):
			faults = append(faults, f)
		case err != nil:
			return sizes, faults, err
		}
		sizes = append(sizes, size)
	}
	for _, shelf := range slices.Sorted(maps.Keys(shelves)) {
		if err := syncFolder(target, shelf); err != nil {
			return sizes, faults, err
		}
	}
	return sizes, faults, ctx.Err()
}

func copyOne(ctx context.Context, from, to *os.Root, digest string, shelves map[string]bool) (size int64, err error) {
	if _, err := plain(from, digest); err != nil {
		return 0, err
	}
	name := pathOf(digest)
	in, err := from.Open(name)
	if err != nil {
		return 0, failed("open", name, err)
	}
	defer in.Close()
	if shelf := path.Dir(name); !shelves[shelf] {
		if err := makeFolder(to, folder, shelf); err != nil {
			return 0, err
		}
		shelves[shelf] = true
	}
	found, size, err := write(ctx, to, name, in, math.MaxInt64-1)
	if err == nil && found != digest {
		return 0, &Fault{Code: Damaged, Digest: digest, Path: name}
	}
	return size, err
}
