package resize

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fanout/processors/resize/format/formats"
)

// placeholders are what a name template may hold.
var placeholders = regexp.MustCompile(`\{[^{}]*\}`)

// checkTemplate refuses a template of output names with unknown placeholders,
// and one that leaves the output folder or names no file.
func checkTemplate(t string) error {
	if t == "" {
		return nil
	}
	for _, p := range placeholders.FindAllString(t, -1) {
		switch p {
		case "{dir}", "{name}", "{ext}", "{w}", "{h}":
		default:
			return fmt.Errorf("name template %q: %s is none of {dir} {name} {ext} {w} {h}", t, p)
		}
	}
	slashed := filepath.ToSlash(t)
	switch plain := placeholders.ReplaceAllString(slashed, ""); {
	case strings.ContainsAny(plain, "{}"):
		return fmt.Errorf("name template %q: a brace without its partner", t)
	case filepath.IsAbs(t) || slices.Contains(strings.Split(slashed, "/"), ".."):
		return fmt.Errorf("name template %q leads out of the output folder", t)
	}
	switch path.Base(slashed) {
	case "{dir}", ".", "/":
		return fmt.Errorf("name template %q names a folder, not a file", t)
	}
	return nil
}

// targetName returns the output's slash-separated path below the output folder:
// rel with the extension that belongs to its format, or what the template
// makes of it.
func (it *Item) targetName(template string) (string, error) {
	f := it.Format
	dir, base := path.Split(it.rel)
	name, ext := splitExt(base)
	name = it.numbered(name)
	if !f.HasExt(ext) {
		ext = f.Ext()
	}
	target := it.rel
	if whole := dir + name + ext; whole != target { // else it needs no memory of its own
		target = whole
	}
	if template != "" {
		w, h := it.OutputSize()
		target = expandName(template, dir, name, ext[1:], strconv.Itoa(w), strconv.Itoa(h))
		// As without a template, the extension is the format's.
		folder, base := path.Split(target)
		if name, ext := splitExt(base); !f.HasExt(ext) {
			target = folder + name + f.Ext()
		}
	}
	// The folder's limit is 255 bytes on every common file system.
	if b := path.Base(target); len(b) > 255 {
		return "", fmt.Errorf("output name of %d bytes is longer than file systems take (255)", len(b))
	}
	if !filepath.IsLocal(filepath.FromSlash(target)) {
		return "", fmt.Errorf("output name %q leads out of the output folder", target)
	}
	return target, nil
}

// expandName fills in a template. dir ends with a slash, if it is any.
func expandName(template, dir, name, ext, w, h string) string {
	target := placeholders.ReplaceAllStringFunc(filepath.ToSlash(template), func(p string) string {
		switch p {
		case "{dir}":
			return strings.TrimSuffix(dir, "/")
		case "{name}":
			return name
		case "{ext}":
			return ext
		case "{w}":
			return w
		default:
			return h
		}
	})
	return path.Clean(strings.TrimPrefix(target, "/"))
}

// splitExt cuts the extension off base if it is one of an image; "2019.06" has
// none.
func splitExt(base string) (name, ext string) {
	ext = path.Ext(base)
	if ext == base || formats.All.ByExt(ext) == nil {
		return base, ""
	}
	return strings.TrimSuffix(base, ext), ext
}
