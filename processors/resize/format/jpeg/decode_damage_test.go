package jpeg

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"fanout/processors/resize/format"
)

// striped returns a file of 8 rows of 10 MCUs, each a restart interval where
// interval is 10, and its scan's offset.
func striped(t testing.TB, interval int) (file []byte, scan int) {
	t.Helper()
	w := fileWriter{
		rng: rand.New(rand.NewPCG(5, 5)), width: 160, height: 128, factors: []int{2, 2, 1, 1, 1, 1},
		interval: interval, dense: 40, flat: true,
	}
	file = w.file()
	return file, bytes.Index(file, []byte{0xff, markerSOS}) + 14
}

// restarts returns the offsets of the restart markers after offset scan.
func restarts(file []byte, scan int) (offs []int) {
	for i := scan; i+1 < len(file); i++ {
		if m := file[i+1]; file[i] == 0xff && m >= markerRST0 && m <= markerRST7 {
			offs = append(offs, i)
		}
	}
	return offs
}

// clone copies a picture, since a Decoder's is valid until its next call.
func clone(p *Picture) *Picture {
	q := &Picture{Width: p.Width, Height: p.Height}
	for _, pl := range p.Planes {
		pl.Pix = bytes.Clone(pl.Pix)
		q.Planes = append(q.Planes, pl)
	}
	return q
}

// compareRows says which of the 8 rows of luma MCUs are the same in both
// pictures, and which are gray in the second.
func compareRows(want, got *Picture) (same, gray [8]bool) {
	for y := range 8 {
		stride := got.Planes[0].Stride
		a, b := want.Planes[0].Pix[16*y*stride:][:16*stride], got.Planes[0].Pix[16*y*stride:][:16*stride]
		same[y] = bytes.Equal(a, b)
		gray[y] = bytes.Count(b, []byte{128}) == len(b)
	}
	return same, gray
}

func TestTruncatedFilesAreDecodedAsFarAsTheyGo(t *testing.T) {
	file, scan := striped(t, 10)
	var d Decoder
	p, err := d.Decode(t.Context(), file, 1)
	if err != nil {
		t.Fatal(err)
	}
	whole := clone(p)
	for n, off := range restarts(file, scan) {
		p, err := d.Decode(t.Context(), file[:off], 1)
		var truncated *TruncatedError
		if !errors.As(err, &truncated) {
			t.Fatalf("cut at %d: %v", off, err)
		}
		if truncated.MCUs != 10*(n+1) || truncated.Total != 80 || truncated.Offset != int64(off) || truncated.Scan != 1 {
			t.Errorf("cut at %d: %+v", off, truncated)
		}
		same, gray := compareRows(whole, p)
		for y := range 8 {
			if y <= n && !same[y] || y > n && !gray[y] {
				t.Errorf("cut after %d rows: row %d is the same: %v, gray: %v", n+1, y, same[y], gray[y])
			}
		}
	}
}

func TestDamageEndsAtTheNextRestartMarker(t *testing.T) {
	file, scan := striped(t, 10)
	var d Decoder
	p, err := d.Decode(t.Context(), file, 1)
	if err != nil {
		t.Fatal(err)
	}
	whole := clone(p)
	offs := restarts(file, scan)
	for name, test := range map[string]struct {
		damage func() []byte
		lost   []int // rows
	}{
		"an interval shortened": {func() []byte { return append(bytes.Clone(file[:offs[2]-40]), file[offs[2]:]...) }, []int{2}},
		"a marker lost":         {func() []byte { return append(bytes.Clone(file[:offs[2]]), file[offs[2]+2:]...) }, []int{3}},
		"an interval lost":      {func() []byte { return append(bytes.Clone(file[:offs[2]]), file[offs[3]:]...) }, []int{3}},
		"two intervals lost":    {func() []byte { return append(bytes.Clone(file[:offs[2]]), file[offs[4]:]...) }, []int{3, 4}},
		"an interval twice": {func() []byte {
			return append(bytes.Clone(file[:offs[3]]), file[offs[2]:]...)
		}, nil},
	} {
		p, err := d.Decode(t.Context(), test.damage(), 1)
		var truncated *TruncatedError
		if len(test.lost) > 0 != errors.As(err, &truncated) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same, _ := compareRows(whole, p)
		lost := 0
		for y := range 8 {
			if !same[y] {
				lost++
			}
		}
		for _, y := range test.lost {
			if same[y] {
				t.Errorf("%s: row %d was not lost", name, y)
			}
		}
		if lost != len(test.lost) {
			t.Errorf("%s: rows that are the same: %v", name, same)
		}
	}
}

