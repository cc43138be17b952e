package resize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"fanout/processors/resize/codec"
	"fanout/processors/resize/format"
)

// An Item is one file of the plan. It is work unless Skip or Err says why not.
type Item struct {
	Source string // path as the user would name it
	Target string // slash-separated path below Plan.Root; "" if not work
	Skip   string // why there is nothing to do
	Err    error  // why it cannot be done

	Info   format.Facts  // what the header says
	Format format.Format // of the output

	rel      string // slash-separated path below its PATH
	bytes    int64  // size of the file
	modTime  time.Time
	upright  bool   // the picture is turned as its orientation says
	layout   layout // of the picture as it will be seen
	animated bool   // all frames are kept
	memory   int64  // bytes that the work takes at most, see memory.go
}

// Work reports whether it is to be resized.
func (it *Item) Work() bool { return it.Skip == "" && it.Err == nil }

// Size returns the size of the input in pixels as it is seen: upright, if it is
// turned.
func (it *Item) Size() (width, height int) {
	if it.upright && it.Info.Orientation >= 5 {
		return it.Info.Height, it.Info.Width
	}
	return it.Info.Width, it.Info.Height
}

// OutputSize returns the size of the output in pixels.
func (it *Item) OutputSize() (width, height int) { return it.layout.canvas.X, it.layout.canvas.Y }

// A Plan is what a run will do, checked as far as it can be without decoding.
type Plan struct {
	Items   []*Item
	Root    string   // output folder
	Work    int      // items to resize
	Bytes   int64    // size of their files
	Folders int      // folders not entered because Recursive is off
	Empty   []string // patterns that matched nothing
}

// A ConflictError says why a plan would lose files. Lines names them, a line
// each; Hint is the way out.
type ConflictError struct {
	Reason string
	Lines  []string
	Hint   string
}

func (e *ConflictError) Error() string {
	const most = 10
	lines := e.Lines
	if len(lines) > most {
		lines = append(lines[:most:most], fmt.Sprintf("and %d more", len(e.Lines)-most))
	}
	// A name with a line feed must not look like a message of its own.
	oneLine := strings.NewReplacer("\n", `\n`, "\r", `\r`)
	text := e.Reason
	for _, l := range lines {
		text += "\n  " + oneLine.Replace(l)
	}
	return text
}

// NewPlan finds the files, reads their headers on several goroutines, names
// the outputs and checks them against each other and against what exists. It
// writes nothing.
func NewPlan(ctx context.Context, opt *Options) (*Plan, error) {
	for _, p := range append(opt.Include[:len(opt.Include):len(opt.Include)], opt.Exclude...) {
		if !doublestar.ValidatePattern(p) {
			return nil, fmt.Errorf("pattern %q: %w", p, doublestar.ErrBadPattern)
		}
	}
	if err := checkTemplate(opt.Name); err != nil {
		return nil, err
	}
	toFile, err := isFileTarget(opt)
	if err != nil {
		return nil, err
	}
	p := &Plan{Root: opt.Output}
	w := walker{ctx: ctx, opt: opt}
	if toFile {
		p.Root = filepath.Dir(opt.Output)
	} else if info, err := os.Stat(opt.Output); err == nil {
		if !info.IsDir() {
			return nil, &PathError{opt.Output, errors.New("the output is a file, not a folder")}
		}
		w.output = info
	}
	if err := w.walk(); err != nil {
		return nil, err
	}
	p.Items, p.Folders, p.Empty = w.items, w.folders, w.empty
	if err := probeAll(ctx, opt.Workers, p.Items); err != nil {
		return nil, err
	}
	for _, it := range p.Items {
		if it.Work() {
			it.Err = it.settle(opt, toFile)
		}
	}
	if err := p.checkTargets(opt); err != nil {
		return nil, err
	}
	for _, it := range p.Items {
		if it.Work() {
			p.Work++
			p.Bytes += it.bytes
		}
	}
	return p, nil
}

