package resize

import "context"

// mergeOrdered calls use with the keys of all streams in ascending order. next
// returns a stream's next key; ok is false at its end.
func mergeOrdered(ctx context.Context, streams []*partStream, next func(*partStream) (key uint64, ok bool, err error),
	use func(key uint64, s *partStream) error) error {
	h := mergeHeap{}
	for _, s := range streams {
		key, ok, err := next(s)
		if err != nil {
			return err
		}
		if ok {
			h.push(mergeEntry{key, s})
		}
	}
	for n := 0; len(h) > 0; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		top := h[0]
		if err := use(top.key, top.stream); err != nil {
			return err
		}
		key, ok, err := next(top.stream)
		switch {
		case err != nil:
			return err
		case ok:
			h[0].key = key
		default:
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		h.sink()
	}
	return nil
}

// A mergeHeap has its least entry first.
type mergeHeap []mergeEntry

type mergeEntry struct {
	key    uint64
	stream *partStream
}

func (h mergeHeap) less(i, j int) bool {
	return h[i].key < h[j].key || h[i].key == h[j].key && h[i].stream.shard < h[j].stream.shard
}

func (h *mergeHeap) push(e mergeEntry) {
	*h = append(*h, e)
	for i := len(*h) - 1; i > 0 && h.less(i, (i-1)/2); i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

// sink brings the first entry to its place.
func (h mergeHeap) sink() {
	for i := 0; 2*i+1 < len(h); {
		child := 2*i + 1
		if child+1 < len(h) && h.less(child+1, child) {
			child++
		}
		if !h.less(child, i) {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
