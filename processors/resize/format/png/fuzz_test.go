package png

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image/png"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func FuzzPNG(f *testing.F) {
	formattest.Fuzz(f, Format, fuzzSeeds()...)
}

// fuzzSeeds are small pictures of every kind, whole, cut, and with chunks of
// every name that is read.
func fuzzSeeds() (seeds [][]byte) {
	rnd := rand.New(rand.NewPCG(2, 2))
	for _, k := range kinds {
		for mode := range 4 {
			s := newSample(rnd, 9, 10, k.colour, k.depth, mode&1 != 0, mode&2 != 0 && k.colour&4 == 0)
			file := s.file(rnd)
			seeds = append(seeds, file)
			if mode&2 == 0 {
				seeds = append(seeds, file[:len(file)*3/4])
			}
		}
	}
	s := newSample(rnd, 5, 4, 3, 8, false, true)
	idat := formattest.PNGChunk("IDAT", deflate(s.scanlines(rnd))...)
	return append(seeds, s.with(
		formattest.PNGChunk("acTL", make([]byte, 8)...), formattest.PNGChunk("fcTL", make([]byte, 26)...),
		formattest.PNGChunk("PLTE", s.palette...), formattest.PNGChunk("tRNS", s.trns...),
		formattest.PNGChunk("eXIf", metadata.AppendOrientation(nil, 5)...),
		idat, formattest.PNGChunk("tEXt"), idat, formattest.PNGChunk("IEND")))
}

// FuzzAgainstTheStandardLibrary compares both decoders on any file. With
// repair set its checksums are made right first, so that what they guard is
// reached.
func FuzzAgainstTheStandardLibrary(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, file []byte, repair bool) {
		if repair {
			file = repaired(file)
		}
		compare(t, file)
	})
}

// FuzzRowsAgainstTheStandardLibrary compares both decoders on files that are
// whole, whose rows, palette and tRNS are anything.
func FuzzRowsAgainstTheStandardLibrary(f *testing.F) {
	rnd := rand.New(rand.NewPCG(2, 3))
	for i, k := range kinds {
		for _, interlaced := range []bool{false, true} {
			s := newSample(rnd, 9, 10, k.colour, k.depth, interlaced, k.colour&4 == 0)
			f.Add(uint8(i), uint8(9), uint8(10), interlaced, s.palette, s.trns, s.scanlines(rnd))
		}
	}
	f.Fuzz(func(t *testing.T, kind, w, h uint8, interlaced bool, plte, trns, rows []byte) {
		k := kinds[int(kind)%len(kinds)]
		s := newSample(rand.New(rand.NewPCG(0, 0)), max(1, int(w)), max(1, int(h)), k.colour, k.depth, interlaced, false)
		var chunks [][]byte
		if len(plte) > 0 {
			chunks = append(chunks, formattest.PNGChunk("PLTE", plte...))
		}
		if len(trns) > 0 {
			chunks = append(chunks, formattest.PNGChunk("tRNS", trns...))
		}
		chunks = append(chunks, formattest.PNGChunk("IDAT", deflate(rows)...), formattest.PNGChunk("IEND"))
		compare(t, s.with(chunks...))
	})
}

// compare compares pixels where both decoders take a file and ours has nothing
// to say about it. What a decoder did before must not matter.
func compare(t *testing.T, file []byte) {
	facts, err := format.Table{Format}.Probe(bytes.NewReader(file), int64(len(file)), "")
	if err != nil || format.Area(facts.Width, facts.Height) > 1<<14 {
		return
	}
	used := &decoder{keep: 1 << 20}
	decode(t, used, usedFile)
	got, err := decode(t, used, file)
	again, errAgain := decode(t, &decoder{}, file)
	if (err == nil) != (errAgain == nil) || !bytes.Equal(got.img.Pix, again.img.Pix) || !reflect.DeepEqual(got.found, again.found) {
		t.Fatalf("%v, %+v; with another decoder %v, %+v", err, got.found, errAgain, again.found)
	}
	if err != nil || got.found.Damage != nil || got.found.Notes != nil {
		return
	}
	if !got.facts.Alpha && !got.img.Opaque() {
		t.Fatal("transparent pixels that the header does not announce")
	}
	if f := got.facts; f.Depth < 8 && f.Alpha && !f.Palette {
		return // the standard library does not mask the transparent gray
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return
	}
	if !bytes.Equal(got.img.Pix, formattest.Rounded(img).Pix) {
		t.Fatalf("%+v: pixels differ", got.facts)
	}
}

// usedFile is what a decoder has decoded before.
var usedFile = func() []byte {
	rnd := rand.New(rand.NewPCG(2, 4))
	return newSample(rnd, 30, 20, 2, 16, true, true).file(rnd)
}()

// repaired returns file with right checksums.
func repaired(file []byte) []byte {
	file = slices.Clone(file)
	for off := 8; off+12 <= len(file); {
		end := uint64(off) + 8 + uint64(binary.BigEndian.Uint32(file[off:]))
		if end+4 > uint64(len(file)) {
			break
		}
		binary.BigEndian.PutUint32(file[end:], crc32.ChecksumIEEE(file[off+4:end]))
		off = int(end) + 4
	}
	return file
}
