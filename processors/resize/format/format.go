// Package format looks at image files from outside: it tells their type by
// magic bytes, reads the facts that their headers state, and moves colour
// profiles and orientations in and out, all without decoding a pixel.
//
// Everything here is written for hostile input: reads stay inside the file, their number
// is bounded, and no allocation is sized by a field that has not been checked against the
// bytes that are really there.
//
// Sources: ITU-T T.81 (JPEG), PNG Specification (Third Edition), GIF89a (1990), WebP
// Container Specification (RFC 9649), TIFF 6.0 (1992), the Windows BITMAPINFOHEADER family,
// EXIF 2.32 (CIPA DC-008), ICC.1:2022 annex B.
package format

import (
	"fmt"
	"slices"
	"strings"
)

// A Format is a kind of image file that fanout reads.
type Format uint8

// The formats. Unknown is the zero value and stands for everything else.
const (
	Unknown Format = iota
	JPEG
	PNG
	GIF
	WebP
	TIFF
	BMP
	formatCount
)

// traits describe one format; the first extension is the usual one.
type traits struct {
	name       string
	exts       []string
	alpha      bool
	icc, orien bool // what Embed can write
}

var formats = [formatCount]traits{
	Unknown: {name: "unknown"},
	JPEG:    {name: "jpeg", exts: []string{".jpg", ".jpeg", ".jpe", ".jfif"}, icc: true, orien: true},
	PNG:     {name: "png", exts: []string{".png", ".apng"}, alpha: true, icc: true, orien: true},
	GIF:     {name: "gif", exts: []string{".gif"}, alpha: true, icc: true},
	WebP:    {name: "webp", exts: []string{".webp"}, alpha: true, icc: true, orien: true},
	TIFF:    {name: "tiff", exts: []string{".tiff", ".tif"}, alpha: true, icc: true, orien: true},
	BMP:     {name: "bmp", exts: []string{".bmp", ".dib"}},
}

// traits returns the table's row; a value that is no format counts as Unknown.
func (f Format) traits() *traits {
	if f >= formatCount {
		f = Unknown
	}
	return &formats[f]
}

// ParseFormat returns the format that a user calls name, in any case: jpeg or jpg, png,
// gif, webp, tiff or tif, bmp.
func ParseFormat(name string) (Format, error) {
	lower := strings.ToLower(name)
	switch lower {
	case "jpg":
		return JPEG, nil
	case "tif":
		return TIFF, nil
	}
	for f := JPEG; f < formatCount; f++ {
		if formats[f].name == lower {
			return f, nil
		}
	}
	return Unknown, fmt.Errorf("unknown image format %q: want jpeg, png, gif, webp, tiff or bmp", name)
}

// FormatByExt returns the format that claims ext, which begins with a dot as filepath.Ext
// returns it, in any case. It is Unknown if none does.
func FormatByExt(ext string) Format {
	for f := JPEG; f < formatCount; f++ {
		if f.HasExt(ext) {
			return f
		}
	}
	return Unknown
}

// String returns the format's name as ParseFormat takes it: jpeg, png, gif, webp, tiff, bmp.
func (f Format) String() string { return f.traits().name }

// Ext returns the usual file extension with its dot, or "" for Unknown.
func (f Format) Ext() string {
	if exts := f.traits().exts; len(exts) > 0 {
		return exts[0]
	}
	return ""
}

// HasExt reports whether a file of format f may well be named with ext, which begins with
// a dot and is compared without regard to case.
func (f Format) HasExt(ext string) bool {
	return slices.ContainsFunc(f.traits().exts, func(e string) bool { return strings.EqualFold(e, ext) })
}

// Alpha reports whether files of the format can hold transparency that fanout writes.
func (f Format) Alpha() bool { return f.traits().alpha }

// HoldsICC reports whether Embed can put a colour profile into the format.
func (f Format) HoldsICC() bool { return f.traits().icc }

// HoldsOrientation reports whether Embed can put an orientation into the format.
func (f Format) HoldsOrientation() bool { return f.traits().orien }
