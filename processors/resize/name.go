package resize

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fanout/processors"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// placeholders are what a name template may hold.
var placeholders = regexp.MustCompile(`\{[^{}]*\}`)

// A NameError is a template of output names that cannot be used.
type NameError struct {
	Template string
	Reason   string
	Format   *format.Format // what Options.Format says, if the template says another
}

func (e *NameError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *NameError) Explain(name func(string) string) (message, hint string) {
	message = fmt.Sprintf("%s %q: %s", name("Name"), e.Template, e.Reason)
	if e.Format != nil {
		message += fmt.Sprintf(", but %s says %s", name("Format"), e.Format.Label)
	}
	return message, "a template is like {dir}/{name}-{w}x{h}.{ext}"
}

// checkTemplate refuses a template of output names with unknown placeholders,
// one that leaves the output folder or names no file, and one whose extension
// says something else than f, which may be nil.
func checkTemplate(t string, f *format.Format) error {
	if t == "" {
		return nil
	}
	wrong := func(reason string) error { return &NameError{Template: t, Reason: reason} }
	for _, p := range placeholders.FindAllString(t, -1) {
		switch p {
		case "{dir}", "{name}", "{ext}", "{w}", "{h}":
		default:
			return wrong(p + " is unknown: use {dir}, {name}, {ext}, {w} and {h}")
		}
	}
	slashed := filepath.ToSlash(t)
	switch plain := placeholders.ReplaceAllString(slashed, ""); {
	case strings.ContainsAny(plain, "{}"):
		return wrong("unmatched brace")
	case filepath.IsAbs(t) || slices.Contains(strings.Split(slashed, "/"), ".."):
		return wrong("would leave the output folder")
	}
	switch path.Base(slashed) {
	case "{dir}", ".", "/":
		return wrong("names a folder, not a file")
	}
	stem, ext := templateExt(t)
	_, inner := cutTemplateExt(stem)
	switch says := formats.All.ByExt(ext); {
	case inner != "":
		return wrong(fmt.Sprintf("has two extensions, %s and %s", inner, ext))
	case ext == "" && isOtherImage(path.Ext(stem)):
		return wrong(path.Ext(stem) + " cannot be written")
	case strings.HasSuffix(stem, "."):
		return wrong("ends with a dot")
	case says != nil && f != nil && says != f:
		return &NameError{t, fmt.Sprintf("its extension says %s", says.Label), f}
	}
	return nil
}

// templateExt cuts the extension off the last element of a template: .{ext}, or
// one of an image. ext is "" if it has none, and then gets the usual one.
func templateExt(t string) (stem, ext string) {
	return cutTemplateExt(path.Base(path.Clean(filepath.ToSlash(t))))
}

func cutTemplateExt(base string) (stem, ext string) {
	const variable = ".{ext}"
	if stem, ok := strings.CutSuffix(base, variable); ok && stem != "" {
		return stem, variable
	}
	return splitExt(base)
}

// templateFormat returns the format that the extension of a template says, or
// nil.
func templateFormat(t string) *format.Format {
	_, ext := templateExt(t)
	return formats.All.ByExt(ext)
}

// NamesFormat reports whether a template of output names says their format by
// its extension.
func NamesFormat(template string) bool { return templateFormat(template) != nil }

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
		_, says := templateExt(template)
		if formats.All.ByExt(says) != nil && !f.HasExt(says) {
			target = strings.TrimSuffix(target, says)
			says = ""
		}
		if says == "" {
			target += f.Ext()
		}
	}
	// The folder's limit is 255 bytes on every common file system.
	if b := path.Base(target); len(b) > 255 {
		return "", fmt.Errorf("the output name has %d bytes, more than file systems allow (255)", len(b))
	}
	if !filepath.IsLocal(filepath.FromSlash(target)) {
		return "", fmt.Errorf("the output name %q would leave the output folder", target)
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
