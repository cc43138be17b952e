package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
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

// formatDuration formats d with about three digits: 84ms, 3.21s, 2m5s.
func formatDuration(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// formatEstimate formats an estimate as a person would: "4 min 10 s".
func formatEstimate(d time.Duration) string {
	switch {
	case d < 1500*time.Millisecond:
		return "a second"
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		d = d.Round(10 * time.Second)
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < 48*time.Hour:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%s days", humanize.Comma(int64(d.Hours()/24)))
}
