package jpeg

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var full = flag.Bool("full", false, "take all of the photographs that are there")

// photographs returns photographs by name: at most limit from each folder that
// is there, of this repository and of the larger data next to it.
func photographs(t testing.TB, limit int) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{
		"../../../../testdata/photos/*.[jJ][pP][gG]",
		"../../../../../shared/data/photos/*.jpg",
		"../../../../../shared/data/images/exif-orientation/*.jpg",
	} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if !*full {
			names = names[:min(limit, len(names))]
		}
		for _, name := range names {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(name)] = file
		}
	}
	return files
}

func TestFullScaleIsWithinTwoLevelsOfTheStandardLibrary(t *testing.T) {
	limit := 2
	if testing.Short() {
		limit = 0
	}
	var d Decoder
	for name, file := range photographs(t, limit) {
		got, err := d.Decode(t.Context(), file, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if worst, mean := planeDifference(t, got.Planes, stdDecoded(t, file)); worst > 2 {
			t.Errorf("%s: differs by %d levels, %.3f on average", name, worst, mean)
		}
	}
}
