package gif

import (
	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// readFacts implements format.Format.ReadFacts. It walks all blocks, one byte
// of each sub-block.
func readFacts(s format.Section) (format.Facts, error) {
	sc, err := newScanner(s)
	if err != nil {
		return format.Facts{}, err
	}
	facts := format.Facts{Channels: 1, Palette: true}
	largest := 0
	last := animation.DisposeNone
	for {
		f, ok := sc.next()
		if !ok {
			break
		}
		// Transparent is what the first frame leaves free, and what a frame
		// clears for the next.
		if facts.Frames == 0 {
			facts.Composed = !sc.screen.In(f.area)
			facts.Alpha = facts.Composed || f.transparent >= 0 || f.empty || !f.whole
			facts.Multipass = f.interlaced
		} else if last == animation.DisposeBackground {
			facts.Alpha = true
		}
		last = f.disposal
		facts.AddFrame(f.area.Dx(), f.area.Dy())
		if largest = max(largest, f.colours); facts.Colours == 0 || f.table != sc.table {
			facts.Colours += f.colours
		}
	}
	if facts.Frames == 0 {
		return format.Facts{}, s.Fail(min(sc.off, s.Size), "no picture")
	}
	facts.Width, facts.Height = sc.screen.Dx(), sc.screen.Dy()
	facts.Composed = facts.Composed || facts.Frames > 1
	for facts.Depth = 1; 1<<facts.Depth < largest; facts.Depth++ {
	}
	if largest == 0 {
		facts.Depth = 8
	}
	return facts, nil
}
