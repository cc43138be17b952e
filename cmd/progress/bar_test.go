package progress

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"fanout/processors"
)

func barOptions(s *testScreen) Options {
	return Options{Mode: Bar, Console: NewConsole(s, Place{Terminal: true}), Terminal: true, Width: s.Columns, Color: true, Verb: "resizing", Noun: "images"}
}

// work finishes one item of a fixed size after d.
func work(t *processors.Tally, d time.Duration) {
	time.Sleep(d)
	t.BytesRead.Add(1e6)
	t.Done.Add(1)
}

func TestBarNeverWraps(t *testing.T) {
	for _, width := range []int{20, 40, 60, 80, 120, 200} {
		for _, bytes := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d,bytes=%v", width, bytes), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScreen(t, width)
					opt := barOptions(s)
					opt.Bytes = bytes
					var tally processors.Tally
					tally.Items.Store(1200)
					tally.Bytes.Store(1200e6)
					m := Start(opt, &tally)
					var messages []string
					for i := range 1200 {
						work(&tally, 37*time.Millisecond)
						if i%200 == 13 {
							tally.Failed.Add(1)
							line := fmt.Sprintf("photos/%d.jpg: %s", i, strings.Repeat("x", i/5))
							messages = append(messages, line)
							m.Println(line)
						}
						if i > 10 {
							s.check(messages, "")
						}
					}
					m.Stop()
					s.checkGone(messages)
				})
			})
		}
	}
}

// TestBarInStaleWidth uses a terminal that reports its new width with a delay.
func TestBarInStaleWidth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 120)
		opt := barOptions(s)
		var told atomic.Int64
		told.Store(120)
		opt.Width = func() int { return int(told.Load()) }
		var tally processors.Tally
		tally.Items.Store(10000)
		m := Start(opt, &tally)
		for _, width := range []int{90, 60, 40, 100, 50} {
			s.Resize(width)
			for range 5 {
				work(&tally, 50*time.Millisecond)
			}
			synctest.Wait()
			told.Store(int64(width))
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			s.check(nil, "")
		}
		m.Stop()
	})
}

// TestBarFollowsWindow changes the window's width while the bar is drawn, with
// and without messages at the moment of the change.
func TestBarFollowsWindow(t *testing.T) {
	for _, cut := range []bool{false, true} {
		for _, messageFirst := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := newScreen(t, 120)
				s.Cut = cut
				var tally processors.Tally
				tally.Items.Store(10000)
				m := Start(barOptions(s), &tally)
				var messages []string
				for _, width := range []int{60, 120, 50, 30, 200, 3, 8, 80, 20, 60} {
					for range 20 {
						work(&tally, 50*time.Millisecond)
					}
					synctest.Wait() // a resize in the midst of a draw cannot be helped
					s.Resize(width)
					if messageFirst {
						m.Println("bad")
						messages = append(messages, "bad")
					}
					time.Sleep(200 * time.Millisecond)
					synctest.Wait()
					if width >= 8 {
						s.check(messages, "")
					}
				}
				m.Stop()
				s.checkGone(messages)
			})
		}
	}
}

func TestBarStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 100)
		var tally processors.Tally
		tally.Items.Store(1500)
		m := Start(barOptions(s), &tally)
		var first []int
		for i := range 1500 {
			work(&tally, time.Duration(10+i*7919%50)*time.Millisecond)
			if i < 100 {
				continue
			}
			synctest.Wait()
			// The ends of the count, the rate and the time left.
			row := []rune(s.Rows()[0])
			at := []int{utf8.RuneCountInString(strings.Split(string(row), "/1,500")[0]), len(row)}
			if first == nil {
				first = at
			}
			if i < 1499 && fmt.Sprint(at) != fmt.Sprint(first) {
				t.Fatalf("figures moved from %v to %v: %s", first, at, string(row))
			}
		}
		m.Stop()
	})
}

func TestBarScreens(t *testing.T) {
	for width, want := range map[int]string{
		40:  " 27% ████░░░░░░░░░░░  132/480  3 failed",
		60:  "resizing  27% ████░░░░░░░░░░░  132/480  3 failed  0:15 left",
		120: "resizing  27% ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  132/480 images  3 failed   25 images/s  0:05 elapsed  0:15 left",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScreen(t, width)
			opt := barOptions(s)
			var tally processors.Tally
			tally.Items.Store(480)
			m := Start(opt, &tally)
			time.Sleep(10 * time.Millisecond) // off the ticks
			for i := range 480 {
				time.Sleep(40 * time.Millisecond)
				if i%50 == 20 && i < 150 {
					tally.Failed.Add(1)
				} else {
					tally.Done.Add(1)
				}
				if i == 131 {
					time.Sleep(20 * time.Millisecond)
					synctest.Wait()
					if got := s.Rows()[0]; got != want {
						t.Errorf("at %d columns\n%s\nwant\n%s", width, got, want)
					}
				}
			}
			m.Stop()
			s.checkGone(nil)
		})
	}
}

func TestBarPercentIsExact(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		b := newLibBar(Options{ASCII: ascii, Color: true})
		for percent := range 101 {
			for _, width := range []int{0, 1, 10, 60} {
				got := b.bar("", percent, width)
				if want := fmt.Sprintf("%3d%%", percent); !strings.HasPrefix(got, want) {
					t.Fatalf("%q, want %q first", got, want)
				}
				visible := strings.NewReplacer(green, "", reset, "").Replace(got)
				want := 4
				if width > 0 {
					want = 5 + width
				}
				if n := utf8.RuneCountInString(visible); n != want {
					t.Fatalf("%q has %d columns, want %d", visible, n, want)
				}
			}
		}
	}
}

func TestBarTotalBecomesKnownAndGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 80)
		var tally processors.Tally
		m := Start(barOptions(s), &tally)
		show := func(want string) {
			t.Helper()
			time.Sleep(250 * time.Millisecond)
			synctest.Wait()
			s.check(nil, "")
			if got := s.Rows()[0]; !strings.Contains(got, want) {
				t.Fatalf("%q lacks %q", got, want)
			}
		}
		time.Sleep(10 * time.Millisecond) // off the ticks
		for range 50 {
			work(&tally, 20*time.Millisecond)
		}
		show("resizing  50 images   45 images/s  0:01 elapsed")
		tally.Items.Store(50)
		show("resizing 100% ████")
		tally.Items.Store(200)
		show("resizing  25% ███")
		tally.Done.Add(50)
		show("resizing  50% ███")
		tally.Items.Store(0)
		show("resizing  100 images")
		m.Stop()
		s.checkGone(nil)
	})
}

func TestBarOfNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 80)
		m := Start(barOptions(s), &processors.Tally{})
		time.Sleep(time.Second)
		synctest.Wait()
		s.check(nil, "")
		m.Stop()
		s.checkGone(nil)
	})
}

func TestShortRunHasNoBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 80)
		var tally processors.Tally
		tally.Items.Store(4)
		m := Start(barOptions(s), &tally)
		for range 4 {
			work(&tally, 48*time.Millisecond)
		}
		m.Println("bad")
		m.Stop()
		if got := s.Raw(); got != "bad\n" {
			t.Errorf("written %q", got)
		}
	})
}

func TestBarWritesOnlyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 80)
		var tally processors.Tally
		tally.Items.Store(4)
		m := Start(barOptions(s), &tally)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if s.Writes() > 11 {
			t.Errorf("%d writes in 10 s in which only the clock moved", s.Writes())
		}
		m.Stop()
	})
}
