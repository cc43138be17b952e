package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// JPEG markers (T.81 table B.1), without their 0xff.
const (
	jpegTEM  = 0x01
	jpegSOF0 = 0xc0 // baseline
	jpegSOF1 = 0xc1 // extended sequential
	jpegSOF2 = 0xc2 // progressive
	jpegDHT  = 0xc4
	jpegDAC  = 0xcc
	jpegSOFF = 0xcf // the last of the frame headers
	jpegRST0 = 0xd0
	jpegSOI  = 0xd8
	jpegEOI  = 0xd9
	jpegSOS  = 0xda
	jpegDHP  = 0xde // announces a hierarchical picture
	jpegAPP0 = 0xe0
	jpegAPP1 = 0xe1
	jpegAPP2 = 0xe2
	jpegAPPE = 0xee
	jpegSOFL = 0xf7 // JPEG-LS, ITU-T T.87
)

const (
	jfifMagic    = "JFIF\x00" // begins a JFIF APP0: T.871 section 10.1
	adobeMagic   = "Adobe"    // begins Adobe's APP14, whose last byte names the colours: T.872 section 6.5.3
	adobeBytes   = 12
	exifMagic    = "Exif\x00\x00"     // begins an Exif APP1: EXIF 2.32 section 4.7.2
	iccJPEGMagic = "ICC_PROFILE\x00"  // begins an ICC APP2: ICC.1:2022 section B.4
	iccJPEGBytes = 65535 - 2 - 12 - 2 // the most of a profile that one APP2 holds
	iccJPEGMax   = 255 * iccJPEGBytes // and 255 of them
)

const (
	// jpegPieces bounds the reads of one Probe: 256 MiB of segments of full size.
	jpegPieces = 1 << 12

	// maxStray is how many bytes before a marker nextSegment steps over: more than any
	// damage that a decoder could get past, less than what a zeroed disk gives.
	maxStray = 1 << 16
)

// A jpegSegment is a marker with its parameters.
type jpegSegment struct {
	marker    byte
	start     int64 // where its 0xff is
	off, size int64 // of the parameters behind the length
}

func (g jpegSegment) end() int64 { return g.off + g.size }

// nextSegment returns the first segment at or after off. Like the usual decoders it steps over fill bytes
// (T.81 B.1.1.2), restart markers and stray bytes between segments.
func nextSegment(s section, off int64) (jpegSegment, error) {
	for limit := off + maxStray; ; {
		if off > limit {
			return jpegSegment{}, s.fail(JPEG, off, "no marker found")
		}
		b := s.at(off, 2)
		if b == nil {
			return jpegSegment{}, s.fail(JPEG, min(off, s.size), "truncated before the picture")
		}
		marker := b[1]
		switch {
		case b[0] != 0xff || marker == 0xff:
			off++
			continue
		case marker <= jpegTEM || marker >= jpegRST0 && marker <= jpegSOI:
			off += 2
			continue
		case marker == jpegEOI:
			return jpegSegment{marker: marker, start: off, off: off + 2}, nil
		}
		if b = s.at(off+2, 2); b == nil {
			return jpegSegment{}, s.fail(JPEG, s.size, "truncated before the picture")
		}
		size := int64(binary.BigEndian.Uint16(b)) - 2
		if size < 0 {
			return jpegSegment{}, s.fail(JPEG, off+2, "segment too short")
		}
		return jpegSegment{marker: marker, start: off, off: off + 4, size: size}, nil
	}
}

