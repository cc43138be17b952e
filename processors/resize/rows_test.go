package resize

import (
	"fmt"
	"image"
	"testing"

	"github.com/disintegration/imaging"
)

// noisy returns an opaque picture with edges and noise.
func noisy(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	state := uint32(7)
	for i := range img.Pix {
		state = state*1664525 + 1013904223
		switch {
		case i%4 == 3:
			img.Pix[i] = 255
		case i/4%w/9%2 == 0:
			img.Pix[i] = uint8(state >> 24)
		default:
			img.Pix[i] = uint8(i%3) * 127
		}
	}
	return img
}

// For every filter and ratio the rows are what imaging makes of them, to a
// level.
func TestShrinkRowsAgreesWithImaging(t *testing.T) {
	for _, name := range KernelNames() {
		filter, _ := ParseKernel(name)
		if filter.Support <= 0 {
			continue
		}
		for _, c := range [][2]int{{1, 1}, {2, 1}, {3, 2}, {100, 99}, {100, 50}, {257, 40}, {1000, 7}, {640, 1}, {2000, 1900}, {9999, 3}} {
			img := noisy(c[0], 5)
			got, want := shrinkRows(img, c[1], filter), imaging.Resize(img, c[1], 5, filter)
			for i := range want.Pix {
				if d := int(got.Pix[i]) - int(want.Pix[i]); d > 1 || d < -1 {
					t.Fatalf("%s, %d to %d: byte %d is %d, want %d", name, c[0], c[1], i, got.Pix[i], want.Pix[i])
				}
			}
		}
	}
}

func TestShrinkRowsKeepsFlatColours(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 333, 2))
	for i := range img.Pix {
		img.Pix[i] = []uint8{255, 0, 128, 255}[i%4]
	}
	for width := 1; width <= 333; width += 7 {
		for i, v := range shrinkRows(img, width, imaging.Lanczos).Pix {
			if v != []uint8{255, 0, 128, 255}[i%4] {
				t.Fatalf("width %d: byte %d is %d", width, i, v)
			}
		}
	}
}

func BenchmarkShrinkRows(b *testing.B) {
	for _, size := range [][2]int{{4000, 800}, {1920, 960}, {640, 320}} {
		b.Run(fmt.Sprintf("%dto%d", size[0], size[1]), func(b *testing.B) {
			img := noisy(size[0], size[0]*3/4)
			b.SetBytes(int64(len(img.Pix)))
			for b.Loop() {
				shrinkRows(img, size[1], imaging.Lanczos)
			}
		})
		b.Run(fmt.Sprintf("%dto%d/imaging", size[0], size[1]), func(b *testing.B) {
			img := noisy(size[0], size[0]*3/4)
			b.SetBytes(int64(len(img.Pix)))
			for b.Loop() {
				imaging.Resize(img, size[1], size[0]*3/4, imaging.Lanczos)
			}
		})
	}
}
