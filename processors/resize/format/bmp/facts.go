package bmp

import "fanout/processors/resize/format"

// facts implements format.Format.ReadFacts.
func (r reader) facts(s format.Section) (format.Facts, error) {
	h, err := r.header(s)
	if err != nil {
		return format.Facts{}, err
	}
	if h.inside != nil {
		return h.factsInside(s)
	}
	facts := format.Facts{Width: h.width, Height: h.height}
	facts.Channels, facts.Depth = 3, 8
	switch h.depth {
	case 16, 24, 32:
		facts.Depth = 1
		for _, mask := range h.masks[:3] {
			c := newChannel(mask)
			facts.Depth = max(facts.Depth, c.width())
		}
		if h.depth == 32 || h.masks[3] != 0 {
			facts.Channels = 4
		}
		facts.Alpha = h.masks[3] != 0
	case 64:
		facts.Channels, facts.Depth, facts.Alpha = 4, 16, true
	default:
		facts.Channels, facts.Depth, facts.Palette = 1, h.depth, true
	}
	if h.runs {
		facts.Alpha = true // some pixels may be skipped
	}
	return facts, nil
}

// factsInside returns the facts of the file inside. Its orientation does not
// count: the BMP's own headers say which way is up.
func (h *header) factsInside(s format.Section) (format.Facts, error) {
	facts, err := h.inside.ReadFacts(s.Sub(h.pixels.at, h.pixels.size))
	if err != nil {
		return format.Facts{}, err
	}
	facts.Inside, facts.Orientation = h.inside, 1
	facts.Planar = false // the BMP's decoder makes pixels of it
	return facts, nil
}

// decoderBytes implements format.Format.DecoderBytes: a band, or one row if
// that is larger, and where the rows of a run-length encoded picture begin.
func decoderBytes(facts *format.Facts) float64 {
	if facts.Inside != nil {
		return facts.Inside.DecoderBytes(facts)
	}
	return max(bandBytes, 8*float64(facts.Width)) + spanBytes*float64(facts.Height) + 64<<10
}
