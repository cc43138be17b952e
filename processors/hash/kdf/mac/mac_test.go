package mac

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"testing"
)

var functions = []func() hash.Hash{md5.New, sha1.New, sha256.New224, sha256.New, sha512.New384, sha512.New}

func FuzzAgreesWithTheStandardLibrary(f *testing.F) {
	f.Add([]byte("key"), []byte("text"), []byte("more"))
	f.Add(bytes.Repeat([]byte("k"), 64), []byte{}, bytes.Repeat([]byte("t"), 200))
	f.Add(bytes.Repeat([]byte("k"), 129), bytes.Repeat([]byte("t"), 128), []byte{0})
	f.Fuzz(func(t *testing.T, key, text, more []byte) {
		for i, function := range functions {
			m := New(function)
			m.SetKey(more)
			m.Append(nil, key)
			m.SetKey(key)
			for range 2 {
				h := hmac.New(function, key)
				h.Write(text)
				h.Write(more)
				if got := m.Append([]byte("x"), text, more); !bytes.Equal(got, h.Sum([]byte("x"))) {
					t.Fatalf("function %d: %x", i, got)
				}
			}
			h := function()
			h.Write(text)
			h.Write(more)
			if got := Sum(nil, function(), text, more); !bytes.Equal(got, h.Sum(nil)) {
				t.Fatalf("function %d: digest %x", i, got)
			}
		}
	})
}

func TestNothingOfAKeyRemains(t *testing.T) {
	for i, function := range functions {
		m := New(function)
		m.SetKey([]byte("hunter2hunter2"))
		m.Append(nil, []byte("correct horse"))
		m.Clear()
		all := bytes.Join([][]byte{m.block, m.inner, m.outer, m.sum[:cap(m.sum)]}, nil)
		if len(bytes.Trim(all, "\x00")) > 0 {
			t.Errorf("function %d: %q", i, all)
		}
		h := function()
		Sum(nil, h, []byte("hunter2hunter2"), []byte("correct horse"))
		for _, h := range []hash.Hash{m.hash, h} {
			held := fmt.Sprintf("%x", h) // what it has, its buffer too
			if fresh := fmt.Sprintf("%x", function()); held != fresh {
				t.Errorf("function %d: %s, a new one has %s", i, held, fresh)
			}
		}
	}
}
