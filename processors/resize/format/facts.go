package format

import (
	"math"

	"fanout/processors/resize/planes"
)

// Facts are what an image file's headers say about it.
type Facts struct {
	Format *Format

	// Width and Height are in pixels as stored, before the orientation is
	// applied; of a GIF and an animated WebP they are the canvas. Both are 1 to
	// 2³¹-1.
	Width, Height int

	// Frames counts the pictures in the file, at least 1: GIF, WebP and APNG
	// frames (of a truncated file those that begin), TIFF pages without
	// thumbnails and masks. An APNG's still picture that is not part of its
	// animation counts, too.
	Frames int

	// FramePixels is the sum of the frames' own areas, which may be smaller
	// than the canvas; Width*Height for a still. It stays at the largest int64
	// instead of overflowing.
	FramePixels int64

	// Orientation is the EXIF orientation, 1 to 8; 1 if the file states none or
	// a wrong one.
	Orientation int

	// Channels is the number of samples per pixel as stored (1 with a palette)
	// and Depth the bits in one; 16-bit BMP has a Depth of 5.
	Channels, Depth int

	// Composed says that the picture is made of frames on a canvas that starts
	// transparent, of one frame perhaps: a GIF, an animated WebP. Whatever its
	// frames hold, it counts as neither opaque nor gray.
	Composed bool

	// Palette says that pixels are stored as indices into a color table.
	Palette bool

	// Alpha says that there may be transparency; where it is false all is
	// opaque.
	Alpha bool

	// Multipass says that no row is final before the whole file is read
	// (progressive JPEG, interlaced PNG), so that a decoder holds all
	// coefficients or pixels.
	Multipass bool

	// Planar says that the file stores planes, which a PlaneDecoder decodes,
	// and Model what they hold.
	Planar bool
	Model  planes.Model

	// Colors is how many colors the tables of a GIF have together, more than
	// 256 if frames have tables of their own. Other formats leave it 0.
	Colours int

	// PlaneSamples counts the samples of a decode that keeps the planes as
	// stored, each padded to whole MCUs (JPEG) or macroblocks (lossy WebP): per
	// pixel about 1 for gray and palettes, 1.5 for 4:2:0, 2 for 4:2:2 and
	// 4:4:0, 3 for 4:4:4 and RGB, 4 for CMYK. Of several frames it is that of a
	// full canvas (TIFF: of the first page).
	PlaneSamples int64

	// PartBytes is what a decoder that works part by part holds of one: the
	// samples of a strip or tile of a TIFF. Other formats leave it 0.
	PartBytes int64

	// Page is the index, in the TIFF's chain of directories, of the one that
	// describes this picture.
	Page int

	// Pages are the facts of each page of a TIFF that has several, the first of
	// which are these facts themselves. Those of a page have no Pages.
	Pages []Facts

	// Inside is the format of the whole file inside this one that holds the
	// picture: a JPEG in a BMP. It is nil if the pixels are this file's own.
	Inside *Format

	// HeaderBytes is the size of a JPEG up to its first scan, most of it
	// metadata in large headers. Other formats leave it 0.
	HeaderBytes int64
}

// Opaque reports whether no pixel can be transparent.
func (f *Facts) Opaque() bool { return !f.Alpha && !f.Composed }

// AddFrame counts a frame of w×h pixels, each at most MaxSide.
func (f *Facts) AddFrame(w, h int) {
	f.Frames++
	f.FramePixels = saturatingAdd(f.FramePixels, Area(w, h))
}

// complete fills the fields that follow from others.
func (f *Facts) complete() {
	f.Orientation = max(f.Orientation, 1)
	if f.Frames == 0 {
		f.Frames, f.FramePixels = 1, Area(f.Width, f.Height)
	}
	if f.PlaneSamples == 0 {
		f.PlaneSamples = saturatingMul(Area(f.Width, f.Height), int64(f.Channels))
	}
}

// MaxSide is the largest width or height that headers may state: an int
// everywhere, and the product of two fits into an int64.
const MaxSide = math.MaxInt32

// Area returns the pixels of a picture whose sides are at most MaxSide.
func Area(w, h int) int64 { return int64(w) * int64(h) }

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
