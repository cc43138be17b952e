package resample

import "context"

// copyNearest makes a picture of the nearest samples: what filters of support 0
// ask for, and what an axis on which nothing changes comes to. Pixels of size
// bytes are copied as they are.
func (r *Resampler) copyNearest(ctx context.Context, dst []byte, dstStride int, src []byte, srcStride int, x, y Axis, size int) error {
	width := x.Len() * size
	first, last := x.nearest(x.From), x.nearest(x.To-1)
	inOrder := x.unchanged() && last-first == x.Len()-1 // nothing repeats
	for i := range y.Len() {
		if err := r.spend(ctx, width); err != nil {
			return err
		}
		from := src[y.nearest(y.From+i)*srcStride:]
		to := dst[i*dstStride:][:width]
		switch {
		case inOrder:
			copy(to, from[first*size:])
		case size == 1:
			for j := range to {
				to[j] = from[x.nearest(x.From+j)]
			}
		default:
			for j := range x.Len() {
				copy(to[j*size:][:size], from[x.nearest(x.From+j)*size:])
			}
		}
	}
	return nil
}
