package progress

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fanout/processors"
)

// A desk is a run with a bar on a screen where messages and results go.
type desk struct {
	*testScreen
	console *Console
	results *Results
	meter   *Meter
	tally   *processors.Tally
	lines   []string // that should be above the bar
}

func newDesk(t *testing.T, where Place) *desk {
	s := newScreen(t, 80)
	d := &desk{testScreen: s, console: NewConsole(s, where), tally: &processors.Tally{}}
	d.results = d.console.Results(s)
	opt := barOptions(s)
	opt.Console = d.console
	d.tally.Items.Store(1000)
	d.meter = Start(opt, d.tally)
	return d
}

// wait lets some time pass in which the bar is drawn.
func (d *desk) wait() {
	for range 5 {
		work(d.tally, 70*time.Millisecond)
	}
	synctest.Wait()
}

func (d *desk) result(text string) {
	if n, err := io.WriteString(d.results, text); n != len(text) || err != nil {
		d.t.Fatal(n, err)
	}
}

func TestResultsAndBarShareNoLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Place{Terminal: true, Same: true})
		d.wait()
		for i := range 50 {
			row := fmt.Sprintf("row %d %s", i, strings.Repeat("x", 7*i))
			d.result(row[:3])
			d.check(d.lines, "")
			d.wait()
			d.result(row[3:] + "\nro")
			d.lines = append(d.lines, row)
			d.check(d.lines, "")
			if i%7 == 0 {
				d.meter.Println("bad")
				fmt.Fprintf(d.console, "worse\n")
				d.lines = append(d.lines, "bad", "worse")
			}
			if i%9 == 0 {
				d.Resize([]int{40, 120, 80, 30}[i%4])
			}
			d.wait()
			d.check(d.lines, "")
			d.result("w")
			d.result("\n")
			d.lines = append(d.lines, "row")
			d.check(d.lines, "")
		}
		d.result("the last one has no end")
		d.meter.Stop()
		if err := d.results.Flush(); err != nil {
			t.Fatal(err)
		}
		d.console.Close()
		d.checkGone(append(d.lines, "the last one has no end"))
	})
}

// A line that is longer than what is held back is written as it comes.
func TestNothingIsDrawnInALineOfResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Place{Terminal: true, Same: true})
		long := strings.Repeat("x", maxHeld+1)
		d.wait()
		d.result(long)
		d.wait()
		d.result("y")
		d.wait()
		if got := strings.Join(d.Rows(), ""); got != long+"y" {
			t.Errorf("%d bytes on the screen, want %d", len(got), len(long)+1)
		}
		d.result("z\n")
		d.check([]string{long + "yz"}, "resizing")
		d.result(long)
		d.meter.Println("bad")
		d.check([]string{long + "yz", long, "bad"}, "resizing")
		d.meter.Stop()
	})
}

func TestNothingIsDrawnAfterResultsForAPager(t *testing.T) {
	for mode, drawn := range map[Mode]bool{Bar: false, Plain: false, JSON: true} {
		synctest.Test(t, func(t *testing.T) {
			s := newScreen(t, 80)
			c := NewConsole(s, Place{Terminal: true, Pipe: true})
			opt := barOptions(s)
			opt.Mode, opt.Console = mode, c
			m := Start(opt, &processors.Tally{})
			time.Sleep(6 * time.Second)
			if c.Paged() {
				t.Error("paged before there are results")
			}
			results := c.Results(io.Discard)
			for range 2 {
				if n, err := io.WriteString(results, "row\n"); n != 4 || err != nil {
					t.Fatal(n, err)
				}
			}
			before := len(s.Rows())
			if !c.Paged() || mode == Bar && before != 0 {
				t.Errorf("%v: %q", mode, s.Rows())
			}
			time.Sleep(20 * time.Second)
			m.Println("bad")
			time.Sleep(20 * time.Second)
			m.Stop()
			if after := len(s.Rows()); after > before+1 != drawn {
				t.Errorf("%v: %q", mode, s.Rows())
			}
		})
	}
}

// Where results and messages do not meet, the bar does not move.
func TestResultsElsewhereLeaveTheBar(t *testing.T) {
	for _, where := range []Place{{Terminal: true}, {Terminal: false, Pipe: true}} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t, where)
			d.results = d.console.Results(io.Discard)
			d.wait()
			writes := d.Writes()
			d.result("row\nro")
			if d.Writes() != writes || d.console.Paged() {
				t.Errorf("%+v: the bar was drawn again", where)
			}
			d.meter.Stop()
		})
	}
}

// A prompt is a message without an end.
func TestNothingIsDrawnBesideAPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Place{Terminal: true, Same: true})
		d.wait()
		io.WriteString(d.console, "password: ")
		d.wait()
		if got := strings.Join(d.Rows(), "\n"); got != "password:" {
			t.Fatalf("%q", got)
		}
		d.meter.Println("bad")
		d.wait()
		if got := strings.Join(d.Rows(), "\n"); got != "password:\nbad\npassword:" {
			t.Fatalf("%q", got)
		}
		io.WriteString(d.console, "\n")
		d.check([]string{"password:", "bad", "password:"}, "resizing")
		io.WriteString(d.console, "password: ")
		d.console.Close()
		d.wait()
		d.meter.Stop()
		d.checkGone([]string{"password:", "bad", "password:", "password:"})
	})
}

func TestNothingIsDrawnInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		front := true
		d := newDesk(t, Place{Terminal: true, Same: true, Front: func() bool { return front }})
		d.wait()
		d.check(nil, "resizing")
		d.console.Pause(func() { // as Ctrl-Z does
			d.checkScreen()
			front = false
		})
		d.wait()
		d.checkScreen()
		d.meter.Println("bad")
		d.checkScreen("bad")
		front = true
		d.console.Refresh()
		d.check([]string{"bad"}, "resizing")
		d.meter.Clear()
		d.wait()
		d.checkScreen("bad")
		d.meter.Stop()
	})
}

// checkScreen is checkGone for a console that is in use.
func (d *desk) checkScreen(lines ...string) {
	d.t.Helper()
	d.checkGone(lines)
}
