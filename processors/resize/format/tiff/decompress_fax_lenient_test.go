package tiff

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// Files of this kind say compression 3 of what is compression 2.
func TestAFaxWithoutEOLMayHaveLinesThatBeginWithBytes(t *testing.T) {
	lines := faxLines(300, 30)
	file := rle(lines, 8)
	var r faxReader
	for name, c := range map[string]faxCoding{"1-D": {t4: true}, "2-D": {t4: true, tagged: true}} {
		got, err := r.expand(nil, file, c, len(lines), 38, 300)
		code, _ := err.(*codeError)
		if code == nil || !code.Harmless || !strings.Contains(code.Msg, "begin with bytes") || !bytes.Equal(got, packed(lines)) {
			t.Errorf("%s: %v, alike: %v", name, err, bytes.Equal(got, packed(lines)))
		}
		got, err = r.expand(nil, file[:len(file)/2], c, len(lines), 38, 300)
		n := len(got) / 38
		if code, _ := err.(*codeError); code == nil || code.Harmless || n < 5 || !bytes.Equal(got, packed(lines[:n])) {
			t.Errorf("%s: %d lines of half the file, %v", name, n, err)
		}
	}
}

func TestABitThatIsMissingCostsItsLineOnly(t *testing.T) {
	lines := faxLines(300, 30)
	var r faxReader
	for name, v := range faxVariants {
		file := v.encode(lines)
		for cut := range len(file) {
			got, err := r.expand(nil, file[:cut], v.coding, len(lines), 38, 300)
			whole := len(got) / 38
			if v.coding.t4 && err != nil && whole > 0 {
				whole-- // the line that is cut: white from there on
				last := got[whole*38:]
				for i, b := range packBits(lines[whole], false) {
					if last[i]&^b != 0 {
						t.Fatalf("%s: %d bytes: line %d has %x, but it is %x", name, cut, whole, last, packBits(lines[whole], false))
					}
				}
			}
			if !bytes.Equal(got[:whole*38], packed(lines[:whole])) {
				t.Fatalf("%s: %d bytes: the lines before the cut are wrong", name, cut)
			}
		}
	}
}

// Nothing says where the lines begin, so what is read of them is not the
// picture.
func TestAFaxWithoutEOLWhoseLinesAreTooLongIsDamaged(t *testing.T) {
	lines := slices.Repeat(faxLines(300, 1), 12)
	var r faxReader
	for name, v := range faxVariants {
		if name != "T4 without EOL" && v.coding.t4 {
			continue
		}
		_, err := r.expand(nil, v.encode(lines), v.coding, 3, 25, 200)
		if code, _ := err.(*codeError); code == nil || code.Harmless {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMissingLinesOfAFaxAreWhite(t *testing.T) {
	lines := faxLines(64, 12)
	lines[11] = bytes.Repeat([]byte{1}, 64)
	for name, v := range faxVariants {
		r := recipe{width: 64, height: 12, bits: 1, photometric: whiteIsZero, more: map[uint16][]uint64{tagCompression: {compressionG3}}}
		switch {
		case v.coding.t6:
			r.more[tagCompression] = []uint64{compressionG4}
		case v.coding.align == 8:
			r.more[tagCompression] = []uint64{compressionRLE}
		case v.coding.align == 16:
			r.more[tagCompression] = []uint64{compressionRLEW}
		case v.coding.tagged:
			r.more[tagT4Options] = []uint64{t4TwoDimensional}
		}
		r.pack = func([]byte, int) []byte { return v.encode(lines[:9]) }
		img, gray, found := decodeFile(t, r.file(func(_, _, _ int) uint64 { return 0 }))
		if found.Damage == nil || !strings.HasSuffix(found.Damage.Error(), "of 12 rows decoded") || !gray {
			t.Errorf("%s: %v, gray %v", name, found.Damage, gray)
		}
		for y := range 12 {
			for x := range 64 {
				want := uint8(255)
				if y < 9 && lines[y][x] == 1 {
					want = 0
				}
				if got := img.Pix[y*img.Stride+4*x]; got != want {
					t.Fatalf("%s: %d at %d, %d", name, got, x, y)
				}
			}
		}
	}
}
