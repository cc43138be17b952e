package sha512crypt

import (
	"crypto/sha512"
	"fmt"
	"testing"

	"github.com/go-crypt/x/crypt"

	"fanout/internal/cpu"
	"fanout/processors/hash/kdf/shacrypt"
)

var sink []byte

// BenchmarkHash hashes 48 passwords of 8 to 13 bytes with each implementation;
// the standard library is "reference".
func BenchmarkHash(b *testing.B) {
	const n = 48
	keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
	for i := range n {
		keys[i], passwords[i], salts[i] = make([]byte, KeyBytes), fmt.Appendf(nil, "password%d", i*i*i), []byte("saltsaltsaltsalt")
	}
	report := func(b *testing.B) { b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "hashes/s") }
	for _, k := range cpu.Kernels() {
		if k.Name != "sha512crypt" {
			continue
		}
		for _, v := range append([]cpu.Variant{{Name: "reference", Supported: true}}, k.Variants...) {
			if !v.Supported {
				continue
			}
			b.Run(v.Name, func(b *testing.B) {
				k.Force(v.Name)
				defer k.Reset()
				h := New(shacrypt.DefaultRounds)
				for b.Loop() {
					if err := h.Hash(b.Context(), keys, passwords, salts); err != nil {
						b.Fatal(err)
					}
				}
				report(b)
			})
		}
	}
	b.Run("go-crypt", func(b *testing.B) {
		for b.Loop() {
			for i := range n {
				sink = crypt.KeySHACrypt(sha512.New, passwords[i], salts[i], shacrypt.DefaultRounds)
			}
		}
		report(b)
	})
}
