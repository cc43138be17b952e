package cpu

import (
	"slices"
	"testing"
)

// restore undoes the registrations and limits of a test.
func restore(t *testing.T) {
	before := slices.Clone(kernels)
	t.Cleanup(func() {
		kernels = before
		limit = AVX512
		for _, k := range kernels {
			k.choose(limit)
		}
	})
}

func TestTheBestSupportedVariantIsUsed(t *testing.T) {
	restore(t)
	var a, b, c bool
	Register("test", Variant{"a", AVX512, false, &a}, Variant{"b", AVX2, true, &b}, Variant{"c", AVX2, true, &c})
	if a || !b || c {
		t.Errorf("a %v, b %v, c %v, want only b", a, b, c)
	}
	k := kernels[slices.IndexFunc(kernels, func(k *Kernel) bool { return k.Name == "test" })]
	if k.InUse() != "b" {
		t.Errorf("in use %s", k.InUse())
	}
	k.Force("c")
	if b || !c || k.InUse() != "c" {
		t.Error("c was not forced")
	}
	k.Force("a")
	if a || b || c || k.InUse() != "reference" {
		t.Error("an unsupported variant was forced")
	}
	k.Reset()
	if !b || c {
		t.Error("the reset did not bring b back")
	}
}

func TestLimitHoldsForEveryKernel(t *testing.T) {
	restore(t)
	var before, after bool
	Register("before", Variant{"x", AVX2, true, &before})
	if err := Limit(Reference); err != nil {
		t.Fatal(err)
	}
	Register("later", Variant{"x", AVX2, true, &after})
	if before || after {
		t.Errorf("limited to the reference, but %v %v", before, after)
	}
	if Supported() < AVX512 {
		if Limit(AVX512) == nil {
			t.Error("a level that the processor lacks was accepted")
		}
	} else if err := Limit(AVX512); err != nil || !before || !after {
		t.Errorf("limit lifted: %v, %v %v", err, before, after)
	}
}

func TestParseLevel(t *testing.T) {
	for _, l := range []Level{Reference, AVX2, AVX512} {
		if got, err := ParseLevel(l.String()); err != nil || got != l {
			t.Errorf("%s: %v, %v", l, got, err)
		}
	}
	if _, err := ParseLevel("sse"); err == nil {
		t.Error("sse was accepted")
	}
}
