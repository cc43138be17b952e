package tiff

import (
	"fmt"
	"slices"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata/ifd"
)

// TIFF tags (TIFF 6.0 section 8; 34675 is ICC.1:2022 section B.3, 50706 DNG
// 1.7).
const (
	tagNewSubfileType  = 254
	tagSubfileType     = 255
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagPhotometric     = 262
	tagSamplesPerPixel = 277
	tagExtraSamples    = 338
	tagICC             = 34675
	tagDNGVersion      = 50706
)

const (
	photometricPalette = 3

	// maxPages bounds the chain of directories, and what is remembered of it.
	maxPages = 1 << 13
)

// A page is what one directory says about its page.
type page struct {
	width, height uint32
	channels      uint32
	depth         uint32
	orientation   int
	palette       bool
	alpha         bool
	secondary     bool   // a reduced version of another page, or a mask for one
	unread        uint16 // a tag that describes the samples, but whose value cannot be had
	dng           bool
}

// pageTags are those of a page whose first value matters; fetching others'
// would cost reads.
var pageTags = []uint16{tagNewSubfileType, tagSubfileType, tagImageWidth, tagImageLength, tagBitsPerSample,
	tagPhotometric, tagSamplesPerPixel}

// readPage reads the directory at off.
func readPage(t ifd.File, off int64) (p page, next int64, ok bool) {
	p = page{depth: 1, orientation: 1}
	depths := uint32(1)
	next, ok = t.Entries(off, func(e ifd.Entry) bool {
		var v uint32
		var has bool
		if slices.Contains(pageTags, e.Tag) {
			if v, has = t.Value(e); !has && e.Tag >= tagImageWidth {
				p.unread = e.Tag
			}
		}
		switch e.Tag {
		case tagNewSubfileType:
			p.secondary = p.secondary || has && v&(1|4) != 0
		case tagSubfileType:
			p.secondary = p.secondary || has && v == 2
		case tagImageWidth:
			p.width = v
		case tagImageLength:
			p.height = v
		case tagBitsPerSample:
			p.depth, depths = v, e.Count
		case tagPhotometric:
			p.palette = v == photometricPalette
		case ifd.TagOrientation:
			p.orientation = t.Orientation(e)
		case tagSamplesPerPixel:
			p.channels = v
		case tagExtraSamples:
			p.alpha = e.Count > 0
		case tagDNGVersion:
			p.dng = true
		}
		return true
	})
	if p.channels == 0 {
		p.channels = depths
	}
	return p, next, ok
}

// readFacts implements format.Format.ReadFacts. It reads the first directory in
// full and counts the pages of the others.
func readFacts(s format.Section) (format.Facts, error) {
	t, off, ok := ifd.Open(s, 0)
	if !ok {
		return format.Facts{}, s.Fail(0, "bad header")
	}
	p, next, ok := readPage(t, off)
	switch {
	case !ok:
		return format.Facts{}, s.Fail(4, "directory truncated or outside the file")
	case p.unread != 0:
		return format.Facts{}, s.Fail(off, fmt.Sprintf("no value for tag %d", p.unread))
	case p.dng:
		return format.Facts{}, &format.UnsupportedError{Name: "camera raw (DNG)"}
	case p.width == 0 || p.height == 0:
		return format.Facts{}, s.Fail(off, "no width or height in the directory")
	case p.width > format.MaxSide || p.height > format.MaxSide:
		return format.Facts{}, s.Fail(off, "width or height too large")
	case p.channels > 1<<16-1 || p.depth == 0 || p.depth > 64:
		return format.Facts{}, s.Fail(off, "bad samples in the directory")
	}
	facts := format.Facts{
		Width: int(p.width), Height: int(p.height),
		Orientation: p.orientation,
		Channels:    int(p.channels), Depth: int(p.depth),
		Palette: p.palette, Alpha: p.alpha,
	}
	facts.AddFrame(facts.Width, facts.Height)

	// A chain that loops ends where it comes back to a page already counted.
	seen := map[int64]bool{off: true}
	for off = next; off != 0 && !seen[off] && len(seen) < maxPages; off = next {
		seen[off] = true
		if p, next, ok = readPage(t, off); !ok {
			break
		}
		if w, h := p.width, p.height; !p.secondary && w > 0 && h > 0 && w <= format.MaxSide && h <= format.MaxSide {
			facts.AddFrame(int(w), int(h))
		}
	}
	return facts, nil
}
