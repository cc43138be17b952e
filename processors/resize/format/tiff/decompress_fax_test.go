package tiff

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/ccitt"
)

// fax codes the lines of a picture, which has a byte of 0 (white) or 1 for each
// pixel, as a string of the digits 0 and 1.
type fax struct {
	bits strings.Builder
}

// shortRuns and longRuns are the codes of white and of black.
var (
	shortRuns = [2][]string{strings.Fields(whiteRuns), strings.Fields(blackRuns)}
	longRuns  = [2][]string{strings.Fields(whiteLongRuns + " " + longestRuns), strings.Fields(blackLongRuns + " " + longestRuns)}
)

func (f *fax) run(n, colour int) {
	for n >= 2560+64 {
		f.bits.WriteString(longRuns[colour][39])
		n -= 2560
	}
	if n >= 64 {
		f.bits.WriteString(longRuns[colour][n/64-1])
	}
	f.bits.WriteString(shortRuns[colour][n%64])
}

// next returns the first place from x on where line changes its color.
func next(line []byte, x int) int {
	for i := x; i < len(line); i++ {
		if line[i] != line[x] {
			return i
		}
	}
	return len(line)
}

func (f *fax) oneD(line []byte) {
	colour := 0
	for x := 0; x < len(line); colour ^= 1 {
		end := x
		if int(line[x]) == colour {
			end = next(line, x)
		}
		f.run(end-x, colour)
		x = end
	}
}

func (f *fax) twoD(line, above []byte) {
	a0, colour := -1, byte(0)
	at := func(l []byte, x int) byte {
		if x < 0 {
			return 0
		}
		return l[x]
	}
	for a0 < len(line) {
		a1 := max(a0, 0)
		for a1 < len(line) && line[a1] == colour {
			a1++
		}
		b1 := a0 + 1
		for b1 < len(above) && (above[b1] == colour || at(above, b1-1) != colour) {
			b1++
		}
		b2 := len(above)
		if b1 < len(above) {
			b2 = next(above, b1)
		}
		switch d := a1 - b1; {
		case b2 < a1:
			f.bits.WriteString("0001")
			a0 = b2
			continue
		case d >= -3 && d <= 3:
			f.bits.WriteString([]string{"0000010", "000010", "010", "1", "011", "000011", "0000011"}[d+3])
			a0, colour = a1, colour^1
			continue
		}
		a2 := len(line)
		if a1 < len(line) {
			a2 = next(line, a1)
		}
		f.bits.WriteString("001")
		f.run(a1-max(a0, 0), int(colour))
		f.run(a2-a1, int(colour^1))
		a0 = a2
	}
}

func (f *fax) bytes() []byte {
	bits := []byte(f.bits.String())
	for i := range bits {
		bits[i] -= '0'
	}
	return packBits(bits, false)
}

// align writes zeros up to a multiple of n bits, less extra.
func (f *fax) align(n, extra int) {
	for (f.bits.Len()+extra)%n != 0 {
		f.bits.WriteByte('0')
	}
}

const eol = "000000000001"

// faxVariants are the codings of TIFF, and how a picture is coded so.
var faxVariants = map[string]struct {
	coding faxCoding
	encode func(lines [][]byte) []byte
}{
	"RLE":  {faxCoding{align: 8}, func(l [][]byte) []byte { return rle(l, 8) }},
	"RLEW": {faxCoding{align: 16}, func(l [][]byte) []byte { return rle(l, 16) }},
	"T6": {faxCoding{t6: true}, func(l [][]byte) []byte {
		var f fax
		above := make([]byte, len(l[0]))
		for _, line := range l {
			f.twoD(line, above)
			above = line
		}
		f.bits.WriteString(eol + eol)
		return f.bytes()
	}},
	"T4":                {faxCoding{t4: true}, func(l [][]byte) []byte { return t4(l, eol, 0, false) }},
	"T4 with fill bits": {faxCoding{t4: true}, func(l [][]byte) []byte { return t4(l, eol, 8, false) }},
	"T4 without EOL":    {faxCoding{t4: true}, func(l [][]byte) []byte { return t4(l, "", 0, false) }},
	"T4 2-D":            {faxCoding{t4: true, tagged: true}, func(l [][]byte) []byte { return t4(l, eol, 0, true) }},
	"T4 2-D with fill bits": {faxCoding{t4: true, tagged: true}, func(l [][]byte) []byte {
		return t4(l, eol, 8, true)
	}},
}

