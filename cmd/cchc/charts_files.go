package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"cchc/charts"
	"cchc/charts/draw"
	"cchc/internal/wording"
)

// svgFolder is the name of the folder of pictures.
const svgFolder = "svg"

// writePictures draws pictures as files of a folder. A file that is already what would be drawn stays; files of an earlier
// drawing that are no longer among the pictures of the whole are taken away, others are left alone.
func (a *app) writePictures(dir string, pictures []charts.Picture, out *drawn, whole bool) error {
	d, err := charts.NewDrawer()
	if err != nil {
		return err
	}
	w := &pictureWriter{dir: dir, drawer: d}
	for _, p := range pictures {
		out.Pictures = append(out.Pictures, w.path(&p))
	}
	if n := w.missing(pictures); n > 0 {
		a.note("%s", wording.Message("cli.charts_drawing", strconv.Itoa(n)))
	}
	if err := w.writeAll(pictures); err != nil {
		return err
	}
	out.Drawn = int(w.drawn.Load())
	a.note("%s", wording.Message("cli.charts_done", strconv.Itoa(len(pictures)), dir, strconv.Itoa(out.Drawn)))
	if !whole {
		return nil
	}
	return w.prune(pictures)
}

type pictureWriter struct {
	dir    string
	drawer *draw.Drawer
	drawn  atomic.Int64
}

func (w *pictureWriter) path(p *charts.Picture) string { return filepath.Join(w.dir, p.Name+".svg") }

// there reports whether a picture's file is already what would be drawn.
func (w *pictureWriter) there(p *charts.Picture) bool {
	existing, err := os.ReadFile(w.path(p))
	return err == nil && draw.Reuse(existing, w.drawer.Key(p.Drawing, p.Options()))
}

func (w *pictureWriter) missing(pictures []charts.Picture) int {
	n := 0
	for i := range pictures {
		if !w.there(&pictures[i]) {
			n++
		}
	}
	return n
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
	if w.there(p) {
		return nil
	}
	svg, err := w.drawer.SVG(p.Drawing, p.Options())
	if err != nil {
		return err
	}
	w.drawn.Add(1)
	return putFile(w.path(p), svg)
}

// prune takes away pictures of an earlier drawing.
func (w *pictureWriter) prune(pictures []charts.Picture) error {
	kept := map[string]bool{}
	for i := range pictures {
		kept[w.path(&pictures[i])] = true
	}
	old, err := filepath.Glob(filepath.Join(w.dir, "*.svg"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if kept[path] {
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
	return replaceFile(path, b.Bytes())
}

// putPage writes a page whole or not at all, and makes its folder first where there is none: of a page that cannot be made
// nothing is left.
func putPage(path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return putFile(path, b.Bytes())
}

func putFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return replaceFile(path, content)
}

// replaceFile writes a file beside its place first, so that no half of it is ever there.
func replaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
