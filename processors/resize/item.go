package resize

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"fanout/internal/inputs"
	"fanout/processors/resize/format"
)

// An Item is one file of the plan. It is to be resized unless Skip or Err says
// why not.
type Item struct {
	Source string // path as the user would name it
	Target string // slash-separated path below Plan.Root; "" if there is none
	Skip   string // why there is nothing to do
	Err    error  // why it cannot be done

	Facts  format.Facts   // from the header
	Format *format.Format // of the output

	rel      string       // slash-separated path below its PATH
	stamp    inputs.Stamp // of the file when it was found
	number   int64        // orders the items of all shards; of pages of one file the same
	named    bool         // a PATH, or a match of one
	page     int          // its number, from 1 on, of a file of several items; else 0
	upright  bool         // the picture is turned as its orientation says
	geometry *Geometry    // of the output, see layout
	animated bool         // all frames are kept
	memory   int64        // the most bytes that the work takes, see memory.go

	// Where the journal was asked:
	earlier *earlier // what it has, if the output stands
	stands  bool     // there is nothing to do, as the output of an earlier run stands
	again   bool     // Err is that of an earlier run
	compare bool     // an output that exists is as good, if it holds the same
	why     string   // it is made
}

// Work reports whether it is to be resized.
func (it *Item) Work() bool { return it.Skip == "" && it.Err == nil }

// unfit reports whether the user has named the file, and it is no image. A
// shell may have named it too, so that is no failure.
func (it *Item) unfit() bool { return it.named && it.Skip != "" && it.Format == nil }

// hasResult reports whether an output is made, or stands.
func (it *Item) hasResult() bool { return it.Work() || it.stands }

// Name returns the path, with the page of a file of several items.
func (it *Item) Name() string {
	if it.page > 0 {
		return fmt.Sprintf("%s, page %d", it.Source, it.page)
	}
	return it.Source
}

// isImage reports whether it is an image, even one that cannot be resized or
// need not be.
func (it *Item) isImage() bool { return it.Work() || it.Err != nil || it.Format != nil }

// Damage returns what is damaged of an output that stands, or nil.
func (it *Item) Damage() error {
	if !it.stands || it.earlier.reason == "" {
		return nil
	}
	return it.onPage(errors.New(it.earlier.reason))
}

// Why says why an item is work though an earlier run was asked for, or is "".
func (it *Item) Why() string { return it.why }

// Size returns the size of the input in pixels as it is seen: upright, if it is
// turned.
func (it *Item) Size() (width, height int) {
	if it.storedOrientation() >= 5 {
		return it.Facts.Height, it.Facts.Width
	}
	return it.Facts.Width, it.Facts.Height
}

// OutputSize returns the size of the output in pixels.
func (it *Item) OutputSize() (width, height int) {
	canvas := it.layout().canvas
	return canvas.X, canvas.Y
}

// layout returns what becomes of the picture as it is seen. It is computed anew
// each time, so that the items of a large folder take little memory; plan has
// seen that there is one.
func (it *Item) layout() *layout {
	l, _ := it.geometry.layout(it.Size())
	return &l
}

// plan decides format, geometry, memory and name of an item whose header was
// read. toFile says that Options.Output is its name. The error is the item's: a
// *LimitError, a *MemoryError, or why no output can be made.
func (it *Item) plan(opt *Options, toFile bool) error {
	in := &it.Facts
	if it.Format = opt.outputFormat(toFile); it.Format == nil {
		it.Format = in.Format
	}
	it.animated = in.Frames > 1 && in.Format.Animation && it.Format.Animation
	if n := it.pixels(); n > opt.LimitPixels {
		return &LimitError{n, opt.LimitPixels}
	}
	it.upright = opt.AutoOrient && in.Orientation > 1
	it.geometry = &opt.Geometry
	l, err := it.geometry.layout(it.Size())
	if err != nil {
		return err
	}
	if side := max(l.canvas.X, l.canvas.Y); side > it.Format.MaxSide {
		return fmt.Errorf("the result would have a side of %d pixels, and %s holds at most %d", side, it.Format.Label, it.Format.MaxSide)
	}
	if it.memory = it.peakMemory(opt); it.memory > opt.Memory {
		return &MemoryError{it.memory, opt.Memory}
	}
	if toFile {
		name, ext := splitExt(filepath.Base(opt.Output))
		it.Target = it.numbered(name) + ext
		return nil
	}
	it.Target, err = it.targetName(opt.Name)
	return err
}

// pixels returns how many pixels the work goes through: all frames, of an
// animation the whole canvas for each, but of pages only the item's.
func (it *Item) pixels() int64 {
	if len(it.Facts.Pages) > 1 {
		return format.Area(it.Facts.Width, it.Facts.Height)
	}
	n := max(it.Facts.FramePixels, int64(it.Facts.Width)*int64(it.Facts.Height))
	if it.animated {
		canvases := float64(it.Facts.Width) * float64(it.Facts.Height) * float64(it.Facts.Frames)
		n = max(n, int64(min(canvases, math.MaxInt64/2)))
	}
	return n
}
