// Package metadata reads, corrects and writes what a picture carries besides
// its pixels, as bytes: EXIF blocks and color profiles. It knows no file
// format: where a file keeps its metadata is the business of the packages below
// format.
//
// Sources: EXIF 2.32 (CIPA DC-008), TIFF 6.0 (1992), ICC.1:2022.
package metadata

// Kinds is a set of kinds of metadata, color profiles apart.
type Kinds uint8

// The kinds.
const (
	EXIF     Kinds = 1 << iota // camera, date, place
	XMP                        // Adobe's XML
	IPTC                       // captions and credits
	Comments                   // text without structure
)

// A Set is the metadata that is put into a file. The zero value is none.
type Set struct {
	ICC         []byte // a color profile, nil for none
	Orientation int    // 1 to 8 as in EXIF; 0 and 1 write no tag
	// Segments is metadata of other kinds as the format stores it: what the
	// format's Kept returned.
	Segments []byte
}

// Empty reports whether there is nothing to write.
func (s Set) Empty() bool {
	return len(s.ICC) == 0 && !s.Oriented() && len(s.Segments) == 0
}

// Oriented reports whether there is an orientation to write.
func (s Set) Oriented() bool { return s.Orientation > 1 }
