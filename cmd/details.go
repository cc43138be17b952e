package cmd

import (
	"fmt"
	"math"

	"fanout/processors"
	"fanout/processors/analyze"
	"fanout/processors/resize"
)

// details says what was done with an item that is done, as -v does.
func details(record processors.Record) string {
	switch r := record.(type) {
	case *resize.Record:
		return fmt.Sprintf("%d×%d to %d×%d, %s to %s%s, %s", r.Width, r.Height, r.OutputWidth, r.OutputHeight,
			formatBytes(r.Bytes), formatBytes(r.OutputBytes), saving(r.Bytes, r.OutputBytes), r.Output)
	case *analyze.Record:
		text := plural(int(r.Rows), "row")
		if r.BadRows > 0 {
			text += ", " + plural(int(r.BadRows), "bad row") + " left out"
		}
		return text + ", " + formatBytes(r.Bytes)
	}
	return ""
}

// saving says how much smaller or larger a file has become: " (57 % smaller)".
func saving(from, to int64) string {
	share := 100 * (1 - float64(to)/float64(max(from, 1)))
	switch n := math.Round(share); {
	case n > 0:
		return fmt.Sprintf(" (%.0f %% smaller)", n)
	case n < 0:
		return fmt.Sprintf(" (%.0f %% larger)", -n)
	}
	return ""
}
