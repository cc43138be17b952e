package jpeg

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arithmeticFiles returns the files of testdata/arithmetic by name.
func arithmeticFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/arithmetic/*.jpg")
	if err != nil || len(names) != 8 {
		t.Fatal(names, err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// Coding is lossless, so that the same coefficients make the same samples.
func TestArithmeticCodingGivesWhatHuffmanCodesGive(t *testing.T) {
	files := arithmeticFiles(t)
	var d, twin Decoder
	for name, file := range files {
		picture, _, _ := strings.Cut(name, "-")
		for _, scale := range []int{1, 2, 4, 8} {
			want, err := twin.Decode(t.Context(), files[picture+"-huffman.jpg"], scale)
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Decode(t.Context(), file, scale)
			if err != nil || len(d.Notes) > 0 {
				t.Errorf("%s at 1/%d: %v, notes %q", name, scale, err, d.Notes)
				continue
			}
			for i := range want.Planes {
				for y := range want.Planes[i].Height {
					if !bytes.Equal(got.Planes[i].Row(y), want.Planes[i].Row(y)) {
						t.Fatalf("%s at 1/%d: row %d of plane %d differs", name, scale, y, i)
					}
				}
			}
		}
	}
}

func TestArithmeticFilesThatEndEarlyAreDamaged(t *testing.T) {
	for name, file := range arithmeticFiles(t) {
		sos := bytes.Index(file, []byte{0xff, markerSOS})
		var d Decoder
		for cut := sos + 40; cut < len(file)-20; cut += 37 {
			p, err := d.Decode(t.Context(), file[:cut], 1)
			var truncated *TruncatedError
			if p != nil && !errors.As(err, &truncated) || err == nil {
				t.Errorf("%s cut at %d of %d: picture %v, %v", name, cut, len(file), p != nil, err)
			}
		}
		if _, err := d.Decode(t.Context(), file[:len(file)-2], 1); err != nil {
			t.Errorf("%s without end marker: %v", name, err)
		}
	}
}

func TestDamagedArithmeticFilesGiveAPictureOrAReason(t *testing.T) {
	rounds := 400
	if testing.Short() {
		rounds = 20
	}
	decoders := newDecoders()
	for name, file := range arithmeticFiles(t) {
		rng := rand.New(rand.NewPCG(8, 8))
		for range rounds {
			damaged := mutated(rng, file)
			decodeAllWays(t, decoders, damaged, 1<<rng.IntN(4))
			sameDamage(t, decoders[reference], damaged)
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
}

func TestConditioningIsCheckedAndForgotten(t *testing.T) {
	var c conditioning
	c.reset()
	if err := c.read(segment{body: []byte{0x01, 0x42, 0x13, 63}}); err != nil {
		t.Fatal(err)
	}
	if c.small != [4]uint8{0, 2, 0, 0} || c.large != [4]uint8{1, 4, 1, 1} || c.low != [4]uint8{5, 5, 5, 63} {
		t.Errorf("%+v", c)
	}
	for _, body := range [][]byte{{0}, {4, 0}, {0x20, 1}, {0, 0x12}, {0x10, 0}, {0x10, 64}} {
		if c.read(segment{body: body}) == nil {
			t.Errorf("%x is taken", body)
		}
	}
	// A file without DAC after one with it has the conditioning of T.81.
	file := arithmeticFiles(t)["420-sequential.jpg"]
	dac := []byte{0xff, markerDAC, 0, 6, 0, 0x53, 0x10, 20}
	sof := bytes.Index(file, []byte{0xff, markerSOF9})
	bare := withoutSegments(t, file, markerDAC)
	var d Decoder
	d.Decode(t.Context(), slices.Insert(bytes.Clone(bare), sof, dac...), 1)
	got, err := d.Decode(t.Context(), bare, 1)
	if err != nil {
		t.Fatal(err)
	}
	want, err := new(Decoder).Decode(t.Context(), file, 1)
	if err != nil || !bytes.Equal(got.Planes[0].Pix, want.Planes[0].Pix) {
		t.Errorf("the conditioning of the file before is kept, %v", err)
	}
}
