// Package chunker cuts inputs into units of work.
//
// [ByWeight] groups the items of a list, such as files, into units of about the
// same work. [Lines] cuts an input that can be read at any offset into ranges of
// whole lines; [LineRange] computes any one of them alone, so that processes
// that never talk to each other agree on the cuts. [Taper] cuts a
// list into chunks that become smaller towards its end. A stream is cut by the
// processor that knows its records.
//
// Where the cuts fall depends on the input and the arguments alone, never on
// time.
package chunker
