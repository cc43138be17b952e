package scheme

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// An echo is a Hasher whose keys are its passwords.
type echo struct {
	closed int
	fail   error
}

func (e *echo) Lanes() int    { return 3 }
func (e *echo) Memory() int64 { return 1000 }
func (e *echo) Close()        { e.closed++ }
func (e *echo) Hash(_ context.Context, keys, passwords, _ [][]byte) error {
	for i := range keys {
		copy(keys[i], passwords[i])
	}
	return e.fail
}

func doubled(dst, password, salt []byte) []byte {
	return append(append(append(dst, password...), password...), salt...)
}

func TestATransformedPasswordIsHashedAndForgotten(t *testing.T) {
	inner := &echo{}
	h := Transform(inner, doubled)
	for _, n := range []int{0, 1, 4, 2} {
		var keys, passwords, salts [][]byte
		for i := range n {
			keys = append(keys, make([]byte, 9))
			passwords = append(passwords, []byte(strings.Repeat(string(rune('a'+i)), i)))
			salts = append(salts, []byte{byte('0' + i)})
		}
		inner.fail = nil
		if n == 2 {
			inner.fail = errors.New("enough")
		}
		if err := h.Hash(t.Context(), keys, passwords, salts); err != inner.fail {
			t.Errorf("%d passwords: %v", n, err)
		}
		for i := range n {
			if want := string(doubled(nil, passwords[i], salts[i])); string(bytes.TrimRight(keys[i], "\x00")) != want {
				t.Errorf("%d passwords: %q, want %q", n, keys[i], want)
			}
		}
		text := h.(*transformer).text
		if text = text[:cap(text)]; !bytes.Equal(text, make([]byte, len(text))) {
			t.Errorf("%d passwords: %q remains", n, text)
		}
	}
	if h.Lanes() != 3 || h.Memory() < 1000 {
		t.Errorf("%d lanes, %d bytes", h.Lanes(), h.Memory())
	}
	if h.Close(); inner.closed != 1 || h.(*transformer).text != nil {
		t.Error("not closed")
	}
}

func TestDigestsOfAListAreTakenInEitherCase(t *testing.T) {
	p := &Prehash{Bytes: 4}
	for text, want := range map[string]string{
		"0aF9": "0af9", "abcd": "abcd", "0af": "", "0af99": "", "0ag9": "", "": "", "0x12": "", "\xc3\xa4ab": "",
	} {
		got, err := p.Digest([]byte("> "), []byte(text))
		if string(got) != "> "+want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%v shows the digest", err)
		}
	}
}
