package jpeg

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// twoComponents returns a file of gray and something else.
func twoComponents(t testing.TB) []byte {
	t.Helper()
	w := fileWriter{rng: rand.New(rand.NewPCG(6, 6)), width: 30, height: 20, factors: []int{2, 1, 1, 1}, dense: 20}
	return w.file()
}

func TestNotesSayWhatIsIrregular(t *testing.T) {
	file, scan := striped(t, 3)
	sos := scan - 14
	for name, c := range map[string]struct {
		file []byte
		note string
	}{
		"no end marker":            {file[:len(file)-2], "end-of-image"},
		"stray bytes":              {slices.Insert(bytes.Clone(file), sos, 1, 2, 3), "surplus bytes"},
		"a reserved marker":        {slices.Insert(bytes.Clone(file), sos, 0xff, 0x30), "surplus bytes"},
		"bytes after the last MCU": {slices.Insert(bytes.Clone(file), len(file)-2, 1, 2), "surplus bytes"},
		"a comment of length 0":    {slices.Insert(bytes.Clone(file), sos, 0xff, markerCOM, 0, 0), "of length 0"},
		"two components":           {twoComponents(t), "second component"},
		"nothing":                  {file, ""},
		"fill bytes":               {slices.Insert(bytes.Clone(file), sos, 0xff, 0xff), ""},
		"bytes after the end":      {append(bytes.Clone(file), 0xff, 0xd8, 1, 2, 3), ""},
	} {
		for _, scale := range []int{1, 8} {
			var found format.Findings
			facts, err := readFacts(format.InMemory(name, c.file))
			if err != nil {
				t.Fatal(name, err)
			}
			pic, err := new(tableDecoder).DecodePlanes(t.Context(), c.file, &facts, scale, &found)
			if pic == nil || err != nil || found.Damage != nil {
				t.Errorf("%s: %v, %v", name, err, found.Damage)
			}
			if notes := strings.Join(found.Notes, "\n"); !strings.Contains(notes, c.note) || (c.note == "") != (notes == "") {
				t.Errorf("%s: notes %q, want %q", name, notes, c.note)
			}
		}
	}
}

// withoutScan returns a progressive file without its n-th scan, from 1.
func withoutScan(t testing.TB, file []byte, n int) []byte {
	t.Helper()
	begin := -1
	for off := 2; off+1 < len(file); off++ {
		m := file[off+1]
		if file[off] != 0xff || m == 0 || m == 0xff {
			continue
		}
		if begin >= 0 {
			return slices.Concat(file[:begin], file[off:])
		}
		if m == markerSOS {
			if n--; n == 0 {
				begin = off
			}
		}
	}
	t.Fatal("no such scan")
	return nil
}

func TestAScanThatIsRefinedMustHaveBeenThere(t *testing.T) {
	p := newPicture(rand.New(rand.NewPCG(2, 9)), 100, 80, []int{1, 1})
	file, err := new(Encoder).Encode(t.Context(), nil, p, EncodeOptions{Quality: 90, Progressive: true})
	if err != nil {
		t.Fatal(err)
	}
	// grayScans: 1 is DC, 2 and 3 are AC without their lowest bits, 4 to 6
	// refine them.
	for scan, want := range map[int]string{1: "missing", 2: "missing", 3: "missing", 6: ""} {
		for _, scale := range []int{1, 8} {
			_, err := new(Decoder).Decode(t.Context(), withoutScan(t, file, scan), scale)
			if got := fmt.Sprint(err); (err == nil) != (want == "") || !strings.Contains(got, want) && err != nil {
				t.Errorf("without scan %d at 1/%d: %v", scan, scale, err)
			}
		}
	}
}

func TestTheHeightMayFollowTheFirstScan(t *testing.T) {
	for _, interval := range []int{0, 10} {
		file, scan := striped(t, interval)
		var d Decoder
		p, err := d.Decode(t.Context(), file, 1)
		if err != nil {
			t.Fatal(err)
		}
		want := clone(p)
		sof := bytes.Index(file, []byte{0xff, markerSOF1})
		copy(file[sof+5:], []byte{0, 0})
		if _, err := readFacts(format.InMemory(name, file)); err == nil {
			t.Error("no height anywhere, and no error")
		}
		late := slices.Insert(bytes.Clone(file), len(file)-2, 0xff, markerDNL, 0, 4, 0, 128)
		facts := formattest.Probe(t, format.Table{Format}, late)
		if facts.Height != 128 || facts.PlaneSamples != 160*128*3/2 {
			t.Errorf("%+v", facts)
		}
		got, err := d.Decode(t.Context(), late, 1)
		if err != nil || len(d.Notes) > 0 || !bytes.Equal(got.Planes[0].Pix, want.Planes[0].Pix) {
			t.Errorf("%v, notes %q", err, d.Notes)
		}
		early := slices.Insert(bytes.Clone(file), scan-14, 0xff, markerDNL, 0, 4, 0, 128)
		if _, err := d.Decode(t.Context(), early, 1); err == nil {
			t.Error("a height before the scan counts")
		}
	}
}