// probeJPEG walks the segments up to the first scan. Without a frame header it fails;
// behind one it only looks for a late Exif.
func probeJPEG(s section) (Facts, error) {
	var info Facts
	var jfif, adobeRGB bool
	for off := int64(2); ; {
		seg, err := nextSegment(s, off)
		if err != nil || seg.marker == jpegSOS || seg.marker == jpegEOI {
			// Colours of three components are Y, Cb and Cr unless the file says
			// otherwise; JFIF, which knows nothing else, has the last word.
			info.RGB = info.Channels == 3 && !jfif && (info.RGB || adobeRGB)
			info.HeaderBytes = s.size
			if err == nil {
				info.HeaderBytes = seg.start
			}
		}
		if err != nil {
			if info.Width > 0 {
				return info, nil
			}
			return Facts{}, err
		}
		switch m := seg.marker; {
		case m == jpegSOS || m == jpegEOI:
			if info.Width == 0 {
				return Facts{}, s.fail(JPEG, seg.start, "no image header")
			}
			return info, nil
		case m == jpegDHP || m == jpegSOFL || m >= jpegSOF0 && m <= jpegSOFF && m != jpegDHT && m != jpegDAC:
			if info.Width > 0 {
				break // the first counts
			}
			if err := info.readSOF(s, seg); err != nil {
				return Facts{}, err
			}
		case m == jpegAPP0:
			jfif = jfif || string(s.at(seg.off, min(len(jfifMagic), int(seg.size)))) == jfifMagic
		case m == jpegAPPE && seg.size >= adobeBytes:
			b := s.at(seg.off, adobeBytes)
			adobeRGB = b != nil && string(b[:len(adobeMagic)]) == adobeMagic && b[adobeBytes-1] == 0
		case m == jpegAPP1 && info.Orientation == 0:
			if b := s.at(seg.off, min(len(exifMagic), int(seg.size))); string(b) == exifMagic {
				info.Orientation = exifOrientation(s.sub(seg.off, seg.size))
			}
		}
		off = seg.end()
	}
}

// jpegProcess names the coding processes that fanout does not decode (T.81 table B.1).
func jpegProcess(marker byte) string {
	switch marker {
	case jpegSOF0, jpegSOF1, jpegSOF2:
		return ""
	case 0xc3:
		return "lossless JPEG"
	case 0xc9, 0xca:
		return "JPEG with arithmetic coding"
	case 0xcb:
		return "lossless JPEG with arithmetic coding"
	case jpegSOFL:
		return "JPEG-LS"
	case 0xc8:
		return "JPEG extension"
	}
	return "hierarchical JPEG"
}

// readSOF reads a frame header (T.81 B.2.2).
func (info *Facts) readSOF(s section, seg jpegSegment) error {
	if name := jpegProcess(seg.marker); name != "" {
		return &UnsupportedError{Name: name}
	}
	b := s.at(seg.off, 6)
	if b == nil || seg.size < 6 {
		return s.fail(JPEG, seg.off, "truncated image header")
	}
	depth, n := int(b[0]), int(b[5])
	h, w := int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	switch {
	case seg.size != int64(6+3*n):
		return s.fail(JPEG, seg.off+5, "image header of the wrong length")
	case depth != 8:
		return &UnsupportedError{Name: fmt.Sprintf("%d-bit JPEG", depth)}
	case n != 1 && n != 3 && n != 4:
		return &UnsupportedError{Name: fmt.Sprintf("JPEG with %d components", n)}
	case w == 0:
		return s.fail(JPEG, seg.off+3, "width of 0")
	case h == 0: // a DNL segment behind the first scan says it: T.81 B.2.5
		return &UnsupportedError{Name: "JPEG without a height in its header"}
	}
	if b = s.at(seg.off+6, 3*n); b == nil {
		return s.fail(JPEG, seg.off+6, "truncated image header")
	}
	samples, ok := jpegPlaneSamples(w, h, b)
	if !ok {
		return s.fail(JPEG, seg.off+6, "bad sampling factors")
	}
	info.Width, info.Height = w, h
	info.Channels, info.Depth = n, depth
	info.Multipass = seg.marker == jpegSOF2
	info.PlaneSamples = samples
	info.RGB = n == 3 && b[0] == 'R' && b[3] == 'G' && b[6] == 'B'
	return nil
}

// jpegPlaneSamples adds up the planes, padded to whole MCUs (T.81 A.2.4). Each of the
// components takes three bytes: identifier, sampling factors, quantisation table.
func jpegPlaneSamples(w, h int, components []byte) (int64, bool) {
	var hMax, vMax, blocks int64
	for c := components; len(c) > 0; c = c[3:] {
		ch, cv := int64(c[1]>>4), int64(c[1]&15)
		if ch < 1 || ch > 4 || cv < 1 || cv > 4 {
			return 0, false
		}
		if len(components) == 3 {
			ch, cv = 1, 1 // a single component has MCUs of one block: T.81 A.2.2
		}
		hMax, vMax = max(hMax, ch), max(vMax, cv)
		blocks += ch * cv
	}
	mcus := roundUp(int64(w), 8*hMax) / (8 * hMax) * (roundUp(int64(h), 8*vMax) / (8 * vMax))
	return mcus * blocks * 64, true
}

