// Package analyze computes statistics of the columns of CSV files: exact ones
// of every row, in bounded memory, on all workers.
//
// A [Plan] finds the files, detects how each is written (package source), and
// joins them into datasets. The [Job] then cuts every file on a fixed grid of
// chunks. A worker reads a chunk, learns from the worker of the chunk before in
// which state of the automaton it begins (csvscan), passes on the state in
// which it ends, and adds its records, column by column, to accumulators of its
// own (package profile). These are exact and commutative, so that their union,
// taken once at the end, does not depend on which worker has done what.
package analyze
