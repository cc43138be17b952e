package resample

import (
	"bytes"
	"testing"

	"github.com/disintegration/imaging"

	"fanout/internal/cpu/cputest"
)

// Results that can be computed by hand.
func TestKnownAnswers(t *testing.T) {
	step := []byte{0, 0, 0, 0, 255, 255, 255, 255}
	for _, c := range []struct {
		name   string
		filter imaging.ResampleFilter
		src    []byte
		axis   Axis
		want   []byte
	}{
		{"area halves by averaging", imaging.Box, []byte{0, 100, 200, 50, 7, 8}, Whole(6, 3), []byte{50, 125, 8}},
		{"area thirds", imaging.Box, []byte{0, 30, 60, 255, 255, 0}, Whole(6, 2), []byte{30, 170}},
		{"area doubles by repeating", imaging.Box, []byte{9, 77}, Whole(2, 4), []byte{9, 9, 77, 77}},
		{"linear doubles with quarters", imaging.Linear, []byte{0, 100}, Whole(2, 4), []byte{0, 25, 75, 100}},
		{"cubic overshoots and is clamped", imaging.CatmullRom, step, Whole(8, 16),
			[]byte{0, 0, 0, 0, 0, 0, 0, 52, 203, 255, 255, 255, 255, 255, 255, 255}},
		{"nearest takes middles", imaging.NearestNeighbor, []byte{1, 2, 3, 4, 5, 6, 7}, Whole(7, 3), []byte{2, 4, 6}},
		{"a span of half a sample more", imaging.Box, []byte{10, 20, 30}, Axis{Src: 3, Dst: 1, Lo: 0.5, Hi: 1.5, To: 1}, []byte{15}},
		{"mitchell halfway between two samples: 77/144", imaging.MitchellNetravali, []byte{0, 0, 180, 0, 0, 0}, Axis{Src: 6, Dst: 3, Lo: 1.5, Hi: 4.5, To: 3}, []byte{96, 96, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cputest.Each(t, func(t *testing.T) {
				// Across, and down in 70 equal columns.
				got := make([]byte, len(c.want))
				if err := New(c.filter).Plane(t.Context(), got, len(got), c.src, len(c.src), c.axis, Whole(1, 1)); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, c.want) {
					t.Errorf("rows: %v, want %v", got, c.want)
				}
				const columns = 70
				src, down := make([]byte, columns*len(c.src)), make([]byte, columns*len(c.want))
				for i := range src {
					src[i] = c.src[i/columns]
				}
				if err := New(c.filter).Plane(t.Context(), down, columns, src, columns, Whole(columns, columns), c.axis); err != nil {
					t.Fatal(err)
				}
				for i, v := range down {
					if v != c.want[i/columns] {
						t.Fatalf("columns: sample %d,%d is %d, want %d", i%columns, i/columns, v, c.want[i/columns])
					}
				}
			}, kernelNames...)
		})
	}
}
