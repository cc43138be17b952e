package resize

import (
	"strings"
	"testing"

	"fanout/internal/inputs"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/jpeg"
	"fanout/processors/resize/format/png"
	"fanout/processors/resize/format/webp"
)

func TestTargetName(t *testing.T) {
	for _, c := range []struct {
		template, rel string
		format        *format.Format
		want          string
	}{
		{"", "a.jpg", jpeg.Format, "a.jpg"},
		{"", "sub/IMG.JPG", jpeg.Format, "sub/IMG.JPG"},
		{"", "a.jpeg", jpeg.Format, "a.jpeg"},
		{"", "a.jpg", webp.Format, "a.webp"},
		{"", "noext", png.Format, "noext.png"},
		{"", "2019.06", jpeg.Format, "2019.06.jpg"},
		{"", "wrong.png", jpeg.Format, "wrong.jpg"},
		{"", ".jpg", jpeg.Format, ".jpg.jpg"},
		{"{dir}/{name}-{w}x{h}.{ext}", "x/y/a.jpg", jpeg.Format, "x/y/a-80x60.jpg"},
		{"{dir}/{name}.{ext}", "a.jpg", jpeg.Format, "a.jpg"},
		{"thumbs/{name}.{ext}", "x/a.tif", png.Format, "thumbs/a.png"},
		{"{name}-{w}", "a.png", png.Format, "a-80.png"},
		{"{name}.jpg", "a.png", webp.Format, "a.webp"},
		{"{name}.WEBP", "a.png", webp.Format, "a.WEBP"},
		{"{name}.jpeg", "a.jpg", jpeg.Format, "a.jpeg"},
		{"{name}", "a.png.jpg", jpeg.Format, "a.png.jpg"},
		{"{name}.{ext}", "a.png.jpg", jpeg.Format, "a.png.jpg"},
		{"{name}.min", "a.jpg", jpeg.Format, "a.min.jpg"},
		{"{name}.{w}", "a.JPG", jpeg.Format, "a.80.jpg"},
		{"{ext}/{name}.{ext}", "a.JPG", jpeg.Format, "JPG/a.JPG"},
		{"{name}.{ext}", "..png", png.Format, "..png"},
	} {
		got, err := named(c.rel, c.format).targetName(c.template)
		if err != nil || got != c.want {
			t.Errorf("template %q, %q as %v: %q, %v, want %q", c.template, c.rel, c.format, got, err, c.want)
		}
	}
}

func TestTargetNameStaysBelowTheOutput(t *testing.T) {
	for _, template := range []string{"../{name}.{ext}", "{dir}/../../{name}", "x/../../y", "/tmp/{name}", "{dir}", ".", "x{name", "{stem}",
		"{name}.avif", "{name}.{ext}.{ext}", "{name}.jpg.{ext}", "{name}.{ext}.webp", "{name}.png.jpg", "{name}."} {
		if checkTemplate(template, nil) == nil {
			t.Errorf("template %q is accepted", template)
		}
	}
	if got, err := named("../a.jpg", jpeg.Format).targetName(""); err == nil {
		t.Errorf("a path that leads out gives %q", got)
	}
}

func TestTargetNameRefusesWhatFileSystemsDo(t *testing.T) {
	if _, err := named(strings.Repeat("n", 252)+".tif", jpeg.Format).targetName(""); err == nil {
		t.Error("no error for a name of 256 bytes")
	}
}

func TestNamesThatSomeFileSystemTakesForEqualFoldTogether(t *testing.T) {
	for _, pair := range [][2]string{
		{"a.JPG", "A.jpg"},
		{"straße", "STRASSE"[:4] + "ßE"},
		{"caf\u00e9.png", "cafe\u0301.png"},
	} {
		if inputs.Fold(pair[0]) != inputs.Fold(pair[1]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
	if inputs.Fold("a.jpg") == inputs.Fold("b.jpg") {
		t.Error("different names are equal")
	}
}

// named returns an item of that name, whose output has 80×60 pixels.
func named(rel string, f *format.Format) *Item {
	return &Item{rel: rel, Format: f, Facts: format.Facts{Width: 80, Height: 60}, geometry: &Geometry{}}
}

func TestPagesAreNumberedBeforeTheExtension(t *testing.T) {
	it := named("in/a.b.tif", jpeg.Format)
	it.page = 12
	for template, want := range map[string]string{"": "in/a.b-12.jpg", "{name}_{w}.{ext}": "a.b-12_80.jpg"} {
		if got, err := it.targetName(template); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", template, got, err, want)
		}
	}
}
