package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// show returns text with everything escaped that is no printable character
// (Go's syntax), so that no file name can move the cursor or fake a line. Line
// feeds of our own messages stay if keepLines is set.
func show(text string, keepLines bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1, !strconv.IsPrint(r) && !(keepLines && r == '\n'):
			quoted := strconv.Quote(text[i : i+n])
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteString(text[i : i+n])
		}
		i += n
	}
	return b.String()
}

// plural counts a noun: 1 worker, 2 workers.
func plural(n int, noun string) string {
	if n != 1 && !strings.HasSuffix(noun, "s") {
		noun += "s"
	}
	return fmt.Sprintf("%s %s", humanize.Comma(int64(n)), noun)
}

// enumerate joins words as people do: a, b and c.
func enumerate(words []string) string { return english.WordSeries(words, "and") }

// either joins words as people do: a, b or c.
func either(words []string) string { return english.WordSeries(words, "or") }

// choose returns the word for one or for several.
func choose(n int64, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// its returns the pronoun for what n things have.
func its(n int64) string { return choose(n, "its", "their") }

// formatDuration formats d with two decimals at most, as 0.31 s or 12.4 s, and
// longer times as 2 min 5 s.
func formatDuration(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return "under 0.01 s"
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d < time.Minute-50*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return formatMinutes(d.Round(time.Second))
}

// about says how long something may take: "under a second", "about 12 s".
func about(d time.Duration) string {
	if d < time.Second {
		return formatEstimate(d)
	}
	return "about " + formatEstimate(d)
}

// atMost says how long something may take if that is an upper limit.
func atMost(d time.Duration) string { return "at most " + formatEstimate(max(d, time.Second)) }

// formatEstimate formats an estimate as a person would: "4 min 10 s".
func formatEstimate(d time.Duration) string {
	switch {
	case d < time.Second:
		return "under a second"
	case d < time.Minute-500*time.Millisecond:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		d = d.Round(10 * time.Second)
	}
	return formatMinutes(d)
}

// formatMinutes formats a duration of a minute or more by its two largest
// units.
func formatMinutes(d time.Duration) string {
	switch {
	case d < time.Hour:
		return units(d/time.Minute, "min", d%time.Minute/time.Second, "s")
	case d.Round(time.Minute) < 48*time.Hour:
		d = d.Round(time.Minute)
		return units(d/time.Hour, "h", d%time.Hour/time.Minute, "min")
	}
	return fmt.Sprintf("%s days", humanize.Comma(int64(d.Hours()/24)))
}

// units joins two numbers with their units, the second one only if it is not
// zero.
func units(n time.Duration, unit string, rest time.Duration, smaller string) string {
	if rest == 0 {
		return fmt.Sprintf("%d %s", n, unit)
	}
	return fmt.Sprintf("%d %s %d %s", n, unit, rest, smaller)
}

// formatRate formats how many there were in a second, with three digits at
// least: 0.21, 34.7, 1,528.
func formatRate(perSecond float64) string {
	switch {
	case perSecond < 9.995:
		return humanize.CommafWithDigits(perSecond, 2)
	case perSecond < 99.95:
		return humanize.CommafWithDigits(perSecond, 1)
	}
	return humanize.Comma(int64(perSecond + 0.5))
}

// formatBytes formats a size in decimal units: 473 kB, 1.2 GB.
func formatBytes(n int64) string { return humanize.Bytes(uint64(n)) }
