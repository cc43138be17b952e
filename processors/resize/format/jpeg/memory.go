package jpeg

import "math"

// pictureSamples bounds the samples of a picture of that many pixels: three for
// each, or with subsampled chroma 1.5, and at odd sides, of at most 65535
// pixels, up to one more for each row and each column.
func pictureSamples(pixels float64, fullChroma bool) float64 {
	if fullChroma {
		return 3 * pixels
	}
	return 1.5*pixels + min(pixels/2+1, math.MaxUint16+1)
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

// encodedBytes bounds what an Encoder holds for a picture of that many samples:
// the file, and before it is written tokens of 4 bytes for a quarter of the
// samples (see tokenStore). The file is there twice when metadata is put into
// it. A progressive file grows scan by scan, and all coefficients are held, of
// 2 bytes, with three bitmaps of each block.
func encodedBytes(progressive bool, quality int, samples float64) float64 {
	file := fileBytes(quality, samples)
	tokens := max(min(4*minKept, 5*samples), samples) + 2*4*chunkLen
	if progressive {
		return file + file + tokens + (2+3.0/8)*samples
	}
	return file + max(tokens, file)
}

// fileBytes bounds the bytes of a JPEG of that many samples, whatever they
// show.
//
// An orthonormal transform leaves the sum of squares as it is, so that the mean
// square of coefficients is at most 128². Given it, a normal distribution has
// the most entropy, which for a quantization factor of q is log2(√(2πe)·128/q)
// bits, or less than log2(1 + √(2πe)·128/q) where q is large. Half a bit more
// is for what Huffman codes are above the entropy, and for squares that are
// spread unevenly over factors that are not the same; a 32nd is for stuffed
// zeros.
func fileBytes(quality int, samples float64) float64 {
	var factors [64]uint8
	scaleQuantTable(&factors, &annexK[0], quality)
	bits := 0.0
	for _, q := range factors {
		bits += 0.5 + math.Log2(1+4.133*128/float64(q))
	}
	return bits/64/8*(1+1.0/32)*samples + 64<<10
}
