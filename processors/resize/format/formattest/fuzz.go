package formattest

import (
	"bytes"
	"errors"
	"image"
	"testing"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// Fuzz reads, decodes and encodes files of one format, damaged in any way, from
// seeds on: nothing may panic, and what succeeds must agree with the header.
func Fuzz(f *testing.F, of *format.Format, seeds ...[]byte) {
	for _, seed := range seeds {
		f.Add(seed, uint8(6))
	}
	table := format.Table{of}
	icc := Profile(140, "RGB ")
	f.Fuzz(func(t *testing.T, file []byte, orientation uint8) {
		of.Profile(file, 0)
		if of.Kept != nil {
			of.Kept(file, 0xff, true)
		}
		m := metadata.Set{ICC: icc, Orientation: int(orientation)%8 + 1}
		if !of.ICC {
			m.ICC = nil
		}
		if !of.Orientation {
			m.Orientation = 0
		}
		embedded, embedErr := of.Embed(nil, file, m)
		facts, err := table.Probe(bytes.NewReader(file), int64(len(file)), "fuzz")
		if err != nil {
			var malformed *format.FormatError
			if errors.As(err, &malformed) && (malformed.Offset < 0 || malformed.Offset > int64(len(file))) {
				t.Errorf("%v: offset outside the %d bytes", err, len(file))
			}
			return
		}
		CheckFacts(t, facts)
		if embedErr == nil && m.ICC != nil && !bytes.Equal(of.Profile(embedded, 0), icc) {
			t.Error("the profile does not come back")
		}
		if facts.FramePixels > 1<<14 || format.Area(facts.Width, facts.Height) > 1<<14 {
			return
		}
		if d, ok := of.NewDecoder(0).(format.FrameDecoder); ok && facts.Frames > 1 {
			var found format.Findings
			if a, err := d.DecodeFrames(t.Context(), file, &facts, &found); err == nil {
				CheckAnimation(t, a, facts, &found)
			}
		}
		img, gray, err := Decode(t.Context(), file, facts, new(format.Findings))
		if err != nil {
			return
		}
		out, err := Encode(t.Context(), of, img, format.EncodeOptions{Quality: 80, Gray: gray && of.Gray})
		if err != nil {
			t.Fatal(err)
		}
		if again := Probe(t, table, out); again.Width != facts.Width || again.Height != facts.Height {
			t.Errorf("%d×%d became %d×%d", facts.Width, facts.Height, again.Width, again.Height)
		}
	})
}

// CheckFacts checks what holds for any picture.
func CheckFacts(t testing.TB, info format.Facts) {
	t.Helper()
	switch {
	case info.Format == nil,
		info.Width < 1 || info.Height < 1 || info.Width > format.MaxSide || info.Height > format.MaxSide,
		info.Frames < 1 || info.FramePixels < 0,
		info.Orientation < 1 || info.Orientation > 8,
		info.Channels < 1 || info.Depth < 1,
		info.PlaneSamples < int64(info.Width),
		info.Palette && info.Channels != 1:
		t.Errorf("impossible: %+v", info)
	}
}

// CheckAnimation plays a, which may be damaged, and compares it with its
// header. Frames may lack only where found says so.
func CheckAnimation(t *testing.T, a *animation.Animation, info format.Facts, found *format.Findings) {
	if a.Count > info.Frames {
		t.Fatalf("%d frames, but the header says %d", a.Count, info.Frames)
	}
	frames := 0
	err := a.On(image.NewNRGBA(image.Rect(0, 0, info.Width, info.Height)))(func(img *image.NRGBA, delay time.Duration) error {
		frames++
		if img.Rect != image.Rect(0, 0, info.Width, info.Height) || delay < 0 {
			t.Fatalf("frame of %v for %v", img.Rect, delay)
		}
		return nil
	})
	if err == nil && frames != a.Count && found.Damage == nil {
		t.Fatalf("%d frames of %d", frames, a.Count)
	}
}
