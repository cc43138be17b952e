// Package tiff reads and writes TIFF files (TIFF 6.0, 1992). Pixels of the
// first page are decoded and encoded by golang.org/x/image.
package tiff

import (
	"bytes"

	"fanout/processors/resize/format"
)

const name = "tiff"

// Format is TIFF.
var Format = &format.Format{
	Name:       name,
	Aliases:    []string{"tif"},
	Extensions: []string{".tiff", ".tif"},
	// Decoded as TIFF they would give the thumbnail.
	RawExtensions: []string{
		".3fr", ".arw", ".cr2", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".k25", ".kdc", ".mef",
		".mos", ".nef", ".nrw", ".orf", ".pef", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw",
	},

	Alpha: true, Gray: true, ICC: true, Orientation: true,
	MaxSide: 1<<16 - 1, // as the encoder writes it

	Magic:     hasMagic,
	ReadFacts: readFacts,

	NewDecoder:   func(int) format.Decoder { return decoder{} },
	NewEncoder:   func(keep int) format.Encoder { return &encoder{keep: keep} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
}

// hasMagic implements format.Format.Magic. Canon's CR2 is no TIFF.
func hasMagic(head []byte) bool {
	if len(head) >= 11 && string(head[8:11]) == "CR\x02" {
		return false
	}
	return bytes.HasPrefix(head, []byte("II*\x00")) || bytes.HasPrefix(head, []byte("MM\x00*"))
}
