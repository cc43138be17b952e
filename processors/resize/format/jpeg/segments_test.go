package jpeg

import (
	"strings"
	"testing"

	"fanout/processors/resize/format"
)

func TestStrayBytesAfterSOIAreNoReasonToPassAFileOver(t *testing.T) {
	for head, want := range map[string]bool{
		"\xff\xd8\xff\xe0": true, "\xff\xd8\xff": true, "\xff\xd8\x00\x00\xff\xee": true,
		"\xff\xd8": false, "\xff\xd8\x00\x00\x00\x00": false, "\xff\xd8\x00\xff\x12": false, "\xff\xd9\xff\xe0": false,
		"\xff\xd8" + strings.Repeat("\x00", 40) + "\xff\xe0": false,
	} {
		if Format.Magic([]byte(head)) != want {
			t.Errorf("%q: %v", head, !want)
		}
	}
}

func TestWalkSkipsFillAndStrayBytes(t *testing.T) {
	plain := "\xff\xd8" + segmentOf(markerSOF0, "\x08\x00\x20\x00\x40\x01\x01\x11\x00") + "\xff\xda\x00\x02"
	for _, stray := range []string{"\xff\xff\xff", "\xff\xd0", "\xff\x00", "\xff\x01", "ab\xff\x00c", "\xff\xe1\x00\x02"} {
		file := append([]byte("\xff\xd8\xff\xe0\x00\x03x"+stray), plain[2:]...)
		if info, err := readFacts(format.InMemory(name, file)); err != nil || info.Width != 64 {
			t.Errorf("%q: %+v, %v", stray, info, err)
		}
	}
}
