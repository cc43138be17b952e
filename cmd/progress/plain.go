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
	parts := []string{strings.TrimLeft(v.unit.progress(s.at, s.of), " ") + v.unit.suffix()}
	if s.of > 0 {
		parts[0] += fmt.Sprintf(" (%d %%)", s.percent())
	}
	if s.failed > 0 {
		parts = append(parts, humanize.Comma(s.failed)+" failed")
	}
	if s.rate > 0 {
		parts = append(parts, strings.TrimLeft(v.unit.rate(s.rate, true), " "))
	}
	switch {
	case s.final:
		parts = append(parts, "took "+words(s.elapsed))
	case s.leftIsOK:
		parts = append(parts, words(s.left.Round(time.Second))+" left")
	default:
		parts = append(parts, words(s.elapsed)+" so far")
	}
	return fmt.Appendf(nil, "fanout: %s: %s\n", v.verb, strings.Join(parts, ", "))
}

func (v *plainView) message(line string) []byte { return []byte(line + "\n") }
func (v *plainView) clear() []byte              { return nil }
func (v *plainView) again() []byte              { return nil }
