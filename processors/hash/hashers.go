package hash

import (
	"slices"

	"fanout/processors/hash/kdf"
)

// hashers are the hashers that a worker keeps for the parameters it had last,
// as fresh memory costs time: the kernel clears it page by page.
type hashers struct {
	limit int64        // bytes that they may hold while the worker is idle
	kept  []keptHasher // the one used last at the end
}

// A keptHasher is a hasher and what it was made for.
type keptHasher struct {
	kdf.Hasher
	params kdf.Params
	lanes  int
}

// maxHashers bounds how many a worker keeps, however small they are.
const maxHashers = 16

// take returns the hasher for params, which is in use until the next call of
// release.
func (h *hashers) take(params kdf.Params, lanes int) kdf.Hasher {
	i := slices.IndexFunc(h.kept, func(k keptHasher) bool { return k.params == params && k.lanes == lanes })
	if i < 0 {
		h.kept = append(h.kept, keptHasher{params.New(lanes), params, lanes})
	} else {
		used := h.kept[i]
		h.kept = append(slices.Delete(h.kept, i, i+1), used)
	}
	return h.kept[len(h.kept)-1].Hasher
}

// release gives back what idle hashers may not hold: first one that is too
// large by itself, then those that were not used for the longest time.
func (h *hashers) release() {
	if last := len(h.kept) - 1; h.kept[last].Memory() > h.limit {
		h.drop(last)
	}
	sum := int64(0)
	for i := range h.kept {
		sum += h.kept[i].Memory()
	}
	for len(h.kept) > 0 && (sum > h.limit || len(h.kept) > maxHashers) {
		sum -= h.kept[0].Memory()
		h.drop(0)
	}
}

// drop closes hasher i.
func (h *hashers) drop(i int) {
	h.kept[i].Close()
	h.kept = slices.Delete(h.kept, i, i+1)
}
