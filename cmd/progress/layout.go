package progress

import (
	"strings"
	"unicode/utf8"
)

// A part is a figure beside the bar.
type part int

const (
	partCount   part = iota // 120/480
	partCountOf             // 120/480 images
	partFailed              // 3 failed
	partRate                // 42/s
	partRateOf              // 42 images/s
	partElapsed             // 0:03 elapsed
	partLeft                // 0:08 left
	numParts
)

// A layout is a selection of parts to show.
type layout struct {
	verb  bool
	bar   int // minimum width of the bar in columns; 0 for no bar
	parts []part
}

// layouts are ordered from everything to almost nothing. The first that fits is
// used. Parts that follow from the others are dropped first, the percentage
// last.
var layouts = []layout{
	{true, 20, []part{partCountOf, partFailed, partRateOf, partElapsed, partLeft}},
	{true, 16, []part{partCount, partFailed, partRateOf, partElapsed, partLeft}},
	{true, 12, []part{partCount, partFailed, partRateOf, partLeft}},
	{true, 10, []part{partCount, partFailed, partRate, partLeft}},
	{true, 8, []part{partCount, partFailed, partLeft}},
	{false, 8, []part{partCount, partFailed, partLeft}},
	{false, 4, []part{partCount, partFailed}},
	{false, 0, []part{partCount, partFailed}},
	{false, 4, []part{partFailed}},
	{false, 4, nil},
	{false, 0, nil},
}

const (
	// percentWidth is the width of "100%".
	percentWidth = 4
	// maxBar keeps the figures near the verb on very wide screens.
	maxBar = 60
	gap    = "  "
)

// headWidth returns the width of everything before the bar or, without a known
// total, of spinner and verb.
func (l layout) headWidth(verb string, known bool) int {
	w := 1 // spinner
	if known {
		w = percentWidth
	}
	if l.verb {
		w += 1 + utf8.RuneCountInString(verb)
	}
	return w
}

// tail joins the figures of the layout, with a gap before each. Empty ones are
// left out. paint may add escape codes to a figure; nil adds none.
func (l layout) tail(texts *[numParts]string, paint func(part, string) string) string {
	var b strings.Builder
	for _, p := range l.parts {
		text := texts[p]
		if text == "" {
			continue
		}
		if paint != nil {
			text = paint(p, text)
		}
		b.WriteString(gap)
		b.WriteString(text)
	}
	return b.String()
}

// choose returns the first layout that fits into width columns, and the width
// of its bar. Without a known total there is no bar. ok is false if no layout
// fits.
func choose(width int, verb string, texts *[numParts]string, known bool) (l layout, bar int, ok bool) {
	for _, l := range layouts {
		room := width - l.headWidth(verb, known) - utf8.RuneCountInString(l.tail(texts, nil))
		if known && l.bar > 0 {
			room-- // the space before the bar
			if room >= l.bar {
				return l, min(room, maxBar), true
			}
		} else if room >= 0 {
			return l, 0, true
		}
	}
	return layout{}, 0, false
}
