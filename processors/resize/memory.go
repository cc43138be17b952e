package resize

import "fanout/processors/resize/container"

// fixedMemory is what any picture takes besides its pixels: decoder tables,
// compressors, the quantiser's 1.4 MB histogram.
const fixedMemory = 4 << 20

// peakMemory returns how many bytes the work on it takes at most: the file, what
// its decoder makes of it, the checked NRGBA copy, the resampler's intermediate
// picture, the result and its encoding. It is an upper estimate from the header
// alone, and admits the item to the pool.
func (it *Item) peakMemory() int64 {
	in := &it.Info
	pixels := int64(in.Width) * int64(in.Height)
	w, h := int64(it.layout.width), int64(it.layout.height)
	if it.upright && in.Orientation >= 5 {
		w, h = h, w
	}
	resampled := 4 * w * h
	canvas := 4 * int64(it.layout.canvas.X) * int64(it.layout.canvas.Y)

	sum := fixedMemory + it.bytes + decodedBytes(in) + 4*pixels
	if w != int64(in.Width) || h != int64(in.Height) {
		sum += 4*w*int64(in.Height) + resampled // imaging resizes rows first
		sum += weightBytes(int64(in.Width), w) + weightBytes(int64(in.Height), h)
	}
	if it.upright {
		sum += resampled
	}
	if canvas != resampled {
		sum += canvas
	}
	sum += encodedBytes(it.Format, in.Alpha || canvas != resampled, canvas/4)
	if it.animated {
		sum += 4*pixels + 3*canvas                   // one more canvas, what the viewer shows
		sum += int64(in.Frames) * (canvas/4 + 4<<10) // the encoded frames wait for the last one
	}
	return sum
}

// decodedBytes returns what the decoder of in's format allocates.
func decodedBytes(in *container.Info) int64 {
	pixels := int64(in.Width) * int64(in.Height)
	switch in.Format {
	case container.JPEG:
		planes := in.PlaneSamples
		if in.Multipass {
			return 5 * planes // the coefficients, 4 bytes each, stay until the last scan
		}
		return planes
	case container.PNG, container.TIFF:
		perPixel := int64(4)
		switch {
		case in.Depth > 8:
			perPixel = 8
		case in.Channels == 1:
			perPixel = 1
		}
		if in.Multipass || in.Format == container.TIFF {
			perPixel *= 3 // a pass, or a strip as large as the picture, read by doubling
		}
		return perPixel * pixels
	case container.GIF:
		return in.FramePixels + 4*pixels
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
func weightBytes(src, dst int64) int64 {
	radius := 3*max(1, (src+dst-1)/dst) + 2
	return 32 * dst * radius
}

// encodedBytes bounds what the encoder of format f holds for so many pixels,
// its output included. The factors were measured with noise, the worst case.
func encodedBytes(f container.Format, alpha bool, pixels int64) int64 {
	switch f {
	case container.JPEG:
		return 2 * pixels
	case container.WebP:
		if alpha {
			return 80 * pixels // the search for repetitions in the alpha plane
		}
		return 20 * pixels
	case container.TIFF, container.BMP:
		return 9 * pixels // the file grows by doubling
	}
	return 6 * pixels
}
