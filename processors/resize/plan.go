package resize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"fanout/processors/resize/codec"
	"fanout/processors/resize/container"
)

// An Item is one file of the plan. It is work unless Skip or Err says why not.
type Item struct {
	Source string // path as the user would name it
	Target string // slash-separated path below Plan.Root; "" if not work
	Skip   string // why there is nothing to do
	Err    error  // why it cannot be done

	Info   container.Info   // what the header says
	Format container.Format // of the output

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
	return e.Reason + "\n  " + strings.Join(lines, "\n  ")
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
	w := walker{opt: opt}
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

// isFileTarget reports whether Output names a file: there is one PATH, a file,
// and Output ends like an image and is no folder.
func isFileTarget(opt *Options) (bool, error) {
	if len(opt.Paths) != 1 || container.FormatByExt(filepath.Ext(opt.Output)) == container.Unknown ||
		strings.HasSuffix(opt.Output, string(filepath.Separator)) {
		return false, nil
	}
	if info, err := os.Stat(opt.Output); err == nil && info.IsDir() {
		return false, nil
	}
	info, err := os.Stat(opt.Paths[0])
	if err != nil || info.IsDir() {
		return false, nil
	}
	if opt.Name != "" {
		return false, errors.New("a name template goes with an output folder, not with an output file")
	}
	return true, nil
}

// settle decides format, geometry, name and memory of a probed item.
func (it *Item) settle(opt *Options, toFile bool) error {
	in := &it.Info
	if in.FramePixels > opt.LimitPixels || int64(in.Width)*int64(in.Height) > opt.LimitPixels {
		return &LimitError{max(in.FramePixels, int64(in.Width)*int64(in.Height)), opt.LimitPixels}
	}
	it.Format = opt.Format
	if it.Format == container.Unknown && toFile {
		it.Format = container.FormatByExt(filepath.Ext(opt.Output))
	}
	if it.Format == container.Unknown {
		it.Format = in.Format
	}
	it.animated = in.Frames > 1 && codec.Animates(in.Format) && codec.Animates(it.Format)

	w, h := in.Width, in.Height
	it.upright = opt.AutoOrient && in.Orientation > 1
	if it.upright && in.Orientation >= 5 {
		w, h = h, w
	}
	var err error
	if it.layout, err = opt.Geometry.layout(w, h); err != nil {
		return err
	}
	if side := max(it.layout.canvas.X, it.layout.canvas.Y); side > maxSide(it.Format) {
		return fmt.Errorf("a side of %d pixels is more than %v can hold (%d)", side, it.Format, maxSide(it.Format))
	}
	if it.memory = it.peakMemory(); it.memory > opt.Memory {
		return &MemoryError{it.memory, opt.Memory}
	}
	if toFile {
		it.Target = filepath.Base(opt.Output)
		return nil
	}
	it.Target, err = targetName(opt.Name, it.rel, it.Format, it.layout.canvas.X, it.layout.canvas.Y)
	return err
}

// maxSide returns the longest side that a file of format f can have.
func maxSide(f container.Format) int {
	switch f {
	case container.JPEG, container.GIF:
		return 1<<16 - 1
	case container.WebP:
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
	return fmt.Sprintf("needs %d MiB of memory, over the limit of %d MiB (--max-memory)", e.Need>>20, e.Limit>>20)
}

// checkTargets refuses a plan in which an output would replace an input or
// another output, or what exists without leave.
func (p *Plan) checkTargets(opt *Options) error {
	if err := p.checkCollisions(); err != nil {
		return err
	}
	inputs, err := p.inputPaths()
	if err != nil {
		return err
	}
	onInput := &ConflictError{
		Reason: "outputs would replace inputs",
		Hint:   "write to another folder with -o",
	}
	exist := &ConflictError{
		Reason: "outputs exist already",
		Hint:   "use --overwrite always to replace them, or --update to renew only the old ones",
	}
	folders := map[string]string{} // real path of each folder, by its path
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
