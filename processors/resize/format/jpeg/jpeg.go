package jpeg

import (
	"bytes"
	"math"

	"fanout/processors/resize/format"
)

const name = "jpeg"

// Format is JPEG.
var Format = &format.Format{
	Name:       name,
	Aliases:    []string{"jpg"},
	Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"},

	Gray: true, Planes: true, ICC: true, Orientation: true,
	MaxSide: math.MaxUint16,

	Magic:     func(head []byte) bool { return bytes.HasPrefix(head, []byte("\xff\xd8\xff")) },
	ReadFacts: readFacts,

	NewDecoder:   func(keep int) format.Decoder { return &tableDecoder{planes: Decoder{Keep: keep}} },
	NewEncoder:   func(keep int) format.Encoder { return &tableEncoder{keep: keep, encoder: Encoder{Keep: keep}} },
	DecoderBytes: decoderBytes,
	PlanesBytes: func(facts *format.Facts, scale int) float64 {
		return decodedBytes(facts.PlaneSamples, facts.Multipass, scale)
	},
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
	Kept:        kept,
}
