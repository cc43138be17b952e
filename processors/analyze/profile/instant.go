package profile

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// An instant is a point in time.
type instant struct {
	sec  int64 // since 1970-01-01T00:00:00, of UTC if it is a time with a zone
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

// secondsOf turns a date or a time into seconds since 1970.
func secondsOf(v number.Value, class number.Class) number.Value {
	if class == number.Date {
		v.Mant *= 24 * 60 * 60 // below 2^38
	}
	return v
}

// isFine reports whether a time may differ from the shortest decimal of its
// nearest float, in seconds: see [moments.Moments.Long].
func isFine(v number.Value) bool {
	for v.Scale > 0 && v.Mant%10 == 0 {
		v.Mant /= 10
		v.Scale--
	}
	return v.Scale > 0 && (v.Mant > 1<<52 || v.Mant < -1<<52)
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

// A timeStyle says how instants of a column are written.
type timeStyle struct {
	dates bool // it has dates only: midnight is written as a date
	zoned bool // a time in it has a zone: all are written in UTC, with Z
}

// zonesHint says that naive of n dates and times have no zone while others have
// one: where they belong among them is not certain.
func zonesHint(naive, n int64) hint.Hint {
	return hint.Hint{
		Kind:  "zones",
		Text:  fmt.Sprintf("%d of %d values without a time zone, read as UTC", naive, n),
		Count: naive, Of: n,
	}
}

// format writes it in ISO 8601.
func (t instant) format(style timeStyle) string {
	at := time.Unix(t.sec, t.nano).UTC()
	switch {
	case style.dates && t.nano == 0 && t.sec%(24*60*60) == 0:
		return at.Format("2006-01-02")
	case style.zoned:
		return at.Format("2006-01-02T15:04:05.999999999Z")
	}
	return at.Format("2006-01-02T15:04:05.999999999")
}
