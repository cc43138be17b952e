// Package cpu knows what the processor offers and which implementation of each
// kernel is in use. A kernel has a reference in plain Go, which defines its
// result, and faster implementations that agree with it bit for bit; each has
// one boolean in its own package, which this package sets.
//
// With the build tag purego and on other processors than amd64 there are only
// references.
package cpu

import (
	"fmt"
	"slices"
	"strings"
)

// A Level is a set of instructions, each including the ones before it. Levels
// are what a user can force; an implementation may need features beyond those
// of its level, which it then checks itself.
type Level uint8

// The levels, after the x86-64 psABI's microarchitecture levels.
const (
	Reference Level = iota // plain Go
	AVX2                   // x86-64-v3: AVX2, BMI1, BMI2, FMA, MOVBE
	AVX512                 // x86-64-v4: AVX-512 F, BW, CD, DQ, VL
)

var levelNames = []string{"reference", "avx2", "avx512"}

func (l Level) String() string { return levelNames[l] }

// ParseLevel returns the level of that name.
func ParseLevel(name string) (Level, error) {
	i := slices.Index(levelNames, name)
	if i < 0 {
		return 0, fmt.Errorf("%q is none of %s", name, strings.Join(levelNames, ", "))
	}
	return Level(i), nil
}

// A Variant is one implementation of a kernel besides its reference.
type Variant struct {
	Name  string // what sets it apart, mostly its level's name
	Level Level
	// Supported says that this processor has every feature it needs.
	Supported bool
	// Use is the boolean by which the kernel's package chooses it. Exactly one
	// of a kernel's is true, or none: then the reference runs.
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

// Register adds a kernel, whose name is its own, and chooses its best variant
// that the processor supports. It is called from package initialisation.
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

// choose uses the best supported variant of at most level l.
func (k *Kernel) choose(l Level) {
	chosen := false
	for _, v := range k.Variants {
		*v.Use = !chosen && v.Supported && v.Level <= l
		chosen = chosen || *v.Use
	}
}

// InUse returns the name of the implementation that runs.
func (k *Kernel) InUse() string {
	for _, v := range k.Variants {
		if *v.Use {
			return v.Name
		}
	}
	return Reference.String()
}

// Kernels returns all kernels by name.
func Kernels() []*Kernel { return slices.Clone(kernels) }

// Limit makes every kernel use the best variant of at most level l. It fails,
// and changes nothing, if the processor lacks that level. Nothing may run on
// kernels at the same time.
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

// Force makes the kernel use only the variant of that name; any other name,
// "reference" for one, means the reference. It is for tests.
func (k *Kernel) Force(name string) {
	for _, v := range k.Variants {
		*v.Use = v.Supported && v.Name == name
	}
}

// Reset undoes Force.
func (k *Kernel) Reset() { k.choose(limit) }
