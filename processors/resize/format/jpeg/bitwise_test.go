package jpeg

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fanout/internal/cpu/cputest"
)

// A bitwiseDecoder decodes whole, valid files by the letter of T.81 to all
// coefficients of all blocks, one bit at a time and without the tables of a
// Decoder.
type bitwiseDecoder struct {
	file     []byte
	off      int // of the next byte of the scan
	current  byte
	bitsLeft int // of the current byte
	frame
	quant      [4][64]uint16
	has        [4]bool
	firstQuant [4][64]uint16 // the tables when the first scan of each component began
	huffman    [2][4]*huffmanSpec
	interval   int
	blocks     [4][][64]int16
	across     [4]int // blocks, padded
	down       [4]int
	started    [4]uint64 // zigzag indices of which there was a scan
}

var errBitwise = errors.New("bitwise decoder: invalid")

// bit returns the next bit of the scan (F.2.2.5).
func (o *bitwiseDecoder) bit() int {
	if o.bitsLeft == 0 {
		if o.off >= len(o.file) {
			panic(errBitwise)
		}
		o.current, o.bitsLeft = o.file[o.off], 8
		o.off++
		if o.current == 0xff {
			for o.off < len(o.file) && o.file[o.off] == 0xff {
				o.off++
			}
			if o.off >= len(o.file) || o.file[o.off] != 0 {
				panic(errBitwise)
			}
			o.off++
		}
	}
	o.bitsLeft--
	return int(o.current>>o.bitsLeft) & 1
}

func (o *bitwiseDecoder) receive(n int) (v int) {
	for range n {
		v = v<<1 | o.bit()
	}
	return v
}

// symbol is DECODE of T.81 F.2.2.3.
func (o *bitwiseDecoder) symbol(s *huffmanSpec) int {
	code, first, index := 0, 0, 0
	for l := range 16 {
		code = code<<1 | o.bit()
		n := int(s.counts[l])
		if code-first < n {
			return int(s.symbols[index+code-first])
		}
		index += n
		first = (first + n) << 1
	}
	panic(errBitwise)
}

// receiveExtend is RECEIVE and EXTEND of F.2.2.1.
func (o *bitwiseDecoder) receiveExtend(n int) int {
	v := o.receive(n)
	if n > 0 && v < 1<<(n-1) {
		v += -1<<n + 1
	}
	return v
}

// decode decodes file and returns an error if anything is wrong with it.
func (o *bitwiseDecoder) decode(file []byte) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v != errBitwise {
				panic(v)
			}
			err = errBitwise
		}
	}()
	o.file = file
	r, err := newSegments(file)
	if err != nil {
		return err
	}
	begun := [4]bool{}
	for {
		seg, err := r.next()
		if err != nil {
			return err
		}
		switch seg.marker {
		case markerDQT:
			err = readDQT(seg, &o.quant, &o.has)
		case markerDHT:
			err = readDHT(seg, func(class, number byte, s huffmanSpec) { o.huffman[class][number] = &s })
		case markerDRI:
			o.interval, err = bitwiseInterval(seg)
		case markerEOI:
			if !o.seen || slices.ContainsFunc(o.started[:o.Components], func(s uint64) bool { return s&1 == 0 }) {
				return errBitwise
			}
			return nil
		case markerSOS:
			if err := o.check(seg); err != nil {
				return err
			}
			if o.blocks[0] == nil {
				o.allocate()
			}
			var h scanHeader
			if err := h.read(seg, &o.frame); err != nil {
				return err
			}
			for _, c := range h.component[:h.n] {
				if begun[c] && !o.Progressive {
					return errBitwise
				}
				if !o.has[o.tq[c]] {
					return errBitwise
				}
				if !begun[c] {
					o.firstQuant[c] = o.quant[o.tq[c]]
				}
				begun[c] = true
			}
			o.off, o.bitsLeft = int(seg.end), 0
			o.scan(&h)
			r.off = int64(o.off)
			if !o.Progressive && !slices.Contains(begun[:o.Components], false) {
				return nil
			}
		default:
			err = o.frame.read(seg)
		}
		if err != nil {
			return err
		}
	}
}

