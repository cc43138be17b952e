package gif

import (
	"bytes"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// isProfile reports whether g is the application extension of a profile, which
// starts with a sub-block of 11 bytes.
func isProfile(data []byte, g block) bool {
	return !g.image && g.label == labelApplication && g.whole &&
		bytes.HasPrefix(data[g.sub:g.end], []byte("\x0b"+iccApplication))
}

// findProfile implements format.Format.FindProfile: it joins the sub-blocks of
// the profile's extension.
func findProfile(data []byte, _ int) []byte {
	s := format.InMemory(name, data)
	off, err := firstBlock(s)
	if err != nil {
		return nil
	}
	for {
		g, ok := blockAt(s, off)
		if !ok || !g.whole {
			return nil
		}
		off = g.end
		if !isProfile(data, g) {
			continue
		}
		var icc []byte
		rest := data[g.sub+1+int64(len(iccApplication)) : g.end-1]
		for len(rest) > 0 { // skipSubBlocks has walked the same lengths
			n := 1 + int(rest[0])
			icc = append(icc, rest[1:n]...)
			rest = rest[n:]
		}
		return icc
	}
}

// splice implements format.Format.Splice: it writes the profile's extension
// before the first block and leaves out others.
func splice(dst, file []byte, m metadata.Set) ([]byte, error) {
	s := format.InMemory(name, file)
	kept, err := firstBlock(s)
	if err != nil {
		return dst, err
	}
	if kept > s.Size {
		return dst, s.Fail(s.Size, "truncated in the color table")
	}
	dst = append(dst, "GIF89a"...) // GIF87a has no extensions
	dst = append(dst, file[6:kept]...)
	dst = append(dst, introducerExtension, labelApplication, byte(len(iccApplication)))
	dst = append(dst, iccApplication...)
	for rest := m.ICC; len(rest) > 0; {
		n := min(len(rest), 255)
		dst = append(dst, byte(n))
		dst = append(dst, rest[:n]...)
		rest = rest[n:]
	}
	dst = append(dst, 0)
	for off := kept; ; {
		g, ok := blockAt(s, off)
		if !ok || !g.whole {
			return append(dst, file[kept:]...), nil
		}
		off = g.end
		if isProfile(file, g) {
			dst = append(dst, file[kept:g.start]...)
			kept = off
		}
	}
}
