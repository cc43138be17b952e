// Package tiff reads and writes TIFF files (TIFF 6.0, 1992, and its technical
// notes; BigTIFF).
//
// A file is a chain of directories, each of which describes a page: how its
// samples are stored (strips or tiles, of all samples or of one each), what
// they mean, and how they are compressed. Reading goes through these three
// apart: page.go and directory.go understand the directory, tiles.go finds the
// data, decompress.go expands it, samples.go, gather.go and color.go make
// pixels of it, some rows at a time.
package tiff

import (
	"bytes"

	"fanout/processors/resize/format"
)

const name = "tiff"

// New returns TIFF, whose files may have parts of a format jpeg inside.
func New(jpeg *format.Format) *format.Format {
	f := table
	f.NewDecoder = func(keep int) format.Decoder {
		return &decoder{keep: keep, expander: expander{jpeg: jpegReader{format: jpeg, keep: keep}}}
	}
	return &f
}

// table is all of TIFF but its decoder.
var table = format.Format{
	Name:       name,
	Label:      "TIFF",
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
	for _, magic := range []string{"II*\x00", "MM\x00*", "II+\x00\x08\x00\x00\x00", "MM\x00+\x00\x08\x00\x00"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}
