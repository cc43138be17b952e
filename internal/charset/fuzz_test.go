package charset

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"
)

// Text decoded in pieces is what it is as a whole, and what the library makes
// of it.
func FuzzDecode(f *testing.F) {
	for i, text := range []string{
		"caf\xe9", "\x83\x41\x82", "\x1b$B$3\x1b(B", "\x81\x30\x81\x30\x84\x31\xa4\x37", "h\x00\xf6\x00\xd8\x3d\x00\xd8", "\x00\x00\xd8\x00\x00\x11\xff\xff", "\xef\xbf\xbd\xff", "a\x80\xff",
	} {
		f.Add(byte(i*7), byte(3), []byte(text))
	}
	names := Names()
	f.Fuzz(func(t *testing.T, which, size byte, text []byte) {
		e, err := ByName(names[int(which)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		e = e.OrderOf(text)
		want, err := Decode(bytes.Clone(text), e)
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		d := e.Decoder()
		if d == nil {
			return
		}
		got := inPieces(t, d, text, int(size)%9+utf8.UTFMax+4)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: %q in pieces, %q as a whole", e, got, want)
		}
		if rest := bytes.ReplaceAll(want, []byte{FaultByte}, nil); !utf8.Valid(rest) {
			t.Errorf("%s: %q", e, want)
		}
		if known, err := ianaindex.IANA.Encoding(string(e)); err == nil && known != nil && e != UTF16 && e != UTF32 && len(e) > 0 {
			library, _, err := transform.Bytes(known.NewDecoder(), text)
			marked := bytes.ReplaceAll(library, []byte(replacement), []byte{FaultByte})
			if err == nil && e != UTF16LE && e != UTF16BE && e != UTF32LE && e != UTF32BE && !bytes.Equal(marked, want) {
				t.Errorf("%s: %q, the library has %q", e, want, marked)
			}
		}
	})
}

// inPieces decodes text with as little room as size bytes.
func inPieces(t *testing.T, d transform.Transformer, text []byte, size int) (out []byte) {
	t.Helper()
	dst := make([]byte, 12+size)
	for from, to := 0, 0; ; {
		to = min(to+size, len(text))
		nDst, nSrc, err := d.Transform(dst, text[from:to], to == len(text))
		out = append(out, dst[:nDst]...)
		from += nSrc
		switch {
		case err == nil && to == len(text):
			return out
		case err == transform.ErrShortDst && nDst == 0 && nSrc == 0, err == transform.ErrShortSrc && to == len(text):
			t.Fatalf("stands still at %d of %q: %v", from, text, err)
		case err != nil && err != transform.ErrShortDst && err != transform.ErrShortSrc:
			t.Fatal(err)
		}
	}
}

// Whatever bytes are taken for decodes, and a name that is near one is one.
func FuzzDetection(f *testing.F) {
	f.Add([]byte("a\x00,\x00b\x00\n\x00"), "utf8")
	f.Add([]byte("\xff\xfe\x00\x00a\x00\x00\x00"), "latin-1")
	f.Add([]byte("\xef\xbb\xbf\xef\xbb\xbfx"), "Windows 1252")
	f.Fuzz(func(t *testing.T, text []byte, name string) {
		mark, n := Mark(text)
		if n > len(text) || (n > 0) != (mark != Auto) {
			t.Errorf("mark of %d bytes, %q", n, mark)
		}
		if e := DetectWide(text); e != Auto {
			if d, err := Decode(text, e); err != nil || len(d) == 0 {
				t.Errorf("%s: %v", e, err)
			}
		}
		if short := WithoutPart(text); len(text)-len(short) >= utf8.UTFMax || utf8.Valid(text) && len(short) != len(text) {
			t.Errorf("%q becomes %q", text, short)
		}
		if e, err := ByName(name); err == nil && e != Auto {
			if again, err := ByName(string(e)); again != e || err != nil {
				t.Errorf("%q is %q, which is %q", name, e, again)
			}
		}
	})
}
