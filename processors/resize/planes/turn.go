package planes

import (
	"encoding/binary"
	"math/bits"
)

// Turn copies a plane of w×h samples that is stored with the EXIF orientation 1
// to 8 into dst as it is seen upright (EXIF 2.32, 4.6.5.1.6: which side of the
// picture row 0 and column 0 show). From 5 on, dst has h columns and w rows.
func Turn(dst []byte, dstStride int, src []byte, srcStride, w, h, orientation int) {
	if w <= 0 || h <= 0 {
		return
	}
	from, to := plane{src, 0, srcStride}, plane{dst, 0, dstStride}
	switch orientation {
	case 2:
		mirror(to, from, w, h)
	case 3:
		mirror(to, from.upsideDown(h), w, h)
	case 4:
		for y := range h {
			copy(to.row(y)[:w], from.row(h - 1 - y)[:w])
		}
	case 5: // column x becomes row x
		transpose(to, from, w, h)
	case 6: // and begins with the last row
		transpose(to, from.upsideDown(h), w, h)
	case 7: // and column x becomes row w-1-x
		transpose(to.upsideDown(w), from.upsideDown(h), w, h)
	case 8:
		transpose(to.upsideDown(w), from, w, h)
	default:
		Copy(dst, dstStride, src, srcStride, w, h)
	}
}

// A plane is a view of rows from the first one, at `at`, on: step is the stride,
// negative where the last row is the first of the view.
type plane struct {
	pix      []byte
	at, step int
}

func (p plane) row(y int) []byte { return p.pix[p.at+y*p.step:] }

// upsideDown returns the view of h rows from the last one up.
func (p plane) upsideDown(h int) plane {
	return plane{p.pix, p.at + (h-1)*p.step, -p.step}
}

// mirror reverses rows.
func mirror(dst, src plane, w, h int) {
	for y := range h {
		s, d := src.row(y)[:w], dst.row(y)[:w]
		x := 0
		for ; x+8 <= w; x += 8 {
			binary.LittleEndian.PutUint64(d[w-8-x:], bits.ReverseBytes64(binary.LittleEndian.Uint64(s[x:])))
		}
		for ; x < w; x++ {
			d[w-1-x] = s[x]
		}
	}
}

// transpose makes row x of dst of column x of src, which has w×h samples, in
// blocks of 8×8.
func transpose(dst, src plane, w, h int) {
	y := 0
	for ; y+8 <= h; y += 8 {
		var rows [8][]byte
		for k := range rows {
			rows[k] = src.row(y + k)[:w]
		}
		x := 0
		for ; x+8 <= w; x += 8 {
			var block [8]uint64
			for k := range block {
				block[k] = binary.LittleEndian.Uint64(rows[k][x:])
			}
			transpose8(&block)
			for k, column := range block {
				binary.LittleEndian.PutUint64(dst.row(x + k)[y:], column)
			}
		}
		for ; x < w; x++ {
			d := dst.row(x)[y:]
			for k := range rows {
				d[k] = rows[k][x]
			}
		}
	}
	for ; y < h; y++ {
		s := src.row(y)[:w]
		for x, v := range s {
			dst.row(x)[y] = v
		}
	}
}

// transpose8 transposes 8×8 bytes, byte 0 being the lowest: blocks of 4×4, 2×2
// and 1×1 change places across the diagonal (Warren, Hacker's Delight, 7-3).
func transpose8(b *[8]uint64) {
	for k := range 4 {
		swap(&b[k], &b[k+4], 32, 0x00000000ffffffff)
	}
	for _, k := range [4]int{0, 1, 4, 5} {
		swap(&b[k], &b[k+2], 16, 0x0000ffff0000ffff)
	}
	for k := 0; k < 8; k += 2 {
		swap(&b[k], &b[k+1], 8, 0x00ff00ff00ff00ff)
	}
}

// swap exchanges what mask selects of b with what it selects of a, n bits up.
func swap(a, b *uint64, n int, mask uint64) {
	t := (*a>>n ^ *b) & mask
	*a ^= t << n
	*b ^= t
}
