// Package scratch keeps a worker's buffers from one item to the next, unless
// they have become larger than what is worth keeping.
package scratch

import "unsafe"

// A Buffer is memory for temporary values of type T. It is a slice: it can also
// be filled with append, and be assigned what append returns. The zero value is
// ready; one goroutine owns it.
//
// Memory grows to exactly what is asked for, as its size is known when it is
// asked for: a worker's memory is accounted for before its item begins.
type Buffer[T any] []T

// Get returns n values of any content, in the memory that b has if that
// suffices and in new memory otherwise. The next call may return the same
// memory again. It panics if n is negative.
func (b *Buffer[T]) Get(n int) []T {
	if cap(*b) < n {
		*b = nil // so that the old memory is free before the new is taken
		*b = make([]T, n)
	}
	*b = (*b)[:n]
	return *b
}

// Size returns the number of bytes that b holds. Memory that its values point
// to does not count.
func (b *Buffer[T]) Size() int {
	var v T
	return cap(*b) * int(unsafe.Sizeof(v))
}

// Trim gives the memory back if it is larger than limit, in bytes. What Get
// returned last stays valid for those who hold it, but is not returned again.
func (b *Buffer[T]) Trim(limit int) {
	if b.Size() > limit {
		*b = nil
	}
}
