// Package hash turns password lists into lists of hashes, and checks one
// against the other.
//
// Passwords are read from a stream a line each, cut into chunks of rows that
// take about 50 ms, hashed on all workers, several at a time on each, and
// written as JSON lines in input order. No password is kept, logged or put into
// an error: rows are named by their number. What holds passwords is cleared
// after use; copies that the reference functions make inside themselves are
// left to the garbage collector.
package hash
