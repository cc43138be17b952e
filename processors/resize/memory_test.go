package resize

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"testing"

	deepwebp "github.com/deepteams/webp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/webp"
	"fanout/processors/resize/metadata"
)

// What the work on a picture holds stays below what the pool was told it takes,
// for every format, at a size where pixels outweigh what is fixed.
func TestPeakMemoryIsNotUnderestimated(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds, minutes with the race detector")
	}
	const w, h = 1000, 750
	r := image.Rect(0, 0, w, h)
	noise := image.NewNRGBA(r)
	state := uint32(1)
	for i := range noise.Pix {
		state = state*1664525 + 1013904223
		noise.Pix[i] = uint8(state>>24) | 1
	}
	deep := image.NewNRGBA64(r)
	for i := range deep.Pix {
		deep.Pix[i] = uint8(i * 7)
	}
	palette := image.NewPaletted(r, color.Palette{color.Black, color.White, color.NRGBA{9, 99, 200, 255}})
	for i := range palette.Pix {
		palette.Pix[i] = uint8(i % 3)
	}
	animation := &gif.GIF{Image: []*image.Paletted{palette, palette, palette}, Delay: []int{1, 2, 3}}

	for name, encode := range map[string]func(*bytes.Buffer) error{
		"a.jpg":       func(b *bytes.Buffer) error { return jpeg.Encode(b, noise, nil) },
		"gray.jpg":    func(b *bytes.Buffer) error { return jpeg.Encode(b, image.NewGray(r), nil) },
		"a.png":       func(b *bytes.Buffer) error { return png.Encode(b, noise) },
		"deep.png":    func(b *bytes.Buffer) error { return png.Encode(b, deep) },
		"palette.png": func(b *bytes.Buffer) error { return png.Encode(b, palette) },
		"a.gif":       func(b *bytes.Buffer) error { return gif.Encode(b, palette, nil) },
		"moves.gif":   func(b *bytes.Buffer) error { return gif.EncodeAll(b, animation) },
		"a.bmp":       func(b *bytes.Buffer) error { return bmp.Encode(b, noise) },
		"a.tif":       func(b *bytes.Buffer) error { return tiff.Encode(b, noise, nil) },
		"deflate.tif": func(b *bytes.Buffer) error { return tiff.Encode(b, deep, &tiff.Options{Compression: tiff.Deflate}) },
		"lossy.webp":  func(b *bytes.Buffer) error { return deepwebp.Encode(b, noise, deepwebp.DefaultOptions()) },
		"lossless.webp": func(b *bytes.Buffer) error {
			return deepwebp.Encode(b, palette, &deepwebp.Options{Lossless: true, Quality: 10})
		},
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(name, err)
		}
		formats := []*format.Format{nil, formats.All.ByExt(".png")}
		if name == "a.png" || name == "moves.gif" { // a still and an animation: WebP is slow on noise
			formats = append(formats, webp.Format)
		}
		for _, format := range formats {
			in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
			write(t, filepath.Join(in, name), b.Bytes())
			opt := defaults(out, in)
			opt.Geometry.Width, opt.Format = 900, format
			opt.Progressive, opt.FullChroma = name == "gray.jpg", name == "a.png"
			estimate, used := memoryOf(t, opt)
			// A collector at work lets a little more stand than is live.
			if used > estimate+estimate/10 {
				t.Errorf("%s to %v: %d KiB used, %d estimated", name, format, used>>10, estimate>>10)
			}
			t.Logf("%s to %v: %d %% of %d KiB", name, format, 100*used/estimate, estimate>>10)
		}
	}
}

// A file may be metadata for the most part.
func TestPeakMemoryCountsWhatIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector needs memory of its own")
	}
	photo := asJPEG(t, waves(64, 48))
	comment := append([]byte{0xff, 0xfe, 0xff, 0xff}, make([]byte, 65533)...)
	in := t.TempDir()
	write(t, filepath.Join(in, "a.jpg"), slices.Concat(photo[:2], bytes.Repeat(comment, 400), photo[2:]))
	opt := defaults(filepath.Join(t.TempDir(), "out"), in)
	opt.Geometry.Width, opt.Keep = 32, metadata.Comments
	if estimate, used := memoryOf(t, opt); used > estimate {
		t.Errorf("%d KiB used, %d estimated", used>>10, estimate>>10)
	}
	with, _ := NewPlan(t.Context(), opt)
	opt.Keep, opt.KeepICC = 0, true
	profile, _ := NewPlan(t.Context(), opt)
	opt.KeepICC = false
	without, _ := NewPlan(t.Context(), opt)
	if more := int64(2 * 400 * len(comment)); with.Items[0].memory < without.Items[0].memory+more ||
		profile.Items[0].memory < without.Items[0].memory+more {
		t.Errorf("%d with comments, %d with a profile, %d without", with.Items[0].memory, profile.Items[0].memory, without.Items[0].memory)
	}
}

// memoryOf does the one item of opt and returns the estimate and the most that
// was seen on the heap. What a late collector leaves there counts too, so of
// three runs the smallest is taken, unless an earlier one is below the
// estimate.
func memoryOf(t *testing.T, opt *Options) (estimate, used int64) {
	t.Helper()
	plan, err := NewPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	it := plan.Items[0]
	if it.Err != nil {
		t.Fatal(it.Err)
	}
	used = math.MaxInt64
	for run := 0; run < 3 && used > it.memory; run++ {
		used = min(used, peakOf(t, opt, it))
	}
	return it.memory, used
}

// peakOf does an item and returns how far the heap grew meanwhile, with a
// collector that leaves little garbage.
func peakOf(t *testing.T, opt *Options, it *Item) int64 {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	heap := func() int64 {
		m := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(m)
		return int64(m[0].Value.Uint64())
	}
	w := newWorker(opt, nil, newOpenSlots())
	runtime.GC()
	runtime.GC() // what is in a sync.Pool stays for one
	before := heap()
	var peak int64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			default:
				peak = max(peak, heap())
				runtime.Gosched()
			}
		}
	}()
	_, err := w.output(context.Background(), &Result{item: it})
	close(done)
	<-stopped
	if err != nil {
		t.Fatal(it.Source, err)
	}
	return peak - before
}

func TestMemoryAndPixelLimitsComeFromTheHeader(t *testing.T) {
	in := t.TempDir()
	bomb := picture(t, 10, 10)
	copy(bomb[16:], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30}) // 30000×30000
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if err := os.WriteFile(in+"/bomb.png", bomb, 0o666); err != nil {
		t.Fatal(err)
	}
	opt := defaults(filepath.Join(t.TempDir(), "out"), in)
	opt.Geometry.Width = 10
	for _, c := range []struct {
		pixels, memory int64
		want           string
	}{
		{268_000_000, 1 << 30, "has 900,000,000 pixels, over the limit of 268,000,000 (LimitPixels)"},
		{1e9, 1 << 30, "MiB of memory, over the limit of 1024.0 MiB (Memory)"},
	} {
		opt.LimitPixels, opt.Memory = c.pixels, c.memory
		plan, err := NewPlan(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if err := plan.Items[0].Err; err == nil || !bytes.HasSuffix([]byte(err.Error()), []byte(c.want)) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
