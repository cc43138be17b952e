package analyze

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"time"

	"fanout/processors/analyze/number"
)

// maxShown is the longest value that is reported whole, in bytes; of longer ones
// the beginning is. What two values have in common beyond it does not matter for
// which is the smaller beginning.
const maxShown = 1000

// kept is how much of a value is kept: one byte more shows that it was longer.
const kept = maxShown + 1

// A textRange holds the first and the last value in the order of their bytes.
type textRange struct {
	any           bool
	first, last   []byte // up to kept bytes
	firstW, lastW uint64 // their first eight bytes, big-endian, zeros behind shorter ones
}

// word returns the first 8 bytes of buf[s:e], which is not empty, as textRange has them. There
// must be 8 bytes behind s.
func word(buf []byte, s, e uint32) uint64 {
	behind := 64 - 8*min(e-s, 8) // no branch: lengths are hard to predict
	return binary.BigEndian.Uint64(buf[s:]) & (^uint64(0) << (behind & 63))
}

// add takes fields that are not empty.
func (r *textRange) add(buf []byte, start, end []uint32) {
	if !r.any && len(start) > 0 {
		r.addOne(buf[start[0]:end[0]])
	}
	firstW, lastW := r.firstW, r.lastW
	for i, s := range start {
		w := word(buf, s, end[i])
		if w <= firstW || w >= lastW {
			r.addOne(buf[s:end[i]])
			firstW, lastW = r.firstW, r.lastW
		}
	}
}

func (r *textRange) addOne(value []byte) {
	value = value[:min(len(value), kept)]
	if !r.any || bytes.Compare(value, r.first) < 0 {
		r.first = append(r.first[:0], value...)
		r.firstW = wordOf(r.first)
	}
	if !r.any || bytes.Compare(value, r.last) > 0 {
		r.last = append(r.last[:0], value...)
		r.lastW = wordOf(r.last)
	}
	r.any = true
}

func wordOf(b []byte) uint64 {
	var w [8]byte
	copy(w[:], b)
	return binary.BigEndian.Uint64(w[:])
}

func (r *textRange) merge(o *textRange) {
	if o.any {
		r.addOne(o.first)
		r.addOne(o.last)
	}
}

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

// instantNear is the instant with the fewest digits whose nearest float is f: a
// time in microseconds comes back as it was. It undoes seconds as far as can be.
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

// A timeRange holds the first and the last instant.
type timeRange struct {
	any         bool
	first, last instant
}

func (r *timeRange) add(t instant) {
	if !r.any || t.before(r.first) {
		r.first = t
	}
	if !r.any || r.last.before(t) {
		r.last = t
	}
	r.any = true
}

func (r *timeRange) merge(o timeRange) {
	if o.any {
		r.add(o.first)
		r.add(o.last)
	}
}
