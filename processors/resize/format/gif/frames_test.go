package gif

import (
	"image"
	"slices"
	"testing"
	"time"
)

func TestScreensAreComposedAsBrowsersDo(t *testing.T) {
	whole := image.Rect(0, 0, 3, 1)
	left := func(x int) image.Rectangle { return image.Rect(x, 0, x+1, 1) }
	netscape := []byte("\x21\xff\x0bNETSCAPE2.0\x03\x01\x04\x00\x00")
	animexts := []byte("\x21\xff\x0bANIMEXTS1.0\x05\x02\x00\x00\x00\x00\x03\x01\x00\x00\x00")
	for name, c := range map[string]struct {
		file   []byte
		want   []string
		delays []time.Duration
		loops  int
	}{
		"frames stay": {file(picture(whole, 0, nil, 0, 0, 0), control(0, 7, -1), picture(left(1), 0, nil, 1), control(1, 300, 2), picture(left(1), 0, nil, 2)),
			[]string{"rrr", "rgr", "rgr"}, []time.Duration{0, 70 * time.Millisecond, 3 * time.Second}, 1},
		"cleared to nothing": {file(netscape, control(2, 1, -1), picture(left(0), 0, nil, 0), control(2, 1, -1), picture(left(1), 0, nil, 1), picture(left(2), 0, nil, 2)),
			[]string{"r..", ".g.", "..b"}, nil, 5},
		"undone": {file(picture(whole, 0, nil, 0, 0, 0), control(3, 1, -1), picture(left(0), 0, nil, 1), control(4, 1, -1), picture(left(1), 0, nil, 2), picture(left(2), 0, nil, 3), animexts),
			[]string{"rrr", "grr", "rbr", "rry"}, nil, 0},
		"the first is undone": {file(control(3, 1, -1), picture(left(0), 0, nil, 1), picture(left(2), 0, nil, 3)),
			[]string{"g..", "..y"}, nil, 1},
		"undone where it sticks out": {file(picture(whole, 0, nil, 0, 1, 2), control(3, 1, -1), picture(image.Rect(2, 0, 4, 2), 0, nil, 3, 3, 3, 3), control(2, 1, -1), picture(image.Rect(2, 0, 9, 1), 0, nil, 3, 3, 3, 3, 3, 3, 3), picture(left(0), 0, nil, 3)),
			[]string{"rgb", "rgy", "rgy", "yg."}, nil, 1},
	} {
		got, delays, loops, found := play(t, file(head(3, 1, rgby), c.file, []byte{0x3b}))
		if !slices.Equal(got, c.want) || loops != c.loops || found.Damage != nil || len(found.Notes) > 0 {
			t.Errorf("%s: %q, %d loops, %+v; want %q, %d", name, got, loops, found, c.want, c.loops)
		}
		if c.delays != nil && !slices.Equal(delays, c.delays) {
			t.Errorf("%s: %v, want %v", name, delays, c.delays)
		}
	}
}

// An encoder goes through the frames more than once.
func TestAnAnimationCanBePlayedAgain(t *testing.T) {
	frame := picture(image.Rect(0, 0, 2, 1), 0, nil, 0, 1)
	data := file(head(2, 1, rgby), frame, frame, frame[:len(frame)-4])
	first, _, _, found := play(t, data)
	again, _, _, _ := play(t, data)
	if !slices.Equal(first, again) || len(first) != 2 || found.Damage == nil {
		t.Errorf("%q, then %q; %v", first, again, found.Damage)
	}
}
