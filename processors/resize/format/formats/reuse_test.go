package formats

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
	"weak"

	"fanout/processors/resize/format"
)

// A file whose header could be read.
type readable struct {
	name  string
	data  []byte
	facts format.Facts
}

// goodAndDamaged returns files of all formats: each as it is, cut off, and with
// a wrong byte in the middle.
func goodAndDamaged(t testing.TB) (files []readable) {
	t.Helper()
	add := func(name string, data []byte) {
		if facts, err := probeBytes(data, ""); err == nil {
			files = append(files, readable{name, data, facts})
		}
	}
	addAll := func(name string, data []byte) {
		add(name, data)
		add(name+", cut off", data[:len(data)*2/3])
		wrong := bytes.Clone(data)
		wrong[len(wrong)/2] ^= 0x55
		add(name+", a wrong byte", wrong)
	}
	for _, s := range samples(t) {
		addAll(s.format.Name+" "+s.name, s.data)
	}
	for _, folder := range []string{"../../../../testdata/cases/*.*", "../*/testdata/*.webp", "../jpeg/testdata/*/*.jpg"} {
		paths, err := filepath.Glob(folder)
		must(t, err)
		if len(paths) == 0 {
			t.Fatalf("no files in %s", folder)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			must(t, err)
			addAll(filepath.Base(path), data)
		}
	}
	return files
}

// decodeWith returns what d says and shows of a file in all ways that it is
// decoded in, the pixels as a checksum.
func decodeWith(t testing.TB, d format.Decoder, f *readable) string {
	t.Helper()
	var found format.Findings
	sum := sha256.New()
	show := func(img image.Image) error {
		fmt.Fprintf(sum, "%T %v\n", img, img.Bounds())
		for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
			for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
				r, g, b, a := img.At(x, y).RGBA()
				sum.Write([]byte{byte(r), byte(g), byte(b), byte(a)})
			}
		}
		return nil
	}
	said := fmt.Sprint("picture: ", d.Decode(t.Context(), f.data, &f.facts, &found, show))
	if d, ok := d.(format.FrameDecoder); ok && f.facts.Frames > 1 {
		a, err := d.DecodeFrames(t.Context(), f.data, &f.facts, &found)
		if err == nil {
			err = a.On(image.NewNRGBA(image.Rect(0, 0, f.facts.Width, f.facts.Height)))(
				func(img *image.NRGBA, _ time.Duration) error { return show(img) })
		}
		said += fmt.Sprint("; frames: ", err)
	}
	if d, ok := d.(format.PlaneDecoder); ok && f.facts.Planar {
		for _, scale := range []int{1, 8, 2, 4} {
			pic, err := d.DecodePlanes(t.Context(), f.data, &f.facts, scale, &found)
			for i := 0; err == nil && i < len(pic.Planes); i++ {
				for y := range pic.Planes[i].Height {
					sum.Write(pic.Planes[i].Row(y))
				}
			}
			said += fmt.Sprintf("; planes at 1/%d: %v", scale, err)
		}
	}
	return fmt.Sprintf("%s; damage: %v; notes: %q; pixels: %x", said, found.Damage, found.Notes, sum.Sum(nil))
}

// A decoder decodes one file after the other, whatever they are, as a new one
// decodes each: what a file left behind does not show.
func TestFilesDoNotDependOnThoseBefore(t *testing.T) {
	files := goodAndDamaged(t)
	want := map[string]string{}
	damaged := map[*format.Format]int{}
	for i := range files {
		f := &files[i]
		want[f.name] = decodeWith(t, f.facts.Format.NewDecoder(math.MaxInt), f)
		if got := decodeWith(t, f.facts.Format.NewDecoder(math.MaxInt), f); got != want[f.name] {
			t.Errorf("%s: %s\nand again: %s", f.name, want[f.name], got)
		}
		if !bytes.Contains([]byte(want[f.name]), []byte("damage: <nil>")) {
			damaged[f.facts.Format]++
		}
	}
	for _, f := range All {
		if damaged[f] < 3 {
			t.Errorf("%v: only %d damaged files of %d in all", f, damaged[f], len(files))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round, order := range []func(){
		func() {},
		func() { slices.Reverse(files) },
		func() { random.Shuffle(len(files), func(i, k int) { files[i], files[k] = files[k], files[i] }) },
	} {
		order()
		for _, keep := range []int{0, math.MaxInt} {
			decoders := map[*format.Format]format.Decoder{}
			for i := range files {
				f := &files[i]
				if decoders[f.facts.Format] == nil {
					decoders[f.facts.Format] = f.facts.Format.NewDecoder(keep)
				}
				if got := decodeWith(t, decoders[f.facts.Format], f); got != want[f.name] {
					t.Errorf("%s in order %d: %s\nwant %s", f.name, round, got, want[f.name])
				}
			}
		}
	}
}

// A decoder that waits for its next file holds nothing of the last one, whose
// memory is no longer accounted for.
func TestDecodersLetGoOfTheFile(t *testing.T) {
	decoders := map[*format.Format]format.Decoder{}
	for _, f := range goodAndDamaged(t) {
		d := decoders[f.facts.Format]
		if d == nil {
			d = f.facts.Format.NewDecoder(0)
			decoders[f.facts.Format] = d
		}
		f.data = bytes.Clone(f.data)
		held := weak.Make(&f.data[0])
		decodeWith(t, d, &f)
		f.data = nil
		if runtime.GC(); held.Value() != nil {
			t.Errorf("%s is still in memory", f.name)
		}
		runtime.KeepAlive(d)
	}
}
