package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"fanout/internal/cpu/cputest"
)

// samplings are sampling factors of planes, as image/jpeg knows them.
var samplings = map[string][]int{ // H, V of each
	"gray":    {1, 1},
	"gray22":  {2, 2},
	"444":     {1, 1, 1, 1, 1, 1},
	"444by22": {2, 2, 2, 2, 2, 2},
	"420":     {2, 2, 1, 1, 1, 1},
	"422":     {2, 1, 1, 1, 1, 1},
	"440":     {1, 2, 1, 1, 1, 1},
	"411":     {4, 1, 1, 1, 1, 1},
}

// newPicture returns a picture of smooth samples with edges and noise.
func newPicture(rng *rand.Rand, w, h int, factors []int) *Picture {
	p := &Picture{Width: w, Height: h}
	hMax, vMax := 0, 0
	for i := 0; i < len(factors); i += 2 {
		hMax, vMax = max(hMax, factors[i]), max(vMax, factors[i+1])
	}
	for i := 0; i < len(factors); i += 2 {
		pl := Plane{H: factors[i], V: factors[i+1]}
		pl.Width, pl.Height = divideUp(w*pl.H, hMax), divideUp(h*pl.V, vMax)
		pl.Stride = pl.Width + rng.IntN(20)
		pl.Pix = make([]byte, pl.Stride*pl.Height)
		fx, fy, noise := rng.Float64()/3, rng.Float64()/3, 1+rng.IntN(60)
		for y := range pl.Height {
			for x := range pl.Width {
				v := 128 + int(90*math.Sin(float64(x)*fx+float64(y)*fy)) + rng.IntN(noise)
				if (x/11+y/7)%5 == 0 {
					v = 255 - v
				}
				pl.Pix[y*pl.Stride+x] = byte(min(max(v, 0), 255))
			}
			for x := pl.Width; x < pl.Stride; x++ {
				pl.Pix[y*pl.Stride+x] = byte(rng.IntN(256)) // padding may hold anything
			}
		}
		p.Planes = append(p.Planes, pl)
	}
	return p
}

// stdDecoded returns the planes of a file as the standard library decodes them.
func stdDecoded(t testing.TB, file []byte) []Plane {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	switch img := img.(type) {
	case *image.Gray:
		return []Plane{{Pix: img.Pix, Stride: img.Stride, Width: img.Rect.Dx(), Height: img.Rect.Dy()}}
	case *image.YCbCr:
		w, h := img.Rect.Dx(), img.Rect.Dy()
		cw, ch := w, h
		switch img.SubsampleRatio {
		case image.YCbCrSubsampleRatio420:
			cw, ch = divideUp(w, 2), divideUp(h, 2)
		case image.YCbCrSubsampleRatio422:
			cw = divideUp(w, 2)
		case image.YCbCrSubsampleRatio440:
			ch = divideUp(h, 2)
		case image.YCbCrSubsampleRatio411:
			cw = divideUp(w, 4)
		}
		return []Plane{
			{Pix: img.Y, Stride: img.YStride, Width: w, Height: h},
			{Pix: img.Cb, Stride: img.CStride, Width: cw, Height: ch},
			{Pix: img.Cr, Stride: img.CStride, Width: cw, Height: ch},
		}
	}
	t.Fatalf("a picture of type %T", img)
	return nil
}

// planeDifference returns the largest and the mean absolute difference of
// samples.
func planeDifference(t testing.TB, got, want []Plane) (worst int, mean float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d planes, want %d", len(got), len(want))
	}
	sum, n := 0, 0
	for i := range got {
		a, b := &got[i], &want[i]
		if a.Width != b.Width || a.Height != b.Height {
			t.Fatalf("plane %d: %d×%d, want %d×%d", i, a.Width, a.Height, b.Width, b.Height)
		}
		for y := range a.Height {
			for x := range a.Width {
				d := int(a.Pix[y*a.Stride+x]) - int(b.Pix[y*b.Stride+x])
				d = max(d, -d)
				worst = max(worst, d)
				sum += d
				n++
			}
		}
	}
	return worst, float64(sum) / float64(n)
}

