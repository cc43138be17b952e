package secret

// stackBytes is more than the functions that hash a password have on the stack.
const stackBytes = 16 << 10

// OnClearStack calls f and clears what it has left on the stack, such as the
// copy of a digest that Sum makes.
//
// A stack that is moved leaves its old copy as it is. So that it does not have
// to grow while f runs, it grows before. So that the garbage collector does not
// shrink it meanwhile, which it does where less than a quarter is in use, f has
// as much above it as below.
//
//go:noinline
func OnClearStack(f func()) {
	var above [stackBytes]byte
	touch(&above)
	clearStack()
	defer clearStack()
	f()
}

// clearStack overwrites what its caller's calls have left.
//
//go:noinline
func clearStack() {
	var below [stackBytes]byte
	touch(&below)
}

// touch keeps the compiler from leaving the array out.
//
//go:noinline
func touch(*[stackBytes]byte) {}
