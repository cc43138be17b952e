package resample

import "context"

// copyNearest sets dst to the nearest samples of src. That is the
// nearest-neighbour filter, of support 0, and the result of two identity axes.
// Pixels are copied as they are.
func (r *Resampler) copyNearest(ctx context.Context, dst, src raster, x, y Axis, channels int) error {
	width := x.Len() * channels
	first, last := x.nearest(x.From), x.nearest(x.To-1)
	inOrder := x.isIdentity() && last-first == x.Len()-1 // no sample repeats
	for i := range y.Len() {
		if err := r.charge(ctx, width); err != nil {
			return err
		}
		from, to := src.row(y.nearest(y.From+i)), dst.row(i)[:width]
		switch {
		case inOrder:
			copy(to, from[first*channels:])
		case channels == 1:
			for j := range to {
				to[j] = from[x.nearest(x.From+j)]
			}
		default:
			for j := range x.Len() {
				copy(to[j*channels:][:channels], from[x.nearest(x.From+j)*channels:])
			}
		}
	}
	return nil
}
