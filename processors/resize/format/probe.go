package format

import (
	"io"
	"math"
)

// Facts are what an image file's headers say about it.
type Facts struct {
	Format Format

	// Width and Height are in pixels as stored, before the orientation is applied; of
	// a GIF and an animated WebP they are the canvas. Both are 1 to 2³¹-1.
	Width, Height int

	// Frames counts the pictures in the file, at least 1: GIF, WebP and APNG frames (of
	// a truncated file those that begin), TIFF pages without thumbnails and masks.
	// An APNG's still picture that is not part of its animation counts, too.
	Frames int

	// FramePixels is the sum of the frames' own areas, which may be smaller than the
	// canvas; Width*Height for a still. It stays at the largest int64 instead of overflowing.
	FramePixels int64

	// Orientation is the EXIF orientation, 1 to 8; 1 if the file states none or a wrong one.
	Orientation int

	// Channels is the number of samples per pixel as stored (1 with a palette) and
	// Depth the bits in one; 16-bit BMP has a Depth of 5.
	Channels, Depth int

	// RGB says that a JPEG of three components stores red, green and blue.
	RGB bool

	// Palette says that pixels are stored as indices into a colour table.
	Palette bool

	// Alpha says that there may be transparency; where it is false all is opaque.
	Alpha bool

	// Multipass says that no row is final before the whole file is read (progressive
	// JPEG, interlaced PNG), so that a decoder holds all coefficients or pixels.
	Multipass bool

	// PlaneSamples counts the samples of a decode that keeps the planes as stored, each
	// padded to whole MCUs (JPEG) or macroblocks (lossy WebP): per pixel about 1 for gray and palettes,
	// 1.5 for 4:2:0, 2 for 4:2:2 and 4:4:0, 3 for 4:4:4 and RGB, 4 for CMYK. Of several
	// frames it is that of a full canvas (TIFF: of the first page).
	PlaneSamples int64

	// HeaderBytes is what lies before the first scan of a JPEG, metadata for the
	// most part. Other formats leave it 0.
	HeaderBytes int64
}

// Probe reads what the headers of an image say. The file has size bytes and the base name
// name; r is read in small pieces at the places that matter, GIF (whose frames cannot be
// found otherwise) once from end to end. Damage behind the headers is no error.
//
// Errors are those of Sniff, *FormatError, *UnsupportedError, and whatever r returned.
func Probe(r io.ReaderAt, size int64, name string) (Facts, error) {
	w := &window{r: r, size: max(size, 0), left: maxPieces, store: make([]byte, pieceBytes)}
	file := section{w: w, size: w.size}
	var head []byte
	if n := min(file.size, SniffBytes); n > 0 {
		if head = file.at(0, int(n)); head == nil {
			return Facts{}, file.fail(Unknown, 0, "truncated")
		}
	}
	format, err := Sniff(head, name)
	if err != nil {
		return Facts{}, err
	}
	var info Facts
	switch format {
	case JPEG:
		w.left = jpegPieces
		info, err = probeJPEG(file)
	case PNG:
		info, err = probePNG(file)
	case GIF:
		w.enlarge()
		info, err = probeGIF(file)
	case WebP:
		w.left = math.MaxInt // the walk goes forward only: no byte is read twice
		info, err = probeWebP(file)
	case TIFF:
		info, err = probeTIFF(file)
	case BMP:
		info, err = probeBMP(file)
	}
	if err == nil {
		err = w.err // the device failed where only extras were read
	}
	if err != nil {
		return Facts{}, err
	}
	info.Format = format
	info.Orientation = max(info.Orientation, 1)
	if info.Frames == 0 {
		info.Frames, info.FramePixels = 1, area(info.Width, info.Height)
	}
	if info.PlaneSamples == 0 {
		info.PlaneSamples = saturatingMul(area(info.Width, info.Height), int64(info.Channels))
	}
	return info, nil
}

// maxSide is the largest width or height that Probe accepts: an int everywhere, and the
// product of two fits into an int64.
const maxSide = math.MaxInt32

// area returns the pixels of a picture whose sides are at most maxSide.
func area(w, h int) int64 { return int64(w) * int64(h) }

func (info *Facts) addFrame(w, h int) {
	info.Frames++
	info.FramePixels = saturatingAdd(info.FramePixels, area(w, h))
}

func saturatingAdd(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func saturatingMul(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}

// roundUp returns the smallest multiple of unit that is not below n.
func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit * unit }
