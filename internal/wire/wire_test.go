package wire_test

import (
	"bytes"
	"math"
	"testing"

	"fanout/internal/wire"
)

func TestValuesComeBackAsTheyWereAppended(t *testing.T) {
	var b []byte
	uints := []uint64{0, 1, 127, 128, 1 << 40, math.MaxUint64}
	ints := []int64{0, -1, 63, -64, 64, math.MinInt64, math.MaxInt64}
	floats := []float64{0, math.Copysign(0, -1), 1.5, math.Inf(-1), math.MaxFloat64}
	for _, v := range uints {
		b = wire.AppendUint(b, v)
	}
	for _, v := range ints {
		b = wire.AppendInt(b, v)
	}
	for _, v := range floats {
		b = wire.AppendFloat(b, v)
	}
	b = wire.AppendBool(wire.AppendBool(b, true), false)
	b = wire.AppendString(wire.AppendBytes(b, []byte{0, 255}), "text")
	d := wire.NewDecoder(b)
	for _, want := range uints {
		if got := d.Uint(); got != want {
			t.Errorf("Uint is %d, want %d", got, want)
		}
	}
	for _, want := range ints {
		if got := d.Int(); got != want {
			t.Errorf("Int is %d, want %d", got, want)
		}
	}
	for _, want := range floats {
		if got := d.Float(); math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("Float is %v, want %v", got, want)
		}
	}
	if !d.Bool() || d.Bool() {
		t.Error("Bool is another")
	}
	if got := d.Bytes(); !bytes.Equal(got, []byte{0, 255}) {
		t.Errorf("Bytes are %v", got)
	}
	if got := d.String(); got != "text" {
		t.Errorf("String is %q", got)
	}
	if err := d.End(); err != nil {
		t.Error(err)
	}
}

func TestWrongInputIsAnError(t *testing.T) {
	for name, read := range map[string]func(d *wire.Decoder){
		"\x80":         func(d *wire.Decoder) { d.Uint() },
		"\x80\x00":     func(d *wire.Decoder) { d.Uint() },
		"\x02":         func(d *wire.Decoder) { d.Bool() },
		"\x05abcd":     func(d *wire.Decoder) { d.Bytes() },
		"\x03abcde":    func(d *wire.Decoder) { d.Len(2) },
		"1234567":      func(d *wire.Decoder) { d.Float() },
		"\x01ab":       func(d *wire.Decoder) { d.Bytes() }, // one byte too many
		"":             func(d *wire.Decoder) { d.Int() },
		"\xff\xff\xff": func(d *wire.Decoder) { d.Fixed(-1) },
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f": func(d *wire.Decoder) { d.Uint() },
	} {
		d := wire.NewDecoder([]byte(name))
		read(d)
		if d.End() == nil {
			t.Errorf("%q: no error", name)
		}
		if d.Uint() != 0 || d.Rest() != 0 || d.String() != "" {
			t.Errorf("%q: something is read after an error", name)
		}
	}
}
