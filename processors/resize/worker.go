package resize

import (
	"context"
	"errors"
	"image"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/disintegration/imaging"

	"fanout/internal/files"
	"fanout/processors/resize/codec"
	"fanout/processors/resize/container"
	"fanout/processors/resize/resample"
)

// A worker resizes one picture after the other in buffers of its own.
type worker struct {
	opt    *Options
	out    *files.Output
	inputs openSlots
	keep   int // bytes: larger buffers are not kept

	file      []byte // the input
	resized   []byte // the pixels after resampling
	embedded  []byte // the output with its metadata
	decoder   codec.Decoder
	resampler *resample.Resampler
	encoder   codec.Encoder
}

// keepMost is the most that a worker keeps of any buffer between pictures: a
// photo of 16 million pixels.
const keepMost = 64 << 20

func newWorker(opt *Options, out *files.Output, inputs openSlots) *worker {
	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	// What idle workers keep is outside the budget: an eighth of it at most.
	keep := int(min(keepMost, opt.Memory/8/int64(workers)))
	resampler := resample.New(opt.Kernel)
	resampler.Keep = keep
	return &worker{
		opt: opt, out: out, inputs: inputs, keep: keep,
		decoder: codec.Decoder{Keep: keep}, resampler: resampler, encoder: codec.Encoder{Keep: keep},
	}
}

// resize does the work on r.item and fills in r. What is wrong with the item
// goes into r.err; an error that is returned is the run's.
func (w *worker) resize(ctx context.Context, r *Result) error {
	content, err := w.encoded(ctx, r)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r.err = err
		return nil
	}
	temp, err := w.out.WriteFile(r.item.Target, content)
	if err != nil {
		if files.OfItem(err) {
			r.err = err
			return nil
		}
		return err
	}
	// An input that is replaced while it is worked on would else look older
	// than its output, and --update would keep what was made of the old one.
	if r.err = r.item.unchanged(os.Stat(r.item.Source)); r.err != nil {
		temp.Discard()
		return nil
	}
	r.temp = temp
	return nil
}

// encoded returns the output file of r.item, valid until the next call.
func (w *worker) encoded(ctx context.Context, r *Result) ([]byte, error) {
	it := r.item
	file, err := w.read(it)
	if err != nil {
		return nil, err
	}
	pic, err := w.decoder.Decode(ctx, file, it.Info, it.animated)
	if err != nil {
		return nil, err
	}
	var meta container.Metadata
	if !w.opt.AutoOrient && it.Info.Orientation > 1 {
		if it.Format.HoldsOrientation() {
			meta.Orientation = it.Info.Orientation
		} else {
			r.tagDropped = true
		}
	}
	opt := codec.EncodeOptions{
		Format:     it.Format,
		Quality:    w.opt.Quality,
		Background: flatColour(w.opt),
	}
	var profile []byte
	if w.opt.KeepICC {
		profile = container.Profile(it.Info.Format, file)
	}
	var content []byte
	if pic.Frames != nil {
		meta.ICC, r.icc = choose(profile, it.Format, false)
		content, err = w.animation(ctx, pic.Frames, it, opt)
	} else {
		var img *image.NRGBA
		if img, err = w.transform(ctx, it, pic.Image, pic.Opaque); err != nil {
			return nil, err
		}
		opt.Gray = pic.Gray && codec.StoresGray(it.Format) && container.ProfileSpace(profile) != "RGB" && it.padsGray(w.opt)
		meta.ICC, r.icc = choose(profile, it.Format, opt.Gray && img.Opaque())
		content, err = w.encoder.Encode(ctx, img, opt)
	}
	if err != nil {
		return nil, err
	}
	if meta.ICC == nil && meta.Orientation <= 1 {
		return content, nil
	}
	if w.embedded, err = container.Embed(w.embedded[:0], it.Format, content, meta); err != nil {
		return nil, err
	}
	content = w.embedded
	if cap(w.embedded) > w.keep {
		w.embedded = nil
	}
	return content, nil
}

// animation resizes every frame.
func (w *worker) animation(ctx context.Context, a *codec.Animation, it *Item, opt codec.EncodeOptions) ([]byte, error) {
	width, height := it.OutputSize()
	return w.encoder.EncodeAnimation(ctx, width, height, a.Loops, opt,
		func(yield func(*image.NRGBA, time.Duration) error) error {
			return a.Each(func(img *image.NRGBA, delay time.Duration) error {
				resized, err := w.transform(ctx, it, img, false)
				if err != nil {
					return err
				}
				if resized == img {
					resized = imaging.Clone(img) // the canvas is drawn on again
				}
				return yield(resized, delay)
			})
		})
}

// read returns the item's file, valid until the next call.
func (w *worker) read(it *Item) ([]byte, error) {
	file := w.file
	if int64(cap(file)) < it.bytes {
		file = make([]byte, it.bytes)
		w.file = nil
		if int64(cap(file)) <= int64(w.keep) {
			w.file = file
		}
	}
	file = file[:it.bytes]
	err := w.inputs.open(it, func(f *os.File) error {
		_, err := io.ReadFull(f, file)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errChanged
		}
		return cause(err)
	})
	return file, err
}

var errChanged = errors.New("changed while the run was going on")

// padsGray reports whether Contain, if it pads at all, pads with gray.
func (it *Item) padsGray(opt *Options) bool {
	if it.layout.canvas == it.layout.crop.Size() {
		return true
	}
	p := it.padding(opt)
	return p.R == p.G && p.G == p.B
}

// An iccFate says what became of a colour profile.
type iccFate string

const (
	iccNone    iccFate = "none"    // there was none
	iccKept    iccFate = "kept"    // carried over
	iccDropped iccFate = "dropped" // the output cannot hold it
)

// choose returns the profile that an output carries. It must describe the
// colours that the output stores: a CMYK profile cannot follow pixels that
// have become RGB.
func choose(profile []byte, f container.Format, gray bool) ([]byte, iccFate) {
	space := "RGB"
	if gray {
		space = "GRAY"
	}
	switch {
	case profile == nil:
		return nil, iccNone
	case container.ProfileSpace(profile) != space, !f.HoldsICC():
		return nil, iccDropped
	}
	return profile, iccKept
}
