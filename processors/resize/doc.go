// Package resize makes image folders smaller: it plans the output of every
// file, then decodes, resamples, turns upright, encodes and commits one picture
// after the other on each worker.
//
// The whole plan is made and checked before the first file is written, from
// names and headers alone: it finds collisions, outputs that exist and pictures
// that are too large. The plan fixes the output, so it is the same for any
// number of workers.
package resize
