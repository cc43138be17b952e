package jpeg

import "context"

// A scanHeader holds the parameters of SOS (T.81 B.2.3).
type scanHeader struct {
	n         int     // number of components, Ns
	component [4]int  // their indices in the frame, from Csj
	dc, ac    [4]byte // their Huffman tables, Tdj and Taj
	ss, se    int     // spectral selection: the first and last zigzag index
	ah, al    int     // successive approximation: bit positions, high and low
}

// read reads the header in seg, of a scan of the frame f.
func (h *scanHeader) read(seg segment, f *frame) error {
	b := seg.body
	if len(b) < 1 || b[0] < 1 || int(b[0]) > f.Components || len(b) != 4+2*int(b[0]) {
		return seg.fail(0, "bad scan header")
	}
	n := int(b[0])
	blocks := 0
	for i := range n {
		id, tables := b[1+2*i], b[2+2*i]
		c := f.component(id, h.component[:i])
		if c < 0 {
			return seg.fail(1+2*i, "bad component in scan header")
		}
		if tables>>4 > 3 || tables&15 > 3 {
			return seg.fail(2+2*i, "bad Huffman table number")
		}
		h.component[i], h.dc[i], h.ac[i] = c, tables>>4, tables&15
		blocks += f.H[c] * f.V[c]
	}
	if n > 1 && blocks > maxBlocks {
		return seg.fail(0, "too many blocks in an MCU")
	}
	h.n = n
	if !f.Progressive {
		h.ss, h.se, h.ah, h.al = 0, 63, 0, 0 // other values in a file are ignored
		return nil
	}
	t := b[1+2*n:]
	h.ss, h.se, h.ah, h.al = int(t[0]), int(t[1]), int(t[2]>>4), int(t[2]&15)
	// T.81 G.1.1.1: DC alone, AC for one component alone, one bit more at a
	// time.
	if h.ss > h.se || h.se > 63 || h.ss == 0 && h.se > 0 || h.ss > 0 && n > 1 ||
		h.al > 13 || h.ah > 0 && h.al != h.ah-1 {
		return seg.fail(1+2*n, "bad progression in scan header")
	}
	return nil
}

// A decodeScan is the scan that is being decoded: MCUs in rows, cut into
// restart intervals (T.81 E.2.4).
type decodeScan struct {
	d      *Decoder
	header scanHeader
	number int // from 1

	mcusAcross, mcusDown int
	interval             int // MCUs in a restart interval, or in the scan

	untilRestart int  // MCUs that are left in the restart interval
	nextRST      byte // number of the restart marker expected next, 0 to 7
	intervalLost bool // the rest of the restart interval cannot be decoded
	scanLost     bool // nor can the later intervals of the scan
	decoded      int  // MCUs
	eobRun       int  // blocks left of the end-of-band run: EOBRUN (T.81 G.1.2.2)
}

// decodeScan decodes the scan of that number that seg begins. A progressive
// picture needs some scans only at larger scales, but a file must be found
// damaged or not whatever the scale, so that none is skipped.
func (d *Decoder) decodeScan(ctx context.Context, r *segments, seg segment, number int) error {
	d.ecs.next = int(seg.end)
	s := &d.scan
	*s = decodeScan{d: d, number: number}
	if err := s.header.read(seg, &d.frame); err != nil {
		return err
	}
	switch {
	case number > maxScans:
		return seg.fail(0, "too many scans")
	case d.Progressive && number == 1:
		d.allocateCoefficients()
	}
	for i := range s.header.n {
		if err := d.startComponent(s.header.component[i], seg); err != nil {
			return err
		}
	}
	if !s.prepareTables() {
		return seg.fail(0, "no Huffman table for a component")
	}
	s.start(int(seg.end))
	var err error
	if d.Progressive {
		err = s.decodeProgressive(ctx)
	} else {
		err = s.decodeSequential(ctx)
	}
	if n := (d.run.position() + 7) / 8; err == nil && n < d.ecs.n && !s.intervalLost && !d.Arithmetic {
		r.note("surplus bytes", int64(d.ecs.fileOffset(n)))
	}
	d.decoded += s.decoded
	if d.damage != nil && d.damage.Scan == number {
		d.damage.MCUs, d.damage.Total = s.decoded, s.mcusAcross*s.mcusDown
	}
	return err
}

