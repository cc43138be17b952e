package gif

import (
	"context"
	"image"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// An animator writes the frames of an animation one after the other. It is one
// screen behind, as what becomes of a frame depends on what follows.
type animator struct {
	w *blockWriter
	// before is the canvas that the next frame is drawn on, now what it shows.
	before, now, next *screen
	delay             time.Duration // of now
	frames            int           // screens taken

	global palette
	near   nearest // in global
	// locals says that frames may have palettes of their own: where the input's
	// had, or none had.
	locals bool
	// exact says that every frame that can have a palette of all its colors
	// gets it, as the global one does not hold them.
	exact   bool
	clear   bool // something is transparent on some screen
	mixed   bool // one of them has
	local   nearest
	table   *wuTable // of one of them
	enough  float64  // mean squared error of a channel at which no more colors are taken
	indices indices
}

func newAnimator(w *blockWriter, bounds image.Rectangle) *animator {
	a := &animator{w: w}
	for _, s := range []**screen{&a.before, &a.now, &a.next} {
		*s = &screen{make([]pixel, bounds.Dx()*bounds.Dy()), bounds}
	}
	return a
}

// choose takes the palette that s finds.
func (a *animator) choose(s *survey, opt format.EncodeOptions) {
	a.enough = s.enough()
	a.global = s.palette(opt)
	a.near.reset(a.global)
	a.locals = opt.Colours == 0 || opt.Colours > 1<<8
	if !opt.Resampled {
		a.enough, a.exact = 0, s.exact == nil
	}
	a.clear = s.clear
	a.table = &s.table // which has served its purpose
}

// show takes the next screen.
func (a *animator) show(ctx context.Context, img *image.NRGBA, delay time.Duration) {
	a.next.set(img)
	if a.frames++; a.frames > 1 {
		a.write(ctx, true)
	}
	a.now, a.next = a.next, a.now
	a.delay = delay
}

// write writes the frame that shows now on before. With more, the screen that
// follows is next, and before becomes the canvas that it is drawn on.
func (a *animator) write(ctx context.Context, more bool) {
	area := compare(a.before, a.now).area
	disposal := animation.DisposeNone
	if more {
		disposal, area = a.dispose(area)
	}
	a.draw(ctx, area, disposal)
	switch disposal {
	case animation.DisposePrevious: // before stays
		return
	case animation.DisposeBackground:
		a.now.clear(area)
	}
	// The frame has been written; its screen, now or cleared, is the canvas.
	a.before, a.now = a.now, a.before
}

// dispose chooses what happens to the frame in area before the next one: what
// leaves the fewest pixels to draw. Where something turns transparent, one of
// the two disposals has to do that. It returns the area that the frame needs.
func (a *animator) dispose(area image.Rectangle) (animation.Disposal, image.Rectangle) {
	stay := compare(a.now, a.next)
	if stay.drawn == 0 && stay.uncovered.Empty() {
		return animation.DisposeNone, area
	}
	const never = 1 << 62
	cost := [3]int{never, never, never}
	if stay.uncovered.Empty() {
		cost[animation.DisposeNone] = stay.drawn
	}
	// A cleared frame covers all that turns transparent. What is added to it is
	// transparent itself and so costs little.
	cleared := area.Union(stay.uncovered)
	if !stay.uncovered.Empty() {
		cost[animation.DisposeBackground] = a.drawnAfterClearing(cleared) +
			(cleared.Dx()*cleared.Dy()-area.Dx()*area.Dy())/16
	}
	if a.frames > 2 { // before the first frame there is nothing to go back to
		if back := compare(a.before, a.next); back.uncovered.Empty() {
			cost[animation.DisposePrevious] = back.drawn
		}
	}
	best := animation.DisposeNone
	for d, c := range cost {
		if c < cost[best] {
			best = animation.Disposal(d)
		}
	}
	if best == animation.DisposeBackground {
		return best, cleared
	}
	return best, area
}

// drawnAfterClearing counts the pixels of next that have to be drawn when area
// of now has become transparent.
func (a *animator) drawnAfterClearing(area image.Rectangle) (n int) {
	for y := range a.now.bounds.Dy() {
		from, to := a.now.row(y, a.now.bounds), a.next.row(y, a.now.bounds)
		for x, p := range to {
			if p != 0 && (p != from[x] || image.Pt(x, y).In(area)) {
				n++
			}
		}
	}
	return n
}
