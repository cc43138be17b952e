package resize

import (
	"math"
)

// fixedMemory is what any picture takes besides its pixels, in bytes: decoder
// tables, compressors, the quantizer's histogram of 1.4 MB.
const fixedMemory = 4 << 20

// peakMemory returns how many bytes the work on it takes at most: the file,
// what its decoder makes of it, the checked NRGBA copy, the resampler's rows,
// the result and its encoding. It is an upper estimate from the header alone,
// and the item's weight in the pool. It is computed in floating point, since a
// mistyped size may overflow any integer.
func (it *Item) peakMemory(opt *Options) int64 {
	if it.Facts.Planar {
		return int64(min(it.planarMemory(opt)+it.keptMemory(opt), math.MaxInt64/2))
	}
	in := &it.Facts
	width, height := float64(in.Width), float64(in.Height)
	pixels := width * height
	w, h := it.resampledSize()
	l := it.layout()
	kept := 4 * float64(l.crop.Dx()) * float64(l.crop.Dy())
	canvas := 4 * float64(l.canvas.X) * float64(l.canvas.Y)

	sum := fixedMemory + float64(it.stamp.Size) + it.keptMemory(opt) + in.Format.DecoderBytes(in) + 4*pixels
	if w != width || h != height || kept != 4*pixels {
		sum += kept + resamplerBytes(width, height, w, h, !in.Opaque())
	}
	if it.upright {
		sum += kept
	}
	padded := l.pads()
	if padded {
		sum += canvas
	}
	sum += it.encoderBytes(opt, in.Alpha || padded, canvas/4)
	if it.animated {
		// A frame, and what it covers for a while. Of what is written three
		// canvases: what it is drawn on, what it shows, what comes next.
		sum += 5*pixels + 3*canvas + it.framesBytes(canvas/4)
	}
	return int64(min(sum, math.MaxInt64/2))
}

// framesBytes estimates the file of an animation, which grows in memory by
// copying: a byte and a half a pixel of each frame is the most. But a file that
// takes far less for its pixels becomes one that does, too.
func (it *Item) framesBytes(canvas float64) float64 {
	frames := float64(it.Facts.Frames)
	pixels := float64(it.Facts.Width) * float64(it.Facts.Height)
	return 1<<10*frames + min(2*canvas*frames, 8*float64(it.stamp.Size)*max(1, canvas/pixels))
}

// keptMemory bounds what the metadata takes that is carried over from a JPEG:
// once by itself, once in the output.
func (it *Item) keptMemory(opt *Options) float64 {
	if opt.Keep != 0 && it.Format.Kept != nil || opt.KeepICC && it.Format.ICC {
		return 2 * float64(it.Facts.HeaderBytes)
	}
	return 0
}

// planarMemory is peakMemory of a picture that is decoded to planes.
func (it *Item) planarMemory(opt *Options) float64 {
	in := &it.Facts
	scale := it.shrink(opt)
	sum := fixedMemory + float64(it.stamp.Size) + in.Format.PlanesBytes(in, scale)
	w, h := it.resampledSize()
	width, height := float64(in.Width)/float64(scale), float64(in.Height)/float64(scale)
	// Tables of luma and, for half the samples, of chroma.
	sum += 2 * resamplerBytes(width, height, w, h, false)
	l := it.layout()
	kept := float64(l.crop.Dx()) * float64(l.crop.Dy())
	canvas := float64(l.canvas.X) * float64(l.canvas.Y)
	turned := 0.0
	if it.upright {
		turned = kept // a plane or, of RGB, the pixels before they are turned
	}
	switch {
	case it.storesPlanes():
		return sum + turned + it.encoderBytes(opt, false, canvas)
	case in.Channels == 1:
		sum += turned + kept + 4*kept // the plane and pixels
	default:
		sum += float64(in.Channels)*stripRows*width + 4*width*maxTaps(height, h) // see rgbSource
		sum += 4*turned + 4*kept
	}
	padded := l.pads()
	if padded {
		sum += 4 * canvas
	}
	return sum + it.encoderBytes(opt, padded, canvas)
}

// resampledSize returns the size after resampling, as the picture is stored.
func (it *Item) resampledSize() (w, h float64) {
	l := it.layout()
	size := storedSize(l.width, l.height, it.storedOrientation())
	return float64(size.X), float64(size.Y)
}

// resamplerBytes bounds what the resampler takes besides the result to bring
// width×height pixels to w×h: a row between its passes and the weights; with
// alpha also the premultiplied source rows under the filter and a row of the
// result. Each is 8 bytes a pixel.
func resamplerBytes(width, height, w, h float64, alpha bool) float64 {
	bytes := 8*(width+maxTaps(width, w)) + weightBytes(width, w) + weightBytes(height, h)
	if alpha {
		bytes += 8 * (width*maxTaps(height, h) + w + 8)
	}
	return bytes
}

// maxTaps bounds the number of pixels that contribute to one when a side of src
// pixels is brought to dst: the support of the filter is at most 3 pixels,
// times the ratio, on either side, and the assembly rounds the length up to 16.
func maxTaps(src, dst float64) float64 {
	return min(src, 6*max(1, src/dst)+1) + 16
}

// weightBytes bounds the table of weights of a side: 16-bit weights, the
// position of the first of each pixel, and the weights of one in floating
// point.
func weightBytes(src, dst float64) float64 {
	taps := maxTaps(src, dst)
	return (dst+8)*(2*taps+4) + 16*taps
}

// encoderBytes bounds what the encoder holds for that many pixels, its output
// included; alpha says that some may be transparent.
func (it *Item) encoderBytes(opt *Options, alpha bool, pixels float64) float64 {
	encoding := opt.encoding()
	encoding.Opaque = !alpha
	// A row takes up to a pixel more: its filter type, its padding.
	_, height := it.OutputSize()
	pixels += float64(height)
	return it.Format.EncoderBytes(pixels, encoding)
}
