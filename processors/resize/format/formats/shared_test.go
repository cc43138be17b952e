package formats

import (
	"bytes"
	"errors"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// sharedData holds pictures that are too many and too large for the repository.
// Tests that use them are skipped where they are absent.
const sharedData = "../../../../../shared/data"

func sharedFiles(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := filepath.Join(sharedData, folder)
	if _, err := os.Stat(root); err != nil {
		t.Skip(err)
	}
	must(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = os.ReadFile(path)
		return err
	}))
	return files
}

// TestProbeAgreesWithTheDecodersOnSharedData takes every file that a decoder's
// DecodeConfig accepts. Only damaged files may be refused where it accepts.
func TestProbeAgreesWithTheDecodersOnSharedData(t *testing.T) {
	agreed, refused, reasons := 0, 0, map[string]int{}
	for path, data := range sharedFiles(t, "images") {
		info, err := probeBytes(data, filepath.Base(path))
		config, name, configErr := image.DecodeConfig(bytes.NewReader(data))
		switch {
		case err == nil && configErr == nil && (config.Width == 0 || config.Height == 0):
			// A GIF whose first frame says the size.
		case err == nil && configErr == nil:
			agreed++
			if formattest.CheckFacts(t, info); info.Format.String() != name || info.Width != config.Width || info.Height != config.Height {
				t.Errorf("%s: %+v, but the decoder says %s %d×%d", path, info, name, config.Width, config.Height)
			}
		case err != nil && configErr == nil:
			refused++
			reasons[reason(err)]++
			if !strings.Contains(path, "/fuzz/") {
				t.Errorf("%s: %v", path, err)
			}
			if _, _, decodeErr := image.Decode(bytes.NewReader(data)); decodeErr == nil {
				t.Logf("%s: refused, but decodes: %v", path, reason(err))
			}
		case err != nil:
			reasons["both: "+reason(err)]++
		default:
			reasons["only Probe accepts: "+info.Format.String()+": "+configErr.Error()]++
		}
	}
	t.Logf("%d agree, %d refused by Probe alone", agreed, refused)
	for r, n := range reasons {
		t.Logf("%5d %s", n, r)
	}
	if agreed < 500 {
		t.Errorf("only %d files are compared", agreed)
	}
}

func reason(err error) string {
	var malformed *format.FormatError
	if errors.As(err, &malformed) {
		return malformed.Format + ": " + malformed.Msg
	}
	return err.Error()
}

func TestAllOrientationsOfSharedData(t *testing.T) {
	files := sharedFiles(t, "images/exif-orientation")
	for _, kind := range []string{"Landscape", "Portrait"} {
		for v := range 9 {
			path := filepath.Join(sharedData, "images/exif-orientation", kind+"_"+string(rune('0'+v))+".jpg")
			info, err := probeBytes(files[path], path)
			if err != nil || info.Orientation != max(1, v) {
				t.Errorf("%s: %d, %v", path, info.Orientation, err)
			}
		}
	}
}

func TestHostileSharedFilesAreSeenForWhatTheyAre(t *testing.T) {
	files := sharedFiles(t, "hostile")
	for name, pixels := range map[string]int64{
		"bomb-30000x30000-gray1.png":                   30000 * 30000,
		"bomb-header-only-65000x65000-rgba.png":        65000 * 65000,
		"under-limit-9999x9999-rgba16-header-only.png": 9999 * 9999,
		"webp-vp8l-16383x16383-truncated.webp":         16383 * 16383,
		"gif-canvas-65535-frame-1x1.gif":               65535 * 65535,
	} {
		data, ok := files[filepath.Join(sharedData, "hostile", name)]
		if !ok {
			t.Errorf("%s is absent", name)
		}
		r := &counter{t: t, data: data, size: int64(len(data))}
		info, err := All.Probe(r, r.size, name)
		if err != nil || format.Area(info.Width, info.Height) != pixels || r.reads > 32 {
			t.Errorf("%s: %+v, %v, %d reads", name, info, err, r.reads)
		}
	}
	for path, data := range files {
		if All.ByExt(filepath.Ext(path)) == nil {
			if info, err := probeBytes(data, filepath.Base(path)); err != format.ErrNotImage {
				t.Errorf("%s: %+v, %v", path, info, err)
			}
		}
	}
}
