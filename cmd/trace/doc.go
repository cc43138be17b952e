// Package trace writes what the parts of a run are at in the trace-event format
// of Chromium, which ui.perfetto.dev and chrome://tracing show: a track for
// each worker, one for the feeder and one for the merge.
//
// A Writer is the pool's observer. It holds up nobody: events are formatted
// into buffers, which a goroutine of its own writes. The buffers are few; if
// the output does not keep up, events are lost, counted, and said to be lost at
// the end of the trace.
//
// The format is described in "Trace Event Format", which Chromium's page about
// its tracing links to.
package trace
