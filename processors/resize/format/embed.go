package format

import (
	"errors"
	"fmt"
)

// Metadata is what Embed puts into a file.
type Metadata struct {
	ICC         []byte // a colour profile, nil for none
	Orientation int    // 1 to 8 as in EXIF; 0 and 1 write no tag
	Segments    []byte // what KeptSegments returned; only JPEG takes it
}

// Empty reports whether there is nothing to write.
func (m Metadata) Empty() bool {
	return len(m.ICC) == 0 && m.Orientation <= 1 && len(m.Segments) == 0
}

// oriented reports whether there is an orientation to write.
func (m Metadata) oriented() bool { return m.Orientation > 1 }

var (
	errNoProfile   = errors.New("embed: not an ICC profile")
	errOrientation = errors.New("embed: orientation not in 1 to 8")
)

// tooLarge says that a format's size fields cannot hold the result.
func tooLarge(f Format) error {
	return fmt.Errorf("embed: profile too large for %v", f)
}

// Embed appends file, which is of format f, to dst with the metadata put in, and returns the
// result. It is made for what an encoder has just written: a profile or an Exif block that
// the file already has is replaced as a whole if m brings one of its own. The profile must fit the
// pixels: see ProfileSpace. dst and file must not overlap.
//
// Without metadata Embed appends file as it is. Metadata that f cannot hold, as HoldsICC and
// HoldsOrientation tell, is an *UnsupportedError; then, and after any other error, dst is
// returned as it was.
func Embed(dst []byte, f Format, file []byte, m Metadata) ([]byte, error) {
	if len(m.ICC) == 0 {
		m.ICC = nil
	}
	switch {
	case m.Segments != nil && f != JPEG:
		return dst, &UnsupportedError{Name: fmt.Sprintf("segments of a JPEG in %v", f)}
	case m.Empty() && m.Orientation >= 0:
		return append(dst, file...), nil
	case m.Orientation < 0 || m.Orientation > 8:
		return dst, errOrientation
	case m.oriented() && !f.HoldsOrientation():
		return dst, &UnsupportedError{Name: fmt.Sprintf("an orientation in %v", f)}
	case m.ICC != nil && !f.HoldsICC():
		return dst, &UnsupportedError{Name: fmt.Sprintf("an ICC profile in %v", f)}
	case m.ICC != nil && ProfileSpace(m.ICC) == "":
		return dst, errNoProfile
	}
	var out []byte
	var err error
	switch f {
	case JPEG:
		out, err = embedJPEG(dst, file, m)
	case PNG:
		out, err = embedPNG(dst, file, m)
	case GIF:
		out, err = embedGIF(dst, file, m)
	case WebP:
		out, err = embedWebP(dst, file, m)
	case TIFF:
		out, err = embedTIFF(dst, file, m)
	}
	if err != nil {
		return dst, err
	}
	return out, nil
}
