package webp

import (
	"bytes"
	"image"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// decodeCut decodes file and returns how many lines were handed over.
func decodeCut(t *testing.T, file []byte, facts format.Facts, found *format.Findings) (img *image.NRGBA, lines int, err error) {
	t.Helper()
	img = image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height))
	err = decoder{}.Decode(t.Context(), file, &facts, found, func(part image.Image) error {
		p := part.(*image.NRGBA)
		if p.Rect.Min.Y != lines || p.Rect.Min.X != 0 || p.Rect.Dx() != facts.Width {
			t.Errorf("part %v after %d lines", p.Rect, lines)
		}
		lines = p.Rect.Max.Y
		for y := range p.Rect.Dy() {
			copy(img.Pix[img.PixOffset(0, p.Rect.Min.Y+y):][:4*p.Rect.Dx()], p.Pix[y*p.Stride:])
		}
		return nil
	})
	return img, lines, err
}

// A file that is cut anywhere gives the lines that are there, and says what is
// missing.
func TestCutFilesGiveWhatIsThere(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 5
	}
	for name := range libwebpSums {
		file := testFile(t, name)
		facts := formattest.Probe(t, format.Table{Format}, file)
		whole, _, err := decodeCut(t, file, facts, new(format.Findings))
		if err != nil {
			t.Fatal(err)
		}
		before, pictures := 0, 0
		for n := 0; n < len(file); n += step {
			var found format.Findings
			img, lines, err := decodeCut(t, file[:n], facts, &found)
			if err != nil {
				if !strings.HasPrefix(err.Error(), "webp: ") || lines > 0 {
					t.Fatalf("%s at %d: %v after %d lines", name, n, err, lines)
				}
				continue
			}
			pictures++
			if lines < before || lines < facts.Height && found.Damage == nil {
				t.Fatalf("%s at %d: %d lines after %d, %v", name, n, lines, before, found.Damage)
			}
			before = lines
			// The last macroblocks may be cut; their filter would change 3
			// lines of chroma before them, and the color of 8 lines.
			same := max(0, (lines-1)/16*16-8)
			if strings.HasPrefix(name, "lossless") {
				same = lines
			}
			if found.Damage == nil {
				same = facts.Height
			}
			if strings.Contains(name, "alpha") && found.Damage != nil {
				continue // color or alpha
			}
			if !bytes.Equal(img.Pix[:same*img.Stride], whole.Pix[:same*img.Stride]) {
				t.Fatalf("%s at %d: %d lines are not those of the whole picture (%v)", name, n, same, found.Damage)
			}
		}
		if pictures < len(file)/9/step {
			t.Errorf("%s: a picture from %d of %d cut files", name, pictures, len(file))
		}
	}
}

func TestDamageSaysWhatIsMissing(t *testing.T) {
	for name, want := range map[string]string{
		"lossy-q100.webp": "webp: the data ends too early at byte 1200: 55 % of the picture decoded",
		"lossless.webp":   "webp: the data ends too early at byte 1200: 14 of 37 rows decoded",
	} {
		file := testFile(t, name)
		var found format.Findings
		_, _, err := decodeCut(t, file[:1200], formattest.Probe(t, format.Table{Format}, file), &found)
		if err != nil || found.Damage == nil || found.Damage.Error() != want {
			t.Errorf("%s: %v, %v, want %q", name, found.Damage, err, want)
		}
	}
}

// chunksIn returns the chunks of a file of testdata by name.
func chunksIn(t testing.TB, name string) map[string][]byte {
	t.Helper()
	file := testFile(t, name)
	all := map[string][]byte{}
	w := chunksOf(format.InMemory("webp", file))
	for c, ok := w.next(); ok; c, ok = w.next() {
		all[string(c.name[:])] = appendChunk(nil, string(c.name[:]), c.of(file))
	}
	return all
}

