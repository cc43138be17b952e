package jpeg

import "context"

// pieceCoeffs bounds the coefficients, of 2 bytes, that are decoded before their
// samples are computed, so that they stay in the first or second level cache.
const pieceCoeffs = 32 << 10

// A decodeScan is the decoding of one scan: MCUs in rows, cut into restart intervals
// (T.81 E.2.4).
type decodeScan struct {
	d        *Decoder
	header   scanHeader
	number   int // from 1
	across   int // MCUs in a row
	down     int
	interval int // MCUs in a restart interval, or in the scan

	left     int  // MCUs left in the interval
	expected byte // number of the restart marker that comes next
	lost     bool // nothing more of this interval can be decoded
	over     bool // nothing more of this scan
	good     int  // MCUs decoded
	eobRun   int  // blocks whose AC coefficients are known to be zero: T.81 G.1.2.2
}

// begin prepares the scan whose entropy-coded data starts at offset off.
func (s *decodeScan) begin(off int) {
	d := s.d
	s.across, s.down = d.geometry.mcusAcross, d.geometry.mcusDown
	if s.header.n == 1 { // T.81 A.2.2: blocks of a single component come in rows of their own
		c := &d.components[s.header.component[0]]
		s.across, s.down = c.blocksAcross, c.blocksDown
	}
	s.interval = s.across * s.down
	if d.restartInterval > 0 {
		s.interval = d.restartInterval
	}
	s.left = s.interval
	s.beginInterval(off)
}

// beginInterval begins to read a restart interval at offset off of the file.
func (s *decodeScan) beginInterval(off int) {
	d := s.d
	d.window.begin(d.file, off)
	d.run.attach(&d.window)
	d.run.predictions = [3]int{}
	s.eobRun = 0
	s.lost = false
}

// advance returns how many of the next n MCUs lie in one restart interval, and
// whether they can be decoded. It steps over the restart marker before them.
func (s *decodeScan) advance(n int) (int, bool) {
	if s.left == 0 {
		s.left = s.interval
		s.restart()
	}
	return min(n, s.left), !s.lost
}

// fail notes that the MCU at the reader's position cannot be decoded.
func (s *decodeScan) fail(off int, msg string) {
	s.lost = true
	s.d.damage(off, msg, s.number)
}

// restart looks for the restart marker that is expected. If it finds one of the
// next two, those intervals between are lost; one of the last two is passed over.
func (s *decodeScan) restart() {
	d := s.d
	want := s.expected
	s.expected = (want + 1) % 8
	if s.over {
		return
	}
	for off := d.window.next; ; off += 2 {
		off = findMarker(d.file, off)
		if off < 0 || isMarker(d.file[off+1]) {
			s.over = true
			s.fail(d.window.next, "restart marker missing")
			return
		}
		m := d.file[off+1]
		if m < markerRST0 {
			continue
		}
		switch (m - markerRST0 - want) & 7 {
		case 1, 2:
			d.window.next = off
			s.fail(off, "restart marker missing")
			return
		case 6, 7:
			continue
		}
		s.beginInterval(off + 2)
		return
	}
}

// isMarker says whether m ends the scan's data: no restart marker, and none of
// those that T.81 reserves, which come from damage.
func isMarker(m byte) bool { return m >= markerSOF0 && (m < markerRST0 || m > markerRST7) }

// decodeSequential decodes the scan's components into their planes.
func (s *decodeScan) decodeSequential(ctx context.Context) error {
	d := s.d
	k := d.k
	perMCU := s.prepareRun(k)
	piece := min(s.across, max(1, pieceCoeffs/perMCU))
	coeffs := d.coeffs[:piece*perMCU]
	d.run.coeffs = coeffs
	for y := range s.down {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := 0; x < s.across; x += piece {
			n := min(piece, s.across-x)
			clear(coeffs)
			s.decodePiece(n, piece)
			s.inversePiece(x, y, n, piece)
		}
	}
	return nil
}

// prepareRun sets up what is the same for all MCUs of the scan and returns how
// many coefficients one of them has.
func (s *decodeScan) prepareRun(k int) int {
	d := s.d
	r := &d.run
	r.last, r.place, r.size = lasts[k], &places[k], k*k
	r.n = 0
	for i := range s.header.n {
		h, v := s.sampling(i)
		for range h * v {
			r.blocks[r.n] = mcuBlock{
				dc: &d.dc[s.header.dc[i]].dcTable, ac: &d.ac[s.header.ac[i]].acTable,
				step: h * k * k, prediction: i,
			}
			r.n++
		}
	}
	return r.n * k * k
}

// sampling returns how many blocks of the scan's i-th component lie side by side
// and one above the other in an MCU.
func (s *decodeScan) sampling(i int) (h, v int) {
	if s.header.n == 1 {
		return 1, 1
	}
	c := &s.d.components[s.header.component[i]]
	return c.h, c.v
}

// decodePiece decodes the next n MCUs into the coefficients, which lie in rows of
// room for piece MCUs, component by component. What cannot be decoded stays 0.
func (s *decodeScan) decodePiece(n, piece int) {
	r, w := &s.d.run, &s.d.window
	for i := 0; i < n; {
		m, ok := s.advance(n - i)
		if !ok {
			i += m
			s.left -= m
			continue
		}
		s.aim(i, piece)
		r.todo = m
		state := r.run()
		done := m - r.todo
		i += done
		s.left -= done
		s.good += done
		switch state {
		case runHungry:
			r.feed(w)
		case runEnded:
			s.clearMCU(i, piece)
			s.fail(w.next, "the data ends too early")
		case runBroken:
			s.clearMCU(i, piece)
			s.fail(w.offset(r.position()/8), "bad Huffman code")
		}
	}
}

// aim points the run's blocks at the i-th MCU of the piece.
func (s *decodeScan) aim(i, piece int) {
	r := &s.d.run
	base, b := 0, 0
	for c := range s.header.n {
		h, v := s.sampling(c)
		size := s.d.k * s.d.k
		for y := range v {
			for x := range h {
				r.blocks[b].at = base + ((y*piece+i)*h+x)*size
				b++
			}
		}
		base += h * v * piece * size
	}
}

// clearMCU zeroes the i-th MCU of the piece.
func (s *decodeScan) clearMCU(i, piece int) {
	s.aim(i, piece)
	size := s.d.k * s.d.k
	for b := range s.d.run.blocks[:s.d.run.n] {
		clear(s.d.run.coeffs[s.d.run.blocks[b].at:][:size])
	}
}

// inversePiece turns the coefficients of n MCUs, the first of which is the x-th
// of row y, into samples.
func (s *decodeScan) inversePiece(x, y, n, piece int) {
	coeffs := s.d.run.coeffs
	k := s.d.k
	for i := range s.header.n {
		c := &s.d.components[s.header.component[i]]
		h, v := s.sampling(i)
		for row := range v {
			dst := c.pix[(y*v+row)*k*c.stride+x*h*k:]
			inverse(dst, c.stride, coeffs, n*h, &c.quant, k)
			coeffs = coeffs[h*piece*k*k:]
		}
	}
}
