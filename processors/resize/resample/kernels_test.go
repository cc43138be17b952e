package resample

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// fenced returns n values in a fenced buffer.
func fenced[T int16 | int32 | int](buffer func(int) []byte, n int) []T {
	var v T
	b := buffer(n * int(unsafe.Sizeof(v)))
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), n)
}

// fill sets s to random numbers from lo to hi, both among them.
func fill[T int16 | uint8](s []T, lo, hi int, rng *rand.Rand) {
	for i := range s {
		switch rng.IntN(4) {
		case 0:
			s[i] = T(lo)
		case 1:
			s[i] = T(hi)
		default:
			s[i] = T(lo + rng.IntN(hi-lo+1))
		}
	}
}

// Columns of every length and number of rows equal those of the reference, and
// nothing outside of the rows is touched.
func TestColumnsEqualTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			testColumns(t, buffer, 255, columns)
			testColumns(t, buffer, 255<<maxAlpha, wideColumns)
		})
	}, kernelNames...)
}

func testColumns[S uint8 | int16](t *testing.T, buffer func(int) []byte, limit int,
	columns func(dst []int16, src []S, offsets []int, weights []int16, shift int)) {

	rng := rand.New(rand.NewPCG(1, 2))
	for n := 0; n <= 4*64+1; n++ {
		rowsOf := 1 + n%5
		var v S
		b := buffer(rowsOf * n * int(unsafe.Sizeof(v)))
		var src []S
		if len(b) > 0 {
			src = unsafe.Slice((*S)(unsafe.Pointer(&b[0])), rowsOf*n)
		}
		fill(src, 0, limit, rng)
		taps := 2 * (1 + rng.IntN(5))
		offsets, weights := fenced[int](buffer, taps), fenced[int16](buffer, taps)
		for k := range offsets {
			offsets[k] = rng.IntN(rowsOf) * n
		}
		fill(weights, -1000, 3000, rng)
		shift := 8 + rng.IntN(13)
		dst, want := fenced[int16](buffer, n), make([]int16, n)
		if n == 0 {
			offsets, weights = nil, nil
		}
		columns(dst, src, offsets, weights, shift)
		columnsRef(want, src, offsets, weights, shift)
		// Implementations may differ where a sum does not fit into 16 bits,
		// which a table's weights exclude.
		for i := range want {
			sum := 1 << (shift - 1)
			for k, offset := range offsets {
				sum += int(weights[k]) * int(src[offset+i])
			}
			if s := sum >> shift; s != int(int16(s)) {
				want[i] = dst[i]
			}
		}
		if !slices.Equal(dst, want) {
			t.Fatalf("%d columns, %d rows: %v, want %v", n, taps, dst, want)
		}
	}
}

// Rows of every number of samples and taps equal those of the reference.
func TestRowsEqualTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			rng := rand.New(rand.NewPCG(3, 4))
			for n := 0; n <= 64; n += 4 {
				for _, taps := range []int{8, 16, 32, 48, 400} {
					src, first, weights := randomTaps(buffer, n, taps, 1, rng)
					dst, want := buffer(n), make([]uint8, n)
					shift := 16 + rng.IntN(6)
					rows(dst, src, first, weights, taps, shift)
					rowsRef(want, src, first, weights, taps, shift)
					if !slices.Equal(dst, want) {
						t.Fatalf("%d samples of %d taps: %v, want %v", n, taps, dst, want)
					}
				}
				for _, taps := range []int{4, 8, 12, 16, 20, 400} {
					src, first, weights := randomTaps(buffer, n, taps, 4, rng)
					dst, want := buffer(4*n), make([]uint8, 4*n)
					shift := 16 + rng.IntN(6)
					pixels(dst, src, first, weights, taps, shift)
					pixelsRef(want, src, first, weights, taps, shift)
					if !slices.Equal(dst, want) {
						t.Fatalf("%d pixels of %d taps: %v, want %v", n, taps, dst, want)
					}
					wide, wantWide := fenced[int16](buffer, 4*n), make([]int16, 4*n)
					widePixels(wide, src, first, weights, taps, shift)
					widePixelsRef(wantWide, src, first, weights, taps, shift)
					if !slices.Equal(wide, wantWide) {
						t.Fatalf("%d wide pixels of %d taps: %v, want %v", n, taps, wide, wantWide)
					}
				}
			}
		})
	}, kernelNames...)
}

// randomTaps returns a source of pixels of that many channels, and for n
// results the first of their taps in it, the first and the last possible among
// them, and their weights.
func randomTaps(buffer func(int) []byte, n, taps, channels int, rng *rand.Rand) (src []int16, first []int32, weights []int16) {
	room := rng.IntN(50)
	src = fenced[int16](buffer, (taps+room)*channels)
	fill(src, -10000, 32640, rng)
	first = fenced[int32](buffer, n)
	for i := range first {
		first[i] = int32([]int{0, room, rng.IntN(room + 1)}[i%3])
	}
	weights = fenced[int16](buffer, n*taps)
	fill(weights, -30000/taps, 32767/taps, rng) // the sum fits 16 bits and a shift of 16
	return src, first, weights
}

// Multiplication by alpha and division by it equal those of the reference, for
// all colors and alphas.
func TestAlphaEqualsTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			src, wide, want := buffer(4*256*256), fenced[int16](buffer, 4*256*256), make([]int16, 4*256*256)
			for i := range 256 * 256 {
				copy(src[4*i:], []byte{byte(i), byte(i >> 4), ^byte(i), byte(i >> 8)})
			}
			for bits := 1; bits <= maxAlpha; bits++ {
				premultiply(wide, src, bits)
				premultiplyRef(want, src, bits)
				if !slices.Equal(wide, want) {
					t.Fatalf("premultiplying with %d bits differs", bits)
				}
			}
			for i, v := range want[4*255*256:] {
				if i%4 < 3 && v != int16(src[4*255*256+i])<<maxAlpha {
					t.Fatalf("%d is not itself where it is opaque", src[4*255*256+i])
				}
			}
			rng := rand.New(rand.NewPCG(5, 6))
			fill(wide, -32768, 32767, rng)
			for n := range 64 {
				dst, want := buffer(4*n), make([]uint8, 4*n)
				part := wide[4*64-4*n:][:4*n]
				unpremultiply(dst, part)
				unpremultiplyRef(want, part)
				if !slices.Equal(dst, want) {
					t.Fatalf("dividing %v: %v, want %v", part, dst, want)
				}
			}
		})
	}, kernelNames...)
}

// For every alpha, the quotient in floating point equals that of integers, also
// just below and at each whole result.
func TestQuotientsAreExact(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		src, dst, want := make([]int16, 0, 16*256), make([]uint8, 16*256), make([]uint8, 16*256)
		step := 1
		if testing.Short() {
			step = 97
		}
		for a := 1; a < 1<<15; a += step {
			src = src[:0]
			for k := range 256 {
				// The smallest c with (510·c + a)/(2·a) >= k, and its
				// neighbours.
				c := max((2*k-1)*a+509, 0) / 510
				for d := -1; d <= 2; d++ {
					src = append(src, int16(min(max(c+d, -1), 32767)))
					if len(src)%4 == 3 {
						src = append(src, int16(a))
					}
				}
			}
			n := len(src) &^ 3
			unpremultiply(dst[:n], src[:n])
			unpremultiplyRef(want[:n], src[:n])
			if !slices.Equal(dst[:n], want[:n]) {
				t.Fatalf("alpha %d: %v, want %v", a, dst[:n], want[:n])
			}
		}
	}, kernelNames...)
}
