// Package resample brings pictures to another size: planes of 8-bit samples,
// and interleaved RGBA. It is separable and works in fixed point.
//
// The definition is in float64 (float_ref.go, Axis.weights): columns first,
// then rows, samples at the edges repeated, rounded and clamped once at the
// end. The fixed-point reference (fixed.go, which has the formats and
// ranges) agrees with it within one level for all filters of imaging whose
// support is at most 3 and ratios from 1/64 to 8. The assembly agrees with the
// fixed-point reference bit for bit.
//
// The weights follow Turkowski, "Filters for Common Resampling Tasks" (Graphics
// Gems I, 1990): the filter is stretched when a picture is reduced.
package resample

import (
	"context"
	"errors"
	"image"
	"slices"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
)

// A Resampler resamples with one filter. It keeps its buffers and the weights
// of the last sizes, so that photos of one camera cost no allocation. One
// goroutine owns it.
type Resampler struct {
	// Keep is how many bytes are kept from one call to the next; if it becomes
	// more, all is given back.
	Keep int

	filter  imaging.ResampleFilter
	tables  []*weightTable          // the last one used comes first
	weights scratch.Buffer[float64] // of one sample

	intermediate scratch.Buffer[int16] // a row of it
	wideRow      scratch.Buffer[int16] // a row of the result, with alpha
	ring         scratch.Buffer[int16] // premultiplied source rows
	pulled       scratch.Buffer[byte]  // rows of a RowSource
	offsets      scratch.Buffer[int]   // of the source rows that are the taps of a row
	tail         [32]byte

	untilCheck int // multiplications until ctx is checked
}

// New returns a Resampler for filter, which must not change. A filter with a
// support of 0 is the nearest neighbour.
func New(filter imaging.ResampleFilter) *Resampler { return &Resampler{filter: filter} }

// maxTables limits the tables that are kept: two axes of luma and chroma, of
// pictures in both orientations.
const maxTables = 8

// A raster is rows of bytes that are stride apart.
type raster struct {
	pix    []byte
	stride int
}

// row returns the bytes from the start of row y on.
func (m raster) row(y int) []byte { return m.pix[y*m.stride:] }

// holds reports whether m has height rows of width bytes.
func (m raster) holds(width, height int) bool {
	// In this order nothing overflows: (height-1)·stride is at most len(pix).
	return m.stride >= width && len(m.pix) >= width && (height == 1 || (len(m.pix)-width)/(height-1) >= m.stride)
}

// Plane resamples a plane. src holds y.Src rows of x.Src samples, srcStride
// bytes apart; dst gets y.Len() rows of x.Len() samples, dstStride apart. They
// must not overlap. It fails if an axis is invalid, a picture does not fit in
// its slice, the filter's weights are out of range, or ctx is cancelled, with
// its cause.
func (r *Resampler) Plane(ctx context.Context, dst []byte, dstStride int, src []byte, srcStride int, x, y Axis) error {
	return r.resample(ctx, raster{dst, dstStride}, raster{src, srcStride}, x, y, 1)
}

// RGBA resamples a picture of x.Src×y.Src pixels, not premultiplied, into dst
// of x.Len()×y.Len(). Colors are weighted by their alpha. If opaque is set,
// all pixels have the same alpha, and so has the result. The pictures must not
// overlap. RGBA fails as Plane does, and if a picture has another size.
func (r *Resampler) RGBA(ctx context.Context, dst, src *image.NRGBA, x, y Axis, opaque bool) error {
	if src.Rect.Size() != image.Pt(x.Src, y.Src) || dst.Rect.Size() != image.Pt(x.Len(), y.Len()) {
		return errors.New("resample: the pictures have other sizes than the axes")
	}
	to, from := raster{dst.Pix, dst.Stride}, raster{src.Pix, src.Stride}
	if opaque {
		return r.resample(ctx, to, from, x, y, 4)
	}
	return r.resampleAlpha(ctx, to, from, x, y)
}

// validate fails unless the axes are valid and both pictures fit in their
// slices.
func validate(dst, src raster, x, y Axis, channels int) error {
	if err := x.validate(); err != nil {
		return err
	}
	if err := y.validate(); err != nil {
		return err
	}
	if !src.holds(x.Src*channels, y.Src) || !dst.holds(x.Len()*channels, y.Len()) {
		return errors.New("resample: a picture does not lie in its slice")
	}
	return nil
}

