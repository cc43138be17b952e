package main

import "encoding/binary"

// displayP3 builds a color profile with Display P3's primaries and a gamma of
// 2.2 (ICC.1:2022 sections 7 to 9): a header, a table of tags, their data. It
// is different enough from sRGB that losing it shows.
func displayP3() []byte {
	xyz := func(x, y, z float64) []byte { // s15Fixed16 numbers
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range []float64{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536+0.5)))
		}
		return b
	}
	text := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	name := "fanout test P3"
	text = binary.BigEndian.AppendUint32(text, uint32(2*len(name)))
	text = binary.BigEndian.AppendUint32(text, 28)
	for _, r := range name {
		text = append(text, 0, byte(r))
	}
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00") // u8Fixed8 2.2
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text}, {"cprt", text},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.51512, 0.24120, -0.00105)},
		{"gXYZ", xyz(0.29198, 0.69225, 0.04189)},
		{"bXYZ", xyz(0.15710, 0.06657, 0.78407)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	profile := make([]byte, 128, 1024)
	copy(profile[8:], "\x04\x30\x00\x00mntrRGB XYZ ")
	binary.BigEndian.PutUint16(profile[24:], 2026) // made on 1 January 2026
	binary.BigEndian.PutUint16(profile[26:], 1)
	binary.BigEndian.PutUint16(profile[28:], 1)
	copy(profile[36:], "acsp")
	copy(profile[68:], xyz(0.9642, 1, 0.8249)[8:]) // D50
	profile = binary.BigEndian.AppendUint32(profile, uint32(len(tags)))
	at := len(profile) + 12*len(tags)
	var data []byte
	for _, t := range tags {
		profile = append(profile, t.name...)
		profile = binary.BigEndian.AppendUint32(profile, uint32(at+len(data)))
		profile = binary.BigEndian.AppendUint32(profile, uint32(len(t.data)))
		data = append(data, t.data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	profile = append(profile, data...)
	binary.BigEndian.PutUint32(profile, uint32(len(profile)))
	return profile
}
