package dct

import (
	"bytes"
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// zigzag reorders columns of coefficients in zigzag order. Each eight of them
// are collected from the columns they are in.
func zigzag(columns [8]VecVirtual) (out [8]VecVirtual) {
	order := zigzagOrder()
	for i := range out {
		out[i] = asm.Like(columns[0])
		first := true
		for u, column := range columns {
			shuffle, used := zigzagShuffle(order[8*i:][:8], u)
			if !used {
				continue
			}
			mask := asm.Bytes(fmt.Sprintf("zigzag%dfrom%d", i, u), bytes.Repeat(shuffle[:], asm.RepeatedBytes/16)...)
			if first {
				VPSHUFB(mask, column, out[i])
				first = false
				continue
			}
			part := asm.Like(column)
			VPSHUFB(mask, column, part)
			asm.Of(column).Or(part, out[i], out[i])
		}
	}
	return out
}

// zigzagShuffle returns the byte shuffle that takes those of eight coefficients
// that are in column u, and whether there are any. The others become zero.
func zigzagShuffle(places [][2]int, u int) (shuffle [16]byte, used bool) {
	const zero = 0x80
	for j, place := range places {
		x, y := place[0], place[1]
		for b := range 2 {
			shuffle[2*j+b] = zero
			if x == u {
				shuffle[2*j+b] = byte(2*y + b)
				used = true
			}
		}
	}
	return shuffle, used
}

// zigzagOrder has the column and the row of each coefficient (T.81, figure
// A.6): along the diagonals, up and down in turn.
func zigzagOrder() (order [64][2]int) {
	k := 0
	for sum := range 15 {
		for i := range sum + 1 {
			x, y := i, sum-i // upwards
			if sum%2 == 1 {
				x, y = y, x
			}
			if x < 8 && y < 8 {
				order[k] = [2]int{x, y}
				k++
			}
		}
	}
	return order
}
