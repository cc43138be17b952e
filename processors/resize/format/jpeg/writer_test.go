package jpeg

import (
	"context"
	"math/rand/v2"
)

// A fileWriter writes sequential files of random coefficients, in ways that
// T.81 allows and the Encoder does not use.
type fileWriter struct {
	rng           *rand.Rand
	width, height int
	factors       []int // H, V of each component
	adobe         byte  // the transform of an Adobe segment plus 1, or 0 for none
	interval      int   // restart interval in MCUs
	apart         bool  // a scan for each component
	dense         int   // percentage of coefficients that are not 0
	flat          bool  // codes of about the same length instead of short and long ones
	tables        [2][2]huffmanSpec

	out   []byte
	bits  uint32 // below the byte that is written next
	count int
}

// randomSpec returns a table with codes for all symbols, in random order.
func (w *fileWriter) randomSpec(symbols []byte) (s huffmanSpec) {
	w.rng.Shuffle(len(symbols), func(i, j int) { symbols[i], symbols[j] = symbols[j], symbols[i] })
	copy(s.symbols[:], symbols)
	left, free := len(symbols), 1
	for l := range 16 {
		free *= 2
		// At 16 bits there must be codes for all other symbols and one of all
		// ones.
		limit := min(left, free-1)
		for ; limit > 0 && (free-limit)<<(15-l) <= left-limit; limit-- {
		}
		n := 0
		switch {
		case l == 15 || w.flat && free > left:
			n = left
		case !w.flat && limit > 0:
			n = w.rng.IntN(min(limit, 3) + 1)
		}
		s.counts[l] = uint8(n)
		left -= n
		free -= n
	}
	return s
}

func (w *fileWriter) put(v, n int) {
	for i := n - 1; i >= 0; i-- {
		w.bits = w.bits<<1 | uint32(v>>i)&1
		if w.count++; w.count == 8 {
			w.out = append(w.out, byte(w.bits))
			if byte(w.bits) == 0xff {
				w.out = append(w.out, 0)
			}
			w.bits, w.count = 0, 0
		}
	}
}

// pad fills the last byte with ones (F.1.2.3).
func (w *fileWriter) pad() {
	for w.count > 0 {
		w.put(1, 1)
	}
}

func (w *fileWriter) symbol(s *huffmanSpec, symbol byte) {
	code, i := 0, 0
	for l := range 16 {
		for range s.counts[l] {
			if s.symbols[i] == symbol {
				w.put(code, l+1)
				return
			}
			i++
			code++
		}
		code <<= 1
	}
	panic("no code")
}

func (w *fileWriter) segment(marker byte, body ...byte) {
	w.out = append(w.out, 0xff, marker, byte((len(body)+2)>>8), byte(len(body)+2))
	w.out = append(w.out, body...)
}

// block writes a random block, the DC coefficient as a small difference.
func (w *fileWriter) block(table int) {
	value := func(size int) int { return w.rng.IntN(1 << size) }
	size := w.rng.IntN(12)
	if w.rng.IntN(4) > 0 {
		size = w.rng.IntN(4)
	}
	w.symbol(&w.tables[0][table], byte(size))
	w.put(value(size), size)
	run := 0
	for k := 1; k < 64; k++ {
		if w.rng.IntN(100) >= w.dense*(70-k)/64 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			w.symbol(&w.tables[1][table], 0xf0)
		}
		size := 1 + w.rng.IntN(3)
		if w.rng.IntN(10) == 0 {
			size = 1 + w.rng.IntN(10)
		}
		w.symbol(&w.tables[1][table], byte(run<<4|size))
		w.put(value(size), size)
		run = 0
	}
	if run > 0 {
		w.symbol(&w.tables[1][table], 0)
	}
}

