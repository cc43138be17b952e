// Package faults tests what fanout does when something fails: the program is
// killed, the power is cut, the disk is full, a call of the system fails, an
// input vanishes. It holds tests only. They run the program as users do, and
// need more than Go: strace, a user namespace, sometimes root. Each skips where
// it cannot run.
//
// FANOUT_FAULTS=short runs a selection that takes under a minute, as .ci/run
// does; FANOUT_FAULTS=long runs everything, as .ci/long does. Without it the
// tests are skipped.
//
// docs/RELIABILITY.md lists the promises with the tests that hold the program
// to them.
package faults
