package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// noise returns a picture of random samples; of black and white alone with
// extreme set, which has the most bits of all.
func noise(rng *rand.Rand, w, h int, factors []int, extreme bool) *Picture {
	p := newPicture(rng, w, h, factors)
	for i := range p.Planes {
		for j := range p.Planes[i].Pix {
			v := byte(rng.Uint32())
			if extreme {
				v = byte(int8(v) >> 7)
			}
			p.Planes[i].Pix[j] = v
		}
	}
	return p
}

// Whether tokens are kept or made again, the file is the same.
func TestTokensThatAreNotKeptAreMadeAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for name, factors := range samplings {
		p := noise(rng, 230, 170, factors, false)
		for _, progressive := range []bool{false, true} {
			opt := EncodeOptions{Quality: 95, Progressive: progressive}
			want, err := new(Encoder).Encode(t.Context(), nil, p, opt)
			if err != nil {
				t.Fatal(err)
			}
			for limit := 1; limit <= 4; limit++ {
				var e Encoder
				e.store.always = limit
				for range 2 { // in the memory of the first too
					got, err := e.Encode(t.Context(), nil, p, opt)
					if err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s, progressive %v, %d chunks: another file, %v", name, progressive, limit, err)
					}
				}
				if n := len(e.store.chunks); n > limit+1 {
					t.Errorf("%s: %d chunks, want %d", name, n, limit+1)
				}
			}
		}
	}
}

func TestACancelledEncodingLeavesNoBits(t *testing.T) {
	p := newPicture(rand.New(rand.NewPCG(7, 8)), 200, 200, samplings["444"])
	var e Encoder
	want, err := e.Encode(t.Context(), nil, p, EncodeOptions{Quality: 90})
	if err != nil {
		t.Fatal(err)
	}
	e.store.writer.used, e.store.writer.acc = 3, 1<<63
	if got, err := e.Encode(t.Context(), nil, p, EncodeOptions{Quality: 90}); err != nil || !bytes.Equal(got, want) {
		t.Errorf("another file, %v", err)
	}
}

// What is announced is never too little, not even for noise of black and white.
func TestEncodingTakesNoMoreMemoryThanAnnounced(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	rng := rand.New(rand.NewPCG(31, 32))
	for _, extreme := range []bool{false, true} {
		p := noise(rng, 1600, 1200, samplings["420"], extreme)
		samples := 1600 * 1200 * 1.5
		for _, progressive := range []bool{false, true} {
			for _, quality := range []int{1, 10, 30, 50, 75, 80, 90, 95, 98, 100} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				file, err := new(Encoder).Encode(context.Background(), nil, p, EncodeOptions{Quality: quality, Progressive: progressive})
				if err != nil {
					t.Fatal(err)
				}
				runtime.ReadMemStats(&after)
				used := float64(after.TotalAlloc - before.TotalAlloc)
				bound := encodedBytes(progressive, quality, samples)
				what := fmt.Sprintf("extreme %v, progressive %v, quality %d", extreme, progressive, quality)
				if used > bound && !progressive { // of a progressive file each scan may take its room anew
					t.Errorf("%s: %.0f bytes are taken, announced %.0f", what, used, bound)
				}
				if out := fileBytes(quality, samples); float64(len(file)) > out {
					t.Errorf("%s: a file of %d bytes, announced %.0f", what, len(file), out)
				} else {
					t.Logf("%s: taken %.2f, announced %.2f; file %.2f, announced %.2f a sample", what, used/samples, bound/samples, float64(len(file))/samples, out/samples)
				}
			}
		}
	}
}