// otherImages are extensions of image files that cannot be written.
var otherImages = []string{".avif", ".heic", ".heif", ".ico", ".jp2", ".jxl", ".pdf", ".psd", ".svg"}

// isFileTarget reports whether Output names a file: it ends like an image and
// is no folder. Then there must be one PATH, a file.
func isFileTarget(opt *Options) (bool, error) {
	ext := strings.ToLower(filepath.Ext(opt.Output))
	named := format.FormatByExt(ext)
	other := slices.Contains(otherImages, ext)
	if named == format.Unknown && !other || strings.HasSuffix(opt.Output, string(filepath.Separator)) {
		return false, nil
	}
	if info, err := os.Stat(opt.Output); err == nil && info.IsDir() {
		return false, nil
	}
	single := len(opt.Paths) == 1
	if single {
		info, err := os.Stat(opt.Paths[0])
		single = err == nil && !info.IsDir()
	}
	switch {
	case other:
		return false, &PathError{opt.Output, fmt.Errorf("%s cannot be written", ext)}
	case !single:
		return false, &PathError{opt.Output, errors.New("a single output file needs a single input file; end it with a slash to mean a folder")}
	case opt.Name != "":
		return false, &PathError{opt.Output, errors.New("a name template goes with an output folder, not with an output file")}
	case opt.Format != format.Unknown && opt.Format != named:
		return false, &PathError{opt.Output, fmt.Errorf("its name says %v, but the format asked for is %v", named, opt.Format)}
	}
	return true, nil
}

// settle decides format, geometry, name and memory of a probed item.
func (it *Item) settle(opt *Options, toFile bool) error {
	in := &it.Info
	it.Format = opt.Format
	if it.Format == format.Unknown && toFile {
		it.Format = format.FormatByExt(filepath.Ext(opt.Output))
	}
	if it.Format == format.Unknown {
		it.Format = in.Format
	}
	it.animated = in.Frames > 1 && codec.Animates(in.Format) && codec.Animates(it.Format)
	if n := it.pixels(); n > opt.LimitPixels {
		return &LimitError{n, opt.LimitPixels}
	}
	it.upright = opt.AutoOrient && in.Orientation > 1
	var err error
	if it.layout, err = opt.Geometry.layout(it.Size()); err != nil {
		return err
	}
	if side := max(it.layout.canvas.X, it.layout.canvas.Y); side > maxSide(it.Format) {
		return fmt.Errorf("a side of %d pixels is more than %v can hold (%d)", side, it.Format, maxSide(it.Format))
	}
	if it.memory = it.peakMemory(opt); it.memory > opt.Memory {
		return &MemoryError{it.memory, opt.Memory}
	}
	if toFile {
		it.Target = filepath.Base(opt.Output)
		return nil
	}
	it.Target, err = targetName(opt.Name, it.rel, it.Format, it.layout.canvas.X, it.layout.canvas.Y)
	return err
}

// pixels returns how many pixels the work goes through: all frames, of an
// animation the whole canvas for each.
func (it *Item) pixels() int64 {
	n := max(it.Info.FramePixels, int64(it.Info.Width)*int64(it.Info.Height))
	if it.animated {
		canvases := float64(it.Info.Width) * float64(it.Info.Height) * float64(it.Info.Frames)
		n = max(n, int64(min(canvases, math.MaxInt64/2)))
	}
	return n
}

// maxSide returns the longest side that a file of format f can have.
func maxSide(f format.Format) int {
	switch f {
	case format.JPEG, format.GIF, format.TIFF: // TIFF as its encoder writes it
		return 1<<16 - 1
	case format.WebP:
		return 1<<14 - 1
	}
	return 1<<31 - 1
}

// A LimitError is a picture with more pixels than allowed.
type LimitError struct{ Pixels, Limit int64 }

func (e *LimitError) Error() string {
	return fmt.Sprintf("%d pixels are over the limit of %d (--limit-pixels)", e.Pixels, e.Limit)
}

// A MemoryError is a picture that needs more memory than the whole run has.
type MemoryError struct{ Need, Limit int64 }

