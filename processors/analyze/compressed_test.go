package analyze

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// bgzfBlock compresses text to a member of gzip whose header has its length.
func bgzfBlock(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Extra = []byte("BC\x02\x00\x00\x00")
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint16(b.Bytes()[16:], uint16(b.Len()-1))
	return b.Bytes()
}

// The report does not depend on the compression, nor on how many goroutines
// decompress.
func TestCompressedFilesAreAnalyzedAsTheirText(t *testing.T) {
	text := messy(1, 6000)
	want := analyzeText(t, text, nil)
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	var bgzf, frames []byte
	for part := text; part != ""; {
		n := min(len(part), 20_000)
		bgzf = append(bgzf, bgzfBlock(t, part[:n])...)
		frames = z.EncodeAll([]byte(part[:n]), frames)
		part = part[n:]
	}
	for name, compressed := range map[string][]byte{"bgzf": bgzf, "frames": frames} {
		for workers := range 4 {
			opt := defaults(tempFile(t, string(compressed)))
			opt.Workers = workers
			r := start(t, opt, 2)
			if len(r.reports) != 1 {
				t.Fatalf("%s: %v %+v", name, r.err, r.records)
			}
			r.reports[0].Files = want.Files
			if a, b := toJSON(t, r.reports[0]), toJSON(t, want); a != b {
				t.Errorf("%s, %d workers: %s", name, workers, firstDifference(a, b))
			}
		}
	}
}
