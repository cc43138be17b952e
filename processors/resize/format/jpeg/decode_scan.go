package jpeg

import "context"

// scan decodes the scan that seg begins, or passes it over if nothing of it is
// needed.
func (d *Decoder) scan(ctx context.Context, seg segment, number int) error {
	d.window.next = seg.end
	s := &d.current
	*s = decodeScan{d: d, number: number}
	if err := s.header.read(seg, &d.frame); err != nil {
		return err
	}
	needed := true
	if d.Progressive {
		if number == 1 {
			d.allocateCoefficients()
			d.planScans(seg)
		}
		if number > len(d.needed) {
			return seg.fail(0, "too many scans")
		}
		needed = d.needed[number-1]
	}
	for i := range s.header.n {
		if err := d.latch(s.header.component[i], seg); err != nil {
			return err
		}
	}
	if !needed {
		return nil
	}
	for i := range s.header.n {
		if !d.dc[s.header.dc[i]].prepare(s.header.ss == 0 && s.header.ah == 0) || !d.ac[s.header.ac[i]].prepare(s.header.se > 0) {
			return seg.fail(0, "no Huffman table for a component")
		}
	}
	s.begin(seg.end)
	var err error
	if d.Progressive {
		err = s.decodeProgressive(ctx)
	} else {
		err = s.decodeSequential(ctx)
	}
	d.decoded += s.good
	if d.damaged != nil && d.damaged.Scan == number {
		d.damaged.MCUs, d.damaged.Total = s.good, s.across*s.down
	}
	return err
}

// latch notes that a scan of the i-th component begins, of which the first takes
// the quantisation table that holds then.
func (d *Decoder) latch(i int, seg segment) error {
	c := &d.components[i]
	h := &d.current.header
	switch {
	case !d.hasQuant[d.tq[i]]:
		return seg.fail(0, "no quantisation table for a component")
	case c.begun && !d.Progressive:
		return seg.fail(0, "component with a second scan")
	case !c.begun && d.Components == 3 && h.n == 1 && !d.Progressive:
		c.fillGray() // what such a scan does not reach
	}
	for z := h.ss; z <= h.se; z++ {
		if h.al == 0 {
			c.exact |= 1 << z
		}
	}
	if c.begun {
		return nil
	}
	c.begun = true
	t := &d.quant[d.tq[i]]
	for y := range d.k {
		copy(c.quant[y*d.k:(y+1)*d.k], t[8*y:])
	}
	return nil
}

// complete says whether all scans of c have begun.
func (c *decodeComponent) complete() bool { return c.exact == 1<<64-1 }

func (c *decodeComponent) fillGray() {
	for i := range c.pix {
		c.pix[i] = 128
	}
}

// dcSlot and acSlot are destinations of DHT. A table is built when it is used
// and differs from what was built last, which most files of a camera share.
type dcSlot struct {
	tableState
	dcTable
}

type acSlot struct {
	tableState
	acTable
}

type tableState struct {
	spec, built    huffmanSpec
	defined, ready bool // spec by this file; built at all
}

// stale says whether the table must be built, and takes it as done.
func (s *tableState) stale() bool {
	if s.ready && s.built == s.spec {
		return false
	}
	s.built, s.ready = s.spec, true
	return true
}

// prepare makes the table ready if the scan uses it, and says whether it can be.
func (s *dcSlot) prepare(used bool) bool {
	if used && s.defined && s.stale() {
		s.dcTable.build(&s.spec)
	}
	return !used || s.defined
}

func (s *acSlot) prepare(used bool) bool {
	if used && s.defined && s.stale() {
		s.acTable.build(&s.spec)
	}
	return !used || s.defined
}

func (d *Decoder) setHuffman(class, number byte, s huffmanSpec) {
	t := &d.dc[number].tableState
	if class == 1 {
		t = &d.ac[number].tableState
	}
	t.spec, t.defined = s, true
}
