// Package chunker cuts inputs into units of work.
//
// [ByWeight] groups the items of a list, such as files, into units of about the
// same work. [Lines] cuts an input that can be read at any offset into ranges of
// whole lines; [LineRange] computes any one of them alone, so that processes
// that never talk to each other agree on the cuts. [Blocks] cuts a stream into
// blocks of whole records.
//
// Where the cuts fall depends on the input and the arguments alone, never on
// time, on the number of workers or on how a reader portions its reads.
package chunker
