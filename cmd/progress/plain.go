package progress

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// plainView formats lines for build logs and files:
//
//	fanout: resizing: 120/480 images (25 %), 3 failed, 42 images/s, 8 s left
//
// A run that ends before its first line is due has no lines.
type plainView struct {
	verb  string
	unit  unit
	shown bool // a line was written
}

func (v *plainView) draw(s snapshot) []byte {
	if s.final && !v.shown {
		return nil
	}
	v.shown = true
	return []byte(v.line(s, false) + "\n")
}

// line formats s. The time so far is always in it if clock is set.
func (v *plainView) line(s snapshot, clock bool) string {
	var parts []string
	if v.unit.counts() {
		count := strings.TrimLeft(v.unit.progress(s.at, s.of), " ") + v.unit.suffix()
		if s.of > 0 {
			count += fmt.Sprintf(" (%d %%)", s.percent())
		}
		parts = append(parts, count)
	}
	if s.failed > 0 {
		parts = append(parts, humanize.Comma(s.failed)+" failed")
	}
	if s.rate > 0 {
		parts = append(parts, strings.TrimLeft(v.unit.rate(s.rate, true), " "))
	}
	if s.leftIsOK && !s.final {
		parts = append(parts, words(s.left.Round(time.Second))+" left")
	}
	switch {
	case s.final:
		parts = append(parts, "took "+words(s.elapsed))
	case clock || !s.leftIsOK:
		parts = append(parts, words(s.elapsed)+" so far")
	}
	return "fanout: " + v.verb + ": " + strings.Join(parts, ", ")
}

func (v *plainView) message(line string) []byte { return []byte(line + "\n") }
func (v *plainView) clear() []byte              { return nil }
func (v *plainView) again() []byte              { return nil }
