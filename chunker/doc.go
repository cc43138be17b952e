// Package chunker cuts inputs into units of work.
//
// [ByWeight] groups the items of a list, such as files, into units of about the
// same work. [Lines] cuts an input that can be read at any offset into ranges of
// whole lines; [LineRange] computes any one of them alone, so that processes
// that never talk to each other agree on the cuts. A stream is cut by the
// processor that knows its records.
//
// Where the cuts fall depends on the input and the arguments alone, never on
// time or on the number of workers.
package chunker
