package jpeg

import "fmt"

// checkComplete refuses a JPEG that the standard library decodes to a blank
// picture instead of an error: one with a component whose quantization table is
// nowhere in the file, or that is in no scan. Other damage is left to the
// decoder.
func checkComplete(file []byte) error {
	var frame []byte // three bytes for each component: T.81 B.2.2
	var tables, scanned uint
	r, err := newSegments(file)
	r.strict = true
	for err == nil {
		var seg segment
		if seg, err = r.next(); err != nil || seg.marker == markerEOI {
			break
		}
		switch m := seg.marker; {
		case m == markerDQT:
			tables |= definedTables(seg.body)
		case m >= markerSOF0 && m <= markerSOF2 && frame == nil && len(seg.body) > 6:
			frame = seg.body[6:]
		case m == markerSOS:
			scanned |= scannedComponents(frame, seg.body)
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

// definedTables returns the set of tables that a DQT segment defines (T.81
// B.2.4.1).
func definedTables(body []byte) (set uint) {
	for len(body) > 0 {
		set |= 1 << (body[0] & 15)
		size := 1 + 64*(1+int(body[0]>>4)) // 8 or 16 bits an entry
		body = body[min(size, len(body)):]
	}
	return set
}

// scannedComponents returns the set of the frame's components that a scan
// header names (T.81 B.2.3).
func scannedComponents(frame, body []byte) (set uint) {
	for k := 1; k+1 < len(body) && k < 1+2*int(body[0]); k += 2 {
		for i := 0; i+3 <= len(frame); i += 3 {
			if frame[i] == body[k] {
				set |= 1 << (i / 3)
			}
		}
	}
	return set
}
