package tiff

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"fanout/processors/resize/metadata/ifd"
)

func TestEveryKindOfSampleIsRoundedToALevel(t *testing.T) {
	orders := []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian}
	for _, order := range orders {
		for _, bits := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 31, 32, 64} {
			for _, kind := range []int{unsignedSamples, signedSamples} {
				value := sampleOf(bits)
				for _, photometric := range []int{whiteIsZero, blackIsZero} {
					r := recipe{width: 67, height: 5, order: order, bits: bits, format: kind, photometric: photometric}
					expect(t, fmt.Sprint(order, bits, kind, photometric), r.file(value), func(x, y int) [4]uint8 {
						v := value(x, y, 0)
						if kind == signedSamples {
							v = (v + 1<<(bits-1)) & (1<<bits - 1) // from the smallest on
						}
						l := level8(v, bits)
						if photometric == whiteIsZero {
							l = 255 - l
						}
						return [4]uint8{l, l, l, 255}
					})
				}
			}
		}
	}
}

func TestFloatsFrom0To1AreAllLevels(t *testing.T) {
	values := map[float64]uint8{0: 0, 1: 255, 0.5: 128, 0.25: 64, -1: 0, 2: 255, 1e-5: 0, 0.75: 191,
		math.Inf(1): 255, math.Inf(-1): 0, math.NaN(): 0, 0.21: 54, 0.82: 209}
	bitsOf := map[int]func(float64) uint64{
		16: func(v float64) uint64 { return shortFloat(v, 5, 10) },
		24: func(v float64) uint64 { return shortFloat(v, 7, 16) },
		32: func(v float64) uint64 { return uint64(math.Float32bits(float32(v))) },
		64: math.Float64bits,
	}
	for bits, of := range bitsOf {
		for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for v, want := range values {
				r := recipe{order: order, bits: bits, format: floatSamples, photometric: blackIsZero}
				name := fmt.Sprint(v, " in ", bits, " bits")
				expect(t, name, r.file(func(_, _, _ int) uint64 { return of(v) }), func(_, _ int) [4]uint8 {
					return [4]uint8{want, want, want, 255}
				})
			}
		}
	}
}

// shortFloat stores v with fewer bits, the fraction cut off; numbers that are
// too small become 0.
func shortFloat(v float64, exponentBits, fractionBits int) uint64 {
	bits := math.Float64bits(v)
	sign := bits >> 63 << (exponentBits + fractionBits)
	largest := 1<<exponentBits - 1
	switch exponent := int(bits>>52&2047) - 1023 + largest/2; {
	case math.IsNaN(v):
		return sign | uint64(largest)<<fractionBits | 1
	case exponent >= largest:
		return sign | uint64(largest)<<fractionBits
	case exponent <= 0:
		return sign
	default:
		return sign | uint64(exponent)<<fractionBits | bits&(1<<52-1)>>(52-fractionBits)
	}
}

func TestAlphaIsWhatExtraSamplesSay(t *testing.T) {
	// Colors 100, 50, 25; the other samples are 128 and 64.
	value := func(_, _, k int) uint64 { return []uint64{100, 50, 25, 128, 64}[k] }
	gray := func(_, _, k int) uint64 { return []uint64{100, 128, 64}[k] }
	for _, c := range []struct {
		name                 string
		photometric, samples int
		extra                []uint64
		value                func(x, y, k int) uint64
		want                 [4]uint8
	}{
		{"RGB, not multiplied", photometricRGB, 4, []uint64{2}, value, [4]uint8{100, 50, 25, 128}},
		{"RGB, multiplied", photometricRGB, 4, []uint64{1}, value, [4]uint8{199, 100, 50, 128}},
		{"RGB, unspecified", photometricRGB, 4, []uint64{0}, value, [4]uint8{100, 50, 25, 255}},
		{"RGB, unsaid", photometricRGB, 4, nil, value, [4]uint8{100, 50, 25, 128}},
		{"RGB, second", photometricRGB, 5, []uint64{0, 2}, value, [4]uint8{100, 50, 25, 64}},
		{"gray", blackIsZero, 2, []uint64{2}, gray, [4]uint8{100, 100, 100, 128}},
		{"gray, multiplied", blackIsZero, 2, []uint64{1}, gray, [4]uint8{199, 199, 199, 128}},
		{"gray, unspecified", blackIsZero, 2, []uint64{0}, gray, [4]uint8{100, 100, 100, 255}},
		{"gray, unsaid", blackIsZero, 3, nil, gray, [4]uint8{100, 100, 100, 255}},
		{"white is 0", whiteIsZero, 2, []uint64{2}, gray, [4]uint8{155, 155, 155, 128}},
		// As image/color has it: rounded down.
		{"CMYK", photometricInks, 5, []uint64{2}, value, [4]uint8{77, 102, 114, 64}},
	} {
		for _, planar := range []bool{false, true} {
			for _, bits := range []int{8, 16} {
				r := recipe{width: 3, height: 2, samples: c.samples, photometric: c.photometric, planar: planar, bits: bits}
				if c.extra != nil {
					r.more = map[uint16][]uint64{tagExtraSamples: c.extra}
				}
				wide := func(x, y, k int) uint64 { return c.value(x, y, k) * (1<<bits - 1) / 255 }
				expect(t, fmt.Sprint(c.name, planar, bits), r.file(wide), func(_, _ int) [4]uint8 { return c.want })
			}
		}
	}
}

