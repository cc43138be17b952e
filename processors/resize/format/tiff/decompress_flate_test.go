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

// zstdWriter is one, as it takes much memory.
var zstdWriter, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))

func zstdPacked(data []byte) []byte { return zstdWriter.EncodeAll(data, nil) }

func TestDeflateAndZstandardGiveTheBytesBack(t *testing.T) {
	var r flateReader
	for name, want := range lzwTexts() {
		for what, expand := range map[string]func(dst, src []byte, want int) ([]byte, error){
			"deflate": r.inflate, "Zstandard": func(dst, src []byte, n int) ([]byte, error) { return r.decompressZstd(dst, src, n, len(want)) },
		} {
			file := deflated(want)
			if what != "deflate" {
				file = zstdPacked(want)
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

// Some writers ask for a window of 32 MiB for a few bytes.
func TestAWideWindowOfZstandardIsNarrowed(t *testing.T) {
	want := lzwTexts()["photo"]
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithWindowSize(32<<20), zstd.WithSingleSegment(false))
	if err != nil {
		t.Fatal(err)
	}
	w.Write(want[:len(want)/2])
	w.Flush() // now it cannot know the size
	w.Write(want[len(want)/2:])
	w.Close()
	if head := narrowWindow(b.Bytes(), len(want)); head == nil || head[5] >= b.Bytes()[5] {
		t.Fatalf("the header %x becomes %x", b.Bytes()[:6], head)
	}
	var r flateReader
	got, err := r.decompressZstd(nil, b.Bytes(), len(want), len(want))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
}
