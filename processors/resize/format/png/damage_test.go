package png

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/processors/resize/format/formattest"
)

// A file that is cut anywhere gives the rows before the cut, says what is
// missing exactly if rows are missing, and has no picture only if it has no
// row.
func TestACutFileGivesTheRowsBeforeTheCut(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	d := &decoder{}
	for _, colour := range []byte{0, 2, 3, 6} {
		s := newSample(rnd, 11, 23, colour, 8, false, false)
		file, want := s.file(rnd), s.want()
		rows := -1
		for n := range len(file) {
			got, err := decode(t, d, file[:n])
			if err != nil {
				if rows >= 0 {
					t.Fatalf("%d of %d bytes: %v, but fewer gave %d rows", n, len(file), err, rows)
				}
				continue
			}
			now := s.height
			if damage := got.found.Damage; damage != nil {
				var at int
				if _, err := fmt.Sscanf(damage.Error(), "png: the data ends too early at byte %d: %d of 23 rows decoded", &at, &now); err != nil || at > n {
					t.Fatalf("%d of %d bytes: %v, %v", n, len(file), damage, err)
				}
			} else if len(got.found.Notes) == 0 {
				t.Fatalf("%d of %d bytes: nothing is said", n, len(file))
			}
			if now < rows {
				t.Fatalf("%d of %d bytes: %d rows, after %d", n, len(file), now, rows)
			}
			if rows = now; !bytes.Equal(got.img.Pix[:now*44], want.Pix[:now*44]) {
				t.Fatalf("%d of %d bytes: wrong pixels in %d rows", n, len(file), now)
			}
		}
		if rows != s.height {
			t.Errorf("%d rows in the end", rows)
		}
	}
}

// The pixels that passes to come would give are those of the passes before, as
// blocks: the picture is the whole one at a coarser grid.
func TestACutInterlacedFileGivesBlocks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	// The grid after each pass, and the blocks that one of its pixels fills.
	grid := [7]struct{ w, h int }{{8, 8}, {4, 8}, {4, 4}, {2, 4}, {2, 2}, {1, 2}, {1, 1}}
	for _, depth := range []byte{1, 8, 16} {
		s := newSample(rnd, 29, 27, 0, depth, true, false)
		want := s.want()
		raw := s.scanlines(rand.New(rand.NewPCG(9, 9)))
		off := 0
		for i, p := range adam7 {
			w, h := (s.width-p.x+p.dx-1)/p.dx, (s.height-p.y+p.dy-1)/p.dy
			off += h * int(1+s.rowBytes(w))
			idat := formattest.PNGChunk("IDAT", deflate(raw[:off])...)
			got, err := decode(t, &decoder{}, s.with(idat))
			if err != nil || (got.found.Damage != nil) != (i < 6) || got.gray != true {
				t.Fatalf("pass %d: %v, %v", i+1, err, got.found.Damage)
			}
			if i < 6 && !strings.HasSuffix(got.found.Damage.Error(), fmt.Sprintf("rows decoded in pass %d of 7", i+2)) {
				t.Error(got.found.Damage)
			}
			for y := range s.height {
				for x := range s.width {
					if a, b := got.img.NRGBAAt(x, y), want.NRGBAAt(x/grid[i].w*grid[i].w, y/grid[i].h*grid[i].h); a != b {
						t.Fatalf("depth %d, pass %d: %d,%d is %v, want %v", depth, i+1, x, y, a, b)
					}
				}
			}
		}
		got, err := decode(t, &decoder{}, s.with(formattest.PNGChunk("IDAT", deflate(raw[:3*(1+s.rowBytes(4))])...)))
		if err != nil || got.found.Damage == nil || got.img.NRGBAAt(28, 23) != want.NRGBAAt(24, 16) || got.img.NRGBAAt(28, 24).A != 0 {
			t.Errorf("three rows of the first pass: %v, %v", err, got.found.Damage)
		}
	}
}

// irregular is a 6×6 picture of grays, of a palette or of RGB with something
// wrong in it, and what is to come of it.
type irregular struct {
	name   string
	colour byte
	// chunks returns the file's chunks after IHDR. data is its zlib stream.
	chunks func(data []byte) [][]byte
	damage string   // a part of it; empty if the picture is whole
	notes  []string // parts of them
	err    string   // a part of why there is no picture
}

// ok is a chunk with its checksum, broken one with a wrong one.
func ok(name string, data ...byte) []byte { return formattest.PNGChunk(name, data...) }
func broken(name string, data ...byte) []byte {
	c := formattest.PNGChunk(name, data...)
	c[len(c)-1] ^= 1
	return c
}

