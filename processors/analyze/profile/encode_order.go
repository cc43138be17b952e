package profile

import (
	"bytes"

	"fanout/internal/wire"
	"fanout/processors/analyze/number"
)

// The order of a column begins with a byte: the steps by value, those by text,
// and whether there is any value. 0 is a column without values.
const (
	stepBits  = 3
	allSteps  = 1<<stepBits - 1
	anyPlaces = 1 << (2 * stepBits)
)

// append appends the order of all records as that of one piece. Whether a
// column of text is in order by value matters to nobody, and is not always
// known.
func (o *order) append(b []byte, isText bool) []byte {
	byValue, byText := o.steps()
	if isText || byValue&unsorted == unsorted {
		byValue = unsorted
	}
	if byText&unsorted == unsorted {
		byText = unsorted
	}
	if !o.any && byValue&byText&unsorted != unsorted {
		return append(b, 0)
	}
	b = append(b, anyPlaces|byte(byValue)<<stepBits|byte(byText))
	if byValue != unsorted {
		b = o.last.key.append(o.first.key.append(b))
	}
	if byText != unsorted {
		b = wire.AppendBytes(wire.AppendBytes(b, o.first.text), o.last.text)
	}
	return b
}

// decodePiece reads the order of a column; ok is false if there is nothing to
// know.
func decodePiece(d *wire.Decoder, column int) (p piece, ok bool) {
	head := d.Fixed(1)
	if head == nil || head[0] == 0 {
		return p, false
	}
	if head[0]&^(allSteps<<stepBits|allSteps) != anyPlaces {
		d.Fail("an order that there is not")
		return p, false
	}
	p.column, p.byValue, p.byText = column, steps(head[0]>>stepBits&allSteps), steps(head[0]&allSteps)
	if p.byValue&unsorted != unsorted {
		p.first.key, p.last.key = decodeKey(d), decodeKey(d)
	}
	if p.byText&unsorted != unsorted {
		p.first.text, p.last.text = bytes.Clone(d.Bytes()), bytes.Clone(d.Bytes())
	}
	return p, true
}

// append appends k. Equal keys have equal bytes.
func (k *key) append(b []byte) []byte {
	b = append(b, byte(k.kind))
	if k.kind == unordered {
		return b
	}
	b = wire.AppendInt(b, int64(k.infinite))
	if k.infinite == 0 {
		b = k.decimal().Append(b)
	}
	return b
}

func decodeKey(d *wire.Decoder) (k key) {
	head := d.Fixed(1)
	if head == nil || kind(head[0]) == unordered {
		return key{}
	}
	k.kind = kind(head[0])
	infinite := d.Int()
	if k.kind > boolean || infinite < -1 || infinite > 1 {
		d.Fail("a value of an unknown kind")
		return key{}
	}
	k.infinite = int(infinite)
	if k.infinite == 0 {
		x := number.DecodeDecimal(d)
		v, ok := x.Value()
		if k.value = v; !ok {
			k.long = x
		}
	}
	return k
}
