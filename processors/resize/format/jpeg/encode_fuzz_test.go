package jpeg

import (
	"bytes"
	"context"
	"testing"

	"fanout/internal/cpu"
)

// forced runs f on one implementation of a kernel.
func forced(kernel, variant string, f func()) {
	for _, k := range cpu.Kernels() {
		if k.Name == kernel {
			k.Force(variant)
			defer k.Reset()
		}
	}
	f()
}

func FuzzEncode(f *testing.F) {
	f.Add(uint8(17), uint8(9), uint8(3), uint8(80), []byte{0, 200, 17, 255, 3})
	f.Add(uint8(64), uint8(64), uint8(1), uint8(1), bytes.Repeat([]byte{255, 0}, 99))
	f.Add(uint8(1), uint8(1), uint8(0), uint8(100), []byte{})
	shapes := [][]int{
		{1, 1}, {2, 2, 1, 1, 1, 1}, {2, 1, 1, 1, 1, 1}, {1, 2, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}, {4, 1, 1, 1, 1, 1},
		{2, 2, 2, 1, 1, 2}, {1, 1, 2, 2, 1, 1}, {2, 2, 2, 2, 2, 2}, {3, 1, 1, 2, 1, 1},
	}
	var e Encoder
	f.Fuzz(func(t *testing.T, w, h, shape, quality uint8, samples []byte) {
		p := &Picture{Width: 1 + int(w)%80, Height: 1 + int(h)%80}
		factors := shapes[int(shape)%len(shapes)]
		hMax, vMax := 0, 0
		for i := 0; i < len(factors); i += 2 {
			hMax, vMax = max(hMax, factors[i]), max(vMax, factors[i+1])
		}
		next := 0
		for i := 0; i < len(factors); i += 2 {
			pl := Plane{H: factors[i], V: factors[i+1]}
			pl.Width, pl.Height = divideUp(p.Width*pl.H, hMax), divideUp(p.Height*pl.V, vMax)
			pl.Stride = pl.Width
			pl.Pix = make([]byte, pl.Stride*pl.Height)
			for j := range pl.Pix {
				if len(samples) > 0 {
					pl.Pix[j] = samples[next%len(samples)]
					next++
				}
			}
			p.Planes = append(p.Planes, pl)
		}
		encode := func(progressive bool) []byte {
			file, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 1 + int(quality)%100, Progressive: progressive})
			if err != nil {
				t.Fatal(err)
			}
			return file
		}
		baseline, progressive := encode(false), encode(true)
		forced("jpeg fdct", "reference", func() {
			if !bytes.Equal(encode(false), baseline) || !bytes.Equal(encode(true), progressive) {
				t.Error("the reference makes another file")
			}
		})
		if int(shape)%len(shapes) > 5 {
			return // image/jpeg does not take it
		}
		if worst, _ := planeDifference(t, stdDecoded(t, progressive), stdDecoded(t, baseline)); worst > 0 {
			t.Errorf("the progressive file is %d levels from the baseline one", worst)
		}
	})
}
