package resize

import (
	"image"
	"math"

	"fanout/processors/resize/container"
)

// fixedMemory is what any picture takes besides its pixels: decoder tables,
// compressors, the quantiser's 1.4 MB histogram.
const fixedMemory = 4 << 20

// peakMemory returns how many bytes the work on it takes at most: the file, what
// its decoder makes of it, the checked NRGBA copy, the resampler's intermediate
// picture, the result and its encoding. It is an upper estimate from the header
// alone, and admits the item to the pool. It is computed in floating point,
// since a size that someone has mistyped may overflow any integer.
func (it *Item) peakMemory() int64 {
	in := &it.Info
	width, height := float64(in.Width), float64(in.Height)
	pixels := width * height
	w, h := float64(it.layout.width), float64(it.layout.height)
	if it.upright && in.Orientation >= 5 {
		w, h = h, w
	}
	resampled := 4 * w * h
	canvas := 4 * float64(it.layout.canvas.X) * float64(it.layout.canvas.Y)

	sum := fixedMemory + float64(it.bytes) + decodedBytes(in) + 4*pixels
	if w != width || h != height {
		sum += 4*w*height + resampled // imaging resizes rows first
		sum += weightBytes(width, w) + weightBytes(height, h)
	}
	if it.upright {
		sum += resampled
	}
	if it.layout.crop.Size() != image.Pt(it.layout.width, it.layout.height) {
		sum += canvas
	}
	if it.layout.canvas != it.layout.crop.Size() {
		sum += 2 * canvas // imaging pastes into a copy
	}
	sum += encodedBytes(it.Format, in.Alpha || canvas != resampled, canvas/4)
	if it.animated {
		sum += 4*pixels + 3*canvas // one more canvas, what the viewer shows
		// The encoded frames wait for the last one, each with its palette.
		sum += float64(in.Frames) * (canvas/4 + 16<<10)
	}
	return int64(min(sum, math.MaxInt64/2))
}

// decodedBytes returns what the decoder of in's format allocates.
func decodedBytes(in *container.Info) float64 {
	pixels := float64(in.Width) * float64(in.Height)
	switch in.Format {
	case container.JPEG:
		planes := float64(in.PlaneSamples)
		if in.Multipass {
			return 5 * planes // the coefficients, 4 bytes each, stay until the last scan
		}
		return planes
	case container.PNG, container.TIFF:
		perPixel := 4.0
		switch {
		case in.Depth > 8:
			perPixel = 8
		case in.Channels == 1 && (in.Palette || !in.Alpha):
			perPixel = 1
		}
		if in.Multipass || in.Format == container.TIFF {
			perPixel *= 3 // a pass, or a strip as large as the picture, read by doubling
		}
		return perPixel * pixels
	case container.GIF:
		// A palette of boxed colours for each frame of its own.
		return float64(in.FramePixels) + 4*pixels + 8<<10*float64(in.Frames)
	case container.WebP:
		if in.Frames > 1 {
			return 16 * pixels // a frame as large as the canvas, decoded and converted
		}
		return 12 * pixels // lossless: ARGB, a transformed copy, and Huffman images
	}
	return 4 * pixels
}

// weightBytes bounds the table of weights that imaging makes to bring a side
// of src pixels to dst: 16 bytes for each of two times the support of each
// output pixel, whose radius is at most 3 source pixels times the ratio.
func weightBytes(src, dst float64) float64 {
	radius := 3*max(1, math.Ceil(src/dst)) + 2
	return 32 * dst * radius
}

// encodedBytes bounds what the encoder of format f holds for so many pixels,
// its output included. The factors were measured with noise, the worst case.
func encodedBytes(f container.Format, alpha bool, pixels float64) float64 {
	switch f {
	case container.JPEG:
		return 2 * pixels
	case container.WebP:
		if alpha {
			return 60 * pixels // the lossless alpha plane
		}
		return 20 * pixels
	case container.TIFF, container.BMP:
		return 9 * pixels // the file grows by doubling
	}
	return 6 * pixels
}
