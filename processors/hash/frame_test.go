package hash

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// What reads as frames is what writing them gives.
func FuzzFrames(f *testing.F) {
	opt := optionsFor(cheap[0])
	whole := frame{line: 7, rows: 3, broken: []int64{2}, keys: make([]byte, 2*opt.hashedBytes())}
	f.Add(whole.encode())
	f.Add((&frame{line: 1, rows: 1, broken: []int64{1}}).encode())
	f.Add(append(whole.encode(), whole.encode()[:9]...))
	f.Fuzz(func(t *testing.T, part []byte) {
		frames := newFrames(bytes.NewReader(part), &opt)
		var again []byte
		for {
			got, err := frames.next()
			if err != nil {
				if err != io.EOF && !errors.Is(err, errFrame) {
					t.Fatal(err)
				}
				break
			}
			if got.rows < 1 || int64(len(got.keys)/opt.hashedBytes()+len(got.broken)) > got.rows {
				t.Fatalf("%+v", got)
			}
			again = append(again, got.encode()...)
		}
		if !bytes.HasPrefix(part, again) {
			t.Errorf("%x reads as %x", part, again)
		}
	})
}
