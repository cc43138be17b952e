package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/disintegration/imaging"
	"github.com/zeebo/xxh3"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/pixels"
	"fanout/processors/resize/planes"
	"fanout/processors/resize/resample"
)

// A worker resizes one picture after the other in buffers of its own.
type worker struct {
	opt   *Options
	out   *files.Output
	slots openSlots
	keep  int // bytes: larger buffers are not kept

	file      scratch.Buffer[byte] // the input
	decoded   scratch.Buffer[byte] // its pixels
	resized   scratch.Buffer[byte] // the pixels after resampling
	content   scratch.Buffer[byte] // the output
	embedded  scratch.Buffer[byte] // the output with its metadata
	resampler *resample.Resampler
	planar    planar
	decoders  map[*format.Format]format.Decoder // those used so far
	encoders  map[*format.Format]format.Encoder
}

// maxKeep is the size of the largest buffer, in bytes, that a worker keeps
// between pictures: the pixels of a photo of 16 million.
const maxKeep = 64 << 20

func newWorker(opt *Options, out *files.Output, slots openSlots) *worker {
	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	// What idle workers keep is outside the budget: an eighth of it at most.
	keep := int(min(maxKeep, opt.Memory/8/int64(workers)))
	resampler := resample.New(opt.Filter)
	resampler.Keep = keep
	return &worker{
		opt: opt, out: out, slots: slots, keep: keep,
		resampler: resampler,
		planar:    planar{resampler: resampler},
		decoders:  map[*format.Format]format.Decoder{},
		encoders:  map[*format.Format]format.Encoder{},
	}
}

// resize does the work on r.item and fills in r. What is wrong with the item
// goes into r.err; the error that is returned is the run's.
func (w *worker) resize(ctx context.Context, r *Result) error {
	content, err := w.output(ctx, r)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r.err = err
		return nil
	}
	r.sum = xxh3.Hash128(content).Bytes()
	temp, err := w.out.WriteFile(r.item.Target, content)
	if err != nil {
		if files.OfItem(err) {
			r.err = err
			return nil
		}
		return err
	}
	// An input that is replaced in the meantime would else look older
	// than its output, and --update would keep what was made of the old one.
	if r.err = whileRunning(r.item.stamp.Check(os.Stat(r.item.Source))); r.err != nil {
		temp.Discard()
		return nil
	}
	r.temp = temp
	return nil
}

// output returns the output file of r.item, valid until the next call.
func (w *worker) output(ctx context.Context, r *Result) ([]byte, error) {
	it := r.item
	file, err := w.read(it)
	if err != nil {
		return nil, err
	}
	if w.opt.Checksum {
		sum := checksum(xxh3.Hash128(file).Bytes())
		r.content = &sum
	}
	var profile []byte
	if w.opt.KeepICC {
		profile = it.Facts.Format.Profile(file, it.Facts.Page)
		if profile == nil && it.Facts.Format.FindProfile(file, it.Facts.Page) != nil {
			r.found.Note("the color profile is damaged: it is left out")
		}
	}
	content, gray, err := w.encode(ctx, r, file, profile)
	if err != nil {
		return nil, err
	}
	var meta metadata.Set
	meta.ICC, r.icc = chooseProfile(profile, it.Format, gray)
	if it.Facts.Format == it.Format && it.Format.Kept != nil {
		meta.Segments = it.Format.Kept(file, w.opt.Keep, w.opt.AutoOrient)
	}
	if !w.opt.AutoOrient && it.Facts.Orientation > 1 {
		switch {
		case w.opt.Keep&metadata.EXIF != 0 && meta.Segments != nil: // the kept EXIF has the tag
		case it.Format.Orientation:
			meta.Orientation = it.Facts.Orientation
		default:
			r.tagDropped = true
		}
	}
	if meta.Empty() {
		return content, nil
	}
	if w.embedded, err = it.Format.Embed(w.embedded[:0], content, meta); err != nil {
		return nil, err
	}
	content = w.embedded
	w.embedded.Trim(w.keep)
	return content, nil
}

// encode returns the output of file without metadata, and whether it stores
// gray.
func (w *worker) encode(ctx context.Context, r *Result, file, profile []byte) (content []byte, gray bool, err error) {
	switch it := r.item; {
	case it.Facts.Planar:
		defer w.planar.release(w.keep)
		var pic *planes.Picture
		if pic, err = w.decodePlanes(ctx, r, file); err == nil && w.wanted(r) {
			content, gray, err = w.fromPlanes(ctx, it, pic, profile)
		}
	case it.animated:
		content, err = w.animation(ctx, r, file)
	default:
		var img *image.NRGBA
		if img, gray, err = w.decode(ctx, r, file); err == nil && w.wanted(r) {
			content, gray, err = w.fromPixels(ctx, it, img, gray, profile)
		}
	}
	if err == nil && !w.wanted(r) {
		err = r.found.Damage
	}
	return content, gray, err
}

// wanted reports whether an output is made of the input of r, as far as it has
// been decoded.
func (w *worker) wanted(r *Result) bool { return r.found.Damage == nil || !w.opt.FailDamaged }

// image returns an image of width×height pixels of any value in the memory of
// b.
func (w *worker) image(b *scratch.Buffer[byte], width, height int) *image.NRGBA {
	img := pixels.NRGBA(b, width, height)
	b.Trim(w.keep)
	return img
}

