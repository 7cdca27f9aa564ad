package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"cchc/charts"
	"cchc/charts/draw"
	"cchc/internal/wording"
)

// svgFolder is the name of the folder of pictures.
const svgFolder = "svg"

// writePictures draws pictures as files of a folder. A file that is already what would be drawn stays; of a whole report, files
// of an earlier drawing that are no longer among its pictures are taken away, and no others.
func (a *app) writePictures(dir string, pictures []charts.Picture, out *drawn, whole bool) error {
	d, err := charts.NewDrawer()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	w := &pictureWriter{dir: dir, drawer: d}
	for i := range pictures {
		out.Pictures = append(out.Pictures, w.path(&pictures[i]))
	}
	missing := slices.DeleteFunc(slices.Clone(pictures), w.there)
	if out.Drawn = len(missing); out.Drawn > 0 {
		a.note("%s", wording.Message("cli.charts_drawing", strconv.Itoa(out.Drawn)))
	}
	if err := w.writeAll(missing); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.charts_done", strconv.Itoa(len(pictures)), dir, strconv.Itoa(out.Drawn)))
	if !whole {
		return nil
	}
	return w.prune(out.Pictures)
}

type pictureWriter struct {
	dir    string
	drawer *draw.Drawer
}

func (w *pictureWriter) path(p *charts.Picture) string { return filepath.Join(w.dir, p.Name+".svg") }

// there reports whether a picture's file is already what would be drawn.
func (w *pictureWriter) there(p charts.Picture) bool {
	existing, err := os.ReadFile(w.path(&p))
	return err == nil && draw.Reuse(existing, w.drawer.Key(p.Drawing, p.Options()))
}

// writeAll draws on all processors. All that failed is told together.
func (w *pictureWriter) writeAll(pictures []charts.Picture) error {
	errs := make([]error, len(pictures))
	next := atomic.Int64{}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(pictures); i = int(next.Add(1)) - 1 {
				errs[i] = w.write(&pictures[i])
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (w *pictureWriter) write(p *charts.Picture) error {
	svg, err := w.drawer.SVG(p.Drawing, p.Options())
	if err != nil {
		return err
	}
	return replaceFile(w.path(p), svg)
}

// prune takes away pictures of an earlier drawing that are none of those to keep.
func (w *pictureWriter) prune(keep []string) error {
	old, err := filepath.Glob(filepath.Join(w.dir, "*.svg"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if slices.Contains(keep, path) {
			continue
		}
		content, err := os.ReadFile(path)
		if err == nil && draw.Sealed(content) {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return replaceFile(path, people.inPage(b.Bytes()))
}

// replaceFile writes a file beside its place first, so that no half of it is ever there. What fails is told of the place.
func replaceFile(path string, content []byte) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fail(exitFailed, "cli.is_folder", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return unwritten(path, err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(unwritten(path, err), os.Remove(f.Name()))
	}
	return nil
}

// unwritten says of the file that was asked for why it is not written: nobody asked for the one beside it.
func unwritten(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fail(exitNotFound, "cli.no_folder_for", path, filepath.Dir(path))
	}
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return &fs.PathError{Op: "write", Path: path, Err: err}
}
