package secret

import (
	"runtime"
	"testing"
	"unsafe"
)

// A stack that is moved leaves a copy of what was on it.
func TestTheStackIsNotMovedWhilePasswordsAreOnIt(t *testing.T) {
	moved := make(chan bool)
	go func() {
		OnClearStack(func() {
			var local byte
			before := uintptr(unsafe.Pointer(&local)) // only compared, never followed
			for range 3 {
				runtime.GC()
			}
			moved <- before != uintptr(unsafe.Pointer(&local))
		})
	}()
	if <-moved {
		t.Error("the garbage collector has moved it")
	}
}
