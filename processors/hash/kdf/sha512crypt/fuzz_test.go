package sha512crypt

import (
	"testing"

	"fanout/internal/cpu"
)

// FuzzHash compares some passwords that are cut out of one text with go-crypt,
// on the implementation that the input chooses.
func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("saltsaltsaltsalt"), uint8(3), uint8(0), uint8(0))
	f.Add(make([]byte, 250), []byte(""), uint8(9), uint8(41), uint8(1))
	f.Add(make([]byte, 40), []byte("s"), uint8(11), uint8(42), uint8(2))
	f.Fuzz(func(t *testing.T, text, salt []byte, n, rounds, choice uint8) {
		for _, k := range cpu.Kernels() {
			if k.Name == "sha512crypt" {
				k.Force([]string{"avx512", "avx2", "reference", "avx2"}[choice&3])
				defer k.Reset()
			}
		}
		text = text[:min(len(text), 300)]
		passwords, salts := make([][]byte, n%12), make([][]byte, n%12)
		for i := range passwords {
			passwords[i] = text[min(len(text), 7*i):]
			salts[i] = salt[:len(salt)*(i%4)/3]
		}
		// Fewer rounds than New takes, for more inputs in the time.
		compareHashes(t, newHasher(1+int(rounds), bestImplementation()), passwords, salts, goCrypt)
	})
}