// What libwebp shows, or would if it took the file, comes out, with a note of
// what is odd.
func TestIrregularFilesComeOutWithANote(t *testing.T) {
	alpha, lossy := chunksIn(t, "alpha-lossless.webp"), chunksIn(t, "lossy-q0.webp")
	extended := func(flags byte, chunks ...[]byte) []byte { return formattest.WebP(flags, 45, 37, chunks...) }
	sized := func(size byte) []byte {
		file := riffOf(lossy["VP8 "])
		copy(file[4:], []byte{size, 0, 0, 0})
		return file
	}
	for name, c := range map[string]struct {
		file []byte
		note string
		same string // the file of testdata that has the same pixels
	}{
		"ALPH without flag":   {extended(0, alpha["ALPH"], alpha["VP8 "]), "webp: ALPH without its flag", "alpha-lossless.webp"},
		"ALPH without header": {riffOf(alpha["ALPH"], alpha["VP8 "]), "webp: ALPH without its flag", "alpha-lossless.webp"},
		"flag without ALPH":   {extended(flagAlpha, lossy["VP8 "]), "", "lossy-q0.webp"},
		"two of ALPH":         {extended(flagAlpha, appendChunk(nil, "ALPH", []byte{1, 2}), alpha["ALPH"], alpha["VP8 "]), "", "alpha-lossless.webp"},
		"ALPH and lossless":   {extended(flagAlpha, alpha["ALPH"], chunksIn(t, "lossless.webp")["VP8L"]), "", "lossless.webp"},
		"unknown chunks":      {riffOf(appendChunk(nil, "ABCD", []byte("odd")), lossy["VP8 "], appendChunk(nil, "FUNY", nil)), "", "lossy-q0.webp"},
		"no size":             {sized(0), "webp: the RIFF header says 8 bytes, but there are 216", "lossy-q0.webp"},
		"too small a size":    {sized(40), "webp: the RIFF header says 48 bytes, but there are 216", "lossy-q0.webp"},
		"too large a size":    {sized(250), "webp: the RIFF header says 258 bytes, but there are 216", "lossy-q0.webp"},
		"bytes after":         {append(riffOf(lossy["VP8 "]), "1234567"...), "webp: 7 bytes after the end that the RIFF header states", "lossy-q0.webp"},
		"no padding":          {extended(flagEXIF, []byte("EXIF\x03\x00\x00\x00abc"), lossy["VP8 "]), "", "lossy-q0.webp"},
	} {
		facts := formattest.Probe(t, format.Table{Format}, c.file)
		var found format.Findings
		img, _, err := decodeCut(t, c.file, facts, &found)
		if err != nil || found.Damage != nil {
			t.Errorf("%s: %v, %v", name, err, found.Damage)
			continue
		}
		if notes := strings.Join(found.Notes, "; "); notes != c.note {
			t.Errorf("%s: notes %q, want %q", name, notes, c.note)
		}
		if facts.Alpha == img.Opaque() {
			t.Errorf("%s: alpha is %v", name, facts.Alpha)
		}
		if want := formattest.Picture(t, format.Table{Format}, testFile(t, c.same)); !bytes.Equal(img.Pix, want.Pix) {
			t.Errorf("%s: other pixels than %s", name, c.same)
		}
	}
}

// Where transparency cannot be read the picture is opaque, and damaged.
func TestDamagedTransparencyIsOpaque(t *testing.T) {
	alpha := chunksIn(t, "alpha-raw.webp")
	data := alpha["ALPH"][8:]
	for want, broken := range map[string][]byte{
		"webp: ALPH: bad method at byte 38: transparency of 0 of 37 rows decoded":              append([]byte{3}, data[1:]...),
		"webp: ALPH: the data ends too early at byte 38: transparency of 2 of 37 rows decoded": data[:1+2*45+7],
		"webp: ALPH: the data ends too early at byte 38: transparency of 0 of 37 rows decoded": nil,
	} {
		file := formattest.WebP(flagAlpha, 45, 37, appendChunk(nil, "ALPH", broken), alpha["VP8 "])
		var found format.Findings
		img, lines, err := decodeCut(t, file, formattest.Probe(t, format.Table{Format}, file), &found)
		if err != nil || lines != 37 || found.Damage == nil || found.Damage.Error() != want {
			t.Errorf("%d lines, %v, %v, want %q", lines, err, found.Damage, want)
		}
		if !img.SubImage(image.Rect(0, 2, 45, 37)).(*image.NRGBA).Opaque() {
			t.Error("rows without transparency are not opaque")
		}
	}
}
