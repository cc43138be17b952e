package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// traced FILE COMMAND WORKERS ITEM...: the file is a trace of a run of that
// command on so many workers. They were busy with spans that have the items in
// their names, and nothing overlaps. Without items nobody was.
func traced(ts *testscript.TestScript, neg bool, args []string) {
	text, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	var trace struct {
		TraceEvents []struct {
			Ph, Name, Cat string
			Pid, Tid      int
			Ts, Dur       float64
			Args          struct{ Name string }
		}
	}
	ts.Check(json.Unmarshal(text, &trace))
	var tracks, busy []string
	end := map[int]float64{}
	for _, e := range trace.TraceEvents {
		switch {
		case e.Ph == "M" && e.Name == "process_name" && e.Args.Name != "fanout "+args[1]:
			ts.Fatalf("%s: the trace of %q", args[0], e.Args.Name)
		case e.Ph == "M" && e.Name == "thread_name":
			tracks = append(tracks, e.Args.Name)
		case e.Ph == "X":
			// The spans of a track are written one after the other. Fractions
			// of a microsecond may be lost in a float.
			if e.Ts < end[e.Tid]-0.01 || e.Dur <= 0 || e.Pid != 1 {
				ts.Fatalf("%s: %+v, but the last of the track ends at %v", args[0], e, end[e.Tid])
			}
			end[e.Tid] = e.Ts + e.Dur
			if e.Cat == "busy" {
				busy = append(busy, e.Name)
			}
		}
	}
	want := []string{"input", "merge"}
	for i := range len(tracks) - 2 {
		want = append(want, fmt.Sprintf("worker %d", i+1))
	}
	slices.Sort(tracks)
	slices.Sort(want)
	if !slices.Equal(tracks, want) || fmt.Sprint(len(tracks)-2) != args[2] {
		ts.Fatalf("%s: the tracks are %q", args[0], tracks)
	}
	for _, item := range args[3:] {
		if !slices.ContainsFunc(busy, func(name string) bool { return strings.Contains(name, item) }) {
			ts.Fatalf("%s: no worker was busy with %q, but with %q", args[0], item, busy)
		}
	}
}
