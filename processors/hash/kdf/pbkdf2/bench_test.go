package pbkdf2

import (
	"crypto/pbkdf2"
	"fmt"
	"testing"

	"fanout/internal/cpu"
)

// BenchmarkHash hashes 96 passwords with each implementation; the standard
// library is "reference". The metric is millions of iterations a second.
func BenchmarkHash(b *testing.B) {
	const iterations, n = 10_000, 96
	for _, h := range []Hash{SHA512, SHA256} {
		name := fmt.Sprintf("pbkdf2-sha%d", 8*h.Size())
		for _, k := range cpu.Kernels() {
			if k.Name != name {
				continue
			}
			variants := append([]cpu.Variant{{Name: "reference", Supported: true}}, k.Variants...)
			for _, v := range variants {
				if !v.Supported {
					continue
				}
				b.Run(name+"/"+v.Name, func(b *testing.B) {
					k.Force(v.Name)
					defer k.Reset()
					hasher := New(h, iterations, h.Size())
					keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
					for i := range n {
						keys[i], passwords[i], salts[i] = make([]byte, h.Size()), fmt.Appendf(nil, "password%d", i), make([]byte, 16)
					}
					for b.Loop() {
						if err := hasher.Hash(b.Context(), keys, passwords, salts); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.N)*n*iterations/b.Elapsed().Seconds()/1e6, "Miterations/s")
				})
			}
		}
	}
}

var sink []byte

// BenchmarkSetup hashes with one iteration, where nearly all is setup.
func BenchmarkSetup(b *testing.B) {
	for _, h := range []Hash{SHA512, SHA256} {
		key, password, salt := make([]byte, h.Size()), []byte("password"), make([]byte, 16)
		b.Run(fmt.Sprintf("sha%d/lanes", 8*h.Size()), func(b *testing.B) {
			hasher := New(h, 1, h.Size())
			n := hasher.Lanes()
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for i := range n {
				keys[i], passwords[i], salts[i] = key, password, salt
			}
			for b.Loop() {
				if err := hasher.Hash(b.Context(), keys, passwords, salts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/password")
		})
		b.Run(fmt.Sprintf("sha%d/crypto", 8*h.Size()), func(b *testing.B) {
			for b.Loop() {
				sink, _ = pbkdf2.Key(functions[h], string(password), salt, 1, h.Size())
			}
		})
	}
}