func TestStrayBytesBetweenAndAfterSegmentsAreSkipped(t *testing.T) {
	file, scan := striped(t, 3)
	var d Decoder
	p, err := d.Decode(t.Context(), file, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := clone(p)
	sos := scan - 14
	off := restarts(file, scan)[1]
	for name, changed := range map[string][]byte{
		"garbage between segments":  append(append(bytes.Clone(file[:sos]), 1, 2, 3, 0xff, 0, 0xff, 0x30, 7), file[sos:]...),
		"fill bytes":                append(append(bytes.Clone(file[:sos]), 0xff, 0xff, 0xff), file[sos:]...),
		"fill bytes before restart": append(append(bytes.Clone(file[:off]), 0xff, 0xff), file[off:]...),
		"garbage before restart":    append(append(bytes.Clone(file[:off]), 9, 0xff, 0, 9), file[off:]...),
		"garbage after the end":     append(bytes.Clone(file), 0xff, 0xd8, 1, 2, 3),
		"no end marker":             file[:len(file)-2],
	} {
		got, err := d.Decode(t.Context(), changed, 2)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for c := range got.Planes {
			if !bytes.Equal(got.Planes[c].Pix, want.Planes[c].Pix) {
				t.Errorf("%s: plane %d differs", name, c)
			}
		}
	}
}

func TestHeadersOfOtherKindsAreRefusedByName(t *testing.T) {
	file, _ := striped(t, 0)
	sof := bytes.Index(file, []byte{0xff, markerSOF1})
	change := func(at int, b ...byte) []byte {
		c := bytes.Clone(file)
		copy(c[at:], b)
		return c
	}
	for name, changed := range map[string][]byte{
		"lossless JPEG":     change(sof+1, 0xc3),
		"hierarchical JPEG": change(sof+1, 0xc5),
		"10-bit JPEG":       change(sof+4, 10),
	} {
		_, headerErr := decoderHeader(changed)
		_, err := new(Decoder).Decode(t.Context(), changed, 1)
		for _, err := range []error{headerErr, err} {
			var unsupported *format.UnsupportedError
			if !errors.As(err, &unsupported) || unsupported.Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestACancelledContextEndsTheDecoding(t *testing.T) {
	cause := errors.New("no longer wanted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, file := range [][]byte{randomFile(rng), encodedFile(rng)} {
		if p, err := new(Decoder).Decode(ctx, file, 1); p != nil || err != cause {
			t.Errorf("picture %v, error %v", p != nil, err)
		}
	}
}

func TestMemoryIsReusedAndWithinTheHeadersFigure(t *testing.T) {
	var files [][]byte
	for _, progressive := range []bool{false, true} {
		p := newPicture(rand.New(rand.NewPCG(9, 9)), 500, 400, []int{2, 2, 1, 1, 1, 1})
		file, err := new(Encoder).Encode(t.Context(), nil, p, EncodeOptions{Quality: 90, Progressive: progressive})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	for _, scale := range []int{1, 2, 4, 8} {
		for _, file := range files {
			d := Decoder{Keep: 1 << 30}
			decode := func() {
				if _, err := d.Decode(t.Context(), file, scale); err != nil {
					t.Fatal(err)
				}
			}
			decode()
			if n := testing.AllocsPerRun(3, decode); n > 0 {
				t.Errorf("scale %d: %v allocations a picture", scale, n)
			}
			h, err := decoderHeader(file)
			if err != nil {
				t.Fatal(err)
			}
			const tables = 1 << 20
			announced := decodedBytes(h.samples(), h.Progressive, scale)
			used := d.buffers.samples.Size() + d.buffers.coeffs.Size() + d.buffers.nonzero.Size() + 2*cap(d.buffers.piece) + cap(d.ecs.buf)
			if float64(used) > announced+tables || announced > float64(used) {
				t.Errorf("scale %d: %d bytes used, %.0f announced", scale, used, announced)
			}
		}
	}
}

func TestLargeBuffersAreGivenBack(t *testing.T) {
	d := Decoder{Keep: 100}
	file := encodedFile(rand.New(rand.NewPCG(3, 3)))
	if _, err := d.Decode(t.Context(), file, 1); err != nil {
		t.Fatal(err)
	}
	if b := &d.buffers; b.samples != nil || b.coeffs != nil || b.nonzero != nil {
		t.Error("a buffer above the bound was kept")
	}
}

func TestProgressiveFilesMayLackScans(t *testing.T) {
	p := newPicture(rand.New(rand.NewPCG(2, 9)), 100, 80, []int{2, 2, 1, 1, 1, 1})
	file, err := new(Encoder).Encode(t.Context(), nil, p, EncodeOptions{Quality: 90, Progressive: true})
	if err != nil {
		t.Fatal(err)
	}
	scans := 0
	for off := range file {
		if !bytes.HasPrefix(file[off:], []byte{0xff, markerSOS}) {
			continue
		}
		scans++
		p, err := new(Decoder).Decode(t.Context(), file[:off], 1)
		if scans == 1 {
			if p != nil || err == nil {
				t.Error("a picture without a scan")
			}
			continue
		}
		var truncated *TruncatedError
		if !errors.As(err, &truncated) || truncated.Scan != scans || p == nil {
			t.Errorf("without scan %d: picture %v, error %v", scans, p != nil, err)
		}
	}
	if scans < 5 {
		t.Fatalf("%d scans", scans)
	}
	if _, err := new(Decoder).Decode(t.Context(), file[:len(file)-2], 1); err != nil {
		t.Errorf("without end marker: %v", err)
	}
}

// What no scan uses may be wrong, as for libjpeg.
func TestBadHuffmanTablesAreDamageOnlyIfTheyAreUsed(t *testing.T) {
	file, scan := striped(t, 0)
	overfull := append([]byte{0xff, markerDHT, 0, 22, 0x12}, append(make([]byte, 16), 0, 1, 2)...)
	overfull[5] = 3 // codes of one bit
	unused := slices.Concat(file[:scan-14], overfull, file[scan-14:])
	if _, err := new(Decoder).Decode(t.Context(), unused, 1); err != nil {
		t.Errorf("not used: %v", err)
	}
	overfull[4] = 0x10
	used := slices.Concat(file[:scan-14], overfull, file[scan-14:])
	if p, err := new(Decoder).Decode(t.Context(), used, 1); err == nil {
		t.Errorf("used: picture %v", p != nil)
	}
}

// In such a table every look-up fails, which must not make an endless loop.
func TestTablesWithoutCodesAreDamage(t *testing.T) {
	file, scan := striped(t, 0)
	for class := range byte(2) {
		empty := append([]byte{0xff, markerDHT, 0, 19, class << 4}, make([]byte, 16)...)
		changed := append(append(bytes.Clone(file[:scan-14]), empty...), file[scan-14:]...)
		for _, scale := range []int{1, 2, 4, 8} {
			decodeAllWays(t, newDecoders(), changed, scale)
			if _, err := new(Decoder).Decode(t.Context(), changed, scale); err == nil {
				t.Error("no error")
			}
		}
	}
}
