// Package resample brings pictures to another size: planes of 8-bit samples, and
// interleaved RGBA. It is separable and works in fixed point.
//
// The definition is in float64 (float_ref.go, Axis.window): columns first, then
// rows, edge samples repeated, rounded and clamped once at the end. The
// fixed-point code (fixed.go has its formats and ranges) agrees with it within
// one level for all filters of imaging whose support is at most 3 and ratios
// from 1/64 to 8; it is itself what the assembly must agree with bit for bit.
//
// The weights follow Turkowski, "Filters for Common Resampling Tasks" (Graphics
// Gems I, 1990): the filter is stretched when reducing.
package resample

import (
	"context"
	"errors"
	"image"
	"slices"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
)

// A Resampler resamples with one filter. It keeps its buffers and the weights of
// the sizes met last, so photos of one camera cost no allocation. One goroutine
// owns it.
type Resampler struct {
	// Keep is how many bytes are kept from one call to the next; if it becomes
	// more, all is given back.
	Keep int

	filter  imaging.ResampleFilter
	tables  []*table // the one used last comes first
	scratch []float64

	between scratch.Buffer[int16] // one row after the columns
	wide    scratch.Buffer[int16] // one row of the result with alpha, or its tail
	ring    scratch.Buffer[int16] // premultiplied source rows
	offsets []int                 // of the rows of one window
	tail    [32]byte

	budget int // work to do until the context is looked at
}

// New returns a Resampler for filter, which must not change. A filter with a
// support of 0 is the nearest neighbour.
func New(filter imaging.ResampleFilter) *Resampler { return &Resampler{filter: filter} }

// maxTables is how many tables are kept: two axes of luma and chroma, upright
// and on its side.
const maxTables = 8

// Plane resamples a plane. src holds y.Src rows of x.Src samples, srcStride
// apart; dst gets y.Len() rows of x.Len(), dstStride apart. They must not
// overlap. Only the context and bad arguments make it fail.
func (r *Resampler) Plane(ctx context.Context, dst []byte, dstStride int, src []byte, srcStride int, x, y Axis) error {
	if err := check(dst, dstStride, src, srcStride, x, y, 1); err != nil {
		return err
	}
	return r.resample(ctx, dst, dstStride, src, srcStride, x, y, 1)
}

// RGBA resamples a picture of x.Src×y.Src pixels, not premultiplied, into dst of
// x.Len()×y.Len(). Colours count as much as their pixels are opaque. opaque says
// that all are, whatever their alpha is, which must then be equal. The pictures
// must not overlap. Only the context and bad arguments make it fail.
func (r *Resampler) RGBA(ctx context.Context, dst, src *image.NRGBA, x, y Axis, opaque bool) error {
	if src.Rect.Size() != image.Pt(x.Src, y.Src) || dst.Rect.Size() != image.Pt(x.Len(), y.Len()) {
		return errors.New("resample: the pictures have other sizes than the axes")
	}
	if err := check(dst.Pix, dst.Stride, src.Pix, src.Stride, x, y, 4); err != nil {
		return err
	}
	if opaque {
		return r.resample(ctx, dst.Pix, dst.Stride, src.Pix, src.Stride, x, y, 4)
	}
	return r.resampleAlpha(ctx, dst, src, x, y)
}

// check fails unless the picture of pixels of size bytes lies in its slices.
func check(dst []byte, dstStride int, src []byte, srcStride int, x, y Axis, size int) error {
	if err := x.check(); err != nil {
		return err
	}
	if err := y.check(); err != nil {
		return err
	}
	holds := func(pix []byte, stride, width, height int) bool {
		// In this order nothing overflows: (height-1)·stride is at most len(pix).
		return stride >= width && len(pix) >= width && (height == 1 || (len(pix)-width)/(height-1) >= stride)
	}
	if !holds(src, srcStride, x.Src*size, y.Src) || !holds(dst, dstStride, x.Len()*size, y.Len()) {
		return errors.New("resample: a picture does not lie in its slice")
	}
	return nil
}

