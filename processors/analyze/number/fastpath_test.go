package number

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/internal/cpu"
	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

const kernel = "csv numbers"

// compareFastPath compares fastPath with its definition: it must accept the
// same fields and parse them alike.
func compareFastPath(t *testing.T, buf []byte, start, end []uint32) {
	t.Helper()
	n := len(start)
	mant, scale, class := make([]int64, n+1), make([]int16, n+1), make([]Class, n+1)
	wantM, wantS, wantC := slices.Clone(mant), slices.Clone(scale), slices.Clone(class)
	done, floats := fastPath(buf, start, end, mant[:n], scale[:n], class[:n])
	want, wantFloats := fastPathRef(buf, start, end, wantM[:n], wantS[:n], wantC[:n])
	if done == 0 && !inUse() {
		return // without a kernel fields are parsed one by one
	}
	if done != want || floats != wantFloats {
		var fields []string
		for i := range start {
			if s, e := start[i], end[i]; s <= e && int(e) <= len(buf) {
				fields = append(fields, string(buf[s:e]))
			}
		}
		t.Fatalf("%q: %d fields, %d floats, want %d, %d", fields, done, floats, want, wantFloats)
	}
	for i := range n + 1 {
		if i < done && (mant[i] != wantM[i] || scale[i] != wantS[i] || class[i] != wantC[i]) {
			t.Fatalf("field %d of %d, %q: %d, %d, %d, want %d, %d, %d", i, n, buf[start[i]:end[i]], mant[i], scale[i], class[i], wantM[i], wantS[i], wantC[i])
		}
		if i >= done+fastPathGroup && (mant[i] != 0 || scale[i] != 0 || class[i] != 0) {
			t.Fatalf("field %d is written to", i)
		}
	}
}

// inUse reports whether an implementation other than the reference runs.
func inUse() bool {
	for _, k := range cpu.Kernels() {
		if k.Name == kernel {
			return k.InUse() != cpu.Reference.String()
		}
	}
	return false
}

// layOutIn writes fields into a buffer, after 16 bytes and with a digit between
// them.
func layOutIn(buffer func(int) []byte, fields []string) (buf []byte, start, end []uint32) {
	buf = buffer(16 + len(strings.Join(fields, "9")))
	at := copy(buf, "1234567890.-+e9,")
	for i, f := range fields {
		if i > 0 {
			at += copy(buf[at:], "9")
		}
		start = append(start, uint32(at))
		at += copy(buf[at:], f)
		end = append(end, uint32(at))
	}
	return buf, start, end
}

// Every byte at every position of fields of every length, in a group with seven
// fields that the fast path accepts.
func TestFastPathAcceptsWhatItsDefinitionAccepts(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		step := 1
		if testing.Short() {
			step = 7
		}
		forms := []string{"12345678901234567", "-1234567890123456", "0.123456789012345", "-0.12345678901234", "1234567.890123456", "00000000000000000", "................."}
		for _, form := range forms {
			for n := 0; n <= len(form); n++ {
				for at := range max(n, 1) {
					for c := 0; c < 256; c += step {
						f := []byte(form[:n])
						if n > 0 {
							f[at] = byte(c)
						}
						fields := []string{"1", "-2.5", "1234567890123456", "0", "0.1", "-0", "987654321.12345"}
						fields = slices.Insert(fields, c%8, string(f))
						buf, start, end := layOutIn(func(n int) []byte { return make([]byte, n) }, fields)
						compareFastPath(t, buf, start, end)
					}
				}
			}
		}
	}, kernel)
}

func TestFastPathStaysInside(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			for n := range 41 {
				var fields []string
				for i := range n {
					fields = append(fields, "12345678901234567890"[:1+(n+i)%16])
				}
				buf, start, end := layOutIn(buffer, fields)
				compareFastPath(t, buf, start, end)
				if n > 0 { // the first field of the buffer, and one too close to its beginning
					compareFastPath(t, buf[16:], shifted(start), shifted(end))
				}
			}
			for _, f := range [][2]uint32{{20, 200}, {20, 19}, {1 << 31, 1<<31 + 3}, {0, 3}, {0, 0}} { // outside
				buf, start, end := layOutIn(buffer, strings.Split("1,2,3,4,5,6,7,8", ","))
				start[5], end[5] = f[0], f[1]
				compareFastPath(t, buf, start, end)
			}
		})
	}, kernel)
}

func shifted(at []uint32) []uint32 {
	at = slices.Clone(at)
	for i := range at {
		at[i] -= 16
	}
	return at
}

func TestColumnsAreTheSameWhateverTheKernel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var fields []string
	for i := range 20_000 {
		switch rnd.IntN(30) {
		case 0:
			fields = append(fields, fmt.Sprint(rnd.Float64()*1000))
		case 1:
			fields = append(fields, []string{"", "x", "5.", "1e5", "+7", "2024-02-29", "true", "007", "-", "."}[rnd.IntN(10)])
		case 2:
			fields = append(fields, fmt.Sprint(rnd.Uint64()))
		default:
			fields = append(fields, fmt.Sprintf("%.*f", i/1000%9, rnd.NormFloat64()*1e5))
		}
	}
	buf, start, end := layOutIn(func(n int) []byte { return make([]byte, n) }, fields)
	p := Plain
	cputest.Each(t, func(t *testing.T) {
		var c Column
		for i := 0; i < len(start); { // in pieces of any length
			n := min(1+rnd.IntN(1000), len(start)-i)
			p.ParseColumn(&c, buf, start[i:i+n], end[i:i+n])
			at := 0
			for k, class := range c.Class {
				v, want := p.Parse(buf[start[i+k]:end[i+k]])
				if class != want {
					t.Fatalf("%q: %d, want %d", fields[i+k], class, want)
				}
				if class == Int || class == Float {
					if c.Numbers.Mant[at] != v.Mant || c.Numbers.Scale[at] != v.Scale {
						t.Fatalf("%q: %d, %d, want %v", fields[i+k], c.Numbers.Mant[at], c.Numbers.Scale[at], v)
					}
					at++
				}
			}
			i += n
		}
	}, kernel)
}

func FuzzFastPath(f *testing.F) {
	f.Add("1,-2.5,0.1,1234567890123456,-0,7.25,0,99999")
	f.Add("1,2,3,4,5,6,7,.5,9,10,11.,12,13,14,15,1e5")
	f.Fuzz(func(t *testing.T, text string) {
		buf, start, end := layOutIn(func(n int) []byte { return make([]byte, n) }, strings.Split(text, ","))
		compareFastPath(t, buf, start, end)
	})
}
