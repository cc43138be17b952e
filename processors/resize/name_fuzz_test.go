package resize

import (
	"path"
	"path/filepath"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// A template that is taken names a file below the output folder, with an
// extension of its format, whatever the picture is called.
func FuzzNames(f *testing.F) {
	for _, template := range []string{"", "{dir}/{name}-{w}x{h}.{ext}", "{name}", "../{name}", "{dir}", "a{", "{}", "{dir}/..", "/{name}", "{w}/{h}", `a\{name}`, "{name}.{name}", ".{ext}"} {
		f.Add(template, "sub/IMG.JPG", byte(1))
	}
	f.Add("", ".jpg", byte(0))
	f.Add("{dir}/{name}", "..png", byte(2))
	f.Add("{ext}", "{name}/{w}.gif", byte(3))
	var all []*format.Format
	for _, f := range formats.All {
		all = append(all, f)
	}
	f.Fuzz(func(t *testing.T, template, rel string, which byte) {
		if !filepath.IsLocal(filepath.FromSlash(rel)) || path.Clean(rel) != rel || rel == "." || strings.Contains(rel, `\`) {
			return // what a walk of folders does not give
		}
		if checkTemplate(template, nil) != nil {
			return
		}
		as := all[int(which)%len(all)]
		name, err := named(rel, as).targetName(template)
		if err != nil {
			return
		}
		base := path.Base(name)
		if !filepath.IsLocal(filepath.FromSlash(name)) || len(base) > 255 || !as.HasExt(path.Ext(name)) || path.Clean(name) != name {
			t.Errorf("template %q, %q as %v: %q", template, rel, as, name)
		}
	})
}
