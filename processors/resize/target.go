package resize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fanout/internal/inputs"
	"fanout/processors/resize/format/formats"
)

// otherImages are extensions of image files that cannot be written.
var otherImages = []string{".avif", ".heic", ".heif", ".ico", ".jp2", ".jxl", ".pdf", ".psd", ".svg"}

// isOtherImage reports whether ext, in any case, is one of them.
func isOtherImage(ext string) bool { return slices.Contains(otherImages, strings.ToLower(ext)) }

// isFileTarget reports whether Output names a file: it has the extension of an
// image and is no folder. Then there must be one path, of a file; anything else
// is a [*inputs.PathError].
func isFileTarget(opt *Options) (bool, error) {
	ext := strings.ToLower(filepath.Ext(opt.Output))
	byName := formats.All.ByExt(ext)
	other := isOtherImage(ext)
	if byName == nil && !other || strings.HasSuffix(opt.Output, string(filepath.Separator)) {
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
	var reason error
	switch {
	case other:
		reason = fmt.Errorf("%s cannot be written", ext)
	case !single:
		reason = errors.New("an output file needs exactly one input file; end the name with a slash if you mean a folder")
	case opt.Name != "":
		reason = errors.New("a name template needs an output folder, not an output file")
	case opt.Format != nil && opt.Format != byName:
		reason = fmt.Errorf("its extension says %s, but %s was asked for", byName.Label, opt.Format.Label)
	default:
		return true, nil
	}
	return false, &inputs.PathError{Path: opt.Output, Err: reason}
}
