package resize

import (
	"strings"
	"testing"

	"fanout/processors/resize/format"
)

func TestTargetName(t *testing.T) {
	for _, c := range []struct {
		template, rel string
		format        format.Format
		want          string
	}{
		{"", "a.jpg", format.JPEG, "a.jpg"},
		{"", "sub/IMG.JPG", format.JPEG, "sub/IMG.JPG"},
		{"", "a.jpeg", format.JPEG, "a.jpeg"},
		{"", "a.jpg", format.WebP, "a.webp"},
		{"", "noext", format.PNG, "noext.png"},
		{"", "2019.06", format.JPEG, "2019.06.jpg"},
		{"", "wrong.png", format.JPEG, "wrong.jpg"},
		{"", ".jpg", format.JPEG, ".jpg.jpg"},
		{"{dir}/{name}-{w}x{h}.{ext}", "x/y/a.jpg", format.JPEG, "x/y/a-80x60.jpg"},
		{"{dir}/{name}.{ext}", "a.jpg", format.JPEG, "a.jpg"},
		{"thumbs/{name}.{ext}", "x/a.tif", format.PNG, "thumbs/a.png"},
		{"{name}-{w}", "a.png", format.PNG, "a-80.png"},
		{"{name}.jpg", "a.png", format.WebP, "a.webp"},
		{"{name}.{ext}", "..png", format.PNG, "..png"},
	} {
		got, err := targetName(c.template, c.rel, c.format, 80, 60)
		if err != nil || got != c.want {
			t.Errorf("template %q, %q as %v: %q, %v, want %q", c.template, c.rel, c.format, got, err, c.want)
		}
	}
}

func TestTargetNameStaysBelowTheOutput(t *testing.T) {
	for _, template := range []string{"../{name}.{ext}", "{dir}/../../{name}", "x/../../y", "/tmp/{name}", "{dir}", ".", "x{name", "{stem}"} {
		if checkTemplate(template) == nil {
			t.Errorf("template %q is accepted", template)
		}
	}
	if got, err := targetName("", "../a.jpg", format.JPEG, 1, 1); err == nil {
		t.Errorf("a path that leads out gives %q", got)
	}
}

func TestTargetNameRefusesWhatFileSystemsDo(t *testing.T) {
	if _, err := targetName("", strings.Repeat("n", 252)+".tif", format.JPEG, 1, 1); err == nil {
		t.Error("no error for a name of 256 bytes")
	}
}

func TestNamesThatSomeFileSystemTakesForEqualFoldTogether(t *testing.T) {
	for _, pair := range [][2]string{
		{"a.JPG", "A.jpg"},
		{"straße", "STRASSE"[:4] + "ßE"},
		{"caf\u00e9.png", "cafe\u0301.png"},
	} {
		if fold(pair[0]) != fold(pair[1]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
	if fold("a.jpg") == fold("b.jpg") {
		t.Error("different names are equal")
	}
}
