package journal

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/zeebo/xxh3"
)

// Whatever a file holds, only what has its checksum is read as a record, and
// what is appended behind it is read again.
func FuzzRead(f *testing.F) {
	whole := append(headerLine(header{}), "\n"...)
	for _, p := range []string{`{"output":"a.jpg"}`, "b", "\xff\x00"} {
		whole = appendLine(whole, []byte(p))
	}
	f.Add([]byte(nil), []byte("new"))
	f.Add(whole, []byte("new"))
	f.Add(whole[:len(whole)-3], []byte("a"))
	f.Add(bytes.Replace(whole, []byte("b"), []byte("c"), 1), []byte("a"))
	f.Add(append(bytes.Repeat([]byte("0"), 2*MaxLine), whole...), []byte("new"))
	f.Add(appendLine(nil, []byte(`{"fanout_journal":9}`)), []byte("new"))
	f.Add(make([]byte, 5000), []byte("\r"))
	f.Fuzz(func(t *testing.T, content, payload []byte) {
		check := func(p []byte, at int64) error {
			line := fmt.Appendf(nil, "%016x %s\n", xxh3.Hash(p), p)
			if at < 0 || at > int64(len(content)) || !bytes.HasPrefix(content[at:], line) {
				t.Errorf("record %q at %d", p, at)
			}
			return nil
		}
		if _, err := readLines(t.Context(), bytes.NewReader(content), check, func(header) {}); err != nil {
			return // another version
		}
		path := filepath.Join(t.TempDir(), Name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := Open(t.Context(), path, Options{Key: func([]byte) string { return "" }})
		if err != nil {
			return // no journal
		}
		defer j.Close()
		if bytes.ContainsRune(payload, '\n') || bytes.HasPrefix(payload, headerMark) {
			return
		}
		if err := j.Append([][]byte{payload}); err != nil {
			t.Fatal(err)
		}
		var last []byte
		_, err = Read(context.Background(), path, func(p []byte, _ int64) error {
			last = bytes.Clone(p)
			return nil
		})
		if err != nil || !bytes.Equal(last, payload) {
			t.Errorf("%q, %v, not %q", last, err, payload)
		}
	})
}
