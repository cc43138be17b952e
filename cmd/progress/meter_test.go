package progress

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"fanout/processors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParseMode(t *testing.T) {
	for m := Auto; m <= None; m++ {
		if got, err := ParseMode(m.String()); got != m || err != nil {
			t.Errorf("ParseMode(%q) = %v, %v", m.String(), got, err)
		}
	}
	for _, s := range []string{"", "Bar", "fancy"} {
		_, err := ParseMode(s)
		want := fmt.Sprintf("unknown progress mode %q: want one of auto, bar, workers, plain, json, none", s)
		if err == nil || err.Error() != want {
			t.Errorf("ParseMode(%q): %v, want %s", s, err, want)
		}
	}
	if got := Mode(9).String(); got != "Mode(9)" {
		t.Error(got)
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		mode           Mode
		terminal, dumb bool
		want           Mode
	}{
		{Auto, true, false, Bar}, {Auto, true, true, Plain}, {Auto, false, false, Plain},
		{Bar, true, false, Bar}, {Bar, true, true, Bar}, {Bar, false, false, Plain},
		{Plain, true, false, Plain}, {JSON, true, false, JSON}, {None, true, false, None},
	} {
		if got := c.mode.resolve(c.terminal, c.dumb); got != c.want {
			t.Errorf("%v with terminal %v, dumb %v: %v, want %v", c.mode, c.terminal, c.dumb, got, c.want)
		}
	}
}

// shown returns the output of a run of 12 s and 480 items in the given mode.
func shown(t *testing.T, opt Options, total bool) string {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		opt.Console, opt.Verb, opt.Noun = NewConsole(&out, Place{Terminal: opt.Terminal}), "resizing", "images"
		var tally processors.Tally
		if total {
			tally.Items.Store(480)
			tally.Bytes.Store(480e6)
		}
		m := Start(opt, &tally)
		time.Sleep(10 * time.Millisecond) // off the ticks
		for i := range 480 {
			time.Sleep(25 * time.Millisecond)
			tally.BytesRead.Add(1e6)
			tally.BytesMade.Add(1e5)
			if i == 99 {
				tally.Failed.Add(1)
				m.Println("fanout: a & b.jpg: \"bad\"")
			} else {
				tally.Done.Add(1)
			}
			synctest.Wait()
		}
		m.Stop()
		m.Stop()
		m.Println("after")
	})
	return out.String()
}

