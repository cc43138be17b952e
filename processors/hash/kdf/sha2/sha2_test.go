package sha2

import (
	"bytes"
	stdsha256 "crypto/sha256"
	stdsha512 "crypto/sha512"
	"encoding/binary"
	"testing"
)

func TestOneBlockEqualsTheStandardLibrary(t *testing.T) {
	for n := range 56 {
		message := bytes.Repeat([]byte{byte(n), 0xa5, 7}, 20)[:n]

		var block [16]uint32
		padded := pad(message, 64)
		for i := range block {
			block[i] = binary.BigEndian.Uint32(padded[4*i:])
		}
		state := Initial[uint32]()
		Compress(&state, &block)
		got, _ := binary.Append(nil, binary.BigEndian, state)
		if want := stdsha256.Sum256(message); !bytes.Equal(got, want[:]) {
			t.Errorf("SHA-256 of %d bytes is %x, want %x", n, got, want)
		}

		var block512 [16]uint64
		padded = pad(message, 128)
		for i := range block512 {
			block512[i] = binary.BigEndian.Uint64(padded[8*i:])
		}
		state512 := Initial[uint64]()
		Compress(&state512, &block512)
		got, _ = binary.Append(nil, binary.BigEndian, state512)
		if want := stdsha512.Sum512(message); !bytes.Equal(got, want[:]) {
			t.Errorf("SHA-512 of %d bytes is %x, want %x", n, got, want)
		}
	}
}

// pad returns the only block of message.
func pad(message []byte, blockBytes int) []byte {
	b := make([]byte, blockBytes)
	copy(b, message)
	b[len(message)] = 0x80
	binary.BigEndian.PutUint64(b[blockBytes-8:], uint64(8*len(message)))
	return b
}