// resample resamples a plane, of 1 channel, or opaque pixels, of 4.
func (r *Resampler) resample(ctx context.Context, dst, src raster, x, y Axis, channels int) error {
	if err := validate(dst, src, x, y, channels); err != nil {
		return err
	}
	if r.isCopy(x, y) {
		return r.copyNearest(ctx, dst, src, x, y, channels)
	}
	defer r.trim()
	tx, ty, err := r.axisTables(ctx, x, y, channels, columnBits)
	if err != nil {
		return err
	}
	frac := fraction(tx.bits)
	width := tx.span * channels
	row := r.intermediate.Get(width + tx.taps*channels)[:width]
	for i := range y.Len() {
		r.offsets = ty.rowOffsets(r.offsets[:0], i, src.stride)
		weights := ty.weights[i*ty.taps:][:ty.taps]
		if err := r.columns(ctx, row, src.pix[tx.base*channels:], weights, ty.bits-frac); err != nil {
			return err
		}
		if err := r.rows(ctx, dst.row(i)[:x.Len()*channels], tx, channels, tx.bits+frac); err != nil {
			return err
		}
	}
	return nil
}

// resampleAlpha resamples pixels with alpha: premultiplied by it, and divided
// by it in the end.
func (r *Resampler) resampleAlpha(ctx context.Context, dst, src raster, x, y Axis) error {
	if err := validate(dst, src, x, y, 4); err != nil {
		return err
	}
	if r.isCopy(x, y) {
		return r.copyNearest(ctx, dst, src, x, y, 4)
	}
	defer r.trim()
	tx, ty, err := r.axisTables(ctx, x, y, 4, columnBits-1)
	if err != nil {
		return err
	}
	frac, alphaBits := fraction(tx.bits), alphaFraction(ty.bits)
	width := 4 * tx.span
	row := r.intermediate.Get(width + 4*tx.taps)[:width]
	r.wideRow.Get(4 * len(tx.first))
	// Source rows are premultiplied once, into a ring of as many rows as there
	// are taps.
	r.ring.Get(width * ty.taps)
	next := 0 // the source row to be premultiplied next
	for i := range y.Len() {
		first := ty.base + int(ty.first[i])
		next = max(next, first)
		for ; next < min(first+ty.taps, y.Src); next++ {
			if err := r.charge(ctx, 4*width); err != nil {
				return err
			}
			premultiply(r.ring[next%ty.taps*width:][:width], src.row(next)[4*tx.base:][:width], alphaBits)
		}
		r.offsets = ty.ringOffsets(r.offsets[:0], i, width)
		weights := ty.weights[i*ty.taps:][:ty.taps]
		if err := r.wideColumns(ctx, row, weights, ty.bits+alphaBits-frac); err != nil {
			return err
		}
		if err := r.widePixels(ctx, tx, tx.bits+frac-alphaOut); err != nil {
			return err
		}
		unpremultiply(dst.row(i)[:4*x.Len()], r.wideRow)
	}
	return nil
}

// isCopy reports whether pixels are copied.
func (r *Resampler) isCopy(x, y Axis) bool {
	return r.filter.Support <= 0 || x.isIdentity() && y.isIdentity()
}

// axisTables returns the tables of both axes, y's with weights of at most
// maxBits.
func (r *Resampler) axisTables(ctx context.Context, x, y Axis, channels, maxBits int) (tx, ty *weightTable, err error) {
	unit := rowUnit
	if channels == 4 {
		unit = pixelUnit
	}
	if tx, err = r.table(ctx, weightSpec{axis: x, unit: unit, maxBits: rowBits - minFrac}); err != nil {
		return nil, nil, err
	}
	ty, err = r.table(ctx, weightSpec{axis: y, unit: columnUnit, maxBits: maxBits})
	return tx, ty, err
}

// table returns the table of s: a kept one, or a new one in place of the one
// that was used longest ago.
func (r *Resampler) table(ctx context.Context, s weightSpec) (*weightTable, error) {
	i := slices.IndexFunc(r.tables, func(t *weightTable) bool { return t.weightSpec == s })
	if i < 0 {
		if i = len(r.tables); i < maxTables {
			r.tables = append(r.tables, new(weightTable))
		} else {
			i--
		}
		if err := r.tables[i].build(ctx, s, &r.filter, &r.weights); err != nil {
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
	n := r.intermediate.Size() + r.wideRow.Size() + r.ring.Size() + r.pulled.Size() + r.offsets.Size() + r.weights.Size()
	for _, t := range r.tables {
		n += 4*cap(t.first) + 2*cap(t.weights)
	}
	if n > r.Keep {
		*r = Resampler{Keep: r.Keep, filter: r.filter}
	}
}
