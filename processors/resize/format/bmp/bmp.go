// Package bmp reads and writes BMP files, whose headers are the
// BITMAPINFOHEADER family of Windows and OS/2. Pixels are decoded and encoded
// by golang.org/x/image.
package bmp

import (
	"math"

	"fanout/processors/resize/format"
)

const name = "bmp"

// Format is BMP.
var Format = &format.Format{
	Name:       name,
	Extensions: []string{".bmp", ".dib"},

	Gray:    true,
	MaxSide: math.MaxInt32,

	Magic:     hasMagic,
	ReadFacts: readFacts,

	NewDecoder:   func(int) format.Decoder { return decoder{} },
	NewEncoder:   func(keep int) format.Encoder { return &encoder{keep: keep} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
}