func rle(lines [][]byte, align int) []byte {
	var f fax
	for _, line := range lines {
		f.oneD(line)
		f.align(align, 0)
	}
	return f.bytes()
}

func t4(lines [][]byte, eol string, align int, tagged bool) []byte {
	var f fax
	for i, line := range lines {
		if align > 0 {
			f.align(align, len(eol))
		}
		f.bits.WriteString(eol)
		if tagged && i%4 != 0 {
			f.bits.WriteByte('0')
			f.twoD(line, lines[i-1])
			continue
		}
		if tagged {
			f.bits.WriteByte('1')
		}
		f.oneD(line)
	}
	for range 6 {
		f.bits.WriteString(eol)
		if tagged {
			f.bits.WriteByte('1')
		}
	}
	return f.bytes()
}

// faxLines is a picture of runs of every length, few of which are like those
// above, and some of which are.
func faxLines(width, height int) [][]byte {
	rng := rand.New(rand.NewPCG(uint64(width), 4))
	lines := make([][]byte, height)
	for y := range lines {
		line := make([]byte, width)
		if y > 0 && y%3 != 0 { // shifted by up to 4 pixels, with a hole
			copy(line[min(width, y%5):], lines[y-1])
			clear(line[width/2 : width/2+width/7])
		} else {
			longest := 1 << (1 + rng.IntN(13))
			for x := rng.IntN(2) * rng.IntN(longest); x < width; {
				n := min(1+rng.IntN(longest), width-x)
				for i := range n {
					line[x+i] = 1
				}
				x += n + 1 + rng.IntN(longest)
			}
		}
		lines[y] = line
	}
	return lines
}

// packed returns the rows of bits that lines are.
func packed(lines [][]byte) []byte {
	var out []byte
	for _, l := range lines {
		out = append(out, packBits(l, false)...)
	}
	return out
}

func TestFaxesAreReadExactly(t *testing.T) {
	var r faxReader
	for name, v := range faxVariants {
		for _, width := range []int{1, 7, 8, 9, 64, 65, 1728, 2623, 9000} {
			lines := faxLines(width, 24)
			rowBytes := (width + 7) / 8
			got, err := r.expand([]byte("before"), v.encode(lines), v.coding, len(lines), rowBytes, width)
			if err != nil || string(got[:6]) != "before" || !bytes.Equal(got[6:], packed(lines)) {
				for y := range lines {
					if row := got[6:][y*rowBytes:][:rowBytes]; !bytes.Equal(row, packBits(lines[y], false)) {
						t.Fatalf("%s, %d pixels wide: line %d is wrong, %v", name, width, y, err)
					}
				}
				t.Fatalf("%s, %d pixels wide: %v", name, width, err)
			}
		}
	}
}

// The codes here come from T.4; those of golang.org/x/image were derived
// independently.
func TestFaxCodesAreThoseOfOthers(t *testing.T) {
	for _, width := range []int{64, 1728, 9000} {
		lines := faxLines(width, 24)
		for name, format := range map[string]ccitt.SubFormat{"T6": ccitt.Group4, "T4": ccitt.Group3} {
			file := faxVariants[name].encode(lines)
			got, err := io.ReadAll(ccitt.NewReader(bytes.NewReader(file), ccitt.MSB, format, width, len(lines), &ccitt.Options{Invert: true}))
			if err != nil || !bytes.Equal(got, packed(lines)) {
				t.Errorf("%s, %d pixels wide: %v", name, width, err)
			}
		}
	}
}

