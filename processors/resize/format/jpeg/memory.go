package jpeg

// SamplesPerPixel bounds how many samples a pixel takes: 1.5, a little more at odd
// sides, or 3.
func SamplesPerPixel(fullChroma bool) float64 {
	if fullChroma {
		return 3
	}
	return 1.75
}

// DecodedBytes returns how many bytes a Decoder holds for a picture of so many
// samples as stored at that scale, 1, 2, 4 or 8, besides the file and less than a
// MiB of tables.
func DecodedBytes(planeSamples int64, progressive bool, scale int) float64 {
	stored := float64(planeSamples)
	samples := stored / float64(scale*scale)
	if progressive {
		return 3*samples + stored/8 // coefficients, and a mask for each block of 64
	}
	return samples
}

// EncodedBytes bounds what an Encoder holds for so many samples, its output
// included: a token of 4 bytes for each coefficient, in a slice that grows, and all
// coefficients of a progressive file.
func EncodedBytes(progressive bool, samples float64) float64 {
	if progressive {
		return 14 * samples
	}
	return 12 * samples
}
