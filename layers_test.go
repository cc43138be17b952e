package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A layer says what the packages of a folder may import: which of ours, as
// exact paths or as trees ("internal/..."), and whether only the standard
// library besides.
type layer struct {
	ours    []string
	stdOnly bool
}

// layers is the direction in which data flows: from main to the kernels, never
// back (docs/ARCHITECTURE.md). The longest folder counts.
var layers = map[string]layer{
	".":                                   {ours: []string{"cmd"}},
	"cmd":                                 {ours: []string{"cmd/progress", "cmd/trace", "cmd/frugal", "processors/...", "chunker", "pool", "internal/..."}},
	"cmd/frugal":                          {stdOnly: true},
	"cmd/progress":                        {ours: []string{"processors", "pool", "internal/screen"}},
	"cmd/trace":                           {ours: []string{"processors", "pool"}},
	"processors":                          {ours: []string{"pool"}},
	"processors/hash":                     {ours: []string{"processors", "processors/hash/...", "chunker", "pool", "internal/..."}},
	"processors/hash/format":              {ours: []string{"processors/hash/kdf/...", "processors/hash/kdf", "processors/hash/source", "internal/charset"}},
	"processors/hash/kdf":                 {ours: []string{"processors/hash/kdf/...", "internal/cpu/...", "internal/fence"}},
	"processors/hash/kdf/mac":             {stdOnly: true},
	"processors/hash/kdf/scheme":          {},
	"processors/hash/source":              {ours: []string{"internal/wait", "internal/secret", "internal/inputs", "internal/files", "internal/charset", "internal/unpack/...", "internal/unpack"}},
	"processors/resize":                   {ours: []string{"processors", "processors/resize/...", "chunker", "pool", "internal/..."}},
	"processors/resize/metadata":          {ours: []string{"processors/resize/metadata/ifd"}, stdOnly: true},
	"processors/resize/pixels":            {ours: []string{"internal/scratch"}, stdOnly: true},
	"processors/resize/animation":         {stdOnly: true},
	"processors/resize/format":            {ours: []string{"processors/resize/metadata", "processors/resize/animation", "processors/resize/planes"}, stdOnly: true},
	"processors/resize/format/bmp":        {ours: formatMay},
	"processors/resize/format/formattest": {ours: formatMay},
	"processors/resize/format/gif":        {ours: formatMay, stdOnly: true},
	"processors/resize/format/jpeg":       {ours: append([]string{"internal/cpu/...", "internal/fence"}, formatMay...), stdOnly: true},
	"processors/resize/format/png":        {ours: formatMay, stdOnly: true},
	"processors/resize/format/tiff":       {ours: formatMay},
	"processors/resize/format/webp":       {ours: append([]string{"processors/resize/format/webp/..."}, formatMay...)},
	"processors/resize/format/webp/vp8":   {ours: []string{"processors/resize/format/formattest"}, stdOnly: true},
	"processors/resize/format/webp/vp8l":  {ours: []string{"processors/resize/format/formattest"}, stdOnly: true},
	"processors/resize/format/formats":    {ours: []string{"processors/resize/format/...", "processors/resize/format", "processors/resize/metadata/...", "processors/resize/metadata", "processors/resize/pixels", "processors/resize/animation"}},
	"processors/resize/planes":            {stdOnly: true},
	"processors/resize/resample":          {ours: []string{"internal/cpu/...", "internal/fence", "internal/scratch"}},
	"processors/analyze":                  {ours: []string{"internal/wire", "processors", "processors/analyze/source", "processors/analyze/profile", "processors/analyze/hint", "processors/analyze/number", "processors/analyze/runes", "processors/analyze/csvscan/...", "chunker", "pool", "internal/wait", "internal/inputs", "internal/scratch", "internal/charset", "internal/cpu/..."}},
	"processors/analyze/source":           {ours: []string{"processors/analyze/csvscan", "processors/analyze/number", "processors/analyze/runes", "processors/analyze/hint", "internal/inputs", "internal/files", "internal/charset", "internal/unpack/...", "internal/unpack"}},
	"processors/analyze/explain":          {ours: []string{"internal/wire", "processors/analyze/hint", "processors/analyze/number"}, stdOnly: true},
	"processors/analyze/profile":          {ours: []string{"internal/wire", "processors/analyze/hint", "processors/analyze/explain", "processors/analyze/csvscan", "processors/analyze/number", "processors/analyze/moments", "processors/analyze/runes", "processors/analyze/sketch"}, stdOnly: true},
	"processors/analyze/csvscan":          {ours: []string{"processors/analyze/csvscan/csvtest", "internal/cpu/...", "internal/fence"}, stdOnly: true},
	"processors/analyze/number":           {ours: []string{"internal/wire", "internal/cpu/...", "internal/fence"}, stdOnly: true},
	"processors/analyze/moments":          {ours: []string{"internal/wire", "processors/analyze/number", "internal/cpu/...", "internal/fence"}, stdOnly: true},
	"processors/analyze/runes":            {ours: []string{"internal/cpu/...", "internal/fence"}, stdOnly: true},
	"processors/analyze/sketch":           {ours: []string{"internal/wire", "internal/cpu/...", "internal/fence"}},
	"processors/analyze/render":           {ours: []string{"processors/analyze/profile", "processors/analyze/hint"}},
	"processors/analyze/hint":             {stdOnly: true},
	"chunker":                             {stdOnly: true},
	"pool":                                {stdOnly: true},
	"internal":                            {ours: []string{"internal/..."}},
	"internal/part":                       {ours: []string{"internal/...", "chunker"}},
	"bench":                               {},
	"testdata":                            {ours: []string{"processors/resize/format/...", "processors/resize/format", "processors/resize/metadata"}},
}

