package fence

import "unsafe"

// beyond returns the byte at offset n from b's first, which assembly could reach.
func beyond(b []byte, n int) *byte {
	return (*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(b)), n))
}
