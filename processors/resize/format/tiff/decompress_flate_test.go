package tiff

import (
	"bytes"
	"compress/zlib"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func deflated(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zstdPacked(t testing.TB, data []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestDeflateAndZstandardGiveTheBytesBack(t *testing.T) {
	var r flateReader
	for name, want := range lzwTexts() {
		for what, expand := range map[string]func(dst, src []byte, want int) ([]byte, error){
			"deflate": r.inflate, "Zstandard": r.decompressZstd,
		} {
			file := deflated(want)
			if what != "deflate" {
				file = zstdPacked(t, want)
			}
			got, err := expand([]byte("before"), file, len(want))
			if err != nil || !bytes.Equal(got[6:], want) {
				t.Errorf("%s, %s: %d bytes of %d, %v", name, what, len(got)-6, len(want), err)
			}
			// What goes beyond the samples does not matter.
			got, err = expand(nil, append(bytes.Clone(file), "surplus"...), len(want)/2)
			if err != nil || !bytes.Equal(got, want[:len(want)/2]) {
				t.Errorf("%s, %s: half of it is wrong, %v", name, what, err)
			}
			// A wrong checksum costs no pixel.
			wrong := bytes.Clone(file)
			wrong[len(wrong)-1] ^= 1
			got, err = expand(nil, wrong, len(want))
			if code, ok := err.(*codeError); what == "deflate" && (!ok || !code.Harmless) || !bytes.Equal(got, want) {
				t.Errorf("%s, %s with a wrong checksum: %v", name, what, err)
			}
			got, err = expand(nil, file[:2*len(file)/3], len(want))
			if (err == nil) != (len(got) == len(want)) || !bytes.Equal(got, want[:len(got)]) {
				t.Errorf("%s, %s, cut: %d bytes, %v", name, what, len(got), err)
			}
			if name == "photo" && what == "deflate" && len(got) < len(want)/2 {
				t.Errorf("cut: %d bytes of %d", len(got), len(want))
			}
			if _, err = expand(nil, []byte("not compressed"), 10); err == nil {
				t.Errorf("%s takes anything", what)
			}
			if _, err = expand(nil, nil, 10); err == nil {
				t.Errorf("%s takes nothing", what)
			}
		}
	}
}