func TestABadLineOfAFaxCostsOneLine(t *testing.T) {
	lines := faxLines(200, 12)
	rowBytes := 25
	var f fax
	for i, line := range lines {
		f.bits.WriteString(eol)
		if i == 5 {
			f.run(3, 0)
			f.run(5, 1)
			f.run(7, 0)
			f.bits.WriteString("000000001") // no code
			continue
		}
		f.oneD(line)
	}
	var r faxReader
	got, err := r.expand(nil, f.bytes(), faxCoding{t4: true}, len(lines), rowBytes, 200)
	want := packed(lines)
	bad := want[5*rowBytes:][:rowBytes]
	clear(bad)
	setBits(bad, 3, 8)
	var code *codeError
	if code, _ = err.(*codeError); code == nil || code.Harmless || code.Offset == 0 {
		t.Errorf("the damage is %v", err)
	}
	for y := range lines {
		if !bytes.Equal(got[y*rowBytes:][:rowBytes], want[y*rowBytes:][:rowBytes]) {
			t.Errorf("line %d: %x, want %x", y, got[y*rowBytes:][:rowBytes], want[y*rowBytes:][:rowBytes])
		}
	}
}

func TestACutFaxGivesTheLinesThatAreThere(t *testing.T) {
	lines := faxLines(300, 30)
	var r faxReader
	for name, v := range faxVariants {
		file := v.encode(lines)
		got, err := r.expand(nil, file[:len(file)/2], v.coding, len(lines), 38, 300)
		n := len(got) / 38
		if err == nil || n < 5 || n == len(lines) {
			t.Errorf("%s: %d lines, %v", name, n, err)
			continue
		}
		if !bytes.Equal(got[:(n-1)*38], packed(lines[:n-1])) {
			t.Errorf("%s: the lines before the cut are wrong", name)
		}
		if _, err = r.expand(nil, file, v.coding, len(lines)+1, 38, 300); err == nil {
			t.Errorf("%s: a line too many was found", name)
		}
	}
}

func TestALineThatIsTooLongIsHarmless(t *testing.T) {
	lines := faxLines(64, 3)
	var r faxReader
	got, err := r.expand(nil, faxVariants["RLE"].encode(slices.Repeat([][]byte{make([]byte, 64)}, 3)), faxCoding{align: 8}, 3, 7, 56)
	if code, ok := err.(*codeError); !ok || !code.Harmless || len(got) != 21 {
		t.Errorf("%d bytes of %d lines, %v", len(got), len(lines), err)
	}
}

func TestUncompressedModeIsNamed(t *testing.T) {
	var r faxReader
	_, err := r.expand(nil, []byte{0x03, 0xc0, 0, 0, 0}, faxCoding{t6: true}, 1, 2, 16)
	if err == nil || !strings.Contains(err.Error(), "uncompressed mode") {
		t.Error(err)
	}
}

func FuzzFax(f *testing.F) {
	var codings []faxCoding
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range faxVariants {
			if !yield(n) {
				return
			}
		}
	}) {
		v := faxVariants[name]
		f.Add(v.encode(faxLines(100, 9)), uint8(len(codings)), uint16(100))
		codings = append(codings, v.coding)
	}
	var r, fresh faxReader
	f.Fuzz(func(t *testing.T, file []byte, coding uint8, width uint16) {
		c := codings[int(coding)%len(codings)]
		w := int(width)%3000 + 1
		rowBytes := (w + 7) / 8
		got, err := r.expand(nil, file, c, 20, rowBytes, w)
		if len(got)%rowBytes != 0 || len(got) > 20*rowBytes || err == nil && len(got) != 20*rowBytes {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		fresh = faxReader{}
		again, err2 := fresh.expand(nil, file, c, 20, rowBytes, w)
		if !bytes.Equal(got, again) || (err == nil) != (err2 == nil) {
			t.Fatal("a reader that was used before reads differently")
		}
		if !c.t6 || err != nil {
			return
		}
		theirs, err := io.ReadAll(ccitt.NewReader(bytes.NewReader(file), ccitt.MSB, ccitt.Group4, w, 20, &ccitt.Options{Invert: true}))
		if err == nil && !bytes.Equal(theirs, got) {
			t.Fatal("golang.org/x/image reads other lines")
		}
	})
}
