package png

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math/rand/v2"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// Every color type, depth, filter and interlacing comes out exactly, at sizes
// at which passes are empty or rows end within a byte, whatever the decoder has
// done before.
func TestEveryKindIsExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	d := &decoder{keep: 1 << 20}
	sizes := []image.Point{{1, 1}, {2, 3}, {5, 1}, {1, 9}, {4, 5}, {8, 8}, {17, 9}, {33, 37}, {300, 301}}
	for _, k := range kinds {
		for _, size := range sizes {
			for mode := range 4 {
				interlaced, transparent := mode&1 != 0, mode&2 != 0
				if transparent && k.colour&4 != 0 {
					continue
				}
				s := newSample(rnd, size.X, size.Y, k.colour, k.depth, interlaced, transparent)
				got, err := decode(t, d, s.file(rnd))
				if err != nil || got.found.Damage != nil || got.found.Notes != nil {
					t.Fatalf("%v of %v, mode %d: %v, %+v", k, size, mode, err, got.found)
				}
				if !bytes.Equal(got.img.Pix, s.want().Pix) {
					t.Fatalf("%v of %v, mode %d: wrong pixels", k, size, mode)
				}
				if alpha := transparent || k.colour&4 != 0; got.facts.Alpha != alpha {
					t.Errorf("%v, mode %d: alpha %v", k, mode, got.facts.Alpha)
				}
				if gray := k.colour == 0 && !transparent; k.colour != 3 && got.gray != gray {
					t.Errorf("%v, mode %d: gray %v", k, mode, got.gray)
				}
			}
		}
	}
}

func TestAPaletteOfGraysIsGray(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	s := newSample(rnd, 40, 30, 3, 4, false, false)
	for i := range s.palette {
		s.palette[i] = byte(i / 3 * 16)
	}
	for _, c := range []struct {
		trns []byte
		gray bool
	}{{nil, true}, {[]byte{255, 255}, true}, {[]byte{255, 254}, false}} {
		s.trns = c.trns
		got, err := decode(t, &decoder{}, s.file(rnd))
		if err != nil || got.gray != c.gray || got.facts.Alpha == c.gray || !bytes.Equal(got.img.Pix, s.want().Pix) {
			t.Errorf("tRNS %v: gray %v, alpha %v, %v", c.trns, got.gray, got.facts.Alpha, err)
		}
	}
}

// Of 16 bits those beyond the depth do not count (section 11.3.1.1).
func TestATransparentColourIsMaskedToTheDepth(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, k := range kinds[:7] {
		s := newSample(rnd, 9, 9, k.colour, k.depth, false, true)
		want := s.want().Pix
		if k.depth < 16 {
			for i := 0; i < len(s.trns); i += 2 {
				s.trns[i] ^= 0xa5
			}
		}
		got, err := decode(t, &decoder{}, s.file(rnd))
		if err != nil || !bytes.Equal(got.img.Pix, want) {
			t.Errorf("%v: wrong pixels, %v", k, err)
		}
	}
}

func TestPaethIsThatOfTheStandard(t *testing.T) {
	for a := range 256 {
		for b := range 256 {
			for c := range 256 {
				if got := paeth(a, b, c); got != int(plainPaeth(byte(a), byte(b), byte(c))) {
					t.Fatalf("%d %d %d: %d", a, b, c, got)
				}
			}
		}
	}
}

func TestDecodeEndsWithTheContextAndWithBand(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	stop := errors.New("stop")
	for _, interlaced := range []bool{false, true} {
		file := newSample(rnd, 300, 300, 2, 8, interlaced, false).file(rnd)
		facts := formattest.Probe(t, format.Table{Format}, file)
		ctx, cancel := context.WithCancelCause(t.Context())
		parts := 0
		err := new(decoder).Decode(ctx, file, &facts, new(format.Findings), func(image.Image) error {
			parts++
			cancel(stop)
			return nil
		})
		if !errors.Is(err, stop) || parts != 1 {
			t.Errorf("%v after %d parts", err, parts)
		}
		err = new(decoder).Decode(t.Context(), file, &facts, new(format.Findings), func(image.Image) error { return stop })
		if err != stop {
			t.Errorf("band's error: %v", err)
		}
	}
}
