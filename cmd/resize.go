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

An image that cannot be read is reported by name; the run continues, and ends with
status 3. A damaged one is written as far as it can be decoded, and reported.`,
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
	o.position = choice{names: resize.PositionNames, value: "center", alias: map[string]string{
		"centre": "center", "top": "north", "bottom": "south", "left": "west", "right": "east",
	}}
	o.kernel = choice{names: resize.FilterNames(), value: "lanczos3"}
	group(c, "Size", func(f *pflag.FlagSet) {
		f.Var((*pixels)(&o.job.Geometry.LongEdge), "long-edge", "length of the longer side")
		f.Var((*pixels)(&o.job.Geometry.ShortEdge), "short-edge", "length of the shorter side")
		f.StringVar(&o.size, "size", "", "fit into a box: `WxH`, 800x, x600, or 400 for 400x400")
		f.Var((*pixels)(&o.job.Geometry.Width), "width", "width of the box to fit into")
		f.Var((*pixels)(&o.job.Geometry.Height), "height", "height of the box to fit into")
		f.StringVar(&o.scale, "scale", "", "scale by `FACTOR`: 50% or 0.5")
		f.Var(&o.fit, "fit", "how to fill the box: inside (shrink to fit), cover (crop), contain (add borders), fill (distort) or outside (shrink until one side fits)")
		addChoice(f, &o.position, "position", "which part --fit cover keeps, or where --fit contain places the picture")
		addToggle(f, &o.job.Geometry.Enlarge, "enlarge", "", "enlarge pictures that are smaller (default: they keep their size)")
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
		addChoice(f, &o.format, "format", "output format (default: by the extension of -o FILE, else original)")
		addCount(f, &o.job.Quality, 1, 100, "quality", "quality of JPEG and WebP output, `1-100`")
		f.StringVar(&o.background, "background", "", "`COLOR` behind transparency that the format cannot hold, and around --fit contain: #rgb, #rrggbb, "+
			"#rrggbbaa, white, black or transparent (default: transparent, else white)")
		f.Var(&o.autoOrient, "auto-orient", "turn pictures upright (true), or leave pixels and EXIF tag as they are (false)")
		addChoice(f, &o.icc, "icc", "color profile")
		f.Var(&words{&o.keep, keepNames}, "keep", "metadata to keep, from JPEG to JPEG only: `KINDS` of exif, xmp, iptc, comments, or all (default: none)")
		addToggle(f, &o.job.Progressive, "progressive", "", "write progressive JPEGs, which show a coarse picture while they load")
		f.Var(&o.chroma, "chroma", "JPEG chroma subsampling: 420 (smaller) or 444 (sharper color)")
		f.Var(&o.damaged, "damaged", "damaged files: keep (write what can be decoded and report it) or fail")
		f.Var(&o.pages, "pages", "pages of a TIFF to write: first, or all (each to a file NAME-1.EXT and so on)")
		f.Var(&o.limitPixels, "limit-pixels", "reject images with more than `N` pixels (all frames together)")
	})
}

func (o *resizeOptions) addFiles(c *cobra.Command) {
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Files", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "write to folder `DIR`, or a single picture to a file")
		addSelection(f, fileSelection{&o.job.Recursive, &o.job.Hidden, &o.job.Include, &o.job.Exclude})
		f.StringVar(&o.job.Name, "name", "", "name outputs by `TEMPLATE`, such as {dir}/{name}-{w}x{h}.{ext}")
		addChoice(f, &o.overwrite, "overwrite", "replace outputs that exist")
		f.StringVar(&o.journal, "journal", "", "`FILE` that records what became of each image, for later runs, or none (default: .fanout-journal in DIR)")
		addToggle(f, &o.job.Checksum, "checksum", "", "detect changed files by their content, not by size and time")
		addToggle(f, &o.job.Update, "update", "", "redo only what is new, has changed or was made with other options")
		addToggle(f, &o.job.Resume, "resume", "", "continue an interrupted run (same inputs and options)")
		addToggle(f, &o.job.RetryFailed, "retry-failed", "", "like --resume, but try failed images again")
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
