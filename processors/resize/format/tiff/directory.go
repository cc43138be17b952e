package tiff

import (
	"slices"

	"fanout/processors/resize/metadata/ifd"
)

// A directory holds the fields of a page that matter. The order of a file's
// fields does not, and of several with one tag the first counts, as in libtiff.
type directory struct {
	ifd.File
	off    int64
	fields []ifd.Entry
	unread uint16 // the first tag whose value was asked for, but is not to be had
	dng    bool
}

// kept reports whether a field is kept in a directory.
func kept(tag uint16) bool {
	switch tag {
	case tagNewSubfileType, tagSubfileType, tagImageWidth, tagImageLength, tagBitsPerSample, tagCompression,
		tagPhotometric, tagFillOrder, tagStripOffsets, ifd.TagOrientation, tagSamplesPerPixel, tagRowsPerStrip,
		tagStripByteCounts, tagPlanarConfig, tagT4Options, tagT6Options, tagPredictor, tagColorMap, tagTileWidth,
		tagTileLength, tagTileOffsets, tagTileByteCounts, tagInkSet, tagExtraSamples, tagSampleFormat, tagJPEGTables,
		tagJPEGStream, tagJPEGStreamLength, tagJPEGRestart, tagJPEGQTables, tagJPEGDCTables, tagJPEGACTables,
		tagYCbCrCoefficients, tagYCbCrSubSampling, tagReferenceBlack, tagICC:
		return true
	}
	return false
}

// read fills d with the directory at off and returns the offset of the next
// one. It is not ok if the directory is cut off.
func (d *directory) read(t ifd.File, off int64) (next int64, ok bool) {
	*d = directory{File: t, off: off, fields: d.fields[:0]}
	return t.Entries(off, func(e ifd.Entry) bool {
		d.dng = d.dng || e.Tag == tagDNGVersion
		if kept(e.Tag) && !d.has(e.Tag) {
			d.fields = append(d.fields, e)
		}
		return true
	})
}

func (d *directory) find(tag uint16) (ifd.Entry, bool) {
	i := slices.IndexFunc(d.fields, func(e ifd.Entry) bool { return e.Tag == tag })
	if i < 0 {
		return ifd.Entry{}, false
	}
	return d.fields[i], true
}

func (d *directory) has(tag uint16) bool {
	_, ok := d.find(tag)
	return ok
}

// uint returns the first value of a field, or absent if the directory does not
// have the field. A field without a value that can be read is noted in
// d.unread.
func (d *directory) uint(tag uint16, absent uint64) uint64 {
	e, ok := d.find(tag)
	if !ok {
		return absent
	}
	v, ok := d.Value(e)
	if !ok {
		if d.unread == 0 {
			d.unread = tag
		}
		return absent
	}
	return v
}

// small is uint of a field whose values have at most 16 bits; any larger one is
// reported as 65535, which means nothing in any such field.
func (d *directory) small(tag uint16, absent uint64) int {
	return int(min(d.uint(tag, absent), 1<<16-1))
}

// maxCompared bounds the samples whose depths are compared.
const maxCompared = 64

// same is small of a field that has a value for each of the samples, which must
// be the same: libtiff knows no others.
func (d *directory) same(tag uint16, samples int, absent uint64) (v int, same bool) {
	v = d.small(tag, absent)
	e, _ := d.find(tag)
	for i := uint64(1); i < min(e.Count, uint64(samples), maxCompared); i++ {
		if other, ok := d.Uint(e, i); ok && other != uint64(v) {
			return v, false
		}
	}
	return v, true
}

// optional is uint of a field that may also be unreadable.
func (d *directory) optional(tag uint16) uint64 {
	e, ok := d.find(tag)
	if !ok {
		return 0
	}
	v, _ := d.Value(e)
	return v
}
