package planes

// pixels is Pixels for RGB, CMYK and YCCK. Ink is taken for a filter of light,
// which is what programs do that know nothing of the press: a color is what
// the ink of its own lets through of what black lets through.
func (m Model) pixels(out []byte, samples [][]byte) {
	a, b, c := samples[0], samples[1], samples[2]
	if m == YCCK {
		colourRow(out, a, b, c)
		for i, v := range out {
			out[i] = ^v // what is converted is ink
		}
	} else {
		interleave(out, a, b, c)
	}
	if m != RGB {
		darken(out, samples[3])
	}
}

// interleave makes opaque pixels of their red, green and blue.
func interleave(out, red, green, blue []byte) {
	green, blue = green[:len(red)], blue[:len(red)]
	for x, v := range red {
		q := out[4*x : 4*x+4 : 4*x+4]
		q[0], q[1], q[2], q[3] = v, green[x], blue[x], 255
	}
}

// darken multiplies the pixels of a row by black, of which 255 is no ink, and
// makes them opaque.
func darken(row, black []byte) {
	for x, k := range black {
		q := row[4*x : 4*x+4 : 4*x+4]
		q[0], q[1], q[2], q[3] = scaled(q[0], k), scaled(q[1], k), scaled(q[2], k), 255
	}
}

// scaled returns a·b/255, rounded to the nearest.
func scaled(a, b byte) byte {
	v := uint32(a)*uint32(b) + 128 // below 2^16
	return byte((v + v>>8) >> 8)
}
