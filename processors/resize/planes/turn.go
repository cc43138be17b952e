package planes

import (
	"encoding/binary"
	"math/bits"
)

// Turn copies a plane of w×h samples that is stored with the EXIF orientation 1
// to 8 into dst, upright (EXIF 2.32, 4.6.5.1.6: which side of the picture row 0
// and column 0 are). From 5 on, dst has h columns and w rows. Any other
// orientation is taken as 1.
func Turn(dst []byte, dstStride int, src []byte, srcStride, w, h, orientation int) {
	if w <= 0 || h <= 0 {
		return
	}
	from, to := view{src, 0, srcStride}, view{dst, 0, dstStride}
	switch orientation {
	case 2: // mirrored left to right
		mirror(to, from, w, h)
	case 3: // rotated by 180°
		mirror(to, from.upsideDown(h), w, h)
	case 4: // mirrored top to bottom
		for y := range h {
			copy(to.row(y)[:w], from.row(h - 1 - y)[:w])
		}
	case 5: // mirrored along the main diagonal
		transpose(to, from, w, h)
	case 6: // to be rotated by 90° clockwise
		transpose(to, from.upsideDown(h), w, h)
	case 7: // mirrored along the other diagonal
		transpose(to.upsideDown(w), from.upsideDown(h), w, h)
	case 8: // to be rotated by 90° counter-clockwise
		transpose(to.upsideDown(w), from, w, h)
	default:
		Copy(dst, dstStride, src, srcStride, w, h)
	}
}

// A view is a plane whose row y begins at index offset + y·stride of pix. The
// stride is negative if the view is upside down.
type view struct {
	pix            []byte
	offset, stride int
}

// row returns the samples from the start of row y on.
func (v view) row(y int) []byte { return v.pix[v.offset+y*v.stride:] }

// upsideDown returns the view of h rows from the last one up.
func (v view) upsideDown(h int) view {
	return view{v.pix, v.offset + (h-1)*v.stride, -v.stride}
}

// mirror copies src with every row reversed.
func mirror(dst, src view, w, h int) {
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

// transpose copies column x of src, which has w×h samples, to row x of dst, in
// blocks of 8×8.
func transpose(dst, src view, w, h int) {
	y := 0
	for ; y+8 <= h; y += 8 {
		var rows [8][]byte
		for k := range rows {
			rows[k] = src.row(y + k)[:w]
		}
		x := 0
		for ; x+8 <= w; x += 8 {
			transpose8(dst, x, y, &rows)
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

// transpose8 copies the columns x to x+7 of 8 rows to the rows x to x+7 of dst,
// from column y on: blocks of 4×4, 2×2 and 1×1 are swapped across the diagonal
// (Warren, Hacker's Delight, 7-3). The first sample is in the lowest byte.
func transpose8(dst view, x, y int, rows *[8][]byte) {
	load := func(k int) uint64 { return binary.LittleEndian.Uint64(rows[k][x:]) }
	a, b, c, d, e, f, g, h := load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)
	const quads, pairs, singles = 0x00000000ffffffff, 0x0000ffff0000ffff, 0x00ff00ff00ff00ff
	a, e = swap(a, e, 32, quads)
	b, f = swap(b, f, 32, quads)
	c, g = swap(c, g, 32, quads)
	d, h = swap(d, h, 32, quads)
	a, c = swap(a, c, 16, pairs)
	b, d = swap(b, d, 16, pairs)
	e, g = swap(e, g, 16, pairs)
	f, h = swap(f, h, 16, pairs)
	a, b = swap(a, b, 8, singles)
	c, d = swap(c, d, 8, singles)
	e, f = swap(e, f, 8, singles)
	g, h = swap(g, h, 8, singles)
	at := dst.offset + x*dst.stride + y
	for _, v := range [8]uint64{a, b, c, d, e, f, g, h} {
		binary.LittleEndian.PutUint64(dst.pix[at:], v)
		at += dst.stride
	}
}

// swap exchanges the bits of b that mask selects with the bits of a n places
// above them.
func swap(a, b uint64, n int, mask uint64) (uint64, uint64) {
	t := (a>>n ^ b) & mask
	return a ^ t<<n, b ^ t
}
