package png

import (
	"fmt"

	"fanout/processors/resize/format"
)

// A walker goes through the chunks of a file after IHDR, and keeps account of
// what is wrong with them.
type walker struct {
	s       format.Section
	found   *format.Findings
	off     int64 // of the next chunk
	indexed bool  // PLTE counts

	end       bool   // IEND, or what stands for it, has been met
	rejected  int    // ancillary chunks with a wrong checksum
	first     chunk  // the first of them
	wrongData *chunk // the first IDAT with a wrong checksum
}

// next returns the next chunk, its checksum verified. Those with a wrong
// checksum are left out if they are not critical. An IDAT may be cut by the end
// of the file. After the last chunk, or where the file has none, ok is false.
func (w *walker) next() (c chunk, ok bool) {
	for !w.end {
		c, ok := chunkAt(w.s, w.off)
		switch {
		case !ok || !c.isNamed():
			w.end = true
			w.note(fmt.Sprintf("no IEND: the chunks end at byte %d of %d", w.off, w.s.Size))
			return chunk{}, false
		case c.is("IEND"):
			w.end = true
			if !c.intact(w.s) {
				w.note("IEND is cut or has a wrong checksum")
			} else if n := w.s.Size - c.end(); n > 0 {
				w.note(fmt.Sprintf("%d bytes after IEND", n))
			}
			return chunk{}, false
		}
		w.off = c.end()
		switch {
		case c.end() > w.s.Size:
			w.end = true
			w.note(fmt.Sprintf("the file ends within %s at byte %d", c.name, c.start()))
			c.size = max(0, min(c.size, w.s.Size-c.off))
			return c, c.is("IDAT")
		case c.intact(w.s):
			return c, true
		case c.is("IDAT"):
			if w.wrongData == nil {
				w.wrongData = &c
			}
			return c, true
		case !w.critical(c):
			if w.rejected++; w.rejected == 1 {
				w.first = c
			}
		default:
			w.damaged(c, "wrong checksum of "+string(c.name[:]), "its contents are in doubt")
			return c, true
		}
	}
	return chunk{}, false
}

// critical reports whether the picture depends on c. A palette is a mere
// suggestion if the pixels are no indices (section 11.2.2).
func (w *walker) critical(c chunk) bool {
	return !c.ancillary() && (w.indexed || !c.is("PLTE"))
}

// note reports an irregularity that costs no pixel.
func (w *walker) note(note string) { w.found.Note(name + ": " + note) }

// damaged reports what is wrong with c, and what follows from that.
func (w *walker) damaged(c chunk, cause, effect string) {
	w.found.Damaged(fmt.Errorf("%s: %s at byte %d: %s", name, cause, c.start(), effect))
}

// finish goes through the chunks after the picture and sums up. It reports
// whether there are further IDATs with contents.
func (w *walker) finish() (surplus bool) {
	for {
		c, ok := w.next()
		if !ok {
			break
		}
		switch {
		case c.is("IDAT"):
			surplus = surplus || c.size > 0
		case c.is("tRNS"):
			w.note(fmt.Sprintf("tRNS at byte %d is left out: it stands after the picture data", c.start()))
		case !c.ancillary() && !c.is("PLTE"):
			w.unknown(c)
		}
	}
	if w.rejected > 0 {
		w.note(fmt.Sprintf("wrong checksum of %s at byte %d: the chunk is left out", w.first.name, w.first.start()))
	}
	if w.rejected > 1 {
		w.note(fmt.Sprintf("%d chunks with a wrong checksum are left out", w.rejected))
	}
	return surplus
}

// unknown reports a critical chunk that this program does not know. libpng
// refuses such files (section 13.1 leaves it to the decoder).
func (w *walker) unknown(c chunk) {
	w.damaged(c, fmt.Sprintf("unknown critical chunk %q", c.name), "its contents are left out")
}
