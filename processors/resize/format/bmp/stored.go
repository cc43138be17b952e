package bmp

import (
	"context"

	"fanout/processors/resize/format"
)

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
			none, err := noAlpha(ctx, data, count, step, used, direct.hasAlpha, found)
			if err != nil {
				return nil, err
			}
			direct.opaque = none
		}
		p.read = func(dst []byte, y int) { direct.convert(dst, row(y)) }
	case 64:
		none, err := noAlpha(ctx, data, count, step, used, hasLinearAlpha, found)
		if err != nil {
			return nil, err
		}
		p.read = func(dst []byte, y int) { convertLinear(dst, row(y), none) }
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

// noAlpha reports that no row has alpha, so that nothing could be seen: it was
// never meant.
func noAlpha(ctx context.Context, data []byte, count int, step, used int64, hasAlpha func(row []byte) bool, found *format.Findings) (bool, error) {
	for i := range count {
		if i%256 == 0 && ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if hasAlpha(data[int64(i)*step:][:used]) {
			return false, nil
		}
	}
	found.Note(name + ": alpha is 0 everywhere: the picture is taken for opaque")
	return true, nil
}
