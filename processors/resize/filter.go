package resize

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/disintegration/imaging"
)

// filters are the resampling filters by their names on the command line.
var filters = map[string]imaging.ResampleFilter{
	"nearest":  imaging.NearestNeighbor,
	"linear":   imaging.Linear,
	"cubic":    imaging.CatmullRom,
	"mitchell": imaging.MitchellNetravali,
	"lanczos2": lanczos2,
	"lanczos3": imaging.Lanczos,
	"area":     imaging.Box,
}

// FilterNames returns the names that ParseFilter knows, sorted.
func FilterNames() []string {
	return slices.Sorted(maps.Keys(filters))
}

// ParseFilter returns the resampling filter of that name.
func ParseFilter(name string) (imaging.ResampleFilter, error) {
	f, ok := filters[name]
	if !ok {
		return f, fmt.Errorf("%q is none of %s", name, strings.Join(FilterNames(), ", "))
	}
	return f, nil
}

// lanczos2 is the Lanczos window over two lobes on each side:
// sinc(x)·sinc(x/2) for |x| < 2 (Duchon, "Lanczos Filtering in One and Two
// Dimensions", 1979). imaging has the one over three.
var lanczos2 = imaging.ResampleFilter{
	Support: 2,
	Kernel: func(x float64) float64 {
		if math.Abs(x) >= 2 {
			return 0
		}
		return sinc(x) * sinc(x/2)
	},
}

// sinc is sin(πx)/(πx).
func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}
