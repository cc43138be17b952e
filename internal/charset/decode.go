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

// A faultMarker puts FaultByte in the place of each U+FFFD that a decoder has
// written. Decoders write that for what is not valid, none in two parts, and
// none of the encodings but Unicode's has the character itself. It works in
// place, as transform.Chain would keep a copy of the text.
type faultMarker struct{ transform.Transformer }

const replacement = "\uFFFD"

// Transform implements [transform.Transformer].
func (m faultMarker) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	nDst, nSrc, err = m.Transformer.Transform(dst, src, atEOF)
	rest, at := dst[:nDst], 0
	for {
		n := bytes.Index(rest, []byte(replacement))
		if n < 0 {
			return at + copy(dst[at:], rest), nSrc, err
		}
		at += copy(dst[at:], rest[:n])
		dst[at] = FaultByte
		at++
		rest = rest[n+len(replacement):]
	}
}
