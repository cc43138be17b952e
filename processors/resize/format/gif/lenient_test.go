package gif

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// What browsers and libnsgif show of files that break the rules.
func TestBrokenFilesAreShownAsBrowsersDo(t *testing.T) {
	whole := image.Rect(0, 0, 2, 2)
	frame := picture(whole, 0, nil, 0, 1, 2, 3)
	const shown = "rg/by"
	rubbish := "bytes that are no block, from byte 45 on, are skipped"
	if n := len(file(head(2, 2, rgby), frame)); n != 45 {
		t.Fatal(n)
	}
	for name, c := range map[string]struct {
		file         []byte
		want         []string
		note, damage string
	}{
		"nothing wrong":              {file(head(2, 2, rgby), frame, []byte{0x3b}), []string{shown}, "", ""},
		"GIF87a":                     {file([]byte("GIF87a"), head(2, 2, rgby)[6:], frame, []byte{0x3b}), []string{shown}, "", ""},
		"no trailer":                 {file(head(2, 2, rgby), frame), []string{shown}, "the trailer is missing", ""},
		"NULs before the trailer":    {file(head(2, 2, rgby), frame, []byte{0, 0, 0x3b}), []string{shown}, rubbish, ""},
		"NULs and no trailer":        {file(head(2, 2, rgby), frame, []byte{0, 0}), []string{shown}, rubbish, ""},
		"rubbish like a block":       {file(head(2, 2, rgby), frame, []byte("\x01,!,,abcdefghijkl,!\xf9\x05"), frame, []byte{0x3b}), []string{shown, shown}, rubbish, ""},
		"data after the trailer":     {file(head(2, 2, rgby), frame, []byte{0x3b}, frame), []string{shown}, "", ""},
		"a frame beyond the screen":  {file(head(1, 2, rgby), frame, []byte{0x3b}), []string{"r/b"}, "", ""},
		"below the screen":           {file(head(2, 1, rgby), frame, []byte{0x3b}), []string{"rg"}, "", ""},
		"interlaced below":           {file(head(2, 1, rgby), picture(whole, 0x40, nil, 0, 1, 2, 3), []byte{0x3b}), []string{"rg"}, "", ""},
		"a frame beside the screen":  {file(head(1, 1, rgby), picture(whole.Add(image.Pt(1, 1)), 0, nil, 0, 1, 2, 3), []byte{0x3b}), []string{"."}, "", ""},
		"a screen of 0":              {file(head(0, 0, rgby), picture(whole.Add(image.Pt(1, 0)), 0, nil, 0, 1, 2, 3), []byte{0x3b}), []string{".rg/.by"}, "the screen has no size", ""},
		"a width of 0":               {file(head(0, 1, rgby), frame, []byte{0x3b}), []string{"rg"}, "the screen has no size", ""},
		"a frame of no size":         {file(head(2, 2, rgby), picture(image.Rect(1, 1, 1, 1), 0, nil, 0, 1, 2, 3), []byte{0x3b}), []string{shown}, "has no size", ""},
		"an empty frame of no size":  {file(head(2, 2, rgby), frame, picture(image.Rect(0, 0, 0, 1), 0, nil), []byte{0x3b}), []string{shown, shown}, "has no size", ""},
		"colors beyond the table":    {file(head(2, 2, rgby[:6]), frame, []byte{0x3b}), []string{"rg/kk"}, "colors beyond the table", ""},
		"transparent beyond":         {file(head(2, 2, rgby[:6]), control(0, 0, 3), frame, []byte{0x3b}), []string{"rg/k."}, "colors beyond the table", ""},
		"no color table":             {file(head(2, 2, nil), frame, []byte{0x3b}), []string{"kw/kk"}, "no color table", ""},
		"a local table":              {file(head(2, 2, nil), picture(whole, 0, rgby, 0, 1, 2, 3), []byte{0x3b}), []string{shown}, "", ""},
		"plain text":                 {file(head(2, 2, rgby), []byte{0x21, 1, 12, 0, 0, 0, 0, 2, 0, 2, 0, 8, 8, 0, 1, 2, 'h', 'i', 0}, frame, []byte{0x3b}), []string{shown}, "plain text", ""},
		"a short control":            {file(head(2, 2, rgby), []byte{0x21, 0xf9, 2, 1, 0, 0}, frame, []byte{0x3b}), []string{shown}, "", ""},
		"an application of length 0": {file(head(2, 2, rgby), []byte{0x21, 0xff, 0}, frame, []byte{0x3b}), []string{shown}, "", ""},
		"an unknown extension":       {file(head(2, 2, rgby), []byte{0x21, 0x77, 1, 9, 0}, frame, []byte{0x3b}), []string{shown}, "", ""},
		"cut in the second frame": {file(head(2, 2, rgby), frame, frame[:len(frame)-3]), []string{shown, shown}, "",
			"gif: the file ends too early at byte 62: 1 of 2 rows of frame 2 decoded"},
		"cut before its first row": {file(head(2, 2, rgby), frame, frame[:12]), []string{shown}, "",
			"gif: the file ends too early at byte 57: 0 of 2 rows of frame 2 decoded"},
		"cut in its descriptor":  {file(head(2, 2, rgby), frame, frame[:7]), []string{shown}, "", "gif: the file ends too early at byte 52: frame 2 is missing"},
		"cut after its control":  {file(head(2, 2, rgby), frame, control(0, 9, -1)), []string{shown}, "", "frame 2 is missing"},
		"cut in its control":     {file(head(2, 2, rgby), frame, control(0, 9, -1)[:4]), []string{shown}, "", "frame 2 is missing"},
		"cut in a comment":       {file(head(2, 2, rgby), frame, []byte{0x21, 0xfe, 9, 'a'}), []string{shown}, "", ""},
		"a control at the end":   {file(head(2, 2, rgby), frame, control(0, 9, -1), []byte{0x3b}), []string{shown}, "", ""},
		"a frame without pixels": {file(head(2, 2, rgby), frame, picture(whole, 0, nil), frame, []byte{0x3b}), []string{shown, shown, shown}, "", "0 of 2 rows of frame 2"},
	} {
		got, _, _, found := play(t, c.file)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if notes := strings.Join(found.Notes, "; "); c.note == "" && c.damage == "" && notes != "" && name != "cut in a comment" || !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q, want %q", name, notes, c.note)
		}
		if d := fmt.Sprint(found.Damage); (c.damage == "") != (found.Damage == nil) || !strings.Contains(d, c.damage) {
			t.Errorf("%s: damage %q, want %q", name, d, c.damage)
		}
		first, alone, err := still(t, c.file)
		if err != nil || first != c.want[0] {
			t.Errorf("%s: the still is %q, want %q; %v", name, first, c.want[0], err)
		}
		if formattest.Probe(t, format.Table{Format}, c.file).Frames == 1 && fmt.Sprint(alone) != fmt.Sprint(found) {
			t.Errorf("%s: of the still is found %v, else %v", name, alone, found)
		}
	}
}

