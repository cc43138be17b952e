package formats

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

// The formats of All by name.
var JPEG, PNG, GIF, WebP, TIFF, BMP = All[0], All[1], All[2], All[3], All[4], All[5]

// What the bytes of the files made here mean.
const (
	jpegSOF0 = 0xc0
	jpegSOF1 = 0xc1
	jpegSOF2 = 0xc2
	jpegSOS  = 0xda
	jpegDHP  = 0xde
	jpegAPP0 = 0xe0
	jpegAPP1 = 0xe1
	jpegAPP2 = 0xe2
	jpegSOFL = 0xf7

	pngMagic = "\x89PNG\x0d\x0a\x1a\x0a"
	gifImage = 0x2c

	webpAnimation = 1 << 1
	webpEXIF      = 1 << 3
	webpAlpha     = 1 << 4
	webpICC       = 1 << 5

	tagNewSubfileType  = 254
	tagSubfileType     = 255
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagPhotometric     = 262
	tagSamplesPerPixel = 277
	tagExtraSamples    = 338
	tagICC             = 34675
	tagDNGVersion      = 50706

	bmpFileBytes = 14
	bmpEmbedded  = 0x4d424544
	bmpCore      = 12
	bmpOS2Short  = 16
	bmpInfo      = 40
	bmpV2        = 52
	bmpV3        = 56
	bmpOS2       = 64
	bmpV5        = 124
)

// A sample is a small good file.
type sample struct {
	name   string
	format *format.Format
	data   []byte
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// paint fills any picture with a gradient; with alpha some of it is
// transparent.
func paint[M interface {
	image.Image
	Set(x, y int, c color.Color)
}](m M, alpha bool) M {
	r := m.Bounds()
	for y := range r.Dy() {
		for x := range r.Dx() {
			c := color.NRGBA{uint8(x * 30), uint8(y * 40), 90, 255}
			if alpha && x%3 == 1 {
				c.A = uint8(40 * y)
			}
			m.Set(x, y, c)
		}
	}
	return m
}

// samples returns small files of all formats and most pixel kinds, made by the
// encoders that Embed is for.
func samples(t testing.TB) []sample {
	t.Helper()
	r := image.Rect(0, 0, 7, 5)
	var all []sample
	add := func(name string, f *format.Format, encode func(b *bytes.Buffer) error) {
		var b bytes.Buffer
		must(t, encode(&b))
		all = append(all, sample{name, f, b.Bytes()})
	}
	nrgba := paint(image.NewNRGBA(r), true)
	opaque := paint(image.NewNRGBA(r), false)
	gray := paint(image.NewGray(r), false)
	paletted := paint(image.NewPaletted(r, palette.Plan9[:200]), false)
	clear := paint(image.NewPaletted(r, append(color.Palette{color.Transparent}, palette.Plan9[:14]...)), true)

	add("rgb", JPEG, func(b *bytes.Buffer) error { return jpeg.Encode(b, opaque, nil) })
	add("gray", JPEG, func(b *bytes.Buffer) error { return jpeg.Encode(b, gray, nil) })
	for name, m := range map[string]image.Image{"rgb": opaque, "rgba": nrgba, "gray": gray, "palette": paletted,
		"palette with tRNS": clear, "rgba64": paint(image.NewNRGBA64(r), true)} {
		add(name, PNG, func(b *bytes.Buffer) error { return png.Encode(b, m) })
		if name != "palette with tRNS" {
			add(name, TIFF, func(b *bytes.Buffer) error { return tiff.Encode(b, m, nil) })
			add(name+" deflated", TIFF, func(b *bytes.Buffer) error {
				return tiff.Encode(b, m, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
			})
		}
	}
	for name, m := range map[string]image.Image{"rgb": opaque, "rgba": nrgba, "gray": gray, "palette": paletted} {
		add(name, BMP, func(b *bytes.Buffer) error { return bmp.Encode(b, m) })
	}
	add("still", GIF, func(b *bytes.Buffer) error { return gif.Encode(b, paletted, nil) })
	small := paint(image.NewPaletted(image.Rect(2, 1, 5, 3), clear.Palette), false)
	add("animation", GIF, func(b *bytes.Buffer) error {
		return gif.EncodeAll(b, &gif.GIF{
			Image: []*image.Paletted{clear, small, small}, Delay: []int{1, 2, 3},
			Disposal: []byte{1, 1, 2}, Config: image.Config{Width: 7, Height: 5},
		})
	})
	for name, s := range map[string]string{"lossy": formattest.WebPLossy, "lossy with ALPH": formattest.WebPAlpha, "lossless": formattest.WebPLossless} {
		all = append(all, sample{name, WebP, []byte(s)})
	}
	return all
}

// decode returns all pictures of a file; WebP's decoder takes no animations.
func decode(t testing.TB, f *format.Format, data []byte) []image.Image {
	t.Helper()
	r := bytes.NewReader(data)
	var m image.Image
	var err error
	switch f {
	case JPEG:
		m, err = jpeg.Decode(r)
	case PNG:
		m, err = png.Decode(r)
	case TIFF:
		m, err = tiff.Decode(r)
	case WebP:
		m, err = webp.Decode(r)
	case BMP:
		m, err = bmp.Decode(r)
	case GIF:
		g, err := gif.DecodeAll(r)
		must(t, err)
		var all []image.Image
		for _, p := range g.Image {
			all = append(all, p)
		}
		return all
	}
	must(t, err)
	return []image.Image{m}
}

func probeBytes(data []byte, name string) (format.Facts, error) {
	return All.Probe(bytes.NewReader(data), int64(len(data)), name)
}

// exifJPEG is a JPEG whose Exif says v in a field of type typ, in the given
// byte order.
func exifJPEG(t testing.TB, order ifd.ByteOrder, typ uint16, v int) []byte {
	t.Helper()
	block := []byte("II*\x00")
	if order.Uint16([]byte{0, 1}) == 1 {
		block = []byte("MM\x00*")
	}
	block = order.AppendUint32(block, 8)
	block = order.AppendUint16(block, 2)
	block = append(block, bytes.Repeat([]byte{0}, 12)...)
	block = order.AppendUint16(block, ifd.TagOrientation)
	block = order.AppendUint16(block, typ)
	block = order.AppendUint32(block, 1)
	value := make([]byte, 4)
	switch typ {
	case ifd.Byte:
		value[0] = byte(v)
	case ifd.Short:
		order.PutUint16(value, uint16(v))
	default:
		order.PutUint32(value, uint32(v))
	}
	block = append(append(block, value...), 0, 0, 0, 0)
	return withSegment(t, jpegAPP1, append([]byte(metadata.EXIFSignature), block...))
}

// withSegment returns a JPEG with a segment of its own after SOI.
func withSegment(t testing.TB, marker byte, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, paint(image.NewGray(image.Rect(0, 0, 7, 5)), false), nil))
	out := []byte{0xff, 0xd8, 0xff, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(body)))
	return append(append(out, body...), b.Bytes()[2:]...)
}
