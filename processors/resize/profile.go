package resize

import (
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// An iccFate says what became of a color profile.
type iccFate string

const (
	iccNone    iccFate = "none"    // there was none
	iccKept    iccFate = "kept"    // carried over
	iccDropped iccFate = "dropped" // the output cannot hold it
)

// chooseProfile returns the profile that an output carries. It must describe
// the colors that the output stores: a CMYK profile cannot follow pixels that
// have become RGB.
func chooseProfile(profile []byte, f *format.Format, gray bool) ([]byte, iccFate) {
	space := "RGB"
	if gray {
		space = "GRAY"
	}
	switch {
	case profile == nil:
		return nil, iccNone
	case metadata.ProfileSpace(profile) != space, !f.ICC:
		return nil, iccDropped
	}
	return profile, iccKept
}

// staysGray reports whether a gray picture can be stored as such: neither its
// profile nor its padding has colors.
func (it *Item) staysGray(opt *Options, profile []byte) bool {
	return metadata.ProfileSpace(profile) != "RGB" && it.padsGray(opt)
}

// padsGray reports whether Contain, if it pads at all, pads with gray.
func (it *Item) padsGray(opt *Options) bool {
	if !it.layout().pads() {
		return true
	}
	p := it.padding(opt)
	return p.R == p.G && p.G == p.B
}
