package tiff

import (
	"fmt"
	"math"
	"testing"
)

// chroma returns smooth samples of YCbCr.
func chroma(x, y, k int) uint64 { return uint64([]int{40 + 4*x + y, 60 + 3*y, 200 - 3*x}[k]) }

// byDefinition converts YCbCr by TIFF 6.0 section 21.
func byDefinition(luma, cb, cr float64, coefficients [3]float64) [4]uint8 {
	red, green, blue := coefficients[0], coefficients[1], coefficients[2]
	r := luma + (cr-128)*(2-2*red)
	b := luma + (cb-128)*(2-2*blue)
	g := (luma - red*r - blue*b) / green
	round := func(v float64) uint8 { return uint8(math.Floor(min(max(v, 0), 255) + 0.5)) }
	return [4]uint8{round(r), round(g), round(b), 255}
}

func TestYCbCrOfAnySubsamplingBecomesRGB(t *testing.T) {
	for _, sub := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}, {4, 4}} {
		for name, r := range map[string]recipe{"strip": {}, "strips": {rows: 8}, "tiles": {tileWidth: 16, tileHeight: 16}} {
			r.width, r.height, r.samples, r.photometric = 37, 27, 3, photometricYCbCr
			r.more = map[uint16][]uint64{tagYCbCrSubSampling: {uint64(sub[0]), uint64(sub[1])}}
			r.subX, r.subY = sub[0], sub[1]
			expect(t, fmt.Sprint(name, sub), r.file(chroma), func(x, y int) [4]uint8 {
				cx, cy := x-x%sub[0], y-y%sub[1]
				return byDefinition(float64(chroma(x, y, 0)), float64(chroma(cx, cy, 1)), float64(chroma(cx, cy, 2)), [3]float64{0.299, 0.587, 0.114})
			})
		}
	}
}

// Samples begin with 16: luma goes to 235, chroma to 240.
func TestYCbCrOfANarrowRange(t *testing.T) {
	r := recipe{width: 30, height: 20, samples: 3, photometric: photometricYCbCr,
		more: map[uint16][]uint64{tagYCbCrSubSampling: {1, 1}, tagReferenceBlack: {16, 235, 128, 240, 128, 240}}}
	expect(t, "narrow range", r.file(chroma), func(x, y int) [4]uint8 {
		luma := (float64(chroma(x, y, 0)) - 16) * 255 / 219
		cb := 128 + (float64(chroma(x, y, 1))-128)*127/112
		cr := 128 + (float64(chroma(x, y, 2))-128)*127/112
		return byDefinition(luma, cb, cr, [3]float64{0.299, 0.587, 0.114})
	})
}
