package main

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The limits that keep a file one idea and a function one thought.
const (
	maxFileLines     = 400
	maxFunctionLines = 70
	maxCommentWidth  = 80 // columns, a tab counted as 4
)

// sources calls visit for every Go file of the module that people write.
func sources(t *testing.T, visit func(s source)) {
	t.Helper()
	fset, files := goFiles(t)
	for name, file := range files {
		if !ast.IsGenerated(file) {
			visit(source{name, fset, file})
		}
	}
}

// A source is one parsed Go file; name is its path from the root.
type source struct {
	name string
	fset *token.FileSet
	file *ast.File
}

// lines returns the number of lines from the start to the end of a node.
func (s source) lines(n ast.Node) int {
	return s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line + 1
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	sources(t, func(s source) {
		if n := s.fset.File(s.file.Pos()).LineCount(); n > maxFileLines+1 {
			t.Errorf("%s has %d lines, more than %d: it holds more than one idea", s.name, n, maxFileLines)
		}
		if isGenerator(s.name) {
			return
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && s.lines(f) > maxFunctionLines && !isTable(s, f) {
				t.Errorf("%s: %s has %d lines, more than %d", s.name, f.Name.Name, s.lines(f), maxFunctionLines)
			}
		}
	})
}

// isTable reports whether most of a function is one composite literal: the
// cases of a test.
func isTable(s source, f *ast.FuncDecl) bool {
	table := false
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		table = table || ok && 2*s.lines(lit) > s.lines(f)
		return !table
	})
	return table
}

// isGenerator reports whether a file is of a module of its own, such as the
// generators in folders named _asm: it is not part of the program.
func isGenerator(name string) bool { return strings.Contains(name, "/_") }

// A comment that fills its lines to one width everywhere can be edited without
// reformatting.
func TestCommentsWrapAtOneWidth(t *testing.T) {
	sources(t, func(s source) {
		text, err := os.ReadFile(s.name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			line = strings.ReplaceAll(line, "\t", "    ")
			comment := strings.TrimLeft(line, " ")
			prose := strings.HasPrefix(comment, "// ") && !strings.HasPrefix(comment, "//  ")
			if prose && len([]rune(line)) > maxCommentWidth && strings.Contains(comment[3:], " ") {
				t.Errorf("%s:%d: the comment is wider than %d columns", s.name, i+1, maxCommentWidth)
			}
		}
	})
}

// Imports stand in groups: the standard library, other modules, this one.
func TestImportsStandInGroups(t *testing.T) {
	sources(t, func(s source) {
		group, line := 0, 0
		for _, spec := range s.file.Imports {
			next := s.fset.Position(spec.Pos()).Line
			g := importGroup(strings.Trim(spec.Path.Value, `"`))
			if g < group || g > group && next == line+1 {
				t.Errorf("%s:%d: %s does not stand in its group of imports", s.name, next, spec.Path.Value)
			}
			group, line = g, next
		}
	})
}

func importGroup(importPath string) int {
	first, _, _ := strings.Cut(importPath, "/")
	switch {
	case first == "fanout":
		return 3
	case strings.Contains(first, "."):
		return 2
	}
	return 1
}

func TestPackageCommentsAreWhereReadersLook(t *testing.T) {
	commented := map[string]bool{}
	packages := map[string]string{}
	sources(t, func(s source) {
		if strings.HasSuffix(s.name, "_test.go") {
			return
		}
		dir, base, pkg := path.Dir(s.name), path.Base(s.name), s.file.Name.Name
		packages[dir] = pkg
		if s.file.Doc == nil {
			return
		}
		commented[dir] = true
		if base != pkg+".go" && base != "doc.go" && pkg != "main" && !isGenerator(s.name) {
			t.Errorf("%s has the comment of package %s: move it to %s.go or doc.go", s.name, pkg, pkg)
		}
	})
	for dir, pkg := range packages {
		if !commented[dir] {
			t.Errorf("package %s in %s has no comment", pkg, dir)
		}
	}
}

// names are what a comment or a page can refer to.
type names struct {
	words    map[string]bool            // of identifiers and string literals
	declared map[string]map[string]bool // at package level, by package name
	members  map[string]bool            // "Type.Method" and "Type.Field"
	files    map[string]bool            // their paths, and all ends of these
}

