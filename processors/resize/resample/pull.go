package resample

import (
	"context"
	"errors"
	"image"
)

// A RowSource writes row y of a picture to dst, as opaque pixels.
type RowSource func(dst []byte, y int) error

// Opaque resamples a picture of x.Src×y.Src opaque pixels into dst of
// x.Len()×y.Len(). It asks for the rows that it needs from the top down, for
// each once, and holds only those that make up a row of the result. So what is
// decoded to something else than RGB needs no memory to become it. It fails as
// RGBA does, and with the error of source.
func (r *Resampler) Opaque(ctx context.Context, dst *image.NRGBA, source RowSource, x, y Axis) error {
	if err := errors.Join(x.validate(), y.validate()); err != nil {
		return err
	}
	to := raster{dst.Pix, dst.Stride}
	if dst.Rect.Size() != image.Pt(x.Len(), y.Len()) || !to.holds(4*x.Len(), y.Len()) {
		return errors.New("resample: the result has another size than the axes")
	}
	defer r.trim()
	if r.isCopy(x, y) {
		return r.pullNearest(ctx, to, source, x, y)
	}
	tx, ty, err := r.axisTables(ctx, x, y, 4, columnBits)
	if err != nil {
		return err
	}
	frac, width, stride := fraction(tx.bits), 4*tx.span, 4*x.Src
	row := r.intermediate.Get(width + 4*tx.taps)[:width]
	ring := r.pulled.Get(ty.taps * stride)
	next := 0 // the row to be asked for next
	for i := range y.Len() {
		first := ty.base + int(ty.first[i])
		for next = max(next, first); next < min(first+ty.taps, y.Src); next++ {
			if err := r.pull(ctx, ring[next%ty.taps*stride:][:stride], source, next); err != nil {
				return err
			}
		}
		r.offsets = ty.ringOffsets(r.offsets[:0], i, stride)
		weights := ty.weights[i*ty.taps:][:ty.taps]
		if err := r.columns(ctx, row, ring[4*tx.base:], weights, ty.bits-frac); err != nil {
			return err
		}
		if err := r.rows(ctx, to.row(i)[:4*x.Len()], tx, 4, tx.bits+frac); err != nil {
			return err
		}
	}
	return nil
}

// pull asks for row y. Its conversion is work as well.
func (r *Resampler) pull(ctx context.Context, dst []byte, source RowSource, y int) error {
	if err := r.charge(ctx, 2*len(dst)); err != nil {
		return err
	}
	return source(dst, y)
}

// pullNearest sets dst to the nearest pixels of source.
func (r *Resampler) pullNearest(ctx context.Context, dst raster, source RowSource, x, y Axis) error {
	// A row is copied as it is.
	whole := x.isIdentity() && x.Len() == x.Src && x.nearest(x.From) == 0 && x.nearest(x.To-1) == x.Src-1
	row, last := r.pulled.Get(4*x.Src), -1
	for i := range y.Len() {
		out, from := dst.row(i)[:4*x.Len()], y.nearest(y.From+i)
		switch {
		case whole && from == last:
			copy(out, dst.row(i-1))
			continue
		case whole:
			row = out
		}
		if from != last {
			if err := r.pull(ctx, row, source, from); err != nil {
				return err
			}
			last = from
		}
		for j := 0; !whole && j < x.Len(); j++ {
			copy(out[4*j:][:4], row[4*x.nearest(x.From+j):])
		}
	}
	return nil
}
