package progress

import (
	"fmt"
	"strconv"
	"time"

	"github.com/dustin/go-humanize"
)

// A unit formats amounts of the unit of progress.
type unit struct {
	noun  string // for the items
	bytes bool   // bytes are counted, not items
}

func newUnit(opt Options) unit { return unit{noun: opt.Noun, bytes: opt.Bytes} }

// counts reports whether anything is counted: what is shown may be only that
// the program is at work.
func (u unit) counts() bool { return u.bytes || u.noun != "" }

// progress formats an amount and its total: " 20/480", " 1.2/12.0 GB". Its
// width does not change during a run. A total of 0 is unknown and left out.
func (u unit) progress(at, of int64) string {
	if of <= 0 {
		if u.bytes {
			return humanize.Bytes(uint64(max(at, 0)))
		}
		return humanize.Comma(at)
	}
	if !u.bytes {
		total := humanize.Comma(of)
		return fmt.Sprintf("%*s/%s", len(total), humanize.Comma(at), total)
	}
	value, prefix := humanize.ComputeSI(float64(of))
	decimals := 1
	if value >= 100 || prefix == "" {
		decimals = 0
	}
	total := strconv.FormatFloat(value, 'f', decimals, 64)
	done := strconv.FormatFloat(float64(at)/float64(of)*value, 'f', decimals, 64)
	return fmt.Sprintf("%*s/%s %sB", len(total), done, total, prefix)
}

// suffix returns the noun with a space before it, or nothing for bytes, whose
// unit is part of the number.
func (u unit) suffix() string {
	if u.bytes || u.noun == "" {
		return ""
	}
	return " " + u.noun
}

// rate formats a rate, which is given per second, with a readable unit of time:
// "42 images/s", "18 images/min", "120 MB/s". Without noun it is "42/s".
func (u unit) rate(r float64, noun bool) string {
	if u.bytes {
		return fmt.Sprintf("%6s/s", humanize.Bytes(uint64(max(r, 0))))
	}
	per := "s"
	switch {
	case r >= 0.95 || r <= 0:
	case r*60 >= 0.95:
		r, per = r*60, "min"
	default:
		r, per = r*3600, "h"
	}
	s := fmt.Sprintf("%3s", short(r))
	if noun {
		s += u.suffix()
	}
	return s + "/" + per
}

// short formats a number that is not negative with two or three digits: 4.2,
// 42, 420, 4.2k, 42k.
func short(v float64) string {
	prefix := ""
	for _, p := range []string{"k", "M", "G"} {
		if v < 999.5 {
			break
		}
		v, prefix = v/1000, p
	}
	if v < 9.95 && v > 0 {
		return strconv.FormatFloat(v, 'f', 1, 64) + prefix
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + prefix
}

// clock formats a time for the bar as on a clock, 0:08 or 1:02:03: short, and
// with a width that hardly changes.
func clock(d time.Duration) string {
	s := int64(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	if s < 100*3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%dd %02dh", s/86400, s/3600%24)
}

// words formats a time for lines with its two largest units: 8 s or 1 min 2 s.
func words(d time.Duration) string {
	s := int64(d / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	case s < 86400:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s/3600%24)
}
