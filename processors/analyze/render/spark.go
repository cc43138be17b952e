package render

import (
	"math"
	"strconv"

	"fanout/processors/analyze/profile"
)

var bars = []rune("▁▂▃▄▅▆▇█")

// sparks draws the histogram of a column: 20 bars from its smallest value to
// its largest, 10 where there is less room, or a bar for each whole number
// where there are no more of them. Bars are as high as the most frequent is
// full; a blank is no value at all.
func sparks(c *profile.Column) []string {
	counts := wholeNumbers(c)
	if counts != nil {
		return []string{spark(counts)}
	}
	for _, b := range c.Histogram {
		counts = append(counts, b.Count)
	}
	if len(counts) < 2 {
		return nil
	}
	var half []int64
	for i := 0; i < len(counts); i += 2 {
		pair := counts[i]
		if i+1 < len(counts) {
			pair += counts[i+1]
		}
		half = append(half, pair)
	}
	return []string{spark(counts), spark(half)}
}

func spark(counts []int64) string {
	highest := int64(1)
	for _, n := range counts {
		highest = max(highest, n)
	}
	line := make([]rune, len(counts))
	for i, n := range counts {
		line[i] = ' '
		if n > 0 {
			line[i] = bars[int(math.Round(float64(n)/float64(highest)*float64(len(bars)-1)))]
		}
	}
	return string(line)
}

// wholeNumbers returns the counts of the integers from the smallest to the
// largest, if the histogram tells them apart: 20 buckets over the values 1 to 8
// leave gaps that the data do not have. Else it returns nil.
func wholeNumbers(c *profile.Column) []int64 {
	if c.Type != profile.Integer || c.QuantilesExact == nil || !*c.QuantilesExact || len(c.Histogram) < 2 {
		return nil
	}
	low, err1 := strconv.ParseInt(c.Min.Text, 10, 64)
	high, err2 := strconv.ParseInt(c.Max.Text, 10, 64)
	const largest = 1 << 50 // beyond, the bounds of buckets are rounded
	if err1 != nil || err2 != nil || low < -largest || high > largest || high-low >= int64(len(c.Histogram)) {
		return nil
	}
	counts := make([]int64, high-low+1)
	at := 0
	for i := range counts {
		value := float64(low + int64(i))
		for at < len(c.Histogram)-1 && bound(c.Histogram[at].Hi) <= value {
			at++
		}
		counts[i] = c.Histogram[at].Count
	}
	return counts
}

func bound(s profile.Scalar) float64 {
	f, err := strconv.ParseFloat(s.Text, 64)
	if err != nil {
		return math.Inf(1)
	}
	return f
}
