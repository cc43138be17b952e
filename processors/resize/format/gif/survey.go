package gif

import (
	"image"
	"math/bits"

	"fanout/processors/resize/format"
)

// A survey goes through all screens of an animation before they are written,
// for the palette that suits them all.
type survey struct {
	screen *screen // memory to work in
	table  wuTable
	pixels int64 // opaque ones
	clear  bool  // others are transparent
	// exact counts the colors, as long as they fit a palette.
	exact map[pixel]int64
	// steps counts the neighbours in a row by the mean square of their
	// difference in a channel, in powers of two.
	steps [17]int64
}

func newSurvey(s *screen) *survey { return &survey{screen: s, exact: map[pixel]int64{}} }

// add counts the colors of a screen.
func (s *survey) add(img *image.NRGBA) {
	s.screen.set(img)
	s.table.add(s.screen.pix)
	pix := s.screen.pix
	for len(pix) > 0 {
		p, n := pix[0], 1
		for n < len(pix) && pix[n] == p {
			n++
		}
		s.run(p, int64(n))
		if n < len(pix) && p != 0 && pix[n] != 0 {
			s.steps[bits.Len(uint(squaredDistance(p, pix[n])/3))]++
		}
		pix = pix[n:]
	}
}

// run counts n pixels in a row.
func (s *survey) run(p pixel, n int64) {
	if p == 0 {
		s.clear = true
		return
	}
	s.pixels += n
	s.steps[0] += n - 1
	if s.exact == nil {
		return
	}
	if s.exact[p] += n; len(s.exact) > maxColours {
		s.exact = nil
	}
}

// squaredDistance returns the sum of the squares of the differences of the
// channels, less than 2^18.
func squaredDistance(a, b pixel) (sum int32) {
	p, q := a.channels(), b.channels()
	for c := range p {
		sum += (p[c] - q[c]) * (p[c] - q[c])
	}
	return sum
}

const (
	// maxColors is the size of a palette beside the transparent color.
	maxColours = 255
	// fewColors are a palette that every animation may have, so that edges of
	// drawings in two or four colors are smooth when they have been made
	// smaller.
	fewColours = 7
	// invisible is a mean squared error of a channel that is small enough for
	// no more colors to be taken: 43 dB.
	invisible = 3
	// noiseShare is the part of the squared steps between pixels that an error
	// can hide in: half as much noise again would be seen.
	noiseShare = 1. / 3
	// rounds is how often a palette is refined. Four gain 0.2 dB on
	// photographs, more gain little.
	rounds = 4
)

// palette returns the palette that suits all screens.
//
// Of pixels that are not resampled all colors are kept if they fit. Others
// get no more than what they are mixed from had, as a smaller animation is to
// be a smaller file, and no more than can be seen.
func (s *survey) palette(opt format.EncodeOptions) palette {
	if s.exact != nil && (!opt.Resampled || len(s.exact) <= fewColours) {
		return exactPalette(s.exact)
	}
	s.table.sum()
	if !opt.Resampled {
		return s.table.palette(maxColours, 0).refine(&s.table)
	}
	limit := maxColours
	if opt.Colours > 0 {
		limit = min(max(opt.Colours-1, fewColours), maxColours)
	}
	return s.table.palette(limit, s.enough()*float64(3*s.pixels)).refine(&s.table)
}

// enough returns the mean squared error of a channel at which no more colors
// are taken.
func (s *survey) enough() float64 { return max(invisible, s.noise()*noiseShare) }

// noise returns the mean squared step of a channel from pixel to pixel that
// four of five are above, to the power of two below. It is 0 for anything with
// an even area.
func (s *survey) noise() float64 {
	var all, below int64
	for _, n := range s.steps {
		all += n
	}
	for i, n := range s.steps {
		if below += n; below*5 >= all {
			return float64(int(1) << i >> 1)
		}
	}
	return 0
}
