package jpeg

import (
	"bytes"
	"encoding/binary"
	"slices"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// Application segments hold metadata after these signatures.
const (
	iccSignature         = "ICC_PROFILE\x00"                  // APP2: ICC.1:2022 section B.4
	xmpSignature         = "http://ns.adobe.com/xap/1.0/\x00" // APP1: XMP specification part 3, section 1.1.3
	xmpExtendedSignature = "http://ns.adobe.com/xmp/extension/\x00"
	photoshopSignature   = "Photoshop 3.0\x00" // APP13: image resources, one of which is IPTC
)

const (
	iccChunkBytes = 65535 - 2 - len(iccSignature) - 2 // limit of the profile's bytes in one APP2
	iccMaxBytes   = 255 * iccChunkBytes               // in 255 of them
)

// isEXIF reports whether seg holds an EXIF block (EXIF 2.32 section 4.7.2).
func isEXIF(seg segment) bool {
	return seg.marker == markerAPP1 && bytes.HasPrefix(seg.body, []byte(metadata.EXIFSignature))
}

// iccChunk returns what follows the signature of a chunk of a color profile:
// number, count, data.
func iccChunk(seg segment) (chunk []byte, ok bool) {
	if seg.marker != markerAPP2 {
		return nil, false
	}
	chunk, ok = bytes.CutPrefix(seg.body, []byte(iccSignature))
	return chunk, ok && len(chunk) >= 2
}

// kindOf returns which kind of metadata a segment is, 0 for none.
func kindOf(seg segment) metadata.Kinds {
	starts := func(signature string) bool { return bytes.HasPrefix(seg.body, []byte(signature)) }
	switch {
	case seg.marker == markerCOM:
		return metadata.Comments
	case isEXIF(seg):
		return metadata.EXIF
	case seg.marker == markerAPP1 && (starts(xmpSignature) || starts(xmpExtendedSignature)):
		return metadata.XMP
	case seg.marker == markerAPP13 && starts(photoshopSignature):
		return metadata.IPTC
	}
	return 0
}

// beforeScan calls visit for each segment before the first scan, until it
// returns false.
func beforeScan(file []byte, visit func(seg segment) bool) {
	r, err := newSegments(file)
	for err == nil {
		var seg segment
		seg, err = r.next()
		if err != nil || seg.marker == markerSOS || seg.marker == markerEOI || !visit(seg) {
			return
		}
	}
}

// findProfile implements format.Format.FindProfile: it joins the numbered
// chunks (ICC.1:2022 section B.4). Of several chunks of one number the first
// counts, so that a file may hold its profile twice.
func findProfile(file []byte, _ int) []byte {
	var chunks [][]byte // number, count, data
	beforeScan(file, func(seg segment) bool {
		if chunk, ok := iccChunk(seg); ok {
			chunks = append(chunks, chunk)
		}
		return len(chunks) < 2*255
	})
	if len(chunks) == 0 {
		return nil
	}
	numbered := numberedProfile(chunks)
	if metadata.ProfileSpace(numbered) != "" {
		return numbered
	}
	// The numbers are wrong. If all that there is has the size that a profile
	// states first (ICC.1:2022 section 7.2.2), it is one.
	slices.SortStableFunc(chunks, func(a, b []byte) int { return int(a[0]) - int(b[0]) })
	var profile []byte
	for _, chunk := range slices.CompactFunc(chunks, bytes.Equal) {
		profile = append(profile, chunk[2:]...)
	}
	if len(profile) < 4 || int64(binary.BigEndian.Uint32(profile)) != int64(len(profile)) {
		return []byte{}
	}
	return profile
}

// numberedProfile joins the chunks 1 to the count that the first one states, or
// returns nil if one of them is missing.
func numberedProfile(chunks [][]byte) []byte {
	count := int(chunks[0][1])
	data := make([][]byte, count)
	for _, chunk := range chunks {
		if n := int(chunk[0]); n >= 1 && n <= count && int(chunk[1]) == count && data[n-1] == nil {
			data[n-1] = chunk[2:]
		}
	}
	if slices.ContainsFunc(data, func(d []byte) bool { return d == nil }) {
		return nil
	}
	return slices.Concat(data...)
}

// kept implements format.Format.Kept: it returns the segments with the kinds of
// metadata in keep, byte for byte and in their order. Only an EXIF block is
// changed: it loses its thumbnail, which no longer shows the picture, and with
// upright set its orientation becomes 1.
func kept(file []byte, keep metadata.Kinds, upright bool) []byte {
	if keep == 0 {
		return nil
	}
	size := 0
	beforeScan(file, func(seg segment) bool {
		if kindOf(seg)&keep != 0 {
			size += 4 + len(seg.body)
		}
		return true
	})
	if size == 0 {
		return nil
	}
	out := make([]byte, 0, size) // there may be as much as the file
	beforeScan(file, func(seg segment) bool {
		kind := kindOf(seg)
		if kind&keep == 0 {
			return true
		}
		out = append(appendMarker(out, seg.marker, len(seg.body)), seg.body...)
		if kind == metadata.EXIF {
			metadata.AmendEXIF(out[len(out)-len(seg.body)+len(metadata.EXIFSignature):], upright)
		}
		return true
	})
	return out
}

// splice implements format.Format.Splice: it writes the metadata after SOI and
// APP0 and leaves out the segments that it replaces.
func splice(dst, file []byte, m metadata.Set) ([]byte, error) {
	if len(m.ICC) > iccMaxBytes {
		return dst, format.ErrTooLarge(name)
	}
	r, err := newSegments(file)
	if err != nil {
		return dst, err
	}
	done := int64(0) // file is copied or left out up to here
	for placed := false; ; {
		seg, err := r.next()
		if err != nil {
			return dst, err
		}
		if !placed && seg.marker != markerAPP0 {
			dst = slices.Grow(dst, len(file)+len(m.Segments)) // nearly all of the result
			dst = append(dst, file[done:seg.start]...)
			dst = appendMetadata(dst, m)
			done, placed = seg.start, true
		}
		if seg.marker == markerSOS || seg.marker == markerEOI {
			return append(dst, file[done:]...), nil
		}
		_, isICC := iccChunk(seg)
		if isICC && m.ICC != nil || isEXIF(seg) && m.Oriented() {
			dst = append(dst, file[done:seg.start]...)
			done = seg.end
		}
	}
}

// appendMetadata appends the segments for m.
func appendMetadata(dst []byte, m metadata.Set) []byte {
	dst = append(dst, m.Segments...)
	if m.Oriented() {
		dst = appendMarker(dst, markerAPP1, len(metadata.EXIFSignature)+metadata.OrientationBytes)
		dst = append(dst, metadata.EXIFSignature...)
		dst = metadata.AppendOrientation(dst, m.Orientation)
	}
	count := (len(m.ICC) + iccChunkBytes - 1) / iccChunkBytes
	number := 0
	for chunk := range slices.Chunk(m.ICC, iccChunkBytes) {
		number++
		dst = appendMarker(dst, markerAPP2, len(iccSignature)+2+len(chunk))
		dst = append(dst, iccSignature...)
		dst = append(dst, byte(number), byte(count))
		dst = append(dst, chunk...)
	}
	return dst
}

// appendMarker appends a marker and the length of the n bytes of parameters
// that follow.
func appendMarker(dst []byte, marker byte, n int) []byte {
	return binary.BigEndian.AppendUint16(append(dst, 0xff, marker), uint16(2+n))
}
