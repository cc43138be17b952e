// Package cpu detects the features of the processor and selects the
// implementation of each kernel. A kernel has a reference in plain Go, which
// defines its results, and faster implementations with the same results, bit
// for bit. Each implementation has one boolean in its own package, which this
// package sets.
//
// With the build tag purego, and on processors other than amd64, there are only
// references.
package cpu

import (
	"fmt"
	"slices"
	"strings"
)

// A Level is an instruction set, which includes the levels before it. A user
// can limit the level. An implementation may need features beyond those of its
// level; it then checks them itself.
type Level uint8

// The levels, after the x86-64 psABI's microarchitecture levels.
const (
	Reference Level = iota // plain Go
	AVX2                   // x86-64-v3: AVX2, BMI1, BMI2, FMA, MOVBE
	AVX512                 // x86-64-v4: AVX-512 F, BW, CD, DQ, VL
)

var levelNames = []string{"reference", "avx2", "avx512"}

// String returns the name of the level, as accepted by ParseLevel.
func (l Level) String() string { return levelNames[l] }

// ParseLevel returns the level with that name.
func ParseLevel(name string) (Level, error) {
	i := slices.Index(levelNames, name)
	if i < 0 {
		return 0, fmt.Errorf("%q is none of %s", name, strings.Join(levelNames, ", "))
	}
	return Level(i), nil
}

// A Variant is one implementation of a kernel besides its reference.
type Variant struct {
	Name  string // unique within the kernel, mostly the name of its level
	Level Level
	// Supported reports whether this processor has all features it needs.
	Supported bool
	// Use is the boolean that selects the variant in the kernel's package. At
	// most one of a kernel's booleans is true. If none is, the reference runs.
	Use *bool
}

// A Kernel is one computation with several implementations.
type Kernel struct {
	Name     string
	Variants []Variant // the best first
}

var (
	kernels []*Kernel
	limit   = AVX512
)

// Register adds a kernel with a unique name and selects the best variant that
// the processor supports. It must be called during package initialisation.
func Register(name string, variants ...Variant) {
	k := &Kernel{name, variants}
	at, found := slices.BinarySearchFunc(kernels, name, func(k *Kernel, name string) int {
		return strings.Compare(k.Name, name)
	})
	if found {
		panic("cpu: internal error: two kernels named " + name)
	}
	kernels = slices.Insert(kernels, at, k)
	k.choose(limit)
}

// choose selects the best supported variant of at most level l.
func (k *Kernel) choose(l Level) {
	chosen := false
	for _, v := range k.Variants {
		*v.Use = !chosen && v.Supported && v.Level <= l
		chosen = chosen || *v.Use
	}
}

// InUse returns the name of the selected implementation.
func (k *Kernel) InUse() string {
	for _, v := range k.Variants {
		if *v.Use {
			return v.Name
		}
	}
	return Reference.String()
}

// Kernels returns all kernels in the order of their names.
func Kernels() []*Kernel { return slices.Clone(kernels) }

// Limit selects the best variant of at most level l for every kernel. It
// returns an error and changes nothing if the processor does not support that
// level. No kernel may run at the same time.
func Limit(l Level) error {
	if l > Supported() {
		return fmt.Errorf("this processor has no %s", l)
	}
	limit = l
	for _, k := range kernels {
		k.choose(l)
	}
	return nil
}

// Force selects the variant with that name if the processor supports it, else
// the reference. It is for tests.
func (k *Kernel) Force(name string) {
	for _, v := range k.Variants {
		*v.Use = v.Supported && v.Name == name
	}
}

// Reset undoes Force.
func (k *Kernel) Reset() { k.choose(limit) }
