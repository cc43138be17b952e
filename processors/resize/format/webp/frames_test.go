package webp

import (
	"encoding/binary"
	"image"
	"testing"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// showAll plays an animation and returns how many frames it has. Encoders may
// play it twice, which must not make a difference.
func showAll(t *testing.T, file []byte, facts format.Facts, found *format.Findings) (frames int, err error) {
	t.Helper()
	a, err := decoder{}.DecodeFrames(t.Context(), file, &facts, found)
	if err != nil {
		return 0, err
	}
	screens := a.On(image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height)))
	play := func() (frames int, err error) {
		err = screens(func(*image.NRGBA, time.Duration) error {
			frames++
			return nil
		})
		return frames, err
	}
	frames, err = play()
	if n, again := play(); n != frames || (again == nil) != (err == nil) {
		t.Fatalf("%d frames, %v; then %d, %v", frames, err, n, again)
	}
	return frames, err
}

// A cut animation gives its whole frames, of the first what there is, and is
// damaged wherever it is cut.
func TestACutAnimationGivesItsWholeFrames(t *testing.T) {
	one, two := anmfOf(0, 0, 16, 16, frameChunks(t, 16, 16)), anmfOf(2, 4, 8, 8, frameChunks(t, 8, 8))
	file := riff(16, 16, one, two, two)
	start := len(riff(16, 16)) + 8
	const unread = 8 // bytes that the end of a picture may have and not need
	ends := []int{start + len(one), start + len(one) + 8 + len(two), len(file)}
	whole := func(n int) (frames int) {
		for frames < len(ends) && n >= ends[frames] {
			frames++
		}
		return frames
	}
	for n := start + anmfBytes + 8 + 30; n < len(file)-1; n++ {
		facts := formattest.Probe(t, format.Table{Format}, file[:n])
		var found format.Findings
		frames, err := showAll(t, file[:n], facts, &found)
		if found.Damage == nil && err == nil {
			t.Fatalf("cut at %d: no damage", n)
		}
		least, most := whole(n), max(1, whole(n+unread))
		if frames < least || frames > most || err != nil && least > 0 {
			t.Fatalf("cut at %d: %d frames, %v (%v), want %d to %d", n, frames, err, found.Damage, least, most)
		}
	}
	if facts := formattest.Probe(t, format.Table{Format}, file[:len(file)-30]); facts.Frames != 3 {
		t.Errorf("%d frames begin, want 3", facts.Frames)
	}
}

// A frame whose picture cannot be read ends the animation.
func TestABrokenFrameEndsTheAnimation(t *testing.T) {
	good := anmfOf(0, 0, 8, 8, frameChunks(t, 8, 8))
	for name, bad := range map[string][]byte{
		"of another size": anmfOf(0, 0, 8, 8, frameChunks(t, 9, 8)),
		"empty":           anmfOf(0, 0, 8, 8, nil),
		"of rubbish":      anmfOf(0, 0, 8, 8, []byte("VP8 \x04\x00\x00\x00abcd")),
	} {
		file := riff(16, 16, good, bad, good)
		facts := formattest.Probe(t, format.Table{Format}, file)
		var found format.Findings
		if frames, err := showAll(t, file, facts, &found); frames != 1 || err != nil || found.Damage == nil {
			t.Errorf("%s: %d frames, %v, %v", name, frames, err, found.Damage)
		}
		file = riff(16, 16, bad, good)
		if _, err := showAll(t, file, formattest.Probe(t, format.Table{Format}, file), new(format.Findings)); err == nil {
			t.Errorf("%s at first: no error", name)
		}
	}
}

// The first frame is shown before it is disposed of.
func TestAFirstFrameIsSeenThoughItIsDisposedOf(t *testing.T) {
	frame := anmfOf(0, 0, 8, 8, frameChunks(t, 8, 8))
	frame[15] |= frameDispose
	file := riff(16, 16, frame, anmfOf(8, 8, 8, 8, frameChunks(t, 8, 8)))
	img := formattest.Picture(t, format.Table{Format}, file)
	if !img.SubImage(image.Rect(0, 0, 8, 8)).(*image.NRGBA).Opaque() || img.NRGBAAt(8, 8).A != 0 {
		t.Error("the first frame is not what is seen")
	}
}

// Frames are placed, blended and disposed of as their headers say (RFC 9649
// section 2.7.1.1).
func TestFramesSayHowTheyAreDrawn(t *testing.T) {
	picture := frameChunks(t, 4, 6)
	for flags, want := range map[byte]animation.Frame{
		0:                           {Blend: true},
		frameNoBlend:                {},
		frameDispose:                {Blend: true, Disposal: animation.DisposeBackground},
		frameDispose | frameNoBlend: {Disposal: animation.DisposeBackground},
	} {
		chunk := anmfOf(6, 2, 4, 6, picture)
		binary.LittleEndian.PutUint16(chunk[12:], 1234)
		chunk[15] = flags
		got, err := formattest.Frames(t, format.Table{Format}, riff(16, 16, chunk)).Frame(0)
		if err != nil {
			t.Fatal(err)
		}
		if got.Image.Bounds() != image.Rect(6, 2, 10, 8) || got.Delay != 1234*time.Millisecond ||
			got.Blend != want.Blend || got.Disposal != want.Disposal {
			t.Errorf("flags %d: %v for %v, %v, %v", flags, got.Image.Bounds(), got.Delay, got.Blend, got.Disposal)
		}
	}
}