func TestOpaqueGrayStaysGrayAndOpaque(t *testing.T) {
	for _, bits := range []int{1, 4, 8, 16} {
		for _, r := range []recipe{{photometric: blackIsZero}, {photometric: whiteIsZero}, {photometric: blackIsZero, samples: 2},
			{photometric: blackIsZero, tileWidth: 16, tileHeight: 16}} {
			r.width, r.height, r.bits = 20, 10, bits
			img, gray, _ := decodeFile(t, r.file(sampleOf(bits)))
			if !gray || !img.Opaque() {
				t.Errorf("%+v: gray %v, opaque %v", r, gray, img.Opaque())
			}
		}
	}
}

func TestPalettesOf8And16BitsGiveTheirColours(t *testing.T) {
	for _, bits := range []int{1, 2, 4, 8, 12} {
		value := sampleOf(bits)
		for _, scale := range []uint64{1, 256, 257} {
			if bits > 8 && scale == 1 {
				continue
			}
			colours := make([]uint64, 3<<bits)
			for i := range colours {
				colours[i] = uint64(i*37%256) * scale
			}
			for _, samples := range []int{1, 2} {
				r := recipe{width: 31, height: 9, bits: bits, photometric: photometricIndex, samples: samples,
					more: map[uint16][]uint64{tagColorMap: colours, tagExtraSamples: {2}}}
				expect(t, fmt.Sprint(bits, scale, samples), r.file(value), func(x, y int) [4]uint8 {
					c := [4]uint8{3: 255}
					for k := range 3 {
						v := colours[k<<bits+int(value(x, y, 0))]
						if scale > 1 {
							v = uint64(level8(v, 16))
						}
						c[k] = uint8(v)
					}
					if samples == 2 {
						c[3] = level8(value(x, y, 1), bits)
					}
					return c
				})
			}
		}
	}
}

func TestAColourMapOfTheWrongSizeIsLeftOut(t *testing.T) {
	r := recipe{width: 9, height: 2, photometric: photometricIndex, more: map[uint16][]uint64{tagColorMap: {1, 2, 3}}}
	img, gray, found := decodeFile(t, r.file(sampleOf(8)))
	if v := uint8(sampleOf(8)(3, 0, 0)); !gray || img.Pix[4*3] != v || found.Damage != nil || len(found.Notes) != 1 {
		t.Errorf("gray %v, %d for %d, %+v", gray, img.Pix[4*3], v, found)
	}
}

func TestAColourSpaceThatIsNotStatedIsGuessed(t *testing.T) {
	value := func(_, _, k int) uint64 { return []uint64{100, 50, 25, 128}[k] }
	for _, c := range []struct {
		samples int
		more    map[uint16][]uint64
		want    [4]uint8
	}{
		{1, nil, [4]uint8{100, 100, 100, 255}},
		{3, nil, [4]uint8{100, 50, 25, 255}},
		{4, nil, [4]uint8{100, 50, 25, 128}},
		{4, map[uint16][]uint64{tagInkSet: {1}}, [4]uint8{77, 102, 114, 255}},
	} {
		r := recipe{width: 3, height: 2, samples: c.samples, more: c.more, without: []uint16{tagPhotometric}}
		expect(t, fmt.Sprint(c), r.file(value), func(_, _ int) [4]uint8 { return c.want })
	}
}
