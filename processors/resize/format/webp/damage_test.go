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
	for name := range libwebpSums {
		file := testFile(t, name)
		facts := formattest.Probe(t, format.Table{Format}, file)
		whole, _, err := decodeCut(t, file, facts, new(format.Findings))
		if err != nil {
			t.Fatal(err)
		}
		before, pictures := 0, 0
		for n := range file {
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
			// lines of chroma before them, and the colour of 8 lines.
			same := max(0, (lines-1)/16*16-8)
			if strings.HasPrefix(name, "lossless") {
				same = lines
			}
			if found.Damage == nil {
				same = facts.Height
			}
			if strings.Contains(name, "alpha") && found.Damage != nil {
				continue // colour or alpha
			}
			if !bytes.Equal(img.Pix[:same*img.Stride], whole.Pix[:same*img.Stride]) {
				t.Fatalf("%s at %d: %d lines are not those of the whole picture (%v)", name, n, same, found.Damage)
			}
		}
		if pictures < len(file)/9 {
			t.Errorf("%s: a picture from %d of %d cut files", name, pictures, len(file))
		}
	}
}

func TestDamageSaysWhatIsMissing(t *testing.T) {
	for name, want := range map[string]string{
		"lossy-q100.webp": "webp: the data ends too early at byte 1200: 5 of 9 macroblocks decoded",
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
