package gif

import (
	"testing"

	"fanout/processors/resize/format/formattest"
)

func TestBrokenHeadersAreRefused(t *testing.T) {
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "cut", File: []byte("GIF89a\x01\x00"), Malformed: "truncated"},
		{Name: "no width", File: []byte("GIF89a\x00\x00\x01\x00\x00\x00\x00;"), Malformed: "no picture"},
		{Name: "no width anywhere", File: []byte("GIF89a\x00\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x00\x00\x01\x00\x00\x02\x00;"), Malformed: "no picture"},
		{Name: "no picture", File: []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), Malformed: "no picture"},
	})
}
