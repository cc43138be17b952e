package secret

// stackBytes is more than the functions that hash a password have on the stack.
const stackBytes = 16 << 10

// ClearStack overwrites what functions that its caller has called before have
// left on the stack, such as the copy of a digest that Sum makes.
//
//go:noinline
func ClearStack() {
	var below [stackBytes]byte
	touch(&below)
}

// OnClearStack calls f and clears what it has left on the stack.
//
// A stack that is moved leaves its old copy as it is. So that it does not have
// to grow while f runs, it grows before. So that the garbage collector does not
// shrink it meanwhile, which it does where less than a quarter is in use, f has
// as much above it as below.
//
//go:noinline
func OnClearStack(f func() error) error {
	var above [stackBytes]byte
	touch(&above)
	ClearStack()
	defer ClearStack()
	return f()
}

// touch keeps the compiler from leaving the array out.
//
//go:noinline
func touch(*[stackBytes]byte) {}
