package resize

import (
	"image/color"
	"path/filepath"
	"slices"
	"time"

	"github.com/disintegration/imaging"

	"fanout/chunker"
	"fanout/internal/inputs"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/metadata"
)

// Options say what to do with which files. The zero value is not ready to use:
// Quality, LimitPixels and Memory have no defaults.
type Options struct {
	Paths     []string // files, folders, glob patterns
	Output    string   // a folder, or a file if Paths is one file
	Recursive bool     // descend into folders
	Hidden    bool     // take files and folders whose names start with a dot
	Include   []string // if any: only files that match one of these globs
	Exclude   []string // no files and folders that match one of these globs
	Name      string   // template of output names; "" keeps names

	Overwrite bool // replace outputs that exist

	// These go by the journal. Update replaces outputs that the run would not
	// make so again. Resume goes on with a run that was stopped: what was done
	// or has failed stays so. RetryFailed is Resume, but tries again what has
	// failed.
	Update, Resume, RetryFailed bool

	Journal   string // file that tells later runs what became of each item; "": in the output folder
	NoJournal bool   // have none
	Checksum  bool   // the journal tells inputs by their content, not by their time

	Geometry   Geometry
	Filter     imaging.ResampleFilter // of the resampler
	Format     *format.Format         // nil: as the input
	Quality    int                    // 1..100, for JPEG and WebP
	Background *color.NRGBA           // nil: transparent if the output can be, else white
	AutoOrient bool                   // turn pictures upright as their EXIF tag says
	KeepICC    bool                   // carry the color profile over

	Keep        metadata.Kinds // other metadata that JPEGs carry over to JPEGs
	Progressive bool           // write progressive JPEGs
	FullChroma  bool           // write JPEGs with chroma at full resolution, not half
	FailDamaged bool           // fail files with a damaged part instead of writing what there is
	AllPages    bool           // write each page of a TIFF, not only the first

	// Asked are the settings that the user has asked for, by their names here.
	// Those that have no effect are refused, or said to have none.
	Asked map[string]bool

	// Shard is the share of the work that is done. Then outputs that exist are
	// no conflict: an attempt at the same shard may have made them. They are as
	// good, if they hold the same. Those that are not older than Since are of
	// this run; see Update. Unseen is a folder that is no input.
	Shard  chunker.Shard
	Since  time.Time
	Unseen string

	LimitPixels int64 // the most pixels of one file, in all its frames
	Memory      int64 // the most bytes that the pictures in flight may take
	Workers     int   // goroutines that probe and resize; 0 means GOMAXPROCS
}

// sharded reports whether the work is a share.
func (opt *Options) sharded() bool { return !opt.Shard.Whole() }

// outputFormat returns the format of all outputs as far as the options say one;
// nil: each has that of its input. toFile says that Output is a file's name.
func (opt *Options) outputFormat(toFile bool) *format.Format {
	switch {
	case opt.Format != nil:
		return opt.Format
	case toFile:
		return formats.All.ByExt(filepath.Ext(opt.Output))
	}
	return templateFormat(opt.Name)
}

// check refuses patterns and templates that are malformed.
func (opt *Options) check() error {
	if err := inputs.CheckPatterns(slices.Concat(opt.Include, opt.Exclude)...); err != nil {
		return err
	}
	return checkTemplate(opt.Name, opt.Format)
}
