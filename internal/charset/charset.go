// Package charset turns text of any usual encoding into UTF-8, and tells UTF-16
// and UTF-32 from other text.
package charset

import (
	"bytes"
	"io"

	"golang.org/x/text/transform"
)

// An Encoding is a way to write text as bytes, by its name: the one that
// browsers use, or else IANA's in small letters. [ByName] knows them.
type Encoding string

// Encodings with a part of their own.
const (
	Auto        Encoding = "" // detected
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16" // of either order: the byte order mark says it, or the text
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	UTF32       Encoding = "utf-32" // of either order
	UTF32LE     Encoding = "utf-32le"
	UTF32BE     Encoding = "utf-32be"
	Latin1      Encoding = "iso-8859-1"
	Windows1252 Encoding = "windows-1252"
	ISO2022JP   Encoding = "iso-2022-jp"
	GB18030     Encoding = "gb18030"
)

// FaultByte stands in decoded text for what is not valid in its encoding. No
// UTF-8 has it, so that such text is treated as damaged UTF-8 is.
const FaultByte = 0xff

// Decoder returns what turns the encoding into UTF-8, with FaultByte for what
// is not valid; nil for UTF-8, which is read as it is.
func (e Encoding) Decoder() transform.Transformer {
	switch e {
	case Auto, UTF8:
		return nil
	case UTF16LE:
		return &wideDecoder{size: 2}
	case UTF16BE:
		return &wideDecoder{size: 2, big: true}
	case UTF32LE:
		return &wideDecoder{size: 4}
	case UTF32BE:
		return &wideDecoder{size: 4, big: true}
	}
	known, ok := encodings().byName[e]
	if !ok {
		return nil
	}
	return faultMarker{known.NewDecoder()}
}

// Reader returns r as UTF-8.
func (e Encoding) Reader(r io.Reader) io.Reader {
	if d := e.Decoder(); d != nil {
		return transform.NewReader(r, d)
	}
	return r
}

// Decode decodes text; an incomplete character at its end is a fault.
func Decode(text []byte, e Encoding) ([]byte, error) {
	d := e.Decoder()
	if d == nil {
		return text, nil
	}
	decoded, _, err := transform.Bytes(d, text)
	return decoded, err
}

// Mark returns the encoding whose byte order mark text begins with, and the
// mark's length; 0 if there is none. Some programs put a mark before one that
// is there: these count too.
func Mark(text []byte) (e Encoding, n int) {
	for _, b := range boms {
		for bytes.HasPrefix(text[n:], []byte(b.bytes)) {
			e, n = b.encoding, n+len(b.bytes)
		}
		if n > 0 {
			break
		}
	}
	return e, n
}

// boms are the byte order marks. That of UTF-32 begins like that of UTF-16.
var boms = []struct {
	bytes    string
	encoding Encoding
}{
	{"\xef\xbb\xbf", UTF8},
	{"\xff\xfe\x00\x00", UTF32LE},
	{"\x00\x00\xfe\xff", UTF32BE},
	{"\xff\xfe", UTF16LE},
	{"\xfe\xff", UTF16BE},
	{"\x84\x31\x95\x33", GB18030},
}
