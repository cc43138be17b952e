package jpeg

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"
)

// withoutSegments returns file without the segments of a marker before the
// first scan.
func withoutSegments(t testing.TB, file []byte, marker byte) []byte {
	t.Helper()
	r, err := newSegments(file)
	out := bytes.Clone(file[:2])
	for err == nil {
		var seg segment
		if seg, err = r.next(); seg.marker == markerSOS {
			return append(out, file[seg.start:]...)
		}
		if seg.marker != marker {
			out = append(out, file[seg.start:seg.end]...)
		}
	}
	t.Fatal(err)
	return nil
}

// The encoder of the standard library uses the tables of T.81 K.3 to K.6.
func TestStandardTablesAreThoseOfTheStandard(t *testing.T) {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewNRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	r, err := newSegments(file.Bytes())
	found := 0
	for err == nil && found < 4 {
		var seg segment
		if seg, err = r.next(); seg.marker == markerDHT {
			err = readDHT(seg, func(class, number byte, s huffmanSpec) {
				found++
				if s != standardTables[class][number] {
					t.Errorf("table %d of class %d: %v", number, class, standardTables[class][number])
				}
			})
		}
	}
	if err != nil || found != 4 {
		t.Errorf("%d tables, %v", found, err)
	}
}

func TestTablesThatAreLeftOutAreTheStandardOnes(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i / 50)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	bare := withoutSegments(t, b.Bytes(), markerDHT)
	var d Decoder
	p, err := d.Decode(t.Context(), b.Bytes(), 1)
	if err != nil || len(d.Notes) > 0 {
		t.Fatal(err, d.Notes)
	}
	want := clone(p)
	for _, scale := range []int{1, 2, 4, 8} {
		p, err := d.Decode(t.Context(), bare, scale)
		if err != nil || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "no Huffman tables") {
			t.Fatalf("scale %d: %v, notes %q", scale, err, d.Notes)
		}
		for i := range p.Planes {
			if scale == 1 && !bytes.Equal(p.Planes[i].Pix, want.Planes[i].Pix) {
				t.Errorf("plane %d differs", i)
			}
		}
	}
	// Only destinations 0 and 1 have a standard table.
	sos := bytes.Index(bare, []byte{0xff, markerSOS})
	bare[sos+6] = 0x22
	if p, err := d.Decode(t.Context(), bare, 1); p != nil || err == nil {
		t.Errorf("table 2: picture %v, %v", p != nil, err)
	}
}