// file returns the whole file.
func (w *fileWriter) file() []byte {
	var dc, ac []byte
	for i := range 12 {
		dc = append(dc, byte(i))
	}
	for run := range 16 {
		for size := 1; size <= 10; size++ {
			ac = append(ac, byte(run<<4|size))
		}
	}
	ac = append(ac, 0, 0xf0)
	w.out = []byte{0xff, markerSOI}
	n := len(w.factors) / 2
	for t := range 2 {
		quant := []byte{byte(t)}
		for range 64 {
			quant = append(quant, byte(1+w.rng.IntN(8)))
		}
		w.segment(markerDQT, quant...)
		for class, symbols := range [][]byte{dc, ac} {
			s := w.randomSpec(symbols)
			w.tables[class][t] = s
			w.segment(markerDHT, append(append([]byte{byte(class<<4 | t)}, s.counts[:]...), s.symbols[:len(symbols)]...)...)
		}
	}
	sof := []byte{8, byte(w.height >> 8), byte(w.height), byte(w.width >> 8), byte(w.width), byte(n)}
	var all []int
	f := frame{header: header{Width: w.width, Height: w.height, Components: n}}
	for c := range n {
		f.H[c], f.V[c] = w.factors[2*c], w.factors[2*c+1]
		sof = append(sof, byte(c+1), byte(f.H[c]<<4|f.V[c]), byte(min(c, 1)))
		all = append(all, c)
	}
	if w.adobe > 0 {
		w.segment(markerAPP14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), w.adobe-1)...)
	}
	w.segment(markerSOF0+1, sof...)
	if w.interval > 0 {
		w.segment(markerDRI, byte(w.interval>>8), byte(w.interval))
	}
	if !w.apart {
		w.scan(&f, all)
	} else {
		for c := range n {
			w.scan(&f, []int{c})
		}
	}
	return append(w.out, 0xff, markerEOI)
}

func (w *fileWriter) scan(f *frame, components []int) {
	sos := []byte{byte(len(components))}
	g := f.geometry()
	across, down := g.mcusAcross, g.mcusDown
	for _, c := range components {
		sos = append(sos, byte(c+1), byte(min(c, 1)*0x11))
		if len(components) == 1 {
			across = divideUp(divideUp(f.Width*f.H[c], g.hMax), 8)
			down = divideUp(divideUp(f.Height*f.V[c], g.vMax), 8)
		}
	}
	w.segment(markerSOS, append(sos, 0, 63, 0)...)
	for m := range across * down {
		if m > 0 && w.interval > 0 && m%w.interval == 0 {
			w.pad()
			w.out = append(w.out, 0xff, markerRST0+byte(m/w.interval-1)%8)
		}
		for _, c := range components {
			blocks := 1
			if len(components) > 1 {
				blocks = f.H[c] * f.V[c]
			}
			for range blocks {
				w.block(min(c, 1))
			}
		}
	}
	w.pad()
}

// randomFile returns a small file of any kind.
func randomFile(rng *rand.Rand) []byte {
	factors := [][]int{
		{1, 1}, {2, 1}, {1, 1, 1, 1, 1, 1}, {2, 2, 1, 1, 1, 1}, {2, 1, 1, 1, 1, 1}, {1, 2, 1, 1, 1, 1},
		{4, 1, 1, 1, 1, 1}, {1, 1, 2, 2, 1, 2}, {3, 1, 2, 1, 1, 1}, {2, 3, 1, 2, 1, 1}, {4, 2, 1, 1, 1, 1},
		{2, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1}, {2, 2, 1, 1, 1, 1, 2, 2}, {2, 1, 1, 1, 1, 1, 1, 1},
	}
	w := fileWriter{
		rng: rng, width: 1 + rng.IntN(90), height: 1 + rng.IntN(70), factors: factors[rng.IntN(len(factors))],
		apart: rng.IntN(3) == 0, dense: 1 + rng.IntN(100), flat: rng.IntN(2) == 0,
	}
	if rng.IntN(2) == 0 {
		w.adobe = byte(1 + rng.IntN(3))
	}
	if rng.IntN(2) == 0 {
		w.interval = 1 + rng.IntN(12)
	}
	return w.file()
}

// encodedFile returns a small file of the Encoder, progressive in most cases.
func encodedFile(rng *rand.Rand) []byte {
	factors := [][]int{{1, 1}, {1, 1, 1, 1, 1, 1}, {2, 2, 1, 1, 1, 1}, {2, 1, 1, 1, 1, 1}, {1, 2, 1, 1, 1, 1}}
	p := newPicture(rng, 1+rng.IntN(90), 1+rng.IntN(70), factors[rng.IntN(len(factors))])
	var e Encoder
	file, err := e.Encode(context.Background(), nil, p, EncodeOptions{Quality: 30 + rng.IntN(71), Progressive: rng.IntN(4) > 0})
	if err != nil {
		panic(err)
	}
	return file
}
