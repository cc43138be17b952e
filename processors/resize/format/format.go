// Package format describes image formats: what plan and worker know of each,
// how a file's headers are read in bounded pieces, and what decoders and
// encoders have to do. It knows no format itself. Each has a package of its own
// below this one, which exports a Format; package formats makes the Table of
// them.
//
// Everything here is written for hostile input: reads stay inside the file,
// their number is bounded, and no allocation is sized by a field that has not
// been checked against the bytes that are there.
package format

import (
	"fmt"
	"slices"
	"strings"

	"fanout/processors/resize/metadata"
)

// A Format is a kind of image file: a row of the Table, through which plan and
// worker reach all that is particular to it. Its fields are set once, by its
// package.
type Format struct {
	Name       string   // as users call it, in lower case: jpeg
	Label      string   // as prose writes it: JPEG
	Aliases    []string // other names and spellings: jpg, WebP
	Extensions []string // with their dots, in lower case; the first is the usual one
	// RawExtensions are those of camera raw files that begin as this format
	// does.
	RawExtensions []string

	// What its files hold, as this program writes them.
	Alpha       bool // transparency
	Gray        bool // pictures of gray alone
	Animation   bool // several frames: Decoder and Encoder are a FrameDecoder and a FrameEncoder
	Planes      bool // planes of Y, Cb and Cr: Encoder is a PlaneEncoder
	Quality     bool // pictures of less than full quality: EncodeOptions.Quality counts
	ICC         bool // a color profile
	Orientation bool // an orientation
	MaxSide     int  // the longest side in pixels

	// Magic reports whether a file that begins with head is of this format.
	// head has SniffBytes bytes, or those of a shorter file.
	Magic func(head []byte) bool
	// ReadsAll says that ReadFacts reads a file to its end.
	ReadsAll bool
	// ReadFacts reads the headers of a file that Magic has accepted. It leaves
	// Format to its caller, and the fields that follow from others if they are
	// 0.
	ReadFacts func(file Section) (Facts, error)

	// NewDecoder and NewEncoder return what decodes and encodes one file after
	// the other, and keeps no buffer of more than keep bytes from one to the
	// next.
	NewDecoder func(keep int) Decoder
	NewEncoder func(keep int) Encoder
	// DecoderBytes bounds the memory that decoding takes besides the file and
	// the pixels that the decoder's caller keeps.
	DecoderBytes func(facts *Facts) float64
	// PlanesBytes bounds the memory that DecodePlanes takes besides the file,
	// with the picture. It is nil if no file of the format is Planar.
	PlanesBytes func(facts *Facts, scale int) float64
	// EncoderBytes bounds the memory that encoding a number of pixels takes,
	// the encoded file included.
	EncoderBytes func(pixels float64, opt EncodeOptions) float64

	// FindProfile returns the color profile of a picture in file, that of
	// Facts.Page: a part of file or a copy, nil if there is none, and empty,
	// not nil, if it is so damaged that nothing can be returned.
	FindProfile func(file []byte, page int) []byte
	// Splice appends file to dst with the metadata put in, as Embed has checked
	// it. It is nil if the format holds none.
	Splice func(dst, file []byte, m metadata.Set) ([]byte, error)
	// Kept returns metadata of file, corrected, as Splice takes it as Segments:
	// the kinds in keep. With upright set the picture has been turned as its
	// orientation says. It is nil if other metadata is not carried over.
	Kept func(file []byte, keep metadata.Kinds, upright bool) []byte
}

// String returns the format's name.
func (f *Format) String() string { return f.Name }

// Ext returns the usual file extension with its dot.
func (f *Format) Ext() string { return f.Extensions[0] }

// HasExt reports whether a file of format f may well be named with ext, which
// begins with a dot and is compared without regard to case.
func (f *Format) HasExt(ext string) bool {
	return slices.ContainsFunc(f.Extensions, func(e string) bool { return strings.EqualFold(e, ext) })
}

// A Table is the list of the formats that a program knows.
type Table []*Format

// Parse returns the format that a user calls name, in any case.
func (t Table) Parse(name string) (*Format, error) {
	is := func(s string) bool { return strings.EqualFold(s, name) }
	for _, f := range t {
		if is(f.Name) || slices.ContainsFunc(f.Aliases, is) {
			return f, nil
		}
	}
	names := t.Names()
	last := len(names) - 1
	return nil, fmt.Errorf("unknown image format %q: want %s or %s", name, strings.Join(names[:last], ", "), names[last])
}

// Names returns the names of the formats.
func (t Table) Names() []string {
	names := make([]string, len(t))
	for i, f := range t {
		names[i] = f.Name
	}
	return names
}

// ByExt returns the format that claims ext, which begins with a dot as
// filepath.Ext returns it, in any case. It is nil if none does.
func (t Table) ByExt(ext string) *Format {
	for _, f := range t {
		if f.HasExt(ext) {
			return f
		}
	}
	return nil
}
