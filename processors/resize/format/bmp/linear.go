package bmp

import (
	"encoding/binary"
	"math"
	"sync"
)

// Pixels of 64 bits are blue, green, red and alpha as GDI+ writes them: signed
// numbers of 16 bits with 13 after the binary point, not premultiplied, the
// colors linear in light. 1.0 is the white of sRGB; what is beyond it is cut.
const linearOne = 1 << 13

// linearTable returns what linear colors from 0 to linearOne are in sRGB (IEC
// 61966-2-1).
var linearTable = sync.OnceValue(func() *[linearOne + 1]uint8 {
	var t [linearOne + 1]uint8
	for i := range t {
		v := float64(i) / linearOne
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		t[i] = uint8(math.Round(255 * v))
	}
	return &t
})

// linearSample returns the number at the start of b, cut to 0 to linearOne.
func linearSample(b []byte) int {
	return min(max(int(int16(binary.LittleEndian.Uint16(b))), 0), linearOne)
}

// convertLinear stores the pixels of a row of 64 bits each as NRGBA.
func convertLinear(dst, row []byte, opaque bool) {
	table := linearTable()
	for i := 0; i+3 < len(dst); i += 4 {
		s, t := row[2*i:2*i+8], dst[i:i+4:i+4]
		t[0], t[1], t[2] = table[linearSample(s[4:])], table[linearSample(s[2:])], table[linearSample(s)]
		t[3] = 255
		if !opaque {
			t[3] = uint8((255*linearSample(s[6:]) + linearOne/2) / linearOne)
		}
	}
}

// hasLinearAlpha reports whether the alpha of some pixel of row is above 0.
func hasLinearAlpha(row []byte) bool {
	for ; len(row) >= 8; row = row[8:] {
		if linearSample(row[6:]) > 0 {
			return true
		}
	}
	return false
}
