package source

import (
	"io"

	"golang.org/x/text/transform"
)

// An Encoding is a way to write text as bytes, by its name: the one that
// browsers use, or else IANA's in small letters. [EncodingByName] knows them.
type Encoding string

// Encodings with a part of their own.
const (
	EncodingAuto Encoding = "" // detected
	UTF8         Encoding = "utf-8"
	UTF16        Encoding = "utf-16" // of either order: the byte order mark says it, or the text
	UTF16LE      Encoding = "utf-16le"
	UTF16BE      Encoding = "utf-16be"
	UTF32        Encoding = "utf-32" // of either order
	UTF32LE      Encoding = "utf-32le"
	UTF32BE      Encoding = "utf-32be"
	Latin1       Encoding = "iso-8859-1"
	Windows1252  Encoding = "windows-1252"
	ISO2022JP    Encoding = "iso-2022-jp"
	GB18030      Encoding = "gb18030"
)

// FaultByte stands in decoded text for what is not valid in its encoding. No
// UTF-8 has it, so that such text is treated as damaged UTF-8 is.
const FaultByte = 0xff

// decoder returns what turns the encoding into UTF-8, with FaultByte for what
// is not valid; nil for UTF-8, which is read as it is.
func (e Encoding) decoder() transform.Transformer {
	switch e {
	case EncodingAuto, UTF8:
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
	return transform.Chain(known.NewDecoder(), faultMarker{})
}

// decode returns r as UTF-8.
func (e Encoding) decode(r io.Reader) io.Reader {
	if d := e.decoder(); d != nil {
		return transform.NewReader(r, d)
	}
	return r
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
