package inputs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// An Identity tells whether two paths name one file, however they are spelled:
// through links, in another case, or by a second name of the file. The zero
// Identity is no file's.
type Identity struct {
	path   string      // where links lead
	entry  string      // real folder and name, folded: what a rename replaces
	target string      // path, folded
	info   fs.FileInfo // nil: there is no such file yet
}

// Identify returns the identity of the file at path, which need not exist.
func Identify(path string) Identity {
	var id Identity
	if abs, err := absolute(path); err == nil {
		id.path = resolve(abs, true)
		id.entry, id.target = Fold(resolve(abs, false)), Fold(id.path)
	}
	if info, err := os.Stat(path); err == nil {
		id.info = info
	}
	return id
}

// IdentityOf returns the identity of the file that info describes, if it is not
// nil. real is its path, or that of one to be made, without links; "" stands
// for a stream.
func IdentityOf(real string, info fs.FileInfo) Identity {
	key := Fold(real)
	return Identity{path: real, entry: key, target: key, info: info}
}

// Clashes reports whether a and b cannot both be outputs: they would be one
// file, or one the folder of the other.
func (a Identity) Clashes(b Identity) bool {
	return a.Same(b) || below(a.target, b.entry) || below(a.target, b.target) || below(b.target, a.entry) || below(b.target, a.target)
}

// Same reports whether a and b, which a run is to write both, would be one
// file. Names are equal if they differ only in case or in their Unicode form,
// unless there are two files of these names. Devices such as /dev/null and
// terminals may be written to many times.
func (a Identity) Same(b Identity) bool {
	switch {
	case a.device() || b.device():
		return false
	case a.info != nil && b.info != nil:
		return os.SameFile(a.info, b.info)
	}
	return a.named(b.entry) || a.named(b.target)
}

// IsInput reports whether a is the file at path, which exists if it is an
// input.
func (a Identity) IsInput(path string) bool {
	if a.info == nil || a.device() {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && os.SameFile(a.info, info)
}

// IsReadBy reports whether a is a file that r, such as standard input, was
// opened on.
func (a Identity) IsReadBy(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok || a.info == nil || !a.info.Mode().IsRegular() {
		return false
	}
	info, err := f.Stat()
	return err == nil && os.SameFile(a.info, info)
}

// Exists reports whether there is a file already.
func (a Identity) Exists() bool { return a.info != nil }

// In returns the name of a in the folder dir, if that is where it is.
func (a Identity) In(dir string) (name string, ok bool) {
	parent, name := filepath.Split(a.path)
	return name, a.path != "" && Identify(filepath.Clean(parent)).Same(Identify(dir))
}

// Below returns the path of a below the folder dir, if it is there, with
// slashes.
func (a Identity) Below(dir string) (rel string, ok bool) {
	if a.path == "" {
		return "", false
	}
	rel, err := filepath.Rel(Real(dir), a.path)
	return filepath.ToSlash(rel), err == nil && rel != "." && filepath.IsLocal(rel)
}

// Base returns the last element of the path of a.
func (a Identity) Base() string { return filepath.Base(a.path) }

// Descriptor reports whether a is what the process has open under a number, as
// /dev/stdout and /proc/self/fd/1 are for 1.
func (a Identity) Descriptor(n string) bool {
	dir, base := filepath.Split(a.path)
	return base == n && isDescriptors(dir)
}

func (a Identity) device() bool        { return a.info != nil && a.info.Mode()&fs.ModeCharDevice != 0 }
func (a Identity) named(k string) bool { return k != "" && (a.entry == k || a.target == k) }

// below reports whether path is in the folder dir.
func below(dir, path string) bool {
	rest, ok := strings.CutPrefix(path, dir)
	return ok && dir != "" && rest != "" && (os.IsPathSeparator(rest[0]) || os.IsPathSeparator(dir[len(dir)-1]))
}

// Fold returns a key that is equal for names that some file system takes for
// the same: Windows and macOS ignore case, macOS the Unicode form.
func Fold(name string) string {
	if isASCII(name) {
		return strings.ToLower(name)
	}
	return norm.NFC.String(strings.ToLower(strings.ToUpper(name)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Real returns path absolute and without symbolic links, as far as its elements
// exist. One that does not exist is taken for a folder to be made.
func Real(path string) string {
	if abs, err := absolute(path); err == nil {
		return resolve(abs, true)
	}
	return path
}

// absolute is filepath.Abs, but leaves "x/..", whose meaning depends on whether
// x is a link.
func absolute(path string) (string, error) {
	if filepath.IsAbs(path) || filepath.VolumeName(path) != "" {
		return path, nil
	}
	wd, err := os.Getwd()
	return wd + string(filepath.Separator) + path, err
}

// maxLinks is how many links are followed: more than systems do.
const maxLinks = 255

// resolve follows the links in an absolute path as the system does, and goes on
// where nothing exists. The last element is followed if last is set. What a
// process has open is no link to follow.
func resolve(path string, last bool) string {
	links := maxLinks
	return follow(path, last, &links)
}

// follow is resolve with at most that many links.
func follow(path string, last bool, links *int) string {
	volume := filepath.VolumeName(path)
	root := volume + string(filepath.Separator)
	real := root
	elements := strings.FieldsFunc(path[len(volume):], func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
	for i, name := range elements {
		next := filepath.Join(real, name)
		if name == "." || name == ".." {
			real = next
			continue
		}
		target, err := os.Readlink(next)
		if err != nil || *links == 0 || i == len(elements)-1 && !last || isDescriptors(real) {
			real = next
			continue
		}
		if !filepath.IsAbs(target) {
			target = real + string(filepath.Separator) + target
		}
		*links--
		real = follow(target, true, links)
	}
	return real
}

// isDescriptors reports whether dir, a real path, is the folder of what this
// process has open.
func isDescriptors(dir string) bool {
	dir = filepath.ToSlash(filepath.Clean(dir))
	if dir == "/dev/fd" {
		return true
	}
	proc, ok := strings.CutSuffix(dir, "/fd")
	self, err := os.Readlink("/proc/self")
	if !ok || err != nil {
		return false
	}
	own := "/proc/" + self
	return proc == own || strings.HasPrefix(proc, own+"/task/")
}

// Folders resolves the folders of many paths, each folder once, also those that
// do not exist. The zero value is not ready: make it.
type Folders map[string]folder // by path

// A folder is the real path of one, or why there is none.
type folder struct {
	real string
	err  error
}

// Entry returns the real path of the folder of path, joined with its last
// element, which may be a link: a rename replaces a link, not what it points
// to.
func (f Folders) Entry(path string) (string, error) {
	dir, base := filepath.Split(path)
	at, ok := f[dir]
	if !ok {
		abs, err := filepath.Abs(dir)
		if err == nil {
			abs, err = filepath.EvalSymlinks(abs)
		}
		at = folder{abs, err}
		f[dir] = at
	}
	if at.err != nil {
		return "", at.err
	}
	return filepath.Join(at.real, base), nil
}

// Future is Entry for a file whose folder may still have to be made.
func (f Folders) Future(path string) (string, error) {
	real, err := f.Entry(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	dir := filepath.Dir(path)
	if dir == path { // not even the root exists
		return "", err
	}
	parent, err := f.Future(dir)
	return filepath.Join(parent, filepath.Base(path)), err
}