// A frame of no size may be empty where others follow it, but alone it is no
// picture.
func TestAnEmptyStillIsAnError(t *testing.T) {
	empty := file(head(2, 2, rgby), picture(image.Rect(1, 1, 1, 1), 0, nil), []byte{0x3b})
	if _, _, err := still(t, empty); err == nil || !strings.HasSuffix(err.Error(), ": 0 of 2 rows decoded") {
		t.Error(err)
	}
}

// However much is missing, what is there is right, and what is not is named.
func TestCutFilesShowTheRowsThatAreThere(t *testing.T) {
	const w, h = 5, 19
	img := formattest.Colourful(w, h, true)
	for i := range w * h { // rows of one color of the table each
		copy(img.Pix[4*i:], rgby[i/w*7%4*3:][:3])
	}
	want := strings.Split(letters(img), "/")
	for _, flags := range []byte{0, 0x40} {
		var pix []byte
		for i := range h {
			y := i
			if flags != 0 {
				y = interlacedRow(i, h)
			}
			pix = append(pix, bytes.Repeat([]byte{byte(y * 7 % 4)}, w)...)
		}
		data := file(head(w, h, rgby), picture(image.Rect(0, 0, w, h), flags, nil, pix...), []byte{0x3b})
		last := 0
		for n := range data {
			if n < len(file(head(w, h, rgby)))+descriptorBytes {
				continue
			}
			got, found, err := still(t, data[:n])
			if err != nil {
				if last > 0 {
					t.Fatalf("byte %d: %v, though there were %d rows", n, err, last)
				}
				continue
			}
			rows := h
			if found.Damage != nil {
				fmt.Sscanf(found.Damage.Error()[strings.LastIndex(found.Damage.Error(), ": ")+2:], "%d of 19 rows decoded", &rows)
			}
			if rows < last || rows == 0 {
				t.Fatalf("byte %d: %v after %d rows", n, found.Damage, last)
			}
			last = rows
			there := strings.Split(got, "/")
			for i := range rows {
				y := i
				if flags != 0 {
					y = interlacedRow(i, h)
				}
				if there[y] != want[y] {
					t.Fatalf("byte %d, %d rows: row %d is %s, want %s", n, rows, y, there[y], want[y])
				}
			}
		}
		if last != h {
			t.Errorf("%d rows", last)
		}
	}
}

func TestInterlacedRowsAreEachOnce(t *testing.T) {
	for height := range 40 {
		var all []int
		for i := range height {
			all = append(all, interlacedRow(i, height))
		}
		slices.Sort(all)
		for y, got := range all {
			if got != y {
				t.Fatalf("height %d: %v", height, all)
			}
		}
	}
}

func TestAlphaIsWhereSomethingMayBeTransparent(t *testing.T) {
	whole := image.Rect(0, 0, 2, 2)
	frame := picture(whole, 0, nil, 0, 1, 2, 3)
	part := picture(whole.Inset(1).Union(image.Rect(0, 0, 1, 1)), 0, nil, 2)
	for name, c := range map[string]struct {
		file            []byte
		alpha, composed bool
	}{
		"opaque":                         {file(frame), false, false},
		"cut":                            {frame[:len(frame)-3], true, false},
		"a transparent index":            {file(control(0, 0, 3), frame), true, false},
		"free edges":                     {file(part), true, true},
		"an opaque animation":            {file(frame, control(1, 5, 3), part), false, true},
		"the last is cleared":            {file(frame, control(2, 5, 3), part), false, true},
		"a frame is cleared":             {file(frame, control(2, 5, 3), part, part), true, true},
		"a frame is undone":              {file(frame, control(3, 5, 3), part, part), false, true},
		"a transparent index of frame 1": {file(control(0, 0, 3), frame, part), true, true},
	} {
		facts := formattest.Probe(t, format.Table{Format}, file(head(2, 2, rgby), c.file, []byte{0x3b}))
		if facts.Alpha != c.alpha || facts.Composed != c.composed {
			t.Errorf("%s: alpha %v, composed %v", name, facts.Alpha, facts.Composed)
		}
	}
}
