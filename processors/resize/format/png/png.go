// Package png reads and writes PNG files (Portable Network Graphics, third
// edition, W3C 2025), to which section numbers refer. Pixels are encoded by the
// standard library; of an animation (APNG) it shows the still picture only.
package png

import (
	"bytes"
	"math"

	"fanout/processors/resize/format"
)

const name = "png"

// Format is PNG.
var Format = &format.Format{
	Name:       name,
	Label:      "PNG",
	Extensions: []string{".png", ".apng"},

	Alpha: true, Gray: true, ICC: true, Orientation: true,
	MaxSide: math.MaxInt32,

	Magic:     func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) },
	ReadFacts: readFacts,

	NewDecoder:   func(keep int) format.Decoder { return &decoder{keep: keep} },
	NewEncoder:   func(keep int) format.Encoder { return &encoder{keep: keep} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
}