func (e *MemoryError) Error() string {
	const mib = 1 << 20
	return fmt.Sprintf("needs %.1f MiB of memory, over the limit of %.1f MiB (--max-memory)",
		math.Ceil(float64(e.Need)/mib*10)/10, math.Floor(float64(e.Limit)/mib*10)/10)
}

// checkTargets refuses a plan in which an output would replace an input or
// another output, or what exists without leave.
func (p *Plan) checkTargets(opt *Options) error {
	if err := p.checkCollisions(); err != nil {
		return err
	}
	folders := map[string]string{} // real path of each folder, by its path
	if err := p.checkFolders(folders); err != nil {
		return err
	}
	inputs := p.inputPaths()
	onInput := &ConflictError{
		Reason: "outputs would replace inputs",
		Hint:   "write to another folder with -o",
	}
	exist := &ConflictError{
		Reason: "outputs exist already",
		Hint:   "use --overwrite always to replace them, or --update to renew only the old ones",
	}
	for _, it := range p.Items {
		if it.Target == "" || !it.Work() {
			continue
		}
		target := filepath.Join(p.Root, filepath.FromSlash(it.Target))
		info, err := os.Lstat(target)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return &PathError{target, cause(err)}
		}
		line := fmt.Sprintf("%s -> %s", it.Source, target)
		switch owner := inputs.at(folders, target, info); {
		case owner != "":
			onInput.Lines = append(onInput.Lines, line)
		case info.IsDir():
			return &ConflictError{Reason: "an output is a folder", Lines: []string{line}, Hint: exist.Hint}
		case opt.Overwrite:
		case opt.Update:
			if !info.ModTime().Before(it.modTime) {
				it.Skip, it.Target = "up to date", ""
			}
		default:
			exist.Lines = append(exist.Lines, target)
		}
	}
	if onInput.Lines != nil {
		return onInput
	}
	if exist.Lines != nil {
		return exist
	}
	return nil
}

// checkFolders refuses folders of outputs that are links to a place outside
// the output folder.
func (p *Plan) checkFolders(folders map[string]string) error {
	root, err := realPath(folders, filepath.Join(p.Root, "x"))
	if err != nil {
		return nil // the output folder does not exist yet
	}
	for _, it := range p.Items {
		if it.Target == "" || !it.Work() {
			continue
		}
		target := filepath.Join(p.Root, filepath.FromSlash(it.Target))
		real, err := realPath(folders, target)
		if err != nil {
			continue // its folder does not exist yet, or is found out when it is made
		}
		if rel, err := filepath.Rel(filepath.Dir(root), filepath.Dir(real)); err != nil || !filepath.IsLocal(rel) {
			return &PathError{filepath.Dir(target), errors.New("this link leads out of the output folder")}
		}
	}
	return nil
}

// checkCollisions refuses two outputs of one name, on any file system: names
// are equal if they differ only in case or in their Unicode form. An output
// cannot be another's folder either.
func (p *Plan) checkCollisions() error {
	clash := &ConflictError{
		Reason: "several inputs would become one output",
		Hint:   "give them different names with --name, or resize them into different folders",
	}
	owner := map[string]*Item{}
	for _, it := range p.Items {
		if it.Target == "" || !it.Work() {
			continue
		}
		key := fold(it.Target)
		if first := owner[key]; first != nil {
			clash.Lines = append(clash.Lines, fmt.Sprintf("%s, %s -> %s", first.Source, it.Source, it.Target))
		} else {
			owner[key] = it
		}
	}
	for _, it := range p.Items {
		if it.Target == "" || !it.Work() {
			continue
		}
		for dir := path.Dir(it.Target); dir != "."; dir = path.Dir(dir) {
			if file := owner[fold(dir)]; file != nil {
				clash.Lines = append(clash.Lines, fmt.Sprintf("%s -> %s/, %s -> %s", it.Source, dir, file.Source, file.Target))
			}
		}
	}
	if clash.Lines != nil {
		return clash
	}
	return nil
}
