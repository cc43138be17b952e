package format

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
)

// SniffBytes is how much of a file's start Sniff can make use of.
const SniffBytes = 512

// Sniff tells the format of a file from head, its first bytes (at most
// SniffBytes are used, fewer only if the file is shorter), and name, its base
// name. The content decides. The name matters in two cases: camera raw files
// look like TIFF, and a file that is named like an image of ours but holds none
// is a *MismatchError. Other files that are no image give ErrNotImage; images
// that fanout cannot decode give *UnsupportedError.
func (t Table) Sniff(head []byte, name string) (*Format, error) {
	head = head[:min(len(head), SniffBytes)]
	ext := strings.ToLower(filepath.Ext(name))

	// The companion that macOS leaves beside each file on foreign disks carries
	// the picture's name (AppleDouble, RFC 1740 appendix B).
	if hasMagic(head, 0, "\x00\x05\x16\x07") {
		return nil, ErrNotImage
	}
	for _, f := range t {
		switch {
		case !f.Magic(head):
		case slices.Contains(f.RawExtensions, ext):
			return nil, &UnsupportedError{Name: "camera raw (" + ext + ")"}
		default:
			return f, nil
		}
	}
	if other := sniffOther(head); other != "" {
		return nil, &UnsupportedError{Name: other}
	}
	if t.ByExt(ext) != nil {
		return nil, &MismatchError{Ext: ext, Empty: len(head) == 0}
	}
	return nil, ErrNotImage
}

func hasMagic(head []byte, off int, magic string) bool {
	return len(head) >= off+len(magic) && string(head[off:off+len(magic)]) == magic
}

// others lists images that fanout does not decode and that fixed bytes give
// away.
var others = []struct {
	off         int
	magic, name string
}{
	{0, "II\xbc\x01", "JPEG XR"},
	{0, "\xff\x0a", "JPEG XL"},
	{0, "\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a", "JPEG XL"},
	{0, "\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a", "JPEG 2000"},
	{0, "\xff\x4f\xff\x51", "JPEG 2000"},
	{0, "8BPS\x00\x01", "PSD"},
	{0, "8BPS\x00\x02", "PSB"},
	{0, "\x76\x2f\x31\x01", "OpenEXR"},
	{0, "#?RADIANCE", "Radiance HDR"},
	{0, "#?RGBE", "Radiance HDR"},
	{0, "DDS \x7c\x00\x00\x00", "DDS"},
	{0, "qoif", "QOI"},
	{0, "FLIF", "FLIF"},
	{0, "BPG\xfb", "BPG"},
	{0, "gimp xcf ", "XCF"},
	{0, "\x8aMNG\x0d\x0a\x1a\x0a", "MNG"},
	{0, "\x8bJNG\x0d\x0a\x1a\x0a", "JNG"},
	{128, "DICM", "DICOM"},
	{0, "SIMPLE  =  ", "FITS"},
	{8, "CR\x02", "camera raw (CR2)"},
	{0, "IIRO", "camera raw (ORF)"},
	{0, "IIRS", "camera raw (ORF)"},
	{0, "MMOR", "camera raw (ORF)"},
	{0, "IIU\x00", "camera raw (RW2)"},
	{0, "FUJIFILMCCD-RAW", "camera raw (RAF)"},
	{0, "FOVb", "camera raw (X3F)"},
	{0, "\x00MRM", "camera raw (MRW)"},
	{6, "HEAPCCDR", "camera raw (CRW)"},
}

// sniffOther names an image that fanout does not decode, or returns "".
func sniffOther(head []byte) string {
	for _, o := range others {
		if hasMagic(head, o.off, o.magic) {
			return o.name
		}
	}
	switch {
	case hasMagic(head, 4, "ftyp"):
		return sniffBrands(head)
	case sniffIcon(head):
		return "ICO"
	case sniffNetpbm(head):
		return "PNM"
	case sniffSVG(head):
		return "SVG"
	}
	return ""
}

// sniffBrands reads the file type box of ISO base media files (ISO/IEC 14496-12
// section 4.3): videos share it, so only the brands of pictures count. The
// generic mif1 says AVIF or HEIC only among the compatible brands.
func sniffBrands(head []byte) string {
	end := len(head)
	if n := binary.BigEndian.Uint32(head); n >= 16 && n < uint32(end) {
		end = int(n)
	}
	name := ""
	for off := 8; off+4 <= end; off += 4 {
		if off == 12 {
			continue // the minor version
		}
		switch string(head[off : off+4]) {
		case "avif", "avis":
			return "AVIF"
		case "crx ":
			return "camera raw (CR3)"
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs":
			name = "HEIC"
		case "mif1", "msf1":
			if name == "" {
				name = "HEIF"
			}
		}
	}
	return name
}

// sniffIcon recognizes ICO and CUR: a directory of at least one entry whose
// first entry has its reserved byte clear and points beyond the directory.
func sniffIcon(head []byte) bool {
	if len(head) < 22 || (!hasMagic(head, 0, "\x00\x00\x01\x00") && !hasMagic(head, 0, "\x00\x00\x02\x00")) {
		return false
	}
	count := uint32(binary.LittleEndian.Uint16(head[4:]))
	size, off := binary.LittleEndian.Uint32(head[14:]), binary.LittleEndian.Uint32(head[18:])
	return count > 0 && count < 1024 && head[9] == 0 && size >= 16 && off >= 6+16*count && off < 1<<24
}

// sniffNetpbm recognizes P1 to P6 by two numbers after them, and PAM and PFM by
// their first line.
func sniffNetpbm(head []byte) bool {
	if hasMagic(head, 0, "P7\nWIDTH ") || hasMagic(head, 0, "PF\n") || hasMagic(head, 0, "Pf\n") {
		return true
	}
	if len(head) < 7 || head[0] != 'P' || head[1] < '1' || head[1] > '6' || !isSpace(head[2]) {
		return false
	}
	numbers, rest := 0, head[2:]
	for numbers < 2 && len(rest) > 0 {
		switch c := rest[0]; {
		case isSpace(c):
			rest = rest[1:]
		case c == '#':
			_, rest, _ = bytes.Cut(rest, []byte("\n"))
		case c >= '0' && c <= '9':
			for len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
				rest = rest[1:]
			}
			if len(rest) == 0 || !isSpace(rest[0]) {
				return false
			}
			numbers++
		default:
			return false
		}
	}
	return numbers == 2
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// sniffSVG reports whether the first element of an XML text is svg. What may
// stand before it (declaration, comments, document type) is skipped.
func sniffSVG(head []byte) bool {
	rest := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		var ok bool
		switch {
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE svg")):
			return true
		case bytes.HasPrefix(rest, []byte("<?")):
			_, rest, ok = bytes.Cut(rest, []byte("?>"))
		case bytes.HasPrefix(rest, []byte("<!--")):
			_, rest, ok = bytes.Cut(rest, []byte("-->"))
		default:
			tag, found := bytes.CutPrefix(rest, []byte("<svg"))
			if !found {
				tag, found = bytes.CutPrefix(rest, []byte("<svg:svg"))
			}
			return found && len(tag) > 0 && (isSpace(tag[0]) || tag[0] == '>' || tag[0] == ':')
		}
		if !ok {
			return false
		}
	}
}
