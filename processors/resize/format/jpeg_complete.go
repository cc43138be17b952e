package format

import (
	"bytes"
	"fmt"
)

const jpegDQT = 0xdb

// CheckJPEG refuses a JPEG that the standard library decodes to a blank picture instead of
// an error: one with a component whose quantisation table is nowhere in the file, or that no
// scan brings. Other damage is left to the decoder.
func CheckJPEG(file []byte) error {
	var frame []byte // three bytes for each component: T.81 B.2.2
	var tables, scanned uint
	s := inMemory(file)
	for off := int64(2); ; {
		seg, err := nextSegment(s, off)
		if err != nil || seg.marker == jpegEOI || seg.end() > s.size {
			break
		}
		off = seg.end()
		body := file[seg.off:off]
		switch m := seg.marker; {
		case m == jpegDQT:
			tables |= jpegTables(body)
		case m >= jpegSOF0 && m <= jpegSOF2 && frame == nil && len(body) > 6:
			frame = body[6:]
		case m == jpegSOS:
			scanned |= jpegScanned(frame, body)
			off = jpegScanEnd(file, off)
		}
	}
	for i := 0; i+3 <= len(frame); i += 3 {
		if table := frame[i+2]; table > 3 || tables>>table&1 == 0 {
			return fmt.Errorf("jpeg: quantisation table %d is missing", table)
		}
		if scanned>>(i/3)&1 == 0 {
			return fmt.Errorf("jpeg: no scan holds component %d", i/3+1)
		}
	}
	return nil
}

// jpegTables returns the set of tables that a DQT segment defines (T.81 B.2.4.1).
func jpegTables(body []byte) (set uint) {
	for len(body) > 0 {
		set |= 1 << (body[0] & 15)
		size := 1 + 64*(1+int(body[0]>>4)) // 8 or 16 bits an entry
		body = body[min(size, len(body)):]
	}
	return set
}

// jpegScanned returns the set of the frame's components that a scan header names (T.81 B.2.3).
func jpegScanned(frame, body []byte) (set uint) {
	for k := 1; k+1 < len(body) && k < 1+2*int(body[0]); k += 2 {
		for i := 0; i+3 <= len(frame); i += 3 {
			if frame[i] == body[k] {
				set |= 1 << (i / 3)
			}
		}
	}
	return set
}

// jpegScanEnd returns where the marker behind the scan's data at off is, or the end of the file.
func jpegScanEnd(file []byte, off int64) int64 {
	for {
		n := bytes.IndexByte(file[off:], 0xff)
		if n < 0 || off+int64(n)+1 >= int64(len(file)) {
			return int64(len(file))
		}
		off += int64(n)
		switch m := file[off+1]; {
		case m == 0, m >= jpegRST0 && m < jpegSOI:
			off += 2
		case m == 0xff:
			off++
		default:
			return off
		}
	}
}
