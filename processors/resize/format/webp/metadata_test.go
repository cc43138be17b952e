package webp

import (
	"bytes"
	"encoding/binary"
	"testing"

	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func TestFilesAreWrappedWithRightFlagsAndSizes(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		alpha byte
	}{"lossy": {formattest.WebPLossy, 0}, "ALPH": {formattest.WebPAlpha, flagAlpha}, "lossless": {formattest.WebPLossless, flagAlpha}} {
		out, err := Format.Embed(nil, []byte(c.file), metadata.Set{ICC: formattest.Profile(133, "RGB "), Orientation: 2})
		if err != nil {
			t.Fatal(err)
		}
		if got := int(binary.LittleEndian.Uint32(out[4:])); got != len(out)-8 || len(out)%2 != 0 {
			t.Errorf("%s: RIFF says %d of %d bytes", name, got, len(out))
		}
		if flags := out[20]; flags != c.alpha|flagICC|flagEXIF {
			t.Errorf("%s: flags %#x", name, flags)
		}
		if !bytes.Equal(out[24:30], []byte{6, 0, 0, 4, 0, 0}) || string(out[30:34]) != "ICCP" {
			t.Errorf("%s: %q", name, out[:40])
		}
	}
}

func TestEXIFIsPutBeforeXMP(t *testing.T) {
	file := riffOf(appendChunk(nil, "VP8X", appendUint24([]byte{flagAlpha, 0, 0, 0}, 6, 4)),
		[]byte(formattest.WebPLossless[12:]), appendChunk(nil, "XMP ", []byte("<x/>")))
	out, err := Format.Embed(nil, file, metadata.Set{Orientation: 2})
	if err != nil {
		t.Fatal(err)
	}
	if e, x := bytes.Index(out, []byte("EXIF")), bytes.Index(out, []byte("XMP ")); e < 0 || x < e {
		t.Errorf("EXIF at %d, XMP at %d", e, x)
	}
}

// riffOf joins chunks to a file.
func riffOf(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}
