package gif

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// rgby is a color table of four.
var rgby = []byte{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0}

// head returns a header and a screen of w×h with table, whose length is 3·2ⁿ
// bytes, or none.
func head(w, h int, table []byte) []byte {
	b := []byte("GIF89a")
	b = binary.LittleEndian.AppendUint16(b, uint16(w))
	b = binary.LittleEndian.AppendUint16(b, uint16(h))
	return append(append(b, packedTable(table), 0, 0), table...)
}

func packedTable(table []byte) byte {
	for n := range 8 {
		if len(table) == 6<<n {
			return 0x80 | byte(n)
		}
	}
	return 0
}

// control returns a graphic control extension.
func control(disposal, delay, transparent int) []byte {
	flags := byte(disposal << 2)
	if transparent >= 0 {
		flags |= 1
	}
	return []byte{0x21, 0xf9, 4, flags, byte(delay), byte(delay >> 8), byte(transparent), 0}
}

// picture returns an image at r whose pixels are pix, in the order of the file.
func picture(r image.Rectangle, flags byte, table []byte, pix ...byte) []byte {
	return append(descriptor(r, flags, table), blocks(8, codes(8, pix))...)
}

func descriptor(r image.Rectangle, flags byte, table []byte) []byte {
	b := []byte{0x2c}
	for _, v := range []int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return append(append(b, flags|packedTable(table)), table...)
}

// codes returns the LZW codes of pix.
func codes(size int, pix []byte) []byte {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.LSB, size)
	w.Write(pix)
	w.Close()
	return b.Bytes()
}

// blocks returns data after a code size, in sub-blocks.
func blocks(size byte, data []byte) []byte {
	b := []byte{size}
	for len(data) > 0 {
		n := min(255, len(data))
		b = append(append(b, byte(n)), data[:n]...)
		data = data[n:]
	}
	return append(b, 0)
}

// packBits returns codes of the widths given, from the low bit up.
func packBits(width func(i int) int, codes ...int) []byte {
	var b []byte
	acc, bits := 0, 0
	for i, c := range codes {
		acc |= c << bits
		for bits += width(i); bits >= 8; bits -= 8 {
			b = append(b, byte(acc))
			acc >>= 8
		}
	}
	if bits == 0 {
		return b
	}
	return append(b, byte(acc))
}

func file(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// play returns what an animation shows, a letter a pixel: r, g, b, y, k for
// black, w for white, and . where it is transparent. Rows are parted by /.
func play(t testing.TB, data []byte) (screens []string, delays []time.Duration, loops int, found format.Findings) {
	t.Helper()
	facts := formattest.Probe(t, format.Table{Format}, data)
	a, err := Format.NewDecoder(0).(format.FrameDecoder).DecodeFrames(t.Context(), data, &facts, &found)
	if err != nil {
		t.Fatal(err)
	}
	err = a.On(image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height)))(func(img *image.NRGBA, delay time.Duration) error {
		screens, delays = append(screens, letters(img)), append(delays, delay)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return screens, delays, a.Loops, found
}

// still is the picture in data, as play writes it.
func still(t testing.TB, data []byte) (string, format.Findings, error) {
	t.Helper()
	var found format.Findings
	img, _, err := formattest.Decode(t.Context(), data, formattest.Probe(t, format.Table{Format}, data), &found)
	return letters(img), found, err
}

func letters(img *image.NRGBA) string {
	var b strings.Builder
	for y := range img.Rect.Dy() {
		if y > 0 {
			b.WriteByte('/')
		}
		for x := range img.Rect.Dx() {
			b.WriteString(map[color.NRGBA]string{
				{255, 0, 0, 255}: "r", {0, 255, 0, 255}: "g", {0, 0, 255, 255}: "b", {255, 255, 0, 255}: "y",
				{A: 255}: "k", {255, 255, 255, 255}: "w", {}: ".",
			}[img.NRGBAAt(x, y)])
		}
	}
	return b.String()
}
