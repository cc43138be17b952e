package jpeg

import (
	"context"
	"math/rand/v2"
	"testing"
)

// Pictures of every combination of sampling factors 1 and 2, most of which no
// other decoder here takes, come back as they were from both kinds of files.
func TestEverySamplingComesBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var e Encoder
	var d Decoder
	for bits := range 64 {
		factors := make([]int, 6)
		for i := range factors {
			factors[i] = 1 + bits>>i&1
		}
		p := newPicture(rng, 1+rng.IntN(50), 1+rng.IntN(50), factors)
		var before []Plane
		for _, progressive := range []bool{false, true} {
			file, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 100, Progressive: progressive})
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Decode(context.Background(), file, 1)
			if err != nil {
				t.Fatalf("%v %d×%d: %v", factors, p.Width, p.Height, err)
			}
			if worst, _ := planeDifference(t, got.Planes, p.Planes); worst > 3 {
				t.Errorf("%v %d×%d: %d levels", factors, p.Width, p.Height, worst)
			}
			if progressive {
				if worst, _ := planeDifference(t, got.Planes, before); worst > 0 {
					t.Errorf("%v %d×%d: the progressive file differs", factors, p.Width, p.Height)
				}
			}
			before = clone(got).Planes
		}
	}
}

// A decoded picture that is encoded with the same factors changes only by
// rounding to whole samples.
func TestRecodingChangesLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var e Encoder
	var d Decoder
	p := newPicture(rng, 123, 77, samplings["420"])
	for _, quality := range []int{30, 80, 95} {
		first, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: quality})
		if err != nil {
			t.Fatal(err)
		}
		once, err := d.Decode(context.Background(), first, 1)
		if err != nil {
			t.Fatal(err)
		}
		planes := clone(once).Planes
		second, err := e.Encode(context.Background(), nil, once, EncodeOptions{Quality: quality})
		if err != nil {
			t.Fatal(err)
		}
		twice, err := d.Decode(context.Background(), second, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, mean := planeDifference(t, twice.Planes, planes); mean > 0.3 {
			t.Errorf("quality %d: %.2f levels on the mean", quality, mean)
		}
	}
}
