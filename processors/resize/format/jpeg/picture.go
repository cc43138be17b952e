package jpeg

import "fanout/processors/resize/planes"

// A Plane holds the samples of one component; a Picture has one or three.
type (
	Plane   = planes.Plane
	Picture = planes.Picture
)