// profileJPEG joins the numbered APP2 chunks (ICC.1:2022 section B.4).
func profileJPEG(data []byte) []byte {
	var chunks [256][]byte
	total := -1
	s := inMemory(data)
	for off := int64(2); ; {
		seg, err := nextSegment(s, off)
		if err != nil || seg.marker == jpegSOS || seg.marker == jpegEOI {
			break
		}
		off = seg.end()
		if off > s.size {
			break
		}
		body, isICC := iccSegment(data, seg)
		if !isICC {
			continue
		}
		number, count := int(body[0]), int(body[1])
		if number == 0 || number > count || chunks[number] != nil || total >= 0 && total != count {
			return nil
		}
		chunks[number], total = body[2:], count
	}
	if total < 0 || slices.ContainsFunc(chunks[1:total+1], func(c []byte) bool { return c == nil }) {
		return nil
	}
	return slices.Concat(chunks[1 : total+1]...)
}

// iccSegment returns what follows the signature of an ICC chunk: number, count, data.
func iccSegment(data []byte, seg jpegSegment) ([]byte, bool) {
	if seg.marker != jpegAPP2 || seg.end() > int64(len(data)) {
		return nil, false
	}
	body, ok := bytes.CutPrefix(data[seg.off:seg.end()], []byte(iccJPEGMagic))
	return body, ok && len(body) >= 2
}

// embedJPEG writes Exif and ICC segments behind SOI and APP0 and leaves out those that they replace.
func embedJPEG(dst, file []byte, m Metadata) ([]byte, error) {
	if len(m.ICC) > iccJPEGMax {
		return dst, tooLarge(JPEG)
	}
	s := inMemory(file)
	kept := int64(0) // file is dealt with up to here
	for off, placed := int64(2), false; ; {
		seg, err := nextSegment(s, off)
		if err != nil {
			return dst, err
		}
		if !placed && seg.marker != jpegAPP0 {
			dst = slices.Grow(dst, len(file)+len(m.Segments)) // nearly all of the result
			dst = append(dst, file[kept:seg.start]...)
			dst = appendJPEGMetadata(dst, m)
			kept, placed = seg.start, true
		}
		if seg.marker == jpegSOS || seg.marker == jpegEOI {
			return append(dst, file[kept:]...), nil
		}
		off = seg.end()
		if off > s.size {
			return dst, s.fail(JPEG, seg.start, "segment truncated")
		}
		_, isICC := iccSegment(file, seg)
		isExif := seg.marker == jpegAPP1 && bytes.HasPrefix(file[seg.off:off], []byte(exifMagic))
		if isICC && m.ICC != nil || isExif && m.oriented() {
			dst = append(dst, file[kept:seg.start]...)
			kept = off
		}
	}
}

func appendJPEGMetadata(dst []byte, m Metadata) []byte {
	dst = append(dst, m.Segments...)
	if m.oriented() {
		dst = append(dst, 0xff, jpegAPP1)
		dst = binary.BigEndian.AppendUint16(dst, uint16(2+len(exifMagic)+exifBytes))
		dst = append(dst, exifMagic...)
		dst = appendExif(dst, m.Orientation)
	}
	count := (len(m.ICC) + iccJPEGBytes - 1) / iccJPEGBytes
	number := 0
	for chunk := range slices.Chunk(m.ICC, iccJPEGBytes) {
		number++
		dst = append(dst, 0xff, jpegAPP2)
		dst = binary.BigEndian.AppendUint16(dst, uint16(2+len(iccJPEGMagic)+2+len(chunk)))
		dst = append(dst, iccJPEGMagic...)
		dst = append(dst, byte(number), byte(count))
		dst = append(dst, chunk...)
	}
	return dst
}
