package unpack

import (
	"archive/tar"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"fanout/internal/unpack/unpacktest"
)

// A stream reads the same in small pieces, and gzip and bzip2 as the standard
// library reads them.
func FuzzStreams(f *testing.F) {
	for name, file := range unpacktest.Files(f) {
		if !strings.HasPrefix(name, "huge") && len(file.Compressed) < 20_000 {
			f.Add([]byte(file.Compressed))
		}
	}
	f.Add([]byte("BZh91AY&SY\x8a\x00\x02"))
	f.Add([]byte("\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46"))
	f.Add([]byte("\xff\x06\x00\x00sNaPpY\x01\x05\x00\x00\x00\x00\x00\x00a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		format := FormatOf(data)
		if format == nil {
			return
		}
		want, wantErr := readStream(format, bytes.NewReader(data))
		got, err := readStream(format, iotest.HalfReader(iotest.DataErrReader(bytes.NewReader(data))))
		if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%d bytes and %v in pieces, %d and %v", len(got), err, len(want), wantErr)
		}
		var library io.Reader
		switch format.Name {
		case "gzip":
			library, err = gzip.NewReader(bytes.NewReader(data))
		case "bzip2":
			library, err = bzip2.NewReader(bytes.NewReader(data)), nil
		}
		if library == nil || err != nil {
			return
		}
		if text, err := io.ReadAll(io.LimitReader(library, fuzzLimit)); err == nil && (!bytes.Equal(text, want) || wantErr != nil) {
			t.Errorf("%d bytes and %v, the library has %d", len(want), wantErr, len(text))
		}
	})
}

// fuzzLimit is how much text is read of a stream.
const fuzzLimit = 1 << 20

func readStream(format *Format, in io.Reader) (text []byte, err error) {
	defer Recover(&err)
	z, err := format.Open(in, 1, 0)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(io.LimitReader(z, fuzzLimit))
}

// What archive/tar reads is named a tar archive, and the name of what is in it
// is in quotes.
func FuzzBinaryOf(f *testing.F) {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	w.WriteHeader(&tar.Header{Name: "a\nb.csv", Mode: 0o600, Size: 3})
	io.WriteString(w, "abc")
	w.Close()
	f.Add(archive.Bytes(), true)
	f.Add(archive.Bytes()[:700], false)
	for _, b := range binaries {
		f.Add([]byte(strings.Repeat(" ", b.at)+b.magic+"x"), true)
	}
	f.Fuzz(func(t *testing.T, head []byte, whole bool) {
		b, ok := BinaryOf(head, whole)
		if ok != (b.Kind != "") || strings.ContainsAny(b.Kind+b.AdviceFor("hash"), "\n\x1b\x00") {
			t.Errorf("%q", b)
		}
		h, err := tar.NewReader(bytes.NewReader(head)).Next()
		if err == nil && h.Typeflag == tar.TypeReg && h.Name != "" && len(head) >= 512 && head[0] != 0 && !strings.Contains(b.Kind, "tar archive") {
			t.Errorf("%q, whose first file is %q", b.Kind, h.Name)
		}
	})
}
