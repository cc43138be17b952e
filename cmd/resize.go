package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/resize"
	"fanout/processors/resize/format/formats"
)

// resizeOptions are the flags of resize.
type resizeOptions struct {
	sharedOptions
	job resize.Options

	size, scale, background string
	fit, position, kernel   choice
	format, icc, autoOrient choice
	chroma, damaged, pages  choice
	keep                    []string
	limitPixels             quantity
	journal                 string
}

// newResize returns the command; run does the work with the options filled in.
func newResize(sys *IO, run runFunc[*resizeOptions]) *cobra.Command {
	o := &resizeOptions{}
	c := &cobra.Command{
		Use:   "resize PATH... -o DIR",
		Short: "Resize and convert images, whole folders at a time",
		Long: `PATHs are files or folders; the tree of a folder is mirrored below DIR. Reads and
writes JPEG, PNG, GIF, WebP, TIFF and BMP. Content decides what is an image, not
the name; other files are skipped and counted.

Pictures are turned upright, keep their color profile and their format, and are
never enlarged unless --enlarge is given. Inputs are never changed, and outputs
that exist are never replaced unless --overwrite, --update or --resume says so.

An image that cannot be read is reported by name, and the run continues (status 3).
A damaged one is written as far as it can be decoded, and reported.`,
		Example: `  fanout resize photos -r -o web --long-edge 1600
  fanout resize photos -r -o web --long-edge 1600 --resume  # after Ctrl-C
  fanout resize photos -r -o web --long-edge 1600 --update  # new or changed
  fanout resize photos -r -o thumbs --size 400x400 --fit cover
  fanout resize photo.jpg -o photo.webp --width 800 --quality 75
  fanout resize scans/*.tif -o pages --format jpeg --scale 50%`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("no PATH given: name files or folders to resize")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.job.Paths = args
			if err := o.check(c.Flags().Changed); err != nil {
				return err
			}
			return o.sweepRefused(run(c.Context(), sys, o), o.output)
		},
	}
	o.addSize(c)
	o.addPicture(c)
	o.addFiles(c)
	o.addRun(c)
	o.addShard(c, sys)
	o.addMessages(c)
	c.ValidArgsFunction = completeExtensions(imageExtensions())
	return c
}

func (o *resizeOptions) addSize(c *cobra.Command) {
	o.fit = choice{names: resize.FitNames, value: "inside"}
	o.position = choice{names: resize.PositionNames, value: "centre", alias: map[string]string{
		"center": "centre", "top": "north", "bottom": "south", "left": "west", "right": "east",
	}}
	o.kernel = choice{names: resize.FilterNames(), value: "lanczos3"}
	group(c, "Size", func(f *pflag.FlagSet) {
		f.Var((*pixels)(&o.job.Geometry.LongEdge), "long-edge", "longer side")
		f.Var((*pixels)(&o.job.Geometry.ShortEdge), "short-edge", "shorter side")
		f.StringVar(&o.size, "size", "", "box as `WxH`, 800x or x600")
		f.Var((*pixels)(&o.job.Geometry.Width), "width", "width of the box")
		f.Var((*pixels)(&o.job.Geometry.Height), "height", "height of the box")
		f.StringVar(&o.scale, "scale", "", "`FACTOR` as 50% or 0.5")
		addChoice(f, &o.fit, "fit", "how the picture takes the shape of the box")
		addChoice(f, &o.position, "position", "what --fit cover keeps, where --fit contain puts")
		addToggle(f, &o.job.Geometry.Enlarge, "enlarge", "", "allow results larger than the original")
		addChoice(f, &o.kernel, "kernel", "resampling filter")
	})
}

func (o *resizeOptions) addPicture(c *cobra.Command) {
	o.format = formatChoice()
	o.autoOrient = choice{names: []string{"true", "false"}, value: "true"}
	o.icc = choice{names: []string{"keep", "strip"}, value: "keep"}
	o.chroma = choice{names: []string{"420", "444"}, value: "420"}
	o.damaged = choice{names: []string{"keep", "fail"}, value: "keep"}
	o.pages = choice{names: []string{"first", "all"}, value: "first"}
	o.limitPixels = quantity{n: 268_000_000, text: "268M", as: "50000000 or 268M"}
	o.job.Quality = 80
	group(c, "Picture", func(f *pflag.FlagSet) {
		addChoice(f, &o.format, "format", "format of the outputs")
		addCount(f, &o.job.Quality, 1, 100, "quality", "quality of JPEG and WebP, `1-100`")
		f.StringVar(&o.background, "background", "", "`COLOUR` around --fit contain and behind transparency that the format cannot hold: #rgb, #rrggbb, "+
			"#rrggbbaa, white, black or transparent (default transparent, else white)")
		addChoice(f, &o.autoOrient, "auto-orient", "turn pictures upright, or leave pixels and EXIF tag alone")
		addChoice(f, &o.icc, "icc", "colour profile")
		f.Var(&words{&o.keep, keepNames}, "keep", "other metadata that a JPEG takes along to a JPEG: `KINDS` of exif, xmp, iptc, comments, all")
		addToggle(f, &o.job.Progressive, "progressive", "", "write JPEGs that show at once and sharpen as they load")
		addChoice(f, &o.chroma, "chroma", "colour of a JPEG: half the resolution of brightness, or the same")
		addChoice(f, &o.damaged, "damaged", "files with a damaged or missing part: write what there is and say so, or fail")
		addChoice(f, &o.pages, "pages", "pages of a TIFF: the first, or each as a file of its own, NAME-1.EXT and so on")
		f.Var(&o.limitPixels, "limit-pixels", "refuse files with more pixels than this, over all frames")
	})
}

func (o *resizeOptions) addFiles(c *cobra.Command) {
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Files", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "output `DIR`, or FILE for a single file")
		addToggle(f, &o.job.Recursive, "recursive", "r", "descend into folders")
		addWords(f, &o.job.Include, "include", "", "take only files that match `GLOB` (repeatable)")
		addWords(f, &o.job.Exclude, "exclude", "", "leave out files and folders that match `GLOB` (repeatable)")
		addToggle(f, &o.job.Hidden, "hidden", "", "take hidden files and folders too")
		f.StringVar(&o.job.Name, "name", "", "`TEMPLATE` of output names: {dir}/{name}-{w}x{h}.{ext}")
		addChoice(f, &o.overwrite, "overwrite", "what to do with outputs that exist")
		f.StringVar(&o.journal, "journal", "", "`FILE` that tells later runs what became of each image, or none (default .fanout-journal in DIR)")
		addToggle(f, &o.job.Checksum, "checksum", "", "know images by their content, not by their time")
		addToggle(f, &o.job.Update, "update", "", "make what is new, has changed or had other options; skip the rest")
		addToggle(f, &o.job.Resume, "resume", "", "go on with a run that was stopped: what is done or has failed stays so")
		addToggle(f, &o.job.RetryFailed, "retry-failed", "", "go on likewise, but try again what has failed")
	})
}

// imageExtensions returns those of all formats.
func imageExtensions() (all []string) {
	for _, f := range formats.All {
		all = append(all, f.Extensions...)
	}
	return all
}

// formatChoice returns the flag that names a format, in any of its spellings.
func formatChoice() choice {
	c := choice{names: append([]string{"original"}, formats.All.Names()...), value: "original", alias: map[string]string{}}
	for _, f := range formats.All {
		for _, word := range append(f.Aliases[:len(f.Aliases):len(f.Aliases)], f.Name) {
			c.alias[word], c.alias[strings.ToUpper(word)] = f.Name, f.Name
		}
	}
	return c
}
