package jpeg

import (
	"bytes"
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
