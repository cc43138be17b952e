package progress

import (
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	items, bytes := unit{noun: "images"}, unit{bytes: true}
	for _, c := range []struct{ got, want string }{
		{items.progress(20, 480), " 20/480"},
		{items.progress(20, 1200000), "       20/1,200,000"},
		{items.progress(12345, 0), "12,345"},
		{bytes.progress(300e6, 12e9), " 0.3/12.0 GB"},
		{bytes.progress(5, 90), " 5/90 B"},
		{bytes.progress(1e6, 250e6), "  1/250 MB"},
		{bytes.progress(1500, 0), "1.5 kB"},
		{items.rate(0, true), "  0 images/s"},
		{items.rate(4.23, true), "4.2 images/s"},
		{items.rate(42.4, true), " 42 images/s"},
		{items.rate(420000, false), "420k/s"},
		{items.rate(9999, false), "10k/s"},
		{items.rate(999.7, false), "1.0k/s"},
		{items.rate(0.3, true), " 18 images/min"},
		{items.rate(0.001, true), "3.6 images/h"},
		{bytes.rate(120e6, true), "120 MB/s"},
		{bytes.rate(4.2e6, true), "4.2 MB/s"},
		{clock(8 * time.Second), "0:08"},
		{clock(3599 * time.Second), "59:59"},
		{clock(3723 * time.Second), "1:02:03"},
		{clock(101 * time.Hour), "4d 05h"},
		{words(8900 * time.Millisecond), "8 s"},
		{words(62 * time.Second), "1 min 2 s"},
		{words(3 * time.Hour), "3 h 0 min"},
		{words(50 * time.Hour), "2 d 2 h"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
