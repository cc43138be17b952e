// Package gif reads and writes GIF files (GIF89a, 1990), stills and animations.
//
// The reader is as lenient as browsers are, and says what it has found. It
// decodes frames when they are asked for, and holds one. Palettes are chosen by
// Wu's method.
package gif

import (
	"bytes"

	"fanout/processors/resize/format"
)

const name = "gif"

// Format is GIF.
var Format = &format.Format{
	Name:       name,
	Label:      "GIF",
	Extensions: []string{".gif"},

	Alpha: true, Animation: true, ICC: true,
	MaxSide: 1<<16 - 1,

	Magic: func(head []byte) bool {
		return bytes.HasPrefix(head, []byte("GIF87a")) || bytes.HasPrefix(head, []byte("GIF89a"))
	},
	ReadsAll:  true, // nothing else says how many frames there are
	ReadFacts: readFacts,

	NewDecoder:   func(keep int) format.Decoder { return &decoder{keep: keep} },
	NewEncoder:   func(int) format.Encoder { return new(encoder) },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
}
