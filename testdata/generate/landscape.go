package main

import (
	"image"
	"image/color"
	"math"
)

// landscape paints hills below an evening sky. The same seed gives the same
// picture on every machine: all noise comes from integers.
func landscape(w, h int, seed uint32) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	sunX, sunY := 0.2+0.6*unit(seed, 1, 1), 0.2+0.15*unit(seed, 2, 1)
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			d := math.Hypot((u-sunX)*float64(w)/float64(h), v-sunY)
			glow := 1 / (1 + 60*d*d)
			r, g, b := 70+170*v+150*glow, 110+90*v+110*glow, 190-60*v+30*glow
			for ridge := range 4 {
				depth := float64(ridge+1) / 4
				top := 0.45 + 0.13*float64(ridge) + 0.12*noise(seed+uint32(ridge)*7, u*(3+2*depth), 0)
				if v > top {
					texture := 30 * noise(seed+50, u*40*(1+depth), v*60)
					shade := 1 - 0.75*depth
					r = 60*shade + 90*(1-depth) + texture
					g = 90*shade + 70*(1-depth) + 30*depth + texture
					b = 120*shade + 40*(1-depth) + texture*0.6
				}
			}
			grain := 10 * (unit(seed+99, uint32(x), uint32(y)) - 0.5)
			img.SetNRGBA(x, y, color.NRGBA{level(r + grain), level(g + grain), level(b + grain), 255})
		}
	}
	return img
}

func level(v float64) uint8 { return uint8(max(0, min(255, v))) }

// noise is value noise of three octaves, about −1 to 1.
func noise(seed uint32, x, y float64) float64 {
	sum, amplitude := 0.0, 0.6
	for octave := range uint32(3) {
		fx, fy := math.Floor(x), math.Floor(y)
		ix, iy := uint32(int32(fx)), uint32(int32(fy))
		tx, ty := smooth(x-fx), smooth(y-fy)
		at := func(dx, dy uint32) float64 { return 2*unit(seed+octave*31, ix+dx, iy+dy) - 1 }
		top := at(0, 0)*(1-tx) + at(1, 0)*tx
		bottom := at(0, 1)*(1-tx) + at(1, 1)*tx
		sum += amplitude * (top*(1-ty) + bottom*ty)
		amplitude /= 2
		x, y = 2*x, 2*y
	}
	return sum
}

func smooth(t float64) float64 { return t * t * (3 - 2*t) }

// unit hashes its arguments to a number from 0 to 1.
func unit(seed, x, y uint32) float64 {
	h := seed*0x9E3779B1 ^ x*0x85EBCA77 ^ y*0xC2B2AE3D
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	h ^= h >> 15
	return float64(h>>8) / (1 << 24)
}