func TestEncodedPicturesAreDecodedAsTheyWere(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		var e Encoder
		var buf []byte
		step := 1
		if testing.Short() {
			step = 97
		}
		for name, factors := range samplings {
			for size := 0; size < 40*40; size += step + rng.IntN(12) {
				w, h := 1+size%40, 1+size/40
				p := newPicture(rng, w, h, factors)
				baseline, err := e.Encode(context.Background(), buf[:0], p, EncodeOptions{Quality: 100})
				if err != nil {
					t.Fatal(err)
				}
				got := stdDecoded(t, baseline)
				if worst, _ := planeDifference(t, got, p.Planes); worst > 3 {
					t.Fatalf("%s %d×%d: %d levels from the samples", name, w, h, worst)
				}
				progressive, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 100, Progressive: true})
				if err != nil {
					t.Fatal(err)
				}
				if worst, _ := planeDifference(t, stdDecoded(t, progressive), got); worst > 0 {
					t.Fatalf("%s %d×%d: the progressive file differs", name, w, h)
				}
				buf = baseline
			}
		}
	}, "jpeg fdct")
}

// The standard library has the same tables, rounds to the nearest and has no
// optimal codes: files must be almost as good as its own, and smaller.
func TestEveryQualityIsAsGoodAsTheStandardLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var e Encoder
	p := newPicture(rng, 160, 128, samplings["420"])
	img := &image.YCbCr{
		Y: p.Planes[0].Pix, YStride: p.Planes[0].Stride,
		Cb: p.Planes[1].Pix, Cr: make([]byte, len(p.Planes[1].Pix)), CStride: p.Planes[1].Stride,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, p.Width, p.Height),
	}
	for y := range p.Planes[2].Height {
		copy(img.Cr[y*img.CStride:], p.Planes[2].Pix[y*p.Planes[2].Stride:][:p.Planes[2].Width])
	}
	step := 1
	if testing.Short() {
		step = 11
	}
	for quality := 1; quality <= 100; quality += step {
		file, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: quality})
		if err != nil {
			t.Fatal(err)
		}
		var std bytes.Buffer
		if err := jpeg.Encode(&std, img, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		for table := range 2 {
			factors := append([]byte{byte(table)}, e.factors[table][:]...)
			if !bytes.Contains(std.Bytes(), factors) {
				t.Errorf("quality %d: table %d is not the standard library's", quality, table)
			}
		}
		got := stdDecoded(t, file)
		progressive, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: quality, Progressive: true})
		if err != nil {
			t.Fatal(err)
		}
		if worst, _ := planeDifference(t, stdDecoded(t, progressive), got); worst > 0 {
			t.Errorf("quality %d: the progressive file differs", quality)
		}
		_, mean := planeDifference(t, got, p.Planes)
		_, stdMean := planeDifference(t, stdDecoded(t, std.Bytes()), p.Planes)
		if mean > stdMean*1.02+0.01 || len(file) > std.Len()*97/100 {
			t.Errorf("quality %d: %.3f levels on the mean and %d bytes, standard library %.3f and %d",
				quality, mean, len(file), stdMean, std.Len())
		}
	}
}

func TestEncodingKeepsItsMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	p := newPicture(rng, 100, 75, samplings["420"])
	e := Encoder{Keep: 1 << 20}
	var buf []byte
	for _, progressive := range []bool{false, true} {
		encode := func() {
			var err error
			buf, err = e.Encode(context.Background(), buf[:0], p, EncodeOptions{Quality: 80, Progressive: progressive})
			if err != nil {
				t.Fatal(err)
			}
		}
		encode()
		if n := testing.AllocsPerRun(10, encode); n > 0 {
			t.Errorf("progressive %v: %.0f allocations for each picture", progressive, n)
		}
	}
}

func TestEncodingGivesBackLargeBuffers(t *testing.T) {
	p := newPicture(rand.New(rand.NewPCG(5, 6)), 100, 75, samplings["420"])
	for _, progressive := range []bool{false, true} {
		e := Encoder{Keep: 100}
		if _, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 80, Progressive: progressive}); err != nil {
			t.Fatal(err)
		}
		kept := 4*chunkLen*len(e.store.chunks) + 4*cap(e.correction)
		for _, c := range e.components {
			kept += 2*cap(c.coeffs) + 8*(cap(c.nonzero)+cap(c.shifted[0])+cap(c.shifted[1]))
		}
		if limit := e.Keep * 12; kept > limit {
			t.Errorf("progressive %v: %d bytes are kept in all, want at most %d in each buffer", progressive, kept, e.Keep)
		}
	}
}

