package format_test

import (
	"bytes"
	_ "embed"
	"strings"
	"testing"

	"fanout/processors/hash/format"
)

// vectors are hashes that other programs have made, each with its password and
// how it was made.
//
//go:embed testdata/vectors.tsv
var vectors string

func TestHashesOfOtherProgramsVerify(t *testing.T) {
	for line := range strings.Lines(vectors) {
		field := strings.Split(strings.TrimSpace(line), "\t")
		if len(field) < 4 || line[0] == '#' {
			continue
		}
		e, err := format.Parse(field[2])
		if err != nil {
			t.Errorf("%s: %v", field[0], err)
			continue
		}
		if field[3] == "refuse" {
			if e.Err == nil {
				t.Errorf("%s: is not refused", field[0])
			}
			continue
		}
		if e.Err != nil {
			t.Errorf("%s: %v", field[0], e.Err)
			continue
		}
		key := make([]byte, e.Params.KeyLength())
		err = e.Params.New(1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte(field[1])}, [][]byte{e.Salt})
		if err != nil || !bytes.Equal(key, e.Key) {
			t.Errorf("%s: %v, or not its hash", field[0], err)
		}
	}
}
