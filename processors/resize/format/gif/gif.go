// Package gif reads and writes GIF files (GIF89a, 1990), stills and animations.
// Pixels are decoded and encoded by the standard library; palettes are chosen
// here, by Wu's method.
package gif

import (
	"bytes"

	"fanout/processors/resize/format"
)

const name = "gif"

// Format is GIF.
var Format = &format.Format{
	Name:       name,
	Extensions: []string{".gif"},

	Alpha: true, Animation: true, ICC: true,
	MaxSide: 1<<16 - 1,

	Magic: func(head []byte) bool {
		return bytes.HasPrefix(head, []byte("GIF87a")) || bytes.HasPrefix(head, []byte("GIF89a"))
	},
	ReadsAll:  true, // nothing else says how many frames there are
	ReadFacts: readFacts,

	NewDecoder:   func(int) format.Decoder { return decoder{} },
	NewEncoder:   func(int) format.Encoder { return encoder{} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
}
