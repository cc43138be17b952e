package tiff

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/tiff/lzw"
)

// packLZW compresses data as libtiff does, or as it did before version 3 (old).
// With late set, the table is not cleared when it is full.
func packLZW(data []byte, old, late bool) []byte {
	var bits []byte // one a byte
	width, next := lzwMinWidth, lzwFirst
	put := func(code int) {
		for i := range width {
			if old {
				bits = append(bits, byte(code>>i&1))
			} else {
				bits = append(bits, byte(code>>(width-1-i)&1))
			}
		}
	}
	put(lzwClear)
	table := map[string]int{}
	code := func(s string) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return table[s]
	}
	s := ""
	for _, b := range data {
		longer := s + string([]byte{b})
		if _, known := table[longer]; known || s == "" {
			s = longer
			continue
		}
		put(code(s))
		if next < lzwCodes-2 {
			table[longer] = next
			next++
			// The reader makes each string one code later.
			if limit := 1<<width - 1; (next > limit && !old || next > limit+1) && width < lzwMaxWidth {
				width++
			}
		} else if !late {
			put(lzwClear)
			width, next = lzwMinWidth, lzwFirst
			clear(table)
		}
		s = string([]byte{b})
	}
	if s != "" {
		put(code(s))
		next++
		if limit := 1<<width - 1; (next > limit && !old || next > limit+1) && width < lzwMaxWidth {
			width++
		}
	}
	put(lzwEOI)
	return packBits(bits, old)
}

// packBits makes bytes of bits, one a byte.
func packBits(bits []byte, lowFirst bool) []byte {
	out := make([]byte, (len(bits)+7)/8)
	for i, b := range bits {
		if lowFirst {
			out[i/8] |= b << (i % 8)
		} else {
			out[i/8] |= b << (7 - i%8)
		}
	}
	return out
}

// lzwTexts have short and long strings, strings that are their own last code,
// and more strings than a table.
func lzwTexts() map[string][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 30000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	photo := make([]byte, 90000)
	for i := range photo {
		photo[i] = byte(i/300 + int(rng.Uint32()%4))
	}
	return map[string][]byte{
		"one byte": {7},
		"black":    make([]byte, 200000),
		"pattern":  bytes.Repeat([]byte("abcabcd"), 5000),
		"noise":    noise,
		"photo":    photo,
	}
}

func TestLZWGivesTheBytesBack(t *testing.T) {
	var r lzwReader
	for name, want := range lzwTexts() {
		for _, late := range []bool{false, true} {
			for _, old := range []bool{false, true} {
				file := packLZW(want, old, late)
				got, err := r.expand([]byte("before"), file, len(want))
				if err != nil || string(got[:6]) != "before" || !bytes.Equal(got[6:], want) {
					t.Fatalf("%s, old %v, late %v: %d bytes of %d, %v", name, old, late, len(got)-6, len(want), err)
				}
				got, err = r.expand(nil, file, len(want)/2)
				if err != nil || !bytes.Equal(got, want[:len(want)/2]) {
					t.Fatalf("%s, old %v, late %v: half of it is wrong, %v", name, old, late, err)
				}
			}
		}
		if theirs, err := theirLZW(packLZW(want, false, false), len(want)+1); err != nil || !bytes.Equal(theirs, want) {
			t.Fatalf("%s: the test's own encoder is wrong, %v", name, err)
		}
	}
}

// theirLZW expands file by golang.org/x/image, which panics if a full table is
// not cleared.
func theirLZW(file []byte, limit int) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	return io.ReadAll(io.LimitReader(lzw.NewReader(bytes.NewReader(file), lzw.MSB, 8), int64(limit)))
}

func TestCutLZWGivesWhatIsThere(t *testing.T) {
	var r lzwReader
	want := lzwTexts()["photo"]
	file := packLZW(want, false, false)
	got, err := r.expand(nil, file[:len(file)/2], len(want))
	if err == nil || !strings.Contains(err.Error(), "the data ends too early") {
		t.Error(err)
	}
	if n := len(got); n < len(want)/3 || !bytes.Equal(got, want[:n]) {
		t.Errorf("%d bytes of %d", n, len(want))
	}
	if got, err = r.expand(nil, file, len(want)+1); err == nil || !bytes.Equal(got, want) {
		t.Errorf("one byte too many: %d bytes, %v", len(got), err)
	}
}

func TestBadLZWCodesAreRefused(t *testing.T) {
	var r lzwReader
	for _, file := range [][]byte{
		{},
		{0x80},
		packBits([]byte("\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01\x00"), false), // Clear, 258
	} {
		if got, err := r.expand(nil, file, 10); err == nil || len(got) > 0 {
			t.Errorf("%x: %x, %v", file, got, err)
		}
	}
}

func FuzzLZWAgrees(f *testing.F) {
	for _, text := range lzwTexts() {
		f.Add(packLZW(text[:min(len(text), 3000)], false, false))
		f.Add(packLZW(text[:min(len(text), 3000)], true, false))
	}
	var r lzwReader
	f.Fuzz(func(t *testing.T, file []byte) {
		want, err := theirLZW(file, 1<<16)
		got, ourErr := r.expand(nil, file, len(want))
		if len(file) >= 2 && file[0] == 0 && file[1]&1 != 0 {
			return // old data, which they do not know
		}
		// A code too many may be one that they take and we refuse, as libtiff
		// does: then they must have failed as well.
		if !bytes.Equal(got, want[:len(got)]) || err == nil && ourErr != nil {
			t.Fatalf("%d bytes, %v; theirs %d, %v", len(got), ourErr, len(want), err)
		}
	})
}

func BenchmarkLZW(b *testing.B) {
	text := lzwTexts()["photo"]
	file := packLZW(text, false, false)
	var r lzwReader
	var out []byte
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		out, _ = r.expand(out[:0], file, len(text))
	}
}
