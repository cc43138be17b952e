package format

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"fanout/processors/resize/metadata"
)

var (
	errNoProfile   = errors.New("embed: not an ICC profile")
	errOrientation = errors.New("embed: orientation not in 1 to 8")
)

// ErrTooLarge says that the size fields of the format of that name cannot hold
// what is embedded.
func ErrTooLarge(name string) error {
	return fmt.Errorf("embed: profile too large for %s", name)
}

// Profile returns a copy of the color profile in file, that of Facts.Page, or
// nil if there is none. A profile that is damaged (a chunk missing or doubled,
// a wrong checksum, no ICC header, more than 16 MiB inflated) counts as none:
// the picture is worth more than its profile.
func (f *Format) Profile(file []byte, page int) []byte {
	icc := f.FindProfile(file, page)
	if metadata.ProfileSpace(icc) == "" {
		return nil
	}
	return bytes.Clone(icc)
}

// Embed appends file to dst with the metadata put in, and returns the result.
// It is made for what an encoder has just written: a profile or an EXIF block
// that the file already has is replaced as a whole if m brings one of its own.
// The profile must fit the pixels: see metadata.ProfileSpace. dst and file must
// not overlap.
//
// Without metadata Embed appends file as it is. Metadata that f does not hold
// is an *UnsupportedError; then, and after any other error, dst is returned as
// it was.
func (f *Format) Embed(dst, file []byte, m metadata.Set) ([]byte, error) {
	if len(m.ICC) == 0 {
		m.ICC = nil
	}
	switch {
	case m.Segments != nil && f.Kept == nil:
		return dst, &UnsupportedError{Name: fmt.Sprintf("segments of a JPEG in %v", f)}
	case m.Empty() && m.Orientation >= 0:
		return append(dst, file...), nil
	case m.Orientation < 0 || m.Orientation > 8:
		return dst, errOrientation
	case m.Oriented() && !f.Orientation:
		return dst, &UnsupportedError{Name: fmt.Sprintf("an orientation in %v", f)}
	case m.ICC != nil && !f.ICC:
		return dst, &UnsupportedError{Name: fmt.Sprintf("an ICC profile in %v", f)}
	case m.ICC != nil && metadata.ProfileSpace(m.ICC) == "":
		return dst, errNoProfile
	}
	// What a container adds to a profile is less than a 64th. The memory is
	// taken at once, so that the file is there twice at most.
	profile := len(m.ICC) + len(m.ICC)/64
	out, err := f.Splice(slices.Grow(dst, len(file)+profile+len(m.Segments)+1<<10), file, m)
	if err != nil {
		return dst, err
	}
	return out, nil
}
