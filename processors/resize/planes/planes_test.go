package planes

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"github.com/disintegration/imaging"
)

// turned are the operations of imaging, which rotates counter-clockwise.
var turned = []func(image.Image) *image.NRGBA{
	1: imaging.Clone, 2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV,
	5: imaging.Transpose, 6: imaging.Rotate270, 7: imaging.Transverse, 8: imaging.Rotate90,
}

// ramp returns a gray picture with a gap between its rows. Every sample differs
// from its neighbours.
func ramp(w, h, gap int) *image.Gray {
	m := &image.Gray{Pix: make([]byte, (h-1)*(w+gap)+w), Stride: w + gap, Rect: image.Rect(0, 0, w, h)}
	for i := range m.Pix {
		m.Pix[i] = uint8(i*7 + i>>8)
	}
	return m
}

func TestTurnDoesWhatImagingDoes(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {7, 7}, {8, 8}, {8, 16}, {9, 17}, {16, 7}, {23, 40}, {100, 75}} {
		for o := 1; o <= 8; o++ {
			src := ramp(size[0], size[1], 3)
			want := turned[o](src)
			w, h := want.Rect.Dx(), want.Rect.Dy()
			const gap = 5
			dst := make([]byte, (h-1)*(w+gap)+w) // exactly as long as it must be
			for i := range dst {
				dst[i] = 99
			}
			Turn(dst, w+gap, src.Pix, src.Stride, size[0], size[1], o)
			for i, v := range dst {
				x, y := i%(w+gap), i/(w+gap)
				if x >= w {
					if v != 99 {
						t.Fatalf("%v, orientation %d: written between rows", size, o)
					}
				} else if v != want.NRGBAAt(x, y).R {
					t.Fatalf("%v, orientation %d: sample %d,%d is %d, want %d", size, o, x, y, v, want.NRGBAAt(x, y).R)
				}
			}
		}
	}
}

func TestCopyAndPadDoWhatPasteDoes(t *testing.T) {
	src := ramp(11, 7, 2)
	for _, at := range []image.Point{{}, {4, 0}, {0, 3}, {9, 13}} {
		const w, h = 20, 20
		want := imaging.Paste(imaging.New(w, h, color.Gray{77}), src, at)
		dst := make([]byte, w*h)
		Pad(dst, w, w, h, src.Rect.Add(at), 77)
		Copy(dst[at.Y*w+at.X:], w, src.Pix, src.Stride, 11, 7)
		for i, v := range dst {
			if v != want.Pix[4*i] {
				t.Fatalf("at %v: sample %d,%d is %d, want %d", at, i%w, i/w, v, want.Pix[4*i])
			}
		}
	}
}

func TestPadWithoutAPictureFillsAll(t *testing.T) {
	dst := make([]byte, 12)
	Pad(dst, 4, 4, 3, image.Rect(5, 5, 9, 9), 1)
	for i, v := range dst {
		if v != 1 {
			t.Errorf("sample %d is %d", i, v)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	src, dst := ramp(800, 600, 0), make([]byte, 800*600)
	for o := 1; o <= 8; o++ {
		b.Run(fmt.Sprint(o), func(b *testing.B) {
			b.SetBytes(800 * 600)
			for b.Loop() {
				stride := 800
				if o >= 5 {
					stride = 600
				}
				Turn(dst, stride, src.Pix, 800, 800, 600, o)
			}
		})
	}
}
