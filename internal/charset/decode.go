package charset

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// A wideDecoder turns UTF-16 or UTF-32 into UTF-8, with FaultByte for each
// unpaired surrogate, number above U+10FFFF, and character cut off at the end.
type wideDecoder struct {
	transform.NopResetter
	size int  // bytes of a code unit: 2 or 4
	big  bool // the high byte comes first
}

// Transform implements [transform.Transformer].
func (d *wideDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		rest := src[nSrc:]
		if len(rest) < d.size {
			if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			dst[nDst] = FaultByte
			return nDst + 1, len(src), nil
		}
		r, n := d.unit(rest), d.size
		if d.size == 2 && utf16.IsSurrogate(r) {
			if len(rest) < 4 && r < 0xdc00 && !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			if len(rest) >= 4 {
				if pair := utf16.DecodeRune(r, d.unit(rest[2:])); pair != utf8.RuneError {
					r, n = pair, 4
				}
			}
		}
		nSrc += n
		if !utf8.ValidRune(r) {
			dst[nDst] = FaultByte
			nDst++
			continue
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
	}
	return nDst, nSrc, nil
}

// unit returns the first code unit of b.
func (d *wideDecoder) unit(b []byte) rune {
	order := binary.ByteOrder(binary.LittleEndian)
	if d.big {
		order = binary.BigEndian
	}
	if d.size == 2 {
		return rune(order.Uint16(b))
	}
	return rune(order.Uint32(b)) // negative above 2^31, and so not valid
}

// A faultMarker puts FaultByte in the place of each U+FFFD. Decoders write that
// for what is not valid, and none of the encodings but Unicode's has the
// character itself.
type faultMarker struct{ transform.NopResetter }

const replacement = "\uFFFD"

// Transform implements [transform.Transformer].
func (faultMarker) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		rest := src[nSrc:]
		n := bytes.Index(rest, []byte(replacement))
		fault := n >= 0
		if !fault {
			n = len(rest)
			for i := 1; !atEOF && i < len(replacement) && i <= n; i++ {
				if string(rest[len(rest)-i:]) == replacement[:i] {
					n -= i
					break
				}
			}
		}
		copied := copy(dst[nDst:], rest[:n])
		nDst, nSrc = nDst+copied, nSrc+copied
		switch {
		case copied < n || fault && nDst == len(dst):
			return nDst, nSrc, transform.ErrShortDst
		case fault:
			dst[nDst] = FaultByte
			nDst, nSrc = nDst+1, nSrc+len(replacement)
		case nSrc < len(src):
			return nDst, nSrc, transform.ErrShortSrc
		}
	}
	return nDst, nSrc, nil
}
