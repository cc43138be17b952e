package source

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// An Encoding is a way to write text as bytes.
type Encoding int

// The encodings.
const (
	EncodingAuto Encoding = iota // detected
	UTF8
	UTF16LE
	UTF16BE
	Latin1
	Windows1252
)

// EncodingNames are the words for the encodings, in their order.
var EncodingNames = []string{"auto", "utf-8", "utf-16le", "utf-16be", "latin1", "windows-1252"}

func (e Encoding) String() string { return EncodingNames[e] }

// decoder returns the decoder to UTF-8; nil for what is read as it is.
func (e Encoding) decoder() *encoding.Decoder {
	switch e {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	case Latin1:
		return charmap.ISO8859_1.NewDecoder()
	case Windows1252:
		return charmap.Windows1252.NewDecoder()
	}
	return nil
}

// decode returns r as UTF-8.
func (e Encoding) decode(r io.Reader) io.Reader {
	if d := e.decoder(); d != nil {
		return transform.NewReader(r, d)
	}
	return r
}

// boms are the byte order marks.
var boms = []struct {
	bytes    string
	encoding Encoding
}{
	{"\xef\xbb\xbf", UTF8},
	{"\xff\xfe", UTF16LE},
	{"\xfe\xff", UTF16BE},
}

// lenBOM returns the length of the encoding's byte order mark.
func (e Encoding) lenBOM() int64 {
	for _, b := range boms {
		if b.encoding == e {
			return int64(len(b.bytes))
		}
	}
	return 0
}

// detect returns the encoding of a file by its first bytes, and the length of
// its byte order mark. Text without a mark is UTF-8 if it is valid, UTF-16 if
// every other byte is zero, and else Windows-1252, or Latin-1 where the two are
// the same. whole says that head is the whole file.
func detect(head []byte, whole bool, given Encoding) (e Encoding, bom int, err error) {
	for _, b := range boms {
		if bytes.HasPrefix(head, []byte(b.bytes)) && (given == EncodingAuto || given == b.encoding) {
			return b.encoding, len(b.bytes), nil
		}
	}
	if given != EncodingAuto {
		return given, 0, nil
	}
	if kind := knownAs(head); kind != "" {
		return 0, 0, fmt.Errorf("not a CSV file but %s", kind)
	}
	if n := bytes.IndexByte(head, 0); n >= 0 {
		if e := detectUTF16(head); e != EncodingAuto {
			return e, 0, nil
		}
		return 0, 0, fmt.Errorf("not a text file: byte %d is zero", n+1)
	}
	if validUTF8(head, whole) {
		return UTF8, 0, nil
	}
	for _, c := range head {
		if 0x80 <= c && c < 0xa0 {
			return Windows1252, 0, nil
		}
	}
	return Latin1, 0, nil
}

// validUTF8 reports whether head is UTF-8, apart from a character cut at its
// end.
func validUTF8(head []byte, whole bool) bool {
	for i := 1; !whole && i < utf8.UTFMax && i <= len(head); i++ {
		if last := head[len(head)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				head = head[:len(head)-i]
			}
			break
		}
	}
	return utf8.Valid(head)
}

// detectUTF16 recognizes UTF-16 without a mark, whose characters are mostly
// below 256.
func detectUTF16(head []byte) Encoding {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	switch {
	case zeros[1] > pairs/2 && zeros[0] < pairs/10+1:
		return UTF16LE
	case zeros[0] > pairs/2 && zeros[1] < pairs/10+1:
		return UTF16BE
	}
	return EncodingAuto
}

// knownAs names the format of a file that is no text. Text may begin like one
// of these, but without their control characters.
func knownAs(head []byte) string {
	if !bytes.ContainsFunc(head, func(r rune) bool { return r < '\t' || '\r' < r && r < '\x1b' }) {
		return ""
	}
	for _, k := range []struct{ magic, kind string }{
		{"PK\x03\x04", "a ZIP archive or spreadsheet"},
		{"BZh", "a bzip2 file"},
		{"\xfd7zXZ\x00", "an xz file"},
		{"%PDF-", "a PDF document"},
		{"PAR1", "a Parquet file"},
		{"SQLite format 3", "an SQLite database"},
		{"\x89PNG", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"\xd0\xcf\x11\xe0", "an old Office document"},
	} {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.kind
		}
	}
	return ""
}