func TestEncodeAppends(t *testing.T) {
	p := newPicture(rand.New(rand.NewPCG(7, 8)), 20, 20, samplings["444"])
	var e Encoder
	file, _ := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 50})
	got, err := e.Encode(context.Background(), []byte("before"), p, EncodeOptions{Quality: 50})
	if err != nil || !bytes.Equal(got, append([]byte("before"), file...)) {
		t.Errorf("%v, %d bytes after %q, want %d", err, len(got)-6, got[:6], len(file))
	}
}

func TestEncodeRefusesWhatIsNoPicture(t *testing.T) {
	good := func() *Picture { return newPicture(rand.New(rand.NewPCG(9, 10)), 33, 21, samplings["420"]) }
	opt := EncodeOptions{Quality: 80}
	for name, change := range map[string]func(*Picture){
		"no width":     func(p *Picture) { p.Width = 0 },
		"too wide":     func(p *Picture) { p.Width = 65536 },
		"no height":    func(p *Picture) { p.Height = -1 },
		"two planes":   func(p *Picture) { p.Planes = p.Planes[:2] },
		"no planes":    func(p *Picture) { p.Planes = nil },
		"factor 0":     func(p *Picture) { p.Planes[1].H = 0 },
		"factor 5":     func(p *Picture) { p.Planes[0].V = 5 },
		"narrow plane": func(p *Picture) { p.Planes[2].Width-- },
		"stride":       func(p *Picture) { p.Planes[0].Stride = p.Planes[0].Width - 1 },
		"short":        func(p *Picture) { p.Planes[0].Pix = p.Planes[0].Pix[:len(p.Planes[0].Pix)-1] },
		"large MCUs":   func(p *Picture) { *p = *newPicture(rand.New(rand.NewPCG(1, 1)), 9, 9, []int{4, 2, 2, 2, 1, 1}) },
	} {
		p := good()
		change(p)
		if file, err := new(Encoder).Encode(context.Background(), nil, p, opt); err == nil {
			t.Errorf("%s: %d bytes", name, len(file))
		}
	}
	for _, quality := range []int{-1, 0, 101} {
		if _, err := new(Encoder).Encode(context.Background(), nil, good(), EncodeOptions{Quality: quality}); err == nil {
			t.Errorf("quality %d was taken", quality)
		}
	}
}

func TestEncodeStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := newPicture(rand.New(rand.NewPCG(11, 12)), 20, 20, samplings["420"])
	for _, progressive := range []bool{false, true} {
		_, err := new(Encoder).Encode(ctx, nil, p, EncodeOptions{Quality: 80, Progressive: progressive})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("progressive %v: %v", progressive, err)
		}
	}
}

// photo returns a photograph of about 800×600 in 4:2:0.
func photo(t testing.TB) *Picture {
	t.Helper()
	file, err := os.ReadFile("../../../../../shared/data/photos/IMG_0001.jpg")
	if err != nil {
		t.Skip("no photographs here")
	}
	planes := stdDecoded(t, file)
	p := &Picture{Width: planes[0].Width / 5, Height: planes[0].Height / 5}
	for i, pl := range planes {
		small := Plane{H: 1, V: 1, Width: divideUp(p.Width, min(i+1, 2)), Height: divideUp(p.Height, min(i+1, 2))}
		if i == 0 {
			small.H, small.V = 2, 2
		}
		small.Stride = small.Width
		small.Pix = make([]byte, small.Stride*small.Height)
		for y := range small.Height {
			for x := range small.Width {
				sum := 0
				for j := range 25 {
					sum += int(pl.Pix[min(5*y+j/5, pl.Height-1)*pl.Stride+min(5*x+j%5, pl.Width-1)])
				}
				small.Pix[y*small.Stride+x] = byte(sum / 25)
			}
		}
		p.Planes = append(p.Planes, small)
	}
	return p
}

func BenchmarkEncode(b *testing.B) {
	p := photo(b)
	for _, progressive := range []bool{false, true} {
		b.Run(fmt.Sprintf("%dx%d/progressive=%v", p.Width, p.Height, progressive), func(b *testing.B) {
			e := Encoder{Keep: 64 << 20}
			var buf []byte
			b.SetBytes(int64(p.Width * p.Height))
			b.ReportAllocs()
			for b.Loop() {
				var err error
				buf, err = e.Encode(context.Background(), buf[:0], p, EncodeOptions{Quality: 80, Progressive: progressive})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(buf)), "bytes")
		})
	}
}
