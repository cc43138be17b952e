package source

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"fanout/internal/unpack/unpacktest"
	"fanout/processors/analyze/runes"
)

// FuzzSource probes and reads any bytes as a file, packed or not: without a
// panic, in bounded time, and the same from the file and from a pipe.
func FuzzSource(f *testing.F) {
	for _, file := range unpacktest.Files(f) {
		if len(file.Compressed) < 50_000 {
			f.Add([]byte(file.Compressed))
		}
	}
	for names, text := range legacyTexts {
		for name := range strings.FieldsSeq(names) {
			f.Add([]byte(encode(f, legacyEncoding(f, name), text)))
		}
	}
	for _, text := range texts {
		for _, e := range wideEncodings {
			f.Add([]byte(encode(f, e[0], text)))
		}
	}
	for _, packed := range []string{
		"BZh91AY&SY\x8a\x00\x02", "\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46", "\xff\x06\x00\x00sNaPpY", "[{\"a\":1}]", "<a></a>", "\x00\x00a,b\n",
	} {
		f.Add([]byte(packed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "file")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		const limit = 8 << 20
		read := func(s *Source, decompressors int) (string, error) {
			if s.Probe(testOptions()); s.Err != nil {
				return "", s.Err
			}
			in, err := s.Text(nil, decompressors)
			if err != nil {
				return "", err
			}
			defer in.Close()
			text, err := io.ReadAll(io.LimitReader(in, limit))
			return string(text), err
		}
		found, err := Find(t.Context(), &Options{Paths: []string{name}})
		if err != nil {
			t.Fatal(err)
		}
		want, wantErr := read(found.Sources[0], 1)
		if strings.Contains(errText(wantErr), "panic") {
			t.Error(wantErr)
		}
		pipe, pipeErr := read(&Source{Name: "x", pipe: bytes.NewReader(data)}, 1)
		if !bytes.HasPrefix(data, []byte(zipMagic)) && (pipe != want || errText(pipeErr) != errText(wantErr)) {
			t.Errorf("from a pipe: %d bytes, %v; want %d, %v", len(pipe), pipeErr, len(want), wantErr)
		}
		if wantErr == nil && runes.ClassOf([]byte(want)) != runes.Bytes != utf8.ValidString(want) {
			t.Error("class")
		}
	})
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
