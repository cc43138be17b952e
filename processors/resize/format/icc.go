package format

import (
	"bytes"
	"encoding/binary"
	"strings"
)

const iccHeaderBytes = 128

// Profile returns a copy of the colour profile in a file of format f, or nil if there is none.
// A profile that is damaged (a chunk missing or doubled, a wrong checksum, no ICC header,
// more than 16 MiB inflated) counts as none: the picture is worth more than its profile.
func Profile(f Format, data []byte) []byte {
	var icc []byte
	switch f {
	case JPEG:
		icc = profileJPEG(data)
	case PNG:
		icc = profilePNG(data)
	case GIF:
		icc = profileGIF(data)
	case WebP:
		icc = profileWebP(data)
	case TIFF:
		icc = profileTIFF(data)
	case BMP:
		icc = profileBMP(data)
	}
	if ProfileSpace(icc) == "" {
		return nil
	}
	return bytes.Clone(icc)
}

// ProfileSpace returns the colour space of the pixels that a profile describes, as its
// signature without trailing spaces: RGB, GRAY, CMYK, Lab. It is "" if icc does not begin
// with the header of a profile that is there in full (ICC.1:2022 section 7.2).
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
