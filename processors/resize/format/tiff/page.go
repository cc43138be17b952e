package tiff

import (
	"errors"
	"fmt"
	"math"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata/ifd"
)

// A page is what one directory says about its picture. Strips are taken for
// tiles as wide as the picture.
type page struct {
	directory
	order ifd.ByteOrder

	width, height         int // 1 to format.MaxSide
	tiled                 bool
	tileWidth, tileHeight int // of a strip at most the picture's height
	across, down          int // tiles beside and below each other

	compression, photometric int
	predictor, fillOrder     int
	t4Options, t6Options     uint32
	jpegTables               []byte   // of the decoder's pages only
	oldJPEG                  *oldJPEG // likewise

	samples      int  // of a pixel
	bits         int  // of a sample: 1 to 32, or 64
	sampleFormat int  // unsignedSamples, signedSamples or floatSamples
	planar       bool // each sample has tiles of its own

	colours    int  // samples of a pixel that are its color, the first ones
	alpha      int  // the sample that is the alpha, 0 for none
	associated bool // colors are multiplied with it

	// A chroma sample covers subX×subY pixels; both are 1 but for YCbCr.
	subX, subY int

	orientation int
	note        string // what is irregular, but costs nothing
	secondary   bool   // a reduced version of another page, or a mask for one
}

// readPage makes p of the directory at off and returns the offset of the next
// one. It is not ok if the directory is cut off. What the directory says is
// still to be checked.
func readPage(p *page, t ifd.File, off int64) (next int64, ok bool) {
	d := &p.directory
	if next, ok = d.read(t, off); !ok {
		return 0, false
	}
	*p = page{directory: *d, order: t.Order, orientation: 1}
	if e, ok := d.find(ifd.TagOrientation); ok {
		p.orientation = t.Orientation(e)
	}
	p.width, p.height = side(d.uint(tagImageWidth, 0)), side(d.uint(tagImageLength, 0))
	p.photometric = d.small(tagPhotometric, 1<<16-1)
	subfile := d.optional(tagNewSubfileType)
	p.secondary = subfile&(1|4) != 0 || d.optional(tagSubfileType) == 2 || p.photometric == photometricMask
	return next, true
}

// side returns a width or height; one that is too large becomes -1.
func side(v uint64) int {
	if v > format.MaxSide {
		return -1
	}
	return int(v)
}

// sized reports whether the page has a size.
func (p *page) sized() bool { return p.width > 0 && p.height > 0 }

// fail returns what complete has returned as an error that says where.
func (p *page) fail(s format.Section, err error) error {
	var unsupported *format.UnsupportedError
	if errors.As(err, &unsupported) {
		return err
	}
	return s.Fail(p.off, err.Error())
}

// complete reads and checks everything else that a page says. The error is a
// *format.UnsupportedError, or says what is malformed.
func (p *page) complete() error {
	switch {
	case p.dng:
		return &format.UnsupportedError{Name: "camera raw (DNG)"}
	case p.unread != 0:
		return fmt.Errorf("no value for tag %d", p.unread)
	case p.width < 0 || p.height < 0:
		return fmt.Errorf("width or height too large")
	case !p.sized():
		return fmt.Errorf("no width or height in the directory")
	}
	d := &p.directory
	p.compression = d.small(tagCompression, compressionNone)
	p.predictor = d.small(tagPredictor, 1)
	p.fillOrder = d.small(tagFillOrder, 1)
	p.t4Options = uint32(d.optional(tagT4Options))
	p.t6Options = uint32(d.optional(tagT6Options))
	if err := p.readSamples(); err != nil {
		return err
	}
	if err := p.readColours(); err != nil {
		return err
	}
	if err := p.readTiles(); err != nil {
		return err
	}
	if p.unread != 0 {
		return fmt.Errorf("no value for tag %d", p.unread)
	}
	if err := p.checkCompression(); err != nil {
		return err
	}
	if p.partBytes() == math.MaxInt64 {
		return fmt.Errorf("strips or tiles too large")
	}
	return nil
}

