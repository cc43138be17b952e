package cmd

import (
	"testing"
	"time"
)

func TestLineNamesWhatIsNotZero(t *testing.T) {
	of := func(upToDate, hidden int64) []counted {
		return []counted{
			{n: upToDate, one: "up to date", several: "up to date"},
			{n: hidden, one: "hidden", several: "hidden", noun: "file"},
		}
	}
	for _, c := range []struct {
		s    summary
		want string
	}{
		{summary{Done: 1}, "1 image resized"},
		{summary{Done: 1500, done: "3 kept their size", figures: []string{"2 MB to 1 MB"}}, "1,500 images resized (3 kept their size), 2 MB to 1 MB"},
		{summary{Done: 2, Failed: 1, counts: of(3, 1)}, "2 images resized, 1 failed, 3 up to date, 1 hidden"},
		{summary{Failed: 2, done: "not said", counts: of(0, 1)}, "2 images failed, 1 hidden"},
		{summary{Failed: 1, fails: "would fail"}, "1 image would fail"},
		{summary{counts: of(17, 0)}, "17 images up to date, nothing to do"},
		{summary{counts: of(0, 2)}, "2 files hidden, nothing to do"},
		{summary{}, "nothing to do"},
	} {
		c.s.noun, c.s.verb = "image", "resized"
		if got := c.s.line(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestDurationsHaveOneForm(t *testing.T) {
	const ms = time.Millisecond
	for d, want := range map[time.Duration][3]string{
		0:                          {"under 0.01 s", "under a second", "at most 1 s"},
		310 * ms:                   {"0.31 s", "under a second", "at most 1 s"},
		2140 * ms:                  {"2.14 s", "about 2 s", "at most 2 s"},
		12_340 * ms:                {"12.3 s", "about 12 s", "at most 12 s"},
		59_970 * ms:                {"1 min", "about 1 min", "at most 1 min"},
		124_600 * ms:               {"2 min 5 s", "about 2 min", "at most 2 min"},
		3_660_000 * ms:             {"1 h 1 min", "about 1 h 1 min", "at most 1 h 1 min"},
		time.Hour - ms:             {"1 h", "about 1 h", "at most 1 h"},
		1000 * 24 * time.Hour:      {"1,000 days", "about 1,000 days", "at most 1,000 days"},
		48*time.Hour - time.Minute: {"47 h 59 min", "about 47 h 59 min", "at most 47 h 59 min"},
	} {
		if got := [3]string{formatDuration(d), about(d), atMost(d)}; got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestRatesHaveThreeDigits(t *testing.T) {
	for rate, want := range map[float64]string{0.211: "0.21", 3: "3", 34.72: "34.7", 99.97: "100", 1528.4: "1,528"} {
		if got := formatRate(rate); got != want {
			t.Errorf("%v: %s, want %s", rate, got, want)
		}
	}
}
