// Package pool runs one function over many chunks on a fixed set of goroutines,
// in bounded memory, and merges the results in input order.
//
// A [Job] has three steps: Chunks cuts the input (serial), a [Worker] does the
// work (parallel), Merge takes the results (serial, in input order). [Run]
// connects them:
//
//	Chunks ──feeder──▶ window slot, budget ──▶ Worker × n ──▶ in order ──▶ Merge
//
// The outcome does not depend on the schedule: results are merged in the order
// of their chunks, and of several errors the one of the lowest-numbered chunk
// is returned. A panic in a Worker costs one chunk, not the run.
//
// An [Observer] in the [Options] sees the run at work: what each worker is at,
// and what it waits for, as the events of a trace or of a live display.
//
// A chunk costs about a microsecond to pass through, so it should hold a
// millisecond of work or more. Package chunker cuts such chunks.
package pool
