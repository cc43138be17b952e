package progress

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fanout/internal/screen"
	"fanout/pool"
	"fanout/processors"
)

// file is a chunk that has a name.
type file string

func (f file) Name() string { return string(f) }

// at tells w that a worker is at that from now on; of: "", or the name of its
// chunk.
func at(w *Watched, worker int, s pool.State, of string) {
	e := pool.Event{Track: pool.Track(worker), State: s, At: time.Now()}
	if of != "" {
		e.Of = file(of)
	}
	w.Observe(e)
}

// workersOn returns options for a screen of that height.
func workersOn(s *testScreen, w *Watched, height int) Options {
	opt := barOptions(s)
	opt.Mode, opt.Watched, opt.Color = Workers, w, false
	opt.Height = func() int { return height }
	return opt
}

// without returns the rows of a screen without the last, which is the bar.
func (s *testScreen) without(t *testing.T) []string {
	t.Helper()
	rows := s.Rows()
	if len(rows) == 0 || !strings.Contains(rows[len(rows)-1], "%") {
		t.Fatalf("the last row is no bar:\n%s", strings.Join(rows, "\n"))
	}
	return rows[:len(rows)-1]
}

func TestEachWorkerHasALineAboveTheBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := newScreen(t, 60), NewWatched(Workers)
		var tally processors.Tally
		tally.Items.Store(100)
		m := Start(workersOn(s, w, 24), &tally)
		defer m.Stop()
		at(w, 0, pool.Busy, "photos/hills.jpg")
		at(w, 1, pool.WaitInput, "")
		at(w, 2, pool.WaitMerge, "")
		at(w, int(pool.Feeder), pool.Reading, "")
		at(w, int(pool.Merger), pool.Merging, "none of the workers")
		time.Sleep(3 * time.Second)
		at(w, 2, pool.Busy, "photos/a folder with a long name/and another one/2024-07-12 lake.jpg")
		time.Sleep(150 * time.Millisecond)
		want := []string{
			"1   0:03  photos/hills.jpg",
			"2   0:03  waiting for input",
			"3         photos/a folder … another one/2024-07-12 lake.jpg",
		}
		if got := s.without(t); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestWorkersWithoutARowAreFolded(t *testing.T) {
	for height, want := range map[int][]string{
		12: {"1         a", "2         b", "3         waiting to write", "4         d", "5         e"},
		6:  {"1         a", "2         b", "3         waiting to write", "… and 2 more workers: 2 working"},
		5:  {"1         a", "2         b", "… and 3 more workers: 2 working, 1 waiting to write"},
		3:  {"5 workers: 4 working, 1 waiting to write"},
		2:  {},
		1:  {},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, w := newScreen(t, 80), NewWatched(Workers)
			var tally processors.Tally
			tally.Items.Store(100)
			m := Start(workersOn(s, w, height), &tally)
			defer m.Stop()
			for i, name := range []string{"a", "b", "", "d", "e"} {
				at(w, i, pool.Busy, name)
			}
			at(w, 2, pool.WaitMerge, "")
			time.Sleep(250 * time.Millisecond)
			if got := s.without(t); !slices.Equal(got, want) {
				t.Errorf("%d rows: got\n%s\nwant\n%s", height, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestLinesOfWorkersSurviveResizesAndMessages(t *testing.T) {
	for _, cut := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s, w := newScreen(t, 120), NewWatched(Workers)
			s.Cut = cut
			var tally processors.Tally
			tally.Items.Store(10_000)
			m := Start(workersOn(s, w, 24), &tally)
			time.Sleep(250 * time.Millisecond)
			var messages []string
			for i, width := range []int{120, 60, 90, 40, 20, 200, 41} {
				s.Resize(width)
				for n := range 20 {
					for worker := range 4 {
						at(w, worker, pool.Busy, strings.Repeat("folder/", 1+(n+worker)%9)+fmt.Sprintf("%d.jpg", n))
					}
					work(&tally, 60*time.Millisecond)
				}
				line := fmt.Sprintf("fanout: failed: %d.jpg", i)
				if !cut {
					messages = append(messages, line)
					m.Println(line)
				}
				rows, above := s.without(t), screen.Fold(width, messages...)
				if len(rows) != len(above)+4 || !slices.Equal(rows[:len(above)], above) {
					t.Fatalf("at %d columns:\n%s", width, strings.Join(rows, "\n"))
				}
				for worker, row := range rows[len(above):] {
					if n := len([]rune(row)); n >= width || !strings.HasPrefix(row, fmt.Sprint(worker+1)) {
						t.Errorf("at %d columns a line has %d: %q", width, n, row)
					}
				}
			}
			m.Stop()
			s.checkGone(messages)
		})
	}
}

func TestWorkersAreNotDrawnTwiceAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := newScreen(t, 80), NewWatched(Workers)
		var tally processors.Tally
		tally.Items.Store(1)
		m := Start(workersOn(s, w, 24), &tally)
		defer m.Stop()
		at(w, 0, pool.Busy, "hills.jpg")
		time.Sleep(30 * time.Second)
		// A second changes the time; nothing else does.
		if s.Writes() > 40 {
			t.Errorf("%d writes in 30 s", s.Writes())
		}
	})
}

func TestWorkersWithoutATerminalAreLinesOfText(t *testing.T) {
	for _, opt := range []Options{{Mode: Workers}, {Mode: Workers, Terminal: true, Dumb: true}} {
		if got, want := shown(t, opt, true), shown(t, Options{Mode: Plain}, true); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
}

func TestNamesOfWorkersAreFitForATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := newScreen(t, 60), NewWatched(Workers)
		var tally processors.Tally
		tally.Items.Store(100)
		opt := workersOn(s, w, 24)
		opt.Show = func(name string) string { return strings.ReplaceAll(name, "\x1b", `\x1b`) }
		m := Start(opt, &tally)
		defer m.Stop()
		at(w, 0, pool.Busy, "\x1b[2Jhills.jpg")
		time.Sleep(250 * time.Millisecond)
		if got := s.without(t); got[0] != `1         \x1b[2Jhills.jpg` {
			t.Errorf("%q", got)
		}
	})
}

func TestCutLeavesTheStartAndTheEnd(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"photos/hills.jpg", 16, "photos/hills.jpg"},
		{"photos/hills.jpg", 15, "phot…/hills.jpg"},
		{"photos/hills.jpg", 1, "…"},
		{"photos/hills.jpg", 0, ""},
		{"写真/山と湖の夏.jpg", 14, "写真…の夏.jpg"},  // two columns each
		{"写真/山と湖の夏.jpg", 13, "写真…の夏.jpg"},  // none is halved
		{"aé́é́é́é́é́é́é́z", 5, "a…é́é́z"}, // marks stay with their letter
	} {
		if got := cut(c.text, c.width); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestJSONCountsWorkersByTheirState(t *testing.T) {
	w := NewWatched(JSON)
	at(w, 0, pool.Busy, "hills.jpg")
	at(w, 1, pool.Busy, "")
	at(w, 2, pool.WaitInput, "")
	at(w, 3, pool.Ended, "")
	v := &jsonView{unit: unit{noun: "images"}, watched: w}
	if got := string(v.draw(snapshot{})); !strings.Contains(got, `"workers":{"busy":2,"wait_input":1}`) || strings.Contains(got, "hills") {
		t.Error(got)
	}
}
