package png

import (
	"encoding/binary"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func TestFacts(t *testing.T) {
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	of := func(channels, depth int, alpha, palette, multipass bool) format.Facts {
		f := still
		f.Channels, f.Depth, f.Alpha, f.Palette, f.Multipass = channels, depth, alpha, palette, multipass
		f.PlaneSamples = int64(channels) * 64 * 32
		return f
	}
	frames := func(n int, pixels int64) format.Facts {
		f := of(1, 8, false, false, false)
		f.Frames, f.FramePixels = n, pixels
		return f
	}
	turned := of(1, 8, false, false, false)
	turned.Orientation = 6
	fctl := func(w, h uint32) []byte {
		b := binary.BigEndian.AppendUint32(make([]byte, 4), w)
		return formattest.PNGChunk("fcTL", append(binary.BigEndian.AppendUint32(b, h), make([]byte, 14)...)...)
	}
	idat := formattest.PNGChunk("IDAT")
	formattest.CheckHeaders(t, Format, []formattest.Header{
		{Name: "gray interlaced", File: formattest.PNG(64, 32, 1, 0, 1), Want: of(1, 1, false, false, true)},
		{Name: "rgb", File: formattest.PNG(64, 32, 16, 2, 0, idat), Want: of(3, 16, false, false, false)},
		{Name: "rgb tRNS", File: formattest.PNG(64, 32, 8, 2, 0, formattest.PNGChunk("tRNS", 0, 1, 0, 2, 0, 3), idat),
			Want: of(3, 8, true, false, false)},
		{Name: "rgb empty tRNS", File: formattest.PNG(64, 32, 8, 2, 0, formattest.PNGChunk("tRNS"), idat),
			Want: of(3, 8, false, false, false)},
		{Name: "palette", File: formattest.PNG(64, 32, 4, 3, 0, formattest.PNGChunk("PLTE", 1, 2, 3)),
			Want: of(1, 4, false, true, false)},
		{Name: "gray alpha", File: formattest.PNG(64, 32, 8, 4, 0), Want: of(2, 8, true, false, false)},
		{Name: "rgba", File: formattest.PNG(64, 32, 16, 6, 0), Want: of(4, 16, true, false, false)},
		{Name: "EXIF after the data", File: formattest.PNG(64, 32, 8, 0, 0, formattest.PNGChunk("IDAT", make([]byte, 9000)...),
			formattest.PNGChunk("eXIf", metadata.AppendOrientation(nil, 6)...), formattest.PNGChunk("IEND")),
			Want: turned},
		{Name: "apng", File: formattest.PNG(64, 32, 8, 0, 0, formattest.PNGChunk("acTL", make([]byte, 8)...), fctl(64, 32), idat, fctl(3, 2), fctl(1, 1)),
			Want: frames(3, 64*32+7)},
		{Name: "apng whose still is no frame", File: formattest.PNG(64, 32, 8, 0, 0, formattest.PNGChunk("acTL", make([]byte, 8)...), idat, fctl(3, 2)),
			Want: frames(2, 64*32+6)},
		{Name: "frame controls without an animation", File: formattest.PNG(64, 32, 8, 0, 0, fctl(64, 32), idat, fctl(3, 2)),
			Want: of(1, 8, false, false, false)},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	wrongCRC := formattest.PNG(1, 1, 8, 0, 0)
	wrongCRC[30]++
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "cut", File: formattest.PNG(1, 1, 8, 0, 0)[:20], Malformed: "truncated"},
		{Name: "only magic", File: []byte(magic), Malformed: "truncated"},
		{Name: "checksum", File: wrongCRC, Malformed: "checksum"},
		{Name: "no width", File: formattest.PNG(0, 1, 8, 0, 0), Malformed: "width"},
		{Name: "too high", File: formattest.PNG(1, 1<<31, 8, 0, 0), Malformed: "height"},
		{Name: "depth", File: formattest.PNG(1, 1, 4, 2, 0), Malformed: "depth"},
		{Name: "interlace", File: formattest.PNG(1, 1, 8, 2, 2), Malformed: "interlace"},
		{Name: "of an iPhone", File: append([]byte(magic), formattest.PNGChunk("CgBI", 0, 0, 0, 0)...), Unsupported: "Apple's CgBI variant of PNG"},
	})
}
