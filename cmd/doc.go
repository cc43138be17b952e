// Package cmd is the command line: flags, streams, statuses and signals. The
// work is done in the processors.
package cmd
