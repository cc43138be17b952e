package resize

import (
	"fmt"
	"math"

	"github.com/zeebo/xxh3"

	"fanout/processors/resize/format"
)

// encoders is the revision of what makes the bytes of outputs. Raise it with a
// change that gives other bytes for the same input and options: then --update
// makes outputs anew.
const encoders = 1

// shapes is the same for boxes whose shape every output has: 2 since pictures
// that are too small for the box get it too.
const shapes = 2

// fingerprint returns a short hash of everything in the options that decides
// what an output of the given format holds. What decides its name only is not
// in it, nor what the journal has of each item (its page).
func (o *Options) fingerprint(f *format.Format) string {
	g := &o.Geometry
	background := "none"
	if o.Background != nil {
		background = fmt.Sprint(*o.Background)
	}
	shape := ""
	if (g.Fit == Cover || g.Fit == Fill) && !g.Enlarge {
		shape = fmt.Sprintln("shapes", shapes)
	}
	text := shape + fmt.Sprintln(encoders, f.Name,
		"box", g.Width, g.Height, g.Fit, g.Position, "edges", g.LongEdge, g.ShortEdge, "scale", g.Scale, g.Enlarge,
		"filter", o.filterValues(), "quality", o.Quality, "background", background,
		"orient", o.AutoOrient, "icc", o.KeepICC, "keep", uint64(o.Keep),
		"jpeg", o.Progressive, o.FullChroma, "damaged", o.FailDamaged)
	return fmt.Sprintf("%016x", xxh3.HashString(text))
}

// filterValues tells filters apart, which are functions: by some values,
// rounded so that processors agree on them.
func (o *Options) filterValues() (values []float64) {
	const steps = 7
	for i := range steps {
		if x := o.Filter.Support * float64(i) / steps; o.Filter.Kernel != nil {
			values = append(values, math.Round(o.Filter.Kernel(x)*1e6)+0)
		}
	}
	return append(values, o.Filter.Support)
}
