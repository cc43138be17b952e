package profile

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
)

// A Scalar is a figure or a value of a column. The zero Scalar is undefined.
type Scalar struct {
	Text    string
	Defined bool
	bare    bool // a JSON number, true or false
}

// MarshalJSON writes null, a number, or a string for what a float could not
// hold.
func (s Scalar) MarshalJSON() ([]byte, error) {
	switch {
	case !s.Defined:
		return []byte("null"), nil
	case s.bare:
		return []byte(s.Text), nil
	}
	return Marshal(s.Text)
}

func textScalar(s string) Scalar  { return Scalar{Text: s, Defined: true} }
func countScalar(n uint64) Scalar { return Scalar{strconv.FormatUint(n, 10), true, true} }
func boolScalar(b bool) Scalar    { return Scalar{strconv.FormatBool(b), true, true} }

// floatScalar writes f with as many digits as tell it from others.
func floatScalar(f float64) Scalar {
	text, err := json.Marshal(f + 0) // -0 is 0
	if err != nil {
		return Scalar{} // NaN or infinite
	}
	return Scalar{string(text), true, true}
}

func statScalar(s moments.Stat) Scalar {
	switch {
	case !s.Defined:
		return Scalar{}
	case s.Beyond.Mant != nil:
		return decimalScalar(s.Beyond)
	}
	return floatScalar(s.Value)
}

// decimalScalar writes d exactly: as a number if a float, read from what it
// says, is the same again, else as a string.
func decimalScalar(d number.Decimal) Scalar {
	return Scalar{d.String(), true, floatHolds(d)}
}

// floatHolds reports whether d is what its nearest float is written as.
func floatHolds(d number.Decimal) bool {
	f := d.Float64()
	return !math.IsInf(f, 0) && number.Big(strconv.AppendFloat(nil, f, 'g', -1, 64)).Cmp(d) == 0
}

// Marshal returns v as one line of JSON, without the escapes for HTML of
// json.Marshal: < > & stay as they are.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
