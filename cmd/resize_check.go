package cmd

import (
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"fanout/processors/resize"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/metadata"
)

// check turns the words of the flags into the job's options.
func (o *resizeOptions) check(given func(flag string) bool) error {
	if err := o.checkShared(); err != nil {
		return err
	}
	if o.output == "" {
		return usage("no output given: name a folder with -o DIR")
	}
	if o.output == "-" {
		return usage("-o -: resize writes files, not stdout")
	}
	if _, err := os.Lstat("-"); err != nil && slices.Contains(o.job.Paths, "-") {
		return usage("resize does not read from standard input: name files or folders")
	}
	o.job.Output = o.output
	o.job.Overwrite = o.overwrite.value == "always"
	if err := o.checkJournal(given); err != nil {
		return err
	}
	if err := o.checkSize(given); err != nil {
		return err
	}
	if o.background != "" {
		bg, err := parseColor(o.background)
		if err != nil {
			return wrongValue("background", o.background, "%w", err)
		}
		o.job.Background = &bg
	}
	if o.format.value != "original" {
		o.job.Format, _ = formats.All.Parse(o.format.value)
	}
	o.job.Filter, _ = resize.ParseFilter(o.kernel.value) // the words were checked by the flags
	o.job.AutoOrient = o.autoOrient.value == "true"
	o.job.KeepICC = o.icc.value == "keep"
	o.job.FullChroma = o.chroma.value == "444"
	o.job.FailDamaged = o.damaged.value == "fail"
	o.job.AllPages = o.pages.value == "all"
	for _, kind := range o.keep {
		o.job.Keep |= keepKinds[kind]
	}
	o.job.LimitPixels = o.limitPixels.n
	o.job.Asked = map[string]bool{
		"Quality": given("quality"), "Progressive": o.job.Progressive, "FullChroma": given("chroma"), "Keep": o.job.Keep != 0,
		"KeepICC": given("icc"), "Background": given("background"), "Filter": given("kernel"), "AllPages": o.job.AllPages,
	}
	return nil
}

// keepNames are the words of --keep.
var keepNames = []string{"exif", "xmp", "iptc", "comments", "all"}

// keepKinds are their meanings.
var keepKinds = map[string]metadata.Kinds{
	"exif": metadata.EXIF, "xmp": metadata.XMP, "iptc": metadata.IPTC, "comments": metadata.Comments,
	"all": metadata.EXIF | metadata.XMP | metadata.IPTC | metadata.Comments,
}

// checkSize allows one way to say the size, or none where there is another
// change to make.
func (o *resizeOptions) checkSize(given func(flag string) bool) error {
	g := &o.job.Geometry
	var ways []string
	for _, way := range [][]string{{"long-edge"}, {"short-edge"}, {"size"}, {"width", "height"}, {"scale"}} {
		for _, name := range way {
			if given(name) {
				ways = append(ways, "--"+name)
				break
			}
		}
	}
	switch {
	case len(ways) > 1:
		return together(ways...)
	case len(ways) == 0 && given("kernel"):
		return needs("--kernel", "a size: it is the filter with which pictures are made smaller or larger")
	case len(ways) == 0 && g.Enlarge:
		return needs("--enlarge", "a size, such as --long-edge 1600")
	case len(ways) == 0 && !given("format") && !given("quality") && !o.namesFormat():
		return usage("no size given: use --long-edge, --size, --width or --scale, or --format or --quality to keep the size")
	}
	if given("size") {
		w, h, err := parseSize(o.size)
		if err != nil {
			return err
		}
		g.Width, g.Height = w, h
	}
	if given("scale") {
		if err := o.parseScale(); err != nil {
			return err
		}
	}
	box := g.Width > 0 && g.Height > 0
	if given("fit") && !box {
		return needs("--fit", "--size WxH, or both --width and --height")
	}
	if given("position") && (o.fit.value != "cover" && o.fit.value != "contain") {
		return needs("--position", "--fit cover or contain")
	}
	g.Fit, _ = resize.ParseFit(o.fit.value)
	g.Position, _ = resize.ParsePosition(o.position.value)
	return nil
}

// namesFormat reports whether a name of outputs asks for a format by itself.
func (o *resizeOptions) namesFormat() bool {
	return len(o.job.Paths) == 1 && isImageName(o.output) || resize.NamesFormat(o.job.Name)
}

// isImageName reports whether an output name asks for a format by itself.
func isImageName(name string) bool {
	i := strings.LastIndexByte(name, '.')
	return i >= 0 && formats.All.ByExt(name[i:]) != nil
}

// parseSize reads 800x600, 800x or x600, and 400 as 400x400.
func parseSize(text string) (w, h int, err error) {
	bad := wrongValue("size", text, "must be WxH, Wx or xH in pixels, such as 800x600; 400 means 400x400")
	left, right, ok := strings.Cut(strings.NewReplacer("X", "x", "×", "x", "*", "x").Replace(text), "x")
	if !ok {
		right = left
	}
	if left+right == "" {
		return 0, 0, bad
	}
	for _, side := range []struct {
		text string
		n    *int
	}{{left, &w}, {right, &h}} {
		if side.text == "" {
			continue
		}
		if *side.n, err = strconv.Atoi(strings.TrimSpace(side.text)); err != nil || *side.n < 1 || *side.n > math.MaxInt32 {
			return 0, 0, bad
		}
	}
	return w, h, nil
}

func (o *resizeOptions) parseScale() error {
	digits, percent := strings.CutSuffix(strings.TrimSpace(o.scale), "%")
	s, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		s /= 100
	}
	switch enlarge := o.job.Geometry.Enlarge; {
	case err != nil || !(s > 0 && s <= 1000):
		return wrongValue("scale", o.scale, "must be a percentage or a factor, such as 50%% or 0.5")
	case s > 1 && !enlarge && percent:
		return wrongValue("scale", o.scale, "makes pictures larger; add --enlarge if that is what you want")
	case s > 1 && !enlarge:
		return wrongValue("scale", o.scale, "means %s times as large; %s", digits, scaleInstead(digits, s))
	case s <= 1 && enlarge:
		return conflictOf("--enlarge has no effect with --scale "+o.scale+", which makes no picture larger", "--enlarge")
	}
	o.job.Geometry.Scale = s
	return nil
}

// scaleInstead says what to write instead of a factor s that makes pictures
// larger: most such numbers are meant as percentages.
func scaleInstead(digits string, s float64) string {
	switch {
	case s < 5:
		return "add --enlarge if that is what you want"
	case s == 50:
		return "write 50% to halve the size"
	case s < 100:
		return fmt.Sprintf("write %s%% to make pictures smaller", digits)
	}
	return fmt.Sprintf("write %s%% if a percentage is meant", digits)
}

// parseColor reads #rgb, #rgba, #rrggbb, #rrggbbaa or one of a few names.
func parseColor(text string) (color.NRGBA, error) {
	switch text {
	case "white":
		return color.NRGBA{255, 255, 255, 255}, nil
	case "black":
		return color.NRGBA{0, 0, 0, 255}, nil
	case "transparent":
		return color.NRGBA{}, nil
	}
	digits, ok := strings.CutPrefix(text, "#")
	if len(digits) == 3 || len(digits) == 4 { // each digit twice
		var b strings.Builder
		for _, d := range digits {
			b.WriteRune(d)
			b.WriteRune(d)
		}
		digits = b.String()
	}
	if len(digits) == 6 {
		digits += "ff"
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 8 {
		return color.NRGBA{}, fmt.Errorf("must be #rgb, #rrggbb, #rrggbbaa, white, black or transparent")
	}
	return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}
