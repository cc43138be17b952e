// Package journal keeps a file of records that says what runs have done, so
// that a later run knows after any end of theirs: also after a kill or a power
// cut, and where several wrote at once.
//
// A journal is text, a record a line, which is only ever appended to:
//
//	73d0bb37df44bd02 {"fanout_journal":1}
//	c1a8b0e2f6d9a7c4 PAYLOAD
//
// A line is the XXH3 checksum of the rest, a blank, and the payload, bytes
// without a line feed that the caller gives a meaning. The first line is a
// header with the version of the format. Empty lines mean nothing.
//
//   - An append is one write, then a sync. It begins with a line feed, so a
//     line that another run was killed over stays a line of its own.
//   - A line counts if its checksum is right. Others are counted as damaged; a
//     last line without its line feed is what a kill leaves, and not counted.
//   - Runs that append hold a shared lock. Under an exclusive one, which a run
//     tries to get as it begins, a torn end is cut off, and a journal that has
//     grown to a multiple is written anew without records that others replace.
//     Where the file system has no locks, neither is done.
package journal
