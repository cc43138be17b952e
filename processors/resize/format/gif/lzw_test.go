package gif

import (
	"bytes"
	"compress/lzw"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/resize/format/formattest"
)

// What an encoder may do, and what some have done.
func TestLZWVariantsAreRead(t *testing.T) {
	const clear, end = 4, 5 // of a code size of 2
	wide := func(int) int { return 3 }
	grows := func(n int) func(int) int { // 3 bits up to code n, then 4
		return func(i int) int {
			if i < n {
				return 3
			}
			return 4
		}
	}
	for name, c := range map[string]struct {
		size         byte
		data         []byte
		want         string
		note, damage string
	}{
		"usual":                  {2, packBits(grows(4), clear, 0, 1, 2, 3, end), "rg/by", "", ""},
		"no clear code":          {2, packBits(grows(3), 0, 1, 2, 3, end), "rg/by", "", ""},
		"clear codes throughout": {2, packBits(wide, clear, clear, 0, 1, clear, 2, clear, clear, 3, end), "rg/by", "", ""},
		"no end code":            {2, packBits(grows(4), clear, 0, 1, 2, 3), "rg/by", "", ""},
		"a phrase of itself":     {2, packBits(wide, clear, 0, 6, 1, end), "rr/rg", "", ""},
		"code size 1":            {1, packBits(func(i int) int { return []int{2, 2, 2, 3, 3, 3}[i] }, 2, 0, 1, 0, 1, 3), "rg/rg", "", ""},
		"code size 8":            {8, codes(8, []byte{0, 1, 2, 3}), "rg/by", "", ""},
		"code size 9":            {9, packBits(func(int) int { return 10 }, 512, 0, 1, 2, 3, 513), "rg/by", "", ""},
		"code size 11":           {11, packBits(func(int) int { return 12 }, 2048, 0, 1, 2, 3, 2049), "rg/by", "", ""},
		"too many pixels":        {2, packBits(grows(4), clear, 0, 1, 2, 3, 3, end), "rg/by", "surplus picture data", ""},
		"a phrase too long":      {2, packBits(grows(4), clear, 0, 1, 2, 6, end), "rg/br", "surplus picture data", ""},
		"an early end":           {2, packBits(wide, clear, 0, 1, end), "rg/kk", "", "gif: the data ends too early at byte 39: 1 of 2 rows decoded"},
		"a code from nowhere":    {2, packBits(wide, clear, 0, 1, clear, 7, 3), "rg/kk", "", "gif: wrong LZW code at byte 39: 1 of 2 rows decoded"},
	} {
		data := file(head(2, 2, rgby), descriptor(image.Rect(0, 0, 2, 2), 0, nil), blocks(c.size, c.data), []byte{0x3b})
		got, found, err := still(t, data)
		if c.damage != "" {
			c.want = strings.ReplaceAll(c.want, "k", ".") // formattest leaves them as they are
		}
		if got != c.want || err != nil {
			t.Errorf("%s: %q, want %q; %v", name, got, c.want, err)
		}
		if notes := strings.Join(found.Notes, "; "); (c.note == "") != (notes == "") || !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q", name, notes)
		}
		if d := fmt.Sprint(found.Damage); (c.damage == "") != (found.Damage == nil) || !strings.Contains(d, c.damage) {
			t.Errorf("%s: damage %q, want %q", name, d, c.damage)
		}
	}
	for name, c := range map[string][]byte{
		"code size 12":            blocks(12, packBits(func(int) int { return 12 }, 1, 2)),
		"a phrase at the start":   blocks(2, packBits(wide, clear, 6)),
		"an end code at once":     blocks(2, packBits(wide, clear, end)),
		"no data":                 {2, 0},
		"code size of 255, alone": {255},
	} {
		data := file(head(2, 2, rgby), descriptor(image.Rect(0, 0, 2, 2), 0, nil), c)
		if got, _, err := still(t, data); err == nil || !strings.HasPrefix(err.Error(), "gif: ") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// When the table is full, an encoder may go on with it as it is.
func TestAFullTableStays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pix := make([]byte, 100*300)
	codes := []int{256}
	for i := range pix {
		pix[i] = byte(rnd.IntN(4))
		codes = append(codes, int(pix[i]))
	}
	codes = append(codes, 257)
	next := 257
	width := func(i int) int { // the width of code i: one entry a code, from the second on
		if i > 1 {
			next = min(next+1, 4096)
		}
		w := 9
		for ; w < 12 && next >= 1<<w; w++ {
		}
		return w
	}
	data := file(head(100, 300, rgby), descriptor(image.Rect(0, 0, 100, 300), 0, nil), blocks(8, packBits(width, codes...)), []byte{0x3b})
	want := image.NewNRGBA(image.Rect(0, 0, 100, 300))
	for i, c := range pix {
		copy(want.Pix[4*i:], append(bytes.Clone(rgby[3*c:][:3]), 255))
	}
	got, found, err := still(t, data)
	if err != nil || found.Damage != nil || len(found.Notes) > 0 || got != letters(want) {
		t.Errorf("%v, %+v", err, found)
	}
}

func TestLZWReadsWhatTheStandardLibraryWrites(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, colours := range []int{1, 2, 3, 16, 256} {
		for _, n := range []int{1, 2, 100, 70_000} {
			pix := make([]byte, n)
			for i := range pix {
				if pix[i] = byte(rnd.IntN(colours)); i > 9 && rnd.IntN(8) > 0 {
					pix[i] = pix[i-9]
				}
			}
			got := make([]byte, n)
			var l lzwReader
			l.reset(blocks(8, codes(8, pix)), 0)
			for at := 0; at < n; at += 977 { // rows that phrases go beyond
				l.read(got[at:min(at+977, n)])
			}
			if !bytes.Equal(got, pix) || l.surplus() {
				t.Errorf("%d pixels of %d colors: differ, or more pixels follow", n, colours)
			}
		}
	}
}

func BenchmarkLZWReader(b *testing.B) {
	img := index(formattest.Colourful(800, 600, true))
	data := blocks(8, codes(8, img.Pix))
	got := make([]byte, len(img.Pix))
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(got)))
		var l lzwReader
		for b.Loop() {
			l.reset(data, 0)
			l.read(got)
		}
	})
	b.Run("compress/lzw", func(b *testing.B) {
		b.SetBytes(int64(len(got)))
		plain := codes(8, img.Pix)
		for b.Loop() {
			io.ReadFull(lzw.NewReader(bytes.NewReader(plain), lzw.LSB, 8), got)
		}
	})
}
