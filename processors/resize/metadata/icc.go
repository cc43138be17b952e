package metadata

import (
	"encoding/binary"
	"strings"
)

const iccHeaderBytes = 128

// ProfileSpace returns the color space of the pixels that a color profile
// describes, as its signature without trailing spaces: RGB, GRAY, CMYK, Lab. It
// is "" if icc does not begin with the header of a profile that is there in
// full (ICC.1:2022 section 7.2).
func ProfileSpace(icc []byte) string {
	if len(icc) < iccHeaderBytes || string(icc[36:40]) != "acsp" {
		return ""
	}
	if size := binary.BigEndian.Uint32(icc); size < iccHeaderBytes || uint64(size) > uint64(len(icc)) {
		return ""
	}
	space := string(icc[16:20])
	for i := range len(space) {
		if space[i] < ' ' || space[i] > '~' {
			return ""
		}
	}
	return strings.TrimRight(space, " ")
}
