package jpeg

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fanout/internal/cpu"
	"fanout/internal/cpu/cputest"
	"fanout/processors/resize/format"
)

var mutations = flag.Int("mutations", 500, "damaged files that TestDamagedFiles decodes")

// reference is the name of the implementation that defines the results.
var reference = cpu.Reference.String()

// maxPixels limits the time that a hostile file takes.
const maxPixels = 1 << 20

// decodeAllWays decodes file at a scale by all implementations of Huffman
// decoding, the reference first, and fails unless they agree. Whatever the file
// is, there must be a picture or an error of the decoder's types, and the
// picture must be what the header says.
func decodeAllWays(t testing.TB, decoders map[string]*Decoder, file []byte, scale int) {
	t.Helper()
	h, headerErr := decoderHeader(file)
	if headerErr == nil && h.Width*h.Height > maxPixels {
		return
	}
	var want *Picture
	var wantErr error
	cputest.OnEach(func(name string) {
		got, err := decoders[name].Decode(t.Context(), file, scale)
		var malformed *format.FormatError
		var unsupported *format.UnsupportedError
		var truncated *TruncatedError
		switch {
		case errors.As(err, &truncated):
			if truncated.Offset < 0 || truncated.Offset > int64(len(file)) || truncated.MCUs > truncated.Total || truncated.Scan < 1 {
				t.Fatalf("%s: %+v for a file of %d bytes", name, truncated, len(file))
			}
		case err != nil && !errors.As(err, &malformed) && !errors.As(err, &unsupported):
			t.Fatalf("%s: error of type %T: %v", name, err, err)
		}
		if (got == nil) != (err != nil && truncated == nil) {
			t.Fatalf("%s: picture %v with error %v", name, got != nil, err)
		}
		if got != nil {
			if headerErr != nil {
				t.Fatalf("%s: a picture, but the header: %v", name, headerErr)
			}
			checkPlanes(t, &h, got, scale)
		}
		if name == reference {
			want, wantErr = got, err
			return
		}
		if fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("scale %d: %s: %v, but reference: %v", scale, name, err, wantErr)
		}
		if got != nil {
			for c := range got.Planes {
				if !bytes.Equal(got.Planes[c].Pix, want.Planes[c].Pix) {
					t.Fatalf("scale %d: %s differs from the reference in plane %d", scale, name, c)
				}
			}
		}
	}, "jpeg huffman")
}

func checkPlanes(t testing.TB, h *header, p *Picture, scale int) {
	t.Helper()
	if p.Width != divideUp(h.Width, scale) || p.Height != divideUp(h.Height, scale) || len(p.Planes) != h.Components && h.Components != 2 {
		t.Fatalf("scale %d: %d×%d with %d planes from %+v", scale, p.Width, p.Height, len(p.Planes), *h)
	}
	g := h.geometry()
	for c, pl := range p.Planes {
		if pl.H != h.H[c] || pl.V != h.V[c] || pl.Width != divideUp(p.Width*pl.H, g.hMax) || pl.Height != divideUp(p.Height*pl.V, g.vMax) ||
			pl.Width > pl.Stride || len(pl.Pix) < pl.Stride*pl.Height {
			t.Fatalf("scale %d: plane %d is %d×%d, stride %d, %d bytes", scale, c, pl.Width, pl.Height, pl.Stride, len(pl.Pix))
		}
	}
}

// newDecoders returns a Decoder for each implementation, so that none finds the
// results of another in its buffers.
func newDecoders() map[string]*Decoder {
	decoders := map[string]*Decoder{}
	cputest.OnEach(func(name string) { decoders[name] = &Decoder{Keep: 1 << 20} }, "jpeg huffman")
	return decoders
}

// mutated returns a copy of file with random bytes changed, removed or
// inserted.
func mutated(rng *rand.Rand, file []byte) []byte {
	file = bytes.Clone(file)
	for range 1 + rng.IntN(4) {
		if len(file) < 4 {
			break
		}
		at := 2 + rng.IntN(len(file)-3)
		switch rng.IntN(8) {
		case 0:
			file = file[:at]
		case 1, 2:
			file[at] = byte(rng.Uint32())
		case 3:
			file[at] = 0xff
		case 4:
			n := min(rng.IntN(40), len(file)-at)
			file = append(file[:at], file[at+n:]...)
		case 5:
			file = append(file[:at:at], append([]byte{0xff, byte(0xc0 + rng.IntN(64))}, file[at:]...)...)
		default:
			file[at] ^= 1 << rng.IntN(8)
		}
	}
	return file
}

func TestDamagedFilesGiveAPictureOrAReason(t *testing.T) {
	decoders := newDecoders()
	for seed := range uint64(*mutations) {
		if testing.Short() && seed == 60 {
			break
		}
		rng := rand.New(rand.NewPCG(seed, 2))
		file := randomFile(rng)
		if rng.IntN(2) == 0 {
			file = encodedFile(rng)
		}
		for range 5 {
			decodeAllWays(t, decoders, mutated(rng, file), 1<<rng.IntN(4))
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

// sameDamage fails unless file is damaged in the same way at every scale.
func sameDamage(t testing.TB, d *Decoder, file []byte) {
	t.Helper()
	if h, err := decoderHeader(file); err == nil && h.Width*h.Height > maxPixels {
		return
	}
	var want string
	for _, scale := range []int{1, 2, 4, 8} {
		_, err := d.Decode(t.Context(), file, scale)
		got := fmt.Sprint(err)
		if scale == 1 {
			want = got
		}
		if got != want {
			t.Fatalf("scale %d: %s, but scale 1: %s", scale, got, want)
		}
	}
}

func TestFilesAreDamagedAlikeAtEveryScale(t *testing.T) {
	decoders := newDecoders()
	for seed := range uint64(*mutations) {
		if testing.Short() && seed == 60 {
			break
		}
		rng := rand.New(rand.NewPCG(seed, 4))
		file := randomFile(rng)
		if rng.IntN(2) == 0 {
			file = encodedFile(rng)
		}
		cputest.OnEach(func(name string) {
			for range 3 {
				sameDamage(t, decoders[name], mutated(rng, file))
			}
		}, "jpeg huffman")
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestForeignBrokenFilesGiveAPictureOrAReason(t *testing.T) {
	names, err := filepath.Glob("../../../../../shared/data/images/fuzz/jpeg/*")
	if err != nil || len(names) < 60 {
		t.Skip("no such files here")
	}
	decoders := newDecoders()
	if testing.Short() {
		names = names[:60]
	}
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, scale := range []int{1, 2, 4, 8} {
			decodeAllWays(t, decoders, file, scale)
		}
		compareWithBitwise(t, decoders[reference], file)
		sameDamage(t, decoders[reference], file)
	}
}

func FuzzDecode(f *testing.F) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 3))
		f.Add(randomFile(rng), byte(seed))
		f.Add(encodedFile(rng), byte(seed))
	}
	for _, file := range arithmeticFiles(f) {
		f.Add(file, byte(1))
	}
	decoders := newDecoders()
	f.Fuzz(func(t *testing.T, file []byte, scale byte) {
		h, err := decoderHeader(file)
		if err == nil && h.Width*h.Height > maxPixels/16 {
			return
		}
		decodeAllWays(t, decoders, file, 1<<(scale%4))
		sameDamage(t, decoders[reference], file)
		if err == nil {
			compareWithBitwise(t, decoders[reference], file)
		}
	})
}
