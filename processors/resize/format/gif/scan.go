package gif

import (
	"encoding/binary"
	"fmt"
	"image"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// A frame is what the blocks of one picture say of it (sections 20 to 23).
type frame struct {
	area        image.Rectangle // on the logical screen, which it may leave
	interlaced  bool
	empty       bool  // its descriptor says 0 pixels; area is the screen
	table       int64 // offset of its color table
	colours     int   // in that table, 0 if there is none
	transparent int   // the index that is not drawn, or -1
	disposal    animation.Disposal
	delay       time.Duration
	data        int64 // offset of the LZW code size
	whole       bool  // the last sub-block is there
}

// A scanner finds the frames of a file, one after the other. It is as lenient
// as browsers are: what is no block is skipped, and so are extensions that mean
// nothing to a picture.
type scanner struct {
	s      format.Section
	off    int64 // of the next block
	screen image.Rectangle
	// table and colors are the offset and size of the global color table.
	table   int64
	colours int
	loops   int // how often the whole plays, 0 for ever
	frames  int // found so far

	control struct { // what a control extension has said of the next frame
		given       bool
		transparent int
		disposal    animation.Disposal
		delay       time.Duration
	}
	notes   []string
	cut     bool // the file ends inside a block
	missing bool // the file ends where a frame has been announced
}

// newScanner reads the logical screen descriptor (section 18). A side of 0 is
// settled by the first frame, as in browsers.
func newScanner(s format.Section) (*scanner, error) {
	off, err := firstBlock(s)
	if err != nil {
		return nil, err
	}
	b := s.At(0, screenBytes)
	w, h := int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
	sc := &scanner{
		s: s, off: off, screen: image.Rect(0, 0, w, h),
		table: screenBytes, colours: int(off-screenBytes) / 3, loops: 1,
	}
	sc.control.transparent = -1
	return sc, nil
}

// next returns the next frame. It is not ok where there are no more.
func (sc *scanner) next() (f frame, ok bool) {
	for !sc.cut {
		b := sc.s.At(sc.off, 1)
		if b == nil {
			sc.note("the trailer is missing")
			sc.missing = sc.control.given
			break
		}
		if b[0] == trailer {
			break
		}
		g, ok := blockAt(sc.s, sc.off)
		if !ok {
			if sc.s.Size-sc.off < descriptorBytes && (b[0] == introducerImage || b[0] == introducerExtension) {
				sc.cut, sc.missing = true, sc.control.given || b[0] == introducerImage
				break
			}
			sc.note(fmt.Sprintf("bytes that are no block, from byte %d on, are skipped", sc.off))
			sc.off = skipRubbish(sc.s, sc.off+1)
			continue
		}
		sc.off, sc.cut = g.end, !g.whole
		if !g.image {
			sc.extension(&g)
			sc.missing = sc.cut && (sc.control.given || g.label == labelControl)
		} else if f, ok = sc.frame(&g); ok {
			return f, true
		}
	}
	return frame{}, false
}

// finish goes through the rest of the file and reports what is odd or missing.
func (sc *scanner) finish(found *format.Findings) {
	for ok := true; ok; {
		_, ok = sc.next()
	}
	if sc.missing {
		found.Damaged(fmt.Errorf("%s: the file ends too early at byte %d: frame %d is missing", name, sc.s.Size, sc.frames+1))
	}
	sc.report(found)
}

// report reports what was odd so far.
func (sc *scanner) report(found *format.Findings) {
	for _, note := range sc.notes {
		found.Note(name + ": " + note)
	}
}

func (sc *scanner) note(note string) {
	if len(sc.notes) < 8 { // a hostile file has one for every second byte
		sc.notes = append(sc.notes, note)
	}
}

// extension reads what matters of an extension.
func (sc *scanner) extension(g *block) {
	switch g.label {
	case labelControl:
		sc.readControl(g)
	case labelApplication:
		sc.readLoops(g)
	case labelPlainText:
		sc.note("a plain text extension is left out")
	}
}

// readControl reads a graphic control extension (section 23). One that is
// shorter than it should be says nothing. Of several before a frame the last
// one counts, but a transparent index stays if it has none, as in image/gif,
// Chrome, ImageMagick and Pillow.
func (sc *scanner) readControl(g *block) {
	b := g.head[2:]
	if b[0] < 4 || sc.s.Size-g.sub < 5 {
		return
	}
	c := &sc.control
	c.given = true
	if b[1]&1 != 0 {
		c.transparent = int(b[4])
	}
	c.delay = time.Duration(binary.LittleEndian.Uint16(b[2:])) * 10 * time.Millisecond
	switch b[1] >> 2 & 7 {
	case 2:
		c.disposal = animation.DisposeBackground
	case 3, 4: // 4 was written by those who read "bit 3"; browsers take both
		c.disposal = animation.DisposePrevious
	default:
		c.disposal = animation.DisposeNone
	}
}

// readLoops reads the repetitions of a Netscape extension, which others have
// called ANIMEXTS: a sub-block of the number 1 and a 16-bit count.
func (sc *scanner) readLoops(g *block) {
	const names = 1 + 11 // length and name
	b := sc.s.At(g.sub, names)
	if name := string(b); name != "\x0bNETSCAPE2.0" && name != "\x0bANIMEXTS1.0" {
		return
	}
	for off := g.sub + names; ; {
		b := sc.s.At(off, 1)
		if b == nil || b[0] == 0 {
			return
		}
		n := int64(b[0])
		if b = sc.s.At(off, 4); n >= 3 && b != nil && b[1]&7 == 1 {
			sc.loops = playsOf(int(binary.LittleEndian.Uint16(b[2:])))
		}
		off += 1 + n
	}
}

// frame reads an image descriptor (section 20) and takes what a control
// extension has said. It is not ok for a frame without a size on a screen
// without one.
func (sc *scanner) frame(g *block) (f frame, ok bool) {
	b := g.head[:]
	x, y := int(binary.LittleEndian.Uint16(b[1:])), int(binary.LittleEndian.Uint16(b[3:]))
	w, h := int(binary.LittleEndian.Uint16(b[5:])), int(binary.LittleEndian.Uint16(b[7:]))
	f = frame{
		area: image.Rect(x, y, x+w, y+h), interlaced: b[9]&0x40 != 0, empty: w == 0 || h == 0,
		table: sc.table, colours: sc.colours,
		transparent: sc.control.transparent, disposal: sc.control.disposal, delay: sc.control.delay,
		data: g.sub - 1, whole: g.whole,
	}
	if n := colourTableBytes(b[9]); n > 0 {
		f.table, f.colours = g.start+descriptorBytes, int(n/3)
	}
	sc.control.given, sc.control.transparent = false, -1
	sc.control.disposal, sc.control.delay = animation.DisposeNone, 0
	if screen := sc.screen.Max; !f.empty && sc.screen.Empty() {
		if screen.X == 0 {
			screen.X = f.area.Max.X
		}
		if screen.Y == 0 {
			screen.Y = f.area.Max.Y
		}
		sc.screen.Max = screen
		sc.note(fmt.Sprintf("the screen has no size: that of the first frame, %d×%d, is taken", screen.X, screen.Y))
	}
	if f.empty { // browsers take the screen's size
		f.area = sc.screen
		sc.note(fmt.Sprintf("the frame at byte %d has no size", g.start))
	}
	sc.frames++
	return f, !sc.screen.Empty()
}

// playsOf turns a count of repetitions as it is stored, 0 for ever, into how
// often the whole plays.
func playsOf(repetitions int) int {
	if repetitions == 0 {
		return 0
	}
	return repetitions + 1
}