func TestIrregularFilesAreTakenAsLibpngTakesThem(t *testing.T) {
	end := ok("IEND")
	one := func(chunks ...[]byte) func([]byte) [][]byte {
		return func(data []byte) [][]byte { return append(chunks, ok("IDAT", data...), end) }
	}
	plte := ok("PLTE", bytes.Repeat([]byte{9, 8, 7}, 256)...)
	for _, c := range []irregular{
		{name: "iCCP with a wrong checksum", chunks: one(broken("iCCP", 1, 2, 3)),
			notes: []string{"wrong checksum of iCCP at byte 33"}},
		{name: "three texts with wrong checksums", chunks: one(broken("tEXt"), broken("zTXt"), ok("tIME"), broken("iTXt")),
			notes: []string{"wrong checksum of tEXt at byte 33", "3 chunks with a wrong checksum"}},
		{name: "tRNS with a wrong checksum", chunks: one(broken("tRNS", 0, 1)), notes: []string{"wrong checksum of tRNS"}},
		{name: "tRNS of a wrong length", chunks: one(ok("tRNS", 0, 1, 2)), notes: []string{"tRNS at byte 33 is left out: its length is wrong"}},
		{name: "tRNS longer than the palette", colour: 3, chunks: one(ok("PLTE", 1, 2, 3), ok("tRNS", 0, 1)), notes: []string{"its length is wrong", "colors beyond"}},
		{name: "tRNS before the palette", colour: 3, chunks: one(ok("tRNS", 0), plte), notes: []string{"before the palette"}},
		{name: "tRNS with an alpha channel", colour: 6, chunks: one(ok("tRNS", 0, 1)), notes: []string{"there is an alpha channel"}},
		{name: "tRNS after the data", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...), ok("tRNS", 0, 1), end} },
			notes: []string{"tRNS at byte 101 is left out: it stands after the picture data"}},
		{name: "bytes after the data", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...), end, {1, 2, 3}} },
			notes: []string{"3 bytes after IEND"}},
		{name: "no IEND", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...)} }, notes: []string{"no IEND"}},
		{name: "IEND with a wrong checksum", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...), broken("IEND")} },
			notes: []string{"IEND is cut or has a wrong checksum"}},
		{name: "two rows too many", chunks: func(data []byte) [][]byte {
			return [][]byte{ok("IDAT", deflate(append(inflate(data), make([]byte, 40)...))...), end}
		}, notes: []string{"surplus picture data"}},
		{name: "bytes after the stream", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", append(data, 1, 2)...), end} },
			notes: []string{"surplus picture data"}},
		{name: "a second stream", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...), ok("IDAT", data...), end} },
			notes: []string{"surplus picture data"}},
		{name: "a wrong Adler-32", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", flip(data, -1)...), end} },
			notes: []string{"wrong checksum of the zlib stream"}},
		{name: "no Adler-32", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data[:len(data)-4]...), end} },
			notes: []string{"no proper end"}},
		{name: "a wrong checksum of IDAT alone", chunks: func(data []byte) [][]byte { return [][]byte{broken("IDAT", data...), end} },
			notes: []string{"wrong checksum of IDAT at byte 33, but"}},
		{name: "both checksums wrong", chunks: func(data []byte) [][]byte { return [][]byte{broken("IDAT", flip(data, -1)...), end} },
			damage: "png: wrong checksum of IDAT at byte 33: pixels are in doubt", notes: []string{"wrong checksum of the zlib stream"}},
		{name: "empty chunks of data", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT"), ok("IDAT", data...), ok("IDAT"), end} }},
		{name: "text between the data", chunks: func(data []byte) [][]byte {
			return [][]byte{ok("IDAT", data[:9]...), ok("tEXt"), ok("IDAT", data[9:]...), end}
		}, notes: []string{"other chunks stand between"}},
		{name: "an unknown critical chunk", chunks: one(ok("ABCD", 1)), damage: `png: unknown critical chunk "ABCD" at byte 33: `},
		{name: "one after the data", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data...), ok("ABCD", 1), end} },
			damage: `unknown critical chunk "ABCD"`},
		{name: "PLTE with a wrong checksum", colour: 3, chunks: one(broken("PLTE", plte[8:len(plte)-4]...)), damage: "wrong checksum of PLTE at byte 33"},
		{name: "a suggested PLTE with a wrong checksum", colour: 2, chunks: one(broken("PLTE", 1, 2, 3)), notes: []string{"wrong checksum of PLTE"}},
		{name: "two palettes", colour: 3, chunks: one(plte, plte), damage: "a second palette at byte"},
		{name: "PLTE within a color", colour: 3, chunks: one(ok("PLTE", 1, 2, 3, 4)), damage: "a palette that ends within a color", notes: []string{"colors beyond"}},
		{name: "no palette", colour: 3, chunks: one(), err: "png: no palette before the picture data at byte 33"},
		{name: "an empty palette", colour: 3, chunks: one(ok("PLTE")), err: "no palette"},
		{name: "no data", chunks: func([]byte) [][]byte { return [][]byte{end} }, err: "png: no picture data at byte 33"},
		{name: "empty data", chunks: func([]byte) [][]byte { return [][]byte{ok("IDAT"), end} }, err: "png: the data ends too early at byte 41"},
		{name: "no zlib stream", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", flip(data, 0)...), end} }, err: "png: no zlib stream at byte"},
		{name: "broken deflate data", chunks: func(data []byte) [][]byte { return [][]byte{ok("IDAT", data[0], data[1], 7), end} }, err: "png: broken deflate data at byte"},
		{name: "an unknown filter", chunks: func(data []byte) [][]byte {
			raw := inflate(data)
			raw[3*len(raw)/6] = 5
			return [][]byte{ok("IDAT", deflate(raw)...), end}
		}, damage: ": 3 of 6 rows decoded"},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

func (c *irregular) check(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	s := newSample(rnd, 6, 6, c.colour, 8, false, false)
	data := deflate(s.scanlines(rnd))
	file := s.with(c.chunks(data)...)
	got, err := decode(t, &decoder{}, file)
	if c.err != "" {
		if err == nil || !strings.Contains(err.Error(), c.err) {
			t.Fatalf("error %v, want %q", err, c.err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if damage := got.found.Damage; (damage != nil) != (c.damage != "") || damage != nil && !strings.Contains(damage.Error(), c.damage) {
		t.Errorf("damage %v, want %q", damage, c.damage)
	}
	notes := slices.Clone(got.found.Notes)
	for _, want := range c.notes {
		i := slices.IndexFunc(notes, func(n string) bool { return strings.Contains(n, want) })
		if i < 0 {
			t.Errorf("notes %q, without %q", got.found.Notes, want)
			continue
		}
		notes = slices.Delete(notes, i, i+1)
	}
	if len(notes) > 0 {
		t.Errorf("surplus notes %q", notes)
	}
	if c.colour != 3 && c.damage != ": 3 of 6 rows decoded" && !bytes.Equal(got.img.Pix, s.want().Pix) {
		t.Error("wrong pixels")
	}
	if c.colour == 0 && (got.facts.Alpha || !got.gray) {
		t.Errorf("alpha %v, gray %v", got.facts.Alpha, got.gray)
	}
}

// flip returns b with byte i, or from its end where i is negative, changed.
func flip(b []byte, i int) []byte {
	b = slices.Clone(b)
	if i < 0 {
		i += len(b)
	}
	b[i] ^= 0x10
	return b
}

// inflate undoes deflate.
func inflate(data []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		panic(err) // the test has made data itself
	}
	raw, _ := io.ReadAll(z)
	return raw
}

// An index beyond the palette is opaque black, as in libpng.
func TestAnIndexBeyondThePaletteIsBlack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	for _, interlaced := range []bool{false, true} {
		s := newSample(rnd, 20, 20, 3, 8, interlaced, true)
		for i := 3 * 40; i < len(s.palette); i++ {
			s.palette[i] = 0
		}
		want := s.want().Pix
		s.palette = s.palette[:3*40]
		got, err := decode(t, &decoder{}, s.file(rnd))
		if err != nil || got.found.Damage != nil || !bytes.Equal(got.img.Pix, want) {
			t.Errorf("interlaced %v: %v, %v", interlaced, err, got.found.Damage)
		}
		if notes := got.found.Notes; len(notes) != 1 || notes[0] != "png: colors beyond the palette of 40 are shown as black" {
			t.Errorf("interlaced %v: notes %q", interlaced, notes)
		}
	}
}

// libpng leaves out what a palette has beyond what the depth can address.
func TestAPaletteLongerThanTheDepthAllows(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 5))
	s := newSample(rnd, 20, 20, 3, 2, false, false)
	s.palette = append(s.palette, 1, 2, 3)
	got, err := decode(t, &decoder{}, s.file(rnd))
	if err != nil || got.found.Damage != nil || !bytes.Equal(got.img.Pix, s.want().Pix) {
		t.Errorf("%v, %v", err, got.found.Damage)
	}
}
