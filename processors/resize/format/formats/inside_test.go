package formats

import (
	"encoding/binary"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

func TestABMPShowsTheFileInside(t *testing.T) {
	img := formattest.Colourful(60, 40, true)
	for of, compression := range map[*format.Format]uint32{JPEG: 4, PNG: 5} {
		inside, err := formattest.Encode(t.Context(), of, img, format.EncodeOptions{Quality: 90})
		must(t, err)
		file := append(formattest.BMP(bmpV5, 60, 40, 0, compression), inside...)
		binary.LittleEndian.PutUint32(file[34:], uint32(len(inside)))
		file = append(file, "surplus"...)
		facts := formattest.Probe(t, All, file)
		if facts.Format != BMP || facts.Inside != of || facts.Width != 60 || facts.Height != 40 {
			t.Errorf("%v: %+v", of, facts)
		}
		got, want := formattest.Picture(t, All, file), formattest.Picture(t, All, inside)
		if d := formattest.Difference(t, got, want); d != 0 {
			t.Errorf("%v: mean difference %.2f levels", of, d)
		}
	}
}
