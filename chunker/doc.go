// Package chunker cuts inputs into units of work.
//
//   - [ByWeight] groups the items of a list, such as files, into units of about
//     the same work.
//   - [Taper] cuts a list into chunks that become smaller towards its end.
//   - [Grid] divides an input that can be read at any offset into byte ranges.
//     What a range means to a record at its borders is the processor's matter.
//   - [Blocks] cuts a stream into blocks of whole records.
//
// Where the cuts fall depends on the input and the arguments alone, never on
// time.
package chunker
