package jpeg

// Markers (T.81 table B.1), without the 0xff before them.
const (
	markerSOF0  = 0xc0 // start of frame: baseline
	markerSOF1  = 0xc1 // extended sequential
	markerSOF2  = 0xc2 // progressive
	markerSOF3  = 0xc3 // lossless
	markerDHT   = 0xc4 // define Huffman tables
	markerJPG   = 0xc8 // reserved for extensions
	markerSOF9  = 0xc9 // extended sequential, arithmetic coding
	markerSOF10 = 0xca // progressive, arithmetic coding
	markerSOF11 = 0xcb // lossless, arithmetic coding
	markerDAC   = 0xcc // define arithmetic coding conditioning
	markerSOF15 = 0xcf // differential lossless, arithmetic coding
	markerRST0  = 0xd0 // restart, modulo 8
	markerRST7  = 0xd7
	markerSOI   = 0xd8 // start of image
	markerEOI   = 0xd9 // end of image
	markerSOS   = 0xda // start of scan
	markerDQT   = 0xdb // define quantization tables
	markerDNL   = 0xdc // define number of lines
	markerDRI   = 0xdd // define restart interval
	markerDHP   = 0xde // define hierarchical progression
	markerAPP0  = 0xe0 // JFIF (T.871)
	markerAPP1  = 0xe1 // EXIF, XMP
	markerAPP2  = 0xe2 // color profiles
	markerAPP13 = 0xed // Photoshop, IPTC
	markerAPP14 = 0xee // Adobe
	markerAPP15 = 0xef
	markerSOF55 = 0xf7 // JPEG-LS (T.87)
	markerCOM   = 0xfe // comment
)
