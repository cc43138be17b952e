package bmp

import (
	"context"

	"fanout/processors/resize/format"
)

// noAlpha is the note on pictures in which nothing could be seen.
const noAlpha = name + ": alpha is 0 everywhere, so it is taken for none"

// newStored returns the rows of a picture that stores them at one length.
func newStored(ctx context.Context, h *header, file []byte, found *format.Findings) (*rows, error) {
	p := &rows{width: h.width, height: h.height}
	data := file[h.pixels.at:]
	step, used := h.rowBytes()
	// The padding of the last row may be missing.
	count := int(min((int64(len(data))+step-used)/step, int64(h.height)))
	if err := p.setCount(count, h.topDown, len(file), found); err != nil {
		return nil, err
	}
	row := func(y int) []byte { return data[int64(h.stored(y))*step:][:used] }
	switch h.depth {
	case 16, 24, 32:
		direct := newDirect(h.depth, h.masks)
		if h.masks[3] != 0 {
			transparent, err := allTransparent(ctx, data, count, step, used, direct.hasAlpha)
			if err != nil {
				return nil, err
			}
			if transparent {
				found.Note(noAlpha)
			}
			direct.opaque = transparent
		}
		p.read = func(dst []byte, y int) { direct.convert(dst, row(y)) }
	case 64:
		transparent, err := allTransparent(ctx, data, count, step, used, hasLinearAlpha)
		if err != nil {
			return nil, err
		}
		if transparent {
			found.Note(noAlpha)
		}
		p.read = func(dst []byte, y int) { convertLinear(dst, row(y), transparent) }
	default:
		colours := h.colours(file)
		p.gray = colours.gray
		unpacked := make([]byte, h.width)
		p.read = func(dst []byte, y int) {
			indices := row(y)
			if h.depth < 8 {
				unpack(unpacked, indices, h.depth)
				indices = unpacked
			}
			colours.convert(dst, indices, p.gray, found)
		}
	}
	return p, nil
}

// allTransparent reports whether no row has alpha: then the alpha was never
// meant.
func allTransparent(ctx context.Context, data []byte, count int, step, used int64, hasAlpha func(row []byte) bool) (bool, error) {
	for i := range count {
		if i%256 == 0 && ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if hasAlpha(data[int64(i)*step:][:used]) {
			return false, nil
		}
	}
	return true, nil
}
