// Package progress shows the progress of a run: a bar on a terminal, lines of
// text or JSON elsewhere.
//
// Workers add to the counters of a processors.Tally and do not know this
// package. A Meter reads the counters at intervals and draws on a Console, to
// which all other messages and results go too, so that they and the bar never
// share a line.
//
// github.com/schollz/progressbar/v3 renders the bar into memory. This package
// adds the figures beside it and writes to the terminal (bar.go says why).
//
// Limits: every character is taken to be one column wide, and lines passed to
// Println must be free of control characters. A reader that stops reading
// without closing the pipe blocks Println and Stop.
package progress
