package pbkdf2

import (
	"testing"

	"fanout/internal/cpu"
)

// FuzzHash compares some passwords that are cut out of one text with
// crypto/pbkdf2, on the implementation that the input chooses.
func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("salt"), uint8(3), uint16(2), uint16(64), uint8(0))
	f.Add([]byte(""), []byte(""), uint8(17), uint16(1), uint16(129), uint8(1))
	f.Add(make([]byte, 300), make([]byte, 200), uint8(40), uint16(maxIterations+1), uint16(1), uint8(2))
	f.Fuzz(func(t *testing.T, text, salt []byte, n uint8, iterations, keyBytes uint16, choice uint8) {
		h := Hash(choice & 1)
		for _, k := range cpu.Kernels() {
			if k.Name == "pbkdf2-sha256" || k.Name == "pbkdf2-sha512" {
				k.Force([]string{"avx512", "avx2", "reference", "avx512"}[choice>>1&3])
				defer k.Reset()
			}
		}
		passwords, salts := make([][]byte, n%40), make([][]byte, n%40)
		for i := range passwords {
			passwords[i] = text[min(len(text), 3*i):]
			salts[i] = salt[:len(salt)*(i%4)/3]
		}
		// The work is bounded, whatever shares it.
		perKey := int(keyBytes%300)/h.Size() + 1
		compareWithStd(t, h, 1+int(iterations)%(1+5000/(1+len(passwords)*perKey)), 1+int(keyBytes%300), passwords, salts)
	})
}
