// Package formats makes the table of the image formats that the program reads
// and writes. It is a package of its own because format, from which each format
// takes its types, cannot import them.
package formats

import (
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/bmp"
	"fanout/processors/resize/format/gif"
	"fanout/processors/resize/format/jpeg"
	"fanout/processors/resize/format/png"
	"fanout/processors/resize/format/tiff"
	"fanout/processors/resize/format/webp"
)

// All are the formats, in the order in which they are listed to users.
var All = format.Table{
	jpeg.Format, png.Format, gif.Format, webp.Format,
	tiff.New(jpeg.Format), bmp.New(jpeg.Format, png.Format),
}
