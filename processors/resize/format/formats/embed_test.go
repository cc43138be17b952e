package formats

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func TestEmbeddedMetadataIsReadBackAndPixelsStay(t *testing.T) {
	for _, s := range samples(t) {
		before := decode(t, s.format, s.data)
		plain, err := probeBytes(s.data, "")
		must(t, err)
		for _, n := range []int{0, 132, 133, 140_001} {
			for _, orientation := range []int{0, 1, 6} {
				m := metadata.Set{Orientation: orientation}
				if n > 0 {
					m.ICC = formattest.Profile(n, "RGB ")
				}
				prefix := []byte("odd")
				out, err := s.format.Embed(bytes.Clone(prefix), s.data, m)
				if n > 0 && !s.format.ICC || orientation > 1 && !s.format.Orientation {
					var unsupported *format.UnsupportedError
					if !errors.As(err, &unsupported) || !bytes.Equal(out, prefix) {
						t.Errorf("%v takes what it cannot hold: %v", s.format, err)
					}
					continue
				}
				must(t, err)
				out, ok := bytes.CutPrefix(out, prefix)
				if !ok {
					t.Fatalf("%v: dst is overwritten", s.format)
				}
				if n == 0 && orientation <= 1 && !bytes.Equal(out, s.data) {
					t.Errorf("%v %s: changed without need", s.format, s.name)
				}
				if icc := s.format.Profile(out, 0); !bytes.Equal(icc, m.ICC) {
					t.Errorf("%v %s: profile of %d bytes comes back as %d", s.format, s.name, n, len(icc))
				}
				info, err := probeBytes(out, "")
				must(t, err)
				want := plain
				want.Orientation = max(1, orientation)
				want.HeaderBytes = info.HeaderBytes // grows with what was put in
				if !reflect.DeepEqual(info, want) {
					t.Errorf("%v %s: %+v, want %+v", s.format, s.name, info, want)
				}
				if !reflect.DeepEqual(decode(t, s.format, out), before) {
					t.Errorf("%v %s: other pixels after embedding %d, %d", s.format, s.name, n, orientation)
				}
			}
		}
	}
}

func TestEmbedReplacesWhatTheFileHad(t *testing.T) {
	old := metadata.Set{ICC: formattest.Profile(100_000, "RGB "), Orientation: 3}
	now := metadata.Set{ICC: formattest.Profile(300, "RGB "), Orientation: 5}
	for _, s := range samples(t) {
		if !s.format.ICC {
			continue
		}
		if !s.format.Orientation {
			old.Orientation, now.Orientation = 0, 0
		}
		first, err := s.format.Embed(nil, s.data, old)
		must(t, err)
		second, err := s.format.Embed(nil, first, now)
		must(t, err)
		once, err := s.format.Embed(nil, s.data, now)
		must(t, err)
		if !bytes.Equal(s.format.Profile(second, 0), now.ICC) {
			t.Errorf("%v %s: the old profile is still there", s.format, s.name)
		}
		if info, err := probeBytes(second, ""); err != nil || info.Orientation != max(1, now.Orientation) {
			t.Errorf("%v %s: %+v, %v", s.format, s.name, info, err)
		}
		if s.format != TIFF && !bytes.Equal(second, once) { // TIFF keeps the bytes of the old directory
			t.Errorf("%v %s: the old metadata leaves traces", s.format, s.name)
		}
	}
}

func TestEmbedRefusesBadMetadata(t *testing.T) {
	for _, s := range samples(t) {
		for _, m := range []metadata.Set{{Orientation: 9}, {Orientation: -1}, {ICC: []byte("no profile")}, {ICC: formattest.Profile(127+1, "RGB ")[:127]}} {
			if out, err := s.format.Embed([]byte("x"), s.data, m); err == nil || string(out) != "x" {
				t.Errorf("%v %s takes %+v", s.format, s.name, m)
			}
		}
	}
	if _, err := JPEG.Embed(nil, samples(t)[0].data, metadata.Set{ICC: formattest.Profile(255*(65535-2-12-2)+1, "RGB ")}); err == nil {
		t.Error("a JPEG takes more than 255 chunks")
	}
}
