package png

import (
	"bytes"
	"image"
	stdpng "image/png"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/pixels"
)

// BenchmarkDecode compares with the standard library, on files of its encoder;
// the copy to NRGBA is part of both.
func BenchmarkDecode(b *testing.B) {
	gray := image.NewGray(image.Rect(0, 0, 1024, 768))
	for i := range gray.Pix {
		gray.Pix[i] = byte(i / 5)
	}
	for name, img := range map[string]image.Image{
		"gray": gray, "rgb": formattest.Colourful(1024, 768, true), "rgba": formattest.Colourful(1024, 768, false),
	} {
		var file bytes.Buffer
		if err := stdpng.Encode(&file, img); err != nil {
			b.Fatal(err)
		}
		facts := formattest.Probe(b, format.Table{Format}, file.Bytes())
		out := image.NewNRGBA(img.Bounds())
		d := &decoder{keep: 1 << 20}
		for who, decode := range map[string]func() error{
			"own": func() error {
				return d.Decode(b.Context(), file.Bytes(), &facts, new(format.Findings), func(part image.Image) error {
					_, err := pixels.Copy(out, part)
					return err
				})
			},
			"standard": func() error {
				img, err := stdpng.Decode(bytes.NewReader(file.Bytes()))
				if rgba, ok := img.(*image.RGBA); ok { // opaque, so the same bytes
					img = (*image.NRGBA)(rgba)
				}
				if err == nil {
					_, err = pixels.Copy(out, img)
				}
				return err
			},
		} {
			b.Run(name+"/"+who, func(b *testing.B) {
				b.SetBytes(int64(len(out.Pix)))
				for b.Loop() {
					if err := decode(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkUnfilter is about a row of 4096 pixels.
func BenchmarkUnfilter(b *testing.B) {
	names := []string{"", "Sub", "Up", "Average", "Paeth"}
	for _, bpp := range []int{1, 2, 3, 4, 6, 8} {
		row, prev := noise(4096*bpp, 1), noise(4096*bpp, 2)
		for filter := filterSub; filter <= filterPaeth; filter++ {
			b.Run(names[filter]+string(rune('0'+bpp)), func(b *testing.B) {
				b.SetBytes(int64(len(row)))
				for b.Loop() {
					unfilter(byte(filter), row, prev, bpp)
				}
			})
		}
	}
}

func noise(n int, state uint32) []byte {
	b := make([]byte, n)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = byte(state >> 24)
	}
	return b
}
