package jpeg

// samplesPerPixel returns an upper bound of the samples of a pixel: 3, or with
// subsampled chroma 1.5 and a little more at odd sides.
func samplesPerPixel(fullChroma bool) float64 {
	if fullChroma {
		return 3
	}
	return 1.75
}

// decodedBytes returns how many bytes a Decoder holds for a picture that is
// decoded at 1/scale, 1, 2, 4 or 8, besides the file and less than a MiB of
// tables. planeSamples counts its samples at full size, padded to whole MCUs.
func decodedBytes(planeSamples int64, progressive bool, scale int) float64 {
	stored := float64(planeSamples)
	samples := stored / float64(scale*scale)
	if progressive {
		return 3*samples + stored/8 // coefficients, and a mask for each block of 64
	}
	return samples
}

// encodedBytes returns an upper bound of the bytes that an Encoder holds for a
// picture of that many samples, its output included: a token of 4 bytes for
// each coefficient, in a slice that grows, and in a progressive file all
// coefficients.
func encodedBytes(progressive bool, samples float64) float64 {
	if progressive {
		return 14 * samples
	}
	return 12 * samples
}
