package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// deepened returns file as one of 12 bits with quantization factors 16 times as
// large, which shows the same picture, of 16 times the values.
func deepened(t testing.TB, file []byte) []byte {
	t.Helper()
	out := bytes.Clone(file[:2])
	r, err := newSegments(file)
	for err == nil {
		var seg segment
		if seg, err = r.next(); err != nil {
			break
		}
		switch {
		case seg.marker == markerSOS:
			return append(out, file[seg.start:]...)
		case seg.marker == markerDQT:
			for b := seg.body; len(b) > 0; b = b[65:] {
				out = append(appendMarker(out, markerDQT, 129), 1<<4|b[0])
				for _, q := range b[1:65] {
					out = append(out, q>>4, q<<4)
				}
			}
			continue
		}
		out = append(out, file[seg.start:seg.end]...)
		if seg.isSOF() {
			out[len(out)-seg.size()] = 12
		}
	}
	t.Fatal(err)
	return nil
}

func TestSamplesOf12BitsBecome8(t *testing.T) {
	var files [][]byte
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 12))
		p := newPicture(rng, 1+rng.IntN(90), 1+rng.IntN(70), []int{2, 2, 1, 1, 1, 1})
		file, err := new(Encoder).Encode(t.Context(), nil, p, EncodeOptions{Quality: 80, Progressive: seed%2 == 0})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	var d, deep Decoder
	for i, file := range append(files, arithmeticFiles(t)["420-sequential.jpg"]) {
		for _, scale := range []int{1, 2, 4, 8} {
			want, err := d.Decode(t.Context(), file, scale)
			if err != nil {
				t.Fatal(err)
			}
			got, err := deep.Decode(t.Context(), deepened(t, file), scale)
			if err != nil || deep.Depth != 12 {
				t.Fatalf("file %d: depth %d, %v", i, deep.Depth, err)
			}
			for c := range want.Planes {
				if !bytes.Equal(got.Planes[c].Pix, want.Planes[c].Pix) {
					t.Errorf("file %d at 1/%d: plane %d differs", i, scale, c)
				}
			}
		}
	}
}
