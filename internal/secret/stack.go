package secret

// stackBytes is more than the functions that hash a password have on the stack.
const stackBytes = 16 << 10

// ClearStack overwrites what functions that its caller has called before have
// left on the stack, such as the copy of a digest that Sum makes. Call it
// before them as well: if the stack has to grow, it is better that it does so
// then, as the old one is left as it is.
//
//go:noinline
func ClearStack() {
	var below [stackBytes]byte
	touch(&below)
}

// touch keeps the compiler from leaving the array out.
//
//go:noinline
func touch(*[stackBytes]byte) {}