func TestPlain(t *testing.T) {
	for _, c := range []struct {
		name         string
		bytes, total bool
		want         string
	}{
		{"items", false, true, `fanout: a & b.jpg: "bad"
fanout: resizing: 199/480 images (41 %), 1 failed, 40 images/s, 7 s left
fanout: resizing: 399/480 images (83 %), 1 failed, 40 images/s, 2 s left
fanout: resizing: 480/480 images (100 %), 1 failed, 40 images/s, took 12 s
after
`},
		{"bytes", true, true, `fanout: a & b.jpg: "bad"
fanout: resizing: 199/480 MB (41 %), 1 failed, 40 MB/s, 7 s left
fanout: resizing: 399/480 MB (83 %), 1 failed, 40 MB/s, 2 s left
fanout: resizing: 480/480 MB (100 %), 1 failed, 40 MB/s, took 12 s
after
`},
		{"unknown total", false, false, `fanout: a & b.jpg: "bad"
fanout: resizing: 199 images, 1 failed, 40 images/s, 5 s so far
fanout: resizing: 399 images, 1 failed, 40 images/s, 10 s so far
fanout: resizing: 480 images, 1 failed, 40 images/s, took 12 s
after
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A bar is replaced by plain lines if there is no terminal.
			for _, mode := range []Mode{Plain, Auto, Bar} {
				if got := shown(t, Options{Mode: mode, Bytes: c.bytes, Color: true}, c.total); got != c.want {
					t.Errorf("%v:\n%swant\n%s", mode, got, c.want)
				}
			}
		})
	}
}

func TestJSON(t *testing.T) {
	// The first at once, then one a second, and the last.
	for total, want := range map[bool][]string{
		true: {
			`{"event":"progress","schema_version":2,"elapsed_s":0,"items":0,"items_total":480,"failed":0,"skipped":0,"bytes_read":0,"bytes_total":480000000,"bytes_made":0,"unit":"images","rate_per_s":0,"eta_s":null,"final":false}`,
			`{"event":"progress","schema_version":2,"elapsed_s":1,"items":39,"items_total":480,"failed":0,"skipped":0,"bytes_read":39000000,"bytes_total":480000000,"bytes_made":3900000,"unit":"images","rate_per_s":38.375,"eta_s":12.712,"final":false}`,
			`{"event":"progress","schema_version":2,"elapsed_s":2,"items":79,"items_total":480,"failed":0,"skipped":0,"bytes_read":79000000,"bytes_total":480000000,"bytes_made":7900000,"unit":"images","rate_per_s":39.421,"eta_s":10.201,"final":false}`,
			`{"event":"message","schema_version":2,"text":"fanout: a & b.jpg: \"bad\""}`,
			`{"event":"progress","schema_version":2,"elapsed_s":12.01,"items":480,"items_total":480,"failed":1,"skipped":0,"bytes_read":480000000,"bytes_total":480000000,"bytes_made":48000000,"unit":"images","rate_per_s":39.967,"eta_s":0,"final":true}`,
			`{"event":"message","schema_version":2,"text":"after"}`,
		},
		false: {
			`{"event":"progress","schema_version":2,"elapsed_s":0,"items":0,"items_total":null,"failed":0,"skipped":0,"bytes_read":0,"bytes_total":null,"bytes_made":0,"unit":"images","rate_per_s":0,"eta_s":null,"final":false}`,
			`{"event":"progress","schema_version":2,"elapsed_s":12.01,"items":480,"items_total":null,"failed":1,"skipped":0,"bytes_read":480000000,"bytes_total":null,"bytes_made":48000000,"unit":"images","rate_per_s":39.967,"eta_s":0,"final":true}`,
		},
	} {
		got := strings.Split(strings.TrimSuffix(shown(t, Options{Mode: JSON, Terminal: true}, total), "\n"), "\n")
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("total %v: got\n%s\nwithout\n%s", total, strings.Join(got, "\n"), line)
			}
		}
		if len(got) != 16 || got[0] != want[0] {
			t.Errorf("total %v: %d lines, the first of them %s", total, len(got), got[0])
		}
	}
}

func TestNone(t *testing.T) {
	if got, want := shown(t, Options{Mode: None, Terminal: true}, true), "fanout: a & b.jpg: \"bad\"\nafter\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestShortRuns(t *testing.T) {
	for mode, want := range map[Mode]string{
		Plain: "",
		None:  "",
		JSON: `{"event":"progress","schema_version":2,"elapsed_s":0,"items":0,"items_total":1,"failed":0,"skipped":0,"bytes_read":0,"bytes_total":null,"bytes_made":0,"unit":"bytes","rate_per_s":0,"eta_s":null,"final":false}` + "\n" +
			`{"event":"progress","schema_version":2,"elapsed_s":0.99,"items":1,"items_total":1,"failed":0,"skipped":1,"bytes_read":0,"bytes_total":null,"bytes_made":0,"unit":"bytes","rate_per_s":0,"eta_s":0,"final":true}` + "\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			var tally processors.Tally
			tally.Items.Store(1)
			m := Start(Options{Mode: mode, Console: NewConsole(&out, Place{}), Bytes: true}, &tally)
			time.Sleep(990 * time.Millisecond)
			tally.Skipped.Add(1)
			m.Stop()
			if out.String() != want {
				t.Errorf("%v: %q, want %q", mode, out.String(), want)
			}
		})
	}
}

// brokenPipe fails after the first few writes.
type brokenPipe struct{ left, tried int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	b.tried++
	if b.left--; b.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestClosedPipeEndsDrawing(t *testing.T) {
	for _, mode := range []Mode{Bar, Plain, JSON, None} {
		synctest.Test(t, func(t *testing.T) {
			out := &brokenPipe{left: 3}
			var tally processors.Tally
			tally.Items.Store(1000)
			m := Start(Options{Mode: mode, Console: NewConsole(out, Place{Terminal: true}), Terminal: true}, &tally)
			for range 1000 {
				work(&tally, 100*time.Millisecond)
				m.Println("bad")
			}
			synctest.Wait()
			select {
			case <-m.done: // the ticker is gone before Stop
			default:
				t.Errorf("%v: still ticking", mode)
			}
			m.Stop()
			if out.tried != 4 {
				t.Errorf("%v: %d writes, want 3 and the refused one", mode, out.tried)
			}
		})
	}
}

// TestPrintlnFromWorkers prints from many goroutines while the bar is drawn at
// full speed, and stops the meter from several.
func TestPrintlnFromWorkers(t *testing.T) {
	s := newScreen(t, 80)
	opt := barOptions(s)
	opt.Interval = time.Millisecond
	var tally processors.Tally
	const workers, each = 8, 60
	tally.Items.Store(workers * each)
	m := Start(opt, &tally)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				time.Sleep(6 * time.Millisecond)
				tally.Failed.Add(1)
				m.Println(fmt.Sprintf("worker %d item %d", w, i))
			}
		})
	}
	wg.Wait()
	for range 3 {
		wg.Go(m.Stop)
	}
	wg.Wait()
	rows := s.Rows()
	if len(rows) != workers*each {
		t.Fatalf("%d rows, the last %q", len(rows), rows[len(rows)-1])
	}
	next := make([]int, workers)
	for _, row := range rows[:workers*each] {
		var w, i int
		if _, err := fmt.Sscanf(row, "worker %d item %d", &w, &i); err != nil || next[w] != i || row != fmt.Sprintf("worker %d item %d", w, i) {
			t.Fatalf("%q: %v", row, errors.Join(err, fmt.Errorf("want item %d", next[w])))
		}
		next[w]++
	}
}
