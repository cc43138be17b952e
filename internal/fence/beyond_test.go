package fence

import "unsafe"

// beyond returns the byte at offset n from the first byte of b, as assembly
// could reach it.
func beyond(b []byte, n int) *byte {
	return (*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(b)), n))
}
