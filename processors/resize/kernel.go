package resize

import (
	"math"

	"github.com/disintegration/imaging"
)

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
