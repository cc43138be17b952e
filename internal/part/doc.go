// Package part keeps what the shards of a run have found until it is merged.
//
// The parts of an output OUT are in the folder OUT.parts. plan.json there says
// which run it is: the command line, the number of shards and a fingerprint of
// inputs and options. The first shard that starts writes it, and every other
// one must agree with it. part-00003-of-00016 is what shard 3 has found; it
// appears when the shard is done, under the promises of package files, and is
// never replaced. Any number of attempts of one shard may run at a time, on any
// machines that share the folder: one of them wins.
//
// A part is a payload, whose meaning is the command's, and a footer:
//
//	payload
//	footer as JSON
//	length of the footer           8 bytes, little-endian
//	checksum of the payload       16 bytes, XXH3
//	checksum of all between       16 bytes, XXH3: footer, length and checksum
//	"fanout.1"                     8 bytes
//
// So a footer can be read and trusted alone.
package part
