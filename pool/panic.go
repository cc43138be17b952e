package pool

import (
	"fmt"
	"runtime/debug"
)

// A PanicError reports that a function of a [Job] panicked or ended its
// goroutine with runtime.Goexit. For a Worker it is handed to Recovered; for
// any other function it is the error of the run.
type PanicError struct {
	Func   string // the function called: "Worker", "NewWorker", "Recovered", "Weight", "Chunks" or "Merge"
	Value  any    // what was passed to panic; nil after Goexit
	Goexit bool   // runtime.Goexit was called, there was no panic
	Stack  []byte // the goroutine's stack at that moment, as debug.Stack formats it
}

// Error returns one line, without the stack.
func (e *PanicError) Error() string {
	if e.Goexit {
		return "runtime.Goexit in " + e.Func
	}
	return fmt.Sprintf("panic in %s: %v", e.Func, e.Value)
}

// catch calls f, named name. If f panics, catch stores the reason in *caught
// and returns. If f calls runtime.Goexit, catch stores the reason and cannot
// return: only deferred functions of its callers still run.
func catch(caught **PanicError, name string, f func()) {
	returned := false
	defer func() {
		if returned {
			return
		}
		// A panic never has a nil value (Go 1.21), so nil is Goexit.
		v := recover()
		*caught = &PanicError{Func: name, Value: v, Goexit: v == nil, Stack: debug.Stack()}
	}()
	f()
	returned = true
}
