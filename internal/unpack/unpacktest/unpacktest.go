// Package unpacktest has compressed files for tests.
package unpacktest

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// GzipMember compresses text; as BGZF its header says how long it is.
func GzipMember(t testing.TB, text string, bgzf bool) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if bgzf {
		z.Extra = []byte("BC\x02\x00\x00\x00")
	}
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if bgzf {
		binary.LittleEndian.PutUint16(b.Bytes()[16:], uint16(b.Len()-1))
	}
	return b.Bytes()
}

// ZstdFrame compresses text; whole says that its header has the size.
func ZstdFrame(t testing.TB, text string, whole bool) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	if whole {
		return z.EncodeAll([]byte(text), nil)
	}
	// Written in parts, the header says nothing of the size.
	for len(text) > 0 {
		n := min(len(text), 100_000)
		if _, err := z.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const skippable = "\x5a\x2a\x4d\x18\x05\x00\x00\x00abcde"

// A File is a compressed file and its text.
type File struct{ Compressed, Text string }

// Files returns files of several members and frames, and their text.
func Files(t testing.TB) map[string]File {
	t.Helper()
	const largest = 4 << 20 // of the members that are cut off
	files := map[string]File{}
	add := func(name string, text string, parts ...[]byte) {
		files[name] = File{string(bytes.Join(parts, nil)), text}
	}
	short, long := "a,b\n1,2\n", strings.Repeat("some text that is packed,12345\n", 2000)
	huge := strings.Repeat(long, largest/len(long)+1)
	add("bgzf", long+short+long, GzipMember(t, long, true), GzipMember(t, short, true), GzipMember(t, long, true), GzipMember(t, "", true))
	add("members", long+short, GzipMember(t, long, false), GzipMember(t, short, false))
	add("bgzf and member", short+long+short, GzipMember(t, short, true), GzipMember(t, long, false), GzipMember(t, short, true))
	// Headers that lie: of the next member too, of a part, of more than 64 KiB.
	wide := GzipMember(t, short, true)
	binary.LittleEndian.PutUint16(wide[16:], uint16(2*len(wide)-1))
	narrow := GzipMember(t, long, true)
	binary.LittleEndian.PutUint16(narrow[16:], uint16(len(narrow)/2))
	add("wide bgzf", long+short+short+long, GzipMember(t, long, true), wide, GzipMember(t, short, true), GzipMember(t, long, true))
	add("narrow bgzf", short+long+short, GzipMember(t, short, true), narrow, GzipMember(t, short, true))
	add("overlong bgzf", long+long+long+short, GzipMember(t, long, true), GzipMember(t, long+long, true), GzipMember(t, short, true))
	add("frames", long+short+long, ZstdFrame(t, long, true), ZstdFrame(t, short, true), ZstdFrame(t, long, false))
	add("skippable frames", short+short, []byte(skippable), ZstdFrame(t, short, true), []byte(skippable), ZstdFrame(t, short, false), []byte(skippable))
	add("runs", strings.Repeat("0", 300_000)+short, ZstdFrame(t, strings.Repeat("0", 300_000), false), ZstdFrame(t, short, true))
	add("huge frames", short+huge+huge, ZstdFrame(t, short, true), ZstdFrame(t, huge, true), ZstdFrame(t, huge, false))
	add("huge frame of unknown size", short+huge, ZstdFrame(t, short, true), ZstdFrame(t, huge, false))
	return files
}
