package gif

import (
	"context"
	"encoding/binary"
	"image"
	"math"
	"math/bits"
	"time"

	"fanout/processors/resize/animation"
)

// A blockWriter appends the blocks of a file to dst.
type blockWriter struct {
	dst []byte
	lzw lzwWriter
}

// head writes the header, the screen and a global color table (sections 17 to
// 19).
func (w *blockWriter) head(width, height int, table []byte) {
	w.dst = append(w.dst, "GIF89a"...)
	w.words(width, height)
	size := tableBits(table)
	w.dst = append(w.dst, 0x80|(size-1)<<4|(size-1), 0, 0)
	w.table(table, size)
}

func (w *blockWriter) words(words ...int) {
	for _, v := range words {
		w.dst = binary.LittleEndian.AppendUint16(w.dst, uint16(v))
	}
}

// tableBits returns the size of a color table, which is 1 to 8 bits of an
// index.
func tableBits(table []byte) byte { return byte(max(1, bits.Len(uint(len(table)/3-1)))) }

// table writes a color table, of three bytes a color, with black up to its
// size.
func (w *blockWriter) table(table []byte, size byte) {
	w.dst = append(w.dst, table...)
	w.dst = append(w.dst, make([]byte, 3<<size-len(table))...)
}

// loops writes how often the whole plays, 0 for ever. Once needs no words.
func (w *blockWriter) loops(plays int) {
	if plays == 1 {
		return
	}
	n := 0
	if plays > 1 {
		n = min(plays-1, math.MaxUint16)
	}
	w.dst = append(w.dst, "\x21\xff\x0bNETSCAPE2.0\x03\x01"...)
	w.words(n)
	w.dst = append(w.dst, 0)
}

// control writes a graphic control extension, unless it would say nothing
// (section 23). The index that is transparent is -1 if there is none.
func (w *blockWriter) control(clear int, disposal animation.Disposal, delay time.Duration) {
	ticks := min((delay+5*time.Millisecond)/(10*time.Millisecond), math.MaxUint16)
	if clear < 0 && ticks == 0 && disposal == animation.DisposeNone {
		return
	}
	var flags byte
	switch disposal {
	case animation.DisposeBackground:
		flags = 2 << 2
	case animation.DisposePrevious:
		flags = 3 << 2
	}
	if clear >= 0 {
		flags |= 1
	}
	w.dst = append(w.dst, introducerExtension, labelControl, 4, flags)
	w.words(int(ticks))
	w.dst = append(w.dst, byte(max(clear, 0)), 0)
}

// image writes an image, with a local color table unless it is nil (sections
// 20 to 22). Pixels are pix, or other, if that is not nil.
func (w *blockWriter) image(ctx context.Context, area image.Rectangle, table []byte, pix, other []uint8) {
	w.dst = append(w.dst, introducerImage)
	w.words(area.Min.X, area.Min.Y, area.Dx(), area.Dy())
	if table != nil {
		size := tableBits(table)
		w.dst = append(w.dst, 0x80|(size-1))
		w.table(table, size)
	} else {
		w.dst = append(w.dst, 0)
	}
	// Codes begin with what the pixels need, which may be less than the table
	// has: its most frequent colors come first.
	top := uint8(0)
	for _, c := range pix {
		top = max(top, c)
	}
	w.dst = w.lzw.encode(ctx, w.dst, max(2, uint(bits.Len8(top))), pix, other)
}

func (w *blockWriter) trailer() { w.dst = append(w.dst, trailer) }