// prepareTables builds the Huffman tables that the scan uses and reports
// whether all of them are defined or standard.
func (s *decodeScan) prepareTables() bool {
	h, t := &s.header, &s.d.tables
	if s.d.Arithmetic {
		return true
	}
	for i := range h.n {
		dc, ac := &t.dc[h.dc[i]], &t.ac[h.ac[i]]
		usesDC, usesAC := h.ss == 0 && h.ah == 0, h.se > 0
		standardDC := usesDC && dc.useStandard(classDC, h.dc[i])
		if usesAC && ac.useStandard(classAC, h.ac[i]) || standardDC {
			s.d.note("the file has no Huffman tables: those of T.81 K.3 are taken")
		}
		if !dc.prepare(usesDC) || !ac.prepare(usesAC) {
			return false
		}
	}
	return true
}

// start prepares the decoding of the entropy-coded segments, the first of which
// begins at offset off.
func (s *decodeScan) start(off int) {
	d := s.d
	s.mcusAcross, s.mcusDown = d.geometry.mcusAcross, d.geometry.mcusDown
	if s.header.n == 1 { // not interleaved: rows of single blocks (T.81 A.2.2)
		c := &d.components[s.header.component[0]]
		s.mcusAcross, s.mcusDown = c.blocksAcross, c.blocksDown
	}
	s.interval = s.mcusAcross * s.mcusDown
	if d.tables.restartInterval > 0 {
		s.interval = d.tables.restartInterval
	}
	s.untilRestart = s.interval
	s.startInterval(off)
}

// startInterval begins to read the restart interval at offset off of the file
// (Reset_decoder, T.81 E.2.4).
func (s *decodeScan) startInterval(off int) {
	d := s.d
	d.ecs.reset(d.file, off)
	d.run.start(&d.ecs)
	if d.Arithmetic {
		d.arithmetic.start(&d.ecs)
	}
	d.run.pred = [4]int{}
	s.eobRun = 0
	s.intervalLost = false
}

// nextMCUs returns how many of the next n MCUs one restart interval holds, and
// whether they can be decoded. It reads the restart marker before them.
func (s *decodeScan) nextMCUs(n int) (int, bool) {
	if s.untilRestart == 0 {
		s.untilRestart = s.interval
		s.findRST()
	}
	return min(n, s.untilRestart), !s.intervalLost
}

// countMCUs advances by n MCUs, of which `decoded` were decoded.
func (s *decodeScan) countMCUs(n, decoded int) {
	s.untilRestart -= n
	s.decoded += decoded
}

// fail records damage at offset off, because of which the rest of the restart
// interval is lost.
func (s *decodeScan) fail(off int, msg string) {
	s.intervalLost = true
	s.d.recordDamage(off, msg, s.number)
}

// failRun records why a run of MCUs has ended early, at the reader's position.
func (s *decodeScan) failRun(state runState) {
	r, ecs := &s.d.run, &s.d.ecs
	switch state {
	case runPastEnd:
		s.fail(ecs.next, "the data ends too early")
	case runInvalid:
		what := "bad Huffman code"
		if s.d.Arithmetic {
			what = "bad arithmetic code"
		}
		s.fail(ecs.fileOffset(r.position()/8), what)
	}
}

// findRST looks for the expected restart marker (T.81 E.2.4). If it finds one
// of the next two instead, the intervals up to there are lost. One of the last
// two is skipped: its interval came twice.
func (s *decodeScan) findRST() {
	d := s.d
	expected := s.nextRST
	s.nextRST = (expected + 1) % 8
	if s.scanLost {
		return
	}
	for off := d.ecs.next; ; off += 2 {
		off = findMarker(d.file, off)
		if off < 0 || endsScan(d.file[off+1]) {
			s.scanLost = true
			s.fail(d.ecs.next, "restart marker missing")
			return
		}
		m := d.file[off+1]
		if m < markerRST0 {
			continue
		}
		switch (m - markerRST0 - expected) & 7 {
		case 1, 2:
			d.ecs.next = off
			s.fail(off, "restart marker missing")
			return
		case 6, 7:
			continue
		}
		s.startInterval(off + 2)
		return
	}
}

// endsScan reports whether marker m ends the data of a scan: it is no restart
// marker, and none of those that T.81 reserves, which come from damage.
func endsScan(m byte) bool { return m >= markerSOF0 && (m < markerRST0 || m > markerRST7) }

// sampling returns how many blocks of the scan's i-th component an MCU has
// across and down.
func (s *decodeScan) sampling(i int) (h, v int) {
	if s.header.n == 1 {
		return 1, 1
	}
	c := &s.d.components[s.header.component[i]]
	return c.h, c.v
}
