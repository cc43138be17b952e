// Package jpeg decodes and encodes JPEG files (ITU-T T.81) as 8-bit
// planes in the sampling in which they are stored: chroma is not brought to the
// size of luma, and RGB is made only on request. It decodes at full, half,
// quarter and eighth size without computing what the smaller picture does not
// show.
//
// It takes baseline, extended sequential and progressive files, Huffman-coded
// or arithmetic-coded, of up to four components: gray, Y, Cb and Cr, RGB, CMYK,
// YCCK. Samples of 12 bits become 8. Lossless and hierarchical coding are a
// format.UnsupportedError.
//
// Names and section numbers are those of T.81.
package jpeg