// readSamples reads how many samples a pixel has, and of what kind.
func (p *page) readSamples() error {
	d := &p.directory
	depths, _ := d.find(tagBitsPerSample)
	p.samples = d.small(tagSamplesPerPixel, min(max(depths.Count, 1), 1<<16-1))
	p.planar = d.small(tagPlanarConfig, 1) == 2 && p.samples > 1
	var depth, kind bool
	p.bits, depth = d.same(tagBitsPerSample, p.samples, 1)
	p.sampleFormat, kind = d.same(tagSampleFormat, p.samples, unsignedSamples)
	if p.sampleFormat == voidSamples || p.sampleFormat == 0 {
		p.sampleFormat = unsignedSamples
	}
	switch {
	case p.samples == 0 || p.bits == 0 || p.bits > 64:
		return fmt.Errorf("bad samples in the directory")
	case !depth:
		return &format.UnsupportedError{Name: "TIFF with samples of different depths"}
	case !kind:
		return &format.UnsupportedError{Name: "TIFF with samples of different kinds"}
	case p.sampleFormat > floatSamples:
		return &format.UnsupportedError{Name: fmt.Sprintf("TIFF sample format %d", p.sampleFormat)}
	case p.bits > 32 && p.bits != 64,
		p.sampleFormat == floatSamples && p.bits != 16 && p.bits != 24 && p.bits < 32:
		return &format.UnsupportedError{Name: fmt.Sprintf("TIFF with samples of %d bits", p.bits)}
	}
	return nil
}

// readColors reads what the samples mean.
func (p *page) readColours() error {
	d := &p.directory
	if !d.has(tagPhotometric) {
		p.photometric = p.guessPhotometric()
	}
	colours, _ := d.find(tagColorMap)
	hasColours := colours.Count == 3<<min(p.bits, 16)
	if p.photometric == photometricIndex && !hasColours && p.bits >= 8 {
		// As libtiff has it: what has no colors cannot be indices.
		p.note = "the color map is missing or of the wrong size: samples are taken for gray"
		p.photometric = blackIsZero
		if p.samples >= 3 {
			p.photometric = photometricRGB
			p.note = "there is no color map: samples are taken for RGB"
		}
	}
	p.subX, p.subY = 1, 1
	switch p.photometric {
	case whiteIsZero, blackIsZero, photometricMask:
		p.colours = 1
	case photometricIndex:
		p.colours = 1
		if p.bits > 16 || p.sampleFormat == floatSamples {
			return &format.UnsupportedError{Name: fmt.Sprintf("TIFF with a palette and samples of %d bits", p.bits)}
		}
		if !hasColours {
			return fmt.Errorf("no color map, or one of the wrong size")
		}
	case photometricRGB:
		p.colours = 3
	case photometricInks:
		p.colours = 4
		if d.small(tagInkSet, 1) != 1 {
			return &format.UnsupportedError{Name: "TIFF with inks other than CMYK"}
		}
	case photometricYCbCr:
		p.colours = 3
		if err := p.readSubsampling(); err != nil {
			return err
		}
	default:
		return &format.UnsupportedError{Name: "TIFF color space " + named(p.photometric, photometrics)}
	}
	if p.samples < p.colours {
		return fmt.Errorf("%d samples a pixel, %d wanted", p.samples, p.colours)
	}
	p.readExtraSamples()
	return nil
}

// guessPhotometric returns the color space of a page that states none.
func (p *page) guessPhotometric() int {
	switch {
	case p.samples >= 4 && p.has(tagInkSet):
		return photometricInks
	case p.samples >= 3:
		return photometricRGB
	case p.compression >= compressionRLE && p.compression <= compressionG4 || p.compression == compressionRLEW:
		return whiteIsZero
	}
	return blackIsZero
}

// readExtraSamples finds the alpha among the samples that are no colors: the
// first that says so. Four samples of RGB that say nothing have it too, as many
// a writer forgets the tag.
func (p *page) readExtraSamples() {
	e, ok := p.find(tagExtraSamples)
	if !ok && p.photometric == photometricRGB && p.samples == 4 {
		p.alpha = 3
	}
	for i := p.colours; i < min(p.samples, p.colours+maxCompared); i++ {
		v, ok := p.Uint(e, uint64(i-p.colours))
		if ok && (v == 1 || v == 2) {
			p.alpha, p.associated = i, v == 1
			return
		}
	}
}

