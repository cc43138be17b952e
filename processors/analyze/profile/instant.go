package profile

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"fanout/processors/analyze/number"
)

// An instant is a point in time.
type instant struct {
	sec  int64 // since 1970-01-01T00:00:00Z
	nano int64 // 0..999999999
}

// instantOf turns a date or a time, whose scale is at most 9, into an instant.
func instantOf(v number.Value, class number.Class) instant {
	if class == number.Date {
		return instant{sec: v.Mant * (24 * 60 * 60)}
	}
	unit, fine := int64(1), int64(1e9)
	for range v.Scale {
		unit *= 10
		fine /= 10
	}
	sec, part := v.Mant/unit, v.Mant%unit
	if part < 0 {
		sec, part = sec-1, part+unit
	}
	return instant{sec, part * fine}
}

// seconds returns the instant as the nearest float.
func (t instant) seconds() float64 { return float64(t.sec) + float64(t.nano)/1e9 }

// instantNear returns the instant with the fewest digits whose nearest float is
// f. It is the inverse of seconds where a float has enough digits: a time in
// microseconds comes back as it was.
func instantNear(f float64) instant {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return instant{int64(f), 0}
	}
	d := number.Big(strconv.AppendFloat(nil, f, 'f', -1, 64))
	const nanos = 9
	if d.Scale > nanos { // near 1970
		whole := math.Floor(f)
		return instant{int64(whole), int64(math.Round((f - whole) * 1e9))}
	}
	n := new(big.Int).Mul(d.Mant, number.Pow10(nanos-d.Scale))
	sec, nano := n.DivMod(n, number.Pow10(nanos), new(big.Int))
	return instant{sec.Int64(), nano.Int64()}
}

func (t instant) before(u instant) bool {
	return t.sec < u.sec || t.sec == u.sec && t.nano < u.nano
}

// format writes it in ISO 8601: as a date if dateOnly is set and it is one.
func (t instant) format(dateOnly bool) string {
	at := time.Unix(t.sec, t.nano).UTC()
	if dateOnly && t.nano == 0 && t.sec%(24*60*60) == 0 {
		return at.Format("2006-01-02")
	}
	return at.Format("2006-01-02T15:04:05.999999999Z07:00")
}