func bitwiseInterval(seg segment) (int, error) {
	if len(seg.body) < 2 {
		return 0, errBitwise
	}
	return int(seg.body[0])<<8 | int(seg.body[1]), nil
}

func (o *bitwiseDecoder) allocate() {
	g := o.geometry()
	for c := range o.Components {
		o.across[c], o.down[c] = g.mcusAcross*o.H[c], g.mcusDown*o.V[c]
		o.blocks[c] = make([][64]int16, o.across[c]*o.down[c])
	}
}

func (o *bitwiseDecoder) scan(h *scanHeader) {
	for _, c := range h.component[:h.n] {
		band := indexSet(h.ss, h.se)
		if h.ah > 0 && band&^o.started[c] != 0 {
			panic(errBitwise) // it refines what was not there
		}
		o.started[c] |= band
	}
	g := o.geometry()
	across, down := g.mcusAcross, g.mcusDown
	if c := h.component[0]; h.n == 1 {
		across = divideUp(divideUp(o.Width*o.H[c], g.hMax), 8)
		down = divideUp(divideUp(o.Height*o.V[c], g.vMax), 8)
	}
	var predictions [4]int
	eobRun := 0
	for m := range across * down {
		if m > 0 && o.interval > 0 && m%o.interval == 0 {
			o.bitsLeft = 0
			for o.off+2 < len(o.file) && o.file[o.off] == 0xff && o.file[o.off+1] == 0xff {
				o.off++
			}
			if o.off+2 > len(o.file) || o.file[o.off] != 0xff || o.file[o.off+1] != markerRST0+byte(m/o.interval-1)%8 {
				panic(errBitwise)
			}
			o.off += 2
			predictions = [4]int{}
			eobRun = 0
		}
		for i, c := range h.component[:h.n] {
			ch, cv := o.H[c], o.V[c]
			if h.n == 1 {
				ch, cv = 1, 1
			}
			for b := range ch * cv {
				block := &o.blocks[c][(m/across*cv+b/ch)*o.across[c]+m%across*ch+b%ch]
				dc, ac := o.huffman[0][h.dc[i]], o.huffman[1][h.ac[i]]
				switch {
				case h.ss == 0 && h.ah == 0:
					predictions[i] += o.receiveExtend(o.symbol(mustBeDefined(dc)))
					block[0] = int16(predictions[i] << h.al)
					if !o.Progressive {
						o.ac(h, block, mustBeDefined(ac), &eobRun)
					}
				case h.ss == 0:
					block[0] |= int16(o.bit() << h.al)
				case h.ah == 0:
					o.ac(h, block, mustBeDefined(ac), &eobRun)
				default:
					o.refine(h, block, mustBeDefined(ac), &eobRun)
				}
			}
		}
	}
	o.bitsLeft = 0
}

func mustBeDefined(s *huffmanSpec) *huffmanSpec {
	if s == nil {
		panic(errBitwise)
	}
	return s
}

// ac is Decode_AC_coefficients of F.2.2.2, with the runs of G.1.2.2.
func (o *bitwiseDecoder) ac(h *scanHeader, block *[64]int16, t *huffmanSpec, eobRun *int) {
	if *eobRun > 0 {
		*eobRun--
		return
	}
	for k := max(1, h.ss); k <= h.se; k++ {
		rs := o.symbol(t)
		r, s := rs>>4, rs&15
		if s == 0 && r < 15 {
			if o.Progressive {
				*eobRun = 1<<r + o.receive(r) - 1
			}
			return
		}
		k += r
		if k > h.se {
			panic(errBitwise)
		}
		if s > 0 {
			block[zigzag[k]] = mustFit16(o.receiveExtend(s) << h.al)
		}
	}
}

