// Quality compares folders of resized JPEGs with what they should show: the
// originals decoded in full by image/jpeg, each plane reduced by a Lanczos-3
// filter in floating point. It prints, for each folder, the means over all
// pictures of Y-PSNR (dB), Y-SSIM, C-PSNR and bytes.
//
//	go run ./bench/quality ORIGINALS RESIZED...
//
// Pictures must be stored upright and be resized as a whole. SSIM is that of
// Wang et al., "Image quality assessment: from error visibility to structural
// similarity" (2004), over blocks of 8×8 pixels at every fourth pixel.
package main

import (
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: quality ORIGINALS RESIZED...")
		os.Exit(2)
	}
	if err := compare(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

// A score is the sum over pictures.
type score struct{ yPSNR, ySSIM, cPSNR, bytes float64 }

func compare(originals string, folders []string) error {
	names, _ := filepath.Glob(filepath.Join(originals, "*.jpg"))
	if len(names) == 0 {
		return errors.New("no *.jpg in " + originals)
	}
	scores := make([]score, len(folders))
	for _, name := range names {
		want, _, err := load(name)
		if err != nil {
			return err
		}
		reduced := map[[2]int]plane{} // by plane and width
		for i, folder := range folders {
			got, size, err := load(filepath.Join(folder, filepath.Base(name)))
			if err != nil {
				return err
			}
			var ref [3]plane
			for k := range got {
				key := [2]int{k, got[k].w}
				if _, ok := reduced[key]; !ok {
					reduced[key] = want[k].reduce(got[k].w, got[k].h)
				}
				ref[k] = reduced[key]
			}
			s := &scores[i]
			s.yPSNR += psnr(meanSquare(ref[0], got[0]))
			s.ySSIM += ssim(ref[0], got[0])
			s.cPSNR += psnr((meanSquare(ref[1], got[1]) + meanSquare(ref[2], got[2])) / 2)
			s.bytes += float64(size)
		}
	}
	n := float64(len(names))
	for i, s := range scores {
		fmt.Printf("%-24s Y-PSNR %6.3f  Y-SSIM %.5f  C-PSNR %6.3f  %8.0f bytes\n",
			folders[i], s.yPSNR/n, s.ySSIM/n, s.cPSNR/n, s.bytes/n)
	}
	return nil
}

// A plane holds w×h samples.
type plane struct {
	w, h int
	pix  []float64
}

// load decodes a JPEG to its planes.
func load(name string) ([3]plane, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return [3]plane{}, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return [3]plane{}, 0, err
	}
	img, err := jpeg.Decode(f)
	if err != nil {
		return [3]plane{}, 0, fmt.Errorf("%s: %w", name, err)
	}
	p, ok := img.(*image.YCbCr)
	if !ok {
		return [3]plane{}, 0, fmt.Errorf("%s: not Y, Cb and Cr", name)
	}
	size := p.Rect.Size()
	chroma := image.NewYCbCr(image.Rectangle{Max: size}, p.SubsampleRatio)
	cw, ch := chroma.CStride, len(chroma.Cb)/chroma.CStride
	return [3]plane{
		planeOf(p.Y, p.YStride, size.X, size.Y), planeOf(p.Cb, p.CStride, cw, ch), planeOf(p.Cr, p.CStride, cw, ch),
	}, info.Size(), nil
}

func planeOf(pix []uint8, stride, w, h int) plane {
	p := plane{w, h, make([]float64, w*h)}
	for y := range h {
		for x := range w {
			p.pix[y*w+x] = float64(pix[y*stride+x])
		}
	}
	return p
}

// reduce resamples p to w×h, rows first.
func (p plane) reduce(w, h int) plane {
	across := p.narrow(w).transposed()
	out := across.narrow(h).transposed()
	for i, v := range out.pix {
		out.pix[i] = max(0, min(255, v))
	}
	return out
}

// narrow resamples every row to w samples, edges repeated.
func (p plane) narrow(w int) plane {
	out := plane{w, p.h, make([]float64, w*p.h)}
	ratio := float64(p.w) / float64(w)
	wide := max(1, ratio)
	for x := range w {
		middle := (float64(x)+0.5)*ratio - 0.5
		first, last := int(math.Ceil(middle-3*wide)), int(math.Floor(middle+3*wide))
		sum := 0.0
		for s := first; s <= last; s++ {
			sum += lanczos3((float64(s) - middle) / wide)
		}
		for s := first; s <= last; s++ {
			weight := lanczos3((float64(s)-middle)/wide) / sum
			from := max(0, min(p.w-1, s))
			for y := range p.h {
				out.pix[y*w+x] += weight * p.pix[y*p.w+from]
			}
		}
	}
	return out
}

func (p plane) transposed() plane {
	out := plane{p.h, p.w, make([]float64, len(p.pix))}
	for y := range p.h {
		for x := range p.w {
			out.pix[x*p.h+y] = p.pix[y*p.w+x]
		}
	}
	return out
}

func lanczos3(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x == 0:
		return 1
	case x >= 3:
		return 0
	}
	px := math.Pi * x
	return 3 * math.Sin(px) * math.Sin(px/3) / (px * px)
}

func meanSquare(a, b plane) float64 {
	sum := 0.0
	for i := range a.pix {
		d := a.pix[i] - b.pix[i]
		sum += d * d
	}
	return sum / float64(len(a.pix))
}

func psnr(meanSquare float64) float64 { return 10 * math.Log10(255*255/meanSquare) }

func ssim(a, b plane) float64 {
	const (
		side = 8
		n    = side * side
		c1   = (0.01 * 255) * (0.01 * 255)
		c2   = (0.03 * 255) * (0.03 * 255)
	)
	total, blocks := 0.0, 0
	for y := 0; y+side <= a.h; y += side / 2 {
		for x := 0; x+side <= a.w; x += side / 2 {
			var sa, sb, saa, sbb, sab float64
			for j := range side {
				i := (y+j)*a.w + x
				for k := range side {
					p, q := a.pix[i+k], b.pix[i+k]
					sa, sb = sa+p, sb+q
					saa, sbb, sab = saa+p*p, sbb+q*q, sab+p*q
				}
			}
			ma, mb := sa/n, sb/n
			va, vb, cov := saa/n-ma*ma, sbb/n-mb*mb, sab/n-ma*mb
			total += (2*ma*mb + c1) * (2*cov + c2) / ((ma*ma + mb*mb + c1) * (va + vb + c2))
			blocks++
		}
	}
	return total / float64(blocks)
}
