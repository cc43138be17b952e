package metadata

import (
	"encoding/binary"
	"testing"
)

// profileOf returns n bytes that pass for a profile.
func profileOf(n int, space string) []byte {
	icc := make([]byte, n)
	binary.BigEndian.PutUint32(icc, uint32(n))
	copy(icc[16:20], space)
	copy(icc[36:40], "acsp")
	return icc
}

func TestProfileSpace(t *testing.T) {
	for space, want := range map[string]string{"RGB ": "RGB", "GRAY": "GRAY", "CMYK": "CMYK", "Lab ": "Lab", "R\x00B ": ""} {
		if got := ProfileSpace(profileOf(200, space)); got != want {
			t.Errorf("%q: %q", space, got)
		}
	}
	if ProfileSpace(nil) != "" || ProfileSpace(profileOf(200, "RGB ")[:199]) != "" || ProfileSpace(append(profileOf(200, "RGB "), 0)) != "RGB" {
		t.Error("the size in the header is not compared with what is there")
	}
}