func namesOf(t *testing.T) *names {
	n := &names{map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}, map[string]bool{}}
	_, files := goFiles(t)
	for _, file := range files {
		pkg := file.Name.Name
		if n.declared[pkg] == nil {
			n.declared[pkg] = map[string]bool{}
		}
		for _, decl := range file.Decls {
			n.declare(pkg, decl)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch x := node.(type) {
			case *ast.Ident:
				n.words[x.Name] = true
			case *ast.BasicLit:
				for _, w := range anyWord.FindAllString(x.Value, -1) {
					n.words[w] = true
				}
			}
			return true
		})
	}
	err := filepath.WalkDir(".", func(p string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ".git" && d.IsDir():
			return filepath.SkipDir
		}
		for p = filepath.ToSlash(p); p != ""; _, p, _ = strings.Cut(p, "/") {
			n.files[p] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *names) declare(pkg string, decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			n.declared[pkg][d.Name.Name] = true
			return
		}
		n.members[receiver(d.Recv.List[0].Type)+"."+d.Name.Name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, id := range s.Names {
					n.declared[pkg][id.Name] = true
				}
			case *ast.TypeSpec:
				n.declared[pkg][s.Name.Name] = true
				n.declareMembers(s)
			}
		}
	}
}

func (n *names) declareMembers(s *ast.TypeSpec) {
	var members *ast.FieldList
	switch t := s.Type.(type) {
	case *ast.StructType:
		members = t.Fields
	case *ast.InterfaceType:
		members = t.Methods
	default:
		return
	}
	for _, f := range members.List {
		for _, id := range f.Names {
			n.members[s.Name.Name+"."+id.Name] = true
		}
	}
}

// receiver returns the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

var (
	anyWord  = regexp.MustCompile(`[A-Za-z_]\w*`)
	docLink  = regexp.MustCompile(`\[\*?([A-Z]\w*(?:\.[A-Z]\w*)?|[a-z]\w*\.[A-Z]\w*(?:\.\w+)?)\]`)
	fileName = regexp.MustCompile(`[\w./-]*\w\.(?:go|md|txtar)\b`)
)

// Links of doc comments and the names of files in comments lead somewhere.
func TestNamesInCommentsResolve(t *testing.T) {
	n := namesOf(t)
	sources(t, func(s source) {
		imports := map[string]bool{}
		for _, i := range s.file.Imports {
			imports[path.Base(strings.Trim(i.Path.Value, `"`))] = true
		}
		for _, group := range s.file.Comments {
			text := group.Text()
			for _, f := range fileName.FindAllString(text, -1) {
				if !strings.Contains(f, "NAME") && !n.files[strings.TrimPrefix(f, "../")] {
					t.Errorf("%s: there is no file %s", s.fset.Position(group.Pos()), f)
				}
			}
			if strings.HasSuffix(s.name, "_test.go") { // no doc comments
				continue
			}
			for _, m := range docLink.FindAllStringSubmatch(text, -1) {
				if !n.resolves(s.file.Name.Name, m[1], imports) {
					t.Errorf("%s: [%s] leads nowhere", s.fset.Position(group.Pos()), m[1])
				}
			}
		}
	})
}

// resolves reports whether link, in a comment of package pkg, names something.
// What an imported package of others exports is not looked up.
func (n *names) resolves(pkg, link string, imports map[string]bool) bool {
	first, rest, qualified := strings.Cut(link, ".")
	switch {
	case !qualified:
		return n.declared[pkg][first]
	case n.members[link] && n.declared[pkg][first]:
		return true
	case n.declared[first] == nil:
		return imports[first]
	}
	return n.declared[first][rest] || n.members[rest]
}

var (
	mdLink = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	mdCode = regexp.MustCompile("`([^`\n]+)`")
	word   = regexp.MustCompile(`^[A-Za-z]\w*(?:\.\w+)*$`)
)

// The pages about the code name files and identifiers that exist.
func TestNamesInPagesResolve(t *testing.T) {
	n := namesOf(t)
	pages, err := filepath.Glob("docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages below docs", err)
	}
	for _, page := range append(pages, "CONTRIBUTING.md", "README.md", "bench/README.md", "testdata/README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mdLink.FindAllStringSubmatch(string(text), -1) {
			if !n.files[path.Join(path.Dir(page), m[1])] {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			}
		}
		if !strings.HasPrefix(page, "docs/") && page != "CONTRIBUTING.md" {
			continue
		}
		for _, m := range mdCode.FindAllStringSubmatch(string(text), -1) {
			if !n.known(m[1]) {
				t.Errorf("%s: `%s` is no file and no identifier", page, m[1])
			}
		}
	}
}

// known reports whether code, which a page shows as code, exists. Command
// lines, patterns and expressions are not looked at.
func (n *names) known(code string) bool {
	file := strings.TrimSuffix(code, "/")
	switch {
	case n.files[file] || strings.Contains(file, "NAME"):
		return true
	case fileName.FindString(code) == code:
		return false
	case !word.MatchString(code):
		return true
	}
	parts := strings.Split(code, ".")
	return !slices.ContainsFunc(parts, func(p string) bool { return !n.words[p] && n.declared[p] == nil })
}
