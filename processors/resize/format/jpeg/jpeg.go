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
	Label:      "JPEG",
	Aliases:    []string{"jpg"},
	Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"},

	Gray: true, Planes: true, ICC: true, Orientation: true, Quality: true,
	MaxSide: math.MaxUint16,

	Magic:     isJPEG,
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

// isJPEG implements format.Format.Magic: SOI, and a marker next or, after
// stray bytes, within 32.
func isJPEG(head []byte) bool {
	if !bytes.HasPrefix(head, []byte{0xff, markerSOI}) {
		return false
	}
	at := findMarker(head[:min(len(head), 32)], 2)
	return len(head) > 2 && head[2] == 0xff || at > 0 && !isAlone(head[at+1])
}