// refine decodes a block of a refinement scan by figure G.7.
func (o *bitwiseDecoder) refine(h *scanHeader, block *[64]int16, t *huffmanSpec, eobRun *int) {
	correct := func(k int) {
		v := &block[zigzag[k]]
		switch bit := o.bit(); {
		case bit == 1 && *v > 0:
			*v = mustFit16(int(*v) + 1<<h.al)
		case bit == 1:
			*v = mustFit16(int(*v) - 1<<h.al)
		}
	}
	k := h.ss
	for *eobRun == 0 && k <= h.se {
		rs := o.symbol(t)
		r, s := rs>>4, rs&15
		if s == 0 && r < 15 {
			*eobRun = 1<<r + o.receive(r)
			break
		}
		v := 0
		if s > 0 {
			v = -1 << h.al
			if o.receive(s)&1 == 1 {
				v = 1 << h.al
			}
		}
		for ; k <= h.se; k++ {
			if block[zigzag[k]] != 0 {
				correct(k)
			} else if r--; r < 0 {
				break
			}
		}
		if k <= h.se {
			block[zigzag[k]] = int16(v)
		} else if v != 0 {
			panic(errBitwise)
		}
		k++
	}
	if *eobRun > 0 {
		for ; k <= h.se; k++ {
			if block[zigzag[k]] != 0 {
				correct(k)
			}
		}
		*eobRun--
	}
}

func mustFit16(v int) int16 {
	if v < math.MinInt16 || v > math.MaxInt16 || v == 0 {
		panic(errBitwise)
	}
	return int16(v)
}

// picture returns the planes that a Decoder should return at a scale.
func (o *bitwiseDecoder) picture(scale int) [][]byte {
	k := 8 / scale
	var planes [][]byte
	for c := range o.Components {
		stride := o.across[c] * k
		pix := make([]byte, stride*o.down[c]*k)
		var quant [64]uint16
		for y := range k {
			copy(quant[y*k:(y+1)*k], o.firstQuant[c][8*y:])
		}
		for b, block := range o.blocks[c] {
			var corner [64]int16
			for y := range k {
				copy(corner[y*k:(y+1)*k], block[8*y:])
			}
			inverseRef(pix[b/o.across[c]*k*stride+b%o.across[c]*k:], stride, corner[:k*k], 1, &quant, k)
		}
		planes = append(planes, pix)
	}
	return planes
}

// compareWithBitwise decodes file at all scales and compares the pictures with
// those of a bitwiseDecoder. It returns false if that does not take the file as
// valid.
func compareWithBitwise(t testing.TB, d *Decoder, file []byte) bool {
	t.Helper()
	var o bitwiseDecoder
	if o.decode(file) != nil || o.Arithmetic || o.Depth != 8 {
		return false
	}
	for _, scale := range []int{1, 2, 4, 8} {
		got, err := d.Decode(t.Context(), file, scale)
		if err != nil {
			t.Fatalf("scale %d: %v", scale, err)
		}
		for i, want := range o.picture(scale)[:len(got.Planes)] {
			p := got.Planes[i]
			stride := o.across[i] * 8 / scale
			for y := range p.Height {
				a, b := p.Pix[y*p.Stride:][:p.Width], want[y*stride:][:p.Width]
				for x := range a {
					if a[x] != b[x] {
						t.Fatalf("scale %d, plane %d: (%d, %d) is %d, want %d", scale, i, x, y, a[x], b[x])
					}
				}
			}
		}
	}
	return true
}

func TestEveryKindOfFileIsDecodedByTheLetter(t *testing.T) {
	files := uint64(150)
	if testing.Short() {
		files = 10
	}
	cputest.Each(t, func(t *testing.T) {
		var d Decoder
		for seed := range files {
			rng := rand.New(rand.NewPCG(seed, 1))
			if !compareWithBitwise(t, &d, randomFile(rng)) || !compareWithBitwise(t, &d, encodedFile(rng)) {
				t.Fatalf("seed %d: the bitwise decoder does not take it", seed)
			}
		}
	}, "jpeg huffman")
}