// formatMay is what the package of an image format may import: no other format.
var formatMay = []string{
	"processors/resize/format", "processors/resize/metadata", "processors/resize/metadata/ifd",
	"processors/resize/pixels", "processors/resize/planes", "processors/resize/animation", "internal/scratch",
	"processors/resize/format/formattest", // in tests
}

func (l layer) allows(imp string) bool {
	return slices.ContainsFunc(l.ours, func(p string) bool {
		tree, isTree := strings.CutSuffix(p, "/...")
		return imp == tree || isTree && strings.HasPrefix(imp, tree+"/")
	})
}

func layerOf(dir string) (name string, l layer) {
	for name = dir; ; name = path.Dir(name) {
		if l, ok := layers[name]; ok {
			return name, l
		}
	}
}

func TestImportsFollowTheLayers(t *testing.T) {
	seen := map[string]bool{}
	_, files := goFiles(t)
	for name, file := range files {
		if isGenerator(name) {
			continue
		}
		dir := path.Dir(name)
		in, l := layerOf(dir)
		seen[in] = true
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(name, err)
			}
			ours, isOurs := strings.CutPrefix(imp, "fanout/")
			isStd := !strings.Contains(strings.Split(imp, "/")[0], ".")
			switch {
			case isOurs && ours != dir && !l.allows(ours):
				t.Errorf("%s imports %s, but %s may import only %v of ours", name, imp, in, l.ours)
			case !isOurs && !isStd && l.stdOnly && !strings.HasSuffix(name, "_test.go"):
				t.Errorf("%s imports %s, but %s may import only the standard library", name, imp, in)
			}
		}
	}
	for name := range layers {
		if !seen[name] {
			t.Errorf("layer %s holds no file, so nothing is checked there", name)
		}
	}
}

// Outside cmd nothing reads arguments, streams or the environment, or ends the
// process.
func TestOnlyCmdTouchesTheProcess(t *testing.T) {
	forbidden := []string{"Exit", "Args", "Getenv", "LookupEnv", "Environ", "Stdin", "Stdout", "Stderr"}
	_, files := goFiles(t)
	for name, file := range files {
		dir := path.Dir(name)
		programs := isGenerator(name) || dir == "." || dir == "cmd" || dir == "cmd/frugal" || strings.HasPrefix(dir, "bench") || strings.HasPrefix(dir, "testdata")
		if programs || strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "os" && slices.Contains(forbidden, sel.Sel.Name) {
				t.Errorf("%s uses os.%s", name, sel.Sel.Name)
			}
			return true
		})
	}
}

// goFiles parses every Go file of the module, for all systems and build tags,
// and those of the generators. Names are paths from the root.
func goFiles(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	fset, files := token.NewFileSet(), map[string]*ast.File{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		files[filepath.ToSlash(name)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fset, files
}
