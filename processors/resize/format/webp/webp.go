// Package webp reads and writes WebP files (RFC 9649), stills and animations.
// Packages vp8 and vp8l below decode pixels, deepteams/webp encodes them.
package webp

import (
	"bytes"

	"fanout/processors/resize/format"
)

const name = "webp"

// Format is WebP.
var Format = &format.Format{
	Name:       name,
	Label:      "WebP",
	Aliases:    []string{"WebP"},
	Extensions: []string{".webp"},

	Alpha: true, Animation: true, ICC: true, Orientation: true, Quality: true,
	MaxSide: 1<<14 - 1,

	Magic: func(head []byte) bool {
		return len(head) >= firstChunk && bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:firstChunk]) == "WEBP"
	},
	ReadFacts: readFacts,

	NewDecoder:   func(int) format.Decoder { return decoder{} },
	NewEncoder:   func(int) format.Encoder { return encoder{} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
}
