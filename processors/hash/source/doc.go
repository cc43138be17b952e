// Package source reads lists of passwords: it opens a file or stream, undoes
// compression and encoding, and returns one [Record] for each password.
package source