// readSubsampling reads how much coarser chroma is than luma (TIFF 6.0 section
// 21). JPEG data is RGB when it comes here.
func (p *page) readSubsampling() error {
	if p.isJPEG() {
		return nil
	}
	p.subX, p.subY = 2, 2
	if e, ok := p.find(tagYCbCrSubSampling); ok {
		x, _ := p.Uint(e, 0)
		y, _ := p.Uint(e, 1)
		p.subX, p.subY = int(min(x, 255)), int(min(y, 255))
	}
	for _, s := range [2]int{p.subX, p.subY} {
		if s != 1 && s != 2 && s != 4 {
			return fmt.Errorf("chroma subsampled by %d×%d", p.subX, p.subY)
		}
	}
	if p.subX*p.subY > 1 && (p.bits != 8 || p.samples != 3 || p.planar) {
		return &format.UnsupportedError{Name: fmt.Sprintf("TIFF with chroma subsampled in %d samples of %d bits", p.samples, p.bits)}
	}
	return nil
}

// isJPEG reports whether tiles are JPEG streams of all samples, whose decoder
// gives RGB for YCbCr.
func (p *page) isJPEG() bool {
	return p.hasJPEG() && !p.planar
}

// readTiles reads how the picture is cut.
func (p *page) readTiles() error {
	d := &p.directory
	if p.tiled = d.has(tagTileWidth) && d.has(tagTileLength); p.tiled {
		p.tileWidth, p.tileHeight = side(d.uint(tagTileWidth, 0)), side(d.uint(tagTileLength, 0))
		if p.tileWidth <= 0 || p.tileHeight <= 0 || p.tileWidth > max(p.width, 1<<15) {
			return fmt.Errorf("bad size of tiles")
		}
	} else {
		p.tileWidth, p.tileHeight = p.width, p.rowsPerStrip()
	}
	p.across, p.down = ceilDiv(p.width, p.tileWidth), ceilDiv(p.height, p.tileHeight)
	return nil
}

// rowsPerStrip returns the height of strips. Where it is not stated, all strips
// are as high but for the last.
func (p *page) rowsPerStrip() int {
	rows := p.uint(tagRowsPerStrip, 0)
	if rows == 0 {
		e, _ := p.find(tagStripOffsets)
		strips := e.Count
		if p.planar {
			strips /= uint64(p.samples)
		}
		rows = uint64(ceilDiv(p.height, int(min(max(strips, 1), uint64(p.height)))))
	}
	return int(min(rows, uint64(p.height)))
}

// planes returns how many samples have tiles of their own, and how many samples
// are beside each other in each of these tiles.
func (p *page) planes() (planes, interleaved int) {
	if p.planar {
		return p.samples, 1
	}
	return 1, p.samples
}

// decodedPlanes returns which planes are wanted: those of the colors and of
// the alpha.
func (p *page) decodedPlanes() []int {
	if !p.planar {
		return []int{0}
	}
	wanted := make([]int, p.colours, p.colours+1)
	for i := range wanted {
		wanted[i] = i
	}
	if p.alpha > 0 {
		wanted = append(wanted, p.alpha)
	}
	return wanted
}

// rowBytes returns the size of a row of a tile, of one plane; with subsampled
// chroma it is that of subY rows, whose samples stand together. It is at most
// 2³¹·2¹⁶·8 = 2⁵⁰.
func (p *page) rowBytes() int64 {
	if p.subX*p.subY > 1 {
		return int64(ceilDiv(p.tileWidth, p.subX)) * int64(p.subX*p.subY+2)
	}
	_, interleaved := p.planes()
	bits := int64(interleaved) * int64(p.bits)
	return (int64(p.tileWidth)*bits + 7) / 8
}

// partBytes returns what the samples of one tile take, of all planes that are
// decoded, and what expanding one takes besides.
func (p *page) partBytes() int64 {
	rows := int64(min(p.tileHeight, p.height))
	if p.compression == compressionNone {
		rows = int64(p.chunkRows())
	}
	rows = (rows + int64(p.subY) - 1) / int64(p.subY)
	planes := int64(len(p.decodedPlanes()))
	row := p.rowBytes() * planes
	if row > math.MaxInt64/rows/4 {
		return math.MaxInt64
	}
	return row*rows + p.expanderBytes(row*rows/planes)
}

func ceilDiv(a, b int) int { return (a-1)/b + 1 }