// decode returns the picture in file, the input of r, of several frames the
// first, until the next call. gray says that it is gray because the file stores
// only gray.
func (w *worker) decode(ctx context.Context, r *Result, file []byte) (img *image.NRGBA, gray bool, err error) {
	in := &r.item.Facts
	gray = !in.Composed
	covered := int64(0) // pixels
	err = w.decoder(in.Format).Decode(ctx, file, in, &r.found, func(part image.Image) error {
		if img == nil {
			img = w.image(&w.decoded, in.Width, in.Height)
			clear(img.Pix) // parts may be missing
		}
		partGray, err := pixels.Copy(img, part)
		gray = gray && partGray
		covered += format.Area(part.Bounds().Dx(), part.Bounds().Dy())
		return err
	})
	switch {
	case err != nil:
	case img == nil:
		err = fmt.Errorf("%v: internal error: no picture and no reason", in.Format)
	case !in.Composed && covered < format.Area(in.Width, in.Height):
		r.found.Damaged(fmt.Errorf("%v: parts of the picture are missing", in.Format))
		if in.Opaque() {
			pixels.Blacken(img)
		}
	}
	return img, gray, err
}

// fromPixels makes the output of a picture as it was decoded.
func (w *worker) fromPixels(ctx context.Context, it *Item, img *image.NRGBA, gray bool, profile []byte) ([]byte, bool, error) {
	img, err := w.transform(ctx, it, img, it.Facts.Opaque())
	if err != nil {
		return nil, false, err
	}
	return w.still(ctx, it, img, gray, profile)
}

func (w *worker) decoder(f *format.Format) format.Decoder {
	if w.decoders[f] == nil {
		w.decoders[f] = f.NewDecoder(w.keep)
	}
	return w.decoders[f]
}

func (w *worker) encoder(f *format.Format) format.Encoder {
	if w.encoders[f] == nil {
		w.encoders[f] = f.NewEncoder(w.keep)
	}
	return w.encoders[f]
}

// fromPlanes makes the output of a picture in planes.
func (w *worker) fromPlanes(ctx context.Context, it *Item, pic *planes.Picture, profile []byte) (content []byte, gray bool, err error) {
	gray = len(pic.Planes) == 1
	if it.storesPlanes() {
		gray = gray && it.staysGray(w.opt, profile)
		content, err = w.encodePlanes(ctx, it, pic, !gray)
		return content, gray, err
	}
	img, err := w.planarNRGBA(ctx, it, pic)
	if err != nil {
		return nil, false, err
	}
	return w.still(ctx, it, it.pad(img, w.opt), gray, profile)
}

// still encodes img, which is upright and padded. gray says that it was gray
// before it was padded. It may also be so without the decoder's saying it: one
// of gray with an alpha has pixels of colors.
func (w *worker) still(ctx context.Context, it *Item, img *image.NRGBA, gray bool, profile []byte) (content []byte, storesGray bool, err error) {
	opt := w.opt.encoding()
	opt.Opaque = img.Opaque()
	gray = gray && opt.Opaque // the background may have a color
	if !opt.Opaque && !it.Format.Alpha {
		pixels.Flatten(img, flatColour(w.opt))
		opt.Opaque = true
	}
	opt.Gray = it.Format.Gray && it.staysGray(w.opt, profile) && (gray || !it.Facts.Palette && pixels.IsGray(img))
	storesGray = opt.Gray && opt.Opaque
	content, err = w.encoded(w.encoder(it.Format).Encode(ctx, w.content[:0], img, opt))
	return content, storesGray, err
}

// encoded returns what an encoder returned, and keeps its memory for the next.
func (w *worker) encoded(content []byte, err error) ([]byte, error) {
	w.content = content
	w.content.Trim(w.keep)
	return content, err
}

// encoding returns how outputs are encoded.
func (o *Options) encoding() format.EncodeOptions {
	return format.EncodeOptions{Quality: o.Quality, Progressive: o.Progressive, FullChroma: o.FullChroma}
}

// animation returns the output of an animation, every frame resized.
func (w *worker) animation(ctx context.Context, r *Result, file []byte) ([]byte, error) {
	it := r.item
	in := &it.Facts
	a, err := w.decoder(in.Format).(format.FrameDecoder).DecodeFrames(ctx, file, in, &r.found)
	if err != nil {
		return nil, err
	}
	screens := a.On(w.image(&w.decoded, in.Width, in.Height))
	width, height := it.OutputSize()
	encoder := w.encoder(it.Format).(format.FrameEncoder)
	opt := w.opt.encoding()
	opt.Colours, opt.Resampled = in.Colours, it.layout().width != in.Width || it.layout().height != in.Height
	return w.encoded(encoder.EncodeFrames(ctx, w.content[:0], width, height, a.Loops, opt,
		func(yield func(*image.NRGBA, time.Duration) error) error {
			r.frames = 0 // the encoder may go through them again
			return screens(func(img *image.NRGBA, delay time.Duration) error {
				resized, err := w.transform(ctx, it, img, false)
				if err != nil {
					return err
				}
				if resized == img {
					resized = imaging.Clone(img) // the canvas is drawn on again
				}
				r.frames++
				return yield(resized, delay)
			})
		}))
}

// read returns the item's file, valid until the next call.
func (w *worker) read(it *Item) ([]byte, error) {
	file := w.file.Get(int(it.stamp.Size))
	w.file.Trim(w.keep)
	err := w.slots.open(it, func(f *os.File) error {
		_, err := io.ReadFull(f, file)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return inputs.ErrChanged
		}
		return files.Cause(err)
	})
	return file, err
}
