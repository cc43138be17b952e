package png

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"reflect"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/pixels"
)

func TestAPictureOfFewColoursHasAPalette(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []uint8{uint8(i / 4 % 16 * 16), 7, 9, uint8(i / 4 % 16 * 17)})
	}
	file, err := formattest.Encode(t.Context(), Format, img, format.EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info := formattest.Probe(t, format.Table{Format}, file); !info.Palette {
		t.Error("no palette")
	}
	if d := formattest.Difference(t, formattest.Picture(t, format.Table{Format}, file), img); d != 0 {
		t.Errorf("mean difference %.2f levels", d)
	}
}

func TestAProfileThatInflatesWithoutEndIsRefused(t *testing.T) {
	file, err := formattest.Encode(t.Context(), Format, formattest.Colourful(1, 1, true), format.EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{maxICC: true, maxICC + 1: false} {
		bomb := make([]byte, n)
		copy(bomb, formattest.Profile(200, "RGB "))
		out, err := Format.Embed(nil, file, metadata.Set{ICC: bomb})
		if err != nil {
			t.Fatal(err)
		}
		if got := Format.Profile(out, 0) != nil; got != want {
			t.Errorf("profile of %d bytes in %d: %v", n, len(out), got)
		}
	}
}

func FuzzPNG(f *testing.F) {
	formattest.Fuzz(f, Format, fuzzSeeds()...)
}

// fuzzSeeds are small pictures of every kind, whole, cut, and with chunks of
// every name that is read.
func fuzzSeeds() (seeds [][]byte) {
	rnd := rand.New(rand.NewPCG(2, 2))
	for _, k := range kinds {
		for mode := range 4 {
			s := newSample(rnd, 9, 10, k.colour, k.depth, mode&1 != 0, mode&2 != 0 && k.colour&4 == 0)
			file := s.file(rnd)
			seeds = append(seeds, file)
			if mode&2 == 0 {
				seeds = append(seeds, file[:len(file)*3/4])
			}
		}
	}
	s := newSample(rnd, 5, 4, 3, 8, false, true)
	idat := formattest.PNGChunk("IDAT", deflate(s.scanlines(rnd))...)
	return append(seeds, s.with(
		formattest.PNGChunk("acTL", make([]byte, 8)...), formattest.PNGChunk("fcTL", make([]byte, 26)...),
		formattest.PNGChunk("PLTE", s.palette...), formattest.PNGChunk("tRNS", s.trns...),
		formattest.PNGChunk("eXIf", metadata.AppendOrientation(nil, 5)...),
		idat, formattest.PNGChunk("tEXt"), idat, formattest.PNGChunk("IEND")))
}

// FuzzAgainstTheStandardLibrary compares pixels wherever both decoders take a
// file and ours has nothing to say about it. What a decoder did before must not
// matter.
func FuzzAgainstTheStandardLibrary(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed)
	}
	d := &decoder{keep: 1 << 20}
	f.Fuzz(func(t *testing.T, file []byte) {
		facts, err := format.Table{Format}.Probe(bytes.NewReader(file), int64(len(file)), "")
		if err != nil || format.Area(facts.Width, facts.Height) > 1<<14 {
			return
		}
		got, err := decode(t, d, file)
		again, errAgain := decode(t, &decoder{}, file)
		if (err == nil) != (errAgain == nil) || !bytes.Equal(got.img.Pix, again.img.Pix) || !reflect.DeepEqual(got.found, again.found) {
			t.Fatalf("%v, %+v; with another decoder %v, %+v", err, got.found, errAgain, again.found)
		}
		if err != nil || got.found.Damage != nil || got.found.Notes != nil {
			return
		}
		if !got.facts.Alpha && !got.img.Opaque() {
			t.Fatal("transparent pixels that the header does not announce")
		}
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			return
		}
		want := image.NewNRGBA(got.img.Rect)
		if _, err := pixels.Copy(want, img); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.img.Pix, want.Pix) {
			t.Fatalf("%+v: pixels differ", got.facts)
		}
	})
}
