package tiff

import "fmt"

// TIFF tags (TIFF 6.0 sections 8, 10 to 23; 347 is of technical note 2, 34675
// of ICC.1:2022 section B.3, 50706 of DNG 1.7).
const (
	tagNewSubfileType    = 254
	tagSubfileType       = 255
	tagImageWidth        = 256
	tagImageLength       = 257
	tagBitsPerSample     = 258
	tagCompression       = 259
	tagPhotometric       = 262
	tagFillOrder         = 266
	tagStripOffsets      = 273
	tagSamplesPerPixel   = 277
	tagRowsPerStrip      = 278
	tagStripByteCounts   = 279
	tagXResolution       = 282
	tagYResolution       = 283
	tagPlanarConfig      = 284
	tagT4Options         = 292
	tagT6Options         = 293
	tagResolutionUnit    = 296
	tagPredictor         = 317
	tagColorMap          = 320
	tagTileWidth         = 322
	tagTileLength        = 323
	tagTileOffsets       = 324
	tagTileByteCounts    = 325
	tagInkSet            = 332
	tagExtraSamples      = 338
	tagSampleFormat      = 339
	tagJPEGTables        = 347
	tagJPEGStream        = 513 // JPEGInterchangeFormat
	tagJPEGStreamLength  = 514
	tagJPEGRestart       = 515
	tagJPEGQTables       = 519
	tagJPEGDCTables      = 520
	tagJPEGACTables      = 521
	tagYCbCrCoefficients = 529
	tagYCbCrSubSampling  = 530
	tagReferenceBlack    = 532
	tagICC               = 34675
	tagDNGVersion        = 50706
)

// Values of PhotometricInterpretation.
const (
	whiteIsZero      = 0
	blackIsZero      = 1
	photometricRGB   = 2
	photometricIndex = 3
	photometricMask  = 4
	photometricInks  = 5
	photometricYCbCr = 6
)

// Values of Compression.
const (
	compressionNone       = 1
	compressionRLE        = 2
	compressionG3         = 3
	compressionG4         = 4
	compressionLZW        = 5
	compressionOldJPEG    = 6
	compressionJPEG       = 7
	compressionDeflate    = 8
	compressionRLEW       = 32771
	compressionPackBits   = 32773
	compressionOldDeflate = 32946
	compressionZstd       = 50000
)

// Values of ResolutionUnit and ExtraSamples.
const (
	resolutionInch    = 2
	unassociatedAlpha = 2
)

// Values of SampleFormat.
const (
	unsignedSamples = 1
	signedSamples   = 2
	floatSamples    = 3
	voidSamples     = 4 // of no declared meaning; read as unsigned
)

// compressions names what is found in files, whether it is decoded or not.
var compressions = map[int]string{
	compressionNone: "none", compressionRLE: "CCITT RLE", compressionG3: "CCITT Group 3", compressionG4: "CCITT Group 4",
	compressionLZW: "LZW", compressionOldJPEG: "old-style JPEG", compressionJPEG: "JPEG", compressionDeflate: "deflate",
	9: "JBIG on T.85", 10: "JBIG on T.43", 32766: "NeXT", compressionRLEW: "CCITT RLE by words", compressionPackBits: "PackBits",
	32809: "ThunderScan", compressionOldDeflate: "deflate", 34661: "JBIG", 34676: "SGILog", 34677: "SGILog24",
	34712: "JPEG 2000", 34887: "LERC", 34892: "lossy JPEG", 34925: "LZMA", compressionZstd: "Zstandard",
	50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL",
}

// photometrics names the color spaces that are not decoded.
var photometrics = map[int]string{
	8: "CIELab", 9: "ICCLab", 10: "ITULab", 32803: "CFA", 32844: "LogL", 32845: "LogLuv",
	34892: "linear raw", 51177: "depth map",
}

// named returns a number with its name, as far as it has one.
func named(number int, names map[int]string) string {
	if name := names[number]; name != "" {
		return fmt.Sprintf("%d (%s)", number, name)
	}
	return fmt.Sprint(number)
}
