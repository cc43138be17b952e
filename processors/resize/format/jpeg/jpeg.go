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

	Gray: true, ICC: true, Orientation: true,
	MaxSide: math.MaxUint16,

	Magic:     func(head []byte) bool { return bytes.HasPrefix(head, []byte("\xff\xd8\xff")) },
	ReadFacts: readFacts,

	NewDecoder:   func(int) format.Decoder { return stillDecoder{} },
	NewEncoder:   func(keep int) format.Encoder { return &stillEncoder{keep: keep, encoder: Encoder{Keep: keep}} },
	DecoderBytes: decoderBytes,
	EncoderBytes: encoderBytes,

	FindProfile: findProfile,
	Splice:      splice,
	Kept:        kept,
}
