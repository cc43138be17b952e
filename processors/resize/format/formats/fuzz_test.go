package formats

import (
	"bytes"
	"errors"
	"image"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func FuzzProbe(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.data, uint8(6))
		m := metadata.Set{}
		if s.format.ICC {
			m.ICC = formattest.Profile(150, "RGB ")
		}
		if s.format.Orientation {
			m.Orientation = 6
		}
		full, err := s.format.Embed(nil, s.data, m)
		must(f, err)
		f.Add(full, uint8(1))
	}
	f.Add(formattest.TIFF(1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1}, map[uint16]uint32{tagImageWidth: 2}), uint8(2))
	f.Add(formattest.WebP(webpAnimation, 9, 9, formattest.WebPChunk(nil, "ANMF", make([]byte, 16))), uint8(3))
	f.Add(bmpWithProfile(formattest.Profile(140, "RGB ")), uint8(0))
	f.Add(formattest.PNG(3, 3, 8, 3, 1, formattest.PNGChunk("acTL", make([]byte, 8)...), formattest.PNGChunk("fcTL", make([]byte, 26)...)), uint8(8))

	f.Add([]byte("II*\x000000"), uint8(0)) // found: a directory outside the file

	icc := formattest.Profile(140, "RGB ")
	f.Fuzz(func(t *testing.T, data []byte, orientation uint8) {
		info, err := probeBytes(data, "a.jpg")
		if err != nil {
			var malformed *format.FormatError
			if errors.As(err, &malformed) && (malformed.Offset < 0 || malformed.Offset > int64(len(data))) {
				t.Errorf("%v: offset outside the %d bytes", err, len(data))
			}
		} else {
			formattest.CheckFacts(t, info)
			config, name, err := image.DecodeConfig(bytes.NewReader(data))
			if err == nil && name == info.Format.String() && (config.Width != info.Width || config.Height != info.Height) {
				t.Errorf("%+v, but the decoder says %d×%d", info, config.Width, config.Height)
			}
		}
		m := metadata.Set{ICC: icc, Orientation: int(orientation)%8 + 1}
		for _, f := range All {
			f.Profile(data, 0)
			if !f.Orientation {
				m.Orientation = 1
			}
			out, embedErr := f.Embed(nil, data, m)
			if embedErr != nil || err != nil || f != info.Format {
				continue
			}
			if !bytes.Equal(f.Profile(out, 0), icc) {
				t.Errorf("%v: the profile does not come back", f)
			}
			after, err := probeBytes(out, "a.jpg")
			if err != nil || after.Width != info.Width || after.Height != info.Height ||
				m.Orientation > 1 && after.Orientation != m.Orientation {
				t.Errorf("%+v becomes %+v, %v", info, after, err)
			}
			m.Orientation = int(orientation)%8 + 1
		}
	})
}
