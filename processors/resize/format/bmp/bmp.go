// Package bmp reads and writes BMP files, whose headers are the
// BITMAPINFOHEADER family of Windows and OS/2.
//
// What readers disagree about is settled as Chromium does: pixels that a
// run-length encoded picture skips are transparent, and so are those of a
// declared alpha channel, unless all of it is 0.
package bmp

import (
	"math"

	"fanout/processors/resize/format"
)

const name = "bmp"

// New returns the format BMP, whose files may hold a JPEG or a PNG instead of
// pixels of their own.
func New(jpeg, png *format.Format) *format.Format {
	r := reader{jpeg, png}
	return &format.Format{
		Name:       name,
		Label:      "BMP",
		Extensions: []string{".bmp", ".dib"},

		Gray:    true,
		MaxSide: math.MaxInt32,

		Magic:     hasMagic,
		ReadFacts: r.facts,

		NewDecoder:   func(keep int) format.Decoder { return &decoder{reader: r, keep: keep} },
		NewEncoder:   func(int) format.Encoder { return encoder{} },
		DecoderBytes: decoderBytes,
		EncoderBytes: encoderBytes,

		FindProfile: findProfile,
	}
}