// resample does the work where samples are alike: size is 1 for a plane and 4
// for opaque pixels.
func (r *Resampler) resample(ctx context.Context, dst []byte, dstStride int, src []byte, srcStride int, x, y Axis, size int) error {
	if r.copies(x, y) {
		return r.copyNearest(ctx, dst, dstStride, src, srcStride, x, y, size)
	}
	defer r.trim()
	tx, err := r.table(ctx, rowSpec(x, size))
	if err != nil {
		return err
	}
	ty, err := r.table(ctx, spec{axis: y, unit: columnUnit, maxBits: columnBits})
	if err != nil {
		return err
	}
	frac := fraction(tx.bits)
	r.between.Get((tx.span + tx.taps) * size)
	for i := range y.Len() {
		r.offsets = ty.rows(r.offsets[:0], i, srcStride)
		weights := ty.weights[i*ty.taps:][:ty.taps]
		row := r.between[:tx.span*size]
		if err := r.columns(ctx, row, src[tx.base*size:], weights, ty.bits-frac); err != nil {
			return err
		}
		if err := r.rows(ctx, dst[i*dstStride:][:x.Len()*size], tx, size, tx.bits+frac); err != nil {
			return err
		}
	}
	return nil
}

// resampleAlpha is resample for pixels with alpha.
func (r *Resampler) resampleAlpha(ctx context.Context, dst, src *image.NRGBA, x, y Axis) error {
	if r.copies(x, y) {
		return r.copyNearest(ctx, dst.Pix, dst.Stride, src.Pix, src.Stride, x, y, 4)
	}
	defer r.trim()
	tx, err := r.table(ctx, rowSpec(x, 4))
	if err != nil {
		return err
	}
	ty, err := r.table(ctx, spec{axis: y, unit: columnUnit, maxBits: columnBits - 1})
	if err != nil {
		return err
	}
	frac, alphaBits := fraction(tx.bits), alphaFraction(ty.bits)
	r.between.Get((tx.span + tx.taps) * 4)
	r.wide.Get(4 * len(tx.first))
	// Source rows are premultiplied once, into a ring that holds a window.
	width := 4 * tx.span
	r.ring.Get(width * ty.taps)
	next := 0 // the source row to be premultiplied next
	for i := range y.Len() {
		first := ty.base + int(ty.first[i])
		next = max(next, first)
		for ; next < min(first+ty.taps, y.Src); next++ {
			if err := r.spend(ctx, 4*width); err != nil {
				return err
			}
			premultiply(r.ring[next%ty.taps*width:][:width], src.Pix[next*src.Stride+4*tx.base:][:width], alphaBits)
		}
		r.offsets = r.offsets[:0]
		for k := range ty.taps {
			r.offsets = append(r.offsets, min(first+k, y.Src-1)%ty.taps*width)
		}
		weights := ty.weights[i*ty.taps:][:ty.taps]
		if err := r.wideColumns(ctx, r.between[:width], weights, ty.bits+alphaBits-frac); err != nil {
			return err
		}
		if err := r.widePixels(ctx, tx, tx.bits+frac-alphaOut); err != nil {
			return err
		}
		unpremultiply(dst.Pix[i*dst.Stride:][:4*x.Len()], r.wide)
	}
	return nil
}

// copies reports whether pixels are only copied.
func (r *Resampler) copies(x, y Axis) bool {
	return r.filter.Support <= 0 || x.unchanged() && y.unchanged()
}

// rowSpec returns the spec of x's table: what rows and pixels take at a time.
func rowSpec(x Axis, size int) spec {
	s := spec{axis: x, unit: rowUnit, maxBits: rowBits - minFrac}
	if size == 4 {
		s.unit = pixelUnit
	}
	return s
}

// rows appends the offsets of the rows of window i, stride apart. Where the
// table's taps go beyond the last row, their weights are 0 and they name it
// again.
func (t *table) rows(offsets []int, i, stride int) []int {
	first := t.base + int(t.first[i])
	for k := range t.taps {
		offsets = append(offsets, min(first+k, t.axis.Src-1)*stride)
	}
	return offsets
}

// table returns the table of s, made or found again.
func (r *Resampler) table(ctx context.Context, s spec) (*table, error) {
	i := slices.IndexFunc(r.tables, func(t *table) bool { return t.spec == s })
	if i < 0 {
		if i = len(r.tables); i < maxTables {
			r.tables = append(r.tables, new(table))
		} else {
			i--
		}
		if err := r.tables[i].build(ctx, s, &r.filter, &r.scratch); err != nil {
			r.tables = slices.Delete(r.tables, i, i+1)
			return nil, err
		}
	}
	t := r.tables[i]
	copy(r.tables[1:], r.tables[:i])
	r.tables[0] = t
	return t, nil
}

// trim gives everything back if it is more than Keep.
func (r *Resampler) trim() {
	n := r.between.Size() + r.wide.Size() + r.ring.Size() + 8*(cap(r.offsets)+cap(r.scratch))
	for _, t := range r.tables {
		n += 4*cap(t.first) + 2*cap(t.weights)
	}
	if n > r.Keep {
		*r = Resampler{Keep: r.Keep, filter: r.filter}
	}
}
