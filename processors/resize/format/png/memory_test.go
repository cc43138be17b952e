package png

import (
	"image"
	"math/rand/v2"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// What a decoder keeps is at most what is announced, which, with the copy of
// the pixels, is at most half as much again. Besides there is the inflater,
// below 64 KiB, as part of what any picture takes.
func TestMemoryIsWhatIsAnnounced(t *testing.T) {
	const w, h = 320, 250
	rnd := rand.New(rand.NewPCG(6, 6))
	for _, k := range kinds {
		for mode := range 4 {
			interlaced, transparent := mode&1 != 0, mode&2 != 0 && k.colour&4 == 0
			file := newSample(rnd, w, h, k.colour, k.depth, interlaced, transparent).file(rnd)
			facts := formattest.Probe(t, format.Table{Format}, file)
			d := &decoder{keep: 1 << 30}
			if err := d.Decode(t.Context(), file, &facts, new(format.Findings), ignore); err != nil {
				t.Fatal(err)
			}
			taken := d.lines.buffer.Size() + d.convert.pixels.Size() + d.passes.picture.Size() + d.passes.unpacked.Size()
			announced := decoderBytes(&facts)
			if float64(taken) > announced || announced+4*w*h > 1.5*float64(taken+4*w*h) {
				t.Errorf("%v, mode %d: %d bytes taken, %.0f announced", k, mode, taken, announced)
			}
		}
	}
}

func ignore(image.Image) error { return nil }
