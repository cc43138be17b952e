// Command generate makes the pictures of testdata: photo-like landscapes with
// every EXIF orientation, a color profile, and every format that fanout reads.
// All of them are computed. Run it from the module's root:
//
//	go run ./testdata/generate
package main

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"github.com/deepteams/webp"
	"github.com/disintegration/imaging"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
	jpegformat "fanout/processors/resize/format/jpeg"
	pngformat "fanout/processors/resize/format/png"
	"fanout/processors/resize/metadata"
)

const root = "testdata"

func main() {
	log.SetFlags(0)
	profile := displayP3()
	wide := landscape(480, 320, 1)
	corners(wide)
	for o := 1; o <= 8; o++ {
		name := "orientation-" + string(rune('0'+o)) + ".jpg"
		writeWith("photos/"+name, jpegformat.Format, encodeJPEG(stored(wide, o)), metadata.Set{ICC: profile, Orientation: o})
	}
	write("photos/hills.JPG", encodeJPEG(landscape(400, 600, 2)))
	write("photos/gray.jpg", encodeJPEG(grayed(landscape(360, 240, 3))))

	var b bytes.Buffer
	check(png.Encode(&b, disc(360)))
	writeWith("photos/disc.png", pngformat.Format, b.Bytes(), metadata.Set{ICC: profile})
	b.Reset()
	check(webp.Encode(&b, landscape(400, 300, 4), &webp.Options{Quality: 75, Method: 4}))
	write("photos/valley.webp", b.Bytes())
	b.Reset()
	check(tiff.Encode(&b, landscape(340, 220, 5), &tiff.Options{Compression: tiff.Deflate, Predictor: true}))
	write("photos/ridge.tif", b.Bytes())
	b.Reset()
	check(bmp.Encode(&b, opaque(landscape(330, 120, 6))))
	write("photos/panorama.bmp", b.Bytes())
	b.Reset()
	check(gif.EncodeAll(&b, bouncing()))
	write("photos/bouncing.gif", b.Bytes())

	good := encodeJPEG(wide)
	write("broken/truncated.jpg", good[:len(good)/2])
	write("broken/headless.jpg", good[:bytes.Index(good, []byte{0xff, 0xda})])
	write("broken/empty.jpg", nil)
	write("broken/text.png", []byte("this is no picture\n"))
	write("broken/notes.txt", []byte("a file that is no image is skipped\n"))
}

// stored returns what a camera stores for upright if its tag says o.
func stored(upright *image.NRGBA, o int) *image.NRGBA {
	switch o {
	case 2:
		return imaging.FlipH(upright)
	case 3:
		return imaging.Rotate180(upright)
	case 4:
		return imaging.FlipV(upright)
	case 5:
		return imaging.Transpose(upright)
	case 6:
		return imaging.Rotate90(upright)
	case 7:
		return imaging.Transverse(upright)
	case 8:
		return imaging.Rotate270(upright)
	}
	return upright
}

// corners marks three corners, so that a test and a person can tell which way
// is up: red upper left, green upper right, blue lower left.
func corners(img *image.NRGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	mark := func(x, y int, c color.NRGBA) {
		for dy := range 32 {
			for dx := range 32 {
				img.SetNRGBA(x+dx, y+dy, c)
			}
		}
	}
	mark(0, 0, color.NRGBA{220, 30, 30, 255})
	mark(w-32, 0, color.NRGBA{30, 200, 30, 255})
	mark(0, h-32, color.NRGBA{30, 30, 220, 255})
}

// disc is a soft red disc on transparency.
func disc(size int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	r := float64(size) / 2
	for y := range size {
		for x := range size {
			dx, dy := float64(x)+0.5-r, float64(y)+0.5-r
			if d := (r*0.9)*(r*0.9) - dx*dx - dy*dy; d > 0 {
				img.SetNRGBA(x, y, color.NRGBA{220, uint8(40 + 160*y/size), 40, uint8(min(255, d/r*12))})
			}
		}
	}
	return img
}

// bouncing is an animation whose frames are smaller than its canvas: a square
// that moves over a transparent background, with three ways to dispose of it.
func bouncing() *gif.GIF {
	g := &gif.GIF{Config: image.Config{Width: 120, Height: 80}, LoopCount: 0}
	for i := range 6 {
		area := image.Rect(16*i, 12*(i%3), 16*i+40, 12*(i%3)+40)
		frame := image.NewPaletted(area, color.Palette{
			color.NRGBA{}, color.NRGBA{255, 200, 0, 255}, color.NRGBA{uint8(40 * i), 60, 180, 255},
		})
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				if (x+y)%5 != 0 {
					frame.SetColorIndex(x, y, uint8(1+(x/8+y/8)%2))
				}
			}
		}
		g.Image = append(g.Image, frame)
		g.Delay = append(g.Delay, 10+i)
		g.Disposal = append(g.Disposal, []byte{gif.DisposalNone, gif.DisposalBackground, gif.DisposalPrevious}[i%3])
	}
	return g
}

func encodeJPEG(img image.Image) []byte {
	var b bytes.Buffer
	check(jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}))
	return b.Bytes()
}

func grayed(img *image.NRGBA) *image.Gray {
	g := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			g.Set(x, y, img.At(x, y))
		}
	}
	return g
}

// opaque lets encoders see that there is no transparency.
func opaque(img *image.NRGBA) *image.RGBA {
	return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
}

func writeWith(name string, f *format.Format, file []byte, m metadata.Set) {
	file, err := f.Embed(nil, file, m)
	check(err)
	write(name, file)
}

func write(name string, file []byte) {
	path := filepath.Join(root, filepath.FromSlash(name))
	check(os.MkdirAll(filepath.Dir(path), 0o777))
	check(os.WriteFile(path, file, 0o666))
}

func check(err error) {
	if err != nil {
		log.Fatal("generate: ", err)
	}
}
